// The package: the same sources give the same bytes, and everything that ships stands in it with its licence.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPackages, licences } from '../../scripts/lib/licences.ts';
import { type Facts, factsOf } from '../../scripts/lib/store/facts.ts';
import { faultsOf, MOST_BYTES } from '../../scripts/lib/store/rules.ts';
import { TARGETS, type TargetName } from '../../scripts/lib/store/targets.ts';
import { long } from '../support/long.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const build = async (target: TargetName, folder: string, timeZone: string) => {
  const zip = path.join(folder, `${target}.zip`);
  const more = ['--outdir', path.join(folder, target), '--zip', zip];
  const args = ['esbuild.config.mjs', ...TARGETS[target].build, ...more];
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, TZ: timeZone } });
  return readFile(zip);
};

let folders: string[];
let zips: Record<TargetName, [Buffer, Buffer]>;
beforeAll(async () => {
  folders = [await mkdtemp(path.join(tmpdir(), 'roomtone-a-')), await mkdtemp(path.join(tmpdir(), 'package-b-'))];
  const [here, there] = folders as [string, string];
  const twice = async (target: TargetName) =>
    [await build(target, here, 'UTC'), await build(target, there, 'Asia/Tokyo')] as [Buffer, Buffer];
  const [chrome, firefox] = await Promise.all([twice('chrome'), twice('firefox')]);
  zips = { chrome, firefox };
}, 300_000);
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

describe.each(Object.keys(TARGETS) as TargetName[])('the package for %s', (target) => {
  it('has the same bytes when it is built again, elsewhere and in another time zone', () => {
    expect(zips[target][0].equals(zips[target][1])).toBe(true);
  });

  it('says the licence of each package in it', () => {
    const text = Buffer.from(unzipSync(new Uint8Array(zips[target][0]))['licences.txt'] ?? []).toString();
    for (const name of ['@mediapipe/face_detection', '@tensorflow/tfjs-core', 'assemblyscript'])
      expect(text).toMatch(new RegExp(`^${name} \\S+\\nApache-2.0$`, 'm'));
    for (const name of ['preact', '@preact/signals-core', 'valibot'])
      expect(text).toMatch(new RegExp(`^${name} \\S+\\nMIT$`, 'm'));
    expect(text).toMatch(/^webextension-polyfill \S+\nMPL-2.0$/m);
    expect(text.split('Grant of Patent License').length, 'the text itself').toBeGreaterThan(2);
  });
});

