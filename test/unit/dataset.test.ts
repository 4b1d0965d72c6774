// Near copies of training faces, on made-up pictures, and what is said of FER2013 before it is converted.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataset } from '../../scripts/lib/dataset.ts';
import { nearCopies } from '../../scripts/lib/near-copies.ts';

const SIDE = 48;

/** Numbers between -1 and 1 for 16×16 places, the same for the same seed. */
function pattern(seed: number): number[] {
  let state = seed;
  return Array.from({ length: 256 }, () => {
    state = (state * 48271) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  });
}

/** The face whose thumbnail is `pattern` in shades around `brightness`; each place is 3×3 pixels. */
function face(pattern: number[], { brightness = 128, contrast = 100, mirrored = false } = {}): Uint8Array {
  return Uint8Array.from({ length: SIDE ** 2 }, (_, i) => {
    const x = Math.floor((i % SIDE) / 3);
    const y = Math.floor(i / SIDE / 3);
    return Math.round(brightness + contrast * (pattern[y * 16 + (mirrored ? 15 - x : x)] as number));
  });
}

/** A pattern whose cosine with `other` is near `cosine`, as random patterns are all but at right angles. */
function like(other: number[], cosine: number): number[] {
  const noise = pattern(4242);
  return other.map((value, i) => 0.7 * (cosine * value + Math.sqrt(1 - cosine ** 2) * (noise[i] as number)));
}

describe('near copies', () => {
  const known = pattern(1);
  const training = Buffer.concat([face(pattern(2)), face(known), face(pattern(3))]);
  const isCopy = async (pixels: Uint8Array) => (await nearCopies(pixels, training))[0];

  test('are the same picture, brighter or flatter, mirrored or changed a little', async () => {
    expect(await isCopy(face(known))).toBe(true);
    expect(await isCopy(face(known, { brightness: 70, contrast: 40 }))).toBe(true);
    expect(await isCopy(face(known, { mirrored: true }))).toBe(true);
    expect(await isCopy(face(like(known, 0.95)))).toBe(true);
    expect(await isCopy(face(like(known, 0.95), { mirrored: true }))).toBe(true);
  });

  test('are no other pictures, negatives or pictures changed much, and nothing flat', async () => {
    expect(await isCopy(face(pattern(4)))).toBe(false);
    expect(await isCopy(face(known, { contrast: -100 }))).toBe(false);
    expect(await isCopy(face(like(known, 0.9)))).toBe(false);
    expect(await isCopy(face(known, { contrast: 0 }))).toBe(false);
  });

  test('fine structure does not count: a copy may have lost it', async () => {
    // Checks of one pixel leave the means of 3×3 all but as they were.
    const checked = face(known, { contrast: 60 }).map((value, i) => value + (i % 2 === 0 ? 40 : -40));
    expect(await isCopy(checked)).toBe(true);
  });

  test('many faces are answered each in its place', async () => {
    const faces = Array.from({ length: 200 }, (_, i) => face([3, 150, 199].includes(i) ? known : pattern(100 + i)));
    const copies = await nearCopies(Buffer.concat(faces), training);
    expect(copies).toHaveLength(200);
    expect(copies.flatMap((copy, i) => (copy ? [i] : []))).toEqual([3, 150, 199]);
  });

  test('there are none where there are no training faces', async () => {
    const faces = Buffer.concat(Array.from({ length: 100 }, () => face(known)));
    expect(await nearCopies(faces, training)).toEqual(Array(100).fill(true));
    expect(await nearCopies(faces, new Uint8Array())).toEqual(Array(100).fill(false));
  });
});

describe('a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'dataset-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = (name: string, content: string | Uint8Array) => writeFile(path.join(folder, name), content);
  const near = async (split: 'T' | 'V' | 'P') => {
    const dataset = await openDataset(folder, split);
    const marks = () => dataset.samples.map(({ nearTraining }) => nearTraining);
    const before = marks();
    await dataset.markNearCopies();
    return { before, after: marks() };
  };
  const putIndex = (rows: string[]) =>
    put('index.csv', ['index,cell,split,label_id,votes,flag', ...rows.map((row, i) => `${i},${row},`)].join('\n'));

  test('of FER2013 tells which faces are copies of training faces, the exact ones at once', async () => {
    const cells = [
      face(pattern(1)),
      face(pattern(2)),
      face(pattern(1), { mirrored: true }),
      face(pattern(5), { contrast: 0 }),
    ];
    const tiles = cells.map((input, i) => {
      const raw = { width: SIDE, height: SIDE, channels: 1 as const };
      return { input: Buffer.from(input), raw, left: i * SIDE, top: 0 };
    });
    const blank = sharp({ create: { width: 1536, height: 1536, channels: 3, background: 'black' } });
    await put('mosaic_00.webp', await blank.composite(tiles).webp({ lossless: true }).toBuffer());
    const votes = '0A00000000';
    // Cell 3 is flat, and still a copy of itself.
    const tests = [`0,P,0,${votes}`, `1,P,0,${votes}`, `2,P,0,${votes}`, `3,P,0,${votes}`, `2,P,1,${votes}`];
    await putIndex([`0,T,0,${votes}`, `3,T,0,${votes}`, `1,V,0,${votes}`, ...tests]);
    expect(await near('P')).toEqual({
      before: [true, false, false, true, false],
      after: [true, false, true, true, true],
    });
    expect(await near('V')).toEqual({ before: [false], after: [false] });
    expect(await near('T')).toEqual({ before: [true, true], after: [true, true] });
  });

  test('of FER2013 whose training faces cannot be read says so', async () => {
    await putIndex(['1024,T,0,0A00000000', '0,P,0,0A00000000']);
    await expect(near('P')).rejects.toThrow(/^mosaic_00\.webp in .* cannot be read/);
  });

  test('of pictures knows of no copies', async () => {
    await mkdir(path.join(folder, 'happy'));
    await put('happy/a.png', '');
    const dataset = await openDataset(folder, null);
    await dataset.markNearCopies();
    expect(dataset.samples).toMatchObject([{ inTraining: false, nearTraining: false }]);
  });

  test('that holds fer2013.csv is to be converted first', async () => {
    await put('fer2013.csv', '');
    for (const split of [null, 'V'] as const) {
      await expect(openDataset(folder, split)).rejects.toThrow(
        /, to be converted first: npm run convert -- --fer2013 FILE/,
      );
    }
    await putIndex(['0,P,0,0A00000000']);
    expect((await openDataset(folder, null)).samples).toHaveLength(1);
  });
});
