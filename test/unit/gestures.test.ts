// What a face does, told against the face at rest: soon, and not of faces that only waver or talk.
import { describe, expect, it } from 'vitest';
import { gesturesOf, UNSEEN, withMovements } from '../../src/call/room/gestures.ts';
import { emptyRoom, type RoomEvent, type RoomState, reduce } from '../../src/call/room/room.ts';
import type { Gesture } from '../../src/call/room/types.ts';
import type { FaceMovements } from '../../src/engine/types.ts';
import { AT_REST, face as observed } from '../support/face.ts';
import { random } from '../support/stream.ts';

interface Watch {
  /** What the face does beyond being at rest. */
  does?: (at: number) => Partial<FaceMovements>;
  until: number;
  spacing?: number;
  rest?: FaceMovements;
  /** Deviation of the wavering, and how long it goes one way, milliseconds. */
  wavers?: { by: number; ms: number };
  seed?: number;
}

const REST: FaceMovements = { ...AT_REST, smile: 0.275, browsRaised: 0.343, mouthOpen: 0.04 };

function watch({ does = () => ({}), until, spacing = 166, rest = REST, wavers, seed = 1 }: Watch) {
  const next = random(seed);
  const normal = () => 1.7 * (next() + next() + next() + next() - 2);
  const keep = wavers ? Math.exp(-spacing / wavers.ms) : 0;
  const drift = { smile: 0, browsRaised: 0, mouthOpen: 0 };
  const told: { at: number; gestures: Gesture[] }[] = [];
  let face = UNSEEN;
  for (let at = 0; at <= until; at += spacing * (0.9 + 0.2 * next())) {
    const now = { ...rest };
    for (const measure of ['smile', 'browsRaised', 'mouthOpen'] as const) {
      drift[measure] = keep * drift[measure] + Math.sqrt(1 - keep ** 2) * (wavers?.by ?? 0) * normal();
      now[measure] += drift[measure] + (does(at)[measure] ?? 0);
    }
    face = withMovements(face, now, at);
    told.push({ at, gestures: gesturesOf(face, false) });
  }
  return told;
}
const first = (told: ReturnType<typeof watch>, gesture: Gesture) =>
  told.find(({ gestures }) => gestures.includes(gesture))?.at ?? Number.POSITIVE_INFINITY;
const last = (told: ReturnType<typeof watch>, gesture: Gesture) =>
  told.findLast(({ gestures }) => gestures.includes(gesture))?.at ?? Number.NEGATIVE_INFINITY;

describe('a face', () => {
  it.each<[Gesture, Partial<FaceMovements>]>([
    ['smiling', { smile: 0.13 }],
    ['brows-raised', { browsRaised: 0.11 }],
    ['mouth-open', { mouthOpen: 0.17 }],
  ])('is told to be %s within a second, and no longer a second after', (gesture, more) => {
    for (let seed = 1; seed <= 20; seed++) {
      const does = (at: number) => (at >= 40_000 && at < 50_000 ? more : {});
      const told = watch({ does, until: 60_000, wavers: { by: 0.01, ms: 300 }, seed });
      expect(first(told, gesture)).toBeGreaterThan(40_000);
      expect(first(told, gesture)).toBeLessThan(41_000);
      expect(last(told, gesture)).toBeGreaterThan(49_500);
      expect(last(told, gesture)).toBeLessThan(51_000);
      expect(new Set(told.flatMap(({ gestures }) => gestures))).toEqual(new Set([gesture]));
    }
  });

  it.each([
    ['is still', { by: 0.01, ms: 500 }, 0],
    // More than on the clip of somebody who talks, all the time: two or three an hour.
    ['talks', { by: 0.03, ms: 200 }, 25],
  ])('that %s is told to do something by mistake at most so often in ten hours', (_, wavers, most) => {
    const told = watch({ until: 36_000_000, wavers, seed: 7 });
    const begun = told.filter(({ gestures }, i) => gestures.length > (told[i - 1]?.gestures.length ?? 0));
    expect(begun.length).toBeLessThanOrEqual(most);
  });

  it('whose corners of the mouth lie high at rest is not told to smile once that is known, and is when it does', () => {
    const rest = { ...REST, smile: 0.35 };
    const told = watch({ rest, until: 120_000, does: (at) => (at > 100_000 ? { smile: 0.12 } : {}) });
    expect(told.filter(({ at, gestures }) => at > 30_000 && at < 100_000 && gestures.length > 0)).toEqual([]);
    expect(
      first(
        told.filter(({ at }) => at > 30_000),
        'smiling',
      ),
    ).toBeLessThan(101_000);
  });

  it('that smiles all the time smiles all the time', () => {
    const told = watch({ until: 600_000, does: () => ({ smile: 0.15 }) });
    expect(first(told, 'smiling')).toBeLessThan(1000);
    expect(told.filter(({ at, gestures }) => at > 1000 && !gestures.includes('smiling'))).toEqual([]);
  });

  it('does nothing that was seen before a gap', () => {
    let face = UNSEEN;
    const smile = { ...REST, smile: 0.42 };
    for (let at = 0; at < 2000; at += 166) face = withMovements(face, smile, at);
    expect(gesturesOf(face, false)).toEqual(['smiling']);
    face = withMovements(face, smile, 10_000);
    expect(gesturesOf(face, false)).toEqual([]);
    face = withMovements(face, smile, 10_500);
    expect(gesturesOf(face, false)).toEqual(['smiling']);
  });

  it('with an open mouth that talks is told to talk', () => {
    let face = UNSEEN;
    for (let at = 0; at < 2000; at += 166) face = withMovements(face, { ...REST, mouthOpen: 0.3 }, at);
    expect([gesturesOf(face, false), gesturesOf(face, true)]).toEqual([['mouth-open'], []]);
  });
});

describe('a participant', () => {
  const tile = { id: 'a', name: 'A', isSelf: false, isCameraOff: false, excludedBecause: null };
  const events = (more: Partial<FaceMovements>, from: number): RoomEvent[] =>
    Array.from({ length: 12 }, (_, i) => ({
      kind: 'observations',
      at: from + 166 * i,
      observations: [{ id: 'a', observation: observed({}, { movements: { ...REST, ...more } }) }],
    }));
  const next = (state: RoomState, event: RoomEvent) => reduce(state, event);
  const begun = reduce(emptyRoom(0), { kind: 'tiles', at: 0, tiles: [tile] });

  it('has what the face does, until the face is lost', () => {
    const smiling = events({ smile: 0.4, browsRaised: 0.45 }, 0).reduce(next, begun);
    expect(smiling.room.participants[0]?.gestures).toEqual(['smiling', 'brows-raised']);
    const off = reduce(smiling, { kind: 'tiles', at: 3000, tiles: [{ ...tile, isCameraOff: true }] });
    expect(off.room.participants[0]?.gestures).toEqual([]);
  });

  it('who is left out has nothing told, nor anything kept', () => {
    const rest = events({ smile: 0.35 }, 0).reduce(next, begun);
    const out = reduce(rest, { kind: 'tiles', at: 3000, tiles: [{ ...tile, excludedBecause: 'asked' }] });
    const still = events({ smile: 0.5 }, 4000).reduce(next, out);
    expect(still.room.participants[0]?.gestures).toEqual([]);
    expect(JSON.stringify(still)).not.toContain('0.35');
  });
});
