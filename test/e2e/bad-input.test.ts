// What goes wrong in a call: each has a clear sentence in the popup and leaves nothing running.
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import type { Snapshot } from '../../src/call/snapshot.ts';
import { type Call, DIST, enterCall, openCall } from '../support/extension.ts';
import { story } from '../support/story.ts';

/** Shows a canvas of this size and colour as somebody's camera. */
const showCanvas = (call: Call, id: string, width: number, height: number) =>
  call.page.evaluate(
    async ([i, w, h]) => {
      const video = [...document.querySelectorAll<HTMLVideoElement>(`main [data-participant-id="${i}"] video`)].at(-1);
      if (!video) throw new Error('no video');
      const canvas = document.createElement('canvas');
      canvas.width = w;
      canvas.height = h;
      const context = canvas.getContext('2d');
      let tick = 0;
      setInterval(() => {
        if (!context) return;
        context.fillStyle = `rgb(90, 110, ${120 + (tick++ % 2)})`;
        context.fillRect(0, 0, w, h);
      }, 100);
      video.srcObject = canvas.captureStream(10);
      await video.play();
    },
    [id, width, height] as const,
  );

describe('odd tiles', () => {
  let call: Call;
  beforeAll(async () => {
    call = await openCall({ people: 3, still: true });
    await call.switchOn();
    await call.until((s) => s.room.summary.seen > 0, 30_000);
  });
  afterAll(() => call?.close());
  const ids = async () => (await call.snapshot()).room.participants.map((p) => p.id);
  const stateOf = (id: string) => (s: Awaited<ReturnType<Call['snapshot']>>) =>
    s.room.participants.find((p) => p.id === id)?.state;

  story('are told apart, and end nothing', {
    'says "too small" of a video of 16×16 pixels': async () => {
      const [, id = ''] = await ids();
      await showCanvas(call, id, 16, 16);
      const state = stateOf(id);
      await call.until((s) => state(s) === 'too-small');
      await call.popup.getByText(messages.tooSmall.message).first().waitFor();
    },
    'says "no face" of an empty room, and goes on reading the others': async () => {
      const [, , id = ''] = await ids();
      await showCanvas(call, id, 640, 360);
      const state = stateOf(id);
      await call.until((s) => state(s) === 'no-face');
      const { phase, room } = await call.snapshot();
      expect(phase).toBe('on');
      expect(room.participants.find((p) => p.id === id)?.votes).toBeNull();
    },
    'says so when no camera is on': async () => {
      for (const id of await ids()) await call.page.evaluate((i) => window.practice.cameraOff(i), id);
      await call.until((s) => s.room.summary.states['camera-off'] === s.room.summary.people);
      await call.popup.getByText(messages.roomCamerasOff.message).waitFor();
      expect(await call.badges()).toEqual([]);
    },
    'are read on when the engine is gone once; when it goes again, that is said, nothing stays, and a click starts anew':
      async () => {
        for (const id of await ids()) await call.page.evaluate((i) => window.practice.cameraOn(i), id);
        await call.until((s) => s.room.summary.seen > 0);
        const closeHost = async () => {
          await call.browser.serviceWorker.evaluate(() => chrome.offscreen.closeDocument());
          return Date.now();
        };
        const closedAt = await closeHost();
        const isReadSince = (at: number) => (s: Snapshot) =>
          s.phase === 'on' && s.room.participants.some(({ readAt }) => (readAt ?? 0) > at + 200);
        await call.until(isReadSince(closedAt), 40_000);
        await closeHost();
        const { error } = await call.until((s) => s.phase === 'error', 40_000);
        expect(error).toBe('errorEngineClosed');
        await call.popup.getByText(messages.errorEngineClosed.message).waitFor();
        expect(await call.badges()).toEqual([]);
        await call.popup.getByRole('button', { name: messages.tryAgain.message }).click();
        await call.until((s) => s.phase === 'on' && s.room.summary.seen > 0);
      },
    'says what to do once the call’s tab is closed': async () => {
      await call.page.close();
      await call.popup.getByText(messages.emptyNoCall.message).waitFor();
    },
  });
});

describe('a broken package', () => {
  let dist: string;
  let call: Call | undefined;
  const open = async (damage: (dist: string) => Promise<void>) => {
    dist = await mkdtemp(path.join(tmpdir(), 'roomtone-dist-'));
    await cp(DIST, dist, { recursive: true });
    await damage(dist);
    call = await openCall({ people: 2, still: true, dist });
    await call.switchOn();
    return call;
  };
  const close = async () => {
    await call?.close();
    call = undefined;
    await rm(dist, { recursive: true, force: true });
  };

  it.each([
    ['weights cut short', (d: string) => truncate(path.join(d, 'models/expression/weights.bin'), 1000)],
    [
      'a model.json that does not parse',
      (d: string) => writeFile(path.join(d, 'models/expression/model.json'), '{"format": "gra'),
    ],
    ['no detector', (d: string) => rm(path.join(d, 'models/detector'), { recursive: true })],
  ])('with %s is told in one sentence', async (_, damage) => {
    try {
      const { popup, until, badges } = await open(damage);
      await until((s) => s.phase === 'error' && s.error === 'errorModelBroken');
      await popup.getByText(messages.errorModelBroken.message).waitFor();
      expect(await badges()).toEqual([]);
    } finally {
      await close();
    }
  });

  it('in a browser whose messages carry no pixels is told that the browser is too old', async () => {
    try {
      const { popup, until } = await open(async (d) => {
        const file = path.join(d, 'manifest.json');
        const { message_serialization: _, ...older } = JSON.parse(await readFile(file, 'utf8'));
        await writeFile(file, JSON.stringify(older));
      });
      await until((s) => s.phase === 'error' && s.error === 'errorBrowserTooOld', 30_000);
      await popup.getByText(messages.errorBrowserTooOld.message).waitFor();
    } finally {
      await close();
    }
  });
});

describe('a tab without a call', () => {
  let call: Call;
  beforeAll(async () => {
    call = await openCall({ people: 2, still: true, lobby: true });
  });
  afterAll(() => call?.close());

  it('in the lobby says what to do', async () => {
    await call.until((s) => s.phase === 'no-call');
    await call.popup.getByText(messages.emptyNoCall.message).waitFor();
  });

  it('on another page says what to do', async () => {
    const page = await call.browser.context.newPage();
    await page.goto('about:blank');
    const other = await enterCall(call.browser, page);
    await other.popup.getByText(messages.emptyNoCall.message).waitFor();
  });
});
