// Pictures taken as bytes of a video's frame, against the same pictures drawn by the browser: every format, turned, cropped, in every colour space.
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FACES } from '../../practice/people.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { CELL, type CellPicture } from '../../src/engine/types.ts';
import { pictureFile } from '../support/atlas.ts';
import { bundled, launchBrowser } from '../support/browser.ts';
import { kernelFile, shippedModels } from '../support/models.ts';

interface Shown {
  /** As VideoFrame names it. */
  format: string;
  width: number;
  height: number;
  /** Of which the part that is seen: left, top, width, height. */
  visible?: [number, number, number, number];
  matrix?: string | null;
  transfer?: string;
  fullRange?: boolean;
  rotation?: number;
  flip?: boolean;
}
interface Compared {
  isCopied: boolean;
  bytes: number;
  /** Of 255, of each pixel's colours. */
  mean: number;
  most: number;
}
declare global {
  interface Window {
    compare: (shown: Shown, windows: [number, number, number][]) => Promise<Compared[]>;
    faces: (picture: string, boxes: number[][]) => Promise<{ copied: CellPicture; drawn: CellPicture }[]>;
  }
}

const SCRIPT = `
import { atlasOf } from './src/engine/pictures/paint.ts';
import { PictureTaker } from './src/engine/pictures/take.ts';
import { CELL } from './src/engine/types.ts';
import { pictures, until } from './test/support/in-page.ts';
/** Luma and chroma that change slowly, the same at every size: no two ways of scaling may differ on it. */
const smooth = [
  (x, y) => 70 + 90 * x + 40 * y,
  (x, y) => 108 + 30 * y + 10 * Math.sin(5 * x),
  (x, y) => 150 - 40 * x + 10 * Math.cos(4 * y),
];
function frameOf({ format, width, height, visible, matrix, transfer = 'bt709', fullRange, rotation, flip }, timestamp) {
  const put = [];
  const plane = (columns, rows, value) => { for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) put.push(...[value((x + 0.5) / columns, (y + 0.5) / rows)].flat()); };
  const [, sampling, deep] = /^I(4..)A?(?:P(1.))?A?$/.exec(format) ?? [];
  if (sampling) {
    const depth = deep ? 2 ** (deep - 8) : 1;
    plane(width, height, (x, y) => smooth[0](x, y) * depth);
    const [w, h] = [sampling === '444' ? width : Math.ceil(width / 2), sampling === '420' ? Math.ceil(height / 2) : height];
    for (const c of [1, 2]) plane(w, h, (x, y) => smooth[c](x, y) * depth);
    if (/A/.test(format)) plane(width, height, () => 255 * depth);
  } else if (format === 'NV12') {
    plane(width, height, smooth[0]);
    plane(Math.ceil(width / 2), Math.ceil(height / 2), (x, y) => [smooth[1](x, y), smooth[2](x, y)]);
  } else plane(width, height, (x, y) => [smooth[0](x, y), smooth[1](x, y), smooth[2](x, y), 255]);
  const data = deep ? new Uint16Array(put) : new Uint8Array(put);
  const [x, y, w, h] = visible ?? [0, 0, width, height];
  return new VideoFrame(data, {
    format, codedWidth: width, codedHeight: height, timestamp, visibleRect: { x, y, width: w, height: h },
    ...(rotation !== undefined && { rotation }), ...(flip !== undefined && { flip }),
    ...(matrix !== undefined && { colorSpace: { matrix, fullRange, primaries: 'bt709', transfer } }),
  });
}
async function playing(stream) {
  const video = Object.assign(document.createElement('video'), { muted: true, srcObject: stream });
  document.body.append(video);
  await video.play();
  await until(() => video.videoWidth > 0);
  return video;
}
let drawings = 0;
const { drawImage } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.drawImage = function (...given) { drawings++; return drawImage.apply(this, given); };
async function withoutFrames(work) {
  const known = globalThis.VideoFrame;
  globalThis.VideoFrame = undefined;
  try { return await work(); } finally { globalThis.VideoFrame = known; }
}
window.compare = async (shown, windows) => {
  const track = new MediaStreamTrackGenerator({ kind: 'video' });
  const writer = track.writable.getWriter();
  let timestamp = 0;
  const timer = setInterval(() => void writer.write(frameOf(shown, (timestamp += 40_000))).catch(() => {}), 40);
  const video = await playing(new MediaStream([track]));
  await pictures(video, 2);
  const part = { x: 0, y: 0, width: video.videoWidth, height: video.videoHeight };
  const taker = new PictureTaker();
  const results = [];
  for (const [x, y, side] of windows) {
    const cut = { part, window: { x: x * part.width, y: y * part.height, side: side * Math.max(part.width, part.height) }, side: CELL };
    drawings = 0;
    const copied = await taker.take(video, cut);
    const isCopied = drawings === 0;
    const drawn = await withoutFrames(() => taker.take(video, cut));
    const [a, b] = [copied, drawn].map((picture) => atlasOf([picture]).data);
    let [sum, most, count] = [0, 0, 0];
    // The pixels at a picture's edge are mixed with what lies around by one way, and not by the other.
    const isEdge = (i) => [-2, -1, 1, 2].some((d) => [d, d * CELL].some((by) => { const at = 4 * (i + by); return at < 0 || at >= b.length || (b[at] === 128 && b[at + 1] === 128 && b[at + 2] === 128); }));
    for (let i = 0; i < CELL * CELL; i++) {
      if (isEdge(i) || i % CELL < 2 || i % CELL > CELL - 3) continue;
      for (let c = 0; c < 3; c++) { const d = Math.abs(a[4 * i + c] - b[4 * i + c]); sum += d; most = Math.max(most, d); count++; }
    }
    results.push({ isCopied, bytes: copied.data.length, mean: sum / count, most });
  }
  clearInterval(timer);
  video.remove();
  track.stop();
  return results;
};
/** By way of WebRTC. */
async function sent(stream) {
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  a.onicecandidate = ({ candidate }) => candidate && b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => candidate && a.addIceCandidate(candidate);
  const arrived = new Promise((done) => { b.ontrack = ({ streams }) => done(streams[0]); });
  const [track] = stream.getVideoTracks();
  // Small pictures would be sent first.
  track.contentHint = 'text';
  a.addTrack(track, stream);
  await a.setLocalDescription(); await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription(); await a.setRemoteDescription(b.localDescription);
  return arrived;
}
/** The windows of real faces, both ways, of a picture that comes over WebRTC. */
window.faces = async (url, boxes) => {
  const image = Object.assign(new Image(), { src: url });
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  const pen = canvas.getContext('2d');
  const timer = setInterval(() => pen.drawImage(image, 0, 0), 100);
  const video = await playing(await sent(canvas.captureStream(20)));
  // It begins blurred, and is sharp some pictures later.
  await pictures(video, 30);
  const part = { x: 0, y: 0, width: video.videoWidth, height: video.videoHeight };
  const taker = new PictureTaker();
  const taken = [];
  for (const [x, y, side] of boxes) {
    const cut = { part, window: { x, y, side }, side: CELL };
    // As for a face that is followed.
    const copied = await taker.take(video, { ...cut, detail: 96 });
    taken.push({ copied, drawn: await withoutFrames(() => taker.take(video, cut)) });
  }
  clearInterval(timer);
  const list = (picture) => ({ ...picture, data: [...picture.data] });
  return taken.map(({ copied, drawn }) => ({ copied: list(copied), drawn: list(drawn) }));
};
`;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser(['--autoplay-policy=no-user-gesture-required']);
  page = await browser.newPage();
  await page.route('https://call.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><body></body>' }),
  );
  await page.goto('https://call.example/');
  await page.addScriptTag({ content: await bundled(SCRIPT) });
});
afterAll(() => browser?.close());

