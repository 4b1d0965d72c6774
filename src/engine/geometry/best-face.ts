// Picks and blends the best face of a cell from BlazeFace's raw output. tfjs/detector.ts does the same with tensors.

import { CELL } from '../types.ts';
import { ANCHORS, REGRESSORS } from './anchors.ts';

/** Boxes whose overlap with the best one is larger are the same face (mediapipe's min_suppression_threshold). */
export const SAME_FACE = 0.3;
/** Boxes with a lower score take no part in the blend. */
export const MIN_BLEND_SCORE = 0.3;
/** The least score before the sigmoid at which a box is a face. */
export const RAW_FACE = 0;
/**
 * What a box loses, in units of its score before the sigmoid, for each squared cell side between its anchor and the cell's middle. Where several
 * faces are in a cell, the one in the middle wins unless another has a far higher score.
 */
export const MIDDLE = 8;

/** @param offsets of anchorOffsets(). @returns [ANCHORS], in units of a score before the sigmoid. */
export function middlePenalties(offsets: Float32Array): Float32Array {
  return Float32Array.from({ length: ANCHORS }, (_, i) => {
    const [x, y] = [offsets[i * REGRESSORS] as number, offsets[i * REGRESSORS + 1] as number];
    return MIDDLE * ((x - 0.5) ** 2 + (y - 0.5) ** 2);
  });
}

/** Numbers of a detection: score 0..1, then the blended regressors in shares of the cell. */
export const DETECTION_WIDTH = 1 + REGRESSORS;

/** The detector's raw output. */
export interface RawFaces {
  values: Float32Array;
  /** [ANCHORS], the index in `values` of each anchor's score before the sigmoid. */
  scores: Int32Array;
  /** [ANCHORS], the index in `values` of each anchor's first regressor; regressors are in pixels of the cell, relative to the anchor. */
  boxes: Int32Array;
}

/**
 * @param offsets of anchorOffsets(). @param penalties of middlePenalties().
 * @returns [DETECTION_WIDTH]
 */
export function blendedFace(raw: RawFaces, offsets: Float32Array, penalties: Float32Array): Float32Array {
  const scoreAt = (anchor: number) => raw.values[raw.scores[anchor] as number] as number;
  const at = (anchor: number, i: number) =>
    (raw.values[(raw.boxes[anchor] as number) + i] as number) / CELL + (offsets[anchor * REGRESSORS + i] as number);
  const best = bestAnchor(raw, penalties);
  const score = sigmoid(scoreAt(best));
  // The best box always takes part, so a cell without a face does not divide by zero.
  const floor = Math.min(score, MIN_BLEND_SCORE);
  // Compares before the sigmoid, which only the few that take part then need.
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

/** Ranks faces before everything else. */
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

/** Larger than any score before the sigmoid. */
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
