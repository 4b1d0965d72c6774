// Takes pixels of real videos: one that may not be read ends nobody else's reading, one that stops stands still, one that grows stays itself.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundled, launchBrowser } from '../support/browser.ts';

const SCRIPT = `
import { atlasOf } from './src/engine/pictures/paint.ts';
import { Capturer } from './src/page/capture/capturer.ts';
import { Meter } from './src/page/capture/pace.ts';
import { videoSource } from './src/page/capture/source.ts';
import { frames, moveClock, pictures, recorded, until } from './test/support/in-page.ts';
const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
const pen = canvas.getContext('2d');
setInterval(() => { pen.fillStyle = '#0a0'; pen.fillRect(0, 0, 320, 180); }, 50);
async function videoOf(set) {
  const video = Object.assign(document.createElement('video'), { muted: true });
  document.body.append(video);
  set(video);
  await video.play();
  await until(() => video.videoWidth > 0);
  return video;
}
/** Of a frame that has been looked at there is nothing to capture. */
async function nextCapture(capturer, subjects) {
  for (;;) {
    const capture = await capturer.capture(subjects, 'all', new Meter(), new AbortController().signal);
    if (capture) return capture;
    await frames(1);
  }
}
window.prepare = async (foreign) => {
  const good = await videoOf((video) => { video.srcObject = canvas.captureStream(20); });
  const bad = await videoOf((video) => { video.src = foreign; video.loop = true; });
  const throwing = { image: good, track: null, hasFailed: false, part() { throw new Error('no'); }, onPage: () => null };
  const capturer = new Capturer(36);
  const subjects = [
    { id: 'good', source: videoSource(good) },
    { id: 'foreign', source: videoSource(bad) },
    { id: 'throwing', source: throwing },
    { id: 'good too', source: videoSource(good) },
  ];
  window.look = async () => {
    const capture = await capturer.capture(subjects, 'all', new Meter(), new AbortController().signal);
    const unreadable = subjects.map(({ id }) => id).filter((id) => capturer.isUnreadable(id));
    return { cells: capture && capture.cells.map(({ id }) => id), unreadable, green: capture ? atlasOf(capture.look.cells).data[4 * (64 * 256 + 64) + 1] : 0 };
  };
};
/** A tile's picture by way of WebRTC, which the sender may stop. */
window.stopAndGo = async () => {
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  a.onicecandidate = ({ candidate }) => candidate && b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => candidate && a.addIceCandidate(candidate);
  const arrived = new Promise((done) => { b.ontrack = ({ streams }) => done(streams[0]); });
  const stream = canvas.captureStream(20);
  const sender = a.addTrack(stream.getVideoTracks()[0], stream);
  await a.setLocalDescription(); await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription(); await a.setRemoteDescription(b.localDescription);
  const remote = await arrived;
  const video = await videoOf((one) => { one.srcObject = remote; });
  const capturer = new Capturer(36);
  const subject = { id: 'sent', source: videoSource(video) };
  /** Looks four times a second, by a clock that goes on by itself. @returns is it still at the end? */
  const watch = async (seconds, between) => {
    let isStill = false;
    for (let i = 0; i < seconds * 4; i++) {
      await capturer.capture([subject], 'all', new Meter(), new AbortController().signal);
      capturer.keep([subject]);
      isStill = capturer.isStill(subject);
      moveClock(250);
      await between();
    }
    return isStill;
  };
  const arrives = () => pictures(video, 1);
  const moving = await watch(6, arrives);
  await sender.replaceTrack(null);
  // What was sent before arrives.
  for (let frame = null; frame !== subject.source.frame; ) { frame = subject.source.frame; await frames(20); }
  const soon = await watch(2, () => frames(1));
  const frozen = await watch(4, () => frames(1));
  await sender.replaceTrack(stream.getVideoTracks()[0]);
  await arrives();
  const again = await watch(2, arrives);
  return { moving, soon, frozen, again };
};
/** Two people before one camera, whose picture changes its size. @returns who is there after each change */
window.resize = async () => {
  const own = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
  const pencil = own.getContext('2d');
  setInterval(() => { pencil.fillStyle = '#0a0'; pencil.fillRect(0, 0, own.width, own.height); }, 40);
  const video = await videoOf((one) => { one.srcObject = own.captureStream(20); });
  const capturer = new Capturer(36);
  const subject = { id: 'two', source: videoSource(video) };
  const look = () => nextCapture(capturer, [subject]);
  const face = (x, window) => ({ score: 0.9, box: { x: (x - window.x) / window.side, y: (100 - window.y) / window.side, width: 80 / window.side, height: 80 / window.side } });
  // The engine's part: it finds two faces, and finds them again close up.
  const found = (cell, k) => {
    const [width, height] = [cell.size.width / 640, cell.size.height / 360];
    const at = (cell.number === 2 ? 400 : 100) * width;
    const box = { x: (at - cell.window.x) / cell.window.side, y: (100 * height - cell.window.y) / cell.window.side, width: (80 * width) / cell.window.side, height: (80 * height) / cell.window.side };
    const point = { x: box.x, y: box.y };
    return { box, keypoints: { rightEye: point, leftEye: point, nose: point, mouth: point, rightEar: point, leftEar: point }, votes: {}, balanced: {}, doubt: 0 };
  };
  await look();
  moveClock(1600);
  for (let capture; (capture = await look()).windows.length > 0; ) capturer.digest(capture, { faces: capture.cells.map((cell) => (cell.number === null ? found(cell) : null)), ms: 1, backend: 'wasm', survey: { ms: 1, sightings: capture.windows.map((window) => [face(100, window), face(400, window)]) } });
  const told = [];
  const step = async () => {
    const capture = await look();
    capturer.digest(capture, { faces: capture.cells.map(found), ms: 1, backend: 'wasm', survey: null });
    told.push([capturer.crowds.two ?? [], [...capturer.faces.values()].map((one) => Math.round(one.x))]);
  };
  await step();
  for (const [width, height] of [[320, 180], [1280, 720], [640, 360]]) {
    Object.assign(own, { width, height });
    await until(() => video.videoWidth === width);
    await step();
  }
  return told;
};
/** What is told of a picture in which the engine finds nobody, by each of its search windows, and close to a face at its edge. */
window.emptyPicture = async (fill, width, height) => {
  const own = Object.assign(document.createElement('canvas'), { width, height });
  const pencil = own.getContext('2d');
  setInterval(() => { pencil.fillStyle = fill; pencil.fillRect(0, 0, width, height); }, 40);
  const video = await videoOf((one) => { one.srcObject = own.captureStream(20); });
  const capturer = new Capturer(36);
  const subjects = [{ id: 'one', source: videoSource(video) }];
  const look = async (faceOf) => {
    const capture = await nextCapture(capturer, subjects);
    const faces = capture.cells.map(() => faceOf && { box: { x: 0.7, y: 0.7, width: 0.3, height: 0.3 }, keypoints: faceOf, votes: {}, balanced: {}, doubt: 0 });
    return capturer.digest(capture, { faces, ms: 1, backend: 'wasm', survey: null });
  };
  const told = [];
  for (let i = 0; i < 8; i++) told.push(...(await look(null)));
  const point = { x: 0.8, y: 0.8 };
  await look({ rightEye: point, leftEye: point, nose: point, mouth: point, rightEar: point, leftEar: point });
  told.push(...(await look(null)));
  video.srcObject = null;
  return [...new Set(told.map(({ observation }) => observation))];
};
/** Looks at somebody whose camera sends a picture when it is told to. @returns was there something to send, look by look? */
window.sameFrame = async () => {
  const own = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
  const pencil = own.getContext('2d');
  const send = async () => { pencil.fillStyle = '#' + Math.floor(100 + 800 * Math.random()); pencil.fillRect(0, 0, 640, 360); await frames(12); };
  const stream = own.captureStream(20);
  await send();
  const video = await videoOf((one) => { one.srcObject = stream; });
  const capturer = new Capturer(36);
  const subjects = [{ id: 'one', source: videoSource(video) }];
  const point = { x: 0.5, y: 0.5 };
  const face = { box: { x: 0.4, y: 0.4, width: 0.2, height: 0.2 }, keypoints: { rightEye: point, leftEye: point, nose: point, mouth: point, rightEar: point, leftEar: point }, votes: {}, balanced: {}, doubt: 0 };
  const look = async (found) => {
    const capture = await capturer.capture(subjects, 'all', new Meter(), new AbortController().signal);
    if (capture) capturer.digest(capture, { faces: capture.cells.map(() => found), ms: 1, backend: 'wasm', survey: null });
    return capture !== null;
  };
  // Nobody is found: other windows of the same picture are tried.
  const told = [await look(null), await look(null), await look(face)];
  // Close up for the first time, and then there is nothing new.
  told.push(await look(face), await look(face), await look(face));
  await send();
  told.push(await look(face), await look(face));
  return told;
};
/** A clip, as bytes of a file. */
window.record = async () => {
  return recorded(canvas.captureStream(20), 5, 'video/webm;codecs=vp8');
};
`;

