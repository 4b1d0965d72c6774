// Where the files of installed packages lie, wherever npm put them and whatever they export.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** @throws Error when the package is not installed. */
export function inPackage(name: string, file: string): string {
  const folders = (require.resolve.paths(name) ?? []).map((folder) => path.join(folder, name));
  const folder = folders.find((candidate) => existsSync(path.join(candidate, 'package.json')));
  if (!folder) throw new Error(`The package ${name} is not installed: run npm ci.`);
  return path.join(folder, file);
}
