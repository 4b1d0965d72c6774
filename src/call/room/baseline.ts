// What of a face is its own. Some people look sad or angry to others when nothing is the matter; once it is known how somebody mostly looks,
// that much less of it is expected of them.
import type { Votes } from '../../engine/types.ts';
import { whole } from './prior.ts';
import { BLOCK_MS, type Resting } from './resting.ts';
import { each, normalised } from './votes.ts';

/** What the net says of a neutral face: geometric mean over PublicTest's faces that are neutral by FER+'s majority, scaled to be together 1. */
export const TYPICAL: Votes = whole({
  neutral: 0.808,
  happy: 0.026,
  surprise: 0.0148,
  sad: 0.119,
  angry: 0.0214,
  disgust: 0.0065,
  fear: 0.0044,
});

/** A resting face explains at most so much of an expression: it is expected a third as often as of others. Whoever is truly sad still looks so. */
const LEAST = 1 / 3;
/** A resting face is learnt for so many blocks before it counts, half a minute; the more of it is known, the more it counts. */
const UNSURE = 30_000 / BLOCK_MS;

/** How much less each expression is expected of somebody with this resting face, 0..1; what they show no more often than others is left alone. */
export function discountOf({ face, blocks }: Pick<Resting, 'face' | 'blocks'>): Votes {
  const sureness = Math.max(0, blocks.length - UNSURE) / Math.max(1, blocks.length);
  if (!face || sureness === 0) return each(() => 1);
  return each((e) => {
    // A smile is no slip of a resting face, and what a neutral face shows is neutral.
    if (e === 'neutral' || e === 'happy') return 1;
    const excess = Math.log(Math.max(face[e], TYPICAL[e]) / TYPICAL[e]);
    return Math.max(LEAST, Math.exp(-sureness * excess));
  });
}

/** What is expected of somebody whose resting face is known. @param prior together 1 */
export function withBaseline(prior: Votes, resting: Pick<Resting, 'face' | 'blocks'>): Votes {
  const discount = discountOf(resting);
  return normalised(each((e) => prior[e] * discount[e])) ?? prior;
}
