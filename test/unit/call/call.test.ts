// A call as a list of events: what is kept, told and forgotten.
import { describe, expect, it } from 'vitest';
import {
  type CallEvent,
  callReport,
  continued,
  type KeptCall,
  keptOf,
  newCall,
  placedParticipants,
  step,
} from '../../../src/call/call.ts';
import type { Person } from '../../../src/call/identity.ts';
import { keptCall } from '../../../src/call/schemas/kept.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/call/settings.ts';
import { face, Play, START, tile } from './calls.ts';

const [ANA, BOB] = [tile(1, 'Ana'), tile(2, 'Bob')];

describe('a tile that is gone', () => {
  const readFor = (play: Play) => play.read(45_000, [ANA, BOB]);

  it.each([700, 2000])('for %i ms comes back with everything kept', (gone) => {
    const play = readFor(new Play().on());
    const before = play.participant(1);
    expect(before?.marks.length).toBeGreaterThan(2);
    play.at -= 400;
    play.sweep(BOB);
    expect(play.snapshot.room.participants).toHaveLength(2);
    play.at += gone - 500;
    play.sweep(ANA, BOB);
    expect(play.participant(1)).toMatchObject({ id: before?.id, state: 'read', resting: before?.resting });
    expect(play.participant(1)?.marks.slice(0, before?.marks.length)).toEqual(before?.marks);
  });

  it('for longer than two seconds has left', () => {
    const play = readFor(new Play().on());
    for (let i = 0; i < 6; i++) play.sweep(BOB);
    expect(play.snapshot.room.participants.map((p) => p.name)).toEqual(['Bob']);
    play.sweep(ANA, BOB);
    expect(play.participant(1)).toMatchObject({ state: 'no-face', marks: [], resting: null, readAt: null });
  });

  it('has a badge only while it is on the page', () => {
    const play = readFor(new Play().on()).sweep(BOB);
    expect(placedParticipants(play.call).map(({ elementId }) => elementId)).toEqual([2]);
  });
});

describe('history', () => {
  it.each([
    ['a new name on the same picture', tile(1, 'Cleo')],
    ['a new picture in the same element without a name', tile(1, '', { track: 'other' })],
  ])('does not pass on with %s', (_, next) => {
    const play = new Play().on().read(45_000, [ANA]).sweep(next);
    expect(play.participant(1)).toMatchObject({ marks: [], resting: null, readAt: null });
  });

  it('passes on when a site with ids renames somebody', () => {
    const ids = { siteId: 'a' };
    const play = new Play()
      .on()
      .read(45_000, [tile(1, 'Ana', ids)])
      .sweep(tile(1, 'Ana Lima', ids));
    expect(play.participant(1)?.marks.length).toBeGreaterThan(2);
  });

  it('goes when somebody is left out, and what was under way with it', () => {
    const play = new Play().on().read(45_000, [ANA, BOB]);
    const id = play.idOf(1);
    play.exclude(1);
    play.tell({ kind: 'observations', observations: [{ id, observation: face() }] });
    expect(play.participant(1)).toMatchObject({
      state: 'excluded',
      votes: null,
      label: null,
      marks: [],
      resting: null,
    });
    const mine = callReport(play.call)?.people?.find((p) => p.name === 'Ana');
    expect(mine?.totals.states.read).toBe(0);
  });
});

it('an observation of a tile that has vanished meanwhile changes nothing', () => {
  const play = new Play().on().read(5000, [ANA, BOB]);
  const [id, before] = [play.idOf(1), play.participant(1)];
  play.sweep(BOB).tell({ kind: 'observations', observations: [{ id, observation: face('sad') }] });
  expect(play.snapshot.room.participants.find((p) => p.id === id)).toEqual(before);
});

describe('narrowing', () => {
  const narrow = (play: Play, mode: Settings['mode']) =>
    play.tell({ kind: 'settings', loaded: { settings: { ...DEFAULT_SETTINGS, mode }, forced: [], disabled: false } });

  it('from everybody to oneself forgets the others at once', () => {
    const me = tile(1, 'Ana', { self: 'marked' });
    const play = new Play().on().tell({ kind: 'record', on: true }).read(20_000, [me, BOB]);
    narrow(play, 'self');
    expect(play.readable).toEqual([1]);
    expect(play.snapshot.room.participants.map((p) => p.name)).toEqual(['Ana']);
    expect(play.snapshot.room.timeline).toEqual([]);
    expect(play.snapshot.recording).toBeNull();
    expect(callReport(play.call)).toBeNull();
  });

  it('to the group tells of nobody alone', () => {
    const people = Array.from({ length: 6 }, (_, i) => tile(i, `P${i}`));
    const play = new Play().on().read(20_000, people);
    narrow(play, 'group');
    expect(play.snapshot.room.participants).toEqual([]);
    expect(placedParticipants(play.call)).toEqual([]);
    play.read(20_000, people);
    expect(callReport(play.call)?.people).toBeNull();
    expect(play.snapshot.room.summary.seen).toBe(6);
  });

  it('holds also when reading was off in between', () => {
    const play = new Play().on().read(20_000, [ANA, BOB]).tell({ kind: 'reading', on: false });
    narrow(play, 'self');
    play.on().sweep(tile(1, 'Ana', { self: 'marked' }), BOB);
    expect(callReport(play.call)).toBeNull();
  });
});

