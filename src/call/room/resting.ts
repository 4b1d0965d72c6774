// A person's resting face: what the engine mostly says of the face in this call, before anything is expected of it.
import type { Votes } from '../../engine/types.ts';
import { each, normalised, quantile } from './votes.ts';

/** Readings are taken together for so long, milliseconds, so that a fast machine learns no sooner than a slow one. */
export const BLOCK_MS = 2000;
/** So many blocks are needed before anything is said, and the last so many count: sixteen seconds, two minutes. */
const ENOUGH = 8;
const MOST = 60;

/** What is remembered of one person. */
export interface Resting {
  blocks: readonly Votes[];
  /** The block that is being filled. */
  open: { since: number; count: number; sum: Votes } | null;
  /** Shares that are together 1; null until enough has been seen. */
  face: Votes | null;
}

export const UNKNOWN: Resting = { blocks: [], open: null, face: null };

/**
 * Takes in one reading. The resting face is the median, expression by expression, of the last two minutes: a laugh is no part of it,
 * unless somebody laughs most of the time.
 */
export function withReading(resting: Resting, votes: Votes, at: number): Resting {
  const { open } = resting;
  if (open && at - open.since < BLOCK_MS) {
    const sum = each((e) => open.sum[e] + votes[e]);
    return { ...resting, open: { since: open.since, count: open.count + 1, sum } };
  }
  // Blocks follow each other without a gap, or those of a slow machine would be longer by up to one of its ticks.
  const since = open ? at - ((at - open.since) % BLOCK_MS) : at;
  const next = { since, count: 1, sum: each((e) => votes[e]) };
  if (!open) return { ...resting, open: next };
  const blocks = [...resting.blocks, each((e) => open.sum[e] / open.count)].slice(-MOST);
  if (blocks.length < ENOUGH) return { ...resting, blocks, open: next };
  const face = normalised(
    each((e) =>
      quantile(
        blocks.map((block) => block[e]),
        0.5,
      ),
    ),
  );
  return { blocks, open: next, face };
}
