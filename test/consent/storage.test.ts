// Nothing stays but what PRIVACY.md lists: after a whole session all storage is read, the extension's and the call page's.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isolated } from '../../src/i18n/isolate.ts';
import { type Call, openCall } from '../support/extension.ts';

interface Stored {
  local: Record<string, unknown>;
  sync: Record<string, unknown>;
  session: Record<string, unknown>;
  /** Of the extension's origin. */
  databases: Record<string, unknown[]>;
  /** Everything else that a page can keep: local and session storage, caches, cookies, files. */
  elsewhere: string[];
}

/** What a page of an origin can keep without the extension's storage. */
const keptByPage = async () => {
  const files: string[] = [];
  const root = await navigator.storage.getDirectory?.().catch(() => null);
  if (root) for await (const name of root.keys()) files.push(`file ${name}`);
  return [
    ...Object.keys(localStorage).map((key) => `local ${key}`),
    ...Object.keys(sessionStorage).map((key) => `session ${key}`),
    ...(await caches.keys()).map((key) => `cache ${key}`),
    ...(document.cookie ? [`cookie ${document.cookie}`] : []),
    ...files,
  ];
};

async function everythingStored(page: Page): Promise<Stored> {
  const elsewhere = await page.evaluate(keptByPage);
  const rest = await page.evaluate(async () => {
    const databases: Record<string, unknown[]> = {};
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
      databases[name] = [];
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => {
          all.onsuccess = resolve;
        });
        databases[name]?.push(...all.result);
      }
      db.close();
    }
    const [local, sync, session] = await Promise.all([
      chrome.storage.local.get(null),
      chrome.storage.sync.get(null),
      chrome.storage.session.get(null),
    ]);
    return { local, sync, session, databases };
  });
  return { ...rest, elsewhere } as Stored;
}

/** Names `like this` in the rows of PRIVACY.md's table that speak of a place. */
async function listed(place: RegExp): Promise<string[]> {
  const text = await readFile('PRIVACY.md', 'utf8');
  const table = text.slice(text.indexOf('## What is kept'), text.indexOf('## What the permissions'));
  const rows = table.split('\n').filter((line) => line.startsWith('|') && place.test(line));
  return rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string));
}

/** Every value with the way to it. */
function leaves(value: unknown, way = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[way, value]];
  if (value instanceof Date || ArrayBuffer.isView(value) || value instanceof Blob) return [[way, value]];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, `${way}.${key}`));
}

describe('after a whole session', () => {
  let call: Call;
  let names: string[];
  let ids: string[];
  let pageBefore: string[];
  let stored: Stored;

  const visit = async (name: string, use: (page: Page) => Promise<unknown> = async () => {}) => {
    const { context, extensionId } = call.browser;
    const page = await context.newPage();
    await page.goto(`chrome-extension://${extensionId}/${name}`);
    await page.locator('h1').first().waitFor();
    await use(page);
    await page.close();
  };

  /** A call in which everything is used that keeps anything. */
  async function wholeSession() {
    const people = await call.page.evaluate(() => window.practice.people());
    names = people.map((p) => p.name);
    ids = people.map((p) => p.id);
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === 4, 30_000);
    await visit(`sidepanel.html?tab=${call.tab}`, async (panel) => {
      await panel.getByRole('button', { name: 'Record the readings' }).click();
      await panel.getByRole('switch', { name: 'Badges on tiles' }).click();
      await panel.getByLabel('Look at faces').selectOption({ label: 'every second' });
      await panel.getByLabel('Read on').selectOption({ label: 'processor (WASM)' });
      await panel.getByRole('button', { name: `Do not read ${isolated(names[1] ?? '')}` }).click();
      await panel.getByRole('button', { name: `Also in later calls: ${isolated(names[1] ?? '')}` }).click();
      // A point of the report's course.
      await vi.waitFor(async () => expect((await call.report()).timeline.length).toBeGreaterThan(0), {
        timeout: 20_000,
      });
    });
    await visit(`report.html?tab=${call.tab}`);
    await visit('tryit.html');
    await visit('options.html');
    await call.switchOff();
    await call.until((s) => s.phase === 'off');
  }

  beforeAll(async () => {
    call = await openCall({ people: 4, still: true });
    pageBefore = await call.page.evaluate(keptByPage);
    await wholeSession();
    await visit('report.html', async (page) => {
      stored = await everythingStored(page);
    });
  });
  afterAll(() => call?.close());

  it('extension storage holds what PRIVACY.md lists, and each of it has been tried', async () => {
    expect(Object.keys(stored.local).sort()).toEqual((await listed(/extension storage on this device/)).sort());
    expect(Object.keys(stored.session).sort()).toEqual(['lastReport', 'pagesEntered']);
    const inMemory = [...(await listed(/session storage, in memory/)), ...(await listed(/session memory/))];
    for (const key of Object.keys(stored.session)) expect(inMemory).toContain(key);
    const synced = await listed(/synchronised storage/);
    for (const key of Object.keys(stored.sync)) expect(synced).toContain(key);
    expect(Object.keys(stored.sync).sort()).toEqual(['badges', 'paceMs']);
    expect(stored.local.leftOut).toEqual([names[1]]);
  });

  it('no database, cookie, cache or file is there, in the extension or in the page', async () => {
    expect(stored.databases).toEqual({});
    expect(stored.elsewhere).toEqual([]);
    expect(await call.page.evaluate(keptByPage)).toEqual(pageBefore);
    expect(await call.page.evaluate(() => indexedDB.databases())).toEqual([]);
  });

  it('people are named in the last report and in the list of those left out, and nowhere else', () => {
    const { leftOut: _, ...local } = stored.local;
    const rest = JSON.stringify({ ...stored, session: {}, local });
    for (const name of names) expect(rest).not.toContain(JSON.stringify(name).slice(1, -1));
    // Ids are the site's own names for people: not even the report has them.
    for (const id of ids) expect(JSON.stringify(stored)).not.toContain(id);
  });

  it('nothing is there by which a face could be known again', () => {
    for (const [way, value] of leaves(stored)) {
      expect(ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Blob, way).toBe(false);
      if (typeof value === 'string') expect(value.length, way).toBeLessThanOrEqual(200);
    }
    const report = stored.session.lastReport as { people: object[] };
    expect(report.people.length).toBe(4);
    for (const person of report.people) {
      expect(Object.keys(person).sort()).toEqual(['isSelf', 'name', 'totals']);
      // Sums over seven words and ten states, mean votes, doubt and a threshold: about a person's call, not of a person's face.
      expect(leaves((person as { totals: object }).totals).length).toBeLessThanOrEqual(7 + 10 + 7 + 1 + 1);
    }
  });

  it('with history on, calls are kept without people', async () => {
    await call.browser.serviceWorker.evaluate(() => chrome.storage.sync.set({ history: true }));
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === 3, 30_000);
    await call.passes(3000);
    await call.switchOff();
    await call.until((s) => s.phase === 'off');
    let kept: Stored['databases'] = {};
    await expect
      .poll(async () => {
        await visit('report.html', async (page) => {
          kept = (await everythingStored(page)).databases;
        });
        return Object.keys(kept);
      })
      .toEqual(await listed(/a database|the database/));
    const text = JSON.stringify(kept);
    expect(text).toContain('timeline');
    for (const word of [...names.map((name) => JSON.stringify(name).slice(1, -1)), ...ids])
      expect(text).not.toContain(word);
    for (const [way] of leaves(kept)) expect(way).not.toMatch(/\.people\./);
  });
});
