// What of a tile the page shows, and where its badge may stand: scrolling boxes, full screen, zoom, chats, menus, controls and round tiles.
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { root } from '../../support/models.ts';

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface InPage {
  show(): void;
  badge(id: string): (Box & { isSeen: boolean; form: string }) | null;
  unseen(): string[];
  settle(): Promise<void>;
  clicks: string[];
}
type TestWindow = Window & { t: InPage };

const SCRIPT = `
import { Overlay } from './src/page/overlay/overlay.ts';
import { showMark } from './src/page/overlay/mark.ts';
import { Clips } from './src/page/view/clip.ts';
import { CoveredTiles } from './src/page/view/cover.ts';
import { frames } from './test/support/in-page.ts';
// Our roots are closed; here, and only here, the doors stand open.
const attach = Element.prototype.attachShadow;
const roots = [];
Element.prototype.attachShadow = function (init) {
  if (this.id || this.className) return attach.call(this, init);
  const root = attach.call(this, { mode: 'open' });
  roots.push(root);
  return root;
};
const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
const pen = canvas.getContext('2d');
setInterval(() => { pen.fillStyle = '#175'; pen.fillRect(0, 0, 320, 180); }, 50);
const stream = canvas.captureStream(20);
const abort = new AbortController();
const speech = { t: Object.assign((key) => key, { counted: (key) => key }), locale: 'en' };
const overlay = new Overlay({ speech, onAction: () => {}, meter: { run: (work) => work() }, signal: abort.signal });
const votes = { neutral: 0.2, happy: 0.8, surprise: 0, sad: 0, angry: 0, disgust: 0, fear: 0 };
const clicks = [];
document.addEventListener('click', (event) => clicks.push(event.target.id || event.target.tagName), true);
const media = () => [...document.querySelectorAll('video')].concat(...[...document.querySelectorAll('*')].map((e) => e.shadowRoot ? [...e.shadowRoot.querySelectorAll('video')] : []));
const tiles = () => media().map((element) => ({ id: element.dataset.id, elementId: element.dataset.id, element, source: null, keepClear: [] }));
for (const video of media()) { video.muted = true; video.srcObject = stream; void video.play(); }
const show = () => overlay.show(
  tiles().map((tile) => ({ id: tile.id, number: null, tile })),
  tiles().map(({ id }) => ({ id, name: id, isSelf: false, state: 'read', because: null, label: 'happy', doubt: 0, since: Date.now(), readAt: 1, movement: null, isTalking: false, gestures: [], votes })),
  new Map());
const badges = () => roots.flatMap((root) => [...root.querySelectorAll('.badge')]);
window.t = {
  show, clicks,
  badge: (id) => {
    const badge = badges().find((one) => one.querySelector('.name').textContent === id || one.querySelector('.pill').getAttribute('aria-label').replaceAll(/[\\u2066-\\u2069]/g, '').startsWith(id));
    if (!badge) return null;
    const { x, y, width, height } = badge.querySelector('.pill').getBoundingClientRect();
    return { x, y, width, height, form: badge.dataset.form, isSeen: width > 0 && badge.checkVisibility({ visibilityProperty: true }) };
  },
  unseen: () => {
    const clips = new Clips();
    const covered = new CoveredTiles();
    covered.look(tiles());
    return tiles().filter(({ element }) => covered.has(element) || clips.shown(element) === null).map(({ id }) => id);
  },
  settle: async () => {
    for (let i = 0; i < 3; i++) {
      show();
      // Some things are looked for a moment after a frame.
      await frames(5);
    }
  },
};
const mark = new AbortController();
window.showMark = () => showMark(document, speech, () => clicks.push('stop'), mark.signal);
show();
`;

const STYLE = `body { margin: 0; font: 14px sans-serif; background: #222; color: #ddd } video { display: block; background: #175; width: 320px; height: 180px }`;

