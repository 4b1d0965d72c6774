// Nodding and shaking: told of heads that do it, at every speed and pace at which that can be seen, and of no others.
import { describe, expect, it } from 'vitest';
import { type Head, isFastEnough, STILL, withPose } from '../../src/call/room/movements.ts';
import { emptyRoom, type RoomEvent, reduce } from '../../src/call/room/room.ts';
import type { Movement } from '../../src/call/room/types.ts';
import { AT_REST } from '../support/face.ts';
import { random } from '../support/stream.ts';

const DEGREE = Math.PI / 180;
/** How far a look is off, standard deviation in degrees: the most that was measured on still faces, in calls and on clips. */
const WAVER = { nod: 0.8, yaw: 1.1 };

interface Scene {
  /** Degrees at a time in milliseconds. */
  nod?: (at: number) => number;
  yaw?: (at: number) => number;
  spacing: number;
  /** Ticks come early or late by up to this part of the spacing. */
  jitter?: number;
  until: number;
  seed?: number;
  waver?: number;
}

/** Every look with what is said after it. */
function watch({ nod = () => 0, yaw = () => 0, spacing, jitter = 0.1, until, seed = 1, waver = 1 }: Scene) {
  const next = random(seed);
  const off = () => (next() + next() + next() + next() - 2) * Math.sqrt(3) * waver * DEGREE;
  const said: { at: number; movement: Movement | null; head: Head }[] = [];
  let head = STILL;
  for (let at = 0; at <= until; at += spacing * (1 + jitter * (2 * next() - 1))) {
    head = withPose(head, {
      at,
      nod: nod(at) * DEGREE + WAVER.nod * off(),
      yaw: yaw(at) * DEGREE + WAVER.yaw * off(),
    });
    said.push({ at, movement: head.movement, head });
  }
  return said;
}

/** To and fro around nothing, `range` degrees from end to end, from `from` on. */
const swing =
  (hertz: number, range: number, from = 0, to = Number.POSITIVE_INFINITY, phase = 0) =>
  (at: number) =>
    at < from || at > to ? 0 : (range / 2) * Math.sin(2 * Math.PI * (hertz * ((at - from) / 1000) + phase));

const words = (scene: Scene) => new Set(watch(scene).map(({ movement }) => movement));

describe('a head that moves', () => {
  const speeds = [0.8, 1.2, 1.6, 2, 2.5];
  const ranges = [14, 20, 30];
  it.each(speeds.flatMap((hertz) => ranges.map((range) => [hertz, range] as const)))(
    'is told soon at %f Hz, %i° from end to end, and by the right word',
    (hertz, range) => {
      for (const [which, movement] of [
        ['nod', 'nodding'],
        ['yaw', 'shaking'],
      ] as const)
        for (const spacing of [100, 130, 160, 200])
          for (const seed of [1, 2, 3, 4]) {
            // Sampled close to twice a swing, what is seen of it comes and goes.
            if (spacing * hertz > 350) continue;
            const phase = seed / 4;
            const said = watch({ [which]: swing(hertz, range, 2000, undefined, phase), spacing, until: 10_000, seed });
            const told = said.find((one) => one.movement !== null);
            const where = `${which} every ${spacing} ms, seed ${seed}`;
            expect(told?.movement, where).toBe(movement);
            // Two whole swings, and the time to see that they are over.
            expect((told?.at ?? 0) - 2000, where).toBeLessThan(2500 / hertz + 700);
            expect(new Set(said.filter(({ at }) => at > 2000).map((one) => one.movement)).size, where).toBe(2);
          }
    },
  );

  it('keeps its word without a break while it goes on, and for two seconds after that', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const said = watch({ nod: swing(1.8, 18, 2000, 8000), spacing: 160, until: 16_000, seed });
      const first = said.findIndex((one) => one.movement === 'nodding');
      const last = said.findLastIndex((one) => one.movement === 'nodding');
      expect(said.slice(first, last + 1).every((one) => one.movement === 'nodding')).toBe(true);
      const end = (said[last]?.at ?? 0) - 8000;
      expect(end).toBeGreaterThan(1500);
      // A last swing may have been under way.
      expect(end).toBeLessThan(3800);
    }
  });

  it('is told even if the head sways or turns slowly at the same time', () => {
    const sway = (at: number) => 6 * Math.sin((2 * Math.PI * at) / 6000);
    expect(words({ nod: swing(1.8, 22), yaw: sway, spacing: 160, until: 12_000 })).toContain('nodding');
    expect(words({ yaw: swing(1.8, 26), nod: sway, spacing: 160, until: 12_000 })).toContain('shaking');
    expect(words({ nod: swing(1.8, 22), yaw: sway, spacing: 160, until: 12_000 })).not.toContain('shaking');
  });

  it.each([250, 300, 340])(
    'is mostly told within four seconds by looks %i ms apart, too, up to twice a second',
    (spacing) => {
      for (const hertz of [0.8, 1.2, 1.6, 2]) {
        const told = Array.from({ length: 40 }, (_, seed) => {
          const nod = swing(hertz, 18, 0, undefined, seed / 40);
          return words({ nod, spacing, until: 4000, seed: seed + 1 });
        });
        const right = told.filter((said) => said.has('nodding')).length;
        expect(right / told.length, `${hertz} Hz`).toBeGreaterThanOrEqual(0.8);
        expect(told.some((said) => said.has('shaking'))).toBe(false);
      }
    },
  );

  it('says one word before another comes', () => {
    const said = watch({
      nod: swing(1.8, 20, 0, 5000),
      yaw: swing(1.8, 24, 5000, 12_000),
      spacing: 160,
      until: 20_000,
    });
    const order = said.map((one) => one.movement).filter((one, i, all) => one !== all[i - 1]);
    expect(order.filter((one) => one !== null)).toEqual(['nodding', 'shaking']);
  });

  it('is not told of a head that does both at once: what that is nobody can say', () => {
    expect(words({ nod: swing(1.8, 20), yaw: swing(1.8, 20), spacing: 160, until: 12_000 })).toEqual(new Set([null]));
  });
});

