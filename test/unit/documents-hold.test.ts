// What the documents name is there: commands with their flags, files, folders, links and their anchors. Figures have the command that repeats them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGE_NAMES } from '../../src/i18n/languages.ts';
import { commandsIn, faultsOf, helpOf, ownFileOf, ran, SCRIPTS } from '../support/commands-in.ts';
import { root } from '../support/models.ts';

const NOT_OURS = /^(node_modules|dist|dist-firefox|out|\.git|\.cache)$/;
const PROJECT = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !NOT_OURS.test(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(path.join(root, entry.name), { recursive: true, encoding: 'utf8' }).map((file) =>
          path.posix.join(entry.name, file.split(path.sep).join('/')),
        )
      : [entry.name],
  );
const DOCUMENTS = PROJECT.filter((file) => file.endsWith('.md'));
const textOf = (document: string) => readFileSync(path.join(root, document), 'utf8');

/** Made up in CONTRIBUTING.md's examples, written by the build or by training, made by another's command, or named by a user. */
const ELSEWHERE =
  /kite|NAME|^_locales\/nl\/|\/nl\.md$|^(licences\.txt|pages\.css|out\.json|dist|out\/|index\.csv|fer2013(new)?\.csv|reference\.bin|hed_\S+)$|^training\/runs\/|^npm|@|^[\w.]+\.(example|com|org|net|us|dev)(\/|$)/;
const isThere = (name: string) => {
  const plain = name.replace(/\/$/, '');
  return PROJECT.some(
    (file) =>
      file === plain || file.endsWith(`/${plain}`) || file.startsWith(`${plain}/`) || file.includes(`/${plain}/`),
  );
};

