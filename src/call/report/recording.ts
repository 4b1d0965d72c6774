// A recorded stream of readings: what went into the room, without pictures and without names. Played again it gives the same room.
import { EXPRESSIONS, type Expression, type Votes } from '../../engine/types.ts';
import type { Observation, RoomOptions, TileInfo } from '../room/participant.ts';
import { emptyRoom, type RoomEvent, type RoomState, reduce } from '../room/room.ts';
import { each } from '../room/votes.ts';

export interface Recording {
  format: 'roomtone-readings';
  version: 1;
  options: RoomOptions;
  /** In order; the first tells who is there. */
  events: RoomEvent[];
}

/** The room as it was after `events` of a recording's events. */
export function replay({ options, events }: Recording, upTo = events.length): RoomState {
  const start = emptyRoom(events[0]?.at ?? 0);
  return events.slice(0, upTo).reduce((state, event) => reduce(state, event, options), start);
}

/** The same, with whoever is not to be read in the end not read from the beginning. */
export function withoutExcluded(recording: Recording): Recording {
  const last = new Map(
    recording.events.flatMap((event) =>
      event.kind === 'tiles'
        ? event.tiles.map(({ id, excludedBecause }) => [id, excludedBecause !== null] as const)
        : [],
    ),
  );
  const isOut = (id: string) => last.get(id) ?? false;
  return {
    ...recording,
    events: recording.events.map((event) =>
      event.kind === 'tiles'
        ? {
            ...event,
            tiles: event.tiles.map((tile) => ({
              ...tile,
              excludedBecause: isOut(tile.id) ? 'asked' : tile.excludedBecause,
            })),
          }
        : { ...event, observations: event.observations.filter(({ id }) => !isOut(id)) },
    ),
  };
}

/** The same with numbers for ids and no names: sites put accounts into ids. */
export function nameless(recording: Recording): Recording {
  const ids = new Map<string, string>();
  const idOf = (id: string) => {
    if (!ids.has(id)) ids.set(id, `p${ids.size + 1}`);
    return ids.get(id) as string;
  };
  return {
    ...recording,
    events: recording.events.map((event) =>
      event.kind === 'tiles'
        ? { ...event, tiles: event.tiles.map((tile) => ({ ...tile, id: idOf(tile.id), name: '' })) }
        : { ...event, observations: event.observations.map(({ id, observation }) => ({ id: idOf(id), observation })) },
    ),
  };
}

/** A look in four digits: no net is surer than that, and a recording stays a third as long. */
export function rounded(look: Observation): Observation {
  if (look === null || typeof look === 'string') return look;
  const four = (value: number) => Math.round(value * 1e4) / 1e4;
  const all = (votes: Votes): Votes => {
    const near = each((e) => four(votes[e]));
    // What rounding took or gave goes to the largest, so that they still are together what they were.
    const largest = EXPRESSIONS.reduce((best, e) => (near[e] > near[best] ? e : best));
    const sum = (of: Votes) => EXPRESSIONS.reduce((total, e) => total + of[e], 0);
    return { ...near, [largest]: four(near[largest] + sum(votes) - sum(near)) };
  };
  const { facePx, yaw, pitch, nod, doubt } = look;
  return {
    facePx: four(facePx),
    yaw: four(yaw),
    pitch: four(pitch),
    nod: four(nod),
    doubt: four(doubt),
    votes: all(look.votes),
    balanced: all(look.balanced),
  };
}

/** What came from a file, rebuilt field by field; null when it is no recording of ours. */
export function parseRecording(text: string): Recording | null {
  try {
    const raw = JSON.parse(text);
    if (raw?.format !== 'roomtone-readings' || raw.version !== 1 || !Array.isArray(raw.events)) return null;
    const events = raw.events.map(eventOf);
    // Looks before anybody is there are of nobody.
    if (events[0]?.kind !== 'tiles') return null;
    for (const [i, event] of events.entries()) if (i > 0 && event.at < (events[i - 1] as RoomEvent).at) return null;
    return { format: 'roomtone-readings', version: 1, options: optionsOf(raw.options), events };
  } catch {
    return null;
  }
}

type Raw = Record<string, unknown>;
const bad = (): never => {
  throw new TypeError('not a recording');
};
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : bad());
const text = (value: unknown): string => (typeof value === 'string' ? value : bad());
const flag = (value: unknown): boolean => (typeof value === 'boolean' ? value : bad());
/** 0..1 */
const share = (value: unknown): number => (number(value) >= 0 && number(value) <= 1 ? number(value) : bad());
const positive = (value: unknown): number => (number(value) > 0 ? number(value) : bad());
const votes = (value: unknown): Votes => each((e) => share((value as Raw)[e]));

function eventOf(raw: Raw): RoomEvent {
  const at = number(raw.at);
  if (raw.kind === 'tiles') return { kind: 'tiles', at, tiles: (raw.tiles as Raw[]).map(tileOf) };
  if (raw.kind !== 'observations') return bad();
  const observations = (raw.observations as Raw[]).map(({ id, observation }) => ({
    id: text(id),
    observation: observationOf(observation),
  }));
  return { kind: 'observations', at, observations };
}

function tileOf({ id, name, isSelf, isCameraOff, excludedBecause }: Raw): TileInfo {
  return {
    id: text(id),
    name: text(name),
    isSelf: flag(isSelf),
    isCameraOff: flag(isCameraOff),
    excludedBecause: excludedBecause === null ? null : 'asked',
  };
}

function observationOf(raw: unknown): Observation {
  if (raw === null || raw === 'too-small' || raw === 'unreadable') return raw;
  const { facePx, yaw, pitch, nod, votes: voted, balanced, doubt } = raw as Raw;
  return {
    facePx: positive(facePx),
    yaw: number(yaw),
    pitch: number(pitch),
    nod: number(nod),
    votes: votes(voted),
    balanced: votes(balanced),
    doubt: share(doubt),
  };
}

function optionsOf(raw: Raw): RoomOptions {
  const classes = (raw.classes as Expression[]).map((e) => (EXPRESSIONS.includes(e) ? e : bad()));
  return {
    // Of no time at all the smoothing would make no number.
    smoothingMs: positive(raw.smoothingMs),
    clearShare: share(raw.clearShare),
    keepShare: share(raw.keepShare),
    switchMargin: share(raw.switchMargin),
    classes,
    voicedShare: share(raw.voicedShare),
    minLabelMs: number(raw.minLabelMs),
    minFacePx: number(raw.minFacePx),
    maxYaw: number(raw.maxYaw),
    maxPitch: number(raw.maxPitch),
    lostAfterMs: number(raw.lostAfterMs),
  };
}
