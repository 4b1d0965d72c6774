// A call as a whole, for its report. The log is kept while the call goes on, from what the room says and nothing else.
import type { Expression, Votes } from '../../engine/types.ts';
import {
  type Moment,
  type Participant,
  type ParticipantState,
  type Room,
  type RoomSummary,
  STATES,
} from '../room/types.ts';
import { each, normalised } from '../room/votes.ts';
import { CLEAR_DOTS } from '../room/words.ts';

/** Sums over time, milliseconds; for several people, person-milliseconds. */
export interface Totals {
  /** How long each label stood. */
  labels: Record<Expression, number>;
  /** How long each state lasted; `read` and `unclear` together is how long there were readings. */
  states: Record<ParticipantState, number>;
  /** Mean votes while there were readings, together 1; null when there were none. */
  votes: Votes | null;
  /** Mean doubt while there were readings, 0..1. */
  doubt: number;
  /** As many of ten dots made a word at the end, 1..10; reports of older versions do not tell. */
  clearDots?: number;
}

export interface ReportPoint {
  /** Epoch milliseconds. */
  at: number;
  /** Null when nobody was seen. */
  votes: Votes | null;
  doubt: number;
  /** How many were read, of how many on screen. */
  seen: number;
  people: number;
  /** Medians; null as in RoomSummary. */
  valence: number | null;
  liveliness: number | null;
}

export interface ReportPerson {
  /** '' when the page does not tell. */
  name: string;
  isSelf: boolean;
  totals: Totals;
}

/** What is told of a call. Times are epoch milliseconds. */
export interface CallReport {
  version: 1;
  /** The call site, e.g. 'Google Meet'. */
  platform: string;
  startedAt: number;
  endedAt: number;
  /** Milliseconds between two points while there are readings or people. */
  stepMs: number;
  timeline: ReportPoint[];
  /** All of them, the oldest first. */
  moments: Moment[];
  totals: Totals;
  /** In the order in which they came; null where single people are not spoken of. */
  people: ReportPerson[] | null;
}

interface Sums {
  labels: Record<Expression, number>;
  states: Record<ParticipantState, number>;
  votes: Votes;
  doubt: number;
}

/** What is kept of a call that goes on. Plain data: a structured clone of it goes on just the same. */
export interface CallLog {
  startedAt: number;
  /** When the room was last told. */
  at: number;
  /** The room's latest. */
  clearDots: number;
  stepMs: number;
  timeline: readonly ReportPoint[];
  moments: readonly Moment[];
  /** By keyOf. */
  people: Readonly<Record<string, { name: string; isSelf: boolean; sums: Sums }>>;
  /** What was told while single people were not spoken of. */
  group: Sums;
}

const STEP_MS = 5000;
/** When there would be more, every other point goes: two hours at five seconds, four at ten … */
const MOST_POINTS = 1440;
/** A machine that slept saw nothing meanwhile, milliseconds. */
const MOST_PASSED_MS = 10_000;

const nothing = (): Sums => ({
  labels: each(() => 0),
  states: Object.fromEntries(STATES.map((s) => [s, 0])) as Record<ParticipantState, number>,
  votes: each(() => 0),
  doubt: 0,
});

export function emptyLog(at: number): CallLog {
  return {
    startedAt: at,
    at,
    clearDots: CLEAR_DOTS,
    stepMs: STEP_MS,
    timeline: [],
    moments: [],
    people: {},
    group: nothing(),
  };
}

/** Takes in what the room has become: until now it was so since the last time. */
export function logged(log: CallLog, room: Room): CallLog {
  const passed = Math.min(MOST_PASSED_MS, Math.max(0, room.at - log.at));
  const people = { ...log.people };
  for (const p of room.participants) {
    const key = keyOf(p.id);
    // What was logged of an excluded person goes, too.
    const known = p.state === 'excluded' ? forgotten(people[key]?.sums) : people[key]?.sums;
    people[key] = { name: p.name, isSelf: p.isSelf, sums: added(known ?? nothing(), p, passed) };
  }
  // In a group there are no single people, only how many.
  const group = room.participants.length === 0 ? withSummary(log.group, room.summary, passed) : log.group;
  const newest = log.moments.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const moments = [...log.moments, ...room.moments.filter(({ at }) => at > newest)];
  return { ...log, ...points(log, room), at: room.at, clearDots: room.summary.clearDots, moments, people, group };
}

