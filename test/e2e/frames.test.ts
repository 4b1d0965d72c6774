// A call in a frame of another site: read in its frame once that site is allowed, and said to be there before.
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import messages from '../../_locales/en/messages.json';
import { type Copy, copyAllowing } from '../../harness/allowed.ts';
import type { ExtensionBrowser } from '../../harness/browser.ts';
import { LAYOUTS, openPracticeCall } from '../../harness/practice-server.ts';
import { isolated } from '../../src/i18n/isolate.ts';
import { badgesOn, DIST, launch } from '../support/extension.ts';
import { openExtensionsPage } from '../support/extensions-page.ts';
import { story } from '../support/story.ts';

const CALL = new URL(LAYOUTS.plain.url);
const PORTAL = 'https://portal.example/room';

let copies: Copy[] = [];
let browser: ExtensionBrowser;
let page: Page;
let popup: Page;

/** A browser whose extension may read these sites. */
async function launchAllowing(...sites: string[]) {
  copies = [];
  let dist = DIST;
  for (const site of sites) {
    const copy = await copyAllowing(dist, new URL(site));
    copies.push(copy);
    dist = copy.dist;
  }
  browser = await launch({ dist });
}

/** The page with the call in a frame, and the popup of its tab. */
async function enter() {
  page = await openPracticeCall(browser.context, { layout: 'plain', people: 3, still: true, within: PORTAL });
  const tab = await browser.serviceWorker.evaluate(
    async () => (await chrome.tabs.query({ active: true }))[0]?.id ?? -1,
  );
  popup = await browser.context.newPage();
  await popup.goto(`chrome-extension://${browser.extensionId}/popup.html?tab=${tab}`);
  await page.bringToFront();
}

async function close() {
  await browser?.close();
  for (const copy of copies) await copy.remove();
}

const frame = () => page.frames().find((one) => one.url() === CALL.href) as Frame;

async function readsInFrame() {
  await popup.getByRole('switch', { name: messages.switchReading.message }).click();
  await expect.poll(() => popup.locator('.person:not(.unread)').count(), { timeout: 90_000, interval: 300 }).toBe(3);
  await expect.poll(async () => (await badgesOn(page, frame())).length, { timeout: 10_000 }).toBe(3);
  expect(await badgesOn(page), 'nothing is drawn in the page around it').toEqual([]);
}

describe('a call in a frame whose site is allowed, on a page that is not', () => {
  beforeAll(async () => {
    await launchAllowing(CALL.href);
    await enter();
  });
  afterAll(close);

  story('is read, and ends with its frame', {
    'is read in its frame': readsInFrame,
    'ends when the frame is removed, and leaves its report': async () => {
      await page.evaluate(() => document.querySelector('iframe')?.remove());
      await expect.poll(() => popup.locator('.person').count(), { timeout: 5000 }).toBe(0);
      const report = await browser.context.newPage();
      await report.goto(`chrome-extension://${browser.extensionId}/report.html`);
      await report.getByText(CALL.hostname).first().waitFor({ timeout: 5000 });
      await report.close();
    },
  });
});

describe('a call in a frame whose site is not allowed, on a page that is', () => {
  beforeAll(async () => {
    await launchAllowing(PORTAL, CALL.href);
    const extensions = await openExtensionsPage(browser);
    await extensions.takeBack(`${CALL.origin}/*`);
    await enter();
  });
  afterAll(close);

  story('is read while its site is allowed', {
    'is said to be there, and that site can be allowed': async () => {
      await popup
        .getByText(messages.emptyFrame.message.replace('$1', isolated(CALL.hostname)))
        .waitFor({ timeout: 5000 });
      expect(await popup.getByRole('button', { name: messages.allowSite.message }).count()).toBe(1);
      expect(await badgesOn(page, frame())).toEqual([]);
    },
    'is read there once it is allowed, without a new start of the page': async () => {
      const extensions = await openExtensionsPage(browser);
      await extensions.giveBack(`${CALL.origin}/*`);
      await page.bringToFront();
      await readsInFrame();
    },
    'is read no more when that is taken back': async () => {
      const extensions = await openExtensionsPage(browser);
      await extensions.takeBack(`${CALL.origin}/*`);
      await popup.getByText(messages.errorSiteWithdrawn.message).waitFor({ timeout: 5000 });
      expect(await badgesOn(page, frame())).toEqual([]);
    },
  });
});
