// Paints pictures that pages have sent into cells of RGBA, which the runners read.
import { gridSide } from '../geometry/grid.ts';
import { type Atlas, CELL, type CellPicture, CHROMA_STEP, type Colours, SURVEY } from '../types.ts';

const AROUND = 128;

/** An atlas of these cells. @throws RangeError for more than MOST_CELLS. */
export function atlasOf(cells: readonly CellPicture[]): Atlas {
  const columns = gridSide(cells.length);
  const side = columns * CELL;
  const data = new Uint8ClampedArray(4 * side * side).fill(AROUND);
  for (const [i, cell] of cells.entries())
    paint(cell, CELL, { data, width: side }, (i % columns) * CELL, Math.floor(i / columns) * CELL);
  return { width: side, height: side, cells: cells.length, data };
}

/** As Engine.survey takes them: one below the other. */
export function surveyOf(pictures: readonly CellPicture[]): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray(4 * SURVEY * SURVEY * pictures.length).fill(AROUND);
  for (const [i, picture] of pictures.entries()) paint(picture, SURVEY, { data, width: SURVEY }, 0, i * SURVEY);
  return data;
}

interface Canvas {
  data: Uint8ClampedArray;
  width: number;
}

/** Along one axis, for every pixel that lies in the picture: the samples left and right of it, and how near it is to the right one. */
interface Taps {
  /** The first pixel of the cell that lies in the picture. */
  start: number;
  before: Int32Array;
  after: Int32Array;
  part: Float32Array;
}

/** @param side of the cell, pixels. @param left edge of the cell on the canvas. @param top edge. */
function paint(picture: CellPicture, side: number, canvas: Canvas, left: number, top: number): void {
  const { place, width, height, colours, data } = picture;
  const across = tapsOf(place.x * side, place.width * side, width, side);
  const down = tapsOf(place.y * side, place.height * side, height, side);
  const row = (j: number) => 4 * ((top + down.start + j) * canvas.width + left + across.start);
  if (colours === 'rgba') {
    for (let j = 0; j < down.before.length; j++) {
      const [above, below, v] = [down.before[j] as number, down.after[j] as number, down.part[j] as number];
      for (let i = 0, to = row(j); i < across.before.length; i++, to += 4) {
        const [x0, x1, u] = [across.before[i] as number, across.after[i] as number, across.part[i] as number];
        for (let c = 0; c < 3; c++) {
          const at = (y: number, x: number) => data[4 * (y * width + x) + c] as number;
          canvas.data[to + c] = mixed(at(above, x0), at(above, x1), at(below, x0), at(below, x1), u, v);
        }
        canvas.data[to + 3] = 255;
      }
    }
    return;
  }
  const { luma, black, red, blue, greenRed, greenBlue } = factorsOf(colours);
  const chromaWidth = Math.ceil(width / CHROMA_STEP);
  const us = width * height;
  const vs = us + chromaWidth * Math.ceil(height / CHROMA_STEP);
  const out = canvas.data;
  for (let j = 0; j < down.before.length; j++) {
    const v = down.part[j] as number;
    const [above, below] = [(down.before[j] as number) * width, (down.after[j] as number) * width];
    const nearest = v < 0.5 ? (down.before[j] as number) : (down.after[j] as number);
    const chroma = Math.floor(nearest / CHROMA_STEP) * chromaWidth;
    for (let i = 0, to = row(j); i < across.before.length; i++, to += 4) {
      const [x0, x1, u] = [across.before[i] as number, across.after[i] as number, across.part[i] as number];
      const at = chroma + Math.floor((u < 0.5 ? x0 : x1) / CHROMA_STEP);
      const [cb, cr] = [(data[us + at] as number) - 128, (data[vs + at] as number) - 128];
      const upper = (data[above + x0] as number) * (1 - u) + (data[above + x1] as number) * u;
      const lower = (data[below + x0] as number) * (1 - u) + (data[below + x1] as number) * u;
      const y = luma * (upper * (1 - v) + lower * v - black);
      out[to] = y + red * cr;
      out[to + 1] = y - greenBlue * cb - greenRed * cr;
      out[to + 2] = y + blue * cb;
      out[to + 3] = 255;
    }
  }
}

const mixed = (a: number, b: number, c: number, d: number, u: number, v: number) =>
  (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v;

/** @param start where the picture begins in the cell, pixels. @param length pixels. @param samples of the picture. @param side of the cell. */
function tapsOf(start: number, length: number, samples: number, side: number): Taps {
  const first = Math.min(side, Math.max(0, Math.ceil(start - 0.5)));
  const end = Math.min(side, Math.max(first, Math.ceil(start + length - 0.5)));
  const count = end - first;
  const taps: Taps = {
    start: first,
    before: new Int32Array(count),
    after: new Int32Array(count),
    part: new Float32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const at = Math.min(samples - 1, Math.max(0, ((first + i + 0.5 - start) * samples) / length - 0.5));
    // Rounding must not make two samples of one.
    const before = Math.floor(at + 1e-4);
    taps.before[i] = before;
    taps.after[i] = Math.min(samples - 1, before + 1);
    taps.part[i] = Math.max(0, at - before);
  }
  return taps;
}

/** How much red and blue weigh in luma. Sources: ITU-R BT.601, BT.709, BT.2020. */
const WEIGHTS = {
  bt601: { red: 0.299, blue: 0.114 },
  bt709: { red: 0.2126, blue: 0.0722 },
  bt2020: { red: 0.2627, blue: 0.0593 },
} as const;

/** Of limited range, luma is in 16..235 and chroma in 16..240. */
function factorsOf({ matrix, isFull }: Exclude<Colours, 'rgba'>) {
  const weights = WEIGHTS[matrix];
  const green = 1 - weights.red - weights.blue;
  const chroma = isFull ? 1 : 255 / 224;
  const [red, blue] = [2 * (1 - weights.red) * chroma, 2 * (1 - weights.blue) * chroma];
  return {
    luma: isFull ? 1 : 255 / 219,
    black: isFull ? 0 : 16,
    red,
    blue,
    greenRed: (red * weights.red) / green,
    greenBlue: (blue * weights.blue) / green,
  };
}
