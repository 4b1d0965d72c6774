// The licences of everything that ships, as one text: of each package whose files are in the bundles, and of what was made from a package's files.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inPackage } from '../../harness/packages.ts';

/** Not in a bundle, but shipped: the detector's weights, and what the compiler puts into the kernels. */
const BESIDES = ['@mediapipe/face_detection', 'assemblyscript'];
/** Where a package that comes without a text of its own has one that says the same word by word. */
const TEXTS: Record<string, string> = { 'Apache-2.0': 'assemblyscript' };
const RULE = `\n${'='.repeat(80)}\n`;

/** What esbuild tells of a build: of each file that it wrote, how many bytes come from which file. */
export interface Bundled {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
}

/** Folders of the packages of which something is in the bundles, as esbuild names files. */
export function bundledPackages(builds: readonly Bundled[]): string[] {
  const files = builds
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  const folders = files.flatMap((file) => file.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []);
  return [...new Set(folders)];
}

/**
 * @param root the folder with node_modules, from which esbuild was run.
 * @throws when a package names no licence, or one whose text is nowhere.
 */
export async function licences(root: string, builds: readonly Bundled[]): Promise<string> {
  const folders = [...bundledPackages(builds), ...BESIDES.map((name) => `node_modules/${name}`)];
  const parts = await Promise.all(folders.map((folder) => licenceOf(path.resolve(root, folder))));
  const ours = (await readFile(path.join(root, 'LICENSE'), 'utf8')).trim();
  return `${[`Roomtone\n\n${ours}`, ...[...new Set(parts)].sort()].join(`\n${RULE}\n`)}\n`;
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license, author } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name} names no licence.`);
  const texts = await textsOf(folder);
  const other = TEXTS[license];
  if (texts.length === 0 && other) texts.push(...(await textsOf(path.dirname(inPackage(other, 'LICENSE')), /^licen/i)));
  if (texts.length === 0) texts.push(await textInReadme(folder, name));
  const by = typeof author === 'string' ? author : author?.name;
  return [[`${name} ${version}`, license, ...(by ? [by] : [])].join('\n'), ...texts].join('\n\n');
}

async function textsOf(folder: string, which = /^(licen[cs]e|notice|copying)/i): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => which.test(file)).sort();
  return Promise.all(files.map(async (file) => (await readFile(path.join(folder, file), 'utf8')).trim()));
}

/** All that follows the heading. */
async function textInReadme(folder: string, name: string): Promise<string> {
  const file = (await readdir(folder)).find((one) => /^readme/i.test(one));
  const text = file ? await readFile(path.join(folder, file), 'utf8') : '';
  const [, found] = text.match(/\n(?:#+ *)?licen[cs]e[^\n]*\n(?:-+\n)?(.*)$/is) ?? [];
  if (!found?.trim()) throw new Error(`${name} has no text of its licence.`);
  return found.trim();
}
