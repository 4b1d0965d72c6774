// Moments: when the room's mix has changed by more than chance. A change-point test (Page 1954, Biometrika 41: cumulative sums), for each
// expression up and down, on how far people are from where they themselves have been lately; so who comes or goes changes nothing.
import { EXPRESSIONS, type Expression, type Votes } from '../../engine/types.ts';
import type { LookMoment, Participant } from './types.ts';
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
/** A moment is told so long after it began, milliseconds: people laugh one after the other, and words follow faces. */
const TELL_MS = 4000;
/** A word that has stood for so long is how somebody has looked lately, milliseconds. */
const USUAL_MS = 10_000;

interface Habit {
  votes: Votes;
  /** The last word that stood for a while. */
  label: Expression | null;
  /** Epoch milliseconds of the first and the last reading. */
  since: number;
  at: number;
}

/** A change that is under way: how many people most, of those who were read for long enough, and of what. */
interface Opening {
  /** Epoch milliseconds. */
  at: number;
  of: number;
  /** Have this word; have it newly; have it no longer. */
  now: Record<Expression, number>;
  came: Record<Expression, number>;
  gone: Record<Expression, number>;
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
  /** Null while nothing changes. */
  opening: Opening | null;
}

export function noChanges(): Changes {
  return { blockAt: null, habits: {}, noise: each(() => LEAST_NOISE ** 2), up: zeros(), down: zeros(), opening: null };
}

/** Takes in the room as it is now. @returns what to remember, and the moment that has come, or null. */
export function withReadings(
  changes: Changes,
  participants: readonly Participant[],
  at: number,
): { changes: Changes; moment: LookMoment | null } {
  const { blockAt } = changes;
  if (blockAt !== null && at - blockAt < BLOCK_MS) return { changes, moment: null };
  const seen = participants.filter((p): p is Participant & { votes: Votes } => p.votes !== null);
  const settled = seen.filter(({ id }) => at - (changes.habits[id]?.since ?? at) >= SETTLE_MS);
  const away = (p: Participant & { votes: Votes }, e: Expression) =>
    p.votes[e] - (changes.habits[p.id] as Habit).votes[e];
  const next: Changes = { ...changes, blockAt: at, habits: withHabits(changes.habits, participants, at) };
  if (settled.length === 0) return { changes: { ...next, opening: null }, moment: null };

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

  if (!next.opening && EXPRESSIONS.every((e) => Math.max(next.up[e], next.down[e]) < LIMIT))
    return { changes: next, moment: null };
  const opening = opened(next.opening, changes.habits, settled, at);
  if (at - opening.at < TELL_MS) return { changes: { ...next, opening }, moment: null };
  // From here on this is how things are, once they have settled.
  const habits = Object.fromEntries(seen.map(({ id, votes, label }) => [id, { votes, label, since: at, at }]));
  return {
    changes: { ...next, up: zeros(), down: zeros(), habits, opening: null },
    moment: momentOf(opening, next),
  };
}

function opened(
  before: Opening | null,
  habits: Changes['habits'],
  settled: readonly Participant[],
  at: number,
): Opening {
  const most = (known: Opening['now'] | undefined, of: (p: Participant, e: Expression) => boolean) =>
    each((e) => Math.max(known?.[e] ?? 0, settled.filter((p) => of(p, e)).length));
  const usual = ({ id }: Participant) => habits[id]?.label ?? null;
  return {
    at: before?.at ?? at,
    of: Math.max(before?.of ?? 0, settled.length),
    now: most(before?.now, (p, e) => p.label === e),
    came: most(before?.came, (p, e) => p.label === e && usual(p) !== e),
    gone: most(before?.gone, (p, e) => p.label !== e && usual(p) === e),
  };
}

/** Null when no face got another word: shares that change within a word are nothing that people would see. */
function momentOf({ at, of, now, came, gone }: Opening, { up, down }: Changes): LookMoment | null {
  const rising = EXPRESSIONS.filter((e) => up[e] >= LIMIT && came[e] > 0).sort((a, b) => came[b] - came[a]);
  const falling = EXPRESSIONS.filter((e) => down[e] >= LIMIT && gone[e] > 0).sort((a, b) => gone[b] - gone[a]);
  const rises = rising.map((expression) => ({ at, expression, rose: true, people: now[expression], of }));
  const falls = falling.map((expression) => ({ at, expression, rose: false, people: gone[expression], of }));
  // What rises says more than what falls for it, and neutral less than anything else.
  const all = [...rises, ...falls];
  return all.find(({ expression }) => expression !== 'neutral') ?? all[0] ?? null;
}

/** Who is not read for a while keeps the habit; who has left the call loses it. */
function withHabits(habits: Changes['habits'], participants: readonly Participant[], at: number): Changes['habits'] {
  return Object.fromEntries(
    participants.flatMap(({ id, votes, label, since }) => {
      const known = habits[id];
      if (!votes) return known ? [[id, known]] : [];
      if (!known) return [[id, { votes, label, since: at, at }]];
      const usual = at - since >= USUAL_MS ? label : known.label;
      // Soon after the first reading a habit is the mean of what there is.
      const share = Math.max(
        1 - Math.exp(-(at - known.at) / HABIT_MS),
        (at - known.at) / (at - known.since + BLOCK_MS),
      );
      return [[id, { votes: mix(known.votes, votes, Math.min(1, share)), label: usual, since: known.since, at }]];
    }),
  );
}
