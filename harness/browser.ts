// Finds a Chromium that still takes an extension from a folder, and opens it with Roomtone inside.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright-core';
import type { Answers } from '../src/call/consent/answers.ts';

const root = path.resolve(import.meta.dirname, '..');

export interface Browser {
  path: string;
  /** As the browser says it, e.g. "Chromium 156.0.1.2"; '' where it does not say. */
  version: string;
}

/** A sentence for people about what stands in the way. */
export class BrowserProblem extends Error {
  override name = 'BrowserProblem';
  /** Whether installing Chromium would help. */
  readonly missing: boolean;
  constructor(sentence: string, missing: boolean) {
    super(sentence);
    this.missing = missing;
  }
}

const ON_PATH = ['chromium', 'chromium-browser', 'google-chrome-for-testing', 'chrome-for-testing'];

const LOCATIONS: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'],
  darwin: ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) => [
    `${folder}/Chromium.app/Contents/MacOS/Chromium`,
    `${folder}/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing`,
  ]),
  win32: [process.env.LOCALAPPDATA, process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)']]
    .filter((folder) => folder !== undefined)
    .map((folder) => path.join(folder, 'Chromium', 'Application', 'chrome.exe')),
};

/** Branded Chrome, which we only look for to say why it does not do. */
const BRANDED: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/opt/google/chrome/chrome'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)']]
    .filter((folder) => folder !== undefined)
    .map((folder) => path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
};

/** CHROME_PATH, then PATH, then the usual places, then Playwright's downloads. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): Browser {
  const chosen = env.CHROME_PATH;
  if (chosen) {
    if (!isProgram(chosen)) throw new BrowserProblem(`CHROME_PATH names ${chosen}, which is no program here.`, false);
    return suitable(chosen);
  }
  const found = [...onPath(env), ...(LOCATIONS[process.platform] ?? []), ...playwrightDownloads(env)].find(isProgram);
  if (found) return suitable(found);
  const branded = (BRANDED[process.platform] ?? []).some(isProgram);
  throw new BrowserProblem(
    `${branded ? 'Google Chrome no longer takes an extension from a folder, and no' : 'No'} Chromium was found: ${howToInstall()}, or set CHROME_PATH to one.`,
    true,
  );
}

function suitable(file: string): Browser {
  const version = versionOf(file);
  // Chrome for Windows does not answer; its version is looked at once it runs.
  const refusal = process.platform === 'win32' ? null : refuse(version, minimumVersion());
  if (refusal) throw new BrowserProblem(`${file}: ${refusal}`, false);
  return { path: file, version };
}

function minimumVersion(): number {
  return Number(JSON.parse(readFileSync(path.join(root, 'manifest.json'), 'utf8')).minimum_chrome_version);
}

/** Why a browser that calls itself so cannot be used; null where it can. */
export function refuse(version: string, minimum: number): string | null {
  if (!/chrom/i.test(version)) return 'this is no Chromium.';
  if (/^Google Chrome (?!for Testing)/.test(version))
    return `${version} no longer takes an extension from a folder; use Chromium or Chrome for Testing.`;
  const major = Number(/(\d+)\.\d+/.exec(version)?.[1] ?? Number.NaN);
  if (major < minimum) return `${version} is too old; Roomtone needs Chromium ${minimum} or newer.`;
  return null;
}

function versionOf(file: string): string {
  // There it opens a window instead of answering.
  if (process.platform === 'win32') return '';
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return (/[A-Z][\w ]+ \d[\d.]*/.exec(stdout ?? '')?.[0] ?? '').trim();
}

function onPath(env: NodeJS.ProcessEnv): string[] {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return ON_PATH.flatMap((name) => folders.map((folder) => path.join(folder, name + suffix)));
}

function playwrightDownloads(env: NodeJS.ProcessEnv): string[] {
  const cache: Partial<Record<NodeJS.Platform, string>> = {
    linux: path.join(homedir(), '.cache/ms-playwright'),
    darwin: path.join(homedir(), 'Library/Caches/ms-playwright'),
    win32: path.join(homedir(), 'AppData/Local/ms-playwright'),
  };
  const folder = env.PLAYWRIGHT_BROWSERS_PATH || cache[process.platform];
  if (!folder || !existsSync(folder)) return [];
  const programs = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-win/chrome.exe',
    'chrome-win64/chrome.exe',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ];
  const builds = readdirSync(folder)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
  return builds.flatMap((build) => programs.map((program) => path.join(folder, build, program)));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function howToInstall(): string {
  if (process.platform === 'darwin') return 'install it with "brew install --cask chromium"';
  if (process.platform === 'win32') return 'install it with "winget install Hibbiki.Chromium"';
  if (isProgram('/usr/bin/apt-get')) return 'install it with "sudo apt-get install chromium"';
  if (isProgram('/usr/bin/dnf')) return 'install it with "sudo dnf install chromium"';
  if (isProgram('/usr/bin/pacman')) return 'install it with "sudo pacman -S chromium"';
  return 'install it with your package manager';
}

