// A recording of readings: the room's events as small integers, without pictures and without names. Played again they give the same room.
import { EXPRESSIONS, type Expression, FACE_MOVEMENTS, movementsOf, type Votes } from '../../engine/types.ts';
import type { Observation, ObservedFace, RoomOptions, TileInfo, UnreadTile } from '../room/participant.ts';
import { emptyRoom, type RoomEvent, type RoomState, reduce } from '../room/room.ts';
import { each } from '../room/votes.ts';

/** A recording is full after this long, milliseconds … */
export const MOST_MS = 2 * 3_600_000;
/** … or when its numbers take this many bytes: two hours of fourteen people, read six times a second. */
export const MOST_BYTES = 30 * 2 ** 20;

/**
 * The events of a room. Mutable, with one owner, who alone calls `record`: it appends in place, and everybody who holds the object sees it
 * grow. A structured clone is a recording of its own. It is no JSON, so messages carry its text instead.
 */
export interface Recording {
  readonly options: RoomOptions;
  /** A multiple of a block's 128 KiB. */
  readonly mostBytes: number;
  /** Epoch milliseconds of the first event; null before it. */
  startedAt: number | null;
  /** Epoch milliseconds of the last event. */
  at: number;
  /** How many events there are. */
  events: number;
  isFull: boolean;
  /** Whole events, one after the other, in blocks of BLOCK numbers that are allocated as they are needed. */
  blocks: Int16Array<ArrayBuffer>[];
  /** How many numbers of the last block are in use. */
  used: number;
  /** The number of everybody who is on screen and not excluded, by the room's id. */
  numbers: Map<string, number>;
  /** Numbers of those who were excluded after they had been recorded. What is kept of them is in no file. */
  excluded: Set<number>;
  /** How many numbers have been given out, from 1 on. */
  people: number;
}

const BLOCK = 2 ** 16;
const MOST_INT16 = 2 ** 15 - 1;
const MOST_PEOPLE = MOST_INT16;

const [TILES, OBSERVATIONS] = [0, 1];
/** What stands behind a block's last event. */
const END = -1;
/** What stands where a face's width would: no face is of no width, and neither are these. */
const NOTHING = { 'no-face': 0, 'too-small': -1, unreadable: -2, still: -3, hidden: -4, black: -5 } as const;
const UNREAD = ['too-small', 'unreadable', 'still', 'hidden', 'black'] as const;
/** Kind, milliseconds since the event before in two numbers, how many rows. */
const HEAD = 4;
/** Person, is self, is camera off. */
const TILE_WIDTH = 3;
/** Person, width, yaw, pitch, nod, movements, doubt, votes, balanced. */
const FACE_WIDTH = 6 + FACE_MOVEMENTS.length + 2 * EXPRESSIONS.length;
/** Of the numbers after the width so many may be negative: angles and movements; the rest are shares. */
const SIGNED = 3 + FACE_MOVEMENTS.length;
/** Person, NOTHING. */
const NOTHING_WIDTH = 2;

export function startRecording(options: RoomOptions, mostBytes = MOST_BYTES): Recording {
  return {
    options,
    mostBytes,
    startedAt: null,
    at: 0,
    events: 0,
    isFull: false,
    blocks: [],
    used: BLOCK,
    numbers: new Map(),
    excluded: new Set(),
    people: 0,
  };
}

/** Bytes that the numbers take. */
export const bytesOf = ({ blocks }: Recording): number => 2 * BLOCK * blocks.length;

/**
 * Appends an event, in time proportional to the event's own length. Give `reduce` the same event, its observations `rounded`.
 *
 * A recording begins with the first `tiles`; what comes before is of nobody. An excluded participant is no part of it: nothing is recorded
 * while the exclusion lasts, nothing recorded before it is ever in a file, and whoever is read again after it is somebody new. A full
 * recording stays as it is.
 */
export function record(recording: Recording, event: RoomEvent): void {
  // A full recording leaves out whoever is excluded later, too.
  if (event.kind === 'tiles') exclude(recording, event.tiles);
  if (recording.isFull || (recording.startedAt === null && event.kind !== 'tiles')) return;
  const startedAt = recording.startedAt ?? event.at;
  const passed = recording.startedAt === null ? 0 : Math.max(0, event.at - recording.at);
  const rows = event.kind === 'tiles' ? tileRows(recording, event.tiles) : observationRows(recording, event);
  const at = (recording.startedAt === null ? startedAt : recording.at) + passed;
  const isTooLong = at - startedAt > MOST_MS || recording.people > MOST_PEOPLE;
  const block = isTooLong ? null : blockFor(recording, HEAD + rows.reduce((sum, row) => sum + row.length, 0));
  if (!block) {
    recording.isFull = true;
    return;
  }
  const head = [event.kind === 'tiles' ? TILES : OBSERVATIONS, passed >> 15, passed & MOST_INT16, rows.length];
  for (const part of [head, ...rows]) {
    block.set(part, recording.used);
    recording.used += part.length;
  }
  recording.startedAt = startedAt;
  recording.at = at;
  recording.events += 1;
}

