// The zip that a store is given, as a browser gets it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { DIST } from './extension.ts';
import { root } from './models.ts';

/**
 * Unpacks the zip that was built together with the folder under test: byte for byte that of `npm run package`, which test/unit/package.test.ts holds.
 */
export async function unpackStoreZip(folder: string): Promise<void> {
  const { version } = JSON.parse(await readFile(path.join(DIST, 'manifest.json'), 'utf8'));
  const files = unzipSync(new Uint8Array(await readFile(path.join(root, 'out', `roomtone-${version}.zip`))));
  for (const [file, content] of Object.entries(files)) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