/** In shares of the picture: all of it; a face's surroundings, larger than a cell and smaller; over the edge; off the pixels. */
const WINDOWS: [number, number, number][] = [
  [0, -0.4, 1],
  [0.2, 0.1, 0.5],
  [0.4, 0.3, 0.12],
  [-0.1, -0.2, 0.4],
  [0.3123, 0.2071, 0.3337],
];
const SIZE = { width: 640, height: 360 };

describe('a frame', () => {
  it.each<[string, Shown]>([
    ['I420', { format: 'I420', ...SIZE }],
    ['I420 of full range by BT.709', { format: 'I420', ...SIZE, matrix: 'bt709', fullRange: true }],
    ['I420 of limited range by BT.709', { format: 'I420', ...SIZE, matrix: 'bt709', fullRange: false }],
    ['I420 of limited range by BT.601', { format: 'I420', ...SIZE, matrix: 'smpte170m', fullRange: false }],
    ['I420 of full range by BT.601', { format: 'I420', ...SIZE, matrix: 'smpte170m', fullRange: true }],
    ['I420A', { format: 'I420A', ...SIZE }],
    ['I422', { format: 'I422', ...SIZE }],
    ['I444', { format: 'I444', ...SIZE }],
    ['NV12', { format: 'NV12', ...SIZE }],
    ['I420 of ten bits', { format: 'I420P10', ...SIZE }],
    ['RGBA', { format: 'RGBA', ...SIZE }],
    ['BGRX', { format: 'BGRX', ...SIZE }],
    ['I420 of odd size', { format: 'I420', width: 321, height: 181 }],
    ['I420 of which a part is seen', { format: 'I420', ...SIZE, visible: [34, 18, 520, 300] }],
    ['NV12 of which a part is seen', { format: 'NV12', ...SIZE, visible: [2, 60, 600, 240] }],
    ...[90, 180, 270].map((rotation): [string, Shown] => [
      `I420 turned by ${rotation}°`,
      { format: 'I420', ...SIZE, rotation },
    ]),
    ['I420 mirrored', { format: 'I420', ...SIZE, flip: true }],
    ['NV12 turned and mirrored', { format: 'NV12', ...SIZE, rotation: 90, flip: true }],
    ['BGRX turned', { format: 'BGRX', ...SIZE, rotation: 270 }],
  ])('of %s is the same picture, whether its bytes are taken or it is drawn', async (_, shown) => {
    const compared = await page.evaluate(([s, w]) => window.compare(s, w), [shown, WINDOWS] as const);
    expect(compared).toHaveLength(WINDOWS.length);
    for (const { isCopied, bytes, mean, most } of compared) {
      expect(isCopied).toBe(true);
      expect(bytes).toBeLessThanOrEqual(4 * CELL * CELL);
      // The browser drops bits of ten where we round, and smoothes chroma where we have one sample for sixteen pixels.
      expect(mean).toBeLessThan(2.5);
      expect(most).toBeLessThan(12);
    }
  });

  it('of a high dynamic range is drawn: how it is brought down is the browser’s', async () => {
    const shown = { format: 'I420', ...SIZE, matrix: 'bt2020-ncl', transfer: 'pq', fullRange: false };
    const compared = await page.evaluate(([s, w]) => window.compare(s, w), [shown, WINDOWS] as const);
    expect(compared.map(({ isCopied }) => isCopied)).toEqual(WINDOWS.map(() => false));
  });
});

