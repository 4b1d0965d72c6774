// Calls that leave their page: tiles in a window that the page opens, or in its picture-in-picture window.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExtensionBrowser } from '../../harness/browser.ts';
import { inPackage } from '../../harness/packages.ts';
import { openPracticeCall } from '../../harness/practice-server.ts';
import { FACES } from '../../practice/people.ts';
import { type Call, enterCall, launch } from '../support/extension.ts';

const SLACK = 'https://app.slack.com';
const [FACE] = FACES;

/** A huddle as Slack shows it: in a window without an address, built by the page that opened it. */
const HUDDLE = `<!doctype html><meta charset="utf-8"><title>Slack</title><link rel="icon" href="data:,"><button id="huddle">Huddle</button><script>
huddle.onclick = async () => {
  const image = new Image();
  image.src = '/face.jpg';
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 270 });
  const [x, y, w, h] = ${JSON.stringify(FACE?.face)};
  const high = h * 2, wide = high * 16 / 9;
  setInterval(() => canvas.getContext('2d').drawImage(image, x + w / 2 - wide / 2, y + h / 2 - high / 2, wide, high, 0, 0, 480, 270), 100);
  const { document: inside } = window.open('about:blank', 'huddle', 'popup,width=600,height=400');
  const tile = inside.createElement('div');
  tile.className = 'p-huddle_peer_tile';
  tile.id = 'huddle-grid-gridcell-ab12_U02';
  tile.dataset.qa = 'huddle_peer_tile_userId_U02';
  tile.style.cssText = 'position: relative; width: 480px; height: 270px';
  const profile = inside.createElement('button');
  profile.setAttribute('aria-label', 'View Ben Example’s profile');
  const video = inside.createElement('video');
  video.muted = true;
  video.srcObject = canvas.captureStream(10);
  tile.append(video, profile);
  inside.body.append(tile);
  await video.play();
};
</script>`;

let browser: ExtensionBrowser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

describe('a huddle in a window of its own', () => {
  let call: Call;
  beforeAll(async () => {
    await browser.context.route(`${SLACK}/**`, (route) =>
      route.request().url().endsWith('.jpg')
        ? route.fulfill({ path: inPackage('@vladmandic/face-api', path.join('demo', FACE?.picture ?? '')) })
        : route.fulfill({ body: HUDDLE, contentType: 'text/html' }),
    );
    const page = await browser.context.newPage();
    await page.goto(`${SLACK}/client/T1/C1`);
    call = await enterCall(browser, page);
  });
  afterAll(() => call?.page.close());

  it('is read from the tab that opened it, and has its badges in that window', async () => {
    await call.until((s) => s.phase === 'no-call');
    const opening = call.browser.context.waitForEvent('page');
    await call.page.click('#huddle');
    const window = await opening;
    await call.until((s) => s.phase === 'off');
    await call.switchOn();
    const { room, platform } = await call.until((s) => s.room.summary.seen === 1, 60_000);
    expect(platform).toBe('Slack');
    expect(room.participants.map((p) => p.name)).toEqual(['Ben Example']);
    await window.bringToFront();
    await expect.poll(() => window.evaluate(() => document.documentElement.children.length)).toBe(3);
    await window.close();
    await call.until((s) => s.phase === 'no-call', 10_000);
  });
});

describe('a picture-in-picture window', () => {
  let call: Call;
  beforeAll(async () => {
    call = await enterCall(browser, await openPracticeCall(browser.context, { people: 3, still: true }));
  });
  afterAll(() => call?.page.close());

  it('is read on, and its badges go there with the tiles', async () => {
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === 3, 60_000);
    const before = await call.snapshot();
    // A page may open it only while somebody clicks.
    await call.page.evaluate(() => {
      document.addEventListener(
        'pointerdown',
        async () => {
          const { documentPictureInPicture: inPicture } = window as unknown as {
            documentPictureInPicture: { requestWindow(size: object): Promise<Window> };
          };
          const { document: inside } = await inPicture.requestWindow({ width: 400, height: 600 });
          for (const tile of document.querySelectorAll<HTMLElement>('main .dkjMxf')) {
            tile.style.cssText = 'position: relative; width: 320px; height: 180px';
            for (const video of tile.querySelectorAll('video')) video.style.cssText += '; width: 320px; height: 180px';
            inside.body.append(tile);
          }
        },
        { once: true },
      );
    });
    await call.page.mouse.click(5, 5);
    const inside = () =>
      call.page.evaluate(() => {
        const { documentPictureInPicture: inPicture } = window as unknown as {
          documentPictureInPicture: { window: Window | null };
        };
        return inPicture.window?.document.documentElement.children.length ?? 0;
      });
    // Its head, its body, and the layer of badges.
    await expect.poll(inside, { timeout: 10_000 }).toBe(3);
    const read = (await call.snapshot()).room.participants;
    expect(read.map((p) => p.id)).toEqual(before.room.participants.map((p) => p.id));
    await call.passes(5000);
    const later = await call.snapshot();
    expect(later.room.summary.seen).toBe(3);
    // The page itself has none left: the mark alone stands beside head and body.
    expect(await call.page.evaluate(() => document.documentElement.children.length)).toBe(3);
  });
});