describe('nothing is said', () => {
  it.each([370, 400, 500])('of looks that are %i ms apart: too far to tell', (spacing) => {
    const said = watch({ nod: swing(1.5, 25), spacing, jitter: 0.05, until: 20_000 });
    expect(said.every(({ movement, head }) => movement === null && !isFastEnough(head.poses))).toBe(true);
  });

  it('before the head has been watched for a while, and across a gap', () => {
    const said = watch({ nod: swing(2, 25), spacing: 100, until: 1100 });
    expect(said.every(({ movement, head }) => movement === null && !isFastEnough(head.poses))).toBe(true);
    const before = said.at(-1)?.head as Head;
    expect(isFastEnough(withPose(before, { at: 2000, nod: 0, yaw: 0 }).poses)).toBe(false);
  });

  const still = { spacing: 160, until: 60_000 };
  const glance = (at: number) => (at > 5000 && at < 5900 ? 25 : 0);
  const smooth = (from: number, to: number, size: number) => (at: number) =>
    at < from ? 0 : at > to ? size : (size / 2) * (1 - Math.cos((Math.PI * (at - from)) / (to - from)));
  it.each<[string, Scene]>([
    ['a glance down', { ...still, nod: glance }],
    ['a glance to the side', { ...still, yaw: glance }],
    ['a head that turns slowly', { ...still, yaw: smooth(4000, 6000, 40) }],
    ['a head that turns at once', { ...still, yaw: smooth(4000, 4400, 40) }],
    ['a head that goes down for good', { ...still, nod: smooth(4000, 4700, 30) }],
    [
      'a head that turns there and back',
      { ...still, yaw: (at) => smooth(4000, 4500, 30)(at) - smooth(5500, 6000, 30)(at) },
    ],
    ['slow sway', { ...still, nod: swing(0.3, 20), yaw: swing(0.2, 25) }],
    ['the quick, small swings of somebody who talks', { ...still, nod: swing(3.1, 5), yaw: swing(1.4, 4) }],
    ['breathing', { ...still, nod: swing(0.25, 6) }],
  ])('of %s', (_, scene) => {
    for (const seed of [1, 2, 3])
      for (const spacing of [100, 160, 240]) expect(words({ ...scene, spacing, seed })).toEqual(new Set([null]));
  });

  it('of a face that only wavers: by simulation less than once in an hour at one and a half times the measured noise', () => {
    const HOURS = 4;
    for (const waver of [1, 1.5, 2]) {
      const said = watch({ spacing: 160, until: HOURS * 3_600_000, waver, seed: 9 });
      const begins = said.filter((one, i) => one.movement !== null && said[i - 1]?.movement === null).length;
      console.log(`${waver} times the measured noise: ${begins / HOURS} false movements an hour`);
      if (waver <= 1.5) expect(begins / HOURS).toBeLessThan(1);
    }
  });
});

describe('in a room', () => {
  const votes = { neutral: 1, happy: 0, surprise: 0, sad: 0, angry: 0, disgust: 0, fear: 0 };
  const look = (at: number, more: object = {}): RoomEvent => ({
    kind: 'observations',
    at,
    observations: [
      {
        id: 'a',
        observation: {
          facePx: 100,
          yaw: 0,
          pitch: 0,
          nod: swing(1.6, 20)(at) * DEGREE,
          movements: AT_REST,
          votes,
          balanced: votes,
          doubt: 0,
          ...more,
        },
      },
    ],
  });
  const miss = (at: number): RoomEvent => ({
    kind: 'observations',
    at,
    observations: [{ id: 'a', observation: null }],
  });
  const tile = (at: number, isCameraOff = false): RoomEvent => ({
    kind: 'tiles',
    at,
    tiles: [{ id: 'a', name: 'A', isSelf: false, isCameraOff, excludedBecause: null }],
  });
  const nodding = Array.from({ length: 30 }, (_, i) => look(i * 150));
  const room = (events: RoomEvent[]) => events.reduce((state, event) => reduce(state, event), emptyRoom(0)).room;

  it('one head is counted, and a single miss is no end', () => {
    const seen = room([tile(0), ...nodding]);
    expect(seen.participants[0]?.movement).toBe('nodding');
    expect(seen.summary.movements).toEqual({ nodding: 1, shaking: 0 });
    expect(
      room([tile(0), ...nodding.map((event, i) => (i % 8 === 5 ? miss(event.at) : event))]).participants[0]?.movement,
    ).toBe('nodding');
  });

  it('whoever is lost or turns the camera off stops, and counts as not told', () => {
    expect(room([tile(0), ...nodding, miss(4600), miss(6200)])).toMatchObject({
      participants: [{ movement: null }],
      summary: { movements: null },
    });
    expect(room([tile(0), ...nodding, tile(4600, true)])).toMatchObject({
      participants: [{ movement: null }],
      summary: { movements: null },
    });
  });

  it('a mouth that talks has no part in it', () => {
    const talking = Array.from({ length: 60 }, (_, i) =>
      look(i * 150, { nod: 0, pitch: swing(1.6, 20)(i * 150) * DEGREE }),
    );
    expect(room([tile(0), ...talking]).participants[0]?.movement).toBeNull();
  });
});
