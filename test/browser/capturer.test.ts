// A tile whose pixels may not be taken ends nobody else's reading: a video of another origin without leave, a source that throws.
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { root } from '../support/models.ts';

const SCRIPT = `
import { Capturer } from './src/page/capture/capturer.ts';
import { Meter } from './src/page/capture/pace.ts';
import { videoSource } from './src/page/capture/source.ts';
const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
const pen = canvas.getContext('2d');
setInterval(() => { pen.fillStyle = '#0a0'; pen.fillRect(0, 0, 320, 180); }, 50);
async function videoOf(set) {
  const video = Object.assign(document.createElement('video'), { muted: true });
  document.body.append(video);
  set(video);
  await video.play();
  while (!video.videoWidth) await new Promise((next) => setTimeout(next, 50));
  return video;
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
    const capture = await capturer.capture(subjects, new Meter(), new AbortController().signal);
    const unreadable = subjects.map(({ id }) => id).filter((id) => capturer.isUnreadable(id));
    return { cells: capture && capture.cells.map(({ id }) => id), unreadable, green: capture ? capture.atlas.data[4 * (64 * capture.atlas.width + 64) + 1] : 0 };
  };
};
/** A clip, as bytes of a file. */
window.record = async () => {
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm;codecs=vp8' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  await new Promise((next) => setTimeout(next, 1500));
  recorder.stop();
  await new Promise((next) => { recorder.onstop = next; });
  return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
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
  }
}

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  browser = await launchBrowser(['--autoplay-policy=no-user-gesture-required']);
  page = await browser.newPage();
  let clip = Buffer.alloc(0);
  await page.route('https://call.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><body></body>' }),
  );
  await page.route('https://other.example/**', (route) => route.fulfill({ contentType: 'video/webm', body: clip }));
  await page.goto('https://call.example/');
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  clip = Buffer.from(await page.evaluate(() => window.record()));
  await page.evaluate(() => window.prepare('https://other.example/clip.webm'));
});
afterAll(() => browser?.close());

it('tiles that cannot be read are told apart, and the others are captured from the next look on', async () => {
  const first = await page.evaluate(() => window.look());
  expect(first).toMatchObject({ cells: null, unreadable: ['foreign', 'throwing'] });
  const second = await page.evaluate(() => window.look());
  expect(second.cells).toEqual(['good', 'good too']);
  expect(second.unreadable).toEqual(['foreign', 'throwing']);
  expect(second.green).toBeGreaterThan(100);
});
