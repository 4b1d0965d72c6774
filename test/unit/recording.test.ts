// A recording says what went in and nothing of who it was, gives the same room when it is played, and is refused when anything is amiss.
import { describe, expect, it } from 'vitest';
import {
  nameless,
  parseRecording,
  type Recording,
  replay,
  rounded,
  withoutExcluded,
} from '../../src/call/report/recording.ts';
import { DEFAULTS, type RoomOptions } from '../../src/call/room/participant.ts';
import { emptyRoom, type RoomEvent, reduce } from '../../src/call/room/room.ts';
import { random, stream } from '../support/stream.ts';

const seeds = Array.from({ length: 6 }, (_, i) => [i + 1]);
const four: RoomOptions = { ...DEFAULTS, smoothingMs: 400, classes: ['happy', 'sad', 'angry', 'neutral'] };

const recordingOf = (seed: number, options = DEFAULTS): Recording => ({
  format: 'roomtone-readings',
  version: 1,
  options,
  events: stream(seed),
});
const live = ({ events, options }: Recording) =>
  events.reduce((state, event) => reduce(state, event, options), emptyRoom(events[0]?.at ?? 0));
const reread = (value: unknown) => parseRecording(JSON.stringify(value));

describe('a recording', () => {
  it.each(seeds)('gives the room as it was when it is written down, read and played, stream %i', (seed) => {
    for (const options of [DEFAULTS, four]) {
      const recording = recordingOf(seed, options);
      const read = reread(recording);
      expect(read).toEqual(recording);
      expect(replay(read as Recording)).toEqual(live(recording));
    }
  });

  it('can be played up to any event', () => {
    const recording = recordingOf(3);
    for (const upTo of [1, 150, 300])
      expect(replay(recording, upTo)).toEqual(live({ ...recording, events: recording.events.slice(0, upTo) }));
    expect(replay(recording, 0).room.participants).toEqual([]);
  });

  it('is read four digits deep, which is the same when read again', () => {
    for (const event of stream(5))
      if (event.kind === 'observations')
        for (const { observation: look } of event.observations) {
          expect(rounded(rounded(look))).toEqual(rounded(look));
          if (look !== null && typeof look === 'object')
            expect(Math.abs((rounded(look) as typeof look).yaw - look.yaw)).toBeLessThan(1e-4);
        }
  });
});

