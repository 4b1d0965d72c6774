// The example in CONTRIBUTING.md works: its steps are taken in a copy of the project, and the copy's own tests judge them. With --long.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { long } from '../../support/long.ts';
import { root } from '../../support/models.ts';

const COPIED = ['src', 'test', 'scripts', 'harness', 'practice', 'bench'];
const FILES = [
  'README.md',
  'CHANGELOG.md',
  'manifest.json',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'biome.json',
];

describe.runIf(long)('the example in CONTRIBUTING.md', () => {
  let copy: string;
  const inCopy = (file: string) => path.join(copy, file);
  const run = (...args: string[]) => promisify(execFile)('npx', args, { cwd: copy }).then(({ stdout }) => stdout);

  beforeAll(async () => {
    copy = await mkdtemp(path.join(tmpdir(), 'roomtone-contributing-'));
    for (const name of [...COPIED, ...FILES]) await cp(path.join(root, name), inCopy(name), { recursive: true });
    await symlink(path.join(root, 'node_modules'), inCopy('node_modules'));
    await follow(await readFile(path.join(root, 'CONTRIBUTING.md'), 'utf8'));
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  /** Does what the text says, step by step. */
  async function follow(text: string): Promise<void> {
    const block = (start: string) => {
      const found = text.slice(text.indexOf(start)).match(/```\w+\n([\s\S]*?)```/);
      if (!text.includes(start) || !found) throw new Error(`CONTRIBUTING.md has no code after ${start}`);
      return found[1] as string;
    };
    for (const file of ['test/fixtures/pages/kite.html', 'src/page/sites/kite.ts'])
      await writeFile(inCopy(file), block(`\n\`${file}\`:`));
    const list = 'src/page/sites/index.ts';
    const added = text.slice(text.indexOf(`In \`${list}\``));
    await edit(list, /^import/m, `${added.match(/^import \{ kite.*\n/m)?.[0]}import`);
    await edit(list, /^export const PLATFORMS.*$/m, added.match(/^export const PLATFORMS.*$/m)?.[0] ?? '');
    const tests = 'test/browser/sites/pages.test.ts';
    await edit(tests, /^const CALLS.*\n/m, `$&${block(`In \`${tests}\``)}`);
    await edit('README.md', /^\| any other page/m, `${block('In `README.md`')}$&`);
  }

  async function edit(file: string, at: RegExp, replacement: string): Promise<void> {
    const before = await readFile(inCopy(file), 'utf8');
    expect(before, file).toMatch(at);
    await writeFile(inCopy(file), before.replace(at, replacement));
  }

  it('passes the tests of adapters, manifest and README', async () => {
    expect(await run('vitest', 'run', '--project', 'unit', 'sites', '-t', 'Kite')).toMatch(/Tests.* [3-9] passed/);
    expect(await run('vitest', 'run', '--project', 'unit', 'sites')).toMatch(/Tests.* passed/);
  });

  it('is found on its page, and a selector that finds something else is seen', async () => {
    const kite = ['vitest', 'run', '--project', 'browser', 'sites/pages', '-t', 'kite'];
    expect(await run(...kite)).toMatch(/Tests.* 1 passed/);
    await edit('src/page/sites/kite.ts', /css: '\.kite-name'/, "css: '.kite-title'");
    await expect(run(...kite)).rejects.toThrow();
  });

  it('has the types that it should have', () => run('tsc', '--noEmit'));
});
