// The badges' layer on a page of its own: it follows tiles in the frame in which they move, and lets go of the page.
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { root } from '../support/models.ts';

/** What the page script below offers. */
interface InPage {
  /** Pill minus tile, pixels, at the end of the next frame. */
  gap(): Promise<{ x: number; y: number }>;
  /** Resolves so many frames later. */
  frames(count: number): Promise<void>;
  moveClock(ms: number): void;
  tile: HTMLElement;
  pill(): HTMLElement;
  badge(): HTMLElement;
  show(more?: object): void;
  speechIn(language: string): unknown;
  overlay: {
    setShown(on: boolean): void;
    speak(speech: unknown): void;
  };
  end(): void;
  asked: [id: string, action: string][];
}
type TestWindow = Window & { t: InPage };

const SCRIPT = `
import { Overlay } from './src/page/overlay/overlay.ts';
import { frames, moveClock } from './test/support/in-page.ts';
// The layer's root is closed; here, and only here, the door stands open.
const attach = Element.prototype.attachShadow;
let shadow;
Element.prototype.attachShadow = function () { shadow = attach.call(this, { mode: 'open' }); return shadow; };
const tile = document.querySelector('#tile');
const abort = new AbortController();
const asked = [];
// A key stands for its text.
const saying = (say, locale) => ({ t: Object.assign(say, { counted: say }), locale });
const speech = saying((key) => key, 'en');
const meter = { run: (work) => work() };
const overlay = new Overlay({ speech, onAction: (id, action) => asked.push([id, action]), meter, signal: abort.signal });
const person = { id: 'a', name: 'Ada', isSelf: false, state: 'read', because: null, label: 'happy', doubt: 0, since: Date.now(), readAt: 1,
  resting: null, movement: null, isTalking: false, gestures: [],
  votes: { neutral: 0.2, happy: 0.8, surprise: 0, sad: 0, angry: 0, disgust: 0, fear: 0 } };
const show = (more) => overlay.show(
  [{ id: 'a', number: null,
    tile: { id: 'a', element: tile, source: null, name: 'Ada', isSelf: false, isShare: false, isCameraOff: false, keepClear: [...tile.children] } }],
  [{ ...person, ...more }], new Map());
const pill = () => shadow.querySelector('.pill');
const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
const speechIn = (language) => saying((key) => language + ':' + key, language);
window.t = { overlay, speechIn, frames, moveClock, tile, pill, show, asked, badge: () => shadow.querySelector('.badge'), end: () => abort.abort(),
  gap: async () => {
    await frame();
    const [a, b] = [pill().getBoundingClientRect(), tile.getBoundingClientRect()];
    return { x: a.x - b.x, y: a.y - b.y };
  } };
show();
`;

