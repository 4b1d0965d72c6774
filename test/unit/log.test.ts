// The log of a call: its sums hold for every stream, it stays small however long the call, and it forgets whom it is asked to forget.
import { describe, expect, it } from 'vitest';
import { type CallLog, coverageOf, emptyLog, type LookReport, logged, reportOf } from '../../src/call/report/log.ts';
import type { Observation, TileInfo } from '../../src/call/room/participant.ts';
import { emptyRoom, type RoomEvent, reduce } from '../../src/call/room/room.ts';
import { type ParticipantState, STATES } from '../../src/call/room/types.ts';
import { EXPRESSIONS } from '../../src/engine/types.ts';
import { AT_REST } from '../support/face.ts';
import { stream } from '../support/stream.ts';

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

function play(events: readonly RoomEvent[]): CallLog {
  const start = events[0]?.at ?? 0;
  let state = emptyRoom(start);
  let log = emptyLog(start);
  for (const event of events) {
    state = reduce(state, event);
    log = logged(log, state.room);
  }
  return log;
}

const tile = (id: string, part: Partial<TileInfo> = {}): TileInfo => ({
  id,
  name: `Name of ${id}`,
  isSelf: false,
  isCameraOff: false,
  excludedBecause: null,
  ...part,
});
const tiles = (at: number, ...list: TileInfo[]): RoomEvent => ({ kind: 'tiles', at, tiles: list });
const HAPPY = { neutral: 0.1, happy: 0.9, surprise: 0, sad: 0, angry: 0, disgust: 0, fear: 0 };
const happy: Observation = {
  facePx: 120,
  yaw: 0,
  pitch: 0,
  nod: 0,
  movements: AT_REST,
  votes: HAPPY,
  balanced: HAPPY,
  doubt: 0,
};
const looks = (at: number, ...ids: string[]): RoomEvent => ({
  kind: 'observations',
  at,
  observations: ids.map((id) => ({ id, observation: happy })),
});
/** Somebody who looks happy, twice a second. */
const happyFor = (ms: number, from = 0, id = 'a'): RoomEvent[] =>
  Array.from({ length: ms / 500 }, (_, i) => looks(from + 500 * i, id));

const lookReport = (...asked: Parameters<typeof reportOf>) => reportOf(...asked) as LookReport;

const seeds = Array.from({ length: 20 }, (_, i) => [i + 1]);