describe('a package that a store would refuse', () => {
  const made = (what: string) => `popup.js makes code or markup of text: ${what}.`;
  type Files = Record<string, Uint8Array>;
  type Manifest = Record<string, unknown> & { permissions: string[]; icons: Record<string, string> };
  let files: Files;
  let facts: Facts;
  beforeAll(async () => {
    files = unzipSync(new Uint8Array(zips.chrome[0]));
    facts = await factsOf(ROOT);
  });

  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  const changed = (file: string, change: (was: string) => string, all = files): Files => ({
    ...all,
    [file]: bytes(change(Buffer.from(all[file] ?? []).toString())),
  });
  const withManifest = (change: (manifest: Manifest) => void, all = files) =>
    changed(
      'manifest.json',
      (was) => {
        const manifest = JSON.parse(was);
        change(manifest);
        return JSON.stringify(manifest);
      },
      all,
    );
  const saying = (language: string, key: string, message: string) =>
    changed(`_locales/${language}/messages.json`, (was) => JSON.stringify({ ...JSON.parse(was), [key]: { message } }));
  const without = (gone: string) => Object.fromEntries(Object.entries(files).filter(([file]) => file !== gone));
  const faults = (of: Files, more: Partial<Facts> = {}, zipBytes = 1, target: TargetName = 'chrome') =>
    faultsOf({ files: of, zipBytes }, TARGETS[target], { ...facts, ...more });

  it('is not this one', () => {
    expect(faults(files)).toEqual([]);
    expect(faults(unzipSync(new Uint8Array(zips.firefox[0])), {}, 1, 'firefox')).toEqual([]);
  });

  it.each<[string, () => Files, string]>([
    [
      'another manifest version',
      () => withManifest((m) => (m.manifest_version = 2)),
      'manifest.json is not of version 3.',
    ],
    ['no manifest', () => without('manifest.json'), 'manifest.json is missing or does not parse.'],
    [
      'an unknown key',
      () => withManifest((m) => (m.key_of_ours = 1)),
      'The store does not know "key_of_ours" in manifest.json.',
    ],
    ['no icon', () => without('icons/128.png'), 'There is no icon of 128 by 128 pixels.'],
    [
      'a small icon',
      () => withManifest((m) => (m.icons[128] = 'icons/48.png')),
      'There is no icon of 128 by 128 pixels.',
    ],
    ['no page', () => without('sidepanel.html'), 'manifest.json names sidepanel.html, which is not there.'],
    [
      'a long name',
      () => saying('de', 'extName', 'x'.repeat(76)),
      'The name in de has 76 characters, and 75 are the most.',
    ],
    [
      'a long description',
      () => saying('ja', 'extDescription', 'x'.repeat(133)),
      'The description in ja has 133 characters, and 132 are the most.',
    ],
    [
      'a word that is missing',
      () => saying('fr', 'commandPanel', ''),
      'manifest.json asks for commandPanel, which fr does not say.',
    ],
    [
      'no words',
      () => without('_locales/en/messages.json'),
      'There are no words in en, the language of manifest.json.',
    ],
    [
      'a source map',
      () => ({ ...files, 'popup.js.map': bytes('{}') }),
      'popup.js.map does not belong into the package.',
    ],
    [
      'a map in a script',
      () => changed('popup.js', (was) => `${was}\n//# sourceMappingURL=data:x`),
      'popup.js has a source map.',
    ],
    ['a test', () => ({ ...files, 'test/a.js': bytes('') }), 'test/a.js does not belong into the package.'],
    ['a source', () => ({ ...files, 'popup.tsx': bytes('') }), 'popup.tsx does not belong into the package.'],
    [
      'a script elsewhere',
      () => changed('popup.js', (was) => `${was};"https://x.example/a.js"`),
      'popup.js names code elsewhere: https://x.example/a.js.',
    ],
    [
      'models elsewhere',
      () => changed('offscreen.js', (was) => `${was};"https://tfhub.dev/m"`),
      'offscreen.js names code elsewhere: https://tfhub.dev.',
    ],
    [
      'an import',
      () => changed('popup.js', (was) => `${was};import('//x.example/a')`),
      "popup.js names code elsewhere: import('//.",
    ],
    [
      'a tag',
      () => changed('popup.html', (was) => `${was}<script src=//x.example>`),
      'popup.html names code elsewhere: <script src=//.',
    ],
    ['markup of text', () => changed('popup.js', (was) => `${was};a.innerHTML+=b`), made('.innerHTML+=')],
    ['code of text', () => changed('popup.js', (was) => `${was};eval(a)`), made('eval(')],
    ['functions of text', () => changed('popup.js', (was) => `${was};new Function(a)`), made('Function(')],
    ['a page of text', () => changed('popup.js', (was) => `${was};document.write(a)`), made('document.write(')],
    [
      'a script of 5 MB',
      () => changed('popup.js', (was) => was.padEnd(MOST_BYTES + 1)),
      "popup.js is too long to be read by a reviewer's tools.",
    ],
    [
      'a strange permission',
      () => withManifest((m) => m.permissions.push('tabs')),
      'Nobody has said how a use of the permission tabs looks.',
    ],
    [
      'another version',
      () => withManifest((m) => (m.version = '1.0.1')),
      `package.json is of version 1.0.0-rc, and manifest.json of 1.0.1.`,
    ],
    [
      'another name of it',
      () => withManifest((m) => (m.version_name = '1.0.0')),
      'manifest.json names its version 1.0.0, and package.json 1.0.0-rc.',
    ],
  ])('with %s is told', (_, broken, sentence) => {
    expect(faults(broken())).toContain(sentence);
  });

  describe('at addons.mozilla.org', () => {
    type Gecko = { id?: string; strict_min_version?: string; data_collection_permissions?: unknown };
    const gecko = (manifest: Manifest) => (manifest.browser_specific_settings as { gecko: Gecko }).gecko;
    const broken = (change: (manifest: Manifest) => void) =>
      faults(withManifest(change, unzipSync(new Uint8Array(zips.firefox[0]))), {}, 1, 'firefox');

    it.each<[string, (manifest: Manifest) => void, string]>([
      ['no settings', (m) => delete m.browser_specific_settings, 'manifest.json has no id that Firefox takes: "".'],
      ['no id', (m) => delete gecko(m).id, 'manifest.json has no id that Firefox takes: "".'],
      [
        'an id that is none',
        (m) => Object.assign(gecko(m), { id: 'roomtone' }),
        'manifest.json has no id that Firefox takes: "roomtone".',
      ],
      [
        'no least version',
        (m) => delete gecko(m).strict_min_version,
        'strict_min_version is undefined, and 142.0 is the least.',
      ],
      [
        'a version that asks nobody about data',
        (m) => Object.assign(gecko(m), { strict_min_version: '109.0' }),
        'strict_min_version is 109.0, and 142.0 is the least.',
      ],
      ...[
        undefined,
        { required: ['websiteContent'] },
        { required: ['none'], optional: ['technicalAndInteraction'] },
      ].map((said): [string, (manifest: Manifest) => void, string] => [
        `data that is collected: ${JSON.stringify(said)}`,
        (m) => Object.assign(gecko(m), { data_collection_permissions: said }),
        'data_collection_permissions says something else than that nothing is collected.',
      ]),
      [
        'a service worker',
        (m) => Object.assign(m, { background: { service_worker: 'background.js' } }),
        'Firefox runs background.scripts alone.',
      ],
      [
        'private windows of its own',
        (m) => Object.assign(m, { incognito: 'split' }),
        'Firefox has no "split" private windows.',
      ],
      [
        'a key of Chromium’s',
        (m) => Object.assign(m, { side_panel: {} }),
        'The store does not know "side_panel" in manifest.json.',
      ],
      [
        'a permission of Chromium’s',
        (m) => m.permissions.push('offscreen'),
        'Nobody has said how a use of the permission offscreen looks.',
      ],
      [
        'another version',
        (m) => Object.assign(m, { version: '1.0.1' }),
        'package.json is of version 1.0.0-rc, and manifest.json of 1.0.1.',
      ],
      [
        'a long name',
        (m) => Object.assign(m, { name: 'x'.repeat(46) }),
        'The name in en has 46 characters, and 45 are the most.',
      ],
    ])('with %s is told', (_, change, sentence) => {
      expect(broken(change)).toContain(sentence);
    });
  });

  it.each(Object.keys(TARGETS.chrome.uses))(
    'with the permission %s, not used or not explained, is told',
    (permission) => {
      const use = new RegExp(TARGETS.chrome.uses[permission as keyof typeof TARGETS.chrome.uses], 'g');
      const unused = Object.fromEntries(
        Object.entries(files).map(([file, was]) => [
          file,
          file.endsWith('.js') ? bytes(Buffer.from(was).toString().replace(use, '')) : was,
        ]),
      );
      expect(faults(unused)).toEqual([`The permission ${permission} is not used.`]);
      const hidden = (document: string) => document.replace(`| \`${permission}\` |`, '| other |');
      expect(faults(files, { privacy: hidden(facts.privacy) })).toEqual([
        `PRIVACY.md does not explain the permission ${permission}.`,
      ]);
      expect(faults(files, { form: hidden(facts.form) })).toEqual([
        `docs/store/privacy.md does not explain the permission ${permission}.`,
      ]);
      expect(faults(files, { source: () => '' })).toContain(
        `docs/store/privacy.md names no file in which the permission ${permission} is used.`,
      );
    },
  );

  it('with too many bytes, no text for the store, or another version in the changelog, is told', () => {
    expect(faults(files, {}, MOST_BYTES + 1)).toEqual(['The zip has 5000001 bytes, and 5000000 are the most.']);
    expect(faults(files, { listings: { ...facts.listings, it: ' \n' } })).toEqual([
      'docs/store/listing/it.md is missing or empty.',
    ]);
    expect(faults(files, { listings: { ...facts.listings, it: 'x'.repeat(16_001) } })).toEqual([
      'docs/store/listing/it.md has 16001 characters, and 16000 are the most.',
    ]);
    expect(faults(files, { changelog: '# Changelog\n\n## 0.9.0\n' })).toEqual([
      'CHANGELOG.md begins with 0.9.0, and package.json is of version 1.0.0-rc.',
    ]);
  });

  it('ends `npm run package` with 1 and a sentence for each fault', async () => {
    const zip = path.join(folders[0] as string, 'broken.zip');
    await writeFile(zip, zipSync({ ...without('icons/16.png'), 'a.map': bytes('') }, { level: 1 }));
    expect(await packaging(['--check', zip])).toEqual({
      code: 1,
      stderr: [
        'There is no icon of 16 by 16 pixels.',
        'manifest.json names icons/16.png, which is not there.',
        'a.map does not belong into the package.',
        '',
      ].join('\n'),
    });
  }, 60_000);

  it('ends it with 1 where the linter of addons.mozilla.org cannot be had', async () => {
    const zip = path.join(folders[0] as string, 'firefox.zip');
    const nowhere = { npm_config_offline: 'true', npm_config_cache: path.join(folders[1] as string, 'npm') };
    const { code, stderr } = await packaging(['--check', zip, '--target', 'firefox', '--lint'], nowhere);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^addons-linter@\S+ could not be had, or does not answer\.$/m),
    ]);
  }, 60_000);

  it.runIf(long)(
    'is told by that linter, which has nothing to say of ours',
    async () => {
      const zip = path.join(folders[0] as string, 'firefox.zip');
      const lint = (file: string) => packaging(['--check', file, '--target', 'firefox', '--lint']);
      expect(await lint(zip)).toEqual({ code: 0, stderr: '' });
      const broken = path.join(folders[0] as string, 'evil.zip');
      const ours = unzipSync(new Uint8Array(zips.firefox[0]));
      await writeFile(
        broken,
        zipSync(changed('popup.js', (was) => `${was};\nconst a = eval;a(location.hash);new Function(a)`, ours)),
      );
      expect((await lint(broken)).stderr).toMatch(/^DANGEROUS_EVAL: .* · popup\.js · \d+$/m);
    },
    300_000,
  );
});

/** `npm run package` with these arguments. */
const packaging = (args: string[], env: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, ['scripts/package.mjs', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  }).then(
    () => ({ code: 0, stderr: '' }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  );

describe('packages that were bundled', () => {
  const built = (files: Record<string, number>) => ({
    outputs: {
      'a.js': {
        inputs: Object.fromEntries(Object.entries(files).map(([file, bytesInOutput]) => [file, { bytesInOutput }])),
      },
    },
  });

  it('are found by their folders, nested ones too, and only those of which something is left', () => {
    const files = {
      'src/a.ts': 9,
      'node_modules/preact/dist/preact.mjs': 5,
      'node_modules/preact/hooks/dist/hooks.mjs': 5,
      '../up/node_modules/@x/one/i.js': 1,
      'node_modules/a/node_modules/b/i.js': 2,
      'node_modules/gone/i.js': 0,
    };
    expect(bundledPackages([built(files)])).toEqual([
      'node_modules/preact',
      '../up/node_modules/@x/one',
      'node_modules/a/node_modules/b',
    ]);
  });

  it('end the build where a licence cannot be told', async () => {
    await expect(licences(ROOT, [built({ 'test/fixtures/node_modules/nobody/i.js': 1 })])).rejects.toThrow();
  });
});
