// The built extension on every site's layout: people told apart, selves, shares and cameras off, badges where their tiles are.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Copy, copyAllowing } from '../../harness/allowed.ts';
import type { Arrangement } from '../../practice/call.ts';
import type { Snapshot } from '../../src/call/snapshot.ts';
import { type Call, DIST, openBrowser } from '../support/extension.ts';
import { long } from '../support/long.ts';
import { story } from '../support/story.ts';

const PEOPLE = 4;
const MARGIN = 8;

/** A canvas, thumbnails with a large video, a page that nobody knows; the others with --long. */
const LAYOUTS = ['zoom', 'jitsi', 'plain', ...(long ? (['teams', 'zoom-frame', 'webex'] as const) : [])] as const;

let copy: Copy;
let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => {
  copy = await copyAllowing(DIST, new URL('https://call.example/'));
  browser = await openBrowser(copy.dist);
});
afterAll(async () => {
  await browser?.close();
  await copy?.remove();
});

describe.each(LAYOUTS)('a call on %s', (layout) => {
  // Nobody has built in the last one's site.
  const isAnyPage = layout === 'plain';
  let call: Call;
  beforeAll(async () => {
    call = await browser.open({ layout, people: PEOPLE, still: true });
  });
  afterAll(() => call?.close());

  const people = () => call.page.evaluate(() => window.practice.people());
  const nameOf = async (i: number) => (await people())[i]?.name ?? '';
  const stateOf = (s: Awaited<ReturnType<Call['snapshot']>>, name: string) =>
    s.room.participants.find((p) => p.name === name)?.state;

  const hasBadgesOnTiles = async (arrangement: Arrangement) => {
    await call.page.evaluate((a) => window.practice.layout(a), arrangement);
    const gaps = async () => {
      const badges = await call.badges();
      const tiles = await call.page.evaluate(() => window.practice.tiles());
      return badges.map(({ label, box }) => {
        const apart = tiles
          .filter(({ name, isSelf }) => label.startsWith(name) || isSelf)
          .map(({ box: tile }) => {
            const [left, top] = [box.x - tile.x, box.y - tile.y];
            const [right, bottom] = [tile.width - left - box.width, tile.height - top - box.height];
            return Math.max(Math.abs(Math.min(left, right) - MARGIN), Math.abs(Math.min(top, bottom) - MARGIN));
          });
        return Math.min(...apart);
      });
    };
    // The tiles that a badge stands on are listed anew twice a second.
    await expect
      .poll(
        async () => {
          const all = await gaps();
          return all.length > 0 && Math.max(...all) <= 2;
        },
        { timeout: 5000 },
      )
      .toBe(true);
    // From then on badges go with their tiles; that it happens in the same frame is the layer's own test.
    for (const width of [1000, 1180, 900, 1280]) {
      await call.page.setViewportSize({ width, height: 720 });
      await expect
        .poll(async () => Math.max(...(await gaps())), { timeout: 4000, interval: 20 })
        .toBeLessThanOrEqual(2);
    }
  };

  story('is read, from its beginning to its end', {
    'is read, with everybody’s own name, and oneself where the site says so': async () => {
      expect((await call.snapshot()).phase).toBe('off');
      await call.switchOn();
      const { room } = await call.until((s) => s.room.summary.seen === PEOPLE, 60_000);
      const present = await people();
      const others = present.filter((p) => !p.isSelf).map((p) => p.name);
      const named = room.participants.filter((p) => !p.isSelf).map((p) => p.name);
      expect(named.filter((name) => others.includes(name)).sort()).toEqual(others.sort());
      // Only some sites mark one's own tile by what nobody else can bring about.
      expect(room.participants.filter((p) => p.isSelf)).toHaveLength(['webex', 'plain'].includes(layout) ? 0 : 1);
      expect(new Set(room.participants.map((p) => p.id)).size).toBe(PEOPLE);
    },
    'is read from each person’s own picture': async () => {
      const settled = await call.until((s) => s.room.participants.every((p) => p.votes), 20_000);
      const judged = (await people()).flatMap(({ name, looks, isSelf }) => {
        const read = settled.room.participants.find((p) => (isSelf ? p.isSelf : p.name === name));
        if (isSelf && !read) return [];
        if (!looks || !read?.votes) return [];
        const [[top] = ['']] = Object.entries(read.votes).sort(([, a], [, b]) => b - a);
        return [{ name, looks, top }];
      });
      expect(judged.length).toBeGreaterThanOrEqual(PEOPLE - 1);
      expect(judged.filter((j) => j.top === j.looks).length).toBeGreaterThanOrEqual(judged.length - 1);
    },
    'has badges within 2 px of their tiles in a sidebar': () => hasBadgesOnTiles('sidebar'),
    'has badges within 2 px of their tiles in a spotlight': () => hasBadgesOnTiles('spotlight'),
    'has badges within 2 px of their tiles in a grid': () => hasBadgesOnTiles('tiled'),
    'never reads a shared screen': async () => {
      const all = await people();
      const presenter = all.find((p) => !p.isSelf);
      await call.page.evaluate((id) => window.practice.share(id), presenter?.id ?? '');
      await call.passes(3000);
      const isRead = (s: Snapshot) => s.room.participants.some((p) => p.name === presenter?.name && p.votes !== null);
      const { room } = await call.until(isRead);
      expect(room.participants.map((p) => p.name).filter((name) => /screen|Bildschirm|画面/.test(name))).toEqual([]);
      expect(room.participants).toHaveLength(PEOPLE);
      await call.page.evaluate(() => window.practice.share(null));
    },
    'tells a camera that is off, and takes it back': async () => {
      const off = (await people()).find((p) => !p.isSelf);
      const name = off?.name ?? '';
      await call.page.evaluate((id) => window.practice.cameraOff(id), off?.id ?? '');
      await call.until((s) => stateOf(s, name) === 'camera-off');
      await call.page.evaluate((id) => window.practice.cameraOn(id), off?.id ?? '');
      await call.until((s) => s.room.participants.find((p) => p.name === name)?.state === 'read', 15_000);
      expect((await call.snapshot()).room.participants).toHaveLength(PEOPLE);
    },
    'reads nobody whom the page’s chat covers, and everybody again once it is closed': async () => {
      if (!isAnyPage) return;
      const chat = () => call.page.getByRole('button', { name: 'Chat' }).click();
      await chat();
      await call.until((s) => s.room.summary.states.hidden > 0 && s.room.summary.seen > 0, 10_000);
      await chat();
      await call.until((s) => s.room.summary.states.hidden === 0 && s.room.summary.seen === PEOPLE, 10_000);
    },
    'follows people who come and go': async () => {
      const name = await nameOf(1);
      await call.page.evaluate((n) => {
        const { practice } = window;
        practice.leave(practice.people().find((p) => p.name === n)?.id ?? '');
      }, name);
      await call.until((s) => !s.room.participants.some((p) => p.name === name));
      const id = await call.page.evaluate(() => window.practice.join());
      const joined = (await people()).find((p) => p.id === id)?.name ?? '-';
      await call.until((s) => s.room.participants.some((p) => p.name === joined && p.votes !== null), 15_000);
    },
    'ends with the call, and nothing stays behind': async () => {
      await call.page.evaluate(() => window.practice.endCall());
      await call.until((s) => s.phase === 'no-call', 10_000);
      expect(await call.badges()).toEqual([]);
      expect(await call.page.evaluate(() => document.documentElement.children.length)).toBe(2);
    },
  });
});
