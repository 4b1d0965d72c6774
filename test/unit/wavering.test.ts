// Faces that go back and forth, as of somebody who talks, change their word seldom; faces that go over to another expression do so soon.
import { describe, expect, it } from 'vitest';
import { wordsOver } from '../../scripts/lib/evaluation/clips.ts';
import type { ObservedFace } from '../../src/call/room/participant.ts';
import { emptyRoom, reduce } from '../../src/call/room/room.ts';
import { detour, type Wavering, withLook } from '../../src/call/room/wavering.ts';
import type { Expression } from '../../src/engine/types.ts';
import { face, votes } from '../support/face.ts';
import { random } from '../support/stream.ts';

const STEP = 1000 / 6;
/** Opens the mouth and shuts it about once a second, now longer, now shorter. */
function talking(seconds: number, seed = 11, step = STEP): ObservedFace[] {
  const next = random(seed);
  const looks: ObservedFace[] = [];
  for (let isOpen = false; looks.length * step < seconds * 1000; isOpen = !isOpen)
    for (let i = 0, length = Math.max(1, Math.round((200 + 800 * next()) / step)); i < length; i++)
      looks.push(face(isOpen ? { surprise: 0.85 } : { surprise: 0.1 }));
  return looks;
}

describe('a detour', () => {
  const detourOf = (looks: readonly ObservedFace[]) =>
    detour(looks.reduce<Wavering>((so, look, i) => withLook(so, look.votes, i * STEP), []));

  it('is none of a face that stays, wavers by a little, goes over to another expression, or smiles once', () => {
    const next = random(2);
    const still = Array.from({ length: 60 }, () => face({ happy: 0.4 + 0.1 * next() }));
    expect(detourOf([])).toBe(0);
    expect(detourOf(still)).toBe(0);
    expect(detourOf([...still, ...Array.from({ length: 6 }, () => face({ sad: 0.9 }))])).toBeLessThan(0.1);
    const smile = [
      ...Array.from({ length: 9 }, () => face({ happy: 0.9 })),
      ...Array.from({ length: 4 }, () => face({})),
    ];
    expect(detourOf([...Array.from({ length: 30 }, () => face({})), ...smile])).toBe(0);
  });

  it('is of a face that talks, and none again once it rests', () => {
    const looks = talking(20);
    const over = Array.from({ length: 60 }, (_, i) => detourOf(looks.slice(0, 60 + i))).sort((a, b) => a - b);
    expect(over[30]).toBeGreaterThan(0.3);
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

  /** Seconds from `from` on until the word is `word`. */
  const until = (word: Expression, looks: readonly ObservedFace[], from: number, step: number) => {
    let state = reduce(emptyRoom(0), {
      kind: 'tiles',
      at: 0,
      tiles: [{ id: 'a', name: 'A', isSelf: false, isCameraOff: false, excludedBecause: null }],
    });
    for (const [i, observation] of looks.entries()) {
      state = reduce(state, { kind: 'observations', at: i * step, observations: [{ id: 'a', observation }] });
      if (i >= from && state.room.participants[0]?.label === word) return ((i - from) * step) / 1000;
    }
    return Number.POSITIVE_INFINITY;
  };
  const during = (seconds: number, step: number, look: ObservedFace) =>
    Array.from({ length: Math.round((seconds * 1000) / step) }, () => look);

  it.each([STEP, 1000])(
    'follow a talker who laughs or is sad at once within three seconds, a look every %i ms',
    (step) => {
      for (const seed of [1, 2, 3, 4, 5])
        for (const word of ['happy', 'sad'] as const) {
          const before = talking(20, seed, step);
          const looks = [...before, ...during(8, step, face({ [word]: 0.9 }))];
          expect(until(word, looks, before.length, step), `${word}, ${seed}`).toBeLessThanOrEqual(3);
        }
    },
  );

  it('go when a short smile goes', () => {
    for (const smile of [1, 1.5, 2.5]) {
      const before = [...during(20, STEP, face({})), ...during(smile, STEP, face({ happy: 0.9 }))];
      const looks = [...before, ...during(8, STEP, face({}))];
      expect(until('neutral', looks, before.length, STEP), `${smile} s`).toBeLessThanOrEqual(1);
    }
  });

  it('follow on after the clock was set back', () => {
    const hour = 3_600_000;
    let state = reduce(emptyRoom(hour), {
      kind: 'tiles',
      at: hour,
      tiles: [{ id: 'a', name: 'A', isSelf: false, isCameraOff: false, excludedBecause: null }],
    });
    for (const at of [hour, hour + 500, ...Array.from({ length: 30 }, (_, i) => i * 300)])
      state = reduce(state, {
        kind: 'observations',
        at,
        observations: [{ id: 'a', observation: face(at < hour ? { happy: 0.9 } : {}) }],
      });
    expect(state.room.participants[0]?.label).toBe('happy');
    expect(state.room.participants[0]?.votes?.happy).toBeLessThanOrEqual(1);
  });
});
