// How a head is turned, from BlazeFace's six keypoints.
import type { Keypoints } from '../types.ts';

/** How far the tip of the nose lies before the line between the ears, in half ear distances: a mean adult head's. */
const NOSE_DEPTH = 1.5;

/**
 * Sideways turn in radians, 0 to the front, positive towards the person's own left. It takes where the nose falls on
 * the line between the ears, so it depends neither on size nor on roll. Rough: the detector guesses ears that it
 * cannot see, so beyond about 60° only "far" is meant.
 */
export function headYaw({ rightEar, leftEar, nose }: Keypoints): number {
  const [x, y] = [leftEar.x - rightEar.x, leftEar.y - rightEar.y];
  const along = ((nose.x - rightEar.x) * x + (nose.y - rightEar.y) * y) / (x * x + y * y || 1);
  return Math.atan((2 * along - 1) / NOSE_DEPTH);
}

/** Where the tip of the nose falls between the eyes' middle (0) and the mouth (1): median of 2,507 of FER2013's training faces. */
const NOSE_BETWEEN = 0.54;
/** How far it lies before that line, in the line's lengths: a mean adult head's. */
const NOSE_FORWARD = 0.4;

/**
 * Up and down turn in radians, 0 level, positive when looking down. It takes how far the nose has moved between eyes and mouth, so
 * it depends neither on size nor on roll. Coarse: faces differ in the length of their noses, and half of FER2013's
 * frontal faces come out up to 9° off level.
 */
export function headPitch({ rightEye, leftEye, nose, mouth }: Keypoints): number {
  const [x0, y0] = [(rightEye.x + leftEye.x) / 2, (rightEye.y + leftEye.y) / 2];
  const [x, y] = [mouth.x - x0, mouth.y - y0];
  const along = ((nose.x - x0) * x + (nose.y - y0) * y) / (x * x + y * y || 1);
  return Math.atan((along - NOSE_BETWEEN) / NOSE_FORWARD);
}

/** How far the eyes lie before the line between the ears, in half ear distances: a mean adult head's. */
const EYE_DEPTH = 1.1;

/**
 * Up and down turn in radians, positive when looking down, by eyes and ears alone; for how it changes, since ears differ in height. Whoever
 * talks moves mouth and nose as the detector sees them: on two clips of people talking headPitch goes 13° and 10° to and fro, this 6° and 5°.
 */
export function headNod({ rightEar, leftEar, rightEye, leftEye }: Keypoints): number {
  const [x, y] = [leftEar.x - rightEar.x, leftEar.y - rightEar.y];
  const [ex, ey] = [
    (rightEye.x + leftEye.x - rightEar.x - leftEar.x) / 2,
    (rightEye.y + leftEye.y - rightEar.y - leftEar.y) / 2,
  ];
  return Math.atan((2 * (ey * x - ex * y)) / (x * x + y * y || 1) / EYE_DEPTH);
}

/** Roll in radians, positive when the person's left eye is lower in the picture. */
export function headRoll({ leftEye, rightEye }: Keypoints): number {
  return Math.atan2(leftEye.y - rightEye.y, leftEye.x - rightEye.x);
}
