// Brings the line numbers in INTERNALS.md up to date: each `room/file.ts:12` `name` stands for where that name is declared.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const USAGE = `Usage: npm run lines [-- --check]

Brings the line numbers in INTERNALS.md up to date.

--check  writes nothing, and ends with 1 where a number is out of date`;

const ROOT = path.resolve(import.meta.dirname, '..');
const REFERENCE = /`([\w./-]+\.tsx?):(\d+)` `(\w+)`/g;

/** @throws Error for a file that is not there or declares no such name. */
function lineOf(file: string, name: string): number {
  const declared = new RegExp(
    `^\\s*(export )?(async )?(function\\*?|class|const|let|interface|type) ${name}\\b|^\\s*((private|public|static|async|readonly|override|get) )*${name}[?]?\\s*[(<=:]`,
  );
  const lines = readFileSync(path.join(ROOT, 'src', file), 'utf8').split('\n');
  const at = lines.findIndex((line) => declared.test(line));
  if (at < 0) throw new Error(`src/${file} declares no ${name}.`);
  return at + 1;
}

/** The text with every reference's line as it is now. */
export function withLineNumbers(text: string): string {
  return text.replace(
    REFERENCE,
    (_, file: string, _line, name: string) => `\`${file}:${lineOf(file, name)}\` \`${name}\``,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = main(process.argv.slice(2));
}

/** @returns the exit code. */
function main(argv: string[]): number {
  if (argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const file = path.join(ROOT, 'INTERNALS.md');
  const text = readFileSync(file, 'utf8');
  const right = withLineNumbers(text);
  if (!argv.includes('--check')) writeFileSync(file, right);
  else if (text !== right) {
    console.error('INTERNALS.md leads to lines that have moved: run npm run lines.');
    return 1;
  }
  return 0;
}
