// A call in a private window is read like any other, and nothing of it leaves the window or outlives it.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import messages from '../../_locales/en/messages.json';
import { LAYOUTS, openPracticeCall } from '../../harness/practice-server.ts';
import { isolated } from '../../src/i18n/isolate.ts';
import { type Call, enterCall, launch } from '../support/extension.ts';
import { openExtensionsPage, serviceWorkerOf } from '../support/extensions-page.ts';
import { story } from '../support/story.ts';

declare global {
  interface Window {
    /** So many have been handed to the engine's host. */
    reports: number;
  }
}

describe('a call in a private window', () => {
  let call: Call;
  let names: string[];
  let normal: Page;

  beforeAll(async () => {
    const browser = await launch();
    const { context } = browser;
    await (await openExtensionsPage(browser)).allowPrivateWindows();
    const isAllowed = async () =>
      (await serviceWorkerOf(browser)).evaluate(() => chrome.extension.isAllowedIncognitoAccess()).catch(() => false);
    await vi.waitFor(async () => expect(await isAllowed()).toBe(true), { timeout: 10_000 });
    const worker = await serviceWorkerOf(browser);
    // Everything that keeps anything is on, and somebody is blocked.
    await worker.evaluate(() => chrome.storage.sync.set({ history: true }));
    // Also serves the call's address in the private window.
    normal = await openPracticeCall(context, { people: 4, still: true });
    const people = await normal.evaluate(() => window.practice.people());
    names = people.map(({ name }) => name);
    await worker.evaluate((name) => chrome.storage.local.set({ leftOut: [name] }), names[1]);
    await normal.goto('about:blank');

    const opened = context.waitForEvent('page');
    await worker.evaluate((url) => chrome.windows.create({ incognito: true, url }), LAYOUTS.meet.url);
    const page = await opened;
    await page.waitForURL(LAYOUTS.meet.url);
    await page.waitForFunction(() => window.practice?.ready(), null, { timeout: 60_000 });
    const serviceWorker = await serviceWorkerOf(browser, true);
    const tab = await serviceWorker.evaluate(async () => (await chrome.tabs.query({}))[0]?.id ?? -1);
    const popupOpened = context.waitForEvent('page');
    await serviceWorker.evaluate((id) => chrome.tabs.create({ url: `popup.html?tab=${id}`, active: false }), tab);
    const popup = await popupOpened;
    call = await enterCall({ ...browser, serviceWorker }, page, { tab, popup });
    // A port of a call page is heard by every part of the extension: the popup listens in.
    await popup.evaluate(() => {
      window.reports = 0;
      chrome.runtime.onConnect.addListener((port) => {
        if (port.name !== 'engine') return;
        port.onMessage.addListener(({ kind }) => {
          if (kind === 'report') window.reports++;
        });
      });
    });
  });
  afterAll(() => call?.close());

  story('is read, and leaves nothing', {
    'is read, and the answers and the blocked names of normal windows hold': async () => {
      await call.switchOn();
      const { room } = await call.until((s) => s.room.summary.seen === 3, 60_000);
      expect(room.participants.filter((p) => p.state === 'excluded').map((p) => p.name)).toEqual([names[1]]);
      // Two points of its report.
      await call.passes(6000);
    },
    'shows its report in the private window': async () => {
      const opened = call.browser.context.waitForEvent('page');
      await call.browser.serviceWorker.evaluate(
        (tab) => chrome.tabs.create({ url: `report.html?tab=${tab}` }),
        call.tab,
      );
      const report = await opened;
      await report.getByRole('switch', { name: messages.showNames.message }).click();
      await report
        .getByText(names[2] as string)
        .first()
        .waitFor();
      expect(await report.evaluate(() => chrome.extension.inIncognitoContext)).toBe(true);
      await report.close();
    },
    'nobody can be blocked from there, for a name would outlive the window': async () => {
      const before = await call.popup.evaluate(() => chrome.storage.local.get('leftOut'));
      await call.popup.getByRole('button', { name: `Do not read ${isolated(names[2] ?? '')}` }).click();
      const always = call.popup.getByRole('button', { name: `Also in later calls: ${isolated(names[2] ?? '')}` });
      // Offered or not, it keeps nothing.
      await always.waitFor({ timeout: 3000 }).then(
        () => always.click(),
        () => {},
      );
      await call.passes(500);
      expect(await call.popup.evaluate(() => chrome.storage.local.get('leftOut'))).toEqual(before);
    },
    'leaves nothing in any storage that a normal window reads, while it goes on and when it has ended': async () => {
      const { context, extensionId } = call.browser;
      const stored = async () => {
        const view = await context.newPage();
        await view.goto(`chrome-extension://${extensionId}/report.html`);
        const all = await view.evaluate(async () => ({
          private: chrome.extension.inIncognitoContext,
          databases: (await indexedDB.databases()).map(({ name }) => name),
          areas: await Promise.all(
            (['local', 'sync', 'session'] as const).map((area) => chrome.storage[area].get(null)),
          ),
          text: document.body.textContent,
        }));
        await view.close();
        return all;
      };
      const isClean = async () => {
        const { private: isPrivate, databases, areas, text } = await stored();
        expect(isPrivate).toBe(false);
        expect(databases).toEqual([]);
        const [local, , session] = areas as Record<string, unknown>[];
        expect(local?.leftOut).toEqual([names[1]]);
        expect(session?.lastReport).toBeUndefined();
        const others = JSON.stringify([{ ...local, leftOut: [] }, areas[1], session, text]);
        for (const name of names) expect(others).not.toContain(JSON.stringify(name).slice(1, -1));
      };
      await isClean();
      const reports = () => call.popup.evaluate(() => window.reports);
      const soFar = await reports();
      await call.switchOff();
      await call.until((s) => s.phase === 'off');
      await expect.poll(reports).toBeGreaterThan(soFar);
      await isClean();
      await call.switchOn();
      await call.until((s) => s.phase === 'on', 30_000);
      await call.until((s) => s.hasReport);
      const again = await reports();
      await expect.poll(reports, { timeout: 20_000 }).toBeGreaterThan(again);
      // The page goes in mid-call: the host has been left with a report.
      await call.page.close();
      await isClean();
      await call.popup.close();
      // The last page of the window takes all of it along.
      await expect
        .poll(() => context.serviceWorkers().includes(call.browser.serviceWorker), { timeout: 20_000 })
        .toBe(false);
      await isClean();
    },
  });
});