describe('badges', () => {
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
    // As in a new page, which takes longer; the pointer is away from the tile.
    page ??= await browser.newPage({ viewport: { width: 1000, height: 800 } });
    await page.mouse.move(990, 790);
    await page.goto('about:blank');
    await page.setContent(`<body style="height: 3000px"><div id="tile"
      style="position: absolute; left: 100px; top: 100px; width: 400px; height: 225px; background: #456"></div></body>`);
    await page.addScriptTag({ content: script });
    expect(await page.evaluate(() => (window as unknown as TestWindow).t.gap())).toEqual({ x: 8, y: 8 });
  });

  it.each([
    ['ltr', 'דנה 2 (Guest)', 'rtl'],
    ['rtl', 'Ana 2 (Guest)', 'ltr'],
    ['rtl', '\u202eסרה 2\u2069', 'rtl'],
  ])('in a page that is %s lay out %s by itself', async (dir, name, direction) => {
    const found = await page.evaluate(
      async ([pageDir, called]) => {
        const { t } = window as unknown as TestWindow;
        document.documentElement.dir = pageDir;
        t.show({ name: called });
        await t.gap();
        t.pill().focus();
        await t.gap();
        const shown = t.badge().querySelector<HTMLElement>('.name') as HTMLElement;
        const { direction: own, unicodeBidi } = getComputedStyle(shown);
        const around = getComputedStyle(t.badge()).direction;
        return { own, unicodeBidi, around, text: shown.textContent, label: t.pill().getAttribute('aria-label') };
      },
      [dir, name] as const,
    );
    const plain = name.replace(/[\u202e\u2069]/g, '');
    expect(found).toMatchObject({ own: direction, unicodeBidi: 'isolate', around: 'ltr', text: plain });
    expect(found.label).toMatch(new RegExp(`^\u2068${plain.replace(/[()]/g, '.')}\u2069: `, 'u'));
  });

  it.each([
    ['its style', (t: HTMLElement) => t.style.setProperty('left', '333px')],
    ['its class', (t: HTMLElement) => t.classList.add('elsewhere')],
    ['something before it', (t: HTMLElement) => t.before(Object.assign(document.createElement('p')))],
    ['an ancestor', (t: HTMLElement) => t.parentElement?.style.setProperty('translate', '30px 50px')],
    ['scrolling', () => window.scrollBy(0, 70)],
  ])('follow in the same frame when %s moves the tile', async (_, move) => {
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('.elsewhere { margin: 60px } p { height: 90px }');
      document.adoptedStyleSheets = [sheet];
    });
    await page.evaluate(`(${move.toString()})(window.t.tile)`);
    expect(await page.evaluate(() => (window as unknown as TestWindow).t.gap())).toEqual({ x: 8, y: 8 });
  });

  it('show beside the word what the face does, and say so to those who hear them', async () => {
    const found = await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      const marks = () => t.badge().querySelectorAll('.beside svg').length;
      const width = () => t.pill().getBoundingClientRect().width;
      await t.gap();
      const before = [marks(), width()] as const;
      t.show({ movement: 'nodding' });
      await t.gap();
      const during = [marks(), width()] as const;
      const label = t.pill().getAttribute('aria-label');
      t.show({ movement: null });
      await t.gap();
      return { marks: [before[0], during[0], marks()], grew: during[1] - before[1], label };
    });
    expect(found.marks).toEqual([0, 1, 0]);
    expect(found.grew).toBeGreaterThan(10);
    expect(found.label).toMatch(/looksToTen.*listSeparator.*nodding$/);
  });

  it('of movements alone have a sign and words, and no dots', async () => {
    const found = await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      t.show({ votes: null, label: null, gestures: ['smiling'] });
      await t.gap();
      const { width, height } = t.pill().getBoundingClientRect();
      const dots = t.badge().querySelector('.dots') as HTMLElement;
      const smiling = t.badge().querySelector('.glyph path')?.getAttribute('d');
      const word = t.badge().querySelector('.word')?.textContent;
      t.show({ votes: null, label: null, gestures: [] });
      await t.gap();
      const rest = t.badge().querySelector('.word')?.textContent;
      return { dots: getComputedStyle(dots).display, size: [width > 40, height], smiling, word, rest };
    });
    expect(found).toMatchObject({ dots: 'none', size: [true, 24], word: 'smiling', rest: 'actNone' });
    expect(found.smiling).toContain('q3 3.3 6 0');
  });

  it('speak another language as soon as they are told to', async () => {
    const said = await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      const before = t.pill().textContent;
      const direction = () => getComputedStyle(t.badge()).direction;
      const mirrored = () => getComputedStyle(t.badge().querySelector('.dots svg') as Element).transform;
      const left = [direction(), mirrored()];
      t.overlay.speak(t.speechIn('ar'));
      t.show();
      await t.gap();
      const right = [direction(), mirrored()];
      t.overlay.speak(t.speechIn('de'));
      t.show();
      await t.gap();
      const { lang, textContent } = t.badge();
      const pills = (t.badge().getRootNode() as ShadowRoot).querySelectorAll('.pill').length;
      return {
        before,
        left,
        right,
        now: t.pill().textContent,
        lang,
        pills,
        exclude: textContent?.includes('de:doNotReadThisPerson'),
      };
    });
    expect(said).toEqual({
      before: 'wordHappy',
      left: ['ltr', 'none'],
      right: ['rtl', 'matrix(-1, 0, 0, 1, 0, 0)'],
      now: 'de:wordHappy',
      lang: 'de',
      pills: 1,
      exclude: true,
    });
  });

  it('follow through a transition, frame by frame', async () => {
    const gaps = await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      t.tile.style.transition = 'left 400ms ease-in';
      t.tile.style.left = '500px';
      const seen: { gap: number; left: number }[] = [];
      while (seen.length < 60 && seen.at(-1)?.left !== 500)
        seen.push({ gap: Math.abs((await t.gap()).x - 8), left: t.tile.getBoundingClientRect().left });
      return seen;
    });
    expect(gaps.filter(({ left }) => left > 100 && left < 500).length).toBeGreaterThan(3);
    // The measuring itself comes a moment after the frame, in which the tile may have gone on by a pixel or two.
    expect(Math.max(...gaps.map(({ gap }) => gap))).toBeLessThanOrEqual(2);
  });

  it('ask for no frame while nothing moves', async () => {
    const frames = await page.evaluate(async () => {
      let count = 0;
      const original = window.requestAnimationFrame;
      window.requestAnimationFrame = (callback) => {
        count++;
        return original(callback);
      };
      for (let i = 0; i < 40; i++) await new Promise(original);
      return count;
    });
    expect(frames).toBeLessThan(3);
  });

  it('have no page laid out in its frame where a sweep has changed nothing, and do where it has', async () => {
    const asked = await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      let isInFrame = false;
      let count = 0;
      const { requestAnimationFrame: request } = window;
      window.requestAnimationFrame = (callback) =>
        request((time) => {
          isInFrame = true;
          callback(time);
          isInFrame = false;
        });
      const box = Element.prototype.getBoundingClientRect;
      Element.prototype.getBoundingClientRect = function () {
        if (isInFrame) count++;
        return box.call(this);
      };
      const frames = async (n: number) => {
        for (let i = 0; i < n; i++) await new Promise(request);
      };
      await frames(40);
      count = 0;
      for (let i = 0; i < 5; i++) {
        t.show();
        await frames(4);
      }
      const still = count;
      t.show({ label: 'surprise' });
      await frames(4);
      return { still, changed: count - still };
    });
    expect(asked.still).toBe(0);
    expect(asked.changed).toBeGreaterThan(0);
  });

  it('are hardly looked after while a chat grows beside the tiles, and follow when it moves them', async () => {
    const { looks, ms, gap } = await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      const chat = document.createElement('div');
      chat.style.cssText = 'position: absolute; left: 600px; top: 0; width: 150px; height: 200px; overflow: auto';
      document.body.append(chat);
      await t.gap();
      let looks = 0;
      const measure = t.tile.getBoundingClientRect;
      t.tile.getBoundingClientRect = () => {
        looks++;
        return measure.call(t.tile);
      };
      const start = performance.now();
      for (let i = 0; i < 20; i++) {
        chat.append(Object.assign(document.createElement('p'), { textContent: `Message ${i}` }));
        await t.frames(6);
      }
      const ms = performance.now() - start;
      Reflect.deleteProperty(t.tile, 'getBoundingClientRect');
      const before = await t.gap();
      t.tile.style.left = '140px';
      const { x, y } = await t.gap();
      chat.remove();
      t.tile.style.left = '';
      await t.gap();
      return { looks, ms, gap: [x - before.x, y - before.y] };
    });
    // More and more seldom, and then twice a second.
    expect(looks).toBeLessThan(5 + ms / 500);
    expect(gap).toEqual([0, 0]);
  });

  it('shrink with the tile: dots alone on a small one, nothing on a tiny one', async () => {
    const at = (width: number) =>
      page.evaluate(async (w) => {
        const { t } = window as unknown as TestWindow;
        t.tile.style.width = `${w}px`;
        await t.gap();
        const { width } = t.pill().getBoundingClientRect();
        return { form: t.badge().dataset.form, width };
      }, width);
    const full = await at(400);
    expect(full.form).toBe('full');
    const dots = await at(140);
    expect(dots.form).toBe('dots');
    expect(dots.width).toBeLessThan(full.width);
    expect(await at(60)).toEqual({ form: 'none', width: 0 });
  });

  it('are dots alone where the whole pill would lie on something, until the tile grows', async () => {
    const form = (width: number) =>
      page.evaluate(async (w) => {
        const { t } = window as unknown as TestWindow;
        t.tile.style.width = `${w}px`;
        // A name along the bottom, and a mark in the middle of the top that leaves little beside it.
        t.tile.replaceChildren(
          ...[
            'left: 0; bottom: 0; width: 100%; height: 40px',
            'left: 70px; top: 0; width: calc(100% - 140px); height: 40px',
          ].map((style) => Object.assign(document.createElement('i'), { style: `position: absolute; ${style}` })),
        );
        for (let i = 0; i < 3; i++) {
          t.show();
          await t.gap();
        }
        const mark = t.tile.lastElementChild?.getBoundingClientRect();
        return { form: t.badge().dataset.form, covers: t.pill().getBoundingClientRect().right > (mark?.left ?? 0) };
      }, width);
    expect(await form(300)).toEqual({ form: 'dots', covers: false });
    expect(await form(310)).toEqual({ form: 'dots', covers: false });
    await page.evaluate(() => (window as unknown as TestWindow).t.tile.replaceChildren());
    await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      t.tile.style.width = '420px';
      for (let i = 0; i < 3; i++) {
        t.show();
        await t.gap();
      }
    });
    expect(await page.evaluate(() => (window as unknown as TestWindow).t.badge().dataset.form)).toBe('full');
  });

  it('are whole again some seconds after what lay in their way has gone', async () => {
    const forms = await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      t.tile.style.width = '300px';
      const menu = document.createElement('div');
      menu.style.cssText = 'position: fixed; inset: 0 0 0 160px; background: #fff';
      document.body.append(menu);
      const form = async () => {
        for (let i = 0; i < 8; i++) {
          t.show();
          await t.gap();
        }
        return t.badge().dataset.form;
      };
      const covered = await form();
      menu.remove();
      const soon = await form();
      t.moveClock(4100);
      return [covered, soon, await form()];
    });
    expect(forms).toEqual(['dots', 'dots', 'full']);
  });

  it('say on the card what head and face do besides', async () => {
    await page.evaluate(() =>
      (window as unknown as TestWindow).t.show({ movement: 'nodding', isTalking: true, gestures: ['brows-raised'] }),
    );
    await page.mouse.move(150, 120);
    await page.locator('.card').waitFor();
    const texts = await page.locator('.card > :visible').allTextContents();
    expect(texts).toContain('noddinglistSeparatortalkinglistSeparatorbrowsRaised');
  });

  it('open a card for pointer and keyboard, with a way out of being read', async () => {
    const card = page.locator('.card');
    expect(await card.isVisible()).toBe(false);
    await page.mouse.move(130, 120);
    await card.waitFor();
    expect(await card.textContent()).toContain('Ada');
    await page.mouse.move(700, 700);
    expect(await card.isVisible()).toBe(false);
    await page.keyboard.press('Tab');
    expect(await card.isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => (window as unknown as TestWindow).t.asked)).toEqual([['a', 'exclude']]);
  });

  it.each([
    ['asked', 'excludedAsked', 'readAgain', 'include'],
    ['blocked', 'excludedBlocked', 'blockedRemove', 'unblock'],
    ['unsure', 'excludedUnsure', 'readPerson', 'include'],
    ['nameless', 'excludedNameless', 'readPerson', 'include'],
    ['not-self', 'excludedNotSelf', 'selfThis', 'pick-self'],
  ])(
    'are a sign alone on somebody excluded as %s; the card says why and offers what fits',
    async (because, why, offer, action) => {
      const { pill, word, label } = await page.evaluate(async (reason) => {
        const { t } = window as unknown as TestWindow;
        t.show({ state: 'excluded', because: reason, votes: null, label: null });
        await t.gap();
        const { width, height } = t.pill().getBoundingClientRect();
        const words = t.pill().querySelector<HTMLElement>('.word');
        return { pill: [width, height], word: words?.offsetWidth, label: t.pill().getAttribute('aria-label') };
      }, because);
      expect({ pill, word, label }).toEqual({ pill: [24, 24], word: 0, label: `\u2068Ada\u2069: ${why}` });
      await page.keyboard.press('Tab');
      expect(await page.locator('.card > :visible').allTextContents()).toEqual(['Ada', why, offer]);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => (window as unknown as TestWindow).t.asked)).toEqual([['a', action]]);
    },
  );

  it('let clicks beside them through to the page', async () => {
    await page.evaluate(() => {
      const { t } = window as unknown as TestWindow;
      t.tile.addEventListener('click', () => t.asked.push(['tile', 'click']));
    });
    await page.mouse.click(300, 200);
    expect(await page.evaluate(() => (window as unknown as TestWindow).t.asked)).toEqual([['tile', 'click']]);
  });

  it('are silent where the tile itself says enough', async () => {
    const form = (state: string) =>
      page.evaluate(async (s) => {
        const { t } = window as unknown as TestWindow;
        t.show({ state: s, votes: null, label: null });
        await t.gap();
        return t.badge().dataset.form;
      }, state);
    expect(await form('camera-off')).toBe('none');
    expect(await form('turned-away')).toBe('full');
  });

  it('come back when the page throws them out, go when hidden, and leave nothing at the end', async () => {
    const layers = () => page.evaluate(() => document.documentElement.children.length - 2);
    expect(await layers()).toBe(1);
    await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      document.documentElement.lastElementChild?.remove();
      t.show();
    });
    await expect.poll(layers).toBe(1);
    // A frame that was asked for before must not bring them back.
    const hide = () =>
      page.evaluate(async () => {
        const { t } = window as unknown as TestWindow;
        t.tile.style.left = '120px';
        t.show();
        t.overlay.setShown(false);
        t.show();
        await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      });
    await hide();
    expect(await layers()).toBe(0);
    await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      t.overlay.setShown(true);
      await t.gap();
    });
    expect(await layers()).toBe(1);
    await page.evaluate(async () => {
      const { t } = window as unknown as TestWindow;
      t.show();
      t.end();
      t.tile.style.left = '0px';
      t.show();
      await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    });
    expect(await layers()).toBe(0);
  });
});
