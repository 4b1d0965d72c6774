// A WebRTC app that nobody wrote an adapter for, made with a library as its own authors would: read like any call once it is allowed.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Copy, copyAllowing } from '../../harness/allowed.ts';
import { inPackage } from '../../harness/packages.ts';
import { FACES } from '../../practice/people.ts';
import type { Snapshot } from '../../src/call/snapshot.ts';
import { type Call, DIST, enterCall, launch } from '../support/extension.ts';
import { story } from '../support/story.ts';

const ORIGIN = 'https://chat.example';
const GUESTS = ['Mira', 'Jo & Co', 'Tōru'].map((name, i) => ({ name, ...(FACES[i] as (typeof FACES)[number]) }));

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chat</title><link rel="icon" href="data:,"><style>
  body { margin: 0; font: 16px sans-serif } #room { display: grid; grid-template-columns: repeat(2, 480px); gap: 12px; padding: 12px }
  .css-1q2w3e { display: contents } .card { position: relative; height: 270px; background: #222 }
  .card video { width: 100%; height: 100%; object-fit: cover } .card b { position: absolute; left: 8px; bottom: 8px; color: #fff }
</style></head><body><nav><button>Mute</button><button>Leave</button><time>10:24</time></nav><div id="room"></div>
<script src="/simplepeer.min.js"></script><script src="/app.js"></script></body></html>`;

/** Each guest is a connection of the library's: one end sends a camera, the other is shown. */
const APP = `
const guests = ${JSON.stringify(GUESTS)};
const senders = {};
// What a page does whose sender stops, and goes on: the video stays as it is.
window.black = (name, on) => {
  senders[name].stream.getVideoTracks()[0].enabled = !on;
};
window.freeze = (name, on) => {
  const { peer, stream } = senders[name];
  return peer._pc.getSenders()[0].replaceTrack(on ? null : stream.getVideoTracks()[0]);
};
async function camera({ picture, face: [x, y, w, h] }) {
  const image = new Image();
  image.src = '/' + picture;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 270 });
  const context = canvas.getContext('2d');
  let turn = 0;
  setInterval(() => {
    // A face half as high as the picture, which sways a little.
    const high = h * 2, wide = high * 16 / 9, sway = Math.sin(turn++ / 10) * 4;
    context.drawImage(image, x + w / 2 - wide / 2 + sway, y + h / 2 - high / 2, wide, high, 0, 0, 480, 270);
  }, 100);
  return canvas.captureStream(10);
}
function add(name, stream) {
  const card = document.createElement('div');
  card.className = 'css-1q2w3e';
  card.innerHTML = '<div class="card"><video autoplay playsinline muted></video><b></b></div>';
  card.querySelector('b').textContent = name;
  card.querySelector('video').srcObject = stream;
  document.querySelector('#room').append(card);
}
window.leave = (name) => [...document.querySelectorAll('.css-1q2w3e')].find((c) => c.textContent === name).remove();
for (const guest of guests) camera(guest).then((stream) => {
  const [sender, receiver] = [new SimplePeer({ initiator: true, stream }), new SimplePeer()];
  senders[guest.name] = { peer: sender, stream };
  sender.on('signal', (data) => receiver.signal(data));
  receiver.on('signal', (data) => sender.signal(data));
  receiver.on('stream', (remote) => add(guest.name, remote));
});
`;

describe('a call of an unknown app', () => {
  let call: Call;
  let copy: Copy;

  beforeAll(async () => {
    copy = await copyAllowing(DIST, new URL(ORIGIN));
    const browser = await launch({ dist: copy.dist });
    const library = await readFile(inPackage('simple-peer', 'simplepeer.min.js'), 'utf8');
    await browser.context.route(`${ORIGIN}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      const script = { '/simplepeer.min.js': library, '/app.js': APP }[pathname];
      if (pathname === '/') return route.fulfill({ body: PAGE, contentType: 'text/html' });
      if (script) return route.fulfill({ body: script, contentType: 'text/javascript' });
      return route.fulfill({ path: inPackage('@vladmandic/face-api', path.join('demo', path.basename(pathname))) });
    });
    const page = await browser.context.newPage();
    await page.goto(`${ORIGIN}/`);
    await page.waitForFunction(
      (count) =>
        [...document.querySelectorAll('video')].filter((v) => v.readyState >= v.HAVE_CURRENT_DATA).length === count,
      GUESTS.length,
      { timeout: 30_000 },
    );
    call = await enterCall(browser, page);
  });
  afterAll(async () => {
    await call?.close();
    await copy?.remove();
  });

  story('is read like any other', {
    'is read by name': async () => {
      // The script goes into pages of sites that were allowed once the service worker has started.
      expect((await call.until(() => true)).platform).toBe('chat.example');
      await call.switchOn();
      const { room } = await call.until((s) => s.room.summary.seen === GUESTS.length, 60_000);
      expect(room.participants.map((p) => p.name).sort()).toEqual(GUESTS.map((g) => g.name).sort());
      const settled = await call.until((s) => s.room.participants.every((p) => p.votes));
      for (const { name, looks } of GUESTS) {
        const votes = Object.entries(settled.room.participants.find((p) => p.name === name)?.votes ?? {});
        expect(votes.sort(([, a], [, b]) => b - a)[0]?.[0], name).toBe(looks);
      }
    },
    'has a badge on each picture, clear of the name': async () => {
      await expect.poll(async () => (await call.badges()).length).toBe(GUESTS.length);
      const cards = await call.page.evaluate(() =>
        [...document.querySelectorAll('.card')].map((card) => {
          const box = (e: Element | null) => e?.getBoundingClientRect().toJSON() as DOMRect;
          return { name: card.textContent ?? '', box: box(card), label: box(card.querySelector('b')) };
        }),
      );
      for (const { label, box } of await call.badges()) {
        const card = cards.find(({ name }) => label.startsWith(`${name}: `));
        expect(card, label).toBeDefined();
        if (!card) continue;
        expect(box.x).toBeGreaterThanOrEqual(card.box.x);
        expect(box.x + box.width).toBeLessThanOrEqual(card.box.x + card.box.width);
        expect(box.y).toBeGreaterThanOrEqual(card.box.y);
        const apart = box.y + box.height <= card.label.y || box.x >= card.label.x + card.label.width;
        expect(apart, `${card.name}'s name is covered`).toBe(true);
      }
    },
    'says that a picture stands still, counts nothing of it, and reads on when it moves again': async () => {
      const freeze = (on: boolean) =>
        call.page.evaluate(
          (o) => (window as unknown as { freeze(n: string, on: boolean): Promise<void> }).freeze('Mira', o),
          on,
        );
      const mira = (s: Snapshot) => s.room.participants.filter((p) => p.name.startsWith('Mira'));
      await freeze(true);
      const frozen = await call.until((s) => mira(s).every((p) => p.state === 'still'), 12_000);
      expect(mira(frozen).map((p) => p.votes)).toEqual([null]);
      expect(frozen.room.summary.states.still).toBe(1);
      expect(frozen.room.summary.seen).toBe(frozen.room.participants.length - 1);
      await freeze(false);
      await call.until((s) => mira(s).some((p) => p.votes !== null), 12_000);
    },
    'says "camera off" of a sender that has switched its picture to black': async () => {
      const black = (on: boolean) =>
        call.page.evaluate((o) => (window as unknown as { black(n: string, on: boolean): void }).black('Mira', o), on);
      const mira = (s: Snapshot) => s.room.participants.filter((p) => p.name.startsWith('Mira'));
      await black(true);
      await call.until((s) => mira(s).every((p) => p.state === 'camera-off'), 12_000);
      await black(false);
      await call.until((s) => mira(s).some((p) => p.votes !== null), 12_000);
    },
    'is read in full screen as far as it is seen, and wholly afterwards': async () => {
      const video = () => call.page.evaluate(() => document.querySelector('video')?.requestFullscreen());
      await video();
      const alone = await call.until((s) => s.room.summary.states.hidden >= GUESTS.length - 1, 12_000);
      expect(alone.room.summary.seen).toBeGreaterThan(0);
      await expect.poll(async () => (await call.badges()).length).toBe(alone.room.summary.seen);
      await call.page.evaluate(() => document.exitFullscreen());
      await call.until((s) => s.room.summary.states.hidden === 0 && s.room.summary.seen >= GUESTS.length, 12_000);
    },
    'follows who leaves': async () => {
      await call.page.evaluate((name) => (window as unknown as { leave(n: string): void }).leave(name), 'Mira');
      const { room } = await call.until((s) => !s.room.participants.some((p) => p.name.startsWith('Mira')));
      // Some pictures show somebody in the background, too.
      const names = new Set(room.participants.map((p) => p.name.replace(/, person \d$/, '')));
      expect([...names].sort()).toEqual(
        GUESTS.map((g) => g.name)
          .filter((name) => name !== 'Mira')
          .sort(),
      );
    },
  });
});
