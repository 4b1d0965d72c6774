// The package: the same sources give the same bytes, and everything that ships stands in it with its licence.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPackages, licences } from '../../scripts/lib/licences.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const build = async (folder: string, timeZone: string) => {
  const zip = path.join(folder, 'roomtone.zip');
  const args = ['esbuild.config.mjs', '--outdir', path.join(folder, 'dist'), '--zip', zip];
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, TZ: timeZone } });
  return readFile(zip);
};

describe('the package', () => {
  let folders: string[];
  let zips: Buffer[];
  beforeAll(async () => {
    folders = [await mkdtemp(path.join(tmpdir(), 'roomtone-a-')), await mkdtemp(path.join(tmpdir(), 'package-b-'))];
    zips = [await build(folders[0] as string, 'UTC'), await build(folders[1] as string, 'Asia/Tokyo')];
  }, 120_000);
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

  it('has the same bytes when it is built again, elsewhere and in another time zone', () => {
    expect(zips[0]?.equals(zips[1] as Buffer)).toBe(true);
  });

  it('says the licence of each package in it', () => {
    const text = Buffer.from(unzipSync(new Uint8Array(zips[0] as Buffer))['licences.txt'] ?? []).toString();
    for (const name of ['@mediapipe/face_detection', '@tensorflow/tfjs-core', 'assemblyscript'])
      expect(text).toMatch(new RegExp(`^${name} \\S+\\nApache-2.0$`, 'm'));
    for (const name of ['preact', '@preact/signals-core', 'valibot'])
      expect(text).toMatch(new RegExp(`^${name} \\S+\\nMIT$`, 'm'));
    expect(text).toMatch(/^webextension-polyfill \S+\nMPL-2.0$/m);
    expect(text.split('Grant of Patent License').length, 'the text itself').toBeGreaterThan(2);
  });
});

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
