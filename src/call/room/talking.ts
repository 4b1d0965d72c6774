// Tells who talks by the mouth's opening, look by look: lips that part and close again, several times within seconds. What is said is not heard,
// and whether anything is said is not known.
import { continued, isWatched, type Sample, swings } from './swings.ts';

/** What is remembered of one mouth. */
export interface Mouth {
  /** The lips' distance over that of the eyes, of the last WINDOW_MS. */
  looks: readonly Sample[];
  isTalking: boolean;
  /** When it was last seen to talk, epoch milliseconds. */
  talkedAt: number;
}

export const CLOSED: Mouth = { looks: [], isTalking: false, talkedAt: 0 };

const WINDOW_MS = 3000;
/** After a gap like this, milliseconds, nobody knows what the mouth did meanwhile. */
const BREAK_MS = 1000;
/**
 * Looks are at most so far apart on average, milliseconds. Syllables come three to six a second: at six looks a second talking is told for all of the
 * time, at four for half of it, in simulation (test/unit/talking.test.ts).
 */
const MOST_APART_MS = 350;
const LEAST_WATCHED_MS = 1000;
/**
 * The lips part by so much at least, over the distance of the eyes. On clips at six looks a second the net's own wavering on still faces is 0.001 to
 * 0.002 from one look to the next and stays within 0.01; of somebody who talks it is 0.03, and swings of 0.04 to 0.1 are the rule.
 */
const LEAST_SWING = 0.03;
/** A swing takes no longer, milliseconds. Of syllables as quick as looks some are missed, so that swings seem longer than they are. */
const LONGEST_SWING_MS = 1500;
/** Open and closed, twice over. With three a grimace on one of the clips would be talk. */
const LEAST_SWINGS = 4;
/** Pauses between words are bridged, milliseconds. */
const HOLD_MS = 1000;

/** Takes in one look. @param opening the lips' distance over that of the eyes. */
export function withMouth(mouth: Mouth, opening: number, at: number): Mouth {
  const looks = continued(mouth.looks, { at, value: opening }, { breakMs: BREAK_MS, windowMs: WINDOW_MS });
  const isSeen =
    isWatched(looks, LEAST_WATCHED_MS, MOST_APART_MS) &&
    swings(looks, LEAST_SWING, LONGEST_SWING_MS).inARow >= LEAST_SWINGS;
  if (isSeen) return { looks, isTalking: true, talkedAt: at };
  return { looks, isTalking: mouth.isTalking && at - mouth.talkedAt < HOLD_MS, talkedAt: mouth.talkedAt };
}

/** How far open a mouth of half a look's weight is, over the least opening lately. */
const HALF = 0.08;

/** How much a look counts while somebody talks, 0..1: an open mouth looks like surprise or fear, a closed one like the face itself. */
export function weightOf({ looks, isTalking }: Mouth): number {
  const opening = looks.at(-1)?.value;
  if (!isTalking || opening === undefined) return 1;
  const most = opening - Math.min(...looks.map(({ value }) => value));
  return 1 / (1 + (most / HALF) ** 2);
}