/** Whether this machine lets us install Chromium without asking anybody. */
export function canInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && isProgram('/usr/bin/apt-get');
}

const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
  '--hide-crash-restore-bubble',
];

/** Arguments for any Chromium of ours; on a server only root exists, and as root the sandbox cannot start. */
export function browserFlags(): string[] {
  return process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS;
}

export interface ExtensionBrowser {
  context: BrowserContext;
  extensionId: string;
  serviceWorker: Worker;
  /** Closes the browser and removes its profile; may be called twice. */
  close(): Promise<void>;
}

export interface LaunchOptions {
  headless: boolean;
  /** Folder of the built extension. */
  dist: string;
  /** Told about the browser that was found, before it starts. */
  browser?: Browser;
  /** How the three questions have been answered; null leaves them open, and the page that asks them. */
  answers?: Answers | null;
  /** Folders of other extensions that are loaded as well. */
  others?: string[];
  /** More arguments for the browser. */
  flags?: string[];
}

/** Of the practice call: its people are pictures, and agree. */
export const PRACTICE_ANSWERS: Answers = {
  version: 1,
  purpose: 'understand',
  place: 'elsewhere',
  people: 'private',
  told: 'informed',
};

/** Long enough for a browser that starts on a busy machine. */
const WELCOME_LIMIT_MS = 15_000;

/** A fresh profile with nothing in it but the extension and the answers to its questions. */
export async function launchWithExtension({
  headless,
  dist,
  browser,
  answers = PRACTICE_ANSWERS,
  others = [],
  flags = [],
}: LaunchOptions): Promise<ExtensionBrowser> {
  const { path: executablePath } = browser ?? findBrowser();
  const extension = path.resolve(dist);
  const extensions = [extension, ...others].join();
  const profile = await mkdtemp(path.join(tmpdir(), 'roomtone-'));
  const removeProfile = () => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  let context: BrowserContext;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      // Playwright's own headless mode is a browser that knows no extensions.
      headless: false,
      args: [
        ...browserFlags(),
        ...(headless ? ['--headless=new', '--hide-scrollbars'] : ['--window-size=1280,860']),
        ...flags,
        `--load-extension=${extensions}`,
        `--disable-extensions-except=${extensions}`,
      ],
      ignoreDefaultArgs: ['--disable-extensions'],
      viewport: headless ? { width: 1280, height: 720 } : null,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    await removeProfile();
    throw error;
  }
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= context
      .close()
      .catch(() => {})
      .then(removeProfile);
    return closing;
  };
  const running = Number.parseInt(context.browser()?.version() ?? '', 10);
  if (running < minimumVersion()) {
    await close();
    throw new BrowserProblem(`${executablePath}: ${refuse(`Chromium ${running}.0`, minimumVersion())}`, false);
  }
  try {
    const serviceWorker =
      context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: 30_000 }));
    if (answers) await serviceWorker.evaluate((given) => chrome.storage.local.set({ answers: given }), answers);
    // It comes to the front when it opens, so nothing else may be there before it.
    const welcome = await welcomePage(context);
    if (answers) await welcome?.close();
    return { context, extensionId: new URL(serviceWorker.url()).host, serviceWorker, close };
  } catch {
    await close();
    throw new Error(`the browser did not take the extension in ${path.relative(process.cwd(), extension) || '.'}.`);
  }
}

/** The page that opens when Roomtone is installed; null where it does not, as without a window. */
export async function welcomePage(context: BrowserContext): Promise<Page | null> {
  const isWelcome = (page: Page) => new URL(page.url()).pathname === '/welcome.html';
  const end = Date.now() + WELCOME_LIMIT_MS;
  while (Date.now() < end) {
    const page = context.pages().find(isWelcome);
    if (page) return page;
    await new Promise((next) => setTimeout(next, 50));
  }
  return null;
}

/** Opens the popup for `page`'s tab, as a page of its own, which is in front then. */
export async function openPopup(
  { context, serviceWorker, extensionId }: ExtensionBrowser,
  page: Page,
): Promise<{ tab: number; popup: Page }> {
  await page.bringToFront();
  const tab = await serviceWorker.evaluate(async () => (await chrome.tabs.query({ active: true }))[0]?.id ?? -1);
  const popup = await context.newPage();
  await popup.goto(`chrome-extension://${extensionId}/popup.html?tab=${tab}`);
  return { tab, popup };
}

/** Stops the extension's service worker, as the browser does with an idle one. @param page one of the extension's own. */
export async function stopServiceWorkers(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  await devtools.detach();
}
