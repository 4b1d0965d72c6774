// Moments: when the room's mix has changed by more than chance. A change-point test (Page 1954, Biometrika 41: cumulative sums), for each
// expression up and down, on how far people are from where they themselves have been lately; so who comes or goes changes nothing.
import { EXPRESSIONS, type Expression, type Votes } from '../engine/types.ts';
import type { Moment, Participant } from './types.ts';
import { each, mix, zeros } from './votes.ts';

/** Readings are taken together for so long, milliseconds. */
const BLOCK_MS = 2000;
/** Time constants, milliseconds: where somebody has been lately, and how much the room usually wavers. */
const HABIT_MS = 60_000;
const NOISE_MS = 180_000;
/** Nobody is known well enough for a change before this long, nor after one: a change is told once, not while it goes on. */
const SETTLE_MS = 15_000;
/** The least that a mean over people wavers, in shares: dots are tenths. */
const LEAST_NOISE = 0.02;
/** A block far out of the ordinary is no measure of the ordinary: it counts as so many standard deviations. */
const MOST_WAVER = 3;
/**
 * Page's k and h, in standard deviations of a block: changes of twice k are meant, and h is where a room in which nothing happens is taken for
 * a change less than once in an hour over all expressions, by simulation (test/unit/moments.test.ts).
 */
const SLACK = 1;
const LIMIT = 12;
/** By how much somebody's share has changed who took part in a moment. */
const TOOK_PART = 0.15;

interface Habit {
  votes: Votes;
  /** Epoch milliseconds of the first and the last reading. */
  since: number;
  at: number;
}

/** What the test remembers; plain numbers, so that a replayed stream gives the same moments. */
export interface Changes {
  /** When the present block began, null before the first reading. */
  blockAt: number | null;
  habits: Readonly<Record<string, Habit>>;
  /** Mean square of a block's deviation, for each expression. */
  noise: Votes;
  /** Cumulative sums, up and down. */
  up: Votes;
  down: Votes;
}

export function noChanges(): Changes {
  return { blockAt: null, habits: {}, noise: each(() => LEAST_NOISE ** 2), up: zeros(), down: zeros() };
}

/** Takes in who looks how now. @returns what to remember, and the moment that has come, if one has. */
export function withReadings(
  changes: Changes,
  participants: readonly Participant[],
  at: number,
): { changes: Changes; moment: Moment | null } {
  const { blockAt } = changes;
  if (blockAt !== null && at - blockAt < BLOCK_MS) return { changes, moment: null };
  const seen = participants.filter((p): p is Participant & { votes: Votes } => p.votes !== null);
  const settled = seen.filter(({ id }) => at - (changes.habits[id]?.since ?? at) >= SETTLE_MS);
  const away = (p: Participant & { votes: Votes }, e: Expression) =>
    p.votes[e] - (changes.habits[p.id] as Habit).votes[e];
  const next: Changes = { ...changes, blockAt: at, habits: withHabits(changes.habits, participants, at) };
  if (settled.length === 0) return { changes: next, moment: null };

  const passed = blockAt === null ? BLOCK_MS : at - blockAt;
  const mean = each((e) => settled.reduce((sum, p) => sum + away(p, e), 0) / settled.length);
  const waver = (e: Expression) => Math.max(LEAST_NOISE, Math.sqrt(changes.noise[e]));
  const z = each((e) => mean[e] / waver(e));
  next.up = each((e) => Math.max(0, changes.up[e] + z[e] - SLACK));
  next.down = each((e) => Math.max(0, changes.down[e] - z[e] - SLACK));
  const share = 1 - Math.exp(-passed / NOISE_MS);
  next.noise = each((e) => {
    const deviation = Math.min(Math.abs(mean[e]), MOST_WAVER * waver(e));
    return changes.noise[e] + share * (deviation ** 2 - changes.noise[e]);
  });

  const height = (e: Expression) => Math.max(next.up[e], next.down[e]);
  const [highest] = [...EXPRESSIONS].sort((a, b) => height(b) - height(a));
  if (!highest || height(highest) < LIMIT) return { changes: next, moment: null };
  // What rises says more than what falls for it.
  const risen = EXPRESSIONS.filter((e) => next.up[e] >= LIMIT && e !== 'neutral').sort((a, b) => mean[b] - mean[a])[0];
  const expression = risen ?? highest;
  const rose = next.up[expression] >= next.down[expression];
  const people = settled.filter((p) => (rose ? 1 : -1) * away(p, expression) >= TOOK_PART).length;
  // From here on this is how things are, once they have settled.
  next.up = zeros();
  next.down = zeros();
  next.habits = Object.fromEntries(seen.map(({ id, votes }) => [id, { votes, since: at, at }]));
  return { changes: next, moment: people === 0 ? null : { at, expression, rose, people, of: settled.length } };
}

/** Who is not read for a while keeps the habit; who has left the call loses it. */
function withHabits(habits: Changes['habits'], participants: readonly Participant[], at: number): Changes['habits'] {
  return Object.fromEntries(
    participants.flatMap(({ id, votes }) => {
      const known = habits[id];
      if (!votes) return known ? [[id, known]] : [];
      if (!known) return [[id, { votes, since: at, at }]];
      // Soon after the first reading a habit is the mean of what there is.
      const share = Math.max(
        1 - Math.exp(-(at - known.at) / HABIT_MS),
        (at - known.at) / (at - known.since + BLOCK_MS),
      );
      return [[id, { votes: mix(known.votes, votes, Math.min(1, share)), since: known.since, at }]];
    }),
  );
}
