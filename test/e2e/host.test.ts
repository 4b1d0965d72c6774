// The browser closes the engine's document while a call is read: the page gets a fresh one and reads on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, openCall } from '../support/extension.ts';

describe('a call whose engine is closed under it', () => {
  let call: Call;
  beforeAll(async () => {
    call = await openCall({ people: 2, still: true });
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === 2, 60_000);
  });
  afterAll(() => call?.close());

  const lastReading = async () => Math.max(...(await call.snapshot()).room.participants.map((p) => p.readAt ?? 0));

  it('is read on after some seconds, by a fresh engine', async () => {
    await call.browser.serviceWorker.evaluate(() => chrome.offscreen.closeDocument());
    const closed = Date.now();
    await expect.poll(lastReading, { timeout: 30_000 }).toBeGreaterThan(closed);
    expect((await call.snapshot()).phase).toBe('on');
    expect((await call.report()).people).toHaveLength(2);
  });
});
