// Between two sweeps a tile may become somebody else's: the watch notices labels, ids, tracks and removed tiles, and not what speaks or moves.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundled, launchBrowser } from '../support/browser.ts';

const SCRIPT = `
import { TileWatch } from './src/page/tile-watch.ts';
import { frames, moveClock } from './test/support/in-page.ts';
const canvas = document.createElement('canvas');
canvas.getContext('2d');
const stream = () => canvas.captureStream(1);
window.prepare = (bare) => {
  document.body.innerHTML = '<main><div class="box" id="a"><div><video></video></div><span class="name" aria-label="Ana">Ana</span><i class="meter"></i></div>'
    + '<div class="box" id="b"><div><video></video></div><span class="name">Bob</span></div></main><aside><p>chat</p><p>more</p></aside><div id="menu" style="position: fixed; inset: 0"></div>';
  const tiles = [...document.querySelectorAll('.box')].map((box) => {
    const video = box.querySelector('video');
    video.srcObject = stream();
    const [track] = video.srcObject.getVideoTracks();
    return { element: bare ? video : box, source: { image: video }, track: track.id };
  });
  window.watch = new TileWatch(new AbortController().signal);
  window.watch.watch(tiles);
};
window.prepareRoots = (bare) => {
  // New roots are looked for once a second.
  moveClock(1100);
  document.body.innerHTML = '<main></main><aside><p>chat</p></aside>';
  const tiles = ['a', 'b'].map((id) => {
    const host = document.createElement('x-tile');
    const root = host.attachShadow({ mode: 'open' });
    root.innerHTML = '<div class="box" id="' + id + '"><div><x-video></x-video></div><span class="name" aria-label="Ana">Ana</span><i class="meter"></i></div>';
    const inner = root.querySelector('x-video').attachShadow({ mode: 'open' });
    inner.innerHTML = '<p><video></video></p>';
    document.querySelector('main').append(host);
    const video = inner.querySelector('video');
    video.srcObject = stream();
    return { element: bare ? video : root.querySelector('.box'), source: { image: video }, track: video.srcObject.getVideoTracks()[0].id };
  });
  window.root = document.querySelector('x-tile').shadowRoot;
  window.watch = new TileWatch(new AbortController().signal);
  window.watch.watch(tiles);
};
window.line = (text, css = '') => {
  const line = document.createElement('p');
  line.textContent = text;
  line.style.cssText = css;
  document.querySelector('aside').append(line);
};
window.portal = () => {
  const portal = document.createElement('div');
  portal.innerHTML = '<p style="position: fixed; inset: 0">menu</p>';
  document.querySelector('aside').append(portal);
};
window.stale = (code) => { new Function(code)(); return window.watch.isStale; };
window.stirred = async (code) => {
  window.watch.takeStirred();
  new Function(code)();
  // Until mutations and events have been told.
  await frames(1);
  return [window.watch.takeStirred(), window.watch.takeStirred()];
};
window.stirredBy = (code) => {
  const tiles = [...document.querySelectorAll('.box')].map((box) => ({ element: box, source: null, track: null }));
  window.watch.watch(tiles);
  window.watch.takeStirred();
  new Function(code)();
  window.watch.watch(tiles);
  return window.watch.takeStirred();
};
window.renew = () => { document.querySelector('video').srcObject = stream(); };
`;

declare global {
  interface Window {
    stale: (code: string) => boolean;
    stirred: (code: string) => Promise<boolean[]>;
    stirredBy: (code: string) => boolean;
  }
}

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.addScriptTag({ content: await bundled(SCRIPT) });
});
afterAll(() => browser?.close());

const CASES: [string, string, boolean][] = [
  ['nothing', '', false],
  ['another name', 'document.querySelector("#a .name").textContent = "Cleo"', true],
  ['another name in the same text', 'document.querySelector("#a .name").firstChild.data = "Cleo"', true],
  ['another label', 'document.querySelector("#a .name").setAttribute("aria-label", "Cleo")', true],
  ['another track', 'renew()', true],
  ['a tile that is gone', 'document.querySelector("#a").remove()', true],
  [
    'a tile that has come, or come back',
    'const tile = document.createElement("div"); tile.innerHTML = "<p><video></video></p>"; document.body.append(tile)',
    true,
  ],
  [
    'a picture that is replaced',
    'document.querySelector("#a video").replaceWith(document.createElement("video"))',
    true,
  ],
  ['a meter of somebody who speaks', 'document.querySelector(".meter").className = "meter loud"', false],
  ['a line of chat', 'document.querySelector("aside").append(document.createElement("p"))', false],
];

