// What the people of the practice call do, round after round: how they look, when they talk and nod. Pure: seconds in, a face and a head out.
import { AT_REST, type Face, type Hold } from './looks.ts';

/**
 * How a face looks that most people would call so. Found by search on the net that ships: from each of the heads here, level, turned by 11°, 7° down or
 * 6° up, in pictures of 480 × 270 and 320 × 180, each gets at least 0.60 of the votes, in the median 0.82 or more (test/unit/drawn-people.test.ts).
 */
export const EXPRESSIONS = {
  neutral: { ...AT_REST, lids: -0.22, brows: -0.12, corners: -0.08, wide: -0.18 },
  happy: { ...AT_REST, corners: 1, wide: 0.8, open: 0.22, teeth: 0.8, squint: 0.7, brows: 0.1 },
  surprise: { ...AT_REST, brows: 1, lids: 0.9, open: 0.85, wide: -0.5, corners: -0.1 },
  sad: { ...AT_REST, innerBrows: 1.25, brows: -0.7, lids: -0.45, corners: -0.72, wide: 0.2, press: 0.7, squint: 0.2 },
  angry: {
    ...AT_REST,
    innerBrows: -1.18,
    brows: -0.55,
    knit: 1.1,
    lids: 0.42,
    squint: 0.4,
    corners: -0.82,
    press: 0.86,
    wide: -0.35,
    open: 0.18,
    teeth: 0.62,
  },
} as const satisfies Record<string, Face>;
export type Look = keyof typeof EXPRESSIONS;

type Span = readonly [from: number, to: number];

/** Of one round, seconds. */
export interface Part {
  /** How they look from which whole second on; neutral before the first. */
  looks: Readonly<Record<number, Look>>;
  talks?: Span;
  nods?: Span;
}

/** A round: something is said, most laugh; then one is surprised, one sad, one angry, and somebody agrees. */
export const ROUND_SECONDS = 48;

/** How long a face takes from one look to the next, seconds. */
const CHANGE = 0.7;
/** A blink: how long, and how often, seconds. */
const BLINK = 0.16;
const BLINKS = 4.6;
/** Syllables and nods a second, how far lips part, and between which two angles a head nods, radians. */
const SYLLABLES = 2.1;
const TALK = 0.42;
const NODS = 1.2;
const NOD = { up: -0.08, down: 0.38 };

/**
 * @param seconds of the call's clock.
 * @param nth the person's place: no two blink and sway together.
 */
export function act(part: Part, nth: number, seconds: number): { face: Face; hold: Hold } {
  const at = seconds % ROUND_SECONDS;
  const cues = Object.entries(part.looks).map(([from, look]) => ({ from: Number(from), look }));
  const start = { from: 0, look: 'neutral' as Look };
  // A round goes on from where the one before has ended.
  const end = seconds < ROUND_SECONDS ? start : (cues.at(-1) ?? start);
  const [was = end, is = start] = [end, start, ...cues.filter(({ from }) => from <= at)].slice(-2);
  const face: Face = between(EXPRESSIONS[was.look], EXPRESSIONS[is.look], smooth((at - is.from) / CHANGE));
  const offset = 1.7 * nth;
  const talking = within(part.talks, at);
  const lips = talking * TALK * Math.abs(Math.sin(Math.PI * SYLLABLES * seconds)) ** 1.5;
  const blink = (seconds + offset) % BLINKS < BLINK ? 1 : 0;
  const nod = within(part.nods, at) * mix(NOD.up, NOD.down, 0.5 - 0.5 * Math.cos(2 * Math.PI * NODS * seconds));
  return {
    face: { ...face, open: Math.min(1, face.open + lips), lids: mix(face.lids, -0.9, blink) },
    hold: {
      yaw: 0.05 * Math.sin(seconds / 2.3 + offset) + 0.03 * Math.sin(seconds / 0.9 + offset),
      pitch: 0.02 * Math.sin(seconds / 1.9 + 2 * offset) + nod,
      roll: 0.025 * Math.sin(seconds / 3.1 + 3 * offset),
    },
  };
}

const mix = (a: number, b: number, t: number) => a + (b - a) * t;
const smooth = (t: number) => {
  const part = Math.max(0, Math.min(1, t));
  return part * part * (3 - 2 * part);
};
/** 0..1: whether it is on, with a soft start and end. */
const within = (span: Span | undefined, at: number) =>
  span ? smooth((at - span[0]) / 0.4) * smooth((span[1] - at) / 0.4) : 0;

function between(one: Face, other: Face, t: number): Face {
  const keys = Object.keys(one) as (keyof Face)[];
  return Object.fromEntries(keys.map((key) => [key, mix(one[key], other[key], t)])) as unknown as Face;
}
