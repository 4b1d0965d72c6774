// Picks and blends the best face of a cell out of BlazeFace's raw numbers, as detector.ts does with tensors.
import { ANCHORS, REGRESSORS } from './anchors.ts';
import { CELL } from './types.ts';

/** Boxes that overlap the best one by this much are the same face (mediapipe's min_suppression_threshold). */
export const SAME_FACE = 0.3;
/** Boxes less sure than this take no part in the blend. */
export const MIN_BLEND_SCORE = 0.3;
/** Numbers of a detection: score, then the blended regressors in units of the cell. */
export const DETECTION_WIDTH = 1 + REGRESSORS;

/**
 * @param scores [ANCHORS] before the sigmoid. @param boxes [ANCHORS, REGRESSORS] in pixels of the cell, relative to anchors.
 * @param offsets of anchorOffsets().
 * @returns score 0..1, then the blended regressors in units of the cell: DETECTION_WIDTH numbers.
 */
export function blendedFace(scores: Float32Array, boxes: Float32Array, offsets: Float32Array): Float32Array {
  let best = 0;
  for (let i = 1; i < ANCHORS; i++) if ((scores[i] as number) > (scores[best] as number)) best = i;
  const score = sigmoid(scores[best] as number);
  // The best box always counts, so that a cell without a face does not divide by zero.
  const floor = Math.min(score, MIN_BLEND_SCORE);
  // Comparing before the sigmoid leaves it to the few that count.
  const rawFloor = Math.log(floor / (1 - floor));
  const at = (anchor: number, i: number) =>
    (boxes[anchor * REGRESSORS + i] as number) / CELL + (offsets[anchor * REGRESSORS + i] as number);
  const face = new Float32Array(1 + REGRESSORS);
  let sum = 0;
  for (let i = 0; i < ANCHORS; i++) {
    if (i !== best && ((scores[i] as number) < rawFloor || overlap(at, i, best) <= SAME_FACE)) continue;
    const weight = sigmoid(scores[i] as number);
    sum += weight;
    for (let k = 0; k < REGRESSORS; k++) face[1 + k] = (face[1 + k] as number) + weight * at(i, k);
  }
  for (let k = 0; k < REGRESSORS; k++) face[1 + k] = (face[1 + k] as number) / (sum + 1e-9);
  face[0] = score;
  return face;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Intersection over union of two anchors' boxes. */
function overlap(at: (anchor: number, i: number) => number, a: number, b: number): number {
  const extent = (axis: 0 | 1) => {
    const [c, s, d, t] = [at(a, axis), at(a, axis + 2), at(b, axis), at(b, axis + 2)];
    return Math.max(0, Math.min(c + s / 2, d + t / 2) - Math.max(c - s / 2, d - t / 2));
  };
  const shared = extent(0) * extent(1);
  return shared / Math.max(at(a, 2) * at(a, 3) + at(b, 2) * at(b, 3) - shared, 1e-6);
}
