// What the project says besides the package, and what the package is held to.
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Facts {
  /** Of package.json. */
  version: string;
  changelog: string;
  /** PRIVACY.md. */
  privacy: string;
  /** docs/store/privacy.md: the answers to the stores' forms. */
  form: string;
  /** Languages with a text in docs/store/listing. */
  listings: Readonly<Record<string, string>>;
  /** A file of the project; null where there is none. */
  source(file: string): string | null;
}

export async function factsOf(root: string): Promise<Facts> {
  const read = (file: string) => readFile(path.join(root, file), 'utf8');
  const texts = (await readdir(path.join(root, 'docs/store/listing'))).filter((file) => file.endsWith('.md'));
  const listings = texts.map(
    async (file) => [path.parse(file).name, await read(`docs/store/listing/${file}`)] as const,
  );
  return {
    version: JSON.parse(await read('package.json')).version,
    changelog: await read('CHANGELOG.md'),
    privacy: await read('PRIVACY.md'),
    form: await read('docs/store/privacy.md'),
    listings: Object.fromEntries(await Promise.all(listings)),
    source: (file) => {
      const full = path.join(root, file);
      return existsSync(full) ? readFileSync(full, 'utf8') : null;
    },
  };
}
