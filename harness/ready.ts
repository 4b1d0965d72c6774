// Gets a machine ready to run the extension: a Chromium, installed if that can be done without asking, and a build.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { type Browser, BrowserProblem, canInstall, findBrowser, howToInstall } from './browser.ts';
import { findFirefox } from './firefox.ts';

export const root = path.resolve(import.meta.dirname, '..');

export interface ReadyOptions {
  say: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/** @throws BrowserProblem when there is no suitable browser and none can be installed. */
export async function readyBrowser({ say, signal }: ReadyOptions): Promise<Browser> {
  try {
    return findBrowser();
  } catch (error) {
    if (!(error instanceof BrowserProblem && error.missing && canInstall())) throw error;
    say('Installing Chromium (apt-get install chromium) …');
    const code = await install('chromium', signal);
    signal?.throwIfAborted();
    if (code !== 0)
      throw new BrowserProblem(`apt-get could not install Chromium; ${howToInstall()}, or set CHROME_PATH.`, false);
    return findBrowser();
  }
}

/** @param name of a Debian package. @returns the exit code. */
function install(name: string, signal: AbortSignal | undefined): Promise<number | null> {
  const command = `apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y ${name} >/dev/null`;
  return run('sh', ['-c', command], signal);
}

/** @returns Firefox' program. @throws BrowserProblem when there is none and none can be installed. */
export async function readyFirefox({ say, signal }: ReadyOptions): Promise<string> {
  const found = findFirefox();
  if (found) return found;
  if (canInstall()) {
    say('Installing Firefox (apt-get install firefox-esr) …');
    await install('firefox-esr', signal);
    signal?.throwIfAborted();
  }
  const installed = findFirefox();
  if (!installed) throw new BrowserProblem('No Firefox was found: install it, or set FIREFOX_PATH to one.', true);
  return installed;
}

/** Builds dist/ or dist-firefox/ and the zip. @returns whether that went well; what went wrong has been printed. */
export async function buildExtension({ say, signal }: ReadyOptions, browser = 'chromium'): Promise<boolean> {
  say('Building the extension …');
  return (await run(process.execPath, [path.join(root, 'esbuild.config.mjs'), '--browser', browser], signal)) === 0;
}

/** Resolves to the exit code, null where a signal ended it; the signal ends the program too. */
export function run(program: string, args: string[], signal?: AbortSignal): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...(signal ? { signal } : {}) });
    child.on('error', () => resolve(1));
    child.on('exit', resolve);
  });
}
