// Sets what an organisation sets, where the browser itself looks for it; only on machines that are there for tests.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findBrowser } from '../../harness/browser.ts';

/** Why no policy may be written here, as a sentence; null where it may. */
export function whyNoPolicy(): string | null {
  if (process.platform !== 'linux') return 'policies are files only on Linux.';
  if (process.env.ROOMTONE_TEST_POLICY === '1') return null;
  const isOurs = process.getuid?.() === 0 && process.env.CI === 'true';
  return isOurs ? null : 'it would write into /etc; ROOMTONE_TEST_POLICY=1 allows that.';
}

/** The id that Chromium gives an extension in a folder: its path's hash, in letters. */
export function idOf(folder: string): string {
  const digits = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 32);
  return [...digits].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}

export interface Policy {
  set(values: object): void;
  clear(): void;
}

/** The policy of one extension; gone when the process is, whatever happens. */
export function policyOf(extensionId: string): Policy {
  const home = /for Testing/.test(findBrowser().version) ? '/etc/opt/chrome_for_testing' : '/etc/chromium';
  const folders = [home, path.join(home, 'policies'), path.join(home, 'policies/managed')].filter(
    (f) => !existsSync(f),
  );
  const file = path.join(home, `policies/managed/roomtone-test-${process.pid}.json`);
  const clear = () => {
    rmSync(file, { force: true });
    for (const folder of [...folders].reverse()) {
      try {
        rmdirSync(folder);
      } catch {
        // Somebody else has put something there, or it is gone already.
      }
    }
  };
  process.on('exit', clear);
  return {
    set: (values) => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ '3rdparty': { extensions: { [extensionId]: values } } }));
    },
    clear,
  };
}
