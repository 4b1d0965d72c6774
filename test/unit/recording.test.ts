// A recording holds what went into the room and nothing of who it was, gives the same room when it is played, and is bounded.
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  eventAfter,
  MOST_BYTES,
  MOST_MS,
  parseRecording,
  type Recording,
  record,
  recordingText,
  replay,
  rounded,
  start,
  startRecording,
} from '../../src/call/report/recording.ts';
import {
  DEFAULTS,
  type Observation,
  type ObservedFace,
  type RoomOptions,
  type TileInfo,
} from '../../src/call/room/participant.ts';
import { emptyRoom, type RoomEvent, reduce } from '../../src/call/room/room.ts';
import { EXPRESSIONS, type Votes } from '../../src/engine/types.ts';
import { Player } from '../../src/ui/components/room/player.ts';
import { AT_REST } from '../support/face.ts';
import { random, stream } from '../support/stream.ts';

const UNREAD: Observation[] = [null, 'too-small', 'unreadable', 'still', 'hidden', 'black'];

const seeds = Array.from({ length: 6 }, (_, i) => [i + 1]);
const four: RoomOptions = { ...DEFAULTS, smoothingMs: 400, classes: ['happy', 'sad', 'angry', 'neutral'] };
const T0 = 1_700_000_000_000;

/** A stream as a session gives it to room and recording: rounded. */
const events = (seed: number): RoomEvent[] =>
  stream(seed).map((event) =>
    event.kind === 'tiles'
      ? event
      : { ...event, observations: event.observations.map((o) => ({ ...o, observation: rounded(o.observation) })) },
  );

/** The same with nobody excluded. */
const open = (all: RoomEvent[]): RoomEvent[] =>
  all.map((event) =>
    event.kind === 'tiles'
      ? { ...event, tiles: event.tiles.map((tile) => ({ ...tile, excludedBecause: null })) }
      : event,
  );

function recordingOf(all: RoomEvent[], options = DEFAULTS): Recording {
  const recording = startRecording(options);
  for (const event of all) record(recording, event);
  return recording;
}

const textOf = (recording: Recording) => [...recordingText(recording)].join('');
const live = (all: RoomEvent[], options = DEFAULTS) =>
  all.reduce((state, event) => reduce(state, event, options), emptyRoom(all[0]?.at ?? 0));

function played(recording: Recording): RoomEvent[] {
  const all: RoomEvent[] = [];
  for (let found = eventAfter(recording, start(recording)); found; found = eventAfter(recording, found.next))
    all.push(found.event);
  return all;
}

const tile = (id: string, more: Partial<TileInfo> = {}): TileInfo => ({
  id,
  name: `Name of ${id}`,
  isSelf: false,
  isCameraOff: false,
  excludedBecause: null,
  ...more,
});
const sharesOf = (next: () => number): Votes => {
  const raw = EXPRESSIONS.map(() => next() ** 4);
  const sum = raw.reduce((a, b) => a + b, 0);
  return Object.fromEntries(EXPRESSIONS.map((e, i) => [e, (raw[i] as number) / sum])) as Votes;
};
const faceOf = (next: () => number): Observation => ({
  facePx: 40 + 200 * next(),
  yaw: next() - 0.5,
  pitch: next() - 0.5,
  nod: next() - 0.5,
  movements: AT_REST,
  votes: sharesOf(next),
  balanced: sharesOf(next),
  doubt: next() / 3,
});

/** A room as it is told without saying who is in it. */
const unnamed = ({ room }: ReturnType<typeof replay>) => ({
  ...room,
  participants: room.participants.map((p) => ({ ...p, id: '', name: '' })),
});

const isFace = (one: Observation): one is ObservedFace => typeof one === 'object' && one !== null && 'votes' in one;

