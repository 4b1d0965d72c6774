// Builds the zip of each store twice, checks it, and prints what is in it. Ends with 1 and a sentence for each fault.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { root } from '../harness/ready.ts';
import { oneLine } from './lib/dataset.ts';
import { callersFolder } from './lib/launch.mjs';
import { factsOf } from './lib/store/facts.ts';
import { faultsOf } from './lib/store/rules.ts';
import { partsOf } from './lib/store/sizes.ts';
import { TARGETS, type Target, type TargetName } from './lib/store/targets.ts';

const USAGE = `Usage: npm run package [-- --lint] [-- --check FILE --target ${Object.keys(TARGETS).join('|')}]

Builds a zip for each store into out/ and checks it.

--check    checks this zip and builds none
--target   for which store that zip is (default chrome)
--lint     has addons.mozilla.org's own linter look at the zip for Firefox, too; npx gets it`;
/** 190 packages for one check: so it is got when it is asked for, and is none of the project's. */
const LINTER = 'addons-linter@10.14.0';

process.exitCode = await main();

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  let check: string | undefined;
  let target: TargetName;
  let isLinted: boolean;
  try {
    const { values } = parseArgs({
      options: {
        check: { type: 'string' },
        target: { type: 'string', default: 'chrome' },
        lint: { type: 'boolean', default: false },
      },
    });
    check = values.check;
    isLinted = values.lint;
    if (!Object.hasOwn(TARGETS, values.target)) throw new Error(`--target takes no ${values.target}.`);
    target = values.target as TargetName;
  } catch (error) {
    console.error(`${oneLine(error)}\n\n${USAGE}`);
    return 2;
  }
  try {
    if (check !== undefined) {
      const file = path.resolve(callersFolder(), check);
      const faults = await faultsIn(await readFile(file), TARGETS[target]);
      return told(isLinted ? [...faults, ...(await lintersFaults(file))] : faults);
    }
    const faults: string[] = [];
    for (const name of Object.keys(TARGETS) as TargetName[]) faults.push(...(await packaged(name)));
    if (isLinted) faults.push(...(await lintersFaults(await zipOf('firefox'))));
    return told(faults);
  } catch (error) {
    console.error(oneLine(error));
    return 1;
  }
}

function told(faults: readonly string[]): number {
  for (const fault of faults) console.error(fault);
  return faults.length > 0 ? 1 : 0;
}

async function faultsIn(zip: Buffer, target: Target): Promise<string[]> {
  const files = unzipSync(new Uint8Array(zip));
  for (const { part, bytes, packed } of partsOf(files))
    console.log(`${part.padEnd(12)} ${kilobytes(bytes)} ${kilobytes(packed)} packed`);
  console.log(`${'the zip'.padEnd(12)} ${''.padStart(11)} ${kilobytes(zip.length)}`);
  return faultsOf({ files, zipBytes: zip.length }, target, await factsOf(root));
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
}

async function zipOf(name: TargetName): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  return path.join(root, 'out', `roomtone-${name}-${version}.zip`);
}

interface LintMessage {
  code: string;
  message: string;
  file?: string;
  line?: number;
}

/** Errors and warnings. @throws where the linter cannot be had or does not answer. */
async function lintersFaults(zip: string): Promise<string[]> {
  // With faults it ends with 1 and says the same.
  const options = { maxBuffer: 2 ** 26, shell: process.platform === 'win32' };
  const ended = promisify(execFile)('npx', ['--yes', LINTER, '--output', 'json', zip], options).catch(
    (error: { stdout?: string }) => error,
  );
  const said = /^\{.*$/ms.exec((await ended).stdout ?? '')?.[0];
  if (!said) throw new Error(`${LINTER} could not be had, or does not answer.`);
  const { errors, warnings } = JSON.parse(said) as { errors: LintMessage[]; warnings: LintMessage[] };
  console.log(`${LINTER}: ${errors.length} errors, ${warnings.length} warnings`);
  return [...errors, ...warnings].map(({ code, message, file, line }) =>
    [`${code}: ${message}`, file, line].filter((part) => part !== undefined && part !== null).join(' · '),
  );
}

/** Leaves the zip in out/. */
async function packaged(name: TargetName): Promise<string[]> {
  const file = await zipOf(name);
  const folder = await mkdtemp(path.join(tmpdir(), 'roomtone-package-'));
  try {
    const zips: Buffer[] = [];
    for (const time of ['first', 'second']) {
      const zip = path.join(folder, `${time}.zip`);
      const args = ['esbuild.config.mjs', ...TARGETS[name].build, '--outdir', path.join(folder, time), '--zip', zip];
      await promisify(execFile)(process.execPath, args, { cwd: root });
      zips.push(await readFile(zip));
    }
    const [zip, again] = zips as [Buffer, Buffer];
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, zip);
    console.log(path.relative(callersFolder(), file));
    const faults = await faultsIn(zip, TARGETS[name]);
    return zip.equals(again) ? faults : [...faults, 'A second build has other bytes than the first.'];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
