// A random stream of what goes into a room, the same each time: everything happens in it that can.

import type { Observation, TileInfo } from '../../src/call/room/participant.ts';
import type { RoomEvent } from '../../src/call/room/room.ts';
import { EXPRESSIONS, type Votes } from '../../src/engine/types.ts';
import { AT_REST } from './face.ts';

/** The same numbers for the same seed, 0..1. */
export function random(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** A minute or two of a call, ids and names as telling as on real sites. */
export function stream(seed: number): RoomEvent[] {
  const next = random(seed);
  const shares = (): Votes => {
    const raw = EXPRESSIONS.map(() => next() ** 4);
    const sum = raw.reduce((a, b) => a + b, 0);
    return Object.fromEntries(EXPRESSIONS.map((e, i) => [e, (raw[i] as number) / sum])) as Votes;
  };
  const look = (): Observation => {
    if (next() < 0.1) return null;
    if (next() < 0.05) return 'too-small';
    return {
      facePx: 200 * next(),
      yaw: next() - 0.5,
      pitch: next() - 0.5,
      nod: next() - 0.5,
      movements: AT_REST,
      votes: shares(),
      balanced: shares(),
      doubt: next() / 3,
    };
  };
  let at = 1_700_000_000_000;
  let people: TileInfo[] = [];
  return Array.from({ length: 300 }, (_, i): RoomEvent => {
    at += Math.floor(1500 * next());
    if (i % 5 > 0) {
      // Now and then somebody who has just left, or was never there.
      const ids = [...people.map(({ id }) => id), ...(next() < 0.1 ? ['ghost@example'] : [])].filter(
        () => next() < 0.9,
      );
      return { kind: 'observations', at, observations: ids.map((id) => ({ id, observation: look() })) };
    }
    if (next() < 0.3 || people.length === 0)
      people = [
        ...people,
        { id: `account${i}@example`, name: `Ada Nr. ${i}`, isSelf: false, isCameraOff: false, excludedBecause: null },
      ];
    if (next() < 0.2) people = people.slice(1);
    people = people.map((p) => ({
      ...p,
      isCameraOff: next() < 0.1 ? !p.isCameraOff : p.isCameraOff,
      excludedBecause: (next() < 0.05 ? !p.excludedBecause : p.excludedBecause) ? 'asked' : null,
    }));
    return { kind: 'tiles', at, tiles: people };
  });
}