interface Looked {
  cells: string[] | null;
  unreadable: string[];
  green: number;
}
declare global {
  interface Window {
    record: () => Promise<number[]>;
    prepare: (foreign: string) => Promise<void>;
    look: () => Promise<Looked>;
    stopAndGo: () => Promise<Record<'moving' | 'soon' | 'frozen' | 'again', boolean>>;
    emptyPicture: (fill: string, width: number, height: number) => Promise<unknown[]>;
    sameFrame: () => Promise<boolean[]>;
    resize: () => Promise<[numbers: number[], x: number[]][]>;
  }
}

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser(['--autoplay-policy=no-user-gesture-required']);
  page = await browser.newPage();
  let clip = Buffer.alloc(0);
  await page.route('https://call.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><body></body>' }),
  );
  await page.route('https://other.example/**', (route) => route.fulfill({ contentType: 'video/webm', body: clip }));
  await page.goto('https://call.example/');
  await page.addScriptTag({ content: await bundled(SCRIPT) });
  clip = Buffer.from(await page.evaluate(() => window.record()));
  await page.evaluate(() => window.prepare('https://other.example/clip.webm'));
});
afterAll(() => browser?.close());

it('tiles that cannot be read are told apart, and the others are captured in the same look', async () => {
  for (let i = 0; i < 2; i++) {
    const looked = await page.evaluate(() => window.look());
    expect(looked).toMatchObject({ cells: ['good', 'good too'], unreadable: ['foreign', 'throwing'] });
    expect(looked.green).toBeGreaterThan(100);
  }
});

