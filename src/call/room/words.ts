// Which word may stand beside ten dots. A word and its dots never contradict each other: a word has the most dots, or one dot fewer, and
// "unclear" stands only where no expression has enough of them.
import { EXPRESSIONS, type Expression, UNCLEAR_BELOW, type Votes } from '../../engine/types.ts';
import { dotCounts, dotsFor } from './dots.ts';
import type { RoomSummary } from './types.ts';
import { zeros } from './votes.ts';

/** As many dots make a word unless the user asks for others: UNCLEAR_BELOW in dots. */
export const CLEAR_DOTS = dotsFor(UNCLEAR_BELOW);

/** A word stands beside no fewer dots than this, however low the threshold. */
const LEAST_DOTS = 2;
/** A word that stands is kept down to this many dots, so that it does not flicker about the threshold. */
const keepDots = (clearDots: number) => Math.max(Math.min(LEAST_DOTS, clearDots), clearDots - 1);

/** The expressions with at least `least` dots and at most one fewer than any other. */
function standing(dots: Record<Expression, number>, least: number): Expression[] {
  const most = Math.max(...EXPRESSIONS.map((e) => dots[e]));
  return EXPRESSIONS.filter((e) => dots[e] >= Math.max(1, least, most - 1));
}

interface Said {
  votes: Votes;
  /** The engine's other answer, from both heads: among words that the dots leave open the one that leads here is said. */
  balanced: Votes;
  /** 0..1 */
  doubt: number;
}

/** The word for a face, null for "unclear". @param clearDots an expression needs so many dots of its own, 1..10. */
export function wordOf({ votes, balanced, doubt }: Said, clearDots: number): Expression | null {
  return standsOut(standing(dotCounts(votes, doubt), clearDots), balanced);
}

function standsOut(open: readonly Expression[], balanced: Votes): Expression | null {
  return open.reduce<Expression | null>((best, e) => (best === null || balanced[e] > balanced[best] ? e : best), null);
}

/**
 * The word after `before`, which stays as long as the dots allow and nothing else stands out by `margin`.
 * @param isNew `before` has not stood for its least time yet: then only the dots can take it away. They do so at once. What comes instead is
 *   no choice: either another expression has enough dots, and "unclear" would contradict those, or none has, and any word would.
 */
export function nextWord(
  before: Expression | null,
  said: Said,
  { clearDots, margin, isNew }: { clearDots: number; margin: number; isNew: boolean },
): Expression | null {
  const dots = dotCounts(said.votes, said.doubt);
  const next = standsOut(standing(dots, clearDots), said.balanced);
  if (before === null || !standing(dots, keepDots(clearDots)).includes(before)) return next;
  if (next === null || isNew) return before;
  return said.balanced[next] >= said.balanced[before] + margin ? next : before;
}

/** What is said of several faces, or of one over time, in one sentence beside ten dots. */
export type Lead =
  /** These words are the most frequent ones, the most frequent first; at most two. */
  | { kind: 'words'; words: Expression[] }
  /** No word is, and taken together the faces look like this. */
  | { kind: 'together'; word: Expression }
  | { kind: 'mixed' }
  | { kind: 'unclear' };

interface Counted {
  /** How often each word was said: people, or milliseconds. */
  labels: Record<Expression, number>;
  /** How often none was. */
  unclear: number;
  /** Mean votes, null of nobody. */
  votes: Votes | null;
  doubt: number;
  /** See wordOf. */
  clearDots: number;
}

/** @param nearly words that were said at least this part as often as the most frequent one lead with it, 0..1. */
export function leadOf({ labels, unclear, votes, doubt, clearDots }: Counted, nearly = 1): Lead {
  const dots = votes ? dotCounts(votes, doubt) : null;
  const allowed = dots ? standing(dots, 1) : EXPRESSIONS;
  const clear = dots ? standing(dots, clearDots).sort((a, b) => dots[b] - dots[a])[0] : undefined;
  const most = Math.max(...EXPRESSIONS.map((e) => labels[e]));
  if (clear === undefined && (most === 0 || unclear > most)) return { kind: 'unclear' };
  const often = EXPRESSIONS.filter((e) => most > 0 && labels[e] >= nearly * most).sort((a, b) => labels[b] - labels[a]);
  const words = often.length > 2 ? [] : often.filter((e) => allowed.includes(e));
  const [first] = words;
  if (first !== undefined && labels[first] === most) return { kind: 'words', words };
  return clear === undefined ? { kind: 'mixed' } : { kind: 'together', word: clear };
}

/** What leads in a room. In a group nobody is told to be unclear: whatever is withheld counts as that. */
export function roomLead({ group, states, labels, ...summary }: RoomSummary): Lead {
  return leadOf({ ...summary, labels: labels ?? zeros(), unclear: group ? 0 : states.unclear });
}

/** May a sentence about an earlier room still stand beside the dots of this one? */
export function mayStand(earlier: RoomSummary, { votes, doubt, clearDots }: RoomSummary): boolean {
  if (!votes || !earlier.votes) return !votes && !earlier.votes;
  const dots = dotCounts(votes, doubt);
  const lead = roomLead(earlier);
  if (lead.kind === 'mixed' || lead.kind === 'unclear') return standing(dots, clearDots).length === 0;
  const words = lead.kind === 'words' ? lead.words : [lead.word];
  return words.every((word) => standing(dots, 1).includes(word));
}
