// The room where no single person may be spoken of: of everybody together, at least so many, and never so that two figures side by side show one.
//
// What holds, whatever happens in a call (test/consent/group.test.ts):
// - Every figure comes from a cohort of at least max(LEAST, k) people.
// - Whoever has once been in a figure belongs to a squad of at least LEAST people, and a squad is in a figure whole or not at all. So any two
//   cohorts of a call differ by nobody or by at least LEAST people either way, and no sum or difference of however many figures leaves fewer.
//   The other way, to compare each new cohort with all before it, would hold for pairs only: three cohorts can each differ by three people
//   and together still leave two. Squads also need no memory of cohorts: one id for everybody who ever was in a figure is enough for ever.
// - LEAST is three since everybody knows their own face: of two, one would know the other.
// - Counts are told in steps of LEAST, downwards ("at least 3 of 8"), and never all; so neither those who are left nor that everybody is alike
//   can be told from them (rounding to base 3, Hundepool et al., Handbook on Statistical Disclosure Control, chapter 5).
// - Mixes are told in tenths, as ten dots are, and at most every two seconds.
//
// What it does show, as every mean does: who sees that one face has changed and no other can tell from the next figure that it moved it; among
// five people one face that changes altogether is two dots. And that nothing can be said shows that somebody is missing. What has been told of
// people who later ask not to be read stays told: to take them out of it would show them.
import { EXPRESSIONS, type Votes } from '../../engine/types.ts';
import { type Acting, eachAct, noActing, withActing } from './acts.ts';
import { livelinessOf, valenceOf } from './affect.ts';
import { dotCounts } from './dots.ts';
import { type Changes, noChanges, withReadings } from './moments.ts';
import { isRead } from './participant.ts';
import { emptyRoom, extend, extendCourse, isActing, summarise } from './room.ts';
import {
  MOST_MOMENTS,
  type Moment,
  type Participant,
  type Room,
  type RoomSummary,
  type Spread,
  STATES,
} from './types.ts';
import { each } from './votes.ts';

/** Fewer people than this are never told apart from others, whatever is asked. */
export const LEAST = 3;
/** How many people are spoken of together at least when nothing else is asked. */
const FEWEST = 5;

/** Whoever turns away or is missed counts as before for so long, milliseconds: a cohort that wavers with every head would be silent. */
const CARRY_MS = 20_000;
/** Nobody new for so long, milliseconds, before newcomers become a squad: the larger one is, the more it can lose. */
const JOIN_MS = 4000;
/** A squad is divided only after somebody was missing for so long, milliseconds: it is for ever, and layouts take tiles away for a moment. */
const DIVIDE_MS = 5000;
/** Figures stand for so long, milliseconds: with one a tick each change would belong to whoever has just moved. */
const HOLD_MS = 2000;

/** People who are in a figure together or not at all. */
export interface Squad {
  ids: readonly string[];
  /** Since when one of them is missing, epoch milliseconds; null when all are there. */
  brokenAt: number | null;
}

/** Somebody's last reading, without a name. */
interface Known {
  participant: Participant;
  /** Epoch milliseconds. */
  at: number;
}

/** Plain data. Only `room` and `reason` may leave; the rest holds ids, and must live as long as the call: what it forgets could be subtracted. */
export interface GroupState {
  /**
   * What may be published. In `states`, `camera-off` and `excluded` are as everybody can see, `read` and `unclear` are the cohort's, and all
   * others count as `no-face`: that one head is turned away is no matter of the group's. `labels`, `movements` and `acts` are at least so many;
   * `unclear` are all whose label is not told. The quartiles of `valence` and `liveliness` are means of three neighbours.
   */
  room: Room;
  /** Why nothing is said: fewer can be read than needed, or enough can and the right ones are waited for. Null while something is said. */
  reason: 'too-few' | 'settling' | null;
  /** Who is in the figures now, sorted; empty when nothing is said. */
  cohort: readonly string[];
  /** Everybody who ever was in a figure. */
  squads: readonly Squad[];
  /** Everybody who counts as read. */
  known: Readonly<Record<string, Known>>;
  /** How often somebody of a squad was missing. */
  absences: Readonly<Record<string, number>>;
  /** When somebody last came to those who are in no squad. */
  cameAt: number;
  /** When the figures were last made. */
  toldAt: number;
  changes: Changes;
  acting: Acting;
}

export function emptyGroup(at: number): GroupState {
  return {
    room: emptyRoom(at).room,
    reason: 'too-few',
    cohort: [],
    squads: [],
    known: {},
    absences: {},
    cameAt: at,
    toldAt: at,
    changes: noChanges(),
    acting: noActing(),
  };
}