describe('the log of a call', () => {
  it.each(seeds)('adds up, stream %i', (seed) => {
    const log = play(stream(seed));
    const { totals, people, timeline, startedAt, endedAt } = lookReport(log, 'Meet', true);
    const all = people ?? [];
    expect(all.length).toBeGreaterThan(1);
    for (const one of [totals, ...all.map((person) => person.totals)]) {
      expect(sum(Object.values(one.labels))).toBe(one.states.read);
      expect(one.votes === null).toBe(one.states.read + one.states.unclear === 0);
      if (one.votes) expect(sum(Object.values(one.votes))).toBeCloseTo(1, 6);
      expect(one.doubt).toBeGreaterThanOrEqual(0);
      expect(one.doubt).toBeLessThanOrEqual(1);
      // Nobody was there for longer than the call.
      if (one !== totals) expect(sum(Object.values(one.states))).toBeLessThanOrEqual(endedAt - startedAt);
    }
    for (const e of EXPRESSIONS) expect(totals.labels[e]).toBe(sum(all.map((p) => p.totals.labels[e])));
    for (const s of STATES) expect(totals.states[s]).toBe(sum(all.map((p) => p.totals.states[s])));
    const { readMs, ofMs } = coverageOf(totals);
    expect(readMs).toBeGreaterThan(0);
    expect(readMs).toBeLessThanOrEqual(ofMs);
    for (const [i, point] of timeline.entries()) {
      expect(point.votes === null).toBe(point.seen === 0);
      expect(point.seen).toBeLessThanOrEqual(point.people);
      expect(point.people).toBeGreaterThan(0);
      // That somebody is read at last is told at once.
      const before = timeline[i - 1];
      const begins = before?.seen === 0 && point.seen > 0;
      if (before && !begins) expect(point.at - before.at).toBeGreaterThanOrEqual(log.stepMs);
    }
  });

  it('says nothing of single people where they are not spoken of', () => {
    const report = lookReport(play([tiles(0, tile('a')), ...happyFor(20_000)]), 'Meet', false);
    expect(report.people).toBeNull();
    expect(JSON.stringify(report)).not.toContain('Name of');
    expect(report.totals.labels.happy).toBeGreaterThan(10_000);
  });

  it('keeps its span when it thins, and a step that fits', () => {
    const HOURS = 9;
    const step = 2500;
    const events = Array.from({ length: (HOURS * 3_600_000) / step }, (_, i) =>
      i === 0 ? tiles(0, tile('a')) : looks(i * step, 'a'),
    );
    const { timeline, stepMs, endedAt } = lookReport(play(events), 'Meet', true);
    expect(timeline.length).toBeLessThanOrEqual(1440);
    expect(timeline.length).toBeGreaterThan(700);
    expect(timeline[0]?.at).toBe(0);
    expect(endedAt - (timeline.at(-1)?.at ?? 0)).toBeLessThan(stepMs);
    expect(stepMs).toBe(40_000);
    // The first may be followed sooner, by the moment in which somebody is read at last.
    for (const [i, { at }] of timeline.entries())
      if (i > 1) expect(at - (timeline[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(stepMs);
  });

  it('does not count the hours in which the machine slept', () => {
    const HOUR = 3_600_000;
    const { totals } = lookReport(play([tiles(0, tile('a')), ...happyFor(20_000), looks(HOUR, 'a')]), 'Meet', true);
    expect(coverageOf(totals).ofMs).toBeLessThanOrEqual(20_000 + 10_000);
  });

  it('forgets how somebody looked who asks not to be read, and goes on without them', () => {
    const out = tile('a', { excludedBecause: 'asked' });
    const before = [tiles(0, tile('a'), tile('b')), ...happyFor(20_000), ...happyFor(5000, 20_000, 'b')];
    const known = lookReport(play(before), 'Meet', true);
    expect(known.people?.[0]?.totals.labels.happy).toBeGreaterThan(10_000);
    const { people, totals } = lookReport(
      play([...before, tiles(25_000, out, tile('b')), tiles(26_000, out, tile('b'))]),
      'Meet',
      true,
    );
    const states = Object.fromEntries(STATES.map((s) => [s, s === 'excluded' ? 1500 : 0]));
    expect(people?.[0]?.totals).toEqual({
      labels: Object.fromEntries(EXPRESSIONS.map((e) => [e, 0])),
      states: states as Record<ParticipantState, number>,
      votes: null,
      doubt: 0,
      clearDots: 5,
    });
    expect(totals.labels.happy).toBe(people?.[1]?.totals.labels.happy);
    expect(totals.labels.happy).toBeGreaterThan(1000);
  });

  it('tells people in the order in which they came, whatever sites call them', () => {
    const { people } = lookReport(
      play([tiles(0, tile('b')), tiles(500, tile('7'), tile('b'), tile('a'))]),
      'Zoom',
      true,
    );
    expect(people?.map(({ name }) => name)).toEqual(['Name of b', 'Name of 7', 'Name of a']);
  });

  it('keeps every moment once, also those that the room has forgotten', () => {
    const room = emptyRoom(0).room;
    const moment = (at: number) => ({ at, expression: 'happy' as const, rose: true, people: 1, of: 2 });
    let log = emptyLog(0);
    for (let i = 1; i <= 120; i++) {
      const moments = Array.from({ length: 50 }, (_, k) => moment((i - 49 + k) * 1000)).filter(({ at }) => at > 0);
      log = logged(log, { ...room, at: i * 1000, moments });
    }
    expect(log.moments.map(({ at }) => at)).toEqual(Array.from({ length: 120 }, (_, i) => (i + 1) * 1000));
  });
});
