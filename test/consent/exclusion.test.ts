// Whoever is left out is in no picture that the engine gets, from that moment on: every look of a real call is looked at, pixel by pixel.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { isolated } from '../../src/i18n/isolate.ts';
import { type Call, openCall } from '../support/extension.ts';
import { story } from '../support/story.ts';

declare global {
  interface Window {
    /** What came through the engine's port: when it was sent, and how many pixels were Magenta's. */
    sent: { at: number; magenta: number }[];
  }
}

describe('somebody who is left out', () => {
  let call: Call;
  /** Somebody whose camera shows one colour that nobody else's does. */
  let magenta: { id: string; name: string };

  beforeAll(async () => {
    call = await openCall({ people: 3, still: true });
    await paint();
    // A port of a call page is heard by every part of the extension: the popup listens in.
    await call.popup.evaluate(() => {
      window.sent = [];
      chrome.runtime.onConnect.addListener((port) => {
        if (port.name !== 'engine') return;
        port.onMessage.addListener(({ kind, cells, survey, bytes }) => {
          if (kind !== 'look') return;
          let [count, at] = [0, 0];
          for (const { width, height, colours } of [...cells, ...survey]) {
            const luma = width * height;
            const chroma = Math.ceil(width / 4) * Math.ceil(height / 4);
            const data = bytes.subarray(at, at + (colours === 'rgba' ? 4 * luma : luma + 2 * chroma));
            at += data.length;
            // Of luma and chroma, much blue and much red at once; as colours, without green.
            if (colours === 'rgba')
              for (let i = 0; i < data.length; i += 4) {
                if (data[i] > 180 && data[i + 1] < 80 && data[i + 2] > 180) count++;
              }
            else for (let i = luma; i < luma + chroma; i++) if (data[i] > 180 && data[i + chroma] > 180) count += 16;
          }
          window.sent.push({ at: Date.now(), magenta: count });
        });
      });
    });
  });
  afterAll(() => call?.close());

  async function paint() {
    const people = await call.page.evaluate(() => window.practice.people());
    const one = people.find((p) => !p.isSelf && p.cameraOn);
    if (!one) throw new Error('Nobody is there to be left out.');
    magenta = { id: one.id, name: one.name };
    await call.page.evaluate((id) => {
      const video = document.querySelector<HTMLVideoElement>(`main [data-participant-id="${id}"] video`);
      const canvas = document.createElement('canvas');
      canvas.width = 320;
      canvas.height = 180;
      const context = canvas.getContext('2d');
      setInterval(() => {
        if (!context) return;
        context.fillStyle = '#f0f';
        context.fillRect(0, 0, 320, 180);
      }, 50);
      if (video) video.srcObject = canvas.captureStream(20);
    }, magenta.id);
  }

  const sent = () => call.popup.evaluate(() => window.sent);
  const forget = () =>
    call.popup.evaluate(() => {
      window.sent = [];
    });
  const exclude = (excluded: boolean) =>
    call.popup.evaluate(
      async ([tab, id, on]) => {
        await chrome.tabs.sendMessage(tab, { name: 'setExcluded', payload: { id, excluded: on } });
        return Date.now();
      },
      [call.tab, magenta.id, excluded] as const,
    );
  const seesMagenta = () =>
    expect.poll(async () => (await sent()).some((look) => look.magenta > 1000), { timeout: 20_000 }).toBe(true);
  /** Long enough for the looks at a whole tile that come every few seconds while no face is known. */
  const watch = () => call.passes(4000);

  story('is in no picture from then on', {
    'was in the pictures before: otherwise nothing of this has been tried': async () => {
      await call.switchOn();
      await seesMagenta();
    },
    'is in none after one click, though the call is read on': async () => {
      await call.popup.getByRole('button', { name: `Do not read ${isolated(magenta.name)}` }).click();
      await call.until((s) => s.room.participants.some((p) => p.id === magenta.id && p.state === 'excluded'));
      await forget();
      await watch();
      const looks = await sent();
      // A still face sends a picture every second or two.
      expect(looks.length).toBeGreaterThan(1);
      expect(looks.filter((look) => look.magenta > 0)).toEqual([]);
      const { room } = await call.snapshot();
      const left = room.participants.find((p) => p.id === magenta.id);
      expect(left).toMatchObject({ votes: null, label: null });
      // Marks of time in which nothing was read.
      expect(left?.marks.filter(Boolean)).toEqual([]);
    },
    'is in none from the very moment on, whenever that is': async () => {
      for (let i = 0; i < 6; i++) {
        await exclude(false);
        await forget();
        await seesMagenta();
        // At other moments of a look each time.
        for (let frame = 0; frame < 4 * i; frame++)
          await call.page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
        const from = await exclude(true);
        await call.passes(500);
        const late = (await sent()).filter(({ at, magenta: pixels }) => at > from + 20 && pixels > 0);
        expect(late).toEqual([]);
      }
    },
    'stays out when reading is switched off and on, and when they come back as somebody new to the page': async () => {
      await call.switchOff();
      await call.until((s) => s.phase === 'off');
      await call.switchOn();
      await call.until((s) => s.room.summary.seen > 0, 30_000);
      await forget();
      await watch();
      expect((await sent()).filter((look) => look.magenta > 0)).toEqual([]);
      const { id, name } = magenta;
      await call.page.evaluate((gone) => window.practice.leave(gone), id);
      const back = await call.page.evaluate(async (wanted) => {
        for (;;) {
          const came = await window.practice.join();
          const person = window.practice.people().find((p) => p.id === came);
          if (!person || person.name === wanted) return person?.id ?? null;
        }
      }, name);
      expect(back).not.toBeNull();
      expect(back).not.toBe(id);
      const { room } = await call.until((s) => s.room.participants.some((p) => p.id === back), 10_000);
      expect(room.participants.find((p) => p.id === back)).toMatchObject({ name, state: 'excluded', readAt: null });
      await call.passes(2000);
      const later = (await call.snapshot()).room.participants.find((p) => p.id === back);
      expect(later).toMatchObject({ state: 'excluded', readAt: null });
    },
    'stays out of later calls by name, and comes back the same way': async () => {
      const { popup } = call;
      // Whoever has left stays listed for a while.
      await call.until((s) => s.room.participants.filter((p) => p.name === magenta.name).length === 1);
      const later = popup.getByRole('button', { name: `Also in later calls: ${isolated(magenta.name)}` });
      // The popup is told a moment later.
      await expect.poll(() => later.count()).toBe(1);
      await later.click();
      await popup.getByText('not read: on your “Never read” list').waitFor();
      await call.page.reload();
      await call.page.waitForFunction(() => window.practice?.ready());
      await paint();
      await forget();
      await call.until((s) => s.phase === 'off');
      await call.switchOn();
      await call.until((s) => s.room.summary.seen > 0, 30_000);
      await watch();
      const looks = await sent();
      // A still face sends a picture every second or two.
      expect(looks.length).toBeGreaterThan(1);
      expect(looks.filter((look) => look.magenta > 0)).toEqual([]);
      await popup.getByRole('button', { name: `Take off the list: ${isolated(magenta.name)}` }).click();
      await seesMagenta();
      expect(await call.browser.serviceWorker.evaluate(() => chrome.storage.local.get('leftOut'))).toEqual({
        leftOut: [],
      });
    },
  });
});
