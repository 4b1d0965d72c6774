// Pictures on their way to the engine: brought down by areas on the page, painted into cells by the engine.
import { describe, expect, it } from 'vitest';
import { atlasOf, surveyOf } from '../../src/engine/pictures/paint.ts';
import { type Plane, shrink } from '../../src/engine/pictures/shrink.ts';
import { CELL, type CellPicture, SURVEY } from '../../src/engine/types.ts';

const planeOf = (columns: number, rows: number, value: (x: number, y: number) => number): Plane => ({
  data: Uint8Array.from({ length: columns * rows }, (_, i) => value(i % columns, Math.floor(i / columns))),
  offset: 0,
  stride: columns,
  step: 1,
  columns,
  rows,
  shift: 0,
});
const shrunk = (plane: Plane, from: { x: number; y: number; width: number; height: number }, w: number, h: number) => {
  const data = new Uint8Array(w * h);
  shrink(plane, from, { data, at: 0, step: 1, width: w, height: h });
  return [...data];
};

describe('bringing a plane down', () => {
  it.each([2, 4, 5])('gives the means of blocks of %i pixels a side', (side) => {
    const plane = planeOf(4 * side, 3 * side, (x, y) => (13 * x + 7 * y) % 200);
    const mean = (i: number, j: number) => {
      let sum = 0;
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) sum += (13 * (i * side + x) + 7 * (j * side + y)) % 200;
      return Math.floor(sum / side ** 2 + 0.5);
    };
    const from = { x: 0, y: 0, width: 4 * side, height: 3 * side };
    expect(shrunk(plane, from, 4, 3)).toEqual(Array.from({ length: 12 }, (_, k) => mean(k % 4, Math.floor(k / 4))));
  });

  it.each([1.3, 1.7, 2.4, 2.6, 3.3, 7.5])('keeps slopes where they are, by a factor of %f', (factor) => {
    const [width, height] = [Math.round(40 * factor), Math.round(30 * factor)];
    const plane = planeOf(width + 9, height + 9, (x, y) => 20 + x / factor + 2 * (y / factor));
    const from = { x: 3.4, y: 2.7, width: 40 * factor, height: 30 * factor };
    for (const [k, value] of shrunk(plane, from, 40, 30).entries()) {
      // The middle of the new pixel, and what the slope is there.
      const [x, y] = [from.x + ((k % 40) + 0.5) * factor - 0.5, from.y + (Math.floor(k / 40) + 0.5) * factor - 0.5];
      expect(Math.abs(value - (20 + x / factor + (2 * y) / factor))).toBeLessThan(2.6);
    }
  });

  it('leaves a picture of its own size as it is', () => {
    const plane = planeOf(5, 3, (x, y) => 17 * x + 3 * y);
    expect(shrunk(plane, { x: 0, y: 0, width: 5, height: 3 }, 5, 3)).toEqual([...plane.data]);
    expect(shrunk(plane, { x: 1, y: 1, width: 3, height: 2 }, 3, 2)).toEqual([20, 37, 54, 23, 40, 57]);
  });

  it('goes on with the edge beyond a plane, and drops the bits beyond eight', () => {
    const plane = planeOf(3, 1, (x) => 50 + 50 * x);
    expect(shrunk(plane, { x: -2, y: 0, width: 7, height: 1 }, 7, 1)).toEqual([50, 50, 50, 100, 150, 150, 150]);
    expect(shrunk(plane, { x: 0, y: -3, width: 3, height: 8 }, 1, 1)).toEqual([100]);
    const deep: Plane = { ...plane, data: Uint16Array.from([200, 1023, 0]), shift: 2 };
    expect(shrunk(deep, { x: 0, y: 0, width: 2, height: 1 }, 2, 1)).toEqual([50, 0]);
  });

  it('reads interleaved samples', () => {
    const plane: Plane = { ...planeOf(6, 1, (x) => x * 10), offset: 1, step: 3, columns: 2 };
    expect(shrunk(plane, { x: 0, y: 0, width: 2, height: 1 }, 2, 1)).toEqual([10, 40]);
  });
});

const WHOLE = { x: 0, y: 0, width: 1, height: 1 };
const yuv = (y: number, u: number, v: number, colours: CellPicture['colours'], place = WHOLE): CellPicture => ({
  place,
  width: 2,
  height: 2,
  colours,
  data: Uint8Array.of(y, y, y, y, u, v),
});
const pixel = ({ data, width }: { data: Uint8ClampedArray; width: number }, x: number, y: number) => [
  ...data.slice(4 * (y * width + x), 4 * (y * width + x) + 4),
];

