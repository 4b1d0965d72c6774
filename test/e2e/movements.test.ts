// Heads that nod and shake in a real call: the extension says so, and no longer than it goes on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Movement } from '../../src/call/room/types.ts';
import { type Call, openCall } from '../support/extension.ts';
import { long } from '../support/long.ts';

/** One, so that a machine of two cores, which also plays the other end of the call, looks often enough to tell at all. */
const PEOPLE = 1;

describe.runIf(long)('a call in which heads move', () => {
  let call: Call;
  let ids: string[];
  beforeAll(async () => {
    call = await openCall({ people: PEOPLE, still: true });
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === PEOPLE, 60_000);
    ids = await call.page.evaluate(() => window.practice.people().map((p) => p.id));
  });
  afterAll(() => call?.close());

  const move = (id: string, movement: Movement | null) =>
    call.page.evaluate(([who, how]) => window.practice.move(who, how), [id, movement] as const);
  /** What is said of somebody for so long. */
  const saidOf = async (id: string, ms: number) => {
    const said = new Set<Movement | null | undefined>();
    await call.passes(ms, (s) => said.add(movementOf(s, id)));
    return [...said];
  };
  const movementOf = (s: Awaited<ReturnType<Call['snapshot']>>, id: string) =>
    s.room.participants.find((p) => p.id === id)?.movement;

  it('is watched often enough, and nobody is said to move who only sways', async () => {
    await call.until((s) => s.room.summary.movements !== null, 60_000);
    expect(await saidOf(ids[0] ?? '', 8000)).toEqual([null]);
  });

  it.each(['nodding', 'shaking'] as const)(
    'says of a head that it is %s, nothing else meanwhile, and no longer than it is',
    async (movement) => {
      const id = ids[0] ?? '';
      await move(id, movement);
      const start = Date.now();
      const { room, paceMs } = await call.until((s) => movementOf(s, id) === movement, 30_000);
      console.log(`${movement} told after ${Date.now() - start} ms, a look every ${paceMs} ms`);
      expect(room.summary.movements).toMatchObject({ [movement]: 1 });
      const said = await saidOf(id, 4000);
      expect(said.filter((word) => word !== movement && word !== null)).toEqual([]);
      await move(id, null);
      const stopped = Date.now();
      await call.until((s) => movementOf(s, id) === null, 10_000);
      console.log(`and no longer ${Date.now() - stopped} ms after its end`);
      expect(await saidOf(id, 3000)).toEqual([null]);
    },
  );
});
