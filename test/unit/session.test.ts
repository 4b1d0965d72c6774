// The session's pure parts: where badges go, how fast it looks, what it counts.
import { describe, expect, it } from 'vitest';
import { engineShare, Meter, Pace } from '../../src/page/capture/pace.ts';
import { cornerBox, freeCorner } from '../../src/page/overlay/corner.ts';

describe('a badge’s corner', () => {
  const tile = { x: 100, y: 50, width: 320, height: 180 };
  const badge = { width: 90, height: 24 };
  const topLeft = { x: 100, y: 50, width: 60, height: 60 };
  const topRight = { x: 380, y: 50, width: 40, height: 40 };
  const bottomLeft = { x: 108, y: 200, width: 120, height: 24 };

  it('is the top left one when that is free', () => {
    expect(freeCorner(tile, badge, { clear: [bottomLeft] }, 8)?.corner).toBe(0);
    expect(cornerBox(tile, badge, 0, 8)).toEqual({ x: 108, y: 58, width: 90, height: 24 });
  });
  it('avoids face, name and marks', () => {
    expect(freeCorner(tile, badge, { clear: [topLeft] }, 8)?.corner).toBe(1);
    expect(freeCorner(tile, badge, { clear: [topLeft, topRight, bottomLeft] }, 8)?.corner).toBe(2);
    expect(cornerBox(tile, badge, 2, 8)).toEqual({ x: 322, y: 198, width: 90, height: 24 });
  });
  it('stays where it was while that is free', () => {
    expect(freeCorner(tile, badge, { clear: [] }, 8, 2)?.corner).toBe(2);
    expect(freeCorner(tile, badge, { clear: [{ x: 350, y: 150, width: 100, height: 100 }] }, 8, 2)?.corner).toBe(0);
  });
  it('is none where all are taken', () => {
    expect(freeCorner(tile, badge, { clear: [tile] }, 8, 3)).toBeNull();
  });
});

describe('the pace', () => {
  it('keeps to its share of the machine', () => {
    const pace = new Pace(0.3, 333);
    expect(pace.tickMs).toBeNull();
    for (let i = 0; i < 5; i++) pace.note({ at: i * 1000, ms: 300 });
    expect(pace.periodMs).toBe(1000);
    expect(pace.tickMs).toEqual({ median: 300, p95: 300 });
  });
  it('looks as often as it may at most and once in five seconds at least', () => {
    const [fast, slow] = [new Pace(0.3, 333), new Pace(0.1, 333)];
    expect(fast.periodMs).toBe(333);
    fast.note({ at: 0, ms: 5 });
    slow.note({ at: 0, ms: 4000 });
    expect(fast.periodMs).toBe(333);
    expect(slow.periodMs).toBe(5000);
  });
  it('forgets what is older than a minute', () => {
    const pace = new Pace(0.3, 333);
    pace.note({ at: 0, ms: 900 });
    for (let i = 0; i < 10; i++) pace.note({ at: 61_000 + i, ms: 30 });
    expect(pace.tickMs).toEqual({ median: 30, p95: 30 });
  });

  /** A page in which a tick takes so much of the thread, and all else so much a second, watched until it has settled. */
  const settled = (page: number, restASecond: number, odd: (i: number) => number = () => 0) => {
    const pace = new Pace(0.3, 160);
    let at = 0;
    for (let i = 0; i < 200; i++) {
      const period = pace.periodMs;
      at += period;
      pace.note({ at, ms: 8, page: page + odd(i), rest: (restASecond * period) / 1000 });
    }
    return pace.periodMs;
  };
  it('leaves the page 98 of 100 parts of its thread, with all that is done between ticks', () => {
    expect(settled(2, 0)).toBe(160);
    expect(settled(8, 0)).toBe(400);
    for (const [page, rest] of [
      [4, 5],
      [12, 2],
      [25, 8],
    ] as const) {
      const period = settled(page, rest);
      expect(period).toBeGreaterThan(160);
      expect(page / period + rest / 1000).toBeCloseTo(0.02, 4);
    }
  });
  it('does not stop looking where all else takes that much already', () => {
    expect(settled(5, 30)).toBe(500);
  });
  it('tells how often each is looked at, and what that takes of the page', () => {
    const pace = new Pace(0.3, 160);
    expect([pace.looksPerSecond, pace.pageShare]).toEqual([null, null]);
    pace.note({ at: 0, ms: 50, page: 900, looked: ['a', 'b', 'c'] });
    expect([pace.looksPerSecond, pace.pageShare]).toEqual([null, null]);
    // One of three has a new picture every second look, and somebody else has just come.
    for (let i = 1; i <= 200; i++)
      pace.note({
        at: 200 * i,
        ms: 50,
        page: 2,
        rest: 1,
        looked: ['a', 'b', ...(i % 2 ? ['c'] : []), ...(i > 198 ? ['d'] : [])],
      });
    expect(pace.looksPerSecond).toBeCloseTo(5, 5);
    expect(pace.pageShare).toBeCloseTo(0.015, 5);
  });
  it('takes a share of all cores, or of the graphics card, but leaves no thread without rest', () => {
    const wasm = (threads: number, tickMs: number | null) => ({ backend: 'wasm' as const, threads, tickMs });
    const one = { backend: 'wasm' as const, backends: [wasm(1, 30)] };
    expect(engineShare(0.3, one, 2)).toBeCloseTo(0.6);
    expect(engineShare(0.3, one, 16)).toBe(0.8);
    expect(engineShare(1, one, 1)).toBe(1);
    const four = { backend: 'wasm' as const, backends: [wasm(1, 30), wasm(4, 10), wasm(2, null)] };
    expect(engineShare(0.3, four, 8)).toBeCloseTo(0.6);
    const card = {
      backend: 'webgl' as const,
      backends: [wasm(1, 30), { backend: 'webgl' as const, threads: 1, tickMs: 3 }],
    };
    expect(engineShare(0.3, card, 8)).toBe(0.3);
    expect(engineShare(0.3, { backend: null, backends: [] }, 8)).toBe(0.3);
  });
  it('is not slowed by a tick that something else on the machine held up', () => {
    expect(settled(6, 0, (i) => (i % 7 === 0 ? 40 : 0))).toBe(300);
  });
  it('follows its own cost on a machine that is busy with something else', () => {
    const pace = new Pace(0.3, 160);
    // Two of three ticks are held up, by up to three times what they take.
    const longer = (i: number) => [1, 3, 2][i % 3] as number;
    let at = 0;
    for (let i = 0; i < 300; i++) {
      at += pace.periodMs;
      pace.note({
        at,
        ms: 60 * longer(i),
        page: 4 * longer(i),
        rest: 0.002 * longer(Math.floor(i / 4)) * pace.periodMs,
      });
    }
    expect(pace.periodMs).toBeLessThan(300);
  });
});

describe('the meter', () => {
  it('counts work once, however deep it lies, and starts anew when asked', () => {
    let now = 0;
    const meter = new Meter(() => now);
    const work = (ms: number) => {
      now += ms;
      return ms;
    };
    expect(meter.run(() => work(3) + meter.run(() => work(2)))).toBe(5);
    expect(() =>
      meter.run(() => {
        work(4);
        throw new Error('no');
      }),
    ).toThrow('no');
    work(100);
    expect(meter.take()).toBe(9);
    expect(meter.take()).toBe(0);
  });
});