describe('a recording', () => {
  it.each(seeds)('gives the room as it was when it is saved, read and played, stream %i', (seed) => {
    for (const options of [DEFAULTS, four]) {
      const all = open(events(seed));
      const recording = recordingOf(all, options);
      expect(recording.events).toBe(all.length);
      const read = parseRecording(textOf(recording)) as Recording;
      for (const one of [recording, read]) expect(unnamed(replay(one))).toEqual(unnamed(live(all, options)));
      expect(replay(read).room.participants.map(({ id }) => id)).toEqual(
        replay(recording).room.participants.map(({ id }) => id),
      );
      expect(textOf(read)).toBe(textOf(recording));
    }
  });

  it('can be played up to any event, and from any moment on', () => {
    const all = open(events(3));
    const recording = recordingOf(all);
    for (const upTo of [0, 1, 150, 300])
      expect(unnamed(replay(recording, upTo))).toEqual(
        unnamed(live(all.slice(0, upTo)).room.at ? live(all.slice(0, upTo)) : emptyRoom(all[0]?.at ?? 0)),
      );
    const player = new Player(recording);
    expect(player.length).toBe((all.at(-1) as RoomEvent).at - player.startsAt);
    for (const ms of [90_000, 0, 200_000, 1000, 200_000, player.length]) {
      const until = all.filter(({ at }) => at - player.startsAt <= ms).length;
      expect(player.roomAt(ms), `${ms} ms`).toEqual(replay(recording, until).room);
    }
  });

  it('keeps an observation to a thousandth, and its shares together', () => {
    const next = random(5);
    for (let i = 0; i < 500; i++) {
      const face = faceOf(next);
      const kept = rounded(face);
      expect(rounded(kept)).toEqual(kept);
      if (!isFace(face) || !isFace(kept)) throw new Error();
      for (const key of ['yaw', 'pitch', 'nod', 'doubt'] as const)
        expect(Math.abs(kept[key] - face[key])).toBeLessThanOrEqual(0.0005 + 1e-9);
      expect(Math.abs(kept.facePx - face.facePx)).toBeLessThanOrEqual(0.05 + 1e-9);
      for (const votes of [kept.votes, kept.balanced])
        expect(Math.round(1000 * EXPRESSIONS.reduce((sum, e) => sum + votes[e], 0))).toBe(1000);
      for (const e of EXPRESSIONS) expect(Math.abs(kept.votes[e] - face.votes[e])).toBeLessThanOrEqual(0.0036);
    }
    for (const nothing of [null, 'too-small', 'still', 'hidden', 'unreadable'] as const)
      expect(rounded(nothing)).toBe(nothing);
  });

  it('gives back every kind of event as it was, over pauses and blocks', () => {
    const next = random(9);
    const ids = Array.from({ length: 50 }, (_, i) => `p${i + 1}`);
    let at = T0;
    const all: RoomEvent[] = [
      {
        kind: 'tiles',
        at,
        tiles: ids.map((id, i) => ({ ...tile(id), name: '', isSelf: i === 1, isCameraOff: i === 2 })),
      },
    ];
    // A block holds 65 such events.
    for (let i = 0; i < 300; i++) {
      at += i % 50 === 0 ? 40_000 : 160;
      const observations = ids.map((id, k) => ({
        id,
        observation: k < UNREAD.length ? (UNREAD[k] ?? null) : rounded(faceOf(next)),
      })) satisfies { id: string; observation: Observation }[];
      all.push({ kind: 'observations', at, observations });
    }
    const recording = recordingOf(all);
    expect(recording.blocks.length).toBeGreaterThan(3);
    expect(played(recording)).toEqual(all);
    expect(played(parseRecording(textOf(recording)) as Recording)).toEqual(all);
  });

  it('begins with the first tiles', () => {
    const recording = startRecording(DEFAULTS);
    record(recording, { kind: 'observations', at: T0, observations: [{ id: 'a', observation: null }] });
    expect([recording.events, recording.startedAt]).toEqual([0, null]);
    record(recording, { kind: 'tiles', at: T0 + 5, tiles: [tile('a')] });
    expect([recording.events, recording.startedAt]).toEqual([1, T0 + 5]);
  });

  it('goes on in a structured clone, apart from the first', () => {
    const all = events(2);
    const recording = recordingOf(all.slice(0, 150));
    const clone = structuredClone(recording);
    for (const event of all.slice(150)) record(clone, event);
    expect(textOf(clone)).toBe(textOf(recordingOf(all)));
    expect(recording.events).toBe(150);
  });
});

