// The full-range detector through our kernels: every face of group pictures, small ones too, and the same numbers as TensorFlow.js'.
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { shippedFullRangeDetector } from '../../harness/models.ts';
import { FACES } from '../../practice/people.ts';
import { Surveyor } from '../../src/engine/cpu/surveyor.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { surveyWindows } from '../../src/engine/geometry/crop-window.ts';
import { knownAtlas } from '../../src/engine/known/known-answer.ts';
import { CELL, type CellPicture, SURVEY } from '../../src/engine/types.ts';
import { pictureFile } from '../support/atlas.ts';
import { kernelFile, shippedModels } from '../support/models.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({
    backend: 'wasm',
    models: await shippedModels(),
    fullRangeDetector: shippedFullRangeDetector,
    kernels: kernelFile,
    warmUp: false,
  });
});

/** @param part of the survey's side that the picture takes. */
async function surveyed(name: string, part = 1) {
  const side = Math.round(SURVEY * part);
  const inner = await sharp(pictureFile(name)).resize(side, side, { fit: 'inside' }).png().toBuffer();
  const { width = 0, height = 0 } = await sharp(inner).metadata();
  const left = (SURVEY - width) >> 1;
  const top = (SURVEY - height) >> 1;
  const data = await sharp({ create: { width: SURVEY, height: SURVEY, channels: 4, background: '#808080' } })
    .composite([{ input: inner, left, top }])
    .raw()
    .toBuffer();
  const original = await sharp(pictureFile(name)).metadata();
  const scale = width / original.width;
  const expected = FACES.filter(({ picture }) => picture === name).map(({ face: [x, y, w, h] }) => ({
    x: (left + (x + w / 2) * scale) / SURVEY,
    y: (top + (y + h / 2) * scale) / SURVEY,
    height: (h * scale) / SURVEY,
  }));
  return { data: new Uint8ClampedArray(data), expected };
}

const PICTURES = [...new Set(FACES.map(({ picture }) => picture))];

describe('a survey', () => {
  test.each([
    [1, 22, 0],
    // Faces of some 14 pixels.
    [0.75, 21, 0],
  ])('finds the faces of group pictures at %f of its size, and nothing else', async (part, least, most) => {
    let [found, false_] = [0, 0];
    for (const name of PICTURES) {
      const { data, expected } = await surveyed(name, part);
      const [sightings = []] = await engine.survey(data);
      const right = sightings.filter(({ box }) =>
        expected.some(
          (face) =>
            Math.hypot(box.x + box.width / 2 - face.x, box.y + box.height / 2 - face.y) < 0.3 * face.height &&
            box.height > 0.5 * face.height &&
            box.height < 1.3 * face.height,
        ),
      );
      found += right.length;
      false_ += sightings.length - right.length;
    }
    expect(found).toBeGreaterThanOrEqual(least);
    expect(false_).toBeLessThanOrEqual(most);
  });

  test('of several pictures answers for each', async () => {
    const [one, other] = [await surveyed('sample1.jpg'), await surveyed('sample6.jpg')];
    const both = new Uint8ClampedArray([...one.data, ...other.data]);
    const [alone, andAlone] = [await engine.survey(one.data), await engine.survey(other.data)];
    expect(await engine.survey(both)).toEqual([...alone, ...andAlone]);
  });

  test('of a gray picture finds nobody', async () => {
    expect(await engine.survey(new Uint8ClampedArray(4 * SURVEY * SURVEY).fill(128))).toEqual([[]]);
  });

  const rgba = (data: Uint8ClampedArray, side: number): CellPicture => ({
    place: { x: 0, y: 0, width: 1, height: 1 },
    width: side,
    height: side,
    colours: 'rgba',
    data: new Uint8Array(data),
  });
  const blank = rgba(new Uint8ClampedArray(4 * CELL * CELL).fill(128), CELL);

  test('rides along with a look, and comes by itself where nobody has a new picture', async () => {
    const { data } = await surveyed('sample1.jpg');
    const [alone] = await engine.survey(data);
    const both = await engine.look({ cells: [blank], survey: [rgba(data, SURVEY)], asked: 'all' });
    expect([both.faces, both.survey?.sightings]).toEqual([[null], [alone]]);
    const { faces, survey } = await engine.look({ cells: [], survey: [rgba(data, SURVEY)], asked: 'all' });
    expect([faces, survey?.sightings]).toEqual([[], [alone]]);
    expect((await engine.look({ cells: [blank], survey: [], asked: 'all' })).survey).toBeNull();
  });

  test('a look that asks for movements alone gets faces that name no expression', async () => {
    const { data, width, height } = knownAtlas(1);
    const cells = [rgba(data, Math.min(width, height))];
    const { faces: whole } = await engine.look({ cells, survey: [], asked: 'all' });
    const { faces } = await engine.look({ cells, survey: [], asked: 'movements' });
    const { score, box, keypoints, movements } = whole[0] as NonNullable<(typeof whole)[number]>;
    expect(faces).toEqual([{ score, box, keypoints, movements }]);
    expect(Object.keys(faces[0] ?? {}).sort()).toEqual(['box', 'keypoints', 'movements', 'score']);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('The full-range detector is missing.'))],
    ['never comes', () => new Promise<never>(() => {})],
  ])('whose detector %s leaves the reading of its look alone', async (_, fullRangeDetector) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const models = await shippedModels();
    const options = { backend: 'wasm', models, fullRangeDetector, kernels: kernelFile, warmUp: false } as const;
    const without = await createEngine({ ...options, answerLimitMs: 1500 });
    const picture = rgba(new Uint8ClampedArray(4 * SURVEY * SURVEY), SURVEY);
    expect(await without.look({ cells: [blank], survey: [picture], asked: 'all' })).toMatchObject({
      faces: [null],
      survey: null,
    });
    expect((await without.look({ cells: [blank], survey: [], asked: 'all' })).faces).toEqual([null]);
    without.dispose();
    vi.restoreAllMocks();
  });

  test('with a broken model says so', async () => {
    const module = await WebAssembly.compile(await kernelFile('kernels.wasm'));
    const { json } = await shippedFullRangeDetector();
    expect(() => new Surveyor(module, { json, weights: new ArrayBuffer(8) })).toThrow(
      'The full-range detector model cannot be read',
    );
  });
});

describe('the looks of a survey', () => {
  test('are the whole picture where it is small', () => {
    expect(surveyWindows(320, 180, 36)).toEqual([{ x: 0, y: -70, side: 320 }]);
  });

  test.each([
    [640, 360],
    [1280, 720],
    [1920, 1080],
    [720, 1280],
  ])('show every place of %i×%i pixels so closely that a readable face is found', (width, height) => {
    const looks = surveyWindows(width, height, 36);
    const close = looks.filter(({ side }) => (36 * SURVEY) / side >= 11 - 1e-9);
    for (let x = 18; x <= width - 18; x += 9)
      for (let y = 18; y <= height - 18; y += 9)
        expect(
          close.some((l) => l.x <= x - 18 && l.y <= y - 18 && l.x + l.side >= x + 18 && l.y + l.side >= y + 18),
          `${x}, ${y}`,
        ).toBe(true);
  });
});