/** A block with room for `length` numbers, null when there is none left. An event never lies in two. */
function blockFor(recording: Recording, length: number): Int16Array | null {
  const { blocks, used, mostBytes } = recording;
  if (length > BLOCK) return null;
  if (used + length > BLOCK) {
    if (bytesOf(recording) >= mostBytes) return null;
    blocks.push(new Int16Array(BLOCK).fill(END));
    recording.used = 0;
  }
  return blocks.at(-1) ?? null;
}

function exclude({ numbers, excluded }: Recording, tiles: readonly TileInfo[]): void {
  for (const { id, excludedBecause } of tiles) {
    const number = numbers.get(id);
    if (excludedBecause === null || number === undefined) continue;
    excluded.add(number);
    numbers.delete(id);
  }
}

function tileRows(recording: Recording, tiles: readonly TileInfo[]): number[][] {
  const { numbers } = recording;
  return tiles.flatMap(({ id, isSelf, isCameraOff, excludedBecause }) => {
    if (excludedBecause !== null) return [];
    const number = numbers.get(id) ?? ++recording.people;
    numbers.set(id, number);
    return [[number, Number(isSelf), Number(isCameraOff)]];
  });
}

function observationRows({ numbers }: Recording, { observations }: RoomEvent & { kind: 'observations' }): number[][] {
  return observations.flatMap(({ id, observation }) => {
    const number = numbers.get(id);
    // Movements alone are not recorded.
    return number === undefined || !isRecorded(observation) ? [] : [[number, ...integersOf(observation)]];
  });
}

const isRecorded = (observation: Observation): observation is ObservedFace | UnreadTile | null =>
  observation === null || typeof observation === 'string' || 'votes' in observation;

/** Widths in tenths of a pixel, angles in thousandths of a radian, movements and shares in thousandths. */
function integersOf(observation: ObservedFace | UnreadTile | null): number[] {
  if (observation === null) return [NOTHING['no-face']];
  if (typeof observation === 'string') return [NOTHING[observation]];
  const { facePx, yaw, pitch, nod, movements, doubt, votes, balanced } = observation;
  const thousandths = (value: number) => within(-MOST_INT16, Math.round(1000 * value), MOST_INT16);
  return [
    within(1, Math.round(10 * facePx), MOST_INT16),
    ...[yaw, pitch, nod, ...FACE_MOVEMENTS.map((name) => movements[name]), doubt].map(thousandths),
    ...[votes, balanced].flatMap(thousandthsOf),
  ];
}

/** Never −0, which a file does not tell from 0. */
const within = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value)) + 0;

/** In EXPRESSIONS' order. What rounding takes or gives goes to the largest, so that shares that are together 1 stay so. */
function thousandthsOf(votes: Votes): number[] {
  const near = EXPRESSIONS.map((e) => Math.round(1000 * votes[e]));
  const sum = Math.round(1000 * EXPRESSIONS.reduce((total, e) => total + votes[e], 0));
  const largest = near.indexOf(Math.max(...near));
  near[largest] = (near[largest] as number) + sum - near.reduce((a, b) => a + b, 0);
  return near;
}

/** @param integers as integersOf gives them. */
function observationOf(integers: ArrayLike<number>): ObservedFace | UnreadTile | null {
  const at = (i: number) => integers[i] as number;
  const width = at(0);
  if (width === NOTHING['no-face']) return null;
  if (width < 0) return UNREAD.find((state) => NOTHING[state] === width) ?? 'unreadable';
  const shares = (from: number) => {
    const votes = each(() => 0);
    EXPRESSIONS.forEach((e, i) => {
      votes[e] = at(from + i) / 1000;
    });
    return votes;
  };
  return {
    facePx: width / 10,
    yaw: at(1) / 1000,
    pitch: at(2) / 1000,
    nod: at(3) / 1000,
    movements: movementsOf((i) => at(4 + i) / 1000),
    doubt: at(1 + SIGNED) / 1000,
    votes: shares(2 + SIGNED),
    balanced: shares(2 + SIGNED + EXPRESSIONS.length),
  };
}