describe('the bound of a recording', () => {
  it('is two hours: what comes later is left out and the recording says that it is full', () => {
    const recording = recordingOf([
      { kind: 'tiles', at: T0, tiles: [tile('a')] },
      { kind: 'tiles', at: T0 + MOST_MS, tiles: [tile('a')] },
    ]);
    expect(recording.isFull).toBe(false);
    record(recording, { kind: 'tiles', at: T0 + MOST_MS + 1, tiles: [tile('a')] });
    expect([recording.isFull, recording.events, recording.at]).toEqual([true, 2, T0 + MOST_MS]);
    record(recording, { kind: 'tiles', at: T0 + 9, tiles: [tile('a')] });
    expect(recording.events).toBe(2);
    expect(played(recording)).toHaveLength(2);
  });

  it('is a number of bytes, and a full recording is saved in parts and played', () => {
    const MOST = 2 ** 19;
    const next = random(1);
    const ids = Array.from({ length: 300 }, (_, i) => `id${i}`);
    const recording = startRecording(DEFAULTS, MOST);
    record(recording, { kind: 'tiles', at: T0, tiles: ids.map((id) => tile(id)) });
    const observations = ids.map((id) => ({ id, observation: rounded(faceOf(next)) }));
    let tried = 1;
    for (; !recording.isFull && tried < 500; tried++)
      record(recording, { kind: 'observations', at: T0 + 100 * tried, observations });
    expect(recording.isFull).toBe(true);
    expect(bytesOf(recording)).toBe(MOST);
    expect(recording.events).toBe(tried - 1);
    const parts = [...recordingText(recording, 50_000)];
    expect(parts.length).toBeGreaterThan(5);
    // A part ends with the event in which it grew long enough.
    for (const part of parts) expect(part.length).toBeLessThan(80_000);
    const read = parseRecording(parts.join('')) as Recording;
    expect([read.events, read.isFull]).toEqual([recording.events, false]);
    expect(replay(read, 3)).toEqual(replay(recording, 3));
    expect(startRecording(DEFAULTS).mostBytes).toBe(MOST_BYTES);
  });

  it('leaves room for an hour of nine people at six observations a second', () => {
    const next = random(3);
    const ids = Array.from({ length: 9 }, (_, i) => `id${i}`);
    const recording = startRecording(DEFAULTS);
    const observations = ids.map((id) => ({ id, observation: rounded(faceOf(next)) }));
    for (let at = 0; at < 3_600_000; at += 167) {
      if (at % 501 === 0) record(recording, { kind: 'tiles', at: T0 + at, tiles: ids.map((id) => tile(id)) });
      record(recording, { kind: 'observations', at: T0 + at, observations });
    }
    expect(recording.isFull).toBe(false);
    expect(bytesOf(recording)).toBeLessThan(10 * 2 ** 20);
  });
});

