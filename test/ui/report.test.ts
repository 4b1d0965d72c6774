// After the call: the report with calls made up for the purpose, and in the built extension with a practice call that ends in every way it can.

import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { stopServiceWorkers } from '../../harness/browser.ts';
import { openPracticeCall } from '../../harness/practice-server.ts';
import type { CallReport } from '../../src/call/report/log.ts';
import type * as History from '../../src/storage/history.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { type Call, enterCall, openCall } from '../support/extension.ts';
import { FITS, overflow } from '../support/fits.ts';
import { long } from '../support/long.ts';
import { story } from '../support/story.ts';
import { REPORTS, type ReportName } from './reports.ts';
import { bundleFixtures, type Look, openSurface } from './serve.ts';

const TITLE = 'Call on March 3, 2026, 10:30 – 11:15 AM';
const KEEP = 'Keep reports after the call';

/** Browsers differ in which space stands before AM. */
const plain = <V extends string | string[] | null>(text: V): V =>
  (Array.isArray(text) ? text.map(plain) : (text?.replace(/\s/g, ' ') ?? null)) as V;

async function saved(page: Page, button: string): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

const showNames = (page: Page) => page.getByRole('switch', { name: 'Show names' }).click();

describe('the report page', () => {
  let browser: Browser;
  let script: string;
  beforeAll(async () => {
    [browser, script] = await Promise.all([launchBrowser(), bundleFixtures()]);
  });
  afterAll(() => browser.close());

  const open = (state: ReportName, look: Partial<Look> = {}) =>
    openSurface(browser, script, 'report', state, { width: 1200, ...look });

  const SAYS: Record<ReportName, string> = {
    call: TITLE,
    live: TITLE,
    short: 'Call on March 3, 2026, 10:30 AM',
    endless: 'Call on March 3, 2026, 10:30 AM – 2:30 PM',
    group: TITLE,
    moving: 'Call on March 3, 2026, 10:00 – 10:12 AM',
    'moving-group': 'Call on March 3, 2026, 10:00 – 10:12 AM',
    kept: TITLE,
    failed: messages.errorStorage.message,
    unsaved: 'Switch Roomtone on in a call; its report is shown here as soon as somebody has been read.',
    none: 'Switch Roomtone on in a call; its report is shown here as soon as somebody has been read.',
    gone: 'This call is no longer kept.',
    forced: 'Switch Roomtone on in a call; its report is shown here as soon as somebody has been read.',
  };

  it.concurrent.each(Object.keys(REPORTS) as ReportName[])(
    'says what to know in state %s, fits, and is open to all',
    async (state) => {
      for (const look of [{ width: 1200 }, { width: 320, dark: true }, ...(long ? [{ width: 720 }] : [])]) {
        const { page, complaints, release } = await open(state, look);
        expect(plain(await page.locator('h1').textContent())).toBe(SAYS[state]);
        expect(await overflow(page)).toEqual(FITS);
        // A long band takes axe many seconds.
        const isLookedAt = long
          ? look.width !== 720
          : look.width === 320 && ['group', 'failed', 'none'].includes(state);
        if (isLookedAt) expect(await violations(page)).toEqual([]);
        expect(await page.locator('body').textContent()).not.toMatch(/\d%|\d\.\d/);
        expect(complaints).toEqual([]);
        release();
      }
    },
  );

  it('says so when what is stored cannot be read, or a change not saved', async () => {
    const { page } = await open('failed');
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([['tryAgain']]);
    const { page: unsaved } = await open('unsaved');
    expect(await unsaved.getByRole('alert').textContent()).toBe('That could not be saved; it is as it was before.');
    for (const one of [page, unsaved]) await one.close();
  });

  it('shows how the call went, in words too', async () => {
    const { page, release } = await open('call');
    expect(await page.locator('.call-title p').textContent()).toBe('Google Meet · 45 min');
    expect(await page.locator('.sentence').textContent()).toBe('On the whole, faces looked mostly neutral or happy');
    expect(
      await page.getByRole('img', { name: /^The whole call, mostly: (happy, neutral|neutral, happy)/ }).count(),
    ).toBe(1);
    expect(await page.getByRole('img', { name: /^Tone, from low to bright\. Highest at .*, lowest at / }).count()).toBe(
      1,
    );
    expect(await page.getByRole('img', { name: /^Liveliness, from still to lively/ }).count()).toBe(1);
    expect(plain(await page.locator('.clock text').allTextContents())).toEqual(
      ['10:30', '10:40', '10:50', '11:00', '11:10'].map((time) => `${time} AM`),
    );
    // Two stretches in which somebody was seen.
    expect(await page.locator('.whole g').count()).toBe(2);
    expect(await page.locator('.bars').first().getByRole('listitem').allTextContents()).toEqual([
      'neutral60 min',
      'happy53 min',
      'sad12 min',
      'surprised9 min',
      'angry2 min',
      'unclear27 min',
    ]);
    expect(await page.locator('.totals .note').last().textContent()).toBe(
      '163 of 254 minutes of faces on screen could be read.',
    );
    expect(await page.locator('.bars').last().getByRole('listitem').allTextContents()).toEqual([
      'read163 min',
      'camera off40 min',
      'no face in view3 min',
      'turned away16 min',
      'too small to read20 min',
      'left out12 min',
    ]);
    expect(await page.locator('.caveat').textContent()).toContain('not what a person feels');
    release();
  });

  it('lists every moment, and leads to each from its sign', async () => {
    const { page, release } = await open('call');
    const list = page.locator('.moments li');
    expect(await list.count()).toBe(7);
    expect(plain(await list.allTextContents())[2]).toBe('310:42 AM5 of 6 no longer look surprised');
    const signs = page.locator('.signs a');
    expect(await signs.allTextContents()).toEqual(['1', '2–4', '5', '6', '7']);
    expect(plain(await signs.nth(2).getAttribute('title'))).toBe('Moment 5, 10:51 AM: 1 of 5 now looks angry');
    await signs.nth(2).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('li:target').textContent()).toContain('1 of 5 now looks angry');
    release();
  });

  it('leaves out what there is not: people in a group, moments, names', async () => {
    const { page: group } = await open('group');
    expect(await group.getByRole('heading', { name: 'People', exact: true }).count()).toBe(0);
    const { page: short } = await open('short');
    expect(await short.locator('.moments .note').textContent()).toBe(
      'At no time did faces change by more than chance.',
    );
    expect(await short.getByRole('switch', { name: 'Show names' }).count()).toBe(0);
    for (const page of [group, short]) await page.close();
  });

  it('names nobody until it is asked to, and says of nobody how long they were there', async () => {
    const { page, release } = await open('call');
    const people = page.locator('.call-people li');
    const first = () => people.first().textContent();
    expect(await first()).toBe('Participant 1looked mostly happy, could be read nearly all the time');
    expect(await page.content()).not.toMatch(/Okafor|Lindqvist|Eze/);
    expect((await people.allTextContents()).join()).not.toMatch(/\d min|\d:\d/);
    await showNames(page);
    expect(await first()).toBe('Ada Okaforyoulooked mostly happy, could be read nearly all the time');
    expect(await people.nth(4).locator('.name').textContent()).toBe('Participant 5');
    expect(await people.nth(5).locator('.words').textContent()).toBe('camera off');
    release();
  });

  it('is saved as a table and as data, with the names that are shown', async () => {
    const { page, complaints, release } = await open('call');
    const csv = await saved(page, 'Table (CSV)');
    expect(csv.name).toBe('roomtone-2026-03-03-1030.csv');
    expect(csv.text).toMatch(/^\ufeff"row","time","minute",/);
    expect(csv.text.split('\r\n')).toHaveLength(1 + 540 + 7 + 1);
    const json = await saved(page, 'Data (JSON)');
    expect(json.name).toBe('roomtone-2026-03-03-1030.json');
    expect(JSON.parse(json.text)).toMatchObject({ format: 'roomtone-report', version: 1 });
    for (const { text } of [csv, json]) expect(text).not.toContain('Okafor');
    await showNames(page);
    for (const kind of ['Table (CSV)', 'Data (JSON)']) expect((await saved(page, kind)).text).toContain('Okafor');
    expect(complaints).toEqual([]);
    release();
  });

  it('is saved as a table for spreadsheets in the language of the browser', async () => {
    const { page, release } = await open('call', { locale: 'sv-SE' });
    const [header, row] = (await saved(page, 'Table (CSV)')).text.split('\r\n');
    expect(header).toMatch(/^\ufeff"row";"time";/);
    expect(row).toContain(';"0,08";');
    release();
  });

  it('is saved as a page that needs nothing else, in light and dark, and prints', async () => {
    const { page, release } = await open('call');
    const without = await saved(page, 'Page (HTML)');
    expect(without.name).toBe('roomtone-2026-03-03-1030.html');
    expect(without.text).not.toMatch(/Okafor|<script|<link|<img|url\(|@import|https?:/);
    await showNames(page);
    const { text } = await saved(page, 'Page (HTML)');
    const shown = await page.locator('article .call-people ol').textContent();
    release();
    for (const dark of [false, true]) {
      const context = await browser.newContext({ colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: true });
      const copy = await context.newPage();
      const complaints: string[] = [];
      copy.on('console', (message) => complaints.push(message.text()));
      const asked: string[] = [];
      await copy.route('**', async (route) => {
        asked.push(route.request().url());
        await route.fulfill({ contentType: 'text/html', body: text });
      });
      await copy.goto('http://saved.test/');
      expect(plain(await copy.title())).toBe(TITLE);
      expect(await copy.locator('.call-people ol').textContent()).toBe(shown);
      expect(await copy.locator('button, select, [role=switch]').count()).toBe(0);
      const colour = (what: string) =>
        copy.evaluate((s) => getComputedStyle(document.querySelector(s) as Element).color, what);
      expect(await colour('body')).toBe(dark ? 'rgb(238, 237, 233)' : 'rgb(27, 28, 30)');
      expect(await copy.locator('.whole svg').evaluate((e) => e.getBoundingClientRect().height)).toBe(144);
      expect(
        await copy
          .locator('.signs li')
          .first()
          .evaluate((e) => e.style.left),
      ).toBe('9.33%');
      expect(await violations(copy)).toEqual([]);
      await copy.emulateMedia({ media: 'print', colorScheme: dark ? 'dark' : 'light' });
      expect(await colour('body'), 'dark on paper').toBe('rgb(27, 28, 30)');
      expect(asked.filter((url) => !url.endsWith('/favicon.ico'))).toEqual(['http://saved.test/']);
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it('says that a call goes on, and asks anew', async () => {
    const { page, release } = await open('live');
    await page.getByRole('button', { name: 'Refresh' }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([['refresh']]);
    release();
  });

  it('keeps calls for as long as one likes, and lets go of one or of all', async () => {
    const { page, release } = await open('kept', { width: 320 });
    const rows = page.locator('.kept li');
    expect(plain(await rows.allTextContents())).toEqual([
      'Mar 3, 2026, 10:30 AM45 min · Google MeetDelete',
      'Mar 2, 2026, 8:30 AM60 min · ZoomDelete',
      'Feb 27, 2026, 7:30 AM24 minDelete',
    ]);
    expect(await rows.locator('a').nth(1).getAttribute('href')).toBe('report.html?call=2');
    expect(await page.locator('.kept [aria-current=page]').count()).toBe(1);
    expect(await page.locator('.kept-foot .note').textContent()).toBe('384 KB in all');
    await page.getByRole('switch', { name: KEEP }).click();
    await page.getByLabel('Keep them for').selectOption({ label: 'until they are deleted' });
    await page.getByRole('button', { name: 'Delete the call on Mar 2, 2026, 8:30 AM' }).click();
    expect(await page.evaluate(() => document.activeElement?.id), 'the keyboard goes on from there').toBe('kept-title');
    const all = page.getByRole('button', { name: 'Delete all' });
    await all.click();
    expect(await page.getByRole('alert').textContent()).toBe('Delete all 3 reports? They cannot be brought back.');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe('Keep them');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await all.click();
    await expect.poll(focused).toBe('Keep them');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    const before = await page.evaluate(() => window.asked);
    await all.click();
    await all.click();
    expect([before, await page.evaluate(() => window.asked.at(-1))]).toEqual([
      [
        ['changeSettings', { history: false }],
        ['changeSettings', { retentionDays: 0 }],
        ['remove', '2'],
      ],
      ['removeAll'],
    ]);
    release();
  });

  it('says so where an organisation decides', async () => {
    const { page, release } = await open('forced');
    const keep = page.getByRole('switch', { name: `${KEEP}. Set by your organisation.` });
    expect(await keep.isDisabled()).toBe(true);
    expect(await keep.getAttribute('aria-checked')).toBe('true');
    expect(await page.locator('.kept select').isDisabled()).toBe(true);
    expect(await page.locator('.kept small').count()).toBe(2);
    release();
  });
});

describe('what is kept', () => {
  let browser: Browser;
  let page: Page;
  const DAY = 86_400_000;
  const { report } = REPORTS.call.shown;

  beforeAll(async () => {
    browser = await launchBrowser();
    const { outputFiles } = await build({
      entryPoints: [new URL('../../src/storage/history.ts', import.meta.url).pathname],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'kept',
    });
    page = await browser.newPage();
    await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto('http://history.test/');
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  });
  afterAll(() => browser?.close());

  type Name = Exclude<keyof typeof History, 'default'>;
  const call = <N extends Name>(name: N, ...args: Parameters<(typeof History)[N]>) =>
    page.evaluate(
      ([n, a]) => {
        const { kept } = globalThis as unknown as { kept: Record<string, (...args: unknown[]) => unknown> };
        return kept[n]?.(...a);
      },
      [name, args] as const,
    ) as Promise<Awaited<ReturnType<(typeof History)[N]>>>;
  const ended = (daysAgo: number, now: number): CallReport => {
    const endedAt = now - daysAgo * DAY;
    return { ...report, startedAt: endedAt - 60_000, endedAt };
  };

  it('is nothing, and leaves nothing behind, until something is', async () => {
    expect(await call('list')).toEqual([]);
    expect(await call('get', '1')).toBeNull();
    await call('remove', '1');
    await call('removeAll');
    await call('prune', 30, Date.now());
    expect(await page.evaluate(() => indexedDB.databases())).toEqual([]);
  });

  it('is a report without its people, whatever it came with', async () => {
    const more = { ...report, notes: 'Ada Okafor was there' };
    const id = await call('keep', more);
    const kept = await call('get', id);
    expect(kept).toEqual({ ...report, people: null });
    expect(JSON.stringify(kept)).not.toMatch(/Okafor|Participant/);
    const [entry] = await call('list');
    expect(entry).toEqual({
      id,
      platform: 'Google Meet',
      startedAt: report.startedAt,
      endedAt: report.endedAt,
      bytes: Buffer.byteLength(JSON.stringify(kept)),
    });
    // The same call, longer by now.
    await call('keep', { ...report, endedAt: report.endedAt + 1000 });
    expect((await call('list')).map(({ endedAt }) => endedAt)).toEqual([report.endedAt + 1000]);
    await call('removeAll');
  });

  it('is left out where the database holds something else in its place', async () => {
    const id = await call('keep', report);
    await page.evaluate(
      (of) =>
        new Promise<void>((done) => {
          const opening = indexedDB.open('roomtone-calls');
          opening.onsuccess = () => {
            const change = opening.result.transaction(['calls', 'reports'], 'readwrite');
            change.objectStore('calls').put({ id: 'x', platform: 7 });
            change.objectStore('reports').put({ version: 1, people: ['Ada'] }, of);
            change.oncomplete = () => {
              opening.result.close();
              done();
            };
          };
        }),
      id,
    );
    expect((await call('list')).map((one) => one.id)).toEqual([id]);
    expect(await call('get', id)).toBeNull();
    await call('removeAll');
  });

  it('is listed with the newest first, and goes when it is old enough', async () => {
    const now = Date.UTC(2026, 5, 1);
    for (const days of [29.9, 0, 400, 30.1]) await call('keep', ended(days, now));
    const ages = async () => (await call('list')).map(({ endedAt }) => (now - endedAt) / DAY);
    expect(await ages()).toEqual([0, 29.9, 30.1, 400]);
    await call('prune', 0, now);
    expect(await ages()).toHaveLength(4);
    await call('prune', 30, now);
    expect(await ages()).toEqual([0, 29.9]);
    const [newest, oldest] = await call('list');
    await call('remove', newest?.id ?? '');
    expect(await ages()).toEqual([29.9]);
    expect([await call('get', newest?.id ?? ''), (await call('get', oldest?.id ?? ''))?.platform]).toEqual([
      null,
      'Google Meet',
    ]);
    await call('removeAll');
    expect([await ages(), await call('get', oldest?.id ?? '')]).toEqual([[], null]);
  });
});

describe.runIf(long)('after a practice call', () => {
  let call: Call;
  let report: Page;
  const opened = async (query = '') => {
    const page = await call.browser.context.newPage();
    await page.goto(`chrome-extension://${call.browser.extensionId}/report.html${query}`);
    return page;
  };
  const title = (page: Page) => page.locator('h1').textContent();
  const databases = () => report.evaluate(() => indexedDB.databases());
  /** Reads until the report has somebody in it. */
  const readFor = async (one: Call) => {
    await one.switchOn();
    // The report of the call before is there until the first look at this one.
    await one.until((s) => s.hasReport && s.room.summary.seen > 0, 60_000);
  };
  const anew = async (people: number) => {
    call = await enterCall(call.browser, await openPracticeCall(call.browser.context, { people, still: true }));
    await readFor(call);
  };
  const rows = () => report.locator('.kept li');

  beforeAll(async () => {
    call = await openCall({ people: 2, still: true });
    await readFor(call);
  });
  afterAll(() => call?.close());

  story('there is a report, which stays as long as it is to', {
    'there is a report while the call goes on, and it follows': async () => {
      report = await opened(`?tab=${call.tab}`);
      await expect.poll(() => title(report), { timeout: 10_000 }).toMatch(/^Call on /);
      await report.getByText('Still going on').waitFor();
      expect(await report.getByRole('img', { name: /^The whole call, mostly: / }).count()).toBe(1);
      const band = () => report.locator('.whole path').first().getAttribute('d');
      const before = await band();
      await expect.poll(band, { timeout: 20_000 }).not.toBe(before);
      expect(await violations(report)).toEqual([]);
    },
    'it goes on when reading was off for a while, and another call has another one': async () => {
      const before = await call.report();
      await call.switchOff();
      await call.until((s) => s.phase === 'off');
      await call.switchOn();
      await call.until((s) => s.room.summary.seen === 2, 30_000);
      const after = await call.report();
      expect(after.startedAt).toBe(before.startedAt);
      expect(after.timeline.slice(0, before.timeline.length)).toEqual(before.timeline);
      expect(after.people?.map((p) => p.totals.states.read)).not.toContain(0);

      await call.page.evaluate(() => window.practice.endCall());
      await call.until((s) => s.phase === 'no-call');
      expect((await call.report()).startedAt).toBe(before.startedAt);
      await call.page.evaluate(() => window.practice.enterCall());
      await call.until((s) => s.phase === 'off', 30_000);
      await readFor(call);
      expect((await call.report()).startedAt).toBeGreaterThan(after.endedAt);
    },
    'it stays when the call’s tab is closed, also for whoever comes later, and is nowhere but in memory': async () => {
      const said = await title(report);
      await call.page.close();
      await report.getByText('Still going on').waitFor({ state: 'detached', timeout: 10_000 });
      expect((await title(report))?.slice(0, 20)).toBe(said?.slice(0, 20));
      const later = await opened();
      await expect.poll(() => title(later), { timeout: 10_000 }).toMatch(/^Call on /);
      expect(await later.locator('.call-people li').count()).toBe(2);
      expect(await later.locator('.call-people .name').first().textContent()).toBe('Participant 1');
      await showNames(later);
      expect(await later.locator('.call-people .name').first().textContent()).toMatch(/^[A-Z][a-z]/);
      expect(await later.locator('.call-people .name').first().textContent()).not.toContain('Participant');
      await later.close();
      expect(await databases()).toEqual([]);
      expect(await report.evaluate(() => chrome.storage.local.get())).not.toHaveProperty('lastReport');
    },
    'it is kept once somebody wants it so, also when the page is loaded anew or left': async () => {
      await report.getByRole('switch', { name: KEEP }).click();
      await expect.poll(() => report.getByRole('switch', { name: KEEP }).getAttribute('aria-checked')).toBe('true');
      await report.getByText('No call has been kept yet.').waitFor();
      await anew(2);
      await call.page.reload();
      await expect.poll(() => rows().count(), { timeout: 10_000 }).toBe(1);
      await call.until((s) => s.phase === 'off' || s.phase === 'no-call');
      const again = await opened(`?tab=${call.tab}`);
      await expect.poll(() => title(again), { timeout: 10_000 }).toMatch(/^Call on /);
      await again.close();

      await anew(2);
      await call.page.goto('about:blank');
      await expect.poll(() => rows().count(), { timeout: 10_000 }).toBe(2);
    },
    'it is kept also when the service worker sleeps as the tab is closed': async () => {
      await anew(2);
      await stopServiceWorkers(report);
      await call.page.close();
      await expect.poll(() => rows().count(), { timeout: 10_000 }).toBe(3);
    },
    'what was kept has a size, opens, survives and names nobody': async () => {
      expect(await report.locator('.kept-foot .note').textContent()).toMatch(/^[1-9]\d* KB in all$/);
      await report.reload();
      await expect.poll(() => rows().count(), { timeout: 10_000 }).toBe(3);
      await rows().last().locator('a').click();
      await report.waitForURL(/report\.html\?call=/);
      await expect.poll(() => title(report), { timeout: 10_000 }).toMatch(/^Call on /);
      expect(await report.getByRole('heading', { name: 'People', exact: true }).count()).toBe(0);
      const all = await report.evaluate(
        () =>
          new Promise<string>((resolve) => {
            const opening = indexedDB.open('roomtone-calls');
            opening.onsuccess = () => {
              const db = opening.result;
              const names = [...db.objectStoreNames];
              const read = db.transaction(names);
              Promise.all(
                names.map(
                  (name) =>
                    new Promise((done) => {
                      const reading = read.objectStore(name).getAll();
                      reading.onsuccess = () => done(reading.result);
                    }),
                ),
              ).then((stores) => {
                db.close();
                resolve(JSON.stringify(stores));
              });
            };
          }),
      );
      const stored = JSON.parse(all).flat();
      expect(stored).toHaveLength(6);
      expect(stored.filter((one: object) => 'people' in one).map((one: { people: unknown }) => one.people)).toEqual([
        null,
        null,
        null,
      ]);
      expect(all).not.toMatch(/isSelf|"name"/);
    },
    'and goes one by one, or all at once': async () => {
      await rows().first().getByRole('button').click();
      await expect.poll(() => rows().count()).toBe(2);
      await report.getByRole('button', { name: 'Delete all' }).click();
      await report.getByRole('button', { name: 'Delete all' }).click();
      await expect.poll(() => rows().count()).toBe(0);
      await expect.poll(() => title(report)).toBe('This call is no longer kept.');
      await report.getByText('No call has been kept yet.').waitFor();
    },
  });
});
