// The resting face: how somebody mostly looks, learnt in the same time on every machine, and gone with whoever asks not to be read.
import { describe, expect, it } from 'vitest';
import type { TileInfo } from '../../src/call/room/participant.ts';
import { type Resting, UNKNOWN, withReading } from '../../src/call/room/resting.ts';
import { emptyRoom, type RoomEvent, reduce } from '../../src/call/room/room.ts';
import { EXPRESSIONS, type Votes } from '../../src/engine/types.ts';
import { AT_REST } from '../support/face.ts';
import { random } from '../support/stream.ts';

const votes = (shares: Partial<Votes>): Votes => {
  const rest = 1 - Object.values(shares).reduce((a, b) => a + b, 0);
  return Object.fromEntries(EXPRESSIONS.map((e) => [e, shares[e] ?? (e === 'neutral' ? rest : 0)])) as Votes;
};
const sombre = votes({ sad: 0.3 });
const laugh = votes({ happy: 0.95 });

/** Looks at a face from `from` to `to` every `spacing` milliseconds. */
function watch(face: (at: number) => Votes, to: number, spacing: number, from = 0, start: Resting = UNKNOWN): Resting {
  let resting = start;
  for (let at = from; at <= to; at += spacing) resting = withReading(resting, face(at), at);
  return resting;
}

describe('the resting face', () => {
  it.each([40, 160, 333, 700, 1000, 1500])('is known after 16 seconds with a look every %i ms', (spacing) => {
    let resting = UNKNOWN;
    let knownAt: number | null = null;
    for (let at = 0; knownAt === null && at < 60_000; at += spacing) {
      resting = withReading(resting, sombre, at);
      if (resting.face) knownAt = at;
    }
    expect(knownAt).toBeGreaterThanOrEqual(16_000);
    expect(knownAt).toBeLessThan(16_000 + spacing);
    for (const e of EXPRESSIONS) expect(resting.face?.[e]).toBeCloseTo(sombre[e], 9);
  });

  it('has no part in a laugh, nor in several, until somebody laughs most of the time', () => {
    // Ten seconds in every thirty.
    const merry = (at: number) => (at % 30_000 < 10_000 ? laugh : sombre);
    for (const to of [59_000, 120_000, 240_000]) {
      const { face } = watch(merry, to, 160);
      for (const e of EXPRESSIONS) expect(face?.[e]).toBeCloseTo(sombre[e], 9);
    }
    const { face } = watch((at) => (at % 30_000 < 20_000 ? laugh : sombre), 120_000, 160);
    expect(face?.happy).toBeGreaterThan(0.9);
  });

  it('is the same on fast and slow machines, however votes waver', () => {
    const machines = [100, 250, 660].map((spacing) => {
      const next = random(spacing);
      const wavering = (at: number) => {
        const happy = 0.2 + 0.1 * Math.sin(at / 9000) + 0.1 * (next() - 0.5);
        return votes({ sad: 0.2, happy });
      };
      return watch(wavering, 120_000, spacing).face as Votes;
    });
    for (const face of machines)
      for (const e of EXPRESSIONS) expect(Math.abs(face[e] - (machines[0] as Votes)[e])).toBeLessThan(0.02);
  });

  it('is together 1 and follows somebody whose mood changes for good, within a minute and a half', () => {
    const changed = watch((at) => (at < 120_000 ? sombre : votes({ happy: 0.5, surprise: 0.2 })), 210_000, 200);
    expect(changed.face?.happy).toBeCloseTo(0.5, 6);
    expect(EXPRESSIONS.reduce((sum, e) => sum + (changed.face?.[e] ?? 0), 0)).toBeCloseTo(1, 9);
  });

  it('waits while nobody is seen: time alone teaches nothing', () => {
    const short = watch(() => sombre, 8000, 200);
    const back = withReading(short, sombre, 600_000);
    expect(back.face).toBeNull();
    expect(watch(() => sombre, 600_000 + 5800, 200, 600_200, back).face).toBeNull();
    expect(watch(() => sombre, 600_000 + 6000, 200, 600_200, back).face).not.toBeNull();
  });

  it('remembers two minutes and no more', () => {
    expect(watch(() => sombre, 600_000, 200).blocks).toHaveLength(60);
  });
});

describe('a participant’s resting face', () => {
  const tile = (more: Partial<TileInfo> = {}): TileInfo => ({
    id: 'a',
    name: 'A',
    isSelf: false,
    isCameraOff: false,
    excludedBecause: null,
    ...more,
  });
  const tiles = (at: number, more: Partial<TileInfo> = {}): RoomEvent => ({ kind: 'tiles', at, tiles: [tile(more)] });
  const seen = (from: number, to: number): RoomEvent[] =>
    Array.from({ length: Math.floor((to - from) / 200) + 1 }, (_, i) => ({
      kind: 'observations',
      at: from + i * 200,
      observations: [
        {
          id: 'a',
          observation: {
            facePx: 120,
            yaw: 0,
            pitch: 0,
            nod: 0,
            movements: AT_REST,
            votes: sombre,
            balanced: sombre,
            doubt: 0,
          },
        },
      ],
    }));
  const person = (events: RoomEvent[]) =>
    events.reduce((state, event) => reduce(state, event), emptyRoom(0)).room.participants[0];
  const known = [tiles(0), ...seen(0, 17_000)];

  it('is forgotten when somebody asks not to be read, and learnt anew after that', () => {
    expect(person(known)?.resting).not.toBeNull();
    const excluded = [...known, tiles(17_100, { excludedBecause: 'asked' })];
    expect(person(excluded)).toMatchObject({ state: 'excluded', resting: null });
    const back = [...excluded, tiles(18_000)];
    expect(person([...back, ...seen(18_100, 30_000)])?.resting).toBeNull();
    expect(person([...back, ...seen(18_100, 35_000)])?.resting).not.toBeNull();
  });

  it('outlasts a camera that is off for a while', () => {
    const off = [...known, tiles(17_100, { isCameraOff: true }), tiles(60_000)];
    const [before, after] = [person(known)?.resting, person([...off, ...seen(60_100, 60_500)])?.resting];
    for (const e of EXPRESSIONS) expect(after?.[e], e).toBeCloseTo(before?.[e] as number, 2);
  });
});
