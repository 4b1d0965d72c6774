// Brings a plane of pixels down to size: every new pixel is the mean of the area that it covers. Nothing is left out, so nothing flickers.
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

/** Of one row or column of new pixels: the first and the last sample that each covers, and how much of these two. */
interface Spans {
  first: Int32Array;
  last: Int32Array;
  /** Of the first sample and of the last, 0..1; where they are the same, `atFirst` counts. */
  atFirst: Float32Array;
  atLast: Float32Array;
}

/** @param from the plane's part that is brought down, in samples; it may reach beyond the plane, whose edge goes on there. */
export function average(plane: Plane, from: PixelBox, target: Target): void {
  const { data, offset, stride, step, shift } = plane;
  const across = spansOf(from.x, from.width, target.width, plane.columns);
  const down = spansOf(from.y, from.height, target.height, plane.rows);
  const [left, right] = [across.first[0] as number, across.last[target.width - 1] as number];
  const sums = new Float32Array(right - left + 1);
  const scale = 1 / (1 << shift);
  let to = target.at;
  for (let j = 0; j < target.height; j++) {
    const [top, bottom] = [down.first[j] as number, down.last[j] as number];
    let height = 0;
    for (let row = top; row <= bottom; row++) {
      const part = row === top ? (down.atFirst[j] as number) : row === bottom ? (down.atLast[j] as number) : 1;
      height += part;
      let at = offset + row * stride + left * step;
      if (row === top) for (let i = 0; i < sums.length; i++, at += step) sums[i] = part * (data[at] as number);
      else
        for (let i = 0; i < sums.length; i++, at += step) sums[i] = (sums[i] as number) + part * (data[at] as number);
    }
    for (let i = 0; i < target.width; i++, to += target.step) {
      const [first, last] = [across.first[i] as number, across.last[i] as number];
      let width = across.atFirst[i] as number;
      let sum = width * (sums[first - left] as number);
      for (let x = first + 1; x < last; x++) sum += sums[x - left] as number;
      if (last > first) {
        sum += (across.atLast[i] as number) * (sums[last - left] as number);
        width += last - first - 1 + (across.atLast[i] as number);
      }
      target.data[to] = Math.min(255, (sum * scale) / (width * height) + 0.5);
    }
  }
}

function spansOf(start: number, length: number, count: number, samples: number): Spans {
  const spans: Spans = {
    first: new Int32Array(count),
    last: new Int32Array(count),
    atFirst: new Float32Array(count),
    atLast: new Float32Array(count),
  };
  const within = (sample: number) => Math.min(samples - 1, Math.max(0, sample));
  for (let i = 0; i < count; i++) {
    const [from, to] = [start + (i * length) / count, start + ((i + 1) * length) / count];
    // What is less than a hundredth of a sample is rounding.
    const [first, last] = [within(Math.floor(from + 0.01)), within(Math.ceil(to - 0.01) - 1)];
    spans.first[i] = first;
    spans.last[i] = Math.max(first, last);
    spans.atFirst[i] = last > first ? Math.min(1, Math.max(0, first + 1 - from)) : 1;
    spans.atLast[i] = Math.min(1, Math.max(0, to - last));
  }
  return spans;
}