/** What is read is something else from now on. Nothing of before may be told, and squads are for ever. */
export function readAnew(state: GroupState, at: number): GroupState {
  const { squads, absences } = state;
  return { ...emptyGroup(at), squads, absences };
}

/** @param room the full one. @param k how many people are spoken of together at least. */
export function regroup(state: GroupState, room: Room, k: number = FEWEST): GroupState {
  const { at } = room;
  const least = Math.max(LEAST, Number.isNaN(k) ? FEWEST : Math.ceil(k));
  const known = whoIsKnown(state.known, room);
  const isHere = (id: string) => Object.hasOwn(known, id);
  const { squads, absences } = missed(state, isHere, at);
  const strangers = outside(squads, known);
  const before = new Set(outside(state.squads, state.known));
  const cameAt = strangers.some((id) => !before.has(id)) ? at : state.cameAt;

  const next = enough(squads, strangers, absences, isHere, { at, cameAt, least });
  const cohort = next ? membersOf(next).sort() : [];
  const isSame = next !== null && cohort.join('\n') === state.cohort.join('\n');
  const people = cohort.flatMap((id) => known[id]?.participant ?? []);
  const told = isSame && at - state.toldAt < HOLD_MS;
  const figures = told ? state.room.summary : figuresOf(people, room);
  const reason: GroupState['reason'] = next ? null : Object.keys(known).length < least ? 'too-few' : 'settling';
  const summary = { ...figures, ...counts(room, figures), group: { withheld: reason } };

  // Whoever comes or goes must not look like a change of those who stay.
  const isOfMovements = summary.reads === 'movements';
  const looked =
    next && !isOfMovements
      ? withReadings(isSame ? state.changes : noChanges(), people, at)
      : { changes: noChanges(), moment: null };
  const acted =
    next && isOfMovements
      ? withActing(isSame ? state.acting : noActing(), people, at)
      : { acting: noActing(), moments: [] };
  const come = [...(looked.moment ? [looked.moment] : []), ...acted.moments].flatMap((moment): Moment[] => {
    const many = atLeast(moment.people, moment.of);
    return many > 0 ? [{ ...moment, people: many, isAtLeast: true }] : [];
  });
  return {
    room: {
      at,
      participants: [],
      summary,
      timeline: extend(state.room.timeline, summary, at),
      course: extendCourse(state.room.course, summary, at),
      moments: [...state.room.moments, ...come].slice(-MOST_MOMENTS),
    },
    reason,
    cohort,
    squads: next ?? squads,
    known,
    absences,
    cameAt,
    toldAt: told ? state.toldAt : at,
    changes: looked.changes,
    acting: acted.acting,
  };
}

/** Who leaves, turns the camera off or asks not to be read is out at once; who is only not found, a little later. */
function whoIsKnown(before: GroupState['known'], { at, participants, summary }: Room): GroupState['known'] {
  const isKnown = summary.reads === 'movements' ? isActing : isRead;
  return Object.fromEntries(
    participants.flatMap((p): [string, Known][] => {
      if (p.state === 'excluded' || p.state === 'camera-off') return [];
      if (isKnown(p)) return [[p.id, { participant: { ...p, name: '', marks: [] }, at }]];
      const last = before[p.id];
      if (!last || at - last.at > CARRY_MS) return [];
      // How a head moved is over when nobody sees it.
      const still = { movement: null, isTalking: false, gestures: [] };
      return [[p.id, { ...last, participant: { ...last.participant, ...still } }]];
    }),
  );
}

function missed(
  { squads, absences, known }: GroupState,
  isHere: (id: string) => boolean,
  at: number,
): Pick<GroupState, 'squads' | 'absences'> {
  const ids = squads.flatMap((squad) => squad.ids);
  const goes = (id: string) => Object.hasOwn(known, id) && !isHere(id);
  return {
    squads: squads.map((squad) => ({
      ids: squad.ids,
      brokenAt: squad.ids.every(isHere) ? null : (squad.brokenAt ?? at),
    })),
    absences: Object.fromEntries(ids.map((id) => [id, (absences[id] ?? 0) + (goes(id) ? 1 : 0)])),
  };
}

/** Everybody whose squad is complete. */
const membersOf = (squads: readonly Squad[]) => squads.flatMap(({ ids, brokenAt }) => (brokenAt === null ? ids : []));

function outside(squads: readonly Squad[], known: GroupState['known']): string[] {
  const inside = new Set(squads.flatMap(({ ids }) => ids));
  return Object.keys(known).filter((id) => !inside.has(id));
}

