// The practice call without Roomtone in it: it must behave like the real site where Roomtone relies on that.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserFlags, findBrowser } from '../../harness/browser.ts';
import { openPracticeCall } from '../../harness/practice-server.ts';
import { long } from '../support/long.ts';

const TILE = 'main [data-participant-id][data-tile-media-id]';

let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findBrowser().path,
    headless: false,
    args: [...browserFlags(), '--headless=new'],
  });
});
afterAll(() => browser?.close());
afterEach(() => context?.close());

async function open(options: Parameters<typeof openPracticeCall>[1] = {}): Promise<Page> {
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  return openPracticeCall(context, { people: 4, still: true, ...options });
}

const tiles = (page: Page) =>
  page.evaluate(
    (selector) =>
      [...document.querySelectorAll<HTMLElement>(selector)].map((tile) => ({
        id: tile.dataset.participantId ?? '',
        media: tile.dataset.tileMediaId ?? '',
        isSelf: tile.querySelector('[jsname="nsKqzb"]') !== null,
        videos: [...tile.querySelectorAll('video')].map((v) => ({
          stream: v.srcObject !== null,
          shown: v.checkVisibility(),
          width: v.videoWidth,
          frames: v.getVideoPlaybackQuality().totalVideoFrames,
          mirrored: getComputedStyle(v).transform.startsWith('matrix(-1'),
        })),
      })),
    TILE,
  );