describe('painting', () => {
  it.each([
    // Sources: the corners of the colour cube, by ITU-R BT.601's and BT.709's own equations.
    ['white, limited', yuv(235, 128, 128, { matrix: 'bt709', isFull: false }), [255, 255, 255]],
    ['black, limited', yuv(16, 128, 128, { matrix: 'bt601', isFull: false }), [0, 0, 0]],
    ['red by BT.601', yuv(81, 90, 240, { matrix: 'bt601', isFull: false }), [255, 0, 0]],
    ['red by BT.709', yuv(63, 102, 240, { matrix: 'bt709', isFull: false }), [255, 0, 0]],
    ['green by BT.601', yuv(145, 54, 34, { matrix: 'bt601', isFull: false }), [0, 255, 0]],
    ['blue by BT.709, full', yuv(18, 255, 116, { matrix: 'bt709', isFull: true }), [0, 0, 255]],
    ['gray, full', yuv(77, 128, 128, { matrix: 'bt2020', isFull: true }), [77, 77, 77]],
  ] as const)('%s', (_, picture, rgb) => {
    const [r, g, b, a] = pixel(atlasOf([picture]), 64, 64);
    for (const [i, value] of [r, g, b].entries())
      expect(Math.abs((value as number) - (rgb[i] as number))).toBeLessThan(4);
    expect(a).toBe(255);
  });

  it('puts each picture into its cell, and middle gray around it', () => {
    const white = yuv(255, 128, 128, { matrix: 'bt709', isFull: true }, { x: 0, y: 0.25, width: 1, height: 0.5 });
    const atlas = atlasOf([white, white]);
    expect([atlas.width, atlas.cells]).toEqual([2 * CELL, 2]);
    for (const left of [0, CELL]) {
      expect(pixel(atlas, left, 31)).toEqual([128, 128, 128, 128]);
      expect(pixel(atlas, left, 32)).toEqual([255, 255, 255, 255]);
      expect(pixel(atlas, left + CELL - 1, 95)).toEqual([255, 255, 255, 255]);
      expect(pixel(atlas, left, 96)).toEqual([128, 128, 128, 128]);
    }
    expect(pixel(atlas, 0, CELL)).toEqual([128, 128, 128, 128]);
  });

  it('leaves bytes as they are that have the size of the cell', () => {
    const data = Uint8Array.from({ length: 4 * CELL * CELL }, (_, i) => (i % 4 === 3 ? 255 : (i * 7) % 256));
    const rgba: CellPicture = { place: WHOLE, width: CELL, height: CELL, colours: 'rgba', data };
    expect([...atlasOf([rgba]).data]).toEqual([...data]);
    const luma = Uint8Array.from({ length: 1.125 * CELL * CELL }, (_, i) => (i < CELL * CELL ? i % 251 : 128));
    const atlas = atlasOf([{ ...rgba, colours: { matrix: 'bt709', isFull: true }, data: luma }]);
    for (let i = 0; i < CELL * CELL; i += 97) expect(atlas.data[4 * i]).toBe(luma[i]);
  });

  it('enlarges smoothly, clips what reaches beyond the cell, and takes odd sizes', () => {
    const data = Uint8Array.of(0, 100, 200, 0, 100, 200, 0, 100, 200, 128, 128);
    const odd: CellPicture = {
      place: { x: -0.25, y: -0.25, width: 1.5, height: 1.5 },
      width: 3,
      height: 3,
      colours: { matrix: 'bt709', isFull: true },
      data,
    };
    const atlas = atlasOf([odd]);
    const row = Array.from({ length: CELL }, (_, x) => pixel(atlas, x, 5)[0] as number);
    expect(row[64]).toBeGreaterThanOrEqual(99);
    expect(row[64]).toBeLessThanOrEqual(102);
    for (let x = 1; x < CELL; x++) expect(Math.abs((row[x] as number) - (row[x - 1] as number))).toBeLessThanOrEqual(2);
    expect(row.every((value, x) => x === 0 || value >= (row[x - 1] as number))).toBe(true);
  });

  it('puts the pictures of a survey below each other', () => {
    const [dark, light] = [10, 240].map((y) => yuv(y, 128, 128, { matrix: 'bt709', isFull: true }));
    const data = surveyOf([dark, light] as CellPicture[]);
    expect(data.length).toBe(2 * 4 * SURVEY * SURVEY);
    expect([data[0], data.at(-4)]).toEqual([10, 240]);
  });
});
