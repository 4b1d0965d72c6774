// The commands that documents name, and what is wrong with them: a script that is gone, a flag that its help does not tell of, a file that is not there.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './models.ts';

export const SCRIPTS: Record<string, string> = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
).scripts;
const TESTS = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.test\.tsx?$/.test(file))
  .map((file) => `test/${file}`);
/** A made-up site and a made-up language, in the examples of CONTRIBUTING.md. */
const MADE_UP = /kite/i;

/** Commands in code: within backticks, or as lines of their own, without what stands behind a #. */
export function commandsIn(document: string): string[] {
  const begins = String.raw`(?:time )?(?:[A-Z_]+=\S+ )*(?:npm|npx|node|python|pip)\b`;
  const spans = document.matchAll(new RegExp(`\`(${begins}[^\`]*)\``, 'g'));
  const lines = document.matchAll(new RegExp(`^(?: {4}|\`\`\`.*\\n)(${begins}.*)$`, 'gm'));
  return [...spans, ...lines].map(([, command = '']) => command.replace(/\s+#.*$/, '').trim());
}

/** `node FILE …` or `tsx FILE …` of a script of package.json, and null of one that runs another tool. */
export const ownFileOf = (script: string): string | null => /^(?:node|tsx) (\S+)/.exec(script)?.[1] ?? null;

const helps = new Map<string, Promise<string>>();
/** What a program of ours prints when it is asked for help. @throws where it fails */
export function helpOf(file: string): Promise<string> {
  let help = helps.get(file);
  if (!help) {
    help = ran([file, '--help']);
    helps.set(file, help);
  }
  return help;
}

/** @returns what it printed @throws where it ends with anything but 0 */
export const ran = (args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) =>
    execFile(process.execPath, ['--import', 'tsx', ...args], { cwd: root }, (error, stdout, stderr) =>
      error ? reject(new Error(`${args.join(' ')}: ${stderr || error.message}`)) : resolve(stdout),
    ),
  );

const flagsIn = (args: string) => [...args.matchAll(/(?:^|[\s[|(])(--?[a-z][\w-]*)/g)].map(([, flag = '']) => flag);
const knows = (help: string, flag: string) => new RegExp(`(?:^|[\\s[|(])${flag}(?![\\w-])`, 'm').test(help);

/** What is wrong with the arguments for a ring of tests. */
function testFaults(args: string): string[] {
  const ring = /--project (\w+)/.exec(args)?.[1];
  const wanted = args
    .replace(/-t "[^"]*"/, '')
    .replace(/(?<=^|\s)--?[\w-]+(?: (?:unit|browser|ui|consent|e2e)\b)?/g, '')
    .split(/[\s[\]]+/)
    .filter((word) => word !== '' && !MADE_UP.test(word));
  return [
    ...(ring && !existsSync(path.join(root, 'test', ring)) ? [`no tests ${ring}`] : []),
    ...wanted.filter((word) => !TESTS.some((file) => file.includes(word))).map((word) => `no test ${word}`),
  ];
}

/** What is wrong with a command; none for one of another's that is left to them, such as pip. */
export async function faultsOf(command: string): Promise<string[]> {
  const said = (faults: readonly string[]) => faults.map((fault) => `${command}: ${fault}`);
  const script = /^(?:time )?(?:[A-Z_]+=\S+ )*npm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)(.*)$/.exec(command);
  if (script) {
    const [, run, short, rest = ''] = script;
    const name = run ?? short ?? '';
    const args = rest.replace(/^\s*\[?--(?=\s)/, '').replace(/ > .*$/, '');
    const line = SCRIPTS[name];
    if (line === undefined) return said(['no such script']);
    const file = ownFileOf(line);
    const flags = flagsIn(args);
    if (!file) return said(flags.map((flag) => `no flag ${flag}`));
    const help = flags.length > 0 ? await helpOf(file) : '';
    return said([
      ...flags.filter((flag) => flag !== '--help' && !knows(help, flag)).map((flag) => `no flag ${flag}`),
      ...(name === 'test' ? testFaults(args) : []),
    ]);
  }
  const [program, first = '', ...others] = command.split(/\s+/);
  if (program === 'npx') {
    const isThere = existsSync(path.join(root, 'node_modules/.bin', first));
    return said([
      ...(isThere ? [] : [`no program ${first}`]),
      ...(first === 'vitest' ? testFaults(others.slice(1).join(' ')) : []),
    ]);
  }
  if (program === 'node' || program === 'python') {
    if (!existsSync(path.join(root, first))) return said([`no file ${first}`]);
    const source = readFileSync(path.join(root, first), 'utf8');
    return said(
      flagsIn(others.join(' '))
        .filter((flag) => !source.includes(flag))
        .map((flag) => `no flag ${flag}`),
    );
  }
  return [];
}
