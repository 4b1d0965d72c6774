// "Report a problem" in the side panel of a real call, after the engine was lost once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { type Call, openCall } from '../support/extension.ts';

describe('a report of a problem, from the panel', () => {
  let call: Call;
  beforeAll(async () => {
    call = await openCall({ people: 3, still: true });
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === 3, 60_000);
  });
  afterAll(() => call?.close());

  it('says what reads, how fast, what failed, and no name', async () => {
    const { browser, tab } = call;
    await browser.serviceWorker.evaluate(() => chrome.offscreen.closeDocument());
    const lost = Date.now();
    await call.until((s) => s.room.participants.every(({ readAt }) => (readAt ?? 0) > lost), 30_000);
    const panel = await browser.context.newPage();
    await panel.goto(`chrome-extension://${browser.extensionId}/sidepanel.html?tab=${tab}`);
    await panel.getByRole('button', { name: messages.reportLayout.message }).click();
    const text = await panel.getByRole('textbox', { name: messages.reportLayout.message }).inputValue();
    expect(text).toMatch(/^Roomtone \d/);
    expect(text).toMatch(/people: 3, read: 3/);
    expect(text).toMatch(/a tick: \d+ ms/);
    expect(text).toMatch(/wasm, \d threads?: [\d.]+ ms; reads the known picture rightly/);
    expect(text).toContain('the engine is opened anew');
    const { room } = await call.snapshot();
    for (const { name } of room.participants) for (const word of name.split(' ')) expect(text).not.toContain(word);
  });
});
