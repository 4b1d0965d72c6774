// Keys in the built extension. No key that a test can press gets as far as the browser's own shortcuts (headless Chromium keeps none), so the event is raised in the
// service worker: that shows what each key does once the browser has taken it, not that it takes it; the first test shows that it would.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, openCall } from '../support/extension.ts';

/** Chromium's own way to raise an event, which its types do not know. */
type Raising = { dispatch(command: string, tab: chrome.tabs.Tab | undefined): void };

describe('keys', () => {
  let call: Call;
  const press = (command: string) =>
    call.browser.serviceWorker.evaluate(async (name) => {
      const [tab] = await chrome.tabs.query({ active: true });
      (chrome.commands.onCommand as unknown as Raising).dispatch(name, tab);
    }, command);
  const popups = () =>
    call.browser.serviceWorker.evaluate(
      async () => (await chrome.runtime.getContexts({ contextTypes: [chrome.runtime.ContextType.POPUP] })).length,
    );

  beforeAll(async () => {
    call = await openCall({ people: 2, still: true });
  });
  afterAll(() => call?.close());

  it('are free in the browser, each with a description', async () => {
    const commands = await call.browser.serviceWorker.evaluate(() => chrome.commands.getAll());
    expect(commands.map(({ name, shortcut }) => [name, shortcut])).toEqual([
      ['_execute_action', 'Alt+Shift+O'],
      ['open-panel', 'Alt+Shift+S'],
      ['toggle-badges', 'Alt+Shift+D'],
      ['toggle-reading', 'Alt+Shift+L'],
    ]);
    for (const { name, description } of commands)
      if (name !== '_execute_action') expect(description).toMatch(/^\w+ \w+/);
  });

  it('switch reading on and off', async () => {
    await press('toggle-reading');
    await call.until((s) => s.room.summary.seen === 2, 60_000);
    expect(await popups()).toBe(0);
    await press('toggle-reading');
    await call.until((s) => s.phase === 'off', 5000);
  });

  it('hide badges and show them again', async () => {
    await press('toggle-badges');
    await call.until((s) => !s.settings.badges, 5000);
    await press('toggle-badges');
    await call.until((s) => s.settings.badges, 5000);
  });

  it('open the popup, which says why, where there is nothing to read', async () => {
    const page = await call.browser.context.newPage();
    await page.goto('about:blank');
    await page.bringToFront();
    await press('toggle-reading');
    await expect.poll(popups, { timeout: 5000 }).toBe(1);
  });
});