/**
 * The squads with which enough people can be spoken of, null when there are not enough. New squads, and parts of divided ones, are for ever
 * once they have been in a figure; until then nothing is decided.
 */
function enough(
  squads: readonly Squad[],
  strangers: readonly string[],
  absences: GroupState['absences'],
  isHere: (id: string) => boolean,
  { at, cameAt, least }: { at: number; cameAt: number; least: number },
): Squad[] | null {
  const divided = squads.flatMap((squad) => {
    if (squad.brokenAt === null || at - squad.brokenAt < DIVIDE_MS) return [squad];
    return divide(squad, absences, isHere) ?? [squad];
  });
  const joins = strangers.length >= LEAST && at - cameAt >= JOIN_MS;
  const all = joins ? [...divided, { ids: strangers, brokenAt: null }] : divided;
  return membersOf(all).length >= least ? all : null;
}

/**
 * Those who are missing, with as many others as make LEAST, apart from those who stay: others who have been missing themselves before, so
 * that who stays is who is mostly there. Null when too few would stay.
 */
function divide({ ids, brokenAt }: Squad, absences: GroupState['absences'], isHere: (id: string) => boolean) {
  const missing = ids.filter((id) => !isHere(id));
  const here = ids.filter(isHere).sort((a, b) => (absences[a] ?? 0) - (absences[b] ?? 0));
  const stay = Math.min(here.length, ids.length - LEAST);
  if (stay < LEAST) return null;
  return [
    { ids: here.slice(0, stay), brokenAt: null },
    { ids: [...here.slice(stay), ...missing], brokenAt },
  ];
}

/** What is said of a cohort; of nobody, nothing. */
function figuresOf(people: Participant[], room: Room): RoomSummary {
  const { votes, doubt, labels, acts, ...exact } = summarise(people, room.summary);
  const count = people.length;
  const moves = (movement: Participant['movement']) =>
    atLeast(people.filter((p) => p.movement === movement).length, count);
  return {
    ...exact,
    ...(votes ? tenths(votes, doubt) : { votes, doubt }),
    labels: labels && each((e) => atLeast(labels[e], count)),
    acts: eachAct((act) => atLeast(acts[act], count)),
    valence: spread(
      people.flatMap((p) => (p.votes ? [valenceOf(p.votes, p.doubt)] : [])),
      count,
    ),
    // Of those alone whose resting face is known it would grow by single people.
    liveliness: spread(
      people.flatMap((p) => (p.votes && p.resting ? [livelinessOf(p.votes, p.resting)] : [])),
      count,
    ),
    movements: count > 0 && room.summary.movements ? { nodding: moves('nodding'), shaking: moves('shaking') } : null,
  };
}

/** The counts that everybody on screen has a place in. */
function counts({ summary }: Room, { seen, labels }: RoomSummary): Pick<RoomSummary, 'people' | 'states' | 'because'> {
  const { people, states, because } = summary;
  const read = labels ? EXPRESSIONS.reduce((sum, e) => sum + labels[e], 0) : seen;
  const { excluded, 'camera-off': off } = states;
  const told = { read, unclear: seen - read, excluded, 'camera-off': off, 'no-face': people - seen - excluded - off };
  const none = Object.fromEntries(STATES.map((s) => [s, 0])) as RoomSummary['states'];
  return { people, states: { ...none, ...told }, because };
}

/** The most that is certain in steps of LEAST, and never everybody. */
function atLeast(count: number, of: number): number {
  return LEAST * Math.max(0, Math.min(Math.floor(count / LEAST), Math.floor((of - 1) / LEAST)));
}

/** As ten dots show it; nothing finer is in it. */
function tenths(votes: Votes, doubt: number): { votes: Votes; doubt: number } {
  const dots = dotCounts(votes, doubt);
  const named = EXPRESSIONS.reduce((sum, e) => sum + dots[e], 0);
  return { votes: each((e) => (named > 0 ? dots[e] / named : 1 / EXPRESSIONS.length)), doubt: (10 - named) / 10 };
}

/** A quartile is one person's value; so each is the mean of the LEAST values around it, in tenths. Null unless there is one of everybody. */
function spread(values: readonly number[], count: number): Spread | null {
  if (count < LEAST || values.length < count) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const around = (q: number) => {
    const from = Math.min(count - LEAST, Math.max(0, Math.round(q * (count - 1)) - 1));
    const mean = sorted.slice(from, from + LEAST).reduce((a, b) => a + b, 0) / LEAST;
    // Without the zero there would be one below zero.
    return Math.round(10 * mean) / 10 + 0;
  };
  return { median: around(0.5), low: around(0.25), high: around(0.75), of: count };
}
