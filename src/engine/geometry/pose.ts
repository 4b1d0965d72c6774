// Estimates how a head is turned from BlazeFace's six keypoints.
import type { Keypoints } from '../types.ts';

/** The three turns below, in radians. */
export function headPose(keypoints: Keypoints): { yaw: number; pitch: number; nod: number } {
  return { yaw: headYaw(keypoints), pitch: headPitch(keypoints), nod: headNod(keypoints) };
}

/** Distance of the nose's tip before the line between the ears, in half ear distances, of a mean adult head. */
const NOSE_DEPTH = 1.5;

/**
 * Sideways turn in radians, 0 to the front, positive towards the person's own left. Computed from where the nose falls on the line
 * between the ears, so independent of size and roll. Coarse: the detector guesses ears that it cannot see, so any value beyond 60° only
 * means "far".
 */
export function headYaw({ rightEar, leftEar, nose }: Keypoints): number {
  const [x, y] = [leftEar.x - rightEar.x, leftEar.y - rightEar.y];
  const along = ((nose.x - rightEar.x) * x + (nose.y - rightEar.y) * y) / (x * x + y * y || 1);
  return Math.atan((2 * along - 1) / NOSE_DEPTH);
}

/** Where the nose's tip falls between the eyes' middle (0) and the mouth (1). Source: median of 2,507 of FER2013's training faces. */
const NOSE_BETWEEN = 0.54;
/** Distance of the nose's tip before that line, in lengths of the line, of a mean adult head. */
const NOSE_FORWARD = 0.4;

/**
 * Up and down turn in radians, 0 level, positive when looking down. Computed from where the nose lies between eyes and mouth, so
 * independent of size and roll. Coarse: noses differ in length, and half of FER2013's frontal faces come out up to 9° off level.
 */
export function headPitch({ rightEye, leftEye, nose, mouth }: Keypoints): number {
  const [x0, y0] = [(rightEye.x + leftEye.x) / 2, (rightEye.y + leftEye.y) / 2];
  const [x, y] = [mouth.x - x0, mouth.y - y0];
  const along = ((nose.x - x0) * x + (nose.y - y0) * y) / (x * x + y * y || 1);
  return Math.atan((along - NOSE_BETWEEN) / NOSE_FORWARD);
}

/** Distance of the eyes before the line between the ears, in half ear distances, of a mean adult head. */
const EYE_DEPTH = 1.1;

/**
 * Up and down turn in radians, positive when looking down, computed from eyes and ears alone. Use its changes, not its value: ears differ in
 * height. Talking moves mouth and nose in the detector's output: on two clips of people who talk, headPitch swings by 13° and 10°, this by 6° and 5°.
 */
export function headNod({ rightEar, leftEar, rightEye, leftEye }: Keypoints): number {
  const [x, y] = [leftEar.x - rightEar.x, leftEar.y - rightEar.y];
  const [ex, ey] = [
    (rightEye.x + leftEye.x - rightEar.x - leftEar.x) / 2,
    (rightEye.y + leftEye.y - rightEar.y - leftEar.y) / 2,
  ];
  return Math.atan((2 * (ey * x - ex * y)) / (x * x + y * y || 1) / EYE_DEPTH);
}
