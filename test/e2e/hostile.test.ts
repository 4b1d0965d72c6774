// A call page that works against Roomtone: it is read on, says what it said, and neither side brings the other to a stop.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/call/snapshot.ts';
import { type Call, openBrowser, openCall } from '../support/extension.ts';
import { root } from '../support/models.ts';

const PEOPLE = 3;

let call: Call;
afterEach(() => call?.close());

async function read(opening: Promise<Call>): Promise<void> {
  call = await opening;
  await call.switchOn();
  await call.until((s) => s.room.summary.seen === PEOPLE, 60_000);
}

/** `script` runs as the page's own. */
const asPage = (script: string) => call.page.evaluate(script);
const readSince = (at: number) => (s: Snapshot) =>
  s.phase === 'on' && s.room.participants.filter((p) => (p.readAt ?? 0) > at).length >= PEOPLE;
async function readsOn() {
  const at = Date.now();
  return call.until(readSince(at), 15_000);
}
/** The page's thread comes back within this, milliseconds. */
const answers = async () => {
  const start = Date.now();
  await asPage('1');
  return Date.now() - start;
};

describe('a page that works against it', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  const readCall = () => read(browser.open({ people: PEOPLE, still: true }));

  it('and throws out at once whatever is put into it is not brought to a stop', async () => {
    await readCall();
    await asPage(`
      window.thrown = 0;
      const throwOut = () => {
        for (const element of [...document.documentElement.children])
          if (!['head', 'body'].includes(element.localName)) { window.thrown++; element.remove(); }
      };
      new MutationObserver(throwOut).observe(document.documentElement, { childList: true });
      throwOut();
    `);
    await readsOn();
    const before = (await asPage('window.thrown')) as number;
    const start = Date.now();
    await expect.poll(() => asPage('window.thrown'), { timeout: 20_000 }).toBeGreaterThan(before + 8);
    const after = (await asPage('window.thrown')) as number;
    // Two hosts, each back four times a second at most.
    expect((after - before) / ((Date.now() - start) / 1000)).toBeLessThan(12);
    expect(await answers()).toBeLessThan(1000);
  });

  it('and replaces the methods of its world is read all the same', async () => {
    await readCall();
    await asPage(`
      const broken = () => { throw new Error('broken by the page'); };
      for (const [of, names] of [
        [HTMLCanvasElement.prototype, ['getContext', 'toDataURL', 'captureStream']],
        [CanvasRenderingContext2D.prototype, ['drawImage', 'getImageData']],
        [HTMLVideoElement.prototype, ['requestVideoFrameCallback']],
        [MutationObserver.prototype, ['observe', 'takeRecords']],
        [EventTarget.prototype, ['dispatchEvent']],
        [Element.prototype, ['getBoundingClientRect', 'attachShadow', 'matches', 'closest']],
        [Document.prototype, ['elementsFromPoint', 'elementFromPoint', 'createElement', 'importNode']],
        [Array.prototype, ['flatMap', 'toSorted']],
      ]) for (const name of names) of[name] = broken;
      window.VideoFrame = window.createImageBitmap = broken;
      Object.defineProperty(Object.prototype, 'phase', { get: () => 'off', set: () => {}, configurable: true });
    `);
    const { room } = await readsOn();
    expect(room.summary.seen).toBe(PEOPLE);
  });

  it('and names people with markup, scripts, ten megabytes or letters of the other direction changes nothing but names', async () => {
    await readCall();
    const names = [
      '<img src=x onerror="window.ran = true"><script>window.ran = true</script>',
      'x'.repeat(10_000_000),
      '\u202e\u2067Ana\u2066'.repeat(50),
    ];
    await call.page.evaluate((given) => {
      const tiles = [...document.querySelectorAll('main [data-participant-id]')];
      for (const [i, tile] of tiles.entries()) {
        const name = given[i % given.length] ?? '';
        const texts = document.createTreeWalker(tile, NodeFilter.SHOW_TEXT);
        for (let node = texts.nextNode(); node; node = texts.nextNode()) node.nodeValue = name;
        for (const element of tile.querySelectorAll('[aria-label]')) element.setAttribute('aria-label', name);
      }
    }, names);
    const { room } = await readsOn();
    for (const { name } of room.participants) expect(name.length).toBeLessThanOrEqual(120);
    expect(await asPage('window.ran')).toBeUndefined();
    expect(await call.popup.evaluate(() => (window as unknown as { ran?: boolean }).ran)).toBeUndefined();
    expect(await call.popup.locator('main img, main script').count()).toBe(0);
    await expect.poll(async () => (await call.badges()).length).toBe(PEOPLE);
    expect(await answers()).toBeLessThan(1000);
  });

  it('and is flooded with videos and text is read on', async () => {
    await readCall();
    await asPage(`
      const flood = document.createElement('div');
      flood.style.cssText = 'position: absolute; top: 3000px; width: 100px';
      for (let i = 0; i < 2000; i++) {
        const box = document.createElement('div');
        box.append(document.createElement('video'), document.createElement('canvas'), 'text '.repeat(20));
        flood.append(box);
      }
      document.body.append(flood);
    `);
    await readsOn();
    await readsOn();
    expect(await answers()).toBeLessThan(1000);
  });

  it('and forges messages and events is heard by nobody', async () => {
    await readCall();
    await call.page.evaluate((id) => {
      const forged = { name: 'setReading', payload: { on: false } };
      window.postMessage(forged, '*');
      new BroadcastChannel(id).postMessage(forged);
      for (const target of [window, document, document.documentElement])
        for (const type of ['message', 'pagehide', 'roomtone', id])
          target.dispatchEvent(new CustomEvent(type, { detail: forged }));
    }, call.browser.extensionId);
    const reached = await call.page.evaluate(
      (id) =>
        fetch(`chrome-extension://${id}/manifest.json`).then(
          () => true,
          () => false,
        ),
      call.browser.extensionId,
    );
    expect(reached).toBe(false);
    await readsOn();
  });
});

