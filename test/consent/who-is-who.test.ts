// Who is who on real pages in the built extension: namesakes, mirrored videos, names like “Wei (You)”, labels that hide, tiles that vanish for a moment.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Copy, copyAllowing } from '../../harness/allowed.ts';
import type { PracticeOptions } from '../../harness/practice-server.ts';
import type { Snapshot } from '../../src/call/snapshot.ts';
import { type Call, DIST, openBrowser } from '../support/extension.ts';

let copy: Copy;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let call: Call | undefined;

beforeAll(async () => {
  copy = await copyAllowing(DIST, new URL('https://call.example/'));
  browser = await openBrowser(copy.dist);
});
afterAll(async () => {
  await browser?.close();
  await copy?.remove();
});
afterEach(() => call?.close());

async function open(options: PracticeOptions): Promise<Call> {
  call = await browser.open({ still: true, ...options });
  return call;
}

const set = (of: Call, settings: object) =>
  of.browser.serviceWorker.evaluate((values) => chrome.storage.sync.set(values), settings);
const named = ({ room }: Snapshot, name: string) => room.participants.filter((p) => p.name === name);

it('neither of two namesakes on Teams is read once one is left out and the other’s tile comes first', async () => {
  const { page, ask, until, passes, switchOn } = await open({ layout: 'teams', people: 4 });
  const [first, second] = await page.evaluate(() => {
    const tags = [...document.querySelectorAll('[data-tid="participant-info-nametag"]')].slice(0, 2);
    for (const tag of tags) {
      tag.textContent = 'Ana Lima';
      const tile = tag.closest('[data-tid]:not([data-tid="participant-info-nametag"])');
      tile?.setAttribute('data-tid', 'Ana Lima');
    }
    return tags.map((tag) => tag.textContent);
  });
  expect([first, second]).toEqual(['Ana Lima', 'Ana Lima']);
  await switchOn();
  const before = await until((s) => named(s, 'Ana Lima').filter((p) => p.votes).length === 2, 60_000);
  await ask('setExcluded', { id: named(before, 'Ana Lima')[0]?.id ?? '', excluded: true });
  await page.evaluate(() => {
    const tiles = [...document.querySelectorAll('[data-tid="participant-info-nametag"]')]
      .slice(0, 2)
      .map((tag) => tag.closest('[data-tid="Ana Lima"]') as HTMLElement);
    tiles[0]?.parentElement?.insertBefore(tiles[1] as Node, tiles[0]);
  });
  await passes(2000);
  const after = named(await until(() => true), 'Ana Lima');
  expect(after.map((p) => [p.state, p.votes])).toEqual([
    ['excluded', null],
    ['excluded', null],
  ]);
  expect(after.map((p) => p.because).sort()).toEqual(['asked', 'unsure']);
});

