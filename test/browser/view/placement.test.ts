// Where a face is drawn on the page, compared with the pixels that Chromium draws: every fit, position, padding, border, transform and zoom.
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { root } from '../../support/models.ts';

const SCRIPT = `
import { pictureOnPage } from './src/page/view/placement.ts';
import { pictures } from './test/support/in-page.ts';
const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
const pen = canvas.getContext('2d');
// A green picture with a red face in it.
setInterval(() => {
  pen.fillStyle = '#080'; pen.fillRect(0, 0, 320, 180);
  pen.fillStyle = '#f00'; pen.fillRect(110, 60, 60, 50);
}, 50);
const stream = canvas.captureStream(20);
window.show = async (html) => {
  document.body.innerHTML = html;
  const video = document.querySelector('video');
  Object.assign(video, { muted: true, srcObject: stream });
  await video.play();
  await pictures(video, 1);
  return pictureOnPage({ x: 110, y: 60, width: 60, height: 50 }, video, { width: 320, height: 180 });
};
`;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 800, height: 600 } });
  const out = await build({
    stdin: { contents: SCRIPT, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
  });
  await page.setContent('<!doctype html><style>body { margin: 0; background: #000; }</style>');
  await page.addScriptTag({ content: out.outputFiles[0]?.text ?? '' });
});
afterAll(() => browser?.close());

/** The box around everything red in a picture of the page. */
async function drawn(): Promise<Box> {
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [xs, ys]: [number[], number[]] = [[], []];
  for (let i = 0; i < info.width * info.height; i++) {
    const [r = 0, g = 0] = [data[3 * i], data[3 * i + 1]];
    if (r < 150 || g > 90) continue;
    xs.push(i % info.width);
    ys.push(Math.floor(i / info.width));
  }
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return {
    x,
    y,
    width: xs.reduce((most, v) => Math.max(most, v), 0) + 1 - x,
    height: ys.reduce((most, v) => Math.max(most, v), 0) + 1 - y,
  };
}

const cases: [title: string, video: string, around?: string][] = [
  ['as large as the picture', 'width: 320px; height: 180px'],
  ...['fill', 'contain', 'cover', 'none', 'scale-down'].flatMap((fit): [string, string][] => [
    [`${fit}, a square`, `width: 300px; height: 300px; object-fit: ${fit}`],
    [`${fit}, to the left`, `width: 290px; height: 300px; object-fit: ${fit}; object-position: left`],
    [`${fit}, to the lower right`, `width: 400px; height: 150px; object-fit: ${fit}; object-position: right bottom`],
    [`${fit}, 20 % and 12 px`, `width: 240px; height: 300px; object-fit: ${fit}; object-position: 20% 12px`],
    [
      `${fit}, counted from the other edge`,
      `width: 500px; height: 300px; object-fit: ${fit}; object-position: right 10px bottom 20px`,
    ],
  ]),
  [
    'with a border and padding',
    'width: 300px; height: 300px; border: solid #333; border-width: 5px 30px 11px 2px; padding: 9px 4px 40px 20px',
  ],
  [
    'with a border within its size',
    'box-sizing: border-box; width: 300px; height: 300px; border: 20px solid #333; object-fit: cover',
  ],
  ['mirrored', 'width: 300px; height: 200px; transform: scaleX(-1)'],
  ['mirrored by the scale property', 'width: 300px; height: 200px; scale: -1 1'],
  ['mirrored twice', 'width: 300px; height: 200px; transform: scaleX(-1)', 'transform: scaleX(-1)'],
  [
    'mirrored around it, to the left',
    'width: 300px; height: 200px; object-fit: cover; object-position: left',
    'transform: scaleX(-1)',
  ],
  ['turned by a quarter', 'width: 300px; height: 200px; transform: rotate(90deg)'],
  ['turned by the rotate property', 'width: 300px; height: 200px; rotate: -0.25turn'],
  ['turned upside down around it', 'width: 300px; height: 200px', 'transform: rotate(180deg)'],
  ['turned a little', 'width: 300px; height: 200px; transform: rotate(20deg); object-fit: cover'],
  [
    'turned and mirrored about a corner',
    'width: 300px; height: 200px; transform: rotate(90deg) scaleX(-1); transform-origin: 20% 70%',
  ],
  ['scaled and shifted around it', 'width: 300px; height: 200px', 'transform: translate(-40px, 20px) scale(0.7, 1.2)'],
  ['slanted', 'width: 300px; height: 200px; transform: skewX(20deg)'],
  ['zoomed', 'width: 300px; height: 200px; zoom: 1.3'],
  ['zoomed around it, with padding', 'width: 300px; height: 200px; padding: 20px 0 0 40px', 'zoom: 0.7'],
  ['zoomed and turned', 'width: 300px; height: 200px; transform: rotate(90deg)', 'zoom: 0.8'],
];

it.each(cases)('a face in a picture shown %s is found where it is drawn', async (_, video, around = '') => {
  const html = `<div style="padding: 60px; width: fit-content; ${around}"><video style="display: block; background: #008; ${video}"></video></div>`;
  const told = await page.evaluate(
    (one) => (window as unknown as { show(html: string): Promise<Box> }).show(one),
    html,
  );
  const seen = await drawn();
  for (const key of ['x', 'y', 'width', 'height'] as const)
    expect(Math.abs(told[key] - seen[key]), `${key}: ${told[key]} for ${seen[key]}`).toBeLessThanOrEqual(3);
});

it('a page zoomed as a whole, too', async () => {
  await page.evaluate(() => {
    document.documentElement.style.zoom = '0.8';
  });
  const told = await page.evaluate(
    (one) => (window as unknown as { show(html: string): Promise<Box> }).show(one),
    '<video style="width: 300px; height: 300px; margin: 40px; object-fit: cover"></video>',
  );
  const seen = await drawn();
  expect(Math.abs(told.x - seen.x)).toBeLessThanOrEqual(3);
  expect(Math.abs(told.width - seen.width)).toBeLessThanOrEqual(3);
});