/** Shares of ten people: one of them; shares of a cell; of the distance of the eyes. */
const TOLERANCE = { votes: 0.1, points: 0.03, movements: 0.05 };

describe('a face', () => {
  it('is read alike, whether its bytes are taken or it is drawn', async () => {
    const engine = await createEngine({
      backend: 'wasm',
      models: await shippedModels(),
      kernels: kernelFile,
      warmUp: false,
    });
    const far = { votes: 0, points: 0, movements: 0 };
    let read = 0;
    for (const name of ['sample3.jpg', 'sample6.jpg']) {
      const { data, info } = await sharp(pictureFile(name))
        .resize({ width: 960 })
        .jpeg({ quality: 95 })
        .toBuffer({ resolveWithObject: true });
      const { width = 1 } = await sharp(pictureFile(name)).metadata();
      const scale = info.width / width;
      // As a call looks: larger than a cell, and off the pixels.
      const boxes = FACES.filter((face) => face.picture === name).map(({ face: [x, y, w, h] }) => {
        const side = 1.75 * h * scale;
        return [(x + w / 2) * scale - side / 2 + 0.3, (y + h / 2) * scale - side / 2 - 0.4, side];
      });
      const url = `data:image/jpeg;base64,${data.toString('base64')}`;
      const taken = await page.evaluate(([u, b]) => window.faces(u, b), [url, boxes] as const);
      const cells = (way: 'copied' | 'drawn') =>
        taken.map((one) => ({ ...one[way], data: Uint8Array.from(one[way].data) }));
      const { faces: copied } = await engine.look({ cells: cells('copied'), survey: [], asked: 'all' });
      const { faces: drawn } = await engine.look({ cells: cells('drawn'), survey: [], asked: 'all' });
      for (const [i, a] of copied.entries()) {
        const b = drawn[i];
        expect(a === null).toBe(b === null);
        if (!a || !b || !('voters' in a) || !('voters' in b)) continue;
        read++;
        const most = (of: number[]) => Math.max(...of.map(Math.abs));
        far.votes = Math.max(
          far.votes,
          most(a.voters.length ? [...a.voters].map((v, k) => v - (b.voters[k] ?? 0)) : [1]),
        );
        const points = (face: typeof a) => Object.values(face.keypoints).flatMap(({ x, y }) => [x, y]);
        far.points = Math.max(far.points, most(points(a).map((v, k) => v - (points(b)[k] ?? 0))));
        const moves = (face: typeof a) => Object.values(face.movements);
        far.movements = Math.max(far.movements, most(moves(a).map((v, k) => v - (moves(b)[k] ?? 0))));
      }
    }
    console.log(far, read);
    expect(read).toBeGreaterThan(6);
    for (const [what, most] of Object.entries(TOLERANCE)) expect(far[what as keyof typeof far]).toBeLessThan(most);
    engine.dispose();
  });
});
