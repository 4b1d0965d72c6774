// A call as a whole, for its report. The log is kept while the call goes on, from what the room says and nothing else.
import type { Expression, Votes } from '../../engine/types.ts';
import { actsOf, eachAct } from '../room/acts.ts';
import {
  type Act,
  type ActMoment,
  type ActPoint,
  type LookMoment,
  type Moment,
  type Participant,
  type ParticipantState,
  type Reads,
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

/** Times are epoch milliseconds. */
interface ReportOf<Point, Kind, Sum, Person> {
  version: 1;
  /** The call site, e.g. 'Google Meet'. */
  platform: string;
  startedAt: number;
  endedAt: number;
  /** Milliseconds between two points while there are readings or people. */
  stepMs: number;
  timeline: Point[];
  /** All of them, the oldest first. */
  moments: Kind[];
  totals: Sum;
  /** In the order in which they came; null where single people are not spoken of. */
  people: Person[] | null;
}

export interface LookReport extends ReportOf<ReportPoint, LookMoment, Totals, ReportPerson> {
  /** Reports of older versions do not tell. */
  reads?: 'expressions';
}

/** With how many were on screen. */
export interface ReportActs extends ActPoint {
  people: number;
}

/** Person-milliseconds. */
export interface ActTotals {
  acts: Record<Act, number>;
  states: Record<ParticipantState, number>;
}

export interface MovingPerson {
  /** '' when the page does not tell. */
  name: string;
  isSelf: boolean;
  totals: ActTotals;
}

/** Of a call in which movements alone were read: no expression is in it. */
export interface MovementReport extends ReportOf<ReportActs, ActMoment, ActTotals, MovingPerson> {
  reads: 'movements';
}

/** What is told of a call. */
export type CallReport = LookReport | MovementReport;

export const isOfMovements = (report: CallReport): report is MovementReport => report.reads === 'movements';

interface Sums extends ActTotals {
  /** Null of movements, as are the votes. */
  labels: Record<Expression, number> | null;
  votes: Votes | null;
  doubt: number;
}

/** What is kept of a call that goes on. Plain data: a structured clone of it goes on just the same. */
export interface CallLog {
  /** Never both. */
  reads: Reads;
  startedAt: number;
  /** When the room was last told. */
  at: number;
  /** The room's latest. */
  clearDots: number;
  stepMs: number;
  /** Of expressions; empty of movements. */
  timeline: readonly ReportPoint[];
  /** Of movements. */
  course: readonly ReportActs[];
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

const nothing = (reads: Reads): Sums => ({
  labels: reads === 'expressions' ? each(() => 0) : null,
  acts: eachAct(() => 0),
  states: Object.fromEntries(STATES.map((s) => [s, 0])) as Record<ParticipantState, number>,
  votes: reads === 'expressions' ? each(() => 0) : null,
  doubt: 0,
});

/** @param stepMs milliseconds between two points. */
export function emptyLog(at: number, reads: Reads = 'expressions', stepMs = STEP_MS): CallLog {
  return {
    reads,
    startedAt: at,
    at,
    clearDots: CLEAR_DOTS,
    stepMs,
    timeline: [],
    course: [],
    moments: [],
    people: {},
    group: nothing(reads),
  };
}

/** Takes in what the room has become: until now it was so since the last time. */
export function logged(before: CallLog, room: Room): CallLog {
  const { reads } = room.summary;
  // What was read before is something else.
  const log = before.reads === reads ? before : emptyLog(before.at, reads, before.stepMs);
  const passed = Math.min(MOST_PASSED_MS, Math.max(0, room.at - log.at));
  const people = { ...log.people };
  for (const p of room.participants) {
    const key = keyOf(p.id);
    // What was logged of an excluded person goes, too.
    const known = p.state === 'excluded' ? forgotten(people[key]?.sums, reads) : people[key]?.sums;
    people[key] = { name: p.name, isSelf: p.isSelf, sums: added(known ?? nothing(reads), p, passed) };
  }
  // In a group there are no single people, only how many.
  const group = room.participants.length === 0 ? withSummary(log.group, room.summary, passed) : log.group;
  const newest = log.moments.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const moments = [...log.moments, ...room.moments.filter(({ at }) => at > newest)];
  return { ...log, ...points(log, room), at: room.at, clearDots: room.summary.clearDots, moments, people, group };
}

/** Objects put keys that are numbers first, by size, and some sites' ids are; these stay in the order in which they came. */
const keyOf = (id: string) => `id ${id}`;

function forgotten(sums: Sums | undefined, reads: Reads): Sums {
  const none = nothing(reads);
  return { ...none, states: { ...none.states, excluded: sums?.states.excluded ?? 0 } };
}

/** The one, and so many times the other; what only one of them has is left as it is. */
function plus<R extends Record<string, number> | null>(a: R, b: R, times = 1): R {
  if (!a || !b) return a;
  return Object.fromEntries(Object.entries(a).map(([key, value]) => [key, value + times * (b[key] ?? 0)])) as R;
}

function together(all: readonly Sums[], reads: Reads): Sums {
  return all.reduce(
    (a, b) => ({
      labels: plus(a.labels, b.labels),
      acts: plus(a.acts, b.acts),
      states: plus(a.states, b.states),
      votes: plus(a.votes, b.votes),
      doubt: a.doubt + b.doubt,
    }),
    nothing(reads),
  );
}

function added(sums: Sums, participant: Participant, passed: number): Sums {
  const { state, label, votes, doubt } = participant;
  const acts = actsOf(participant);
  return {
    labels: label && sums.labels ? { ...sums.labels, [label]: sums.labels[label] + passed } : sums.labels,
    acts: eachAct((act) => sums.acts[act] + (acts.includes(act) ? passed : 0)),
    states: { ...sums.states, [state]: sums.states[state] + passed },
    votes: plus(sums.votes, votes, passed),
    doubt: votes ? sums.doubt + doubt * passed : sums.doubt,
  };
}

function withSummary(sums: Sums, { labels, acts, states, votes, doubt, seen }: RoomSummary, passed: number): Sums {
  return {
    labels: plus(sums.labels, labels, passed),
    acts: plus(sums.acts, acts, passed),
    states: plus(sums.states, states, passed),
    votes: plus(sums.votes, votes, seen * passed),
    doubt: sums.doubt + doubt * seen * passed,
  };
}

function points(
  { timeline, course, stepMs }: CallLog,
  { at, summary }: Room,
): Pick<CallLog, 'timeline' | 'course' | 'stepMs'> {
  const { votes, doubt, seen, people, acts, reads } = summary;
  const last = reads === 'movements' ? course.at(-1) : timeline.at(-1);
  // That somebody is read at last is told at once: a short call has a report, too.
  const begins = last?.seen === 0 && seen > 0;
  if (people === 0 || (last && !begins && at - last.at < stepMs)) return { timeline, course, stepMs };
  if (reads === 'movements') {
    const { kept, isThinned } = thinned([...course, { at, acts, seen, people }]);
    return { timeline, course: kept, stepMs: isThinned ? 2 * stepMs : stepMs };
  }
  const [valence, liveliness] = [summary.valence?.median ?? null, summary.liveliness?.median ?? null];
  const { kept, isThinned } = thinned([...timeline, { at, votes, doubt, seen, people, valence, liveliness }]);
  return { timeline: kept, course, stepMs: isThinned ? 2 * stepMs : stepMs };
}

function thinned<P>(all: readonly P[]): { kept: readonly P[]; isThinned: boolean } {
  const isThinned = all.length > MOST_POINTS;
  return { kept: isThinned ? all.filter((_, i) => i % 2 === 0) : all, isThinned };
}

/** @param individual may single people be spoken of? */
export function reportOf(log: CallLog, platform: string, individual: boolean): CallReport {
  const { reads, startedAt, at: endedAt, stepMs, clearDots } = log;
  const about = { version: 1 as const, platform, startedAt, endedAt, stepMs };
  const all = Object.values(log.people);
  const sums = together([...all.map(({ sums }) => sums), log.group], reads);
  const peopleBy = <T>(totals: (sums: Sums) => T) =>
    individual ? all.map(({ name, isSelf, sums }) => ({ name, isSelf, totals: totals(sums) })) : null;
  if (reads === 'movements') {
    const totals = ({ acts, states }: Sums): ActTotals => ({ acts, states });
    const moments = log.moments.filter((moment) => 'act' in moment);
    return { ...about, reads, timeline: [...log.course], moments, totals: totals(sums), people: peopleBy(totals) };
  }
  const totals = (of: Sums) => totalsOf(of, clearDots);
  const moments = log.moments.filter((moment) => 'expression' in moment);
  return { ...about, timeline: [...log.timeline], moments, totals: totals(sums), people: peopleBy(totals) };
}

function totalsOf({ labels, states, votes, doubt }: Sums, clearDots: number): Totals {
  const readMs = states.read + states.unclear;
  return {
    labels: labels ?? each(() => 0),
    states,
    votes: votes && normalised(votes),
    doubt: readMs > 0 ? doubt / readMs : 0,
    clearDots,
  };
}

/** How long the readings lasted of all the time that people were on screen, milliseconds. A head that is turned away moves, too. */
export function coverageOf(totals: Totals | ActTotals): { readMs: number; ofMs: number } {
  const { states } = totals;
  const away = 'votes' in totals ? 0 : states['turned-away'];
  return { readMs: states.read + states.unclear + away, ofMs: STATES.reduce((sum, s) => sum + states[s], 0) };
}