describe('on a page that nobody knows', () => {
  it('“only me” reads nobody where every video is mirrored, asks, and reads the one that is picked', async () => {
    const { page, popup, browser, until, passes, switchOn } = await open({ layout: 'plain', people: 3 });
    await page.addStyleTag({ content: 'video { transform: scaleX(-1) !important; }' }).catch(() => {});
    await page.evaluate(() => {
      for (const video of document.querySelectorAll('video')) video.style.transform = 'scaleX(-1)';
    });
    await browser.serviceWorker.evaluate(() => chrome.storage.sync.set({ mode: 'self' }));
    await popup.evaluate(() => {
      window.sent = [];
      chrome.runtime.onConnect.addListener((port) => {
        if (port.name === 'engine')
          port.onMessage.addListener(({ kind }) => window.sent.push({ at: 0, magenta: kind }));
      });
    });
    await switchOn();
    const asking = await until((s) => s.phase === 'on' && (s.selfCandidates?.length ?? 0) === 3, 60_000);
    expect(asking.selfCandidates?.some(({ isHinted }) => isHinted)).toBe(false);
    await passes(1500);
    const kinds = await popup.evaluate(() => window.sent.map(({ magenta }) => String(magenta)));
    expect(kinds.filter((kind) => kind === 'look')).toEqual([]);
    const name = asking.selfCandidates?.[1]?.name ?? '';
    await popup.getByRole('button', { name }).click();
    const read = await until((s) => s.room.summary.seen === 1, 30_000);
    expect(read.room.participants.map((p) => [p.name, p.isSelf])).toEqual([[name, true]]);
  });

  it('somebody who is called “Wei (You)” is not taken for oneself', async () => {
    const { page, until, switchOn } = await open({ layout: 'plain', people: 3 });
    await page.evaluate(() => {
      const own = window.practice.people().find((p) => !p.isSelf)?.name ?? '';
      for (const element of document.querySelectorAll('*')) {
        if (element.getAttribute('aria-label') === own) element.setAttribute('aria-label', 'Wei (You)');
        if (element.children.length === 0 && element.textContent === own) element.textContent = 'Wei (You)';
      }
    });
    await set(call as Call, { mode: 'self' });
    await switchOn();
    const asking = await until((s) => s.phase === 'on' && s.selfCandidates !== null, 60_000);
    expect(asking.room.participants).toEqual([]);
    expect(asking.selfCandidates?.find((one) => one.name === 'Wei (You)')).toMatchObject({ isHinted: true });
  });

  it('labels that hide leave names, the share and whoever is never read as they were', async () => {
    const { page, browser, until, passes, switchOn } = await open({ layout: 'plain', people: 3 });
    const [blocked, presenter] = await page.evaluate(() =>
      window.practice
        .people()
        .filter((p) => !p.isSelf)
        .map((p) => p.name),
    );
    await browser.serviceWorker.evaluate((name) => chrome.storage.local.set({ leftOut: [name] }), blocked);
    const pictures = () =>
      page.evaluate(() => [...document.querySelectorAll('video')].filter((v) => v.readyState > 1).length);
    const cameras = await pictures();
    await page.evaluate((name) => {
      const id = window.practice.people().find((p) => p.name === name)?.id ?? '';
      return window.practice.share(id);
    }, presenter);
    await expect.poll(pictures).toBe(cameras + 1);
    await switchOn();
    // Whatever has a picture has been seen with its label by then.
    const before = await until((s) => s.room.summary.seen === 2, 60_000);
    const names = before.room.participants.map((p) => p.name);
    await page.evaluate(() => {
      for (const element of document.querySelectorAll('span')) element.style.display = 'none';
    });
    await passes(4000);
    const after = await until(() => true);
    expect(after.room.participants.map((p) => p.name)).toEqual(names);
    expect(named(after, blocked ?? '')[0]).toMatchObject({ state: 'excluded', because: 'blocked', votes: null });
    expect(after.room.summary.seen).toBe(2);
  });
});

describe('on Meet', () => {
  it('a tile that vanishes for a second keeps its last reading, and one that stays away has left', async () => {
    const { page, until, passes, switchOn } = await open({ layout: 'meet', people: 3 });
    await switchOn();
    const before = await until((s) => s.room.summary.seen === 3, 60_000);
    const person = before.room.participants.find((p) => !p.isSelf);
    const tile = await page.evaluateHandle((id) => {
      const element = document.querySelector(`main [data-participant-id="${id}"]`) as HTMLElement;
      return { element, place: element.parentElement, next: element.nextSibling };
    }, person?.id);
    const vanish = () => tile.evaluate(({ element }) => element.remove());
    const comeBack = () => tile.evaluate(({ element, place, next }) => void place?.insertBefore(element, next));
    await vanish();
    await passes(600);
    await comeBack();
    await passes(600);
    const back = (await until(() => true)).room.participants.find((p) => p.id === person?.id);
    expect(back?.readAt).toBeGreaterThanOrEqual(person?.readAt ?? Number.POSITIVE_INFINITY);
    await vanish();
    await until((s) => s.room.participants.every((p) => p.id !== person?.id), 5500);
    await comeBack();
    await until((s) => s.room.participants.some((p) => p.id === person?.id), 4000);
  });

  it('an event on the document with the extension’s id in its name stops nothing', async () => {
    const { page, browser, until, passes, switchOn } = await open({ layout: 'meet', people: 2 });
    await switchOn();
    await until((s) => s.room.summary.seen === 2, 60_000);
    await page.evaluate((id) => {
      for (const name of [`roomtone-replaced-${id}`, `roomtone-${id}`, id])
        for (const target of [document, window]) target.dispatchEvent(new Event(name));
      const world = globalThis as Record<string, unknown>;
      for (const key of ['roomtoneIsHere', 'roomtoneWindows', 'roomtone']) world[key] = null;
    }, browser.extensionId);
    await passes(1500);
    expect((await until(() => true)).phase).toBe('on');
    const own = await page.evaluate(() => Object.keys(globalThis).filter((key) => /roomtone/i.test(key)));
    expect(own.filter((key) => !['roomtoneIsHere', 'roomtoneWindows', 'roomtone'].includes(key))).toEqual([]);
  });
});
