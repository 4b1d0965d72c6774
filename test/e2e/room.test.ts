// A meeting room in the call: several people before one camera are read one by one, and left alone together.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { ROOM } from '../../practice/people.ts';
import { type Call, openCall } from '../support/extension.ts';
import { story } from '../support/story.ts';

describe('a call of two and a meeting room', () => {
  let call: Call;
  const ofRoom = async () => (await call.snapshot()).room.participants.filter((p) => p.name.startsWith(ROOM.name));

  beforeAll(async () => {
    call = await openCall({ people: 2, still: true, room: true });
    await call.switchOn();
  });
  afterAll(() => call?.close());

  story('has everybody in the room read, or nobody', {
    'tells the people in the room apart, everybody else stays one': async () => {
      const { room } = await call.until((s) => s.room.summary.people === 2 + ROOM.people, 30_000);
      const names = room.participants.map((p) => p.name);
      for (let i = 1; i <= ROOM.people; i++) expect(names).toContain(`${ROOM.name}, person ${i}`);
      expect(new Set(room.participants.map((p) => p.id)).size).toBe(2 + ROOM.people);
      expect(room.participants.filter((p) => p.isSelf).length).toBe(1);
    },
    'reads each of them, and goes on doing so': async () => {
      await call.until((s) => s.room.summary.seen === 2 + ROOM.people, 10_000);
      const before = (await ofRoom()).map((p) => p.id);
      await call.passes(4000);
      const now = await ofRoom();
      expect(now.map((p) => p.id)).toEqual(before);
      for (const { name, votes } of now) expect(votes, name).not.toBeNull();
    },
    'has their badges at their faces, inside the tile and apart': async () => {
      const badges = (await call.badges()).filter((b) => b.label.startsWith(ROOM.name));
      expect(badges.length).toBe(ROOM.people);
      const [tile] = await call.page.evaluate((name) => {
        const { id } = window.practice.people().find((p) => p.name === name) ?? {};
        return [...document.querySelectorAll(`main [data-participant-id="${id}"]`)].map((e) => {
          const { left, top, right, bottom } = e.getBoundingClientRect();
          return { left, top, right, bottom };
        });
      }, ROOM.name);
      for (const { box } of badges) {
        expect(box.x).toBeGreaterThanOrEqual(tile?.left ?? Number.NaN);
        expect(box.y).toBeGreaterThanOrEqual(tile?.top ?? Number.NaN);
        expect(box.x + box.width).toBeLessThanOrEqual(tile?.right ?? Number.NaN);
        expect(box.y + box.height).toBeLessThanOrEqual(tile?.bottom ?? Number.NaN);
      }
      const middles = badges.map(({ box }) => box.x + box.width / 2).sort((a, b) => a - b);
      for (let i = 1; i < middles.length; i++)
        expect((middles[i] ?? 0) - (middles[i - 1] ?? 0)).toBeGreaterThan(badges[0]?.box.width ?? 0);
      await call.page.screenshot({ path: 'out/room.png' });
    },
    'leaves the whole room alone once somebody in it is not to be read, and reads it again': async () => {
      const [, second] = await ofRoom();
      await call.ask('setExcluded', { id: second?.id ?? '', excluded: true });
      await call.until((s) => s.room.summary.people === 3);
      const [room] = await ofRoom();
      expect(room).toMatchObject({ name: ROOM.name, state: 'excluded', votes: null });
      await call.ask('setExcluded', { id: room?.id ?? '', excluded: false });
      await call.until((s) => s.room.summary.people === 2 + ROOM.people, 15_000);
    },
  });
});