describe.runIf(long)('the practice call', () => {
  it('shows everybody by moving pictures, the others through peer connections, oneself mirrored', async () => {
    const page = await open();
    const before = await tiles(page);
    expect(before).toHaveLength(4);
    const framesOf = (all: Awaited<ReturnType<typeof tiles>>) => all.map(({ videos }) => videos[0]?.frames ?? 0);
    const goneOn = async () => framesOf(await tiles(page)).map((frames, i) => frames > (framesOf(before)[i] ?? 0) + 5);
    await expect.poll(goneOn).toEqual([true, true, true, true]);
    const after = await tiles(page);
    for (const tile of after) {
      expect(tile.videos).toHaveLength(1);
      expect(tile.videos[0]?.shown).toBe(true);
      expect(tile.videos[0]?.mirrored).toBe(tile.isSelf);
      expect(tile.media).toBe(tile.id);
    }
    expect(after.filter((t) => t.isSelf)).toHaveLength(1);
    const remote = await page.evaluate(() =>
      [...document.querySelectorAll('video')].map((v) => (v.srcObject as MediaStream).getTracks()[0]?.constructor.name),
    );
    // A canvas' own track has a class of its own; what came through a connection is a plain track.
    expect(remote.filter((name) => name === 'MediaStreamTrack')).toHaveLength(3);
  });

  it('changes its pixels all the time', async () => {
    const page = await open({ people: 2 });
    const look = () =>
      page.evaluate(() => {
        const canvas = new OffscreenCanvas(64, 36);
        const pen = canvas.getContext('2d');
        const video = document.querySelector('video');
        if (pen && video) pen.drawImage(video, 0, 0, 64, 36);
        return [...(pen?.getImageData(0, 0, 64, 36).data ?? [])];
      });
    const first = await look();
    const change = async () => {
      const second = await look();
      return first.reduce((sum, value, i) => sum + Math.abs(value - (second[i] ?? 0)), 0) / first.length;
    };
    await expect.poll(change).toBeGreaterThan(1);
    // And shows something: neither black nor flat.
    expect(Math.max(...first.filter((_, i) => i % 4 !== 3))).toBeGreaterThan(100);
  });

  it('leaves the old video behind when a camera goes off, and makes a new one when it comes on', async () => {
    const page = await open();
    const id = (await tiles(page))[1]?.id ?? '';
    const of = async () => (await tiles(page)).find((t) => t.id === id);
    await page.evaluate((who) => window.practice.cameraOff(who), id);
    expect((await of())?.videos).toMatchObject([{ stream: false, shown: false }]);
    await page.evaluate((who) => window.practice.cameraOn(who), id);
    await expect.poll(async () => (await of())?.videos.at(-1)?.width).toBeGreaterThan(0);
    expect((await of())?.videos).toMatchObject([
      { stream: false, shown: false },
      { stream: true, shown: true },
    ]);
  });

  it('gives whoever joins a tile of a new id, and takes the tile of whoever leaves', async () => {
    const page = await open();
    const before = (await tiles(page)).map((t) => t.id);
    const id = await page.evaluate(() => window.practice.join());
    expect(before).not.toContain(id);
    expect((await tiles(page)).map((t) => t.id)).toContain(id);
    await page.evaluate((who) => window.practice.leave(who), before[0] ?? '');
    expect((await tiles(page)).map((t) => t.id)).not.toContain(before[0]);
    const boxes = await page.evaluate(
      (selector) => [...document.querySelectorAll(selector)].map((t) => t.getBoundingClientRect().toJSON() as DOMRect),
      TILE,
    );
    expect(boxes).toHaveLength(4);
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1))
        expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
  });

  it('shares a screen as a second tile of the same participant', async () => {
    const page = await open();
    const id = (await tiles(page))[0]?.id ?? '';
    await page.evaluate((who) => window.practice.share(who), id);
    expect((await tiles(page)).filter((t) => t.id === id && t.media !== id)).toHaveLength(1);
    await page.evaluate(() => window.practice.share(null));
    expect(await tiles(page)).toHaveLength(4);
  });

  it('takes tiles away in a spotlight though nobody has left', async () => {
    const page = await open();
    await page.evaluate(() => window.practice.layout('spotlight'));
    expect(await tiles(page)).toHaveLength(1);
    expect(await page.evaluate(() => window.practice.people().length)).toBe(4);
    await page.evaluate(() => window.practice.layout('tiled'));
    await expect.poll(async () => (await tiles(page)).every((t) => (t.videos[0]?.width ?? 0) > 0)).toBe(true);
  });

  it('lists people in a panel whose rows carry ids but are no tiles', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'People' }).click();
    expect(await page.locator('[role="listitem"][data-participant-id]').count()).toBe(4);
    expect(await tiles(page)).toHaveLength(4);
  });

  it('begins in a lobby without tiles and ends on a page without any, at the same address', async () => {
    const page = await open({ lobby: true });
    expect(await page.evaluate(() => window.practice.phase())).toBe('lobby');
    expect(await tiles(page)).toHaveLength(0);
    expect(await page.locator('button[jsname="CQylAd"]').count()).toBe(1);
    await page.getByRole('button', { name: 'Join now' }).click();
    await expect.poll(async () => (await tiles(page)).length).toBe(4);
    const address = page.url();
    await page.locator('button[jsname="CQylAd"]').click();
    expect(await page.evaluate(() => window.practice.phase())).toBe('left');
    expect(await tiles(page)).toHaveLength(0);
    expect(await page.locator('[data-call-ended="true"]').count()).toBe(1);
    expect(page.url()).toBe(address);
    await page.getByRole('button', { name: 'Rejoin' }).click();
    await expect.poll(async () => (await tiles(page)).length).toBe(4);
  });

  it('is as closed as the real site: no markup from strings, no WebAssembly', async () => {
    const page = await open({ people: 1 });
    const refused = await page.evaluate(async () => {
      const markup = (() => {
        try {
          document.createElement('div').innerHTML = '<b>x</b>';
          return false;
        } catch {
          return true;
        }
      })();
      const code = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
        () => false,
        () => true,
      );
      return { markup, code };
    });
    expect(refused).toEqual({ markup: true, code: true });
  });

  it('lives: somebody joins, blinks out, comes back and somebody leaves', async () => {
    const page = await open({ people: 3 });
    await page.evaluate(() => window.practice.live(10));
    const counts = new Set<number>();
    let wasOff = false;
    const isOver = async () => {
      const people = await page.evaluate(() => window.practice.people());
      counts.add(people.length);
      wasOff ||= people.some((p) => !p.cameraOn);
      return counts.size > 1 && wasOff && people.length === 3 && people.every((p) => p.cameraOn);
    };
    await expect.poll(isOver, { timeout: 20_000 }).toBe(true);
    expect([...counts].sort()).toEqual([3, 4]);
  });
});
