// How often each expression is to be expected of a person before looking: the net learnt from pictures of the web, and a call is not the web.
// A reading is moved from the net's prior to that person's by Bayes' rule. Their own is estimated from their own readings as the call goes on
// (label shift by expectation maximisation, Saerens et al. 2002, Neural Computation 14), between what a call's faces mostly are and an even mix.
import { EXPRESSIONS, type Votes } from '../../engine/types.ts';
import { each, mix, normalised } from './votes.ts';

/** Scaled to be together 1. */
export const whole = (votes: Votes): Votes => normalised(votes) ?? EVEN;
const EVEN: Votes = each(() => 1 / EXPRESSIONS.length);

/** Means of FER+'s votes over the faces that the net learnt from. */
export const LEARNT: Votes = whole({
  neutral: 0.308,
  happy: 0.2677,
  surprise: 0.1047,
  sad: 0.1337,
  angry: 0.0762,
  disgust: 0.014,
  fear: 0.0305,
});

const IN_CALLS = { neutral: 0.65, happy: 0.25 };
const isCommon = (e: keyof Votes): e is keyof typeof IN_CALLS => e in IN_CALLS;
const RARE = EXPRESSIONS.filter((e) => !isCommon(e)).reduce((sum, e) => sum + LEARNT[e], 0);

/** A call's mix: two faces in three are neutral, half of the rest and more smile, and what is rare is as rare among itself as on the web. */
export const CALL: Votes = each((e) =>
  isCommon(e) ? IN_CALLS[e] : ((1 - IN_CALLS.neutral - IN_CALLS.happy) * LEARNT[e]) / RARE,
);

/** What is expected of somebody of whom nothing is known: half-way between the web and a call, in logarithms. */
export const START: Votes = whole(each((e) => Math.sqrt(LEARNT[e] * CALL[e])));

/** A person's own readings count for this much of their prior at most, and do so after so long, milliseconds. */
const MOST_TRUST = 0.5;
const MEMORY_MS = 120_000;
/** Between two readings no more than this counts, milliseconds: what nobody looked at tells nothing. */
const MOST_GAP_MS = 5000;

export interface Prior {
  /** Mean of this person's readings. */
  mean: Votes;
  /** How long they were read, milliseconds, MEMORY_MS at most. */
  seenMs: number;
}

export const UNREAD: Prior = { mean: START, seenMs: 0 };

/**
 * What is to be expected of a person, together 1. Whoever is seldom neutral is taken for neutral less easily, and what they show more often than
 * others is expected of them: a smile as much as a neutral face at first, the rest up to an even mix. What they do not show is doubted hardly more
 * than at first, so that a change shows as soon at the end of a call.
 */
export function expected({ mean, seenMs }: Prior): Votes {
  const own = mix(START, mean, (MOST_TRUST * seenMs) / MEMORY_MS);
  const within = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value));
  return whole(
    each((e) => {
      if (e === 'neutral') return within(EVEN[e], own[e], START[e]);
      return within(START[e], own[e], e === 'happy' ? START.neutral : EVEN[e]);
    }),
  );
}

/** What the engine says of a face. */
interface Said {
  /** Under LEARNT, together 1. */
  votes: Votes;
  /** Under an even prior, together 1. */
  balanced: Votes;
  /** 0..1 */
  doubt: number;
}

/**
 * From this share of voters who cannot tell on, a face is left as the net says it: of a face that is half hidden, what is expected of most would
 * decide. Measured on PublicTest's faces with a clear majority: a mask before them is doubted as much in 91 of 100, nothing before them in 3.
 */
const HIDDEN_FROM = 0.15;

/** A reading under another prior. Voters who name none of the seven are as frequent everywhere. @param prior together 1 */
export function underPrior(said: Said, prior: Votes): Said {
  const { votes, balanced, doubt } = said;
  if (doubt >= HIDDEN_FROM) return said;
  const moved = each((e) => (votes[e] * prior[e]) / LEARNT[e]);
  const named = (1 - doubt) * EXPRESSIONS.reduce((sum, e) => sum + moved[e], 0);
  return {
    votes: normalised(moved) ?? votes,
    balanced: normalised(each((e) => balanced[e] * prior[e])) ?? balanced,
    doubt: named > 0 ? doubt / (named + doubt) : doubt,
  };
}

/** What a net that contradicts itself nowhere says under an even prior of a face with these votes. */
export const evenOf = (votes: Votes): Votes => normalised(each((e) => votes[e] / LEARNT[e])) ?? votes;

/** Takes in a reading as it was moved. @param ms since the one before */
export function withLook(prior: Prior, votes: Votes, ms: number): Prior {
  const gap = Math.min(Math.max(0, ms), MOST_GAP_MS);
  const seenMs = Math.min(MEMORY_MS, prior.seenMs + gap);
  return seenMs === 0 ? prior : { mean: mix(prior.mean, votes, gap / seenMs), seenMs };
}