describe('a saved recording', () => {
  it.each(seeds)('holds neither a name nor an id of the site, stream %i', (seed) => {
    const all = events(seed);
    const text = textOf(recordingOf(all));
    const told = all.flatMap((event) =>
      event.kind === 'tiles'
        ? event.tiles.flatMap(({ id, name }) => [id, name])
        : event.observations.map(({ id }) => id),
    );
    expect(told.length).toBeGreaterThan(100);
    for (const word of new Set(told)) expect(text).not.toContain(word);
    expect(text).not.toMatch(/example|Ada/);
  });

  it.each(seeds)('holds nothing of anybody from before their exclusion, and all of the others, stream %i', (seed) => {
    const all = events(seed);
    const text = textOf(recordingOf(all));
    // What may be told: of everybody who is never excluded again, what came after the last exclusion.
    const lastOut = new Map<string, number>();
    all.forEach((event, i) => {
      if (event.kind === 'tiles') for (const t of event.tiles) if (t.excludedBecause) lastOut.set(t.id, i);
    });
    const present = new Set<string>();
    let expected = 0;
    const [allowed, forbidden] = [new Set<string>(), new Set<string>()];
    all.forEach((event, i) => {
      if (event.kind === 'tiles') {
        for (const t of event.tiles) if (!t.excludedBecause && i > (lastOut.get(t.id) ?? -1)) present.add(t.id);
        return;
      }
      for (const { id, observation } of event.observations) {
        if (present.has(id)) expected += 1;
        if (isFace(observation))
          (present.has(id) ? allowed : forbidden).add(
            [observation.votes, observation.balanced]
              .flatMap((votes) => EXPRESSIONS.map((e) => Math.round(1000 * votes[e])))
              .join(),
          );
      }
    });
    expect(forbidden.size).toBeGreaterThan(5);
    // The stream's random numbers come round again.
    for (const shares of forbidden) if (!allowed.has(shares)) expect(text).not.toContain(shares);
    const read = parseRecording(text) as Recording;
    const kept = played(read).reduce((sum, e) => sum + (e.kind === 'observations' ? e.observations.length : 0), 0);
    expect(kept).toBe(expected);
    expect(expected).toBeGreaterThan(100);
  });

  it('leaves out whoever is excluded after the recording was full', () => {
    const next = random(2);
    const recording = recordingOf([
      { kind: 'tiles', at: T0, tiles: [tile('a'), tile('b')] },
      { kind: 'observations', at: T0 + 1, observations: ['a', 'b'].map((id) => ({ id, observation: faceOf(next) })) },
      { kind: 'tiles', at: T0 + MOST_MS + 1, tiles: [tile('a'), tile('b')] },
    ]);
    expect(recording.isFull).toBe(true);
    record(recording, {
      kind: 'tiles',
      at: T0 + MOST_MS + 2,
      tiles: [tile('a', { excludedBecause: 'asked' }), tile('b')],
    });
    const { participants } = replay(parseRecording(textOf(recording)) as Recording).room;
    expect(participants.map(({ id }) => id)).toEqual(['p1']);
  });

  it('keeps nothing of an observation that arrives during an exclusion', () => {
    const next = random(4);
    const recording = recordingOf([
      { kind: 'tiles', at: T0, tiles: [tile('a', { excludedBecause: 'unsure' })] },
      { kind: 'observations', at: T0 + 1, observations: [{ id: 'a', observation: faceOf(next) }] },
      { kind: 'tiles', at: T0 + 2, tiles: [tile('a')] },
    ]);
    expect(played(recording)[1]).toEqual({ kind: 'observations', at: T0 + 1, observations: [] });
  });
});

/** Every place in a value where something stands, as the way to it. */
function places(value: unknown, way: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...way, key]))];
}

type Container = Record<string | number, unknown>;

/** A copy in which what stands at `way` is gone or something else. */
function changed(value: unknown, way: (string | number)[], change: (holder: Container, key: string | number) => void) {
  const copy = structuredClone(value) as Container;
  const holder = way.slice(0, -1).reduce((inner, key) => inner[key] as Container, copy);
  change(holder, way.at(-1) as string | number);
  return copy;
}

