// How much a face goes back and forth. A face that changes goes somewhere; one that talks comes back with every syllable.
import { EXPRESSIONS, type Votes } from '../../engine/types.ts';
import { each } from './votes.ts';

/** Looks are taken together for so long, so that what the net wavers about between two looks counts little, milliseconds. */
const BLOCK_MS = 500;
/** Over so many blocks it is told whether a face comes back. */
const BLOCKS = 12;
/** So much of the way is the net's own on a still face, in shares of the votes. */
const STILL_WAY = 0.3;
/** A face that has stayed for so long, milliseconds, and within so much, has come to rest. */
const RESTING = { ms: 2500, within: 0.2 };

interface Block {
  since: number;
  count: number;
  sum: Votes;
}

/** Of one person, the latest block last. */
export type Wavering = readonly Block[];

export function withLook(wavering: Wavering, votes: Votes, at: number): Wavering {
  const open = wavering.at(-1);
  if (open && at >= open.since && at - open.since < BLOCK_MS) {
    const sum = each((e) => open.sum[e] + votes[e]);
    return [...wavering.slice(0, -1), { since: open.since, count: open.count + 1, sum }];
  }
  const recent = wavering.filter(({ since }) => at >= since && at - since < 2 * BLOCKS * BLOCK_MS);
  return [...recent, { since: at, count: 1, sum: votes }].slice(-BLOCKS - 1);
}

/**
 * The way that the votes have gone lately beyond how far they have come and beyond one there and back, which is a smile; in shares of the votes. 0 once
 * they rest.
 */
export function detour(wavering: Wavering): number {
  const means = wavering.map(({ sum, count }) => each((e) => sum[e] / count));
  const [first, last, end] = [means[0], means.at(-1), wavering.at(-1)?.since ?? 0];
  if (!first || !last) return 0;
  const way = means.slice(1).reduce((sum, mean, i) => sum + distance(means[i] as Votes, mean), 0);
  const back = way - distance(first, last) - STILL_WAY;
  // Of most faces nothing more need be asked.
  if (back <= 0) return 0;
  const latest = means.filter((_, i) => end - (wavering[i]?.since ?? 0) < RESTING.ms);
  if (latest.length > 2 && spread(latest) < RESTING.within) return 0;
  return Math.max(0, back - 2 * spread(means));
}

/** The farthest that any two lie apart. */
const spread = (all: readonly Votes[]) => Math.max(...all.flatMap((a) => all.map((b) => distance(a, b))));
/** Votes that are elsewhere, 0..1. */
const distance = (a: Votes, b: Votes) => EXPRESSIONS.reduce((sum, e) => sum + Math.abs(a[e] - b[e]), 0) / 2;
