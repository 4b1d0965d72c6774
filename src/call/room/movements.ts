// Finds nodding and shaking in a series of head poses. Names the movement, never what it may mean.
import { continued, isWatched, swings } from './swings.ts';
import type { Movement } from './types.ts';

/** How a head was turned in one observation: epoch milliseconds, radians. */
export interface Pose {
  at: number;
  yaw: number;
  nod: number;
}

/** What is remembered of one head. */
export interface Head {
  /** Of the last WINDOW_MS. */
  poses: readonly Pose[];
  movement: Movement | null;
  /** When it was last seen to move so, epoch milliseconds. */
  movedAt: number;
}

export const STILL: Head = { poses: [], movement: null, movedAt: 0 };

/** What is looked at, milliseconds: three swings of the slowest nod and what is left of those beside them. */
const WINDOW_MS = 3000;
/**
 * Observations are at most so far apart on average, milliseconds. Heads nod and shake one to three times a second, most about twice. What goes to and fro
 * faster than every other observation (Nyquist: 1.4 times a second at 350 ms) seems slower, and is a nod all the same: of nods of 18°
 * nine in ten are told within four seconds, up to twice a second and a bit, in simulation (test/unit/movements.test.ts). Beyond, those as quick as observations fall between them.
 */
const MOST_APART_MS = 350;
/** After a gap like this, milliseconds, nobody knows what the head did meanwhile. */
const BREAK_MS = 600;
/** Less has not been watched for long enough to tell anything, milliseconds. */
const LEAST_WATCHED_MS = 1200;
/**
 * A swing is at least this far, radians, from turning point to turning point. Measured at six observations a second: on still faces the detector's angles
 * waver by 0.3 to 0.8° from one to the next and stay within 4° (nod) and 7° (yaw) for seconds; two people who talk go 5 to 6° to and fro, at times 10°, but
 * not three times in a row. A room of wavering faces nods by mistake less than once in an hour, in simulation, up to one and a half times the
 * most that was measured (test/unit/movements.test.ts). Smaller nods than this are not told.
 */
const LEAST_SWING = (8 * Math.PI) / 180;
/** A swing is over in this time, milliseconds: of a nod once in 1.4 seconds, and an observation more. A head that takes longer turns. */
const LONGEST_SWING_MS = 850;
/** Down, up and down again: extremes are counted, as Kawato and Ohya did (2000, FG: nodding and head-shaking by the point between the eyes). */
const LEAST_SWINGS = 3;
/** The head goes this much further one way than the other, as it cannot be told what a head means that does both. */
const CLEARLY = 1.5;
/** A word stays so long after the last time that the movement was seen, milliseconds. */
const HOLD_MS = 2000;

/** Takes in one pose. */
export function withPose(head: Head, pose: Pose): Head {
  const poses = continued(head.poses, pose, { breakMs: BREAK_MS, windowMs: WINDOW_MS });
  const seen = movementOf(poses);
  // One word goes before another comes: who nods and then shakes the head does not flicker.
  if (head.movement !== null && head.movement !== seen && pose.at - head.movedAt < HOLD_MS) return { ...head, poses };
  return seen === null ? { poses, movement: null, movedAt: 0 } : { poses, movement: seen, movedAt: pose.at };
}

/** Whether poses are close enough together to find a movement in them. */
export function isFastEnough(poses: readonly Pose[]): boolean {
  return isWatched(poses, LEAST_WATCHED_MS, MOST_APART_MS);
}

/** What the head is doing at the end of `poses`. */
export function movementOf(poses: readonly Pose[]): Movement | null {
  if (!isFastEnough(poses)) return null;
  const swingsOf = (value: (pose: Pose) => number) =>
    swings(
      poses.map((pose) => ({ at: pose.at, value: value(pose) })),
      LEAST_SWING,
      LONGEST_SWING_MS,
    );
  const [nod, yaw] = [swingsOf(({ nod }) => nod), swingsOf(({ yaw }) => yaw)];
  if (nod.inARow >= LEAST_SWINGS && nod.way > CLEARLY * yaw.way) return 'nodding';
  if (yaw.inARow >= LEAST_SWINGS && yaw.way > CLEARLY * nod.way) return 'shaking';
  return null;
}