it('a picture whose sender stops stands still after some seconds, and moves as soon as it goes on', async () => {
  expect(await page.evaluate(() => window.stopAndGo())).toEqual({
    moving: false,
    soon: false,
    frozen: true,
    again: false,
  });
});

it('two people before one camera stay two while its picture changes its size', async () => {
  const told = await page.evaluate(() => window.resize());
  expect(told.map(([numbers]) => numbers)).toEqual([1, 2, 3, 4].map(() => [1, 2]));
  for (const [i, width] of [640, 320, 1280, 640].entries())
    expect(told[i]?.[1], `${width} pixels`).toEqual([Math.round((100 * width) / 640), Math.round((400 * width) / 640)]);
});

it.each([
  [640, 360],
  [360, 640],
  [300, 300],
])(
  'a black picture of %i × %i is told from one of a dark room, wherever a face is looked for in it',
  async (width, height) => {
    const told = (fill: string) =>
      page.evaluate(([f, w, h]) => window.emptyPicture(f, w, h), [fill, width, height] as const);
    expect(await told('#000')).toEqual(['black']);
    expect(await told('#141414')).toEqual([null]);
  },
);

it('a picture that has been looked at is not sent again, but searched until a face is found', async () => {
  expect(await page.evaluate(() => window.sameFrame())).toEqual([true, true, true, true, false, false, true, false]);
});