/** An observation as a recording keeps it. A room that is given these is the room that the recording gives. */
export function rounded(observation: Observation): Observation {
  return isRecorded(observation) ? observationOf(integersOf(observation)) : observation;
}

/** A place between two events. */
export interface Position {
  /** How many events lie before it. */
  event: number;
  /** Epoch milliseconds of the last of them. */
  at: number;
  block: number;
  offset: number;
}

export function start({ startedAt }: Recording): Position {
  return { event: 0, at: startedAt ?? 0, block: 0, offset: 0 };
}

interface Numbered {
  at: number;
  /** Whole rows as they are kept, each beginning with a person's number. */
  rows: Int16Array[];
  isTiles: boolean;
  next: Position;
}

/** The event after `position`; null after the last one. */
function numbered({ blocks, used }: Recording, position: Position): Numbered | null {
  let { block, offset } = position;
  const isOver = () => offset >= (block === blocks.length - 1 ? used : BLOCK) || blocks[block]?.[offset] === END;
  if (block < blocks.length && isOver()) [block, offset] = [block + 1, 0];
  const numbers = blocks[block];
  if (!numbers || isOver()) return null;
  const [kind, high, low, count] = numbers.subarray(offset, offset + HEAD) as unknown as [
    number,
    number,
    number,
    number,
  ];
  offset += HEAD;
  const rows = Array.from({ length: count }, () => {
    const width = kind === TILES ? TILE_WIDTH : (numbers[offset + 1] as number) > 0 ? FACE_WIDTH : NOTHING_WIDTH;
    offset += width;
    return numbers.subarray(offset - width, offset);
  });
  const at = position.at + high * 2 ** 15 + low;
  return { at, rows, isTiles: kind === TILES, next: { event: position.event + 1, at, block, offset } };
}

/** The event after `position`, with "p1", "p2" … for ids and no names; null after the last one. */
export function eventAfter(recording: Recording, position: Position): { event: RoomEvent; next: Position } | null {
  const found = numbered(recording, position);
  if (!found) return null;
  const { at, rows, isTiles, next } = found;
  const idOf = (row: Int16Array) => `p${row[0]}`;
  const event: RoomEvent = isTiles
    ? {
        kind: 'tiles',
        at,
        tiles: rows.map((row) => ({
          id: idOf(row),
          name: '',
          isSelf: row[1] === 1,
          isCameraOff: row[2] === 1,
          excludedBecause: null,
        })),
      }
    : {
        kind: 'observations',
        at,
        observations: rows.map((row) => ({ id: idOf(row), observation: observationOf(row.subarray(1)) })),
      };
  return { event, next };
}

/** The room as it was after `upTo` of the recording's events. */
export function replay(recording: Recording, upTo = recording.events): RoomState {
  let position = start(recording);
  let state = emptyRoom(position.at);
  while (position.event < upTo) {
    const found = eventAfter(recording, position);
    if (!found) break;
    state = reduce(state, found.event, recording.options);
    position = found.next;
  }
  return state;
}

/** Characters after which a part of the text ends; a message between an extension's parts may be 64 MiB long. */
const PART = 4 * 2 ** 20;

/**
 * The file, in parts that follow each other: JSON, an event a line. An event is [milliseconds since the event before, "tiles" or
 * "observations", rows]; a row begins with the person, and `columns` names what follows. Nobody is named, nobody has the site's id, and
 * whoever was excluded is left out.
 */
export function* recordingText(recording: Recording, partLength = PART): Generator<string> {
  const { startedAt, excluded } = recording;
  // Nothing but expressions is recorded.
  const { reads: _, ...options } = recording.options;
  const head = { format: 'roomtone-readings', version: 3, startedAt, columns: COLUMNS, options };
  const people = new Map<number, number>();
  const personOf = (number: number) => {
    if (!people.has(number)) people.set(number, people.size + 1);
    return people.get(number);
  };
  let text = `${JSON.stringify(head).slice(0, -1)},"events":[`;
  let position = start(recording);
  for (let found = numbered(recording, position); found; found = numbered(recording, position)) {
    const rows = found.rows
      .filter((row) => !excluded.has(row[0] as number))
      .map((row) => `[${personOf(row[0] as number)},${row.subarray(1).join()}]`);
    const separator = position.event === 0 ? '\n' : ',\n';
    text += `${separator}[${found.at - position.at},"${found.isTiles ? 'tiles' : 'observations'}",[${rows.join()}]]`;
    position = found.next;
    if (text.length >= partLength) {
      yield text;
      text = '';
    }
  }
  yield `${text}\n]}\n`;
}