/** Objects put keys that are numbers first, by size, and some sites' ids are; these stay in the order in which they came. */
const keyOf = (id: string) => `id ${id}`;

function forgotten(sums: Sums | undefined): Sums {
  const none = nothing();
  return { ...none, states: { ...none.states, excluded: sums?.states.excluded ?? 0 } };
}

function together(all: readonly Sums[]): Sums {
  return all.reduce(
    (a, b) => ({
      labels: each((e) => a.labels[e] + b.labels[e]),
      states: Object.fromEntries(STATES.map((s) => [s, a.states[s] + b.states[s]])) as Sums['states'],
      votes: each((e) => a.votes[e] + b.votes[e]),
      doubt: a.doubt + b.doubt,
    }),
    nothing(),
  );
}

function added(sums: Sums, { state, label, votes, doubt }: Participant, passed: number): Sums {
  return {
    labels: label ? { ...sums.labels, [label]: sums.labels[label] + passed } : sums.labels,
    states: { ...sums.states, [state]: sums.states[state] + passed },
    votes: votes ? each((e) => sums.votes[e] + votes[e] * passed) : sums.votes,
    doubt: votes ? sums.doubt + doubt * passed : sums.doubt,
  };
}

function withSummary(sums: Sums, { labels, states, votes, doubt, seen }: RoomSummary, passed: number): Sums {
  return {
    labels: each((e) => sums.labels[e] + labels[e] * passed),
    states: Object.fromEntries(STATES.map((s) => [s, sums.states[s] + states[s] * passed])) as Sums['states'],
    votes: votes ? each((e) => sums.votes[e] + votes[e] * seen * passed) : sums.votes,
    doubt: sums.doubt + doubt * seen * passed,
  };
}

function points({ timeline, stepMs }: CallLog, { at, summary }: Room): Pick<CallLog, 'timeline' | 'stepMs'> {
  const last = timeline.at(-1);
  const { votes, doubt, seen, people } = summary;
  // That somebody is read at last is told at once: a short call has a report, too.
  const begins = last?.seen === 0 && seen > 0;
  if (people === 0 || (last && !begins && at - last.at < stepMs)) return { timeline, stepMs };
  const [valence, liveliness] = [summary.valence?.median ?? null, summary.liveliness?.median ?? null];
  const longer = [...timeline, { at, votes, doubt, seen, people, valence, liveliness }];
  if (longer.length <= MOST_POINTS) return { timeline: longer, stepMs };
  return { timeline: longer.filter((_, i) => i % 2 === 0), stepMs: 2 * stepMs };
}

/** @param individual may single people be spoken of? */
export function reportOf(log: CallLog, platform: string, individual: boolean): CallReport {
  return {
    version: 1,
    platform,
    startedAt: log.startedAt,
    endedAt: log.at,
    stepMs: log.stepMs,
    timeline: [...log.timeline],
    moments: [...log.moments],
    totals: totalsOf(together([...Object.values(log.people).map(({ sums }) => sums), log.group]), log.clearDots),
    people: individual
      ? Object.values(log.people).map(({ name, isSelf, sums }) => ({
          name,
          isSelf,
          totals: totalsOf(sums, log.clearDots),
        }))
      : null,
  };
}

function totalsOf({ labels, states, votes, doubt }: Sums, clearDots: number): Totals {
  const readMs = states.read + states.unclear;
  return { labels, states, votes: normalised(votes), doubt: readMs > 0 ? doubt / readMs : 0, clearDots };
}

/** How long the readings lasted of all the time that people were on screen, milliseconds. */
export function coverageOf({ states }: Totals): { readMs: number; ofMs: number } {
  return { readMs: states.read + states.unclear, ofMs: STATES.reduce((sum, s) => sum + states[s], 0) };
}
