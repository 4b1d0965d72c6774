// Calls that are not in sight: two of them in two tabs, people on another page of the grid.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExtensionBrowser } from '../../harness/browser.ts';
import { openPracticeCall } from '../../harness/practice-server.ts';
import { isolated } from '../../src/i18n/isolate.ts';
import { type Call, enterCall, launch, openCall } from '../support/extension.ts';
import { long } from '../support/long.ts';
import { story } from '../support/story.ts';

describe('two calls in two tabs', () => {
  let browser: ExtensionBrowser;
  let meet: Call;
  let zoom: Call;
  beforeAll(async () => {
    browser = await launch();
    const open = async (layout: 'meet' | 'zoom', people: number) =>
      enterCall(browser, await openPracticeCall(browser.context, { layout, people, still: true }));
    meet = await open('meet', 2);
    zoom = await open('zoom', 3);
  });
  afterAll(() => browser?.close());

  const latest = async (call: Call) => Math.max(...(await call.snapshot()).room.participants.map((p) => p.readAt ?? 0));

  story('begin, go on and end each by itself', {
    'are read each by itself': async () => {
      await meet.switchOn();
      await meet.until((s) => s.room.summary.seen === 2, 60_000);
      await zoom.page.bringToFront();
      expect((await zoom.snapshot()).phase).toBe('off');
      await zoom.switchOn();
      const { room, platform } = await zoom.until((s) => s.room.summary.seen === 3, 60_000);
      expect([platform, room.participants.length]).toEqual(['Zoom', 3]);
      expect((await meet.snapshot()).room.participants).toHaveLength(2);
    },
    'go on being read while the other tab is in front': async () => {
      await zoom.page.bringToFront();
      const before = await latest(meet);
      await zoom.passes(4000);
      expect(await latest(meet)).toBeGreaterThan(before + 1000);
      await meet.page.bringToFront();
      await expect.poll(async () => (await meet.badges()).length).toBe(2);
    },
    'end each by itself': async () => {
      await zoom.page.evaluate(() => window.practice.endCall());
      await zoom.until((s) => s.phase === 'no-call', 10_000);
      expect((await meet.snapshot()).phase).toBe('on');
      expect((await meet.snapshot()).room.summary.seen).toBe(2);
    },
  });
});

describe('a grid of two pages', () => {
  let call: Call;
  beforeAll(async () => {
    call = await openCall({ layout: 'zoom', people: 27, still: true });
  });
  afterAll(() => call?.close());
  const turn = (label: string) => call.page.getByRole('button', { name: label }).click();

  it.runIf(long)('is read page by page, and who is not to be read stays so', async () => {
    await call.switchOn();
    const first = await call.until((s) => s.room.summary.seen >= 20, 60_000);
    expect(first.room.participants).toHaveLength(25);
    const [somebody] = first.room.participants;
    await call.popup
      .getByRole('button', { name: `Do not read ${isolated(somebody?.name ?? '')}` })
      .first()
      .click();
    await call.until((s) => s.room.participants.some((p) => p.id === somebody?.id && p.state === 'excluded'));
    await turn('Next page');
    const second = await call.until((s) => s.room.participants.length === 2 && s.room.summary.seen === 2);
    expect(second.room.participants.map((p) => p.id)).not.toContain(somebody?.id);
    await expect.poll(async () => (await call.badges()).length).toBe(2);
    await turn('Previous page');
    const again = await call.until((s) => s.room.participants.length === 25 && s.room.summary.seen >= 20);
    expect(again.room.participants.find((p) => p.id === somebody?.id)).toMatchObject({
      state: 'excluded',
      votes: null,
    });
  });
});