/** Of a tile; of a face; a person without one has a single number: 0 no face, -1 too small, -2 unreadable, -3 still, -4 hidden, -5 black. */
const COLUMNS = {
  tiles: ['person', 'isSelf', 'isCameraOff'],
  observations: [
    'person',
    'width in 0.1 px',
    ...['yaw', 'pitch', 'nod'].map((angle) => `${angle} in 0.001 rad`),
    ...FACE_MOVEMENTS.map((name) => `${name} in 0.001`),
    ...['doubt', ...EXPRESSIONS.map((e) => `votes ${e}`), ...EXPRESSIONS.map((e) => `balanced ${e}`)].map(
      (share) => `${share} in 0.001`,
    ),
  ],
};

/** What came from a file, rebuilt field by field; null when it is no recording of ours. */
export function parseRecording(text: string): Recording | null {
  try {
    const raw = JSON.parse(text);
    if (raw?.format !== 'roomtone-readings' || raw.version !== 3 || raw.events.length === 0) return null;
    const recording = startRecording(optionsOf(raw.options));
    let at = whole(raw.startedAt, 0, Number.MAX_SAFE_INTEGER);
    for (const event of raw.events as unknown[]) {
      const read = eventOf(event, at);
      at = read.at;
      record(recording, read);
    }
    // Observations before the first tiles are of nobody; more than fits is not ours.
    return recording.events === raw.events.length ? recording : null;
  } catch {
    return null;
  }
}

type Raw = Record<string, unknown>;
const bad = (): never => {
  throw new TypeError('not a recording');
};
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : bad());
/** A whole number, low..high. */
const whole = (value: unknown, low: number, high: number): number =>
  Number.isInteger(value) && number(value) >= low && number(value) <= high ? (value as number) : bad();
/** 0..1 */
const share = (value: unknown): number => (number(value) >= 0 && number(value) <= 1 ? number(value) : bad());
const positive = (value: unknown): number => (number(value) > 0 ? number(value) : bad());
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : bad());

function eventOf(raw: unknown, before: number): RoomEvent {
  const [passed, kind, rows, ...rest] = list(raw);
  if (rest.length > 0) return bad();
  const at = before + whole(passed, 0, MOST_MS);
  if (kind === 'tiles') return { kind, at, tiles: list(rows).map((row) => tileOf(list(row))) };
  if (kind === 'observations') return { kind, at, observations: list(rows).map((row) => observedOf(list(row))) };
  return bad();
}

const idOf = (person: unknown) => `p${whole(person, 1, MOST_PEOPLE)}`;

function tileOf(row: unknown[]): TileInfo {
  if (row.length !== TILE_WIDTH) return bad();
  const [person, isSelf, isCameraOff] = row;
  const flag = (value: unknown) => whole(value, 0, 1) === 1;
  return { id: idOf(person), name: '', isSelf: flag(isSelf), isCameraOff: flag(isCameraOff), excludedBecause: null };
}

function observedOf([person, ...integers]: unknown[]): { id: string; observation: Observation } {
  const [first, ...rest] = integers;
  const width = whole(first, NOTHING.black, MOST_INT16);
  if (integers.length !== (width > 0 ? FACE_WIDTH : NOTHING_WIDTH) - 1) return bad();
  rest.forEach((value, i) => {
    whole(value, i < SIGNED ? -MOST_INT16 : 0, i < SIGNED ? MOST_INT16 : 1000);
  });
  return { id: idOf(person), observation: observationOf(integers as number[]) };
}

function optionsOf(raw: Raw): RoomOptions {
  const classes = list(raw.classes).map((e) => (EXPRESSIONS.includes(e as Expression) ? (e as Expression) : bad()));
  return {
    reads: 'expressions',
    // Smoothing over no time gives no number.
    smoothingMs: positive(raw.smoothingMs),
    clearDots: whole(raw.clearDots, 1, 10),
    switchMargin: share(raw.switchMargin),
    classes,
    minLabelMs: number(raw.minLabelMs),
    minFacePx: number(raw.minFacePx),
    maxYaw: number(raw.maxYaw),
    maxPitch: number(raw.maxPitch),
    lostAfterMs: number(raw.lostAfterMs),
  };
}
