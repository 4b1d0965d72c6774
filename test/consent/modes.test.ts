// What each mode shows and looks at in a real call: everybody, the group alone, oneself alone.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Settings } from '../../src/call/settings.ts';
import { type Call, openCall } from '../support/extension.ts';
import { story } from '../support/story.ts';

declare global {
  interface Window {
    /** How many faces each look held that went to the engine. */
    cells: number[];
  }
}

const PEOPLE = 6;

describe('in a call of six', () => {
  let call: Call;
  let names: string[];
  let ids: string[];

  beforeAll(async () => {
    call = await openCall({ people: PEOPLE, still: true });
    await call.popup.evaluate(() => {
      window.cells = [];
      chrome.runtime.onConnect.addListener((port) => {
        port.onMessage.addListener((message) => {
          if (message.kind === 'look') window.cells.push(message.cells.length);
        });
      });
    });
    const people = await call.page.evaluate(() => window.practice.people());
    names = people.map((p) => p.name);
    ids = people.map((p) => p.id);
  });
  afterAll(() => call?.close());

  const choose = (settings: Partial<Settings>) =>
    call.browser.serviceWorker.evaluate(
      (change) => chrome.storage.sync.set(change),
      settings as Record<string, unknown>,
    );
  /** Nobody alone: no name and no id in what leaves the page, no list, no badge. */
  const nobodyAlone = async () => {
    const snapshot = await call.snapshot();
    expect(snapshot.room.participants).toEqual([]);
    const told = JSON.stringify(snapshot);
    for (const word of [...names.map((name) => JSON.stringify(name).slice(1, -1)), ...ids])
      expect(told).not.toContain(word);
    expect(await call.badges()).toEqual([]);
    expect(await call.popup.locator('.person').count()).toBe(0);
  };

  story('each mode shows and looks at what it may', {
    'what was kept of single people goes when the room alone may be spoken of': async () => {
      await choose({ mode: 'individual' });
      await call.switchOn();
      await call.until((s) => s.room.summary.seen === PEOPLE, 40_000);
      await call.ask('setRecording', { on: true });
      await call.until((s) => (s.recording?.events ?? 0) > 2 && s.hasReport);
      expect((await call.report()).people).toHaveLength(PEOPLE);
      const switched = Date.now();
      await choose({ mode: 'group' });
      const { recording } = await call.until((s) => s.room.summary.group !== null && s.room.summary.seen === PEOPLE);
      expect(recording).toBeNull();
      await call.until((s) => s.hasReport);
      const { people, startedAt, timeline } = await call.report();
      expect(people).toBeNull();
      expect(startedAt).toBeGreaterThanOrEqual(switched);
      for (const { at } of timeline) expect(at).toBeGreaterThanOrEqual(switched);
      await call.switchOff();
      await call.until((s) => s.phase === 'off');
    },
    'the group is spoken of as a whole, without a badge or a name': async () => {
      await choose({ mode: 'group' });
      await call.switchOn();
      const { room } = await call.until((s) => s.room.summary.seen === PEOPLE, 40_000);
      expect(room.summary.votes).not.toBeNull();
      // Counts in threes, never all.
      for (const count of Object.values(room.summary.labels ?? {})) expect([0, 3]).toContain(count);
      await nobodyAlone();
      await call.popup.bringToFront();
      await expect
        .poll(() => call.popup.locator('h1').textContent())
        .toMatch(/^(At least 3 of 6 look|Mixed: no expression leads among 6)/);
      await call.page.bringToFront();
      // It begins with the first point of its timeline at which somebody was read: every five seconds there is one.
      await call.until((s) => s.hasReport);
      const report = await call.report();
      expect(report.people).toBeNull();
      expect(report.timeline.length).toBeGreaterThan(0);
    },
    'nothing is said while fewer can be read than asked for': async () => {
      await choose({ groupLeast: 8 });
      await call.until((s) => s.room.summary.votes === null);
      await call.popup.bringToFront();
      await expect
        .poll(() => call.popup.locator('h1').textContent())
        .toBe('Too few people can be read to speak of them together');
      await call.page.bringToFront();
      await nobodyAlone();
      await choose({ groupLeast: 5 });
      await call.until((s) => s.room.summary.seen === PEOPLE);
    },
    'what has been told is remembered when reading is switched off and on: one who left is not shown by the difference':
      async () => {
        await call.switchOff();
        await call.until((s) => s.phase === 'off');
        await call.page.evaluate(() =>
          window.practice.leave(window.practice.people().find((p) => !p.isSelf)?.id ?? ''),
        );
        await call.switchOn();
        // Five can be read and five are enough, but five of the six that were told would show the sixth.
        await call.until((s) => s.phase === 'on' && s.room.summary.group?.withheld === 'settling', 30_000);
        await call.passes(8000);
        const { room } = await call.snapshot();
        expect(room.summary).toMatchObject({ votes: null, seen: 0 });
        await nobodyAlone();
      },
    'oneself alone is looked at, and nobody else’s pixels': async () => {
      await choose({ mode: 'self' });
      await call.until((s) => s.room.participants.length === 1 && s.room.summary.seen === 1);
      await call.popup.evaluate(() => {
        window.cells = [];
      });
      const sent = () => call.popup.evaluate(() => window.cells);
      await expect.poll(async () => (await sent()).length, { timeout: 20_000 }).toBeGreaterThan(5);
      const cells = await sent();
      expect(new Set(cells)).toEqual(new Set([1]));
      // What was kept of the others has gone with the leave to read them.
      await call.until((s) => s.hasReport);
      const report = await call.report();
      expect(report.people).toHaveLength(1);
      for (const point of report.timeline) expect(point.people).toBe(1);
      const { room } = await call.snapshot();
      expect(room.timeline.length).toBeGreaterThan(0);
      for (const point of room.timeline) expect(point.seen).toBe(1);
      expect(room.participants.map((p) => p.isSelf)).toEqual([true]);
      const badges = await call.badges();
      expect(badges.length).toBe(1);
    },
  });
});
