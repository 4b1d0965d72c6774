// How far a head is turned, from BlazeFace's six keypoints.
import type { Keypoints, Point } from './types.ts';

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * Sideways turn: 0 to the front, ±1 in full profile, positive towards the person's own left. It compares the nose's
 * distances to the two ears along the line between the ears, so it does not depend on size or roll.
 */
export function headTurn(k: Keypoints): number {
  const width = distance(k.rightEar, k.leftEar);
  if (width === 0) return 0;
  const along =
    ((k.nose.x - k.rightEar.x) * (k.leftEar.x - k.rightEar.x) +
      (k.nose.y - k.rightEar.y) * (k.leftEar.y - k.rightEar.y)) /
    (width * width);
  return Math.max(-1, Math.min(1, 2 * along - 1));
}

/** Roll of the head in radians, positive when the person's left eye is lower in the picture. */
export function headRoll(k: Keypoints): number {
  return Math.atan2(k.leftEye.y - k.rightEye.y, k.leftEye.x - k.rightEye.x);
}