describe('another extension', () => {
  const FOLDER = path.join(root, 'test/fixtures/other-extension');
  /** Chromium makes the id of an extension in a folder from the folder's path: sixteen bytes, a letter for each half. */
  const digest = createHash('sha256').update(FOLDER).digest('hex').slice(0, 32);
  const id = [...digest].map((half) => String.fromCharCode(97 + Number.parseInt(half, 16))).join('');
  type Attacker = typeof globalThis & { attack(id: string): Promise<unknown[]> };

  it('gets no answer from its own page, its script in the call, or the call page that it lends its messages to', async () => {
    await read(openCall({ people: PEOPLE, still: true, others: [FOLDER] }));
    const attacker = await call.browser.context.newPage();
    await attacker.goto(`chrome-extension://${id}/attack.html`);
    const target = call.browser.extensionId;
    expect(await attacker.evaluate((of) => (globalThis as Attacker).attack(of), target)).toEqual([]);
    for (const world of ['ISOLATED', 'MAIN'] as const) {
      const results = await attacker.evaluate(
        async ([of, place]) => {
          const [tab] = await chrome.tabs.query({ url: 'https://meet.google.com/*' });
          const injection = { target: { tabId: tab?.id as number }, world: place };
          await chrome.scripting.executeScript({ ...injection, files: ['attack.js'] });
          const func = (one: string) => (globalThis as Attacker).attack(one);
          return chrome.scripting.executeScript({ ...injection, func, args: [of] });
        },
        [target, world] as const,
      );
      expect(results.map(({ result }) => result)).toEqual([[]]);
    }
    await attacker.close();
    await call.page.bringToFront();
    const { room } = await readsOn();
    expect(room.summary.states.excluded).toBe(0);
  });
});
