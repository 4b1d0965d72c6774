// Chromium's side panel or Firefox' sidebar, whichever there is.
import { afterEach, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../../support/fake-browser.ts';

afterEach(() => vi.unstubAllGlobals());

/** @param chromium what `chrome` has. @param firefox what `browser` has. */
async function opener(chromium: object, firefox: object) {
  const context = new FakeBrowser().context({ kind: 'page', file: 'popup.html' });
  vi.stubGlobal('chrome', chromium);
  Object.assign(context.browser, firefox);
  return (await context.load(() => import('../../../src/messaging/side-panel.ts'))).panelOpener();
}

it('is Chromium’s, of the tab', async () => {
  const open = vi.fn(async () => {});
  await (await opener({ sidePanel: { open } }, {}))?.(7);
  expect(open.mock.calls).toEqual([[{ tabId: 7 }]]);
});

it('is Firefox’ sidebar, which takes no tab', async () => {
  const open = vi.fn(async () => {});
  await (await opener({}, { sidebarAction: { open } }))?.(7);
  expect(open.mock.calls).toEqual([[]]);
});

it('is none elsewhere', async () => {
  expect(await opener({}, {})).toBeNull();
});
