// Moments: a room in which nothing happens has none, a change across people is found soon, and who comes or goes changes nothing.
import { describe, expect, it } from 'vitest';
import type { ObservedFace, TileInfo } from '../../src/call/room/participant.ts';
import { evenOf } from '../../src/call/room/prior.ts';
import { emptyRoom, type RoomEvent, type RoomState, reduce } from '../../src/call/room/room.ts';
import type { LookMoment } from '../../src/call/room/types.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../../src/engine/types.ts';
import { AT_REST } from '../support/face.ts';
import { long } from '../support/long.ts';

/** The same numbers each time, 0..1. */
function random(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const MINUTE = 60_000;
const STEP = 500;

interface Person {
  id: string;
  /** Comes and goes, milliseconds. */
  from: number;
  to: number;
  /** The share of an expression beside neutral. */
  shares: (at: number) => Partial<Votes>;
}

/** A call in which everybody's shares waver as the net's do on a still face that moves and blinks: they wander and come back. */
function call(people: Person[], length: number, seed: number, waver = 0.06): RoomState {
  const next = random(seed);
  const drift = new Map(people.map(({ id }) => [id, new Map<Expression, number>()]));
  let state = emptyRoom(0);
  const play = (event: RoomEvent) => {
    state = reduce(state, event);
  };
  for (let at = 0; at <= length; at += STEP) {
    const here = people.filter(({ from, to }) => at >= from && at < to);
    const tile = ({ id }: Person): TileInfo => ({
      id,
      name: id,
      isSelf: false,
      isCameraOff: false,
      excludedBecause: null,
    });
    play({ kind: 'tiles', at, tiles: here.map(tile) });
    const looks = here.map(({ id, shares }) => {
      const meant = shares(at);
      const own = drift.get(id) as Map<Expression, number>;
      const raw = EXPRESSIONS.map((e) => {
        // Remembers half of itself over a second and a half.
        const moved = 0.8 * (own.get(e) ?? 0) + 0.6 * waver * (next() + next() + next() - 1.5) * 2;
        own.set(e, moved);
        return Math.max(0, (e === 'neutral' ? 0.6 : 0) + (meant[e] ?? 0) + moved);
      });
      const sum = raw.reduce((a, b) => a + b, 0);
      const votes = Object.fromEntries(EXPRESSIONS.map((e, i) => [e, (raw[i] as number) / sum])) as Votes;
      const look: ObservedFace = {
        facePx: 100,
        yaw: 0,
        pitch: 0,
        nod: 0,
        movements: AT_REST,
        votes,
        balanced: evenOf(votes),
        doubt: 0.05,
      };
      return { id, observation: look };
    });
    play({ kind: 'observations', at, observations: looks });
  }
  return state;
}

const steady = (id: string, shares: Partial<Votes> = { happy: 0.2 }): Person => ({
  id,
  from: 0,
  to: Number.POSITIVE_INFINITY,
  shares: () => shares,
});
const crowd = (count: number, person: (i: number) => Person) => Array.from({ length: count }, (_, i) => person(i));

describe('moments', () => {
  it.each(long ? [1, 3, 8, 25] : [1, 8])(
    'are fewer than one in an hour among %i people to whom nothing happens',
    (count) => {
      const hours = [1, 2, 3, 4].map(
        (seed) =>
          call(
            crowd(count, (i) => steady(`p${i}`)),
            60 * MINUTE,
            seed,
          ).room.moments.length,
      );
      console.log(`${count} people: ${hours} moments in an hour`);
      expect(hours.reduce((a, b) => a + b, 0) / hours.length).toBeLessThan(1);
    },
  );

  it.each([
    [6, 8],
    [2, 3],
    [15, 25],
  ])('tell within ten seconds that %i of %i look happy', (some, count) => {
    const at = 5 * MINUTE;
    for (const seed of [1, 2, 3]) {
      const people = crowd(count, (i) => ({
        ...steady(`p${i}`),
        shares: (now) => ({ happy: i < some && now >= at && now < at + 30_000 ? 1.5 : 0.1 }),
      }));
      const { moments } = call(people, at + 20_000, seed).room;
      const found = moments.filter((m) => m.at >= at);
      expect(found, JSON.stringify(moments)).toHaveLength(1);
      expect(found[0]).toMatchObject({ expression: 'happy', rose: true, people: some, of: count });
      expect((found[0]?.at ?? 0) - at).toBeLessThanOrEqual(10_000);
    }
  });

  it('tell when it is over, too', () => {
    const people = crowd(6, (i) => ({
      ...steady(`p${i}`),
      shares: (now) => ({ happy: now >= 5 * MINUTE && now < 6 * MINUTE ? 1.2 : 0.1 }),
    }));
    const { moments } = call(people, 7 * MINUTE, 5).room;
    expect((moments as LookMoment[]).map(({ expression, rose }) => [expression, rose])).toEqual([
      ['happy', true],
      ['happy', false],
    ]);
  });

  it('count everybody who has the word now, and of those who lose it only those', () => {
    const at = 5 * MINUTE;
    // Three look happy all the time, three for a minute, two never.
    const people = crowd(8, (i) => ({
      ...steady(`p${i}`),
      shares: (now) => ({ happy: i < 3 || (i < 6 && now >= at && now < at + MINUTE) ? 1.5 : 0.1 }),
    }));
    for (const seed of [1, 2, 3]) {
      const { moments } = call(people, at + 2 * MINUTE, seed).room;
      expect(moments).toMatchObject([
        { expression: 'happy', rose: true, people: 6, of: 8 },
        { expression: 'happy', rose: false, people: 3, of: 8 },
      ]);
    }
  });

  it('are told of a short laugh, with as many as laughed at once, at the time of the laugh', () => {
    const at = 5 * MINUTE;
    const people = crowd(8, (i) => ({
      ...steady(`p${i}`),
      shares: (now) => ({ happy: i < 6 && now >= at && now < at + 4000 ? 1.5 : 0.1 }),
    }));
    for (const seed of [1, 2, 3]) {
      const [moment] = call(people, at + 20_000, seed).room.moments;
      expect(moment).toMatchObject({ expression: 'happy', rose: true, people: 6, of: 8 });
      expect((moment?.at ?? 0) - at).toBeLessThanOrEqual(4000);
    }
  });

  it('are none when faces change within a word', () => {
    const people = crowd(6, (i) => ({
      ...steady(`p${i}`),
      shares: (now) => ({ happy: now >= 5 * MINUTE ? 6 : 1.5 }),
    }));
    const state = call(people, 6 * MINUTE, 4);
    expect(state.room.summary.labels?.happy).toBe(6);
    expect(state.room.summary.votes?.happy).toBeGreaterThan(0.85);
    expect(state.room.moments).toEqual([]);
  });

  it('are none when happy people come and go', () => {
    const people = [
      ...crowd(4, (i) => steady(`p${i}`, { sad: 0.2 })),
      ...crowd(4, (i) => ({ ...steady(`q${i}`, { happy: 1.5 }), from: 5 * MINUTE, to: 8 * MINUTE })),
    ];
    expect(call(people, 12 * MINUTE, 3).room.moments).toEqual([]);
  });

  it('are the same when a stream is played again', () => {
    const people = crowd(5, (i) => ({ ...steady(`p${i}`), shares: (now) => ({ surprise: now > 3 * MINUTE ? 1 : 0 }) }));
    expect(call(people, 4 * MINUTE, 9)).toEqual(call(people, 4 * MINUTE, 9));
  });
});