describe('a recording without names', () => {
  it.each(seeds)('holds neither a name nor an id of the site, stream %i', (seed) => {
    const recording = recordingOf(seed);
    const text = JSON.stringify(nameless(recording));
    const told = recording.events.flatMap((event) =>
      event.kind === 'tiles'
        ? event.tiles.flatMap(({ id, name }) => [id, name])
        : event.observations.map(({ id }) => id),
    );
    expect(told.length).toBeGreaterThan(100);
    for (const word of new Set(told)) expect(text).not.toContain(word);
    expect(text).not.toMatch(/example|Ada/);
  });

  it.each(seeds)('gives the same room of people whom it numbers one by one, stream %i', (seed) => {
    const recording = recordingOf(seed);
    const [told, untold] = [live(recording).room, replay(nameless(recording)).room];
    expect(untold.summary).toEqual(told.summary);
    expect(untold.timeline).toEqual(told.timeline);
    expect(untold.moments).toEqual(told.moments);
    const unnamed = ({ participants }: typeof told) => participants.map((p) => ({ ...p, id: '', name: '' }));
    expect(unnamed(untold)).toEqual(unnamed(told));
    expect(new Set(untold.participants.map((p) => p.id)).size).toBe(told.participants.length);
  });

  it('leaves the one with names as it was', () => {
    const recording = recordingOf(2);
    const copy = structuredClone(recording);
    nameless(recording);
    expect(recording).toEqual(copy);
  });

  it.each(seeds)('says nothing at all of who is not to be read in the end, and all of others, stream %i', (seed) => {
    const recording = recordingOf(seed);
    const tiles = new Map(recording.events.flatMap((e) => (e.kind === 'tiles' ? e.tiles.map((t) => [t.id, t]) : [])));
    const out = [...tiles.values()].filter((tile) => tile.excludedBecause).map(({ id }) => id);
    const looksOf = ({ events }: Recording, of: (id: string) => boolean) =>
      events.flatMap((e) =>
        e.kind === 'observations' ? e.observations.filter(({ id }) => of(id)).map(({ observation: look }) => look) : [],
      );
    const isOut = (id: string) => out.includes(id);
    const left = withoutExcluded(recording);
    expect(looksOf(left, isOut)).toEqual([]);
    expect(looksOf(left, (id) => !isOut(id))).toEqual(looksOf(recording, (id) => !isOut(id)));
    for (let upTo = 1; upTo <= left.events.length; upTo += 40)
      for (const { id, state } of replay(left, upTo).room.participants) if (isOut(id)) expect(state).toBe('excluded');
    expect(replay(left).room.summary).toEqual(replay(recording).room.summary);
  });

  it('is tried with people who were read before they asked not to be', () => {
    const readBefore = seeds.flatMap(([seed]) => {
      const { events } = recordingOf(seed as number);
      const last = new Map(
        events.flatMap((e) => (e.kind === 'tiles' ? e.tiles.map((t) => [t.id, t.excludedBecause]) : [])),
      );
      return events.flatMap((e) =>
        e.kind === 'observations' ? e.observations.filter(({ id, observation: look }) => look && last.get(id)) : [],
      );
    });
    expect(readBefore.length).toBeGreaterThan(20);
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
  /** Short, so that every field can be tried; with a face in it. */
  const short: Recording = { ...recordingOf(1), events: stream(1).slice(0, 8) };
  const fields = places(short).filter((way) => way.length > 0);
  const isListItem = (way: (string | number)[]) => /^\d+$/.test(String(way.at(-1)));

  it('is told by every field that is missing', () => {
    expect(JSON.stringify(short)).toContain('"shown":{');
    const needed = fields.filter((way) => !isListItem(way));
    expect(needed.length).toBeGreaterThan(100);
    for (const way of needed)
      expect(reread(changed(short, way, (holder, key) => delete holder[key])), way.join('.')).toBeNull();
  });

  it('is told by every field that is of another kind', () => {
    const next = random(4);
    const others = [true, 'x', -1e9, [], {}, null];
    for (const way of fields) {
      const was = way.reduce((inner, key) => (inner as Container)[key] as Container, short as unknown as Container);
      // Somebody without a face is told by null.
      const kind = (value: unknown) => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);
      const isLook = way.at(-1) === 'look';
      const choice = others.filter((other) => kind(other) !== kind(was) && !(isLook && other === null));
      const other = choice[Math.floor(next() * choice.length)];
      const file = changed(short, way, (holder, key) => {
        holder[key] = other;
      });
      expect(reread(file), `${way.join('.')} = ${other}`).toBeNull();
    }
  });

  it('is told by shares that are none, faces of no size and smoothing in no time', () => {
    const at = (end: string) => fields.find((way) => way.join('.').endsWith(end)) ?? [];
    for (const [end, value] of [
      ['votes.happy', 1.2],
      ['shown.sad', -0.1],
      ['doubt', 2],
      ['facePx', 0],
      ['smoothingMs', 0],
      ['clearShare', 7],
      ['classes.0', 'bored'],
    ] as const) {
      expect(at(end), end).not.toEqual([]);
      const file = changed(short, at(end), (holder, key) => {
        holder[key] = value;
      });
      expect(reread(file), `${end} = ${value}`).toBeNull();
    }
  });

  it('is told by events out of time’s order, and by looks before anybody is there', () => {
    const events = short.events;
    expect(reread({ ...short, events: events.toReversed() })).toBeNull();
    const late = changed(short, ['events', 3, 'at'], (holder, key) => {
      holder[key] = (events[2] as RoomEvent).at - 1;
    });
    expect(reread(late)).toBeNull();
    expect(reread({ ...short, events: events.slice(1) })).toBeNull();
    expect(reread({ ...short, events: [] })).toBeNull();
  });

  it('is told by texts that are no JSON, cut short or something else', () => {
    const text = JSON.stringify(short);
    for (let end = 0; end < text.length; end += 97) expect(parseRecording(text.slice(0, end))).toBeNull();
    for (const other of ['', 'null', '[]', '{}', '7', '"roomtone-readings"', '{"format":"roomtone-readings"}'])
      expect(parseRecording(other)).toBeNull();
    expect(reread({ ...short, version: 2 })).toBeNull();
  });

  it('leaves nothing of what does not belong to it', () => {
    const more = { ...short, note: 'hello', events: short.events.map((event) => ({ ...event, note: 'hello' })) };
    expect(reread(more)).toEqual(short);
  });
});