for (const bare of [false, true]) {
  it.each(CASES)(`${bare ? 'a bare picture' : 'a tile'}: %s`, async (_, code, isStale) => {
    await page.evaluate((b) => (window as unknown as { prepare: (bare: boolean) => void }).prepare(b), bare);
    expect(await page.evaluate((c) => window.stale(c), code)).toBe(isStale);
  });
}

const IN_ROOTS: [string, string, boolean][] = [
  ['nothing', '', false],
  ['another name', 'root.querySelector(".name").textContent = "Cleo"', true],
  ['another label', 'root.querySelector(".name").setAttribute("aria-label", "Cleo")', true],
  [
    'a picture that is replaced',
    'root.querySelector("x-video").shadowRoot.querySelector("p").innerHTML = "<video></video>"',
    true,
  ],
  ['a meter of somebody who speaks', 'root.querySelector(".meter").className = "meter loud"', false],
  ['a line of chat', 'document.querySelector("aside").append(document.createElement("p"))', false],
];

for (const bare of [false, true]) {
  it.each(IN_ROOTS)(`${bare ? 'a bare picture' : 'a tile'} in shadow roots: %s`, async (_, code, isStale) => {
    await page.evaluate((b) => (window as unknown as { prepareRoots: (bare: boolean) => void }).prepareRoots(b), bare);
    expect(await page.evaluate((c) => window.stale(c), code)).toBe(isStale);
  });
}

const STIRRED: [string, string, boolean][] = [
  ['nothing', '', false],
  ['a line of chat', 'line("chat")', false],
  ['a line of chat that is gone', 'document.querySelector("p").remove()', false],
  ['a menu over a tile', 'line("menu", "position: fixed; inset: 0")', true],
  ['a menu that stands in an element without a size', 'portal()', true],
  ['a menu that is gone', 'document.querySelector("#menu").remove()', true],
  ['more lines than can be looked at', 'for (let i = 0; i < 100; i++) line("chat")', true],
  ['a menu that is shown', 'document.querySelector("aside").className = "open"', true],
  ['a click, wherever it is', 'document.querySelector("#a").click()', true],
  ['a window of another size', 'window.dispatchEvent(new Event("resize"))', true],
  [
    'a chat that has slid in',
    'document.querySelector("aside").dispatchEvent(new Event("transitionend", { bubbles: true }))',
    true,
  ],
  ['a clock', 'document.querySelector("p").textContent = "10:42"', false],
  ['a meter of somebody who speaks', 'document.querySelector(".meter").className = "meter loud"', false],
  ['a tile marked as speaking', 'document.querySelector("#a").className = "box loud"', false],
  [
    'a tile whose edge has changed its colour',
    'document.querySelector("#a").dispatchEvent(new Event("transitionend", { bubbles: true }))',
    false,
  ],
];

it.each(STIRRED)('told once that something may lie over tiles: %s', async (_, code, isStirred) => {
  await page.evaluate(() => (window as unknown as { prepare: (bare: boolean) => void }).prepare(false));
  expect(await page.evaluate((c) => window.stirred(c), code)).toEqual([isStirred, false]);
});

it.each([
  ['nothing', '', false],
  ['one that has become large', 'document.querySelector("#a").style.cssText = "height: 400px"', true],
  ['one that lies elsewhere', 'document.querySelector("#b").style.transform = "translateX(90px)"', true],
  ['one that is marked as speaking', 'document.querySelector("#a").className = "box loud"', false],
])('told at a sweep that a tile may lie over another: %s', async (_, code, isStirred) => {
  await page.evaluate(() => (window as unknown as { prepare: (bare: boolean) => void }).prepare(false));
  expect(await page.evaluate((c) => window.stirredBy(c), code)).toBe(isStirred);
});
