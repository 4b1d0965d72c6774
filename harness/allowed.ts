// A copy of the built extension that may read a site from the start, as if somebody had allowed it: a browser's own question cannot be answered
// by a program.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { matches } from '../src/messaging/match-pattern.ts';

export interface Copy {
  /** Its folder. */
  dist: string;
  remove(): Promise<void>;
}

/** @param dist the built extension. @param site of an address. */
export async function copyAllowing(dist: string, { protocol, hostname, href }: URL): Promise<Copy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'roomtone-dist-'));
  await cp(dist, folder, { recursive: true });
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  const builtIn: string[] = manifest.host_permissions;
  if (!builtIn.some((pattern) => matches(pattern, href))) builtIn.push(`${protocol}//${hostname}/*`);
  await writeFile(file, JSON.stringify(manifest));
  return { dist: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
