// Nodding and shaking of the head, from how it is turned look by look. A movement is said, never what it may mean.
import type { Movement } from './types.ts';

/** How a head was turned at one look: epoch milliseconds, radians. */
export interface Pose {
  at: number;
  yaw: number;
  pitch: number;
}

/** What is looked at, milliseconds. */
const WINDOW_MS = 2400;
/**
 * Heads nod and shake one to three times a second, most about twice; with looks further apart than this, milliseconds, swings fall between
 * them (Nyquist), and nothing is said.
 */
const MOST_APART_MS = 260;
/** A swing is at least this far, radians; less is what the detector wavers. */
const LEAST_SWING = (6 * Math.PI) / 180;
/** Down, up and down again. */
const LEAST_SWINGS = 3;
/** The head goes this much further one way than the other. */
const CLEARLY = 1.5;

/** The poses that still matter with the newest one. */
export function withPose(poses: readonly Pose[], pose: Pose): Pose[] {
  return [...poses.filter(({ at }) => pose.at - at < WINDOW_MS), pose];
}

/** Are looks close enough together to tell? */
export function isFastEnough(poses: readonly Pose[]): boolean {
  const [first, last] = [poses[0], poses.at(-1)];
  if (!first || !last || last.at - first.at < WINDOW_MS / 2) return false;
  return (last.at - first.at) / (poses.length - 1) <= MOST_APART_MS;
}

export function movementOf(poses: readonly Pose[]): Movement | null {
  if (!isFastEnough(poses)) return null;
  const pitch = swings(poses.map((pose) => pose.pitch));
  const yaw = swings(poses.map((pose) => pose.yaw));
  if (pitch.count >= LEAST_SWINGS && pitch.way > CLEARLY * yaw.way) return 'nodding';
  if (yaw.count >= LEAST_SWINGS && yaw.way > CLEARLY * pitch.way) return 'shaking';
  return null;
}

/** How often an angle goes to and fro by at least LEAST_SWING, and how far together. */
function swings(angles: readonly number[]): { count: number; way: number } {
  let [low, high] = [angles[0] ?? 0, angles[0] ?? 0];
  let rising: boolean | null = null;
  let count = 0;
  let way = 0;
  for (const angle of angles) {
    low = Math.min(low, angle);
    high = Math.max(high, angle);
    if (rising !== true && angle - low >= LEAST_SWING) {
      rising = true;
      count++;
      way += high - low;
      high = angle;
      low = angle;
    } else if (rising !== false && high - angle >= LEAST_SWING) {
      rising = false;
      count++;
      way += high - low;
      high = angle;
      low = angle;
    } else if (rising === true) low = high;
    else if (rising === false) high = low;
  }
  return { count, way };
}
