// How a head is turned, from BlazeFace's six keypoints.
import type { Keypoints } from './types.ts';

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

/** Roll in radians, positive when the person's left eye is lower in the picture. */
export function headRoll({ leftEye, rightEye }: Keypoints): number {
  return Math.atan2(leftEye.y - rightEye.y, leftEye.x - rightEye.x);
}
