// A cell shows the same whether the browser crops a video before it draws it or not; cropping only spares the page's time.
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { root } from '../support/models.ts';

const SCRIPT = `
import { drawCell } from './src/engine/geometry/cell.ts';
import { drawArguments } from './src/engine/geometry/crop-window.ts';
import { frames, until } from './test/support/in-page.ts';
const canvas = document.createElement('canvas');
Object.assign(canvas, { width: 640, height: 360 });
const pen = canvas.getContext('2d');
for (let y = 0; y < 360; y += 12) for (let x = 0; x < 640; x += 16) {
  pen.fillStyle = 'hsl(' + ((x * 7 + y * 13) % 360) + ' 80% ' + (30 + ((x + y) % 40)) + '%)';
  pen.fillRect(x, y, 16, 12);
}
// A canvas gives a frame when it is painted.
setInterval(() => pen.fillRect(0, 0, 1, 1), 100);
const cell = () => Object.assign(document.createElement('canvas'), { width: 128, height: 128 }).getContext('2d', { willReadFrequently: true });
const pixels = (c) => c.getImageData(0, 0, 128, 128).data;
async function videoOf(remote) {
  let stream = canvas.captureStream(10);
  if (remote) {
    const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
    a.onicecandidate = (e) => e.candidate && b.addIceCandidate(e.candidate);
    b.onicecandidate = (e) => e.candidate && a.addIceCandidate(e.candidate);
    const far = new Promise((done) => { b.ontrack = (e) => done(new MediaStream([e.track])); });
    a.addTrack(stream.getTracks()[0]);
    await a.setLocalDescription(); await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription(); await a.setRemoteDescription(b.localDescription);
    stream = await far;
  }
  const video = document.createElement('video');
  document.body.append(video);
  Object.assign(video, { muted: true, srcObject: stream });
  await video.play();
  await until(() => video.videoWidth === 640);
  video.pause();
  await frames(10);
  return video;
}
/** How often frames were made while drawing, and how far pixels are from those of a plain drawImage. */
window.compare = async (remote, look, part) => {
  const video = await videoOf(remote);
  const Real = window.VideoFrame;
  let made = 0, open = 0;
  window.VideoFrame = class extends Real {
    constructor(...args) { super(...args); made++; open++; }
    close() { open--; super.close(); }
  };
  const ours = cell();
  drawCell(ours, video, part, look, 0, 0);
  window.VideoFrame = undefined;
  const plain = cell();
  drawCell(plain, video, part, look, 0, 0);
  window.VideoFrame = Real;
  const [a, b] = [pixels(ours), pixels(plain)];
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return { made, open, most, colours: new Set(a).size };
};
`;

describe('a cell', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.route('https://cell.example/', (route) => route.fulfill({ body: '<body>', contentType: 'text/html' }));
    await page.goto('https://cell.example/');
    const out = await build({
      stdin: { contents: SCRIPT, resolveDir: root, loader: 'ts' },
      bundle: true,
      write: false,
      format: 'iife',
    });
    await page.addScriptTag({ content: out.outputFiles[0]?.text ?? '' });
  });
  afterAll(() => browser?.close());

  const whole = { width: 640, height: 360 };
  it.each([
    ['a face', { x: 200, y: 60, side: 200 }, whole, true],
    ['odd places', { x: 201.3, y: 61.7, side: 133.1 }, whole, true],
    ['an edge', { x: -40.5, y: -30, side: 190 }, whole, true],
    ['the other edge', { x: 500, y: 250.2, side: 190 }, whole, true],
    ['part of a canvas', { x: 20, y: 30, side: 101 }, { x: 320.5, y: 180.5, width: 300, height: 170 }, true],
    ['everything', { x: 0, y: -140, side: 640 }, whole, false],
  ])('shows the same of %s', async (_, look, part, cropped) => {
    for (const remote of [false, true]) {
      const found = await page.evaluate(
        ([r, l, p]) =>
          (window as unknown as { compare: (...args: unknown[]) => Promise<Record<string, number>> }).compare(r, l, p),
        [remote, look, part] as const,
      );
      expect(found.made).toBe(cropped ? 2 : 0);
      expect(found.open).toBe(0);
      expect(found.most, remote ? 'remote' : 'own').toBeLessThanOrEqual(2);
      expect(found.colours).toBeGreaterThan(30);
    }
  });
});
