// How every runner cuts a face out of its cell.
import type { PixelBox, Point } from '../types.ts';

/** Side of the expression net's input, pixels. */
export const FACE = 48;
/** Added to the variance of a face's gray values, 0..1. Source: training/model.py. */
export const VARIANCE_FLOOR = 1e-4;
/** Weights of red, green and blue in gray. Source: ITU-R BT.601. */
export const LUMA: [number, number, number] = [0.299, 0.587, 0.114];
/** Samples along each side of a pixel of the crop, which are averaged so that large faces do not alias. */
export const OVERSAMPLE = 2;

/**
 * FER2013's framing relative to BlazeFace's output, in sides of its box. `side`: of the crop's square. Its centre is a weighted mean, with weight
 * `eyes` for the first, of the point `belowEyes` below the eyes' middle and the point `belowBox` below the box's middle. The eyes tell FER2013's
 * centre best on frontal faces (it scatters by 3 % of the side, 5 % from the box); the box is steadier when a head turns.
 * Source: medians over 2,384 of FER2013's training faces.
 */
export const FRAMING = { side: 1.159, belowEyes: 0.114, belowBox: -0.106, eyes: 0.75 };

/**
 * FER2013's square around a face, as the grid of samples that is cut out: the first sample's place, and the step from one to the next along a
 * row (`ax`, `bx`) and from row to row (`ay`, `by`). In the units of what is given, x before y. @param samples along each side.
 */
export function cropGrid({ x, y, width, height }: PixelBox, rightEye: Point, leftEye: Point, samples: number) {
  const size = (width + height) / 2;
  const [dx, dy] = [leftEye.x - rightEye.x, leftEye.y - rightEye.y];
  const apart = Math.hypot(dx, dy) + 1e-6;
  const [cos, sin] = [dx / apart, dy / apart];
  const below = size * (FRAMING.eyes * FRAMING.belowEyes + (1 - FRAMING.eyes) * FRAMING.belowBox);
  const middle = (eyes: number, box: number) => FRAMING.eyes * eyes + (1 - FRAMING.eyes) * box;
  const step = (size * FRAMING.side) / samples;
  const [ax, bx, ay, by] = [cos * step, sin * step, -sin * step, cos * step];
  const half = (samples - 1) / 2;
  const x0 = middle((rightEye.x + leftEye.x) / 2, x + width / 2) - sin * below - (ax + ay) * half;
  const y0 = middle((rightEye.y + leftEye.y) / 2, y + height / 2) + cos * below - (bx + by) * half;
  return { x0, y0, ax, bx, ay, by };
}
