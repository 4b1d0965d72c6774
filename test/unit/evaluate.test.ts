// Evaluates small folders of both kinds from the command line's own entry, right ones and broken ones.
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { main, type Report, readArguments } from '../../scripts/evaluate.ts';
import { openDataset } from '../../scripts/lib/dataset.ts';

const root = path.resolve(import.meta.dirname, '../..');
const demo = path.join(root, 'node_modules/@vladmandic/face-api/demo');
const fer2013 = process.env.ROOMTONE_DATA ?? path.resolve(root, '../shared/fer2013');
const HEADER = 'index,cell,split,label_id,votes,flag';

let folder: string;
let said: string[];
let complained: string[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'evaluate-'));
  said = [];
  complained = [];
  vi.spyOn(console, 'log').mockImplementation((text) => said.push(String(text)));
  vi.spyOn(console, 'error').mockImplementation((text) => complained.push(String(text)));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function put(file: string, content: string | Uint8Array): Promise<void> {
  const whole = path.join(folder, file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, content);
}

/** Runs the evaluation of `folder` and gives its JSON file. */
async function report(...more: string[]): Promise<Report> {
  const file = path.join(folder, '.report.json');
  expect(await main(['--data', folder, '--json', file, ...more])).toBe(0);
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}

describe('one clear sentence and exit code 1 for', () => {
  const complains = async (args: string[], sentence: RegExp) => {
    expect(await main(args)).toBe(1);
    expect(complained[0]).toMatch(sentence);
    expect(complained[0]?.split('\n')[0]).toMatch(sentence);
    expect(said).toEqual([]);
  };

  test('arguments that are missing or wrong', async () => {
    await complains([], /^--data is missing/);
    complained = [];
    await complains(['--data', folder, '--split', 'X'], /^--split is P, V or T, not X\./);
    complained = [];
    await complains(['--folder', folder], /^Unknown option '--folder'/);
    complained = [];
    await complains(['--data', folder, '--json', path.join(folder, 'none/x.json')], /its folder does not exist/);
  });

  test('a folder that is missing, a file or empty', async () => {
    await complains(['--data', path.join(folder, 'none')], /^There is no folder .*none\.$/);
    complained = [];
    await put('file', '');
    await complains(['--data', path.join(folder, 'file')], /is a file; --data wants a folder/);
    complained = [];
    await complains(['--data', folder], /has neither an index.csv nor subfolders of pictures/);
    await mkdir(path.join(folder, 'happy'));
    complained = [];
    await complains(['--data', folder], /has no pictures in its subfolders/);
  });

  test('subfolders that name no expression', async () => {
    await put('happy/a.jpg', '');
    await put('joyful/a.jpg', '');
    await put('calm/a.jpg', '');
    await complains(['--data', folder], /that name no expression: calm, joyful\. Subfolders are named neutral, happy/);
  });

  test('a split of a folder that has none', async () => {
    await put('happy/a.jpg', '');
    await complains(['--data', folder, '--split', 'V'], /^--split is for FER2013's folder/);
  });

  test('an index.csv that lacks columns or rows or holds nonsense', async () => {
    await put('index.csv', 'index,cell,split\n0,0,P\n');
    await complains(['--data', folder], /^index\.csv in .* lacks label_id, votes, flag/);
    for (const row of ['0,x,P,0,4001320000,', '0,0,P,7,4001320000,', '0,0,Q,0,4001320000,', '0,0,P,0,400132,']) {
      await put('index.csv', `${HEADER}\n${row}\n`);
      complained = [];
      await complains(['--data', folder], /cannot be read in line 2/);
    }
    await put('index.csv', `${HEADER}\n0,0,T,0,4001320000,\n`);
    complained = [];
    await complains(['--data', folder], /has no rows of split P/);
  });

  test('a mosaic that is missing or of another size', async () => {
    await put('index.csv', `${HEADER}\n0,0,P,0,4001320000,\n`);
    await complains(['--data', folder], /^mosaic_00\.webp in .* cannot be read/);
    const small = sharp({ create: { width: 96, height: 96, channels: 3, background: 'gray' } });
    await put('mosaic_00.webp', await small.webp().toBuffer());
    complained = [];
    await complains(['--data', folder], /mosaic_00\.webp in .* is 96×96×1 where 1536×1536×1 belongs/);
  });

  test('pictures none of which can be read', async () => {
    await put('sad/a.jpg', 'no picture');
    expect(await main(['--data', folder])).toBe(1);
    expect(complained.at(-1)).toMatch(/^None of the 1 pictures in .* can be read\.$/);
  });
});

test('options are read in any order', () => {
  expect(readArguments(['--detect', '--data', 'a', '--split', 'V'])).toEqual({
    data: path.resolve('a'),
    detect: true,
    json: null,
    split: 'V',
  });
});

describe('pictures in subfolders', () => {
  test('of any size and kind are read; those that cannot be do not stop the rest', async () => {
    const picture = sharp(path.join(demo, 'sample1.jpg'));
    await put('happy/a.jpg', await readFile(path.join(demo, 'sample1.jpg')));
    await put('happy/b.gif', await picture.clone().resize(80).gif().toBuffer());
    await put('Neutral/c.webp', await picture.clone().resize(1).webp().toBuffer());
    await put('Neutral/d.png', await picture.clone().ensureAlpha(0.5).resize(900, 40).png().toBuffer());
    await put('sad/e.PNG', await picture.clone().resize(48, 48).grayscale().png().toBuffer());
    await put('sad/cut.jpg', (await readFile(path.join(demo, 'sample1.jpg'))).subarray(0, 9000));
    await put('sad/none.jpg', 'no picture');
    await put('sad/notes.txt', 'no picture either');
    await put('sad/.hidden.png', '');
    const { n, found, unreadable, ferplus, withoutDuplicates, confusion, classes } = await report();
    expect({ n, found, unreadable, ferplus, withoutDuplicates }).toEqual({
      n: 5,
      found: 5,
      unreadable: 2,
      ferplus: null,
      withoutDuplicates: null,
    });
    const rows = Object.fromEntries(classes.map((name, i) => [name, confusion[i]?.reduce((a, b) => a + b)]));
    expect(rows).toEqual({ neutral: 2, happy: 2, sad: 1, surprise: 0, angry: 0, disgust: 0, fear: 0 });
    expect(complained.filter((line) => /^sad.(cut|none)\.jpg cannot be read: /.test(line))).toHaveLength(2);
    expect(complained[0]).toBe(`Ignored, no pictures: ${path.join('sad', 'notes.txt')} (1 in all)`);
  });

  test('--detect finds the faces of photographs, wherever they are, and counts what it does not find', async () => {
    for (const i of [1, 2, 3]) await cp(path.join(demo, `sample${i}.jpg`), path.join(folder, 'happy', `${i}.jpg`));
    // Faces too small for the first look, in the corner of a large picture.
    const small = await sharp(path.join(demo, 'sample1.jpg')).resize(640).toBuffer();
    const wide = sharp({ create: { width: 1600, height: 900, channels: 3, background: '#446' } });
    await put(
      'happy/corner.png',
      await wide
        .composite([{ input: small, left: 940, top: 460 }])
        .png()
        .toBuffer(),
    );
    const plain = sharp({ create: { width: 300, height: 200, channels: 3, background: '#446' } });
    await put('sad/nobody.png', await plain.png().toBuffer());
    const { n, found, accuracy, accuracyOfAll, confusion, detect } = await report('--detect');
    expect({ n, found, detect }).toEqual({ n: 5, found: 4, detect: true });
    expect(confusion.flat().reduce((a, b) => a + b)).toBe(4);
    expect(5 * (accuracyOfAll ?? 0)).toBeCloseTo(4 * (accuracy ?? 0));
    expect(said[0]).toContain('not found        1 (20.0 %)');
  });
});

test('a picture on its side by its pixels stands upright by its orientation tag', async () => {
  const pixels = { create: { width: 40, height: 20, channels: 3, background: 'gray' } } as const;
  await put('sad/turned.jpg', await sharp(pixels).withMetadata({ orientation: 6 }).jpeg().toBuffer());
  const picture = await (await openDataset(folder, null)).samples[0]?.open();
  const decoded = await picture?.raw().toBuffer({ resolveWithObject: true });
  expect(decoded?.info).toMatchObject({ width: 20, height: 40 });
});

describe('FER2013', () => {
  /** A mosaic in which every pixel tells its place. */
  const place = (x: number, y: number) => (x * 7 + y * 13) % 256;

  test('faces are cut out of the mosaics to the pixel, with their labels and votes', async () => {
    const pixels = Uint8Array.from({ length: 1536 ** 2 }, (_, i) => place(i % 1536, Math.floor(i / 1536)));
    const mosaic = sharp(pixels, { raw: { width: 1536, height: 1536, channels: 1 } });
    await put('mosaic_01.webp', await mosaic.webp({ lossless: true }).toBuffer());
    const rows = [
      '0,1057,T,3,0A00000000,',
      '1,1057,P,3,0A00000000,',
      '2,1100,P,6,4001320000,row_order_unknown',
      '3,1024,P,0,0000000000,',
      '4,1025,V,1,4001320000,ferplus_dup_name',
    ];
    await put('index.csv', `${HEADER}\r\n${rows.join('\r\n')}\r\n`);
    const { name, samples } = await openDataset(folder, null);
    expect(name).toBe('FER2013 PrivateTest');
    expect(samples.map(({ truth, votes, inTraining }) => ({ truth, votes, inTraining }))).toEqual([
      { truth: 'happy', votes: [0, 10, 0, 0, 0, 0, 0, 0, 0, 0], inTraining: true },
      { truth: 'neutral', votes: null, inTraining: false },
      { truth: 'angry', votes: null, inTraining: false },
    ]);
    // Cell 1057 is the second mosaic's tile 33: second row, second column.
    const [gray, rgb] = await Promise.all(
      [1, 3].map(async (channels) => {
        const picture = await samples[0]?.open();
        return picture
          ?.toColourspace(channels === 1 ? 'b-w' : 'srgb')
          .raw()
          .toBuffer();
      }),
    );
    const expected = Uint8Array.from({ length: 48 * 48 }, (_, i) => place(48 + (i % 48), 48 + Math.floor(i / 48)));
    expect(gray && new Uint8Array(gray)).toEqual(expected);
    expect(rgb && new Uint8Array(rgb)).toEqual(
      Uint8Array.from(expected, (_, i) => expected[i] ?? 0).reduce(
        (all, value, i) => all.fill(value, 3 * i, 3 * i + 3),
        new Uint8Array(3 * 48 * 48),
      ),
    );
    const [publicTest] = (await openDataset(folder, 'V')).samples;
    expect(publicTest).toMatchObject({ truth: 'disgust', votes: [4, 0, 0, 1, 3, 2, 0, 0, 0, 0], inTraining: false });
  });

  describe('the real faces', () => {
    const missing = !existsSync(path.join(fer2013, 'index.csv'));
    if (missing) {
      const sentence = `FER2013 is not at ${fer2013}; set ROOMTONE_DATA to its folder.`;
      process.stderr.write(`${sentence}\n`);
      test.runIf(process.env.CI === 'true')('are there', () => {
        throw new Error(sentence);
      });
    }

    /** The first faces of PrivateTest and a few copies of training faces. */
    const someFaces = async () => {
      const [header, ...rows] = (await readFile(path.join(fer2013, 'index.csv'), 'utf8')).trimEnd().split('\n');
      const cellOf = (row: string) => row.split(',')[1];
      const training = rows.filter((row) => row.includes(',T,'));
      const trained = new Set(training.map(cellOf));
      const tests = rows.filter((row) => row.includes(',P,'));
      const copies = tests.filter((row) => trained.has(cellOf(row))).slice(0, 8);
      const fresh = tests.filter((row) => !trained.has(cellOf(row))).slice(0, 200);
      await put('index.csv', [header, ...training, ...copies, ...fresh].join('\n'));
      for (let i = 0; i < 34; i++) {
        const name = `mosaic_${String(i).padStart(2, '0')}.webp`;
        await symlink(path.join(fer2013, name), path.join(folder, name));
      }
    };

    test.skipIf(missing)('are read far better than by chance, with and without copies of training faces', async () => {
      await someFaces();
      const whole = await report();
      expect(whole).toMatchObject({ dataset: 'FER2013 PrivateTest', n: 208, found: 208, unreadable: 0 });
      expect(whole.accuracy).toBeGreaterThan(0.6);
      expect(whole.accuracy).toBe(whole.accuracyOfAll);
      expect(whole.withoutDuplicates?.n).toBe(200);
      expect(whole.ferplus?.n).toBeGreaterThan(150);
      expect(whole.ferplus?.accuracy).toBeGreaterThan(0.75);
      expect(whole.votesHead.accuracy).toBeGreaterThan(0.45);
      expect(whole.model.parameters).toBeGreaterThan(100_000);
      const weights = await readFile(path.join(root, 'models/expression/weights.bin'));
      expect(whole.model.bytes).toBeGreaterThan(weights.length);
      const diagonal = whole.confusion.map((row, i) => row[i] ?? 0).reduce((a, b) => a + b);
      expect(whole.accuracy).toBeCloseTo(diagonal / 208);
    });

    test.skipIf(missing)('are found by the detector at twice their size', async () => {
      await someFaces();
      const whole = await report('--detect');
      expect(whole.found).toBeGreaterThan(0.95 * whole.n);
      // The detector's crop costs a little; much more would mean that it frames faces otherwise than FER2013 does.
      expect(whole.accuracy).toBeGreaterThan(0.57);
      expect(whole.ferplus?.accuracy).toBeGreaterThan(0.7);
    });
  });
});