function missingPaths(text: string): string[] {
  return [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)(?::\d+)?(?= |`)/g)]
    .map(([, name = '']) => name)
    .filter((name) => /\/|\.(ts|tsx|mjs|json|md|html|css|txt|py|yml)$/.test(name) && !ELSEWHERE.test(name))
    .filter((name) => !isThere(name));
}

/** As GitHub names the headings of a document. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}_ -]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    let anchor = plain;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${plain}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Links and pictures that lead nowhere; those to other sites are https and whole. */
function brokenLinks(document: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
  // Those of CONTRIBUTING.md's example page are the page's own.
  const ours = links.filter((to) => !MADE_UP_LINK.test(to));
  return ours.filter((to) => {
    if (/^\w+:/.test(to)) return !/^https:\/\/[\w.-]+\.\w+/.test(to);
    const [file = '', anchor] = to.split('#');
    const target = file === '' ? document : path.posix.normalize(path.posix.join(path.posix.dirname(document), file));
    if (!existsSync(path.join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(target === document ? text : textOf(target)).has(anchor);
  });
}
const MADE_UP_LINK = /kite|^\/pages\.css$/;

describe.each(DOCUMENTS)('%s', (document) => {
  const text = textOf(document);

  it('has commands that are there, with flags that their help tells of', async () => {
    const faults = await Promise.all(commandsIn(text).map(faultsOf));
    expect(faults.flat()).toEqual([]);
  });

  it('has links that lead somewhere', () => {
    expect(brokenLinks(document, text)).toEqual([]);
  });

  // A changelog tells of files that are gone.
  it.skipIf(document === 'CHANGELOG.md')('names files and folders that are there', () => {
    expect(missingPaths(text)).toEqual([]);
  });

  it('names variables of the environment that are read', () => {
    const named = [...text.matchAll(/\b([A-Z]+_(?:PATH|RUNS|LONG))\b/g)].map(([, name = '']) => name);
    const readers = PROJECT.filter((file) => /^(?:scripts|harness|test)\/.*\.(?:ts|mjs)$/.test(file)).map(textOf);
    expect(named.filter((name) => !readers.some((source) => source.includes(`env.${name}`)))).toEqual([]);
  });
});

describe('the commands of package.json', () => {
  const files = Object.entries(SCRIPTS).flatMap(([name, line]) => {
    const file = ownFileOf(line);
    return file ? [[name, file] as const] : [];
  });

  it.concurrent.each(files)('npm run %s -- --help tells how it is used, and does nothing else', async (name, file) => {
    const called = name.startsWith('test')
      ? 'npm test'
      : name === 'start'
        ? 'npm start'
        : `npm run (--silent )?${name}`;
    expect(await helpOf(file)).toMatch(new RegExp(`${called}(?![\\w-])`));
  });

  it('those that check what they write find it in order', async () => {
    await ran(['scripts/line-numbers.ts', '--check']);
    await ran(['scripts/model-card.ts', '--check']);
  });

  it('are all told of in README, INTERNALS or CONTRIBUTING', () => {
    const told = ['README.md', 'INTERNALS.md', 'CONTRIBUTING.md'].map(textOf).join('\n');
    const isTold = (name: string) => new RegExp(`npm (run (--silent )?)?${name}(?![\\w:-])`).test(told);
    expect(Object.keys(SCRIPTS).filter((name) => !isTold(name))).toEqual([]);
  });
});

it('README tells once which languages there are, in their own words', () => {
  const text = textOf('README.md');
  const list = /^\| languages \| ([^;]+);/m.exec(text)?.[1]?.split(', ') ?? [];
  expect(list.sort()).toEqual(Object.values(LANGUAGE_NAMES).sort());
  expect(text.split(LANGUAGE_NAMES.hi)).toHaveLength(2);
});

it.each(['PRIVACY.md', 'RESPONSIBLE_USE.md'])('%s says in its first lines which language it is in', (document) => {
  expect(textOf(document).split('\n')[2]).toMatch(/in English alone/);
});

describe('README’s figures', () => {
  const sections = textOf('README.md').split(/^(?=## )/m);

  it('stand in sections that have the command that repeats them', () => {
    const measured = sections.filter((section) => /\d (?:ms|%|×|MB)(?![\w])|\d % |processor time/.test(section));
    expect(measured.length).toBeGreaterThan(2);
    for (const section of measured)
      expect(section, section.split('\n')[0]).toMatch(/npm run (?:--silent )?(?:evaluate|bench|read)\b/);
  });

  it('that are generated have that command right beneath', () => {
    const ends = [...textOf('README.md').matchAll(/<!-- Up to here.*-->\n([\s\S]{0,200})/g)].map(
      ([, after = '']) => after,
    );
    expect(ends.length).toBe(3);
    for (const after of ends) expect(after).toMatch(/^ {4}npm run (?:evaluate|bench)\b/m);
  });
});

describe('what is wrong in a document', () => {
  it('is found of a command', async () => {
    const text = [
      'Run `npm run nothing`, `npm run bench -- --nothing`, `npm run types -- --nothing` or `npm test -- no-such-test`.',
      '    npm start -- --nothing   # and more --help',
      '    npx nothing',
      '    node training/gone.mjs',
      '    python training/evaluate.py --nothing',
      'In order: `npm run lint`, `npm run bench [-- --tiles 1,9]`, `npm test -- --project unit locales`, `npx vitest run speech`.',
    ].join('\n');
    const faults = await Promise.all(commandsIn(text).map(faultsOf));
    expect(faults.flat()).toEqual([
      'npm run nothing: no such script',
      'npm run bench -- --nothing: no flag --nothing',
      'npm run types -- --nothing: no flag --nothing',
      'npm test -- no-such-test: no test no-such-test',
      'npm start -- --nothing: no flag --nothing',
      'npx nothing: no program nothing',
      'node training/gone.mjs: no file training/gone.mjs',
      'python training/evaluate.py --nothing: no flag --nothing',
    ]);
  });

  it('is found of a link, an anchor, a picture and a path', () => {
    const text =
      '# A heading: here\n[a](GONE.md) [b](#a-heading-here) [c](#gone) [d](README.md#gone) [e](http://example.com) <img src="docs/gone.png"> [f](docs/store/privacy.md)';
    expect(brokenLinks('README.md', text)).toEqual([
      'GONE.md',
      '#gone',
      'README.md#gone',
      'http://example.com',
      'docs/gone.png',
    ]);
    expect(missingPaths('`src/gone.ts:12`, `src/gone/`, `src/call/` and `training/model.py` `gone.py`')).toEqual([
      'src/gone.ts',
      'src/gone/',
      'gone.py',
    ]);
  });
});
