// Faces that go back and forth, as of somebody who talks, change their word seldom; faces that go over to another expression do so soon.
import { describe, expect, it } from 'vitest';
import { wordsOver } from '../../scripts/lib/evaluation/clips.ts';
import type { ObservedFace } from '../../src/call/room/participant.ts';
import { emptyRoom, reduce } from '../../src/call/room/room.ts';
import { detour, type Wavering, withLook } from '../../src/call/room/wavering.ts';
import { EXPRESSIONS, type Votes } from '../../src/engine/types.ts';
import { evenOf } from '../support/even.ts';
import { random } from '../support/stream.ts';

const STEP = 1000 / 6;
const votes = (shares: Partial<Votes>): Votes => {
  const rest = 1 - Object.values(shares).reduce((a, b) => a + b, 0);
  return Object.fromEntries(EXPRESSIONS.map((e) => [e, shares[e] ?? (e === 'neutral' ? rest : 0)])) as Votes;
};
const face = (shares: Partial<Votes>): ObservedFace => ({
  facePx: 120,
  yaw: 0,
  pitch: 0,
  nod: 0,
  votes: votes(shares),
  balanced: evenOf(votes(shares)),
  doubt: 0.05,
});
/** Opens the mouth and shuts it about once a second, now longer, now shorter. */
function talking(seconds: number): ObservedFace[] {
  const next = random(11);
  const looks: ObservedFace[] = [];
  for (let isOpen = false; looks.length * STEP < seconds * 1000; isOpen = !isOpen)
    for (let i = 0, length = 2 + Math.floor(5 * next()); i < length; i++)
      looks.push(face(isOpen ? { surprise: 0.85 } : { surprise: 0.1 }));
  return looks;
}

describe('a detour', () => {
  const detourOf = (looks: readonly ObservedFace[]) =>
    detour(looks.reduce<Wavering>((so, look, i) => withLook(so, look.votes, i * STEP), []));

  it('is none of a face that stays, that wavers by a little, or that goes over to another expression', () => {
    const next = random(2);
    const still = Array.from({ length: 60 }, () => face({ happy: 0.4 + 0.1 * next() }));
    expect(detourOf([])).toBe(0);
    expect(detourOf(still)).toBe(0);
    expect(detourOf([...still, ...Array.from({ length: 6 }, () => face({ sad: 0.9 }))])).toBeLessThan(0.1);
  });

  it('is one of a face that talks, and none again three seconds later', () => {
    const looks = talking(10);
    expect(detourOf(looks)).toBeGreaterThan(0.3);
    expect(detourOf([...looks, ...Array.from({ length: 24 }, () => face({}))])).toBe(0);
  });

  it('is told by time: of looks once a second and ten times a second', () => {
    for (const step of [100, 1000]) {
      let so: Wavering = [];
      for (let at = 0; at < 10_000; at += step)
        so = withLook(so, votes(Math.floor(at / 1000) % 2 ? { happy: 0.9 } : {}), at);
      expect(detour(so), `a look every ${step} ms`).toBeGreaterThan(0.3);
    }
  });
});

describe('words', () => {
  it('change seldom while somebody talks', () => {
    const { changesAMinute } = wordsOver(talking(20));
    console.log(`talking: ${changesAMinute} changes a minute`);
    expect(changesAMinute).toBeLessThanOrEqual(8);
  });

  it('follow within three seconds once a talker has stopped for as long, and laughs', () => {
    const looks = [
      ...talking(20),
      ...Array.from({ length: 18 }, () => face({})),
      ...Array.from({ length: 18 }, () => face({ happy: 0.9 })),
    ];
    let state = reduce(emptyRoom(0), {
      kind: 'tiles',
      at: 0,
      tiles: [{ id: 'a', name: 'A', isSelf: false, isCameraOff: false, excludedBecause: null }],
    });
    for (const [i, observation] of looks.entries())
      state = reduce(state, { kind: 'observations', at: i * STEP, observations: [{ id: 'a', observation }] });
    expect(state.room.participants[0]?.label).toBe('happy');
  });
});
