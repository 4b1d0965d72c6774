// The practice call of the extension itself: somebody installs it, answers three questions and sees badges, popup and panel at work on drawn people.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { type ExtensionBrowser, launchWithExtension, PRACTICE_ANSWERS, welcomePage } from '../../harness/browser.ts';
import type { Answers } from '../../src/call/consent/answers.ts';
import { EXPRESSION_WORDS } from '../../src/i18n/expression-words.ts';
import { ROUND_SECONDS } from '../../src/ui/practice/acting.ts';
import { PEOPLE } from '../../src/ui/practice/people.ts';
import { violations } from '../support/axe.ts';
import { badgesOn, type Call, DIST, enterCall, tracesOn } from '../support/extension.ts';
import { FITS, overflow } from '../support/fits.ts';

const say = (key: keyof typeof messages) => messages[key].message;
const NAMES = PEOPLE.map(({ name }) => name);
const STARTED_MS = 60_000;

/** What a badge says, by person. */
const words = async (page: Page): Promise<Record<string, string>> =>
  Object.fromEntries((await badgesOn(page)).map(({ label, word }) => [label.split(':')[0] ?? '', word]));

async function open(browser: ExtensionBrowser): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`chrome-extension://${browser.extensionId}/practice.html`);
  return page;
}
const launch = (answers: Answers | null) => launchWithExtension({ headless: true, dist: DIST, answers });

describe('somebody who has just installed it', () => {
  let browser: ExtensionBrowser;
  let page: Page;
  let call: Call;

  beforeAll(async () => {
    browser = await launch(null);
  });
  afterAll(() => browser?.close());

  it('is shown the way to a practice call once the three questions are answered', async () => {
    const welcome = (await welcomePage(browser.context)) as Page;
    const way = welcome.getByRole('link', { name: say('practiceOpen') });
    await welcome.getByRole('radio', { name: say('purposeUnderstand'), exact: true }).check();
    await welcome.getByRole('radio', { name: say('placeElsewhere'), exact: true }).check();
    await welcome.getByRole('radio', { name: say('peoplePrivate'), exact: true }).check();
    await welcome.getByRole('checkbox', { name: say('stateInformed') }).check();
    await welcome.locator('.offers [value=individual]').check();
    expect(await way.count()).toBe(0);
    await welcome.getByRole('button', { name: say('saveAnswers') }).click();
    [page] = await Promise.all([browser.context.waitForEvent('page'), way.click()]);
    await page.waitForURL(/practice\.html$/);
    await welcome.close();
    await page.setViewportSize({ width: 1280, height: 800 });
    // From here on as if reports were kept: of this call none is.
    await page.evaluate(() => chrome.storage.sync.set({ history: true }));
  });

  it('sees a badge on everybody, by everybody’s name', async () => {
    await expect
      .poll(async () => Object.keys(await words(page)).sort(), { timeout: STARTED_MS })
      .toEqual([...NAMES].sort());
  });

  it('sees each drawn look called by its word, and by no other', async () => {
    const seen = new Map(NAMES.map((name) => [name, new Set<string>()]));
    const expected = new Map(
      PEOPLE.map(({ name, part }) => [
        name,
        new Set(['neutral' as const, ...Object.values(part.looks)].map((look) => say(EXPRESSION_WORDS[look].word))),
      ]),
    );
    const missing = async () => {
      for (const [name, word] of Object.entries(await words(page)))
        if (word !== say('unclear')) seen.get(name)?.add(word);
      return NAMES.flatMap((name) => [...(expected.get(name) ?? [])].filter((word) => !seen.get(name)?.has(word)));
    };
    await expect.poll(missing, { timeout: 2.5 * ROUND_SECONDS * 1000, interval: 300 }).toEqual([]);
    for (const name of NAMES)
      expect([...(seen.get(name) ?? [])].sort(), name).toEqual([...(expected.get(name) ?? [])].sort());
  });

  it('sees beside the call what the popup shows of it, and all of it fits', async () => {
    const pane = page.locator('.pane');
    expect(await pane.getByRole('switch', { name: say('switchReading') }).getAttribute('aria-checked')).toBe('true');
    expect(await pane.locator('.person').count()).toBe(NAMES.length);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflow(page), `${width}`).toEqual(FITS);
    }
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('sees the same call in the toolbar’s popup', async () => {
    call = await enterCall(browser, page);
    const { room, phase } = await call.until((s) => s.room.summary.seen === NAMES.length);
    expect([phase, room.participants.map(({ name }) => name)]).toEqual(['on', NAMES]);
    expect(room.participants.filter(({ isSelf }) => isSelf).map(({ name }) => name)).toEqual(NAMES.slice(-1));
  });

  it('ends it by a click, which leaves nothing on the page and nothing stored', async () => {
    await page.getByRole('button', { name: say('practiceEnd') }).click();
    await page.getByRole('heading', { name: say('practiceOver') }).waitFor();
    await call.until((s) => s.phase === 'no-call');
    expect([await badgesOn(page), await tracesOn(page)]).toEqual([[], 0]);
    expect((await call.snapshot()).hasReport, 'while the page is open').toBe(true);
  });

  it('has nothing kept of it once the page is closed', async () => {
    await page.getByRole('button', { name: say('practiceOpen') }).click();
    await call.until((s) => s.room.summary.seen === NAMES.length, STARTED_MS);
    await page.close();
    // The host is the last to hear of a page that has gone.
    const { popup } = call;
    await expect
      .poll(() =>
        popup.evaluate(
          (tab) =>
            chrome.tabs.get(tab).then(
              () => true,
              () => false,
            ),
          call.tab,
        ),
      )
      .toBe(false);
    const kept = await popup.evaluate(async () => ({
      session: Object.keys(await chrome.storage.session.get()),
      local: Object.keys(await chrome.storage.local.get()),
      databases: (await indexedDB.databases()).map(({ name }) => name),
    }));
    expect(kept.session).not.toContain('lastReport');
    expect(kept.local.sort()).toEqual(['answers', 'pageSecret']);
    expect(kept.databases).toEqual([]);
  });
});

describe('what was answered holds in the practice call', () => {
  it('nobody is read before the questions are answered', async () => {
    const browser = await launch(null);
    try {
      const page = await open(browser);
      await page.getByRole('heading', { name: say('phaseSetup') }).waitFor();
      await expect
        .poll(() =>
          page.locator('video').evaluateAll((all) => all.every((v) => (v as HTMLVideoElement).videoWidth > 0)),
        )
        .toBe(true);
      expect([await badgesOn(page), await tracesOn(page)]).toEqual([[], 0]);
      const hosts = await browser.serviceWorker.evaluate(
        async () =>
          (await chrome.runtime.getContexts({ contextTypes: [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT] })).length,
      );
      expect(hosts, 'no engine is started').toBe(0);
    } finally {
      await browser.close();
    }
  });

  it('oneself alone is read where nothing else may be', async () => {
    const { told: _, ...untold } = PRACTICE_ANSWERS;
    const browser = await launch(untold);
    try {
      const page = await open(browser);
      const call = await enterCall(browser, page);
      await call.until((s) => s.room.summary.seen === 1, STARTED_MS);
      await expect.poll(async () => Object.keys(await words(page))).toEqual(NAMES.slice(-1));
      expect(await page.getByText(say('modeSelfHint')).count(), 'the page says so').toBe(1);
    } finally {
      await browser.close();
    }
  });
});
