// The side panel in a window with several tabs, and both views when a tab goes: they speak of the tab in front, always.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Call, openCall } from '../support/extension.ts';
import { story } from '../support/story.ts';

const NO_CALL = 'Open a call in this tab, then switch Roomtone on.';

describe('popup and side panel', () => {
  let call: Call;
  let panel: Page;
  let elsewhere: Page;

  beforeAll(async () => {
    call = await openCall({ people: 2, still: true });
    const { context, extensionId } = call.browser;
    elsewhere = await context.newPage();
    panel = await context.newPage();
    // As a page of its own it still asks for the window's active tab.
    await panel.goto(`chrome-extension://${extensionId}/sidepanel.html`);
  });
  afterAll(() => call?.close());

  const says = async (page: Page, sentence: string) =>
    expect.poll(() => page.locator('h1').textContent(), { timeout: 10_000 }).toBe(sentence);

  story('speak of the tab in front', {
    'follows the tab in front': async () => {
      await call.page.bringToFront();
      await says(panel, 'Roomtone is off');
      await elsewhere.bringToFront();
      await says(panel, NO_CALL);
      expect(await panel.getByRole('switch').isDisabled()).toBe(true);
      await call.page.bringToFront();
      await says(panel, 'Roomtone is off');
    },
    'finds the page again after it was loaded anew': async () => {
      await call.page.reload();
      await says(call.popup, 'Roomtone is off');
      await says(panel, 'Roomtone is off');
    },
    'says so when the call’s tab has been closed': async () => {
      await call.page.close();
      await says(call.popup, NO_CALL);
    },
  });
});
