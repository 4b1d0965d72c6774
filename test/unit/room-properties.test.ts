// What holds for every stream of events whatever is in it: sums, order, replay. Streams are random, the same each time.
import { describe, expect, it } from 'vitest';
import { type CallLog, emptyLog, logged, reportOf } from '../../src/call/report/log.ts';
import { emptyGroup, type GroupState, regroup } from '../../src/call/room/group.ts';
import { emptyRoom, type RoomEvent, type RoomState, reduce } from '../../src/call/room/room.ts';
import { STATES } from '../../src/call/room/types.ts';
import { stream } from '../support/stream.ts';

const play = (events: RoomEvent[]) => events.reduce<RoomState>((state, event) => reduce(state, event), emptyRoom(0));
interface Kept {
  room: RoomState;
  group: GroupState;
  log: CallLog;
  groupLog: CallLog;
}

const seeds = Array.from({ length: 20 }, (_, i) => [i + 1]);

describe('the room', () => {
  it.each(seeds)('keeps its sums, stream %i', (seed) => {
    let state = emptyRoom(0);
    let seen = 0;
    for (const event of stream(seed)) {
      state = reduce(state, event);
      const { participants, summary } = state.room;
      const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
      expect(sum(Object.values(summary.states))).toBe(participants.length);
      expect(summary.people).toBe(participants.length);
      expect(summary.seen).toBe(summary.states.read + summary.states.unclear);
      expect(sum(Object.values(summary.labels ?? {}))).toBe(summary.states.read);
      expect(summary.votes === null).toBe(summary.seen === 0);
      if (summary.votes) expect(sum(Object.values(summary.votes))).toBeCloseTo(1, 6);
      for (const { state: how, votes, label, doubt } of participants) {
        expect(STATES).toContain(how);
        expect(votes !== null).toBe(how === 'read' || how === 'unclear');
        expect(label !== null).toBe(how === 'read');
        if (votes) expect(sum(Object.values(votes))).toBeCloseTo(1, 6);
        expect(doubt).toBeGreaterThanOrEqual(0);
        expect(doubt).toBeLessThanOrEqual(1);
      }
      seen = Math.max(seen, summary.seen);
    }
    // Otherwise nothing of this has been tried.
    expect(seen).toBeGreaterThan(1);
  });

  it.each(seeds)('does not care in which order a tick’s readings come, stream %i', (seed) => {
    const events = stream(seed);
    const turned = events.map((event) =>
      event.kind === 'observations' ? { ...event, observations: event.observations.toReversed() } : event,
    );
    expect(play(turned)).toEqual(play(events));
  });

  it.each(seeds)('is the same when a stream is written down and played again, stream %i', (seed) => {
    const events = stream(seed);
    expect(play(JSON.parse(JSON.stringify(events)))).toEqual(play(events));
  });

  it.each(seeds)('goes on just the same from a structured clone, and so do a group and a log, stream %i', (seed) => {
    const [head, tail] = [stream(seed).slice(0, 150), stream(seed).slice(150)];
    const goOn = (from: Kept, events: RoomEvent[]) =>
      events.reduce<Kept>(({ room, group, log, groupLog }, event) => {
        const next = reduce(room, event);
        const nextGroup = regroup(group, next.room, 3);
        return {
          room: next,
          group: nextGroup,
          log: logged(log, next.room),
          groupLog: logged(groupLog, nextGroup.room),
        };
      }, from);
    const start = { room: emptyRoom(0), group: emptyGroup(0), log: emptyLog(0), groupLog: emptyLog(0) };
    const half = goOn(start, head);
    // JSON is how messages between the extension's parts carry it.
    for (const copy of [structuredClone(half), JSON.parse(JSON.stringify(half)) as Kept]) {
      expect(copy).toEqual(half);
      const whole = goOn(half, tail);
      expect(goOn(copy, tail)).toEqual(whole);
      expect(reportOf(goOn(copy, tail).log, 'A', true)).toEqual(reportOf(whole.log, 'A', true));
    }
  });

  it.each(seeds)('never says anything of whoever is not to be read, stream %i', (seed) => {
    let state = emptyRoom(0);
    let excluded = new Set<string>();
    for (const event of stream(seed)) {
      state = reduce(state, event);
      if (event.kind === 'tiles') excluded = new Set(event.tiles.filter((t) => t.excludedBecause).map((t) => t.id));
      for (const p of state.room.participants)
        if (excluded.has(p.id)) expect(p).toMatchObject({ state: 'excluded', votes: null, label: null });
    }
  });
});
