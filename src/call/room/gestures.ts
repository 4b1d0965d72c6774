// Tells what a face does, against how the same face is at rest: smiles, raised brows, an open mouth. Observations, whatever they may mean.
import type { FaceMovements } from '../../engine/types.ts';
import type { Gesture } from './types.ts';

type Measure = 'smile' | 'browsRaised' | 'mouthOpen';

interface Kind {
  gesture: Gesture;
  measure: Measure;
  /** So far above the face at rest it begins, and so little above it is over. */
  on: number;
  off: number;
  /** Neutral faces' mean and deviation: 977 of PublicTest that most voters call neutral, measured by the mesh. */
  typical: { mean: number; deviation: number };
}

/**
 * In distances of the eyes, as FaceMovements has them. On clips at six looks a second still faces stay within 0.02 of themselves in all three; lips that
 * talk go up to 0.06 beyond in `smile`, brows 0.05. Happy faces of PublicTest smile 0.12 more than neutral ones. In simulation a still face is told to do
 * something by mistake less than once in ten hours, one that talks all the time two or three times an hour (test/unit/gestures.test.ts).
 */
const KINDS: readonly Kind[] = [
  { gesture: 'smiling', measure: 'smile', on: 0.1, off: 0.06, typical: { mean: 0.275, deviation: 0.044 } },
  {
    gesture: 'brows-raised',
    measure: 'browsRaised',
    on: 0.075,
    off: 0.045,
    typical: { mean: 0.343, deviation: 0.054 },
  },
  { gesture: 'mouth-open', measure: 'mouthOpen', on: 0.12, off: 0.07, typical: { mean: 0.04, deviation: 0.038 } },
];
/** It begins when it has been seen for so long, and ends when it has not, milliseconds. */
const ONSET_MS = 450;
const OFFSET_MS = 600;
/** After a gap like this, milliseconds, nobody knows what the face did meanwhile. */
const BREAK_MS = 1500;
/**
 * The face at rest is what it is below three quarters of the time, learnt over half a minute; at first that of a typical face. It is never further from
 * that than so many deviations: whoever smiles all the time smiles all the same.
 */
const REST_QUANTILE = 0.25;
const LEARN_MS = 30_000;
const MOST_DEVIATIONS = 1.5;

interface Seen {
  /** Of the face at rest. */
  rest: number;
  isOn: boolean;
  /** Since when what is seen says otherwise than `isOn`, epoch milliseconds; null while it does not. */
  since: number | null;
}

export interface Face {
  /** Epoch milliseconds; null before the first look. */
  at: number | null;
  /** In the order of KINDS. */
  seen: readonly Seen[];
}

export const UNSEEN: Face = {
  at: null,
  seen: KINDS.map(({ typical }) => ({ rest: typical.mean, isOn: false, since: null })),
};

/** Takes in one look. */
export function withMovements(face: Face, movements: FaceMovements, at: number): Face {
  const passed = face.at === null ? Number.POSITIVE_INFINITY : at - face.at;
  const isBroken = passed > BREAK_MS;
  const seen = KINDS.map((kind, i): Seen => {
    const before = face.seen[i] as Seen;
    const value = movements[kind.measure];
    const above = value - before.rest;
    const rest = learnt(kind, before.rest, value, Math.min(passed, BREAK_MS));
    const isOn = before.isOn && !isBroken;
    const isOther = isOn ? above < kind.off : above >= kind.on;
    if (!isOther) return { rest, isOn, since: null };
    const since = (isBroken ? null : before.since) ?? at;
    const isTold = at - since >= (isOn ? OFFSET_MS : ONSET_MS);
    return isTold ? { rest, isOn: !isOn, since: null } : { rest, isOn, since };
  });
  return { at, seen };
}

/** What the face does now. An open mouth that talks is told as talking. */
export function gesturesOf(face: Face, isTalking: boolean): Gesture[] {
  const now = KINDS.filter((_, i) => face.seen[i]?.isOn).map(({ gesture }) => gesture);
  return now.filter((gesture) => !(gesture === 'mouth-open' && isTalking));
}

/** A running quantile: up a little for every look above, down for every look below, so that both are in balance where it belongs. */
function learnt({ typical }: Kind, rest: number, value: number, passed: number): number {
  const step = (4 * typical.deviation * passed) / LEARN_MS;
  const moved = rest + step * (value > rest ? REST_QUANTILE : REST_QUANTILE - 1);
  const most = MOST_DEVIATIONS * typical.deviation;
  return Math.min(typical.mean + most, Math.max(typical.mean - most, moved));
}
