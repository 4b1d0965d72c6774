// Two sums over the seven: which way a face looks, and how far it is from rest. Valence is the circumplex' first axis (Russell 1980, doi
// 10.1037/h0077714); its second, arousal, cannot be told from votes for words, so liveliness is what faces do and no more.
import { EXPRESSIONS, type Votes } from '../../engine/types.ts';
import type { Participant, Spread } from './types.ts';
import { quantile } from './votes.ts';

/** Of ten people so many more would name the pleasant than an unpleasant one, -1..1; whoever would name none counts as neither. */
export function valenceOf(votes: Votes, doubt: number): number {
  return (1 - doubt) * (votes.happy - votes.sad - votes.angry - votes.disgust - votes.fear);
}

/** How many of the voters would say something else than of the face at rest, 0..1: the total variation distance. */
export function livelinessOf(votes: Votes, resting: Votes): number {
  return EXPRESSIONS.reduce((sum, e) => sum + Math.abs(votes[e] - resting[e]), 0) / 2;
}

export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const [low, median, high] = [0.25, 0.5, 0.75].map((q) => quantile(values, q)) as [number, number, number];
  return { median, low, high, of: values.length };
}

export function valences(participants: readonly Participant[]): Spread | null {
  return spreadOf(participants.flatMap(({ votes, doubt }) => (votes ? [valenceOf(votes, doubt)] : [])));
}

export function livelinesses(participants: readonly Participant[]): Spread | null {
  return spreadOf(
    participants.flatMap(({ votes, resting }) => (votes && resting ? [livelinessOf(votes, resting)] : [])),
  );
}
