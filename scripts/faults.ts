// Does to calls what can happen to them, and writes into INTERNALS.md how long each took to be mended. `npm run faults`
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildExtension, readyBrowser, root, run } from '../harness/ready.ts';
import { type FaultRow, withFaults } from './lib/faults.ts';

const USAGE = `Usage: npm run faults

Does to real calls what can happen to them, and writes into INTERNALS.md how long each took to be mended.`;

const TEST = 'test/e2e/faults.test.ts';
const MEASURED = 'bench/faults.json';

/** INTERNALS.md with the table as it was measured last. @throws Error */
export async function internals(): Promise<string> {
  const rows = JSON.parse(await readFile(path.join(root, MEASURED), 'utf8')) as FaultRow[];
  return withFaults(await readFile(path.join(root, 'INTERNALS.md'), 'utf8'), rows);
}

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const stopped = new AbortController();
  process.on('SIGINT', () => stopped.abort());
  const options = { say: console.log, signal: stopped.signal };
  process.env.CHROME_PATH = (await readyBrowser(options)).path;
  if (!(await buildExtension(options))) return 1;
  process.env.ROOMTONE_LONG = '1';
  process.env.ROOMTONE_FAULTS = path.join(root, MEASURED);
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const code = (await run(process.execPath, [vitest, 'run', '--project', 'e2e', TEST], stopped.signal)) ?? 130;
  if (code === 0) await writeFile(path.join(root, 'INTERNALS.md'), await internals());
  return code;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await main();
