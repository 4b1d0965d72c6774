// Picks and blends the best face of a cell out of BlazeFace's raw numbers, as detector.ts does with tensors.

import { CELL } from '../types.ts';
import { ANCHORS, REGRESSORS } from './anchors.ts';

/** Boxes that overlap the best one by this much are the same face (mediapipe's min_suppression_threshold). */
export const SAME_FACE = 0.3;
/** Boxes less sure than this take no part in the blend. */
export const MIN_BLEND_SCORE = 0.3;
/** Scores before the sigmoid from which on a box is a face at all. */
export const RAW_FACE = 0;
/**
 * What a box loses by its anchor's distance from the cell's middle, in units of its score before the sigmoid for the square of a cell's
 * side: where several faces are in sight, the one that the look was meant for wins, unless another is far surer.
 */
export const MIDDLE = 8;

/** @returns [ANCHORS] */
export function middlePenalties(offsets: Float32Array): Float32Array {
  return Float32Array.from({ length: ANCHORS }, (_, i) => {
    const [x, y] = [offsets[i * REGRESSORS] as number, offsets[i * REGRESSORS + 1] as number];
    return MIDDLE * ((x - 0.5) ** 2 + (y - 0.5) ** 2);
  });
}

/** Numbers of a detection: score, then the blended regressors in units of the cell. */
export const DETECTION_WIDTH = 1 + REGRESSORS;

/** Where the detector left what it says of each anchor. */
export interface RawFaces {
  values: Float32Array;
  /** Of each anchor's score, before the sigmoid, in `values`. */
  scores: Int32Array;
  /** Of each anchor's first regressor, in pixels of the cell, relative to the anchor. */
  boxes: Int32Array;
}

/**
 * @param offsets of anchorOffsets(). @param penalties of middlePenalties().
 * @returns score 0..1, then the blended regressors in units of the cell: DETECTION_WIDTH numbers.
 */
export function blendedFace(raw: RawFaces, offsets: Float32Array, penalties: Float32Array): Float32Array {
  const scoreAt = (anchor: number) => raw.values[raw.scores[anchor] as number] as number;
  const at = (anchor: number, i: number) =>
    (raw.values[(raw.boxes[anchor] as number) + i] as number) / CELL + (offsets[anchor * REGRESSORS + i] as number);
  const best = bestAnchor(raw, penalties);
  const score = sigmoid(scoreAt(best));
  // The best box always counts, so that a cell without a face does not divide by zero.
  const floor = Math.min(score, MIN_BLEND_SCORE);
  // Comparing before the sigmoid leaves it to the few that count.
  const rawFloor = Math.log(floor / (1 - floor));
  const face = new Float32Array(1 + REGRESSORS);
  let sum = 0;
  for (let i = 0; i < ANCHORS; i++) {
    if (i !== best && (scoreAt(i) < rawFloor || overlap(at, i, best) <= SAME_FACE)) continue;
    const weight = sigmoid(scoreAt(i));
    sum += weight;
    for (let k = 0; k < REGRESSORS; k++) face[1 + k] = (face[1 + k] as number) + weight * at(i, k);
  }
  for (let k = 0; k < REGRESSORS; k++) face[1 + k] = (face[1 + k] as number) / (sum + 1e-9);
  face[0] = score;
  return face;
}

/** Faces come before everything else. */
function bestAnchor({ values, scores }: RawFaces, penalties: Float32Array): number {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < ANCHORS; i++) {
    const score = values[scores[i] as number] as number;
    const rank = score >= RAW_FACE ? FIRST + score - (penalties[i] as number) : score;
    if (rank > most) [best, most] = [i, rank];
  }
  return best;
}

/** More than any score before the sigmoid. */
export const FIRST = 200;

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
