// The extension is reloaded, or switched off and on, while it reads a call: a new copy goes on in the same page, and nothing of the old one stays.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Call, enterCall, openCall, tracesOn } from '../support/extension.ts';
import { type ExtensionsPage, openExtensionsPage, serviceWorkerOf } from '../support/extensions-page.ts';
import { story } from '../support/story.ts';

describe('an extension that is loaded anew in mid-call', () => {
  let call: Call;
  let extensions: ExtensionsPage;
  let excluded: string;
  /** Somebody who is not read has one, too. */
  const badges = 3;

  beforeAll(async () => {
    call = await openCall({ people: 3, still: true });
    extensions = await openExtensionsPage(call.browser);
    await call.page.bringToFront();
    await call.switchOn();
    const { room } = await call.until((s) => s.room.summary.seen === 3, 60_000);
    const one = room.participants.find((p) => !p.isSelf);
    if (!one) throw new Error('Nobody is there to be excluded.');
    excluded = one.name;
    await call.ask('setExcluded', { id: one.id, excluded: true });
    await call.until((s) => s.room.summary.seen === 2);
  });
  afterAll(() => call?.close());

  /** The same call as the new copy has it. */
  async function again(): Promise<Call> {
    const serviceWorker = await serviceWorkerOf(call.browser);
    await call.page.bringToFront();
    return enterCall({ ...call.browser, serviceWorker }, call.page);
  }

  async function readsOn(before: { startedAt: number }) {
    const { room } = await call.until((s) => s.room.summary.seen === 2, 60_000);
    expect(room.participants.filter((p) => p.state === 'excluded').map((p) => p.name)).toEqual([excluded]);
    const { startedAt, endedAt, people } = await call.report();
    expect(startedAt).toBe(before.startedAt);
    expect(endedAt).toBeGreaterThan(before.startedAt);
    expect(people?.length).toBe(3);
  }

  story('goes on in the same page', {
    'cannot be made to leave by an event that the page sends': async () => {
      const before = await call.report();
      expect(await tracesOn(call.page)).toBeGreaterThan(0);
      await call.page.evaluate((id) => {
        for (const name of [`roomtone-replaced-${id}`, 'roomtone', `roomtone-${id}`])
          for (const target of [document, window]) target.dispatchEvent(new Event(name));
        new BroadcastChannel('roomtone').postMessage({ kind: 'leave' });
        new BroadcastChannel(`roomtone ${performance.timeOrigin}`).postMessage({ kind: 'leave' });
      }, call.browser.extensionId);
      await call.passes(1500);
      expect((await call.snapshot()).phase).toBe('on');
      expect((await call.report()).startedAt).toBe(before.startedAt);
    },
    'sends nothing that the page can hear': async () => {
      await call.page.evaluate(() => {
        const heard: string[] = [];
        Object.assign(window, { heard });
        const { dispatchEvent } = EventTarget.prototype;
        EventTarget.prototype.dispatchEvent = function (event) {
          heard.push(event.type);
          return dispatchEvent.call(this, event);
        };
        for (const type of ['message', 'storage', 'messageerror']) addEventListener(type, (e) => heard.push(e.type));
        const roomtone = Object.getOwnPropertyNames(window).filter((name) => /roomtone/i.test(name));
        heard.push(...roomtone);
      });
    },
    'after a reload it reads on in the same page, keeps the call so far and whom not to read': async () => {
      const before = await call.report();
      const inPage = await tracesOn(call.page);
      await extensions.reload();
      call = await again();
      await readsOn(before);
      expect(await tracesOn(call.page), 'layers and marks: the new copy’s alone').toBe(inPage);
      await expect.poll(async () => (await call.badges()).length).toBe(badges);
    },
    'so it does after being switched off for a while and on': async () => {
      const before = await call.report();
      await extensions.setEnabled(false);
      await expect.poll(() => tracesOn(call.page), { timeout: 3000, interval: 50 }).toBe(0);
      for (let frame = 0; frame < 30; frame++)
        await call.page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
      expect(await tracesOn(call.page)).toBe(0);
      await extensions.setEnabled(true);
      call = await again();
      await readsOn(before);
    },
    'and the page has heard nothing of all that': async () => {
      const heard = await call.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
      expect(heard.filter((type) => /roomtone|message|storage/i.test(type))).toEqual([]);
    },
    'there is one copy: what is put in twice stays one': async () => {
      const before = await call.snapshot();
      const worker = await serviceWorkerOf(call.browser);
      await worker.evaluate(
        (tabId) => chrome.scripting.executeScript({ target: { tabId }, files: ['content.js'] }),
        call.tab,
      );
      await call.passes(1000);
      const now = await call.snapshot();
      expect([now.phase, now.firstReadingMs]).toEqual(['on', before.firstReadingMs]);
      expect(await call.badges()).toHaveLength(badges);
    },
  });
});