let browser: Browser;
let page: Page;
let script: string;
beforeAll(async () => {
  browser = await launchBrowser();
  const out = await build({
    stdin: { contents: SCRIPT, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
  });
  script = out.outputFiles[0]?.text ?? '';
});
afterAll(() => browser?.close());
beforeEach(async () => {
  // As in a new page, which takes longer.
  page ??= await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.goto('about:blank');
});

async function open(body: string, style = '', prepare = '') {
  await page.setContent(`<!doctype html><style>${STYLE} ${style}</style>${body}<script>${prepare}</script>`);
  await page.addScriptTag({ content: script });
  await settle();
}
const settle = () => page.evaluate(() => (window as unknown as TestWindow).t.settle());
const unseen = () => page.evaluate(() => (window as unknown as TestWindow).t.unseen());
const badge = async (id: string) => {
  const found = await page.evaluate((one) => (window as unknown as TestWindow).t.badge(one), id);
  if (!found) throw new Error(`No badge for ${id}.`);
  return found;
};
/** Where the page shows an element, by its id or as the video of somebody. */
const boxOf = (css: string): Promise<Box> => page.locator(css).evaluate((e) => e.getBoundingClientRect().toJSON());
const within = (inner: Box, outer: Box) =>
  inner.x >= outer.x - 0.5 &&
  inner.y >= outer.y - 0.5 &&
  inner.x + inner.width <= outer.x + outer.width + 0.5 &&
  inner.y + inner.height <= outer.y + outer.height + 0.5;
const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
const video = (id: string, style = '') => `<video data-id="${id}" style="${style}"></video>`;
/** Is it what the screen shows at the middle of the badge? The pill is darker than any tile. */
async function isDrawn(box: Box): Promise<boolean> {
  const clip = { x: Math.max(0, box.x), y: Math.max(0, box.y), width: box.width, height: box.height };
  const before = await page.screenshot({ clip });
  await page.evaluate(() => {
    const hosts = [...document.documentElement.children].filter((e) => e.tagName === 'DIV') as HTMLElement[];
    for (const host of hosts) host.style.opacity = '0';
  });
  const after = await page.screenshot({ clip });
  await page.evaluate(() => {
    const hosts = [...document.documentElement.children].filter((e) => e.tagName === 'DIV') as HTMLElement[];
    for (const host of hosts) host.style.opacity = '';
  });
  return !before.equals(after);
}

describe('in a scrolling box', () => {
  const BODY = `<div id="box" style="height: 300px; width: 340px; overflow: auto">${video('a')}${video('b')}${video('c')}</div>
    <div id="chat" style="height: 200px">Chat</div>`;
  it('badges stay in it with their tiles, and what is cut off wholly is not read', async () => {
    await open(BODY);
    expect(await unseen()).toEqual(['c']);
    const box = await boxOf('#box');
    for (const id of ['a', 'b']) {
      const one = await badge(id);
      expect(one.isSeen, id).toBe(true);
      expect(within(one, box), id).toBe(true);
      expect(within(one, await boxOf(`[data-id="${id}"]`)), id).toBe(true);
    }
    expect((await badge('c')).isSeen).toBe(false);
  });
  it('they follow what is scrolled', async () => {
    await open(BODY);
    for (const top of [100, 150, 175, 240]) {
      await page.locator('#box').evaluate((e, y) => e.scrollTo(0, y), top);
      await settle();
      const box = await boxOf('#box');
      for (const id of ['a', 'b', 'c']) {
        const one = await badge(id);
        if (one.isSeen) {
          expect(within(one, box), `${id} at ${top}`).toBe(true);
          expect(within(one, await boxOf(`[data-id="${id}"]`)), `${id} at ${top}`).toBe(true);
        }
      }
    }
    expect(await unseen()).toEqual(['a']);
  });
  it('what is fixed or placed outside of the box is not cut off by it', async () => {
    await open(`<div style="height: 50px; overflow: hidden"><div style="height: 400px"></div>${video('a', 'position: fixed; left: 10px; top: 200px')}
      ${video('b', 'position: absolute; left: 400px; top: 200px')}</div>`);
    expect(await unseen()).toEqual([]);
  });
  it('a window that is scrolled past a tile does not show it', async () => {
    await open(`${video('a')}<div style="height: 3000px"></div>`);
    await page.evaluate(() => window.scrollTo(0, 500));
    await settle();
    expect(await unseen()).toEqual(['a']);
  });
  it('clip-path and contain cut off, too', async () => {
    await open(
      `<div style="height: 100px; contain: paint"><div style="height: 200px"></div>${video('a')}</div>
       <div style="position: relative; height: 100px; clip-path: inset(0)"><div style="height: 200px"></div>${video('b')}</div>`,
    );
    expect(await unseen()).toEqual(['a', 'b']);
  });
});

describe('in full screen', () => {
  const BODY = `<div id="tile" style="width: 320px">${video('a')}</div><div>${video('b')}</div>`;
  it.each(['#tile', 'video'])(
    'badges and the mark are drawn over %s, others are not read, and all is right afterwards',
    async (css) => {
      await open(BODY);
      await page.evaluate(() => (window as unknown as { showMark(): void }).showMark());
      await page.evaluate((one) => document.querySelector(one)?.requestFullscreen(), css);
      await page.waitForFunction(() => document.fullscreenElement !== null);
      await settle();
      expect(await unseen()).toEqual(['b']);
      const one = await badge('a');
      expect(one.isSeen).toBe(true);
      expect(await isDrawn(one)).toBe(true);
      expect(await isDrawn({ x: 0, y: 334, width: 24, height: 32 }), 'the mark').toBe(true);
      expect((await badge('b')).isSeen).toBe(false);
      await page.evaluate(() => document.exitFullscreen());
      await page.waitForFunction(() => document.fullscreenElement === null);
      await settle();
      expect(await unseen()).toEqual([]);
      for (const id of ['a', 'b']) expect(await isDrawn(await badge(id)), id).toBe(true);
    },
  );
  it('one within a shadow root, too', async () => {
    await open(
      '<div id="host"></div>',
      '',
      `
      const root = document.querySelector('#host').attachShadow({ mode: 'open' });
      root.innerHTML = '<div id="tile"><video data-id="a" style="width: 320px; height: 180px"></video></div><video data-id="b" style="width: 320px; height: 180px"></video>';`,
    );
    await page.evaluate(() => document.querySelector('#host')?.shadowRoot?.querySelector('#tile')?.requestFullscreen());
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await settle();
    expect(await unseen()).toEqual(['b']);
  });
});

describe('on a page that is zoomed or transformed as a whole', () => {
  it.each([
    ['zoom: 0.8', 'documentElement'],
    ['zoom: 1.5', 'documentElement'],
    ['zoom: 0.7', 'body'],
    ['transform: scale(0.8); transform-origin: 0 0', 'documentElement'],
    ['transform: translate(40px, 30px) scale(1.2)', 'body'],
    ['scale: 0.75', 'body'],
  ] as const)('badges lie within their tiles: %s of the %s', async (style, where) => {
    await open(
      `<div style="display: grid; grid-template-columns: 320px 320px; gap: 10px; padding: 60px 30px">${'abcd'
        .split('')
        .map((id) => video(id))
        .join('')}</div>`,
    );
    await page.evaluate(
      ([css, at]) => {
        document[at].style.cssText += css;
      },
      [style, where] as const,
    );
    await settle();
    for (const id of 'abcd') {
      const one = await badge(id);
      expect(one.isSeen, id).toBe(true);
      expect(within(one, await boxOf(`[data-id="${id}"]`)), `${id}: ${JSON.stringify(one)}`).toBe(true);
    }
  });
});

describe('under the page’s own chat, menu or dialog', () => {
  const BODY = `<div style="display: flex; gap: 10px">${video('a')}${video('b')}</div>
    <div id="chat" style="display: none; position: fixed; left: 0; top: 0; width: 330px; height: 300px; background: #fff"><input id="text"><button id="send">Send</button></div>`;
  it('a badge is hidden while it is covered, whoever is covered wholly is not read, and both come back', async () => {
    await open(BODY);
    expect((await badge('a')).isSeen).toBe(true);
    await page.locator('#chat').evaluate((e) => {
      e.style.display = 'block';
    });
    await settle();
    expect((await badge('a')).isSeen).toBe(false);
    expect((await badge('b')).isSeen).toBe(true);
    expect(await unseen()).toEqual(['a']);
    await page.locator('#chat').evaluate((e) => {
      e.style.display = 'none';
    });
    await settle();
    expect((await badge('a')).isSeen).toBe(true);
    expect(await unseen()).toEqual([]);
  });
  it('one that covers a part leaves the badge the rest, or hides it', async () => {
    await open(BODY);
    await page.locator('#chat').evaluate((e) => {
      e.style.cssText += 'display: block; width: 200px; height: 120px';
    });
    await settle();
    const one = await badge('a');
    expect(!one.isSeen || apart(one, await boxOf('#chat'))).toBe(true);
    expect(await unseen()).toEqual([]);
  });
  it('a menu that a click opens hides the badge without a sweep', async () => {
    await open(`${BODY}<button id="open" style="position: fixed; bottom: 0">Open</button>`);
    await page.locator('#open').evaluate((e) => {
      e.onclick = () => {
        (document.querySelector('#chat') as HTMLElement).style.display = 'block';
      };
    });
    await page.click('#open');
    await expect.poll(async () => (await badge('a')).isSeen).toBe(false);
  });
  it('a modal dialog lies over badges, and its backdrop hides nobody', async () => {
    await open(`${BODY}<dialog id="d" style="margin: 0; width: 200px; height: 60px">Leave?</dialog>`);
    await page.locator('#d').evaluate((e) => (e as HTMLDialogElement).showModal());
    await settle();
    const one = await badge('a');
    expect(!one.isSeen || apart(one, await boxOf('#d'))).toBe(true);
    expect(await unseen()).toEqual([]);
  });
  it('what takes no clicks, is clear or is a shade of the tile’s own hides nothing', async () => {
    await open(
      `<div class="tile" style="position: relative; width: 320px">${video('a')}<div style="position: absolute; inset: 0; background: linear-gradient(#0000, #000)"></div></div>
       <div class="tile" style="position: relative; width: 320px">${video('b', 'pointer-events: none')}<div style="position: absolute; inset: 0; background: #0003"></div></div>
       <div style="position: fixed; inset: 0"></div><div style="position: fixed; inset: 0; background: #f00; opacity: 0"></div>`,
    );
    expect(await unseen()).toEqual([]);
    for (const id of ['a', 'b']) expect((await badge(id)).isSeen, id).toBe(true);
  });
});

describe('beside the page’s own controls', () => {
  const tile = (buttons: string) =>
    `<div style="position: relative; width: 300px; height: 170px; margin: 50px">${video('a', 'width: 300px; height: 170px')}${buttons}</div>`;
  const at = (place: string, id = 'pin', size = 36) =>
    `<button id="${id}" style="position: absolute; ${place}; width: ${size}px; height: ${size}px">·</button>`;
  it('a badge takes another corner', async () => {
    await open(tile(at('left: 4px; top: 4px') + at('left: 44px; top: 4px', 'mute')));
    const one = await badge('a');
    expect(one.isSeen).toBe(true);
    for (const id of ['#pin', '#mute']) expect(apart(one, await boxOf(id))).toBe(true);
  });
  it('also of those that show under the pointer alone', async () => {
    await open(tile(at('left: 4px; top: 4px; opacity: 0')));
    expect(apart(await badge('a'), await boxOf('#pin'))).toBe(true);
  });
  it('is smaller or gone where controls are in every corner, and they are clicked as before', async () => {
    const places = ['left: 4px; top: 4px', 'right: 4px; top: 4px', 'right: 4px; bottom: 4px', 'left: 4px; bottom: 4px'];
    await open(tile(places.map((place, i) => at(place, `b${i}`, 60)).join('')));
    const one = await badge('a');
    for (const i of [0, 1, 2, 3]) {
      if (one.isSeen) expect(apart(one, await boxOf(`#b${i}`))).toBe(true);
      await page.click(`#b${i}`);
    }
    expect(await page.evaluate(() => (window as unknown as TestWindow).t.clicks)).toEqual(['b0', 'b1', 'b2', 'b3']);
  });
  it('dots may lie on the edge of one in a small tile, and never on its icon', async () => {
    const middle = (left: number) => `left: ${left}px; top: 24px`;
    const small = 'width: 140px; height: 78px';
    const buttons = at(middle(38), 'pin', 30) + at(middle(72), 'more', 30);
    await open(`<div style="position: relative; ${small}">${video('a', small)}${buttons}</div>`);
    const one = await badge('a');
    expect(one).toMatchObject({ isSeen: true, form: 'dots' });
    for (const id of ['#pin', '#more']) {
      const { x, y, width, height } = await boxOf(id);
      const icon = { x: x + width / 4, y: y + height / 4, width: width / 2, height: height / 2 };
      expect(apart(one, icon), id).toBe(true);
    }
  });
  it('a click on a badge reaches the tile below', async () => {
    await open(tile(''));
    const { x, y, width, height } = await badge('a');
    await page.mouse.click(x + width / 2, y + height / 2);
    expect(await page.evaluate(() => (window as unknown as TestWindow).t.clicks)).toEqual(['VIDEO']);
  });
  it.each([
    [0, 320, 60, 'button'],
    // Its middle fits between them, and no more of it.
    [16, 290, 50, 'button'],
    [0, 320, 60, 'div onclick="0"'],
    [0, 320, 60, 'a data-pointed'],
  ])('the mark leaves the edge’s controls alone: %i, %i, %i pixels, %s', async (left, top, size, tag) => {
    const button = (id: string) =>
      `<${tag} id="${id}" style="display: block; width: 60px; height: ${size}px">Menu</${tag.split(' ')[0]}>`;
    await open(
      `<style>[data-pointed] { cursor: pointer }</style><nav id="bar" style="position: fixed; left: ${left}px; top: ${top}px">${button('menu')}<br>${button('more')}</nav>`,
    );
    await page.evaluate(() => (window as unknown as { showMark(): void }).showMark());
    for (const y of [3, size / 2, size - 3])
      for (const id of ['menu', 'more']) await page.click(`#${id}`, { position: { x: 2, y } });
    const clicks = await page.evaluate(() => (window as unknown as TestWindow).t.clicks);
    expect(clicks).toEqual(['menu', 'more', 'menu', 'more', 'menu', 'more']);
  });
});

describe('on a round tile', () => {
  it.each([
    ['of its own', (v: string) => v.replace('style="', 'style="border-radius: 50%;')],
    [
      'cut by what is around it',
      (v: string) => `<div style="width: 260px; height: 260px; overflow: hidden; border-radius: 50%">${v}</div>`,
    ],
    ['with large corners', (v: string) => v.replace('style="', 'style="border-radius: 80px;')],
  ])('a badge lies inside: %s', async (_, wrap) => {
    await open(wrap(video('a', 'width: 260px; height: 260px; object-fit: cover')));
    const one = await badge('a');
    expect(one.isSeen).toBe(true);
    const isRound = _ !== 'with large corners';
    for (const [x, y] of [
      [one.x, one.y],
      [one.x + one.width, one.y],
      [one.x, one.y + one.height],
      [one.x + one.width, one.y + one.height],
    ] as const) {
      const radius = isRound ? 130 : 80;
      const [dx, dy] = [
        Math.max(0, Math.abs(x - 130) - (130 - radius)),
        Math.max(0, Math.abs(y - 130) - (130 - radius)),
      ];
      expect(Math.hypot(dx, dy), `${x}, ${y}`).toBeLessThanOrEqual(radius + 0.5);
    }
  });
});
