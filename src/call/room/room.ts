// The room as a pure reducer: tiles and observations go in, what may be said of everybody comes out.
import { EXPRESSIONS } from '../../engine/types.ts';
import { type Acting, countActs, noActing, withActing } from './acts.ts';
import { livelinesses, valences } from './affect.ts';
import { type Changes, noChanges, withReadings } from './moments.ts';
import { isFastEnough } from './movements.ts';
import {
  DEFAULTS,
  isRead,
  newcomer,
  type Observation,
  type RoomOptions,
  type TileInfo,
  type Tracked,
  withObservation,
  withTile,
} from './participant.ts';
import {
  type ActPoint,
  EXCLUSION_REASONS,
  MARK_MS,
  type Mark,
  MOST_MARKS,
  MOST_MOMENTS,
  type Movement,
  type Participant,
  type Room,
  type RoomSummary,
  STATES,
  type TimelinePoint,
} from './types.ts';
import { each } from './votes.ts';

/** Times are epoch milliseconds. */
export type RoomEvent =
  /** Everybody on screen now, in page order; whoever is missing has left. */
  | { kind: 'tiles'; at: number; tiles: TileInfo[] }
  /** What this tick found; ids that are not in the room are ignored. */
  | { kind: 'observations'; at: number; observations: { id: string; observation: Observation }[] };

export interface RoomState {
  room: Room;
  tracked: Tracked[];
  changes: Changes;
  acting: Acting;
  /** When everybody's last mark was made, epoch milliseconds. */
  markedAt: number;
}

const TIMELINE_STEP_MS = 5000;
const TIMELINE_SPAN_MS = 10 * 60_000;

export function emptyRoom(at: number): RoomState {
  return {
    room: { at, participants: [], summary: summarise([], DEFAULTS), timeline: [], course: [], moments: [] },
    tracked: [],
    changes: noChanges(),
    acting: noActing(),
    markedAt: at,
  };
}

/** The state after `event`; the state before stays as it was. The same events give the same state. */
export function reduce(state: RoomState, event: RoomEvent, options: RoomOptions = DEFAULTS): RoomState {
  const seen = event.kind === 'tiles' ? tiles(state.tracked, event) : observed(state.tracked, event, options);
  const markedAt = event.at - state.markedAt >= MARK_MS ? event.at : state.markedAt;
  const tracked = markedAt === event.at ? seen.map(marked) : seen;
  const participants = tracked.map((t) => t.participant);
  const summary = summarise(participants, options);
  if (tracked.some(({ head }) => isFastEnough(head.poses))) summary.movements = movements(participants);
  const timeline = extend(state.room.timeline, summary, event.at);
  const course = extendCourse(state.room.course, summary, event.at);
  const isNew = event.kind === 'observations';
  const isOfMovements = options.reads === 'movements';
  const looked = isNew && !isOfMovements ? withReadings(state.changes, participants, event.at) : null;
  const acted = isNew && isOfMovements ? withActing(state.acting, participants.filter(isActing), event.at) : null;
  const come = [...(looked?.moment ? [looked.moment] : []), ...(acted?.moments ?? [])];
  const moments = come.length > 0 ? [...state.room.moments, ...come].slice(-MOST_MOMENTS) : state.room.moments;
  return {
    room: { at: event.at, participants, summary, timeline, course, moments },
    tracked,
    changes: looked?.changes ?? state.changes,
    acting: acted?.acting ?? state.acting,
    markedAt,
  };
}

/** Is anything seen of what somebody does? */
export const isActing = (p: Participant): boolean => isRead(p) || p.state === 'turned-away';

function marked(tracked: Tracked): Tracked {
  const { participant } = tracked;
  const mark: Mark = participant.state === 'unclear' ? 'unclear' : participant.label;
  return { ...tracked, participant: { ...participant, marks: [...participant.marks, mark].slice(-MOST_MARKS) } };
}

function movements(participants: readonly Participant[]): Record<Movement, number> {
  const count = (movement: Movement) => participants.filter((p) => p.movement === movement).length;
  return { nodding: count('nodding'), shaking: count('shaking') };
}

function tiles(tracked: Tracked[], event: RoomEvent & { kind: 'tiles' }): Tracked[] {
  const known = new Map(tracked.map((t) => [t.participant.id, t]));
  return event.tiles.map((tile) => withTile(known.get(tile.id) ?? newcomer(tile, event.at), tile, event.at));
}

function observed(tracked: Tracked[], event: RoomEvent & { kind: 'observations' }, options: RoomOptions): Tracked[] {
  const found = new Map(event.observations.map(({ id, observation }) => [id, observation]));
  return tracked.map((t) => {
    const observation = found.get(t.participant.id);
    return observation === undefined ? t : withObservation(t, observation, event.at, options);
  });
}

/** Leaves `movements` and `group` null: callers add them. */
export function summarise(
  participants: Participant[],
  { clearDots, reads }: Pick<RoomOptions, 'clearDots' | 'reads'>,
): RoomSummary {
  const count = <K extends string>(keys: readonly K[], of: (p: Participant) => K | null) =>
    Object.fromEntries(keys.map((k) => [k, participants.filter((p) => of(p) === k).length])) as Record<K, number>;
  const isOfMovements = reads === 'movements';
  const seen = participants.filter(isOfMovements ? isActing : isRead);
  const mean = (value: (p: Participant) => number) => seen.reduce((sum, p) => sum + value(p), 0) / seen.length;
  return {
    votes: seen.length && !isOfMovements ? each((e) => mean((p) => p.votes?.[e] ?? 0)) : null,
    doubt: seen.length ? mean((p) => p.doubt) : 0,
    people: participants.length,
    seen: seen.length,
    reads,
    states: count(STATES, (p) => p.state),
    because: count(EXCLUSION_REASONS, (p) => p.because),
    labels: isOfMovements ? null : count(EXPRESSIONS, (p) => p.label),
    acts: countActs(participants),
    clearDots,
    valence: valences(participants),
    liveliness: livelinesses(participants),
    movements: null,
    group: null,
  };
}

export function extend(timeline: TimelinePoint[], summary: RoomSummary, at: number): TimelinePoint[] {
  const last = timeline.at(-1);
  if (!summary.votes || (last && at - last.at < TIMELINE_STEP_MS)) return timeline;
  const point = { at, votes: summary.votes, doubt: summary.doubt, seen: summary.seen };
  return [...timeline.filter((p) => at - p.at <= TIMELINE_SPAN_MS), point];
}

export function extendCourse(course: ActPoint[], { reads, acts, seen }: RoomSummary, at: number): ActPoint[] {
  const last = course.at(-1);
  if (reads !== 'movements' || seen === 0 || (last && at - last.at < TIMELINE_STEP_MS)) return course;
  return [...course.filter((p) => at - p.at <= TIMELINE_SPAN_MS), { at, acts, seen }];
}