describe('reading', () => {
  it('starts in a call with everything loaded and not before', () => {
    const loaded = { settings: DEFAULT_SETTINGS, forced: [], disabled: false };
    const all: CallEvent[] = [
      { kind: 'settings', at: START, loaded },
      { kind: 'consent', at: START, answers: { version: 1, purpose: 'rehearse', place: 'eu', people: 'alone' } },
      { kind: 'blocked', at: START, names: [] },
      { kind: 'page', at: START, inCall: true, language: '' },
    ];
    const on: CallEvent = { kind: 'reading', at: START, on: true };
    for (const missing of all)
      expect([...all.filter((e) => e !== missing), on].reduce(step, newCall('Any', START)).isOn).toBe(false);
    expect([...all, on].reduce(step, newCall('Any', START)).isOn).toBe(true);
  });

  it('ends when answers or an organisation no longer allow it', () => {
    const play = new Play().on().sweep(ANA).tell({ kind: 'consent', answers: null });
    expect(play.snapshot.phase).toBe('setup');
    const disabled = new Play().on().sweep(ANA);
    disabled.tell({ kind: 'settings', loaded: { settings: DEFAULT_SETTINGS, forced: [], disabled: true } });
    expect([disabled.snapshot.phase, disabled.readable]).toEqual(['disabled', []]);
  });

  it('goes on while the page shows no call for a moment, and ends with a report when it stays so', () => {
    const play = new Play().on().read(20_000, [ANA]);
    const away = () => play.tell({ kind: 'tiles', inCall: false, tiles: [] });
    const id = play.idOf(1);
    away();
    play.at += 2000;
    away();
    expect(play.sweep(ANA).idOf(1)).toBe(id);
    for (let seconds = 0; seconds < 5; seconds++, play.at += 1000) away();
    expect(play.call.isOn).toBe(true);
    away();
    expect(play.snapshot).toMatchObject({ phase: 'no-call', hasReport: true });
    expect(callReport(play.call)?.people?.map((p) => p.name)).toEqual(['Ana']);
    expect(play.call.log).toBeNull();
  });

  it('that fails says why, keeps the report, and forgets the sentence with the next start', () => {
    const play = new Play().on().read(20_000, [ANA]).tell({ kind: 'failed', error: 'errorEngineLost' });
    expect(play.snapshot).toMatchObject({ phase: 'error', error: 'errorEngineLost', hasReport: true });
    expect(play.on().snapshot).toMatchObject({ phase: 'starting', error: null });
  });

  it('tells how long the first reading took', () => {
    const play = new Play().on();
    play.at += 900;
    play.read(500, [ANA]);
    expect(play.snapshot.firstReadingMs).toBe(1400);
  });

  it('of several people in one tile tells each, and leaves all of them out together', () => {
    const play = new Play().on().sweep(ANA);
    const id = play.idOf(1);
    play.tell({ kind: 'words', personOfTile: '$1, person $2' }).tell({ kind: 'faces', people: { [id]: [1, 2] } });
    expect(play.snapshot.room.participants.map((p) => [p.id, p.name])).toEqual([
      [id, 'Ana, person 1'],
      [`${id}#2`, 'Ana, person 2'],
    ]);
    play.tell({ kind: 'exclude', id: `${id}#2`, excluded: true });
    expect(play.snapshot.room.participants.map((p) => p.state)).toEqual(['excluded', 'excluded']);
  });
});

it('a list of events gives the same call each time', () => {
  const play = new Play().on().read(30_000, [ANA, BOB]).exclude(2).read(5000, [ANA, BOB]).sweep(BOB);
  expect(play.events.reduce(step, newCall('Any', START))).toEqual(play.call);
});

describe('what a copy of the script leaves to the next', () => {
  const left = () => structuredClone(keptOf(new Play().on().read(3000, [ANA, BOB]).exclude(1).call));

  it('goes on: whoever is left out stays so, and the report is of one call', () => {
    const before = left();
    const kept = keptCall(before);
    expect(kept).toEqual(before);
    const next = new Play();
    next.at += 5000;
    next.call = continued(next.call, kept as KeptCall);
    next.on().read(2000, [ANA, BOB]);
    expect(next.readable).toEqual([2]);
    expect(callReport(next.call)?.startedAt).toBe(before.log?.startedAt);
  });

  it('counts as nothing where a part of it is not understood', () => {
    const { askedAt, ...forgetful } = left().identity.people[0] as Person;
    expect(keptCall({ ...left(), identity: { ...left().identity, people: [forgetful] } })).toBeUndefined();
    expect(keptCall({ ...left(), version: 1 })).toBeUndefined();
    expect(keptCall(null)).toBeUndefined();
  });
});
