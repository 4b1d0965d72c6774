// `npm test`: gets a browser, builds what will ship and runs all rings of tests on it; with --long those that take long, too. Other
// arguments go to vitest.
import path from 'node:path';
import { BrowserProblem } from '../harness/browser.ts';
import { buildExtension, readyBrowser, root, run } from '../harness/ready.ts';

const USAGE = `Usage: npm test [-- --long --project unit|browser|ui|consent|e2e -t PATTERN PATH…]

Gets a browser, builds the extension and runs the tests.

--long     those that take long, too
--project  one ring of tests alone; unit needs no browser
-t         only tests whose title matches
PATH       only files whose path contains it
Whatever else is given goes to vitest.`;

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort());
const options = { say: console.log, signal: stopped.signal };

process.exitCode = await main();

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  try {
    const browser = await readyBrowser(options);
    process.env.CHROME_PATH = browser.path;
    if (!(await buildExtension(options))) return 1;
    const args = process.argv.slice(2);
    if (args.includes('--long')) process.env.ROOMTONE_LONG = '1';
    const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
    return (
      (await run(process.execPath, [vitest, 'run', ...args.filter((arg) => arg !== '--long')], stopped.signal)) ?? 130
    );
  } catch (error) {
    if (stopped.signal.aborted) return 130;
    if (!(error instanceof BrowserProblem)) throw error;
    console.error(error.message);
    return 1;
  }
}