describe('what is no recording', () => {
  /** Short, so that every field can be tried; with faces in it. */
  const short = JSON.parse(textOf(recordingOf(open(events(1)).slice(0, 8)))) as Container;
  const reread = (value: unknown) => parseRecording(JSON.stringify(value));
  // `columns` is for people.
  const fields = places(short).filter((way) => way.length > 0 && way[0] !== 'columns');

  it('is a file that lacks a field', () => {
    expect(reread(short)).not.toBeNull();
    const needed = fields.filter((way) => !/^\d+$/.test(String(way.at(-1))));
    expect(needed.length).toBeGreaterThan(10);
    for (const way of needed)
      expect(reread(changed(short, way, (holder, key) => delete holder[key])), way.join('.')).toBeNull();
  });

  it('is a file with a row that is too short or too long', () => {
    const rows = fields.filter((way) => way[0] === 'events' && way.length >= 4 && way.at(-1) === '0');
    expect(rows.length).toBeGreaterThan(5);
    for (const way of rows)
      for (const change of [(row: unknown[]) => row.pop(), (row: unknown[]) => row.push(1)]) {
        const file = changed(short, way, (holder) => change(holder as unknown as unknown[]));
        // Rows are what stands three deep; a list of rows may be of any length.
        if (way.length === 5) expect(reread(file), way.join('.')).toBeNull();
      }
  });

  it('is a file with a field of another kind', () => {
    const next = random(4);
    const others = [true, 'x', -1e9, [], {}, null, 0.5];
    const kind = (value: unknown) =>
      Array.isArray(value) ? 'list' : value === null ? 'null' : Number.isInteger(value) ? 'whole' : typeof value;
    for (const way of fields) {
      const was = way.reduce((inner, key) => (inner as Container)[key] as Container, short);
      const isShare = way[0] === 'options' && typeof was === 'number';
      const choice = others.filter(
        (other) =>
          kind(other) !== kind(was) &&
          !(isShare && typeof other === 'number') &&
          !(kind(was) === 'list' && other === null && false),
      );
      const other = choice[Math.floor(next() * choice.length)];
      const file = changed(short, way, (holder, key) => {
        holder[key] = other;
      });
      expect(reread(file), `${way.join('.')} = ${JSON.stringify(other)}`).toBeNull();
    }
  });

  it('is a file with shares that are none, nobody’s number, a time before the beginning or smoothing in no time', () => {
    const faces = fields.filter((way) => way.length === 4 && way[0] === 'events' && way[2] === '2');
    const face = faces.find(
      (way) => (way.reduce((inner, key) => (inner as Container)[key] as Container, short) as unknown as []).length > 3,
    ) as (string | number)[];
    for (const [way, value] of [
      [[...face, 10], 1001],
      [[...face, 11], -1],
      [[...face, 9], 40_000],
      [[...face, 1], -3],
      [[...face, 0], 0],
      [[...face, 0], 70_000],
      [['events', 3, 0], -1],
      [['events', 3, 0], MOST_MS + 1],
      [['options', 'smoothingMs'], 0],
      [['options', 'clearDots'], 11],
      [['options', 'classes', 0], 'bored'],
      [['version'], 1],
    ] as [(string | number)[], unknown][]) {
      const file = changed(short, way, (holder, key) => {
        holder[key] = value;
      });
      expect(reread(file), `${way.join('.')} = ${value}`).toBeNull();
    }
  });

  it('is a file without events, or with observations before anybody is there', () => {
    const all = short.events as unknown[];
    expect(reread({ ...short, events: [] })).toBeNull();
    expect(reread({ ...short, events: all.slice(1) })).toBeNull();
  });

  it('is a text that is no JSON, cut short or something else', () => {
    const text = JSON.stringify(short);
    for (let end = 0; end < text.length; end += 97) expect(parseRecording(text.slice(0, end))).toBeNull();
    for (const other of ['', 'null', '[]', '{}', '7', '"roomtone-readings"', '{"format":"roomtone-readings"}'])
      expect(parseRecording(other)).toBeNull();
  });

  it('is not what somebody adds to one: that is left out', () => {
    const read = reread({ ...short, note: 'hello', options: { ...(short.options as object), note: 'hello' } });
    expect(textOf(read as Recording)).toBe(textOf(reread(short) as Recording));
  });
});
