// A room of eight in real video that laughs together: the panel says so in plain words, once, and when it is over.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, openCall } from '../support/extension.ts';
import { long } from '../support/long.ts';

const PEOPLE = 8;
/** As many smile: those who cannot look serious do anyway. */
const LEAST = 4;
/** Until habits are known, and after a change before the next can be told, with a margin. */
const SETTLED_MS = 25_000;
/** A moment is told by then. */
const TOLD_MS = 20_000;

describe.runIf(long)('a room that laughs', () => {
  let call: Call;
  let panel: Page;
  const smile = (amount: number) =>
    call.page.evaluate((to) => {
      for (const { id } of window.practice.people()) window.practice.smile(id, to);
    }, amount);
  const told = () => panel.locator('.moments li').allTextContents();

  beforeAll(async () => {
    call = await openCall({ people: PEOPLE, still: true });
    await smile(-1);
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === PEOPLE, 60_000);
    const { context, extensionId } = call.browser;
    panel = await context.newPage();
    await panel.setViewportSize({ width: 360, height: 1200 });
    await panel.goto(`chrome-extension://${extensionId}/sidepanel.html?tab=${call.tab}`);
    await call.page.bringToFront();
    await call.passes(SETTLED_MS);
  });
  afterAll(() => call?.close());

  it('is serious first, and nothing is told of that', async () => {
    const { room } = await call.snapshot();
    expect(room.summary.labels?.happy).toBeLessThan(PEOPLE / 2);
    expect(room.moments).toEqual([]);
    expect(await told()).toEqual([]);
  });

  it('is told when it laughs, in plain words, with how many and when', async () => {
    const before = (await call.snapshot()).room.summary;
    await smile(1);
    const { room } = await call.until((s) => s.room.moments.length > 0, TOLD_MS);
    const [moment] = room.moments;
    expect(moment).toMatchObject({ expression: 'happy', rose: true, of: PEOPLE });
    expect(moment?.people).toBeGreaterThanOrEqual(LEAST);
    const at = new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(moment?.at);
    await expect.poll(told).toEqual([`${at}${moment?.people} of ${PEOPLE} now look happy`]);
    const laughing = await call.until((s) => (s.room.summary.labels?.happy ?? 0) >= LEAST + 1, TOLD_MS);
    expect(laughing.room.summary.valence?.median).toBeGreaterThan(before.valence?.median ?? 1);
    await expect.poll(() => panel.locator('h1').textContent()).toMatch(/^(All 8|[5-7] of 8) look happy$/);
    await panel.screenshot({ path: 'out/ui-laughter.png', fullPage: true });
  });

  it('is told when the laughter ends, and nothing in between', async () => {
    await call.passes(SETTLED_MS);
    expect((await call.snapshot()).room.moments).toHaveLength(1);
    await smile(-1);
    const { room } = await call.until((s) => s.room.moments.length > 1, TOLD_MS);
    expect(room.moments[1]).toMatchObject({ expression: 'happy', rose: false, of: PEOPLE });
    await expect.poll(async () => (await told())[0]).toMatch(/\d of 8 no longer look happy$/);
  });
});
