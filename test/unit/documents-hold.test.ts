// What README, INTERNALS, CONTRIBUTING and SECURITY name is there: commands, files, folders and links.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/models.ts';

const NOT_OURS = /^(node_modules|dist|out|\.git|\.cache)$/;
const PROJECT = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !NOT_OURS.test(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(path.join(root, entry.name), { recursive: true, encoding: 'utf8' }).map((file) =>
          path.posix.join(entry.name, file.split(path.sep).join('/')),
        )
      : [entry.name],
  );
const SCRIPTS: Record<string, string> = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).scripts;

/** Made up in CONTRIBUTING.md's examples, written by the build, or named by a user. */
const ELSEWHERE =
  /kite|^_locales\/nl\/|^(licences\.txt|pages\.css|out\.json|dist)$|^npm|@|^[\w.]+\.(example|com|org|net|us|dev)(\/|$)/;
const isThere = (name: string) => {
  const plain = name.replace(/\/$/, '');
  return PROJECT.some(
    (file) =>
      file === plain || file.endsWith(`/${plain}`) || file.startsWith(`${plain}/`) || file.includes(`/${plain}/`),
  );
};

function missing(document: string): string[] {
  const commands = [...document.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
  const links = [...document.matchAll(/\]\(([^)#\s]+)\)/g)].map(([, to = '']) => to).filter((to) => !/^\w+:/.test(to));
  const paths = [...document.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)(?::\d+)?(?= |`)/g)]
    .map(([, name = '']) => name)
    .filter((name) => /\/|\.(ts|tsx|mjs|json|md|html|css|txt)$/.test(name) && !ELSEWHERE.test(name));
  return [
    ...commands.filter((name) => !SCRIPTS[name]).map((name) => `npm run ${name}`),
    ...[...links, ...paths].filter((name) => !isThere(name)),
  ];
}

describe.each(['README.md', 'INTERNALS.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/store/privacy.md'])(
  '%s',
  (name) => {
    it('names only what is there', () => {
      const text = readFileSync(path.join(root, name), 'utf8').replaceAll('](../../', '](');
      expect(missing(text)).toEqual([]);
    });
  },
);

it('a command, a link or a file that is gone is found', () => {
  const text =
    'Run `npm run nothing`, see [this](GONE.md), `src/gone.ts:12` and `src/gone/`; `npm run lint` and `src/call/` are there.';
  expect(missing(text)).toEqual(['npm run nothing', 'GONE.md', 'src/gone.ts', 'src/gone/']);
});
