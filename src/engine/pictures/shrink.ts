// Brings a plane of pixels down to size: every new pixel is the mean of a small block of old ones. Written for speed: it runs on the page's own
// thread, for every tile at every look.
import type { PixelBox } from '../types.ts';

/** Samples of one kind: luma, blue, … */
export interface Plane {
  data: Uint8Array | Uint16Array;
  /** Of the first sample. */
  offset: number;
  /** From one row to the next, in elements. */
  stride: number;
  /** From one sample to the next in a row. */
  step: number;
  columns: number;
  rows: number;
  /** Bits of a sample beyond eight. */
  shift: number;
}

/** Where the new pixels go: every `step`-th byte from `at`. */
export interface Target {
  data: Uint8Array;
  at: number;
  step: number;
  width: number;
  height: number;
}

/**
 * @param from the plane's part that is brought down, in samples; beyond the plane its edge goes on.
 * @param most side of a block; by default as large as the part is larger than the target.
 */
export function shrink(plane: Plane, from: PixelBox, target: Target, most = Number.POSITIVE_INFINITY): void {
  const { data, offset, stride, step, shift } = plane;
  const { width, height } = target;
  const across = Math.min(most, blockSide(from.width / width, plane.columns));
  const down = Math.min(most, blockSide(from.height / height, plane.rows));
  if (Math.min(across, down) > 1 && Math.max(across, down) <= PAIRS_UP_TO) {
    pairs(plane, from, target);
    return;
  }
  const xs = startsOf(from.x, from.width, width, across, plane.columns, step);
  const ys = startsOf(from.y, from.height, height, down, plane.rows, stride);
  const scale = 1 / (across * down * (1 << shift));
  let to = target.at;
  for (let j = 0; j < height; j++)
    for (let i = 0; i < width; i++, to += target.step) {
      let sum = 0;
      let row = offset + (ys[j] as number) + (xs[i] as number);
      for (let y = 0; y < down; y++, row += stride)
        for (let x = 0, at = row; x < across; x++, at += step) sum += data[at] as number;
      target.data[to] = sum * scale + 0.5;
    }
}

/** Up to this side of a block two by two samples stand for all of it, as they do where browsers draw: faces that are followed are seldom larger. */
const PAIRS_UP_TO = 3;

/** Each of two by two samples counts as much as it is near. */
function pairs(plane: Plane, from: PixelBox, target: Target): void {
  const { data, offset, stride, step, columns, rows, shift } = plane;
  const { width, height, data: into } = target;
  const across = tapsOf(from.x, from.width, width, columns);
  const down = tapsOf(from.y, from.height, height, rows);
  const bits = 2 * TAP_BITS + shift;
  const half = 1 << (bits - 1);
  let to = target.at;
  for (let j = 0; j < height; j++) {
    const above = offset + (down.first[j] as number) * stride;
    const below = above + stride;
    const v = down.part[j] as number;
    for (let i = 0; i < width; i++, to += target.step) {
      const x = (across.first[i] as number) * step;
      const [a, c, u] = [above + x, below + x, across.part[i] as number];
      const upper = ((data[a] as number) << TAP_BITS) + u * ((data[a + step] as number) - (data[a] as number));
      const lower = ((data[c] as number) << TAP_BITS) + u * ((data[c + step] as number) - (data[c] as number));
      into[to] = ((upper << TAP_BITS) + v * (lower - upper) + half) >> bits;
    }
  }
}

const TAP_BITS = 5;

/** For each new pixel the sample before its middle, and how near it is to the next one: 0..1 in TAP_BITS bits. */
function tapsOf(start: number, length: number, count: number, samples: number) {
  const [first, part] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    const at = Math.min(samples - 1, Math.max(0, start + ((i + 0.5) * length) / count - 0.5));
    const before = Math.min(samples - 2, Math.floor(at));
    first[i] = before;
    part[i] = Math.round((at - before) * (1 << TAP_BITS));
  }
  return { first, part };
}

const blockSide = (scale: number, samples: number) => Math.min(samples, Math.max(1, Math.round(scale)));

/** Where the block of each new pixel begins: as near to the middle of its area as whole samples allow. @returns elements from the first sample */
function startsOf(
  start: number,
  length: number,
  count: number,
  block: number,
  samples: number,
  step: number,
): Int32Array {
  const starts = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const first = Math.round(start + ((i + 0.5) * length) / count - block / 2);
    starts[i] = Math.min(samples - block, Math.max(0, first)) * step;
  }
  return starts;
}
