// The practice call as the other sites lay out a call: whatever Roomtone has to cope with there must really be there.
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserFlags, findBrowser } from '../../harness/browser.ts';
import { LAYOUTS, type Layout, openPracticeCall } from '../../harness/practice-server.ts';
import { long } from '../support/long.ts';

interface Site {
  layout: Layout;
  tile: string;
  /** Within a tile; where there is none, the name is in a label. */
  name: string;
  share: string;
  join: string;
  leave: string;
  left: string;
  rejoin: string;
}

const ZOOM: Omit<Site, 'layout'> = {
  tile: '[class*="__video-frame"]',
  name: '.video-avatar__avatar-footer span',
  share: 'video-player[media-type="share"]',
  join: 'Join',
  leave: '.footer__leave-btn-container button[aria-label="Leave"]',
  left: 'You have left the meeting',
  rejoin: 'Rejoin',
};
const SITES: Site[] = [
  { layout: 'zoom', ...ZOOM },
  { layout: 'zoom-frame', ...ZOOM },
  {
    layout: 'teams',
    tile: '[data-cid="calling-participant-stream"][data-stream-type="Video"], [data-tid="myself-video"]',
    name: '[data-tid="participant-info-nametag"]',
    share: '[data-cid="calling-participant-stream"][data-stream-type="ScreenSharing"]',
    join: 'Jetzt teilnehmen',
    leave: '#hangup-button[data-tid="hangup-main-btn"]',
    left: 'Sie haben die Besprechung verlassen.',
    rejoin: 'Erneut teilnehmen',
  },
  {
    layout: 'webex',
    tile: '.participants-video-panel-wrapper > .participants-video-tile',
    name: '[data-test="participant-name"]',
    share: '[class*="content-share-"] .participants-video-tile',
    join: 'Join meeting',
    leave: '[data-test="leave-meeting-button"]',
    left: 'You left the meeting',
    rejoin: 'Rejoin',
  },
  {
    layout: 'jitsi',
    tile: 'span.videocontainer',
    name: '.displayname',
    share: '[id^="participant_"][id$="-v1"]',
    join: 'ミーティングに参加',
    leave: '.hangup-button',
    left: 'ミーティングから退出しました',
    rejoin: '再参加',
  },
  {
    layout: 'plain',
    tile: '._t9z',
    name: '._c6t',
    // Only its name tells.
    share: '.none',
    join: 'Enter',
    leave: '[aria-label="Hang up"]',
    left: 'You left',
    rejoin: 'Enter again',
  },
];

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

async function open(options: Parameters<typeof openPracticeCall>[1]): Promise<Page> {
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  return openPracticeCall(context, { people: 3, still: true, ...options });
}

/** The frame that the call is drawn in. */
const callOf = (page: Page): Frame => page.frames().at(-1) ?? page.mainFrame();

interface Seen {
  name: string;
  isShare: boolean;
  isMirrored: boolean;
  /** Nothing lies over its name. */
  isReadable: boolean;
  /** Its picture's pixels, small; null where it shows none. */
  pixels: number[] | null;
}

/** Everything with a size that the site's page shows as a tile. */
const look = (page: Page, { tile, name, share }: Site): Promise<Seen[]> =>
  callOf(page).evaluate(
    async (site) => {
      const host = document.querySelector('video-player-container');
      const canvas = host?.shadowRoot?.querySelector('canvas');
      let tap: HTMLVideoElement | null = null;
      if (canvas) {
        tap = document.createElement('video');
        tap.muted = true;
        tap.srcObject = canvas.captureStream();
        await tap.play();
      }
      const pen = new OffscreenCanvas(16, 9).getContext('2d', { willReadFrequently: true });
      const read = (image: CanvasImageSource, x: number, y: number, width: number, height: number) => {
        pen?.drawImage(image, x, y, width, height, 0, 0, 16, 9);
        return [...(pen?.getImageData(0, 0, 16, 9).data ?? [])].filter((_, i) => i % 4 !== 3);
      };
      // Some sites draw a tile's video in a component with a root of its own.
      const videosOf = (element: Element) =>
        [...element.querySelectorAll('*')].flatMap((one) => [
          ...(one instanceof HTMLVideoElement ? [one] : []),
          ...(one.shadowRoot?.querySelectorAll('video') ?? []),
        ]);
      const pixelsOf = (element: Element) => {
        const video = videosOf(element).at(-1);
        if (video?.srcObject && video.videoWidth > 0 && video.checkVisibility({ visibilityProperty: true }))
          return read(video, 0, 0, video.videoWidth, video.videoHeight);
        if (video || !canvas || !tap || !element.matches(':has(video-player), video-player')) return null;
        const [of, part] = [canvas.getBoundingClientRect(), element.getBoundingClientRect()];
        const scale = tap.videoWidth / of.width;
        const corner = [(part.left - of.left) * scale, (part.top - of.top) * scale] as const;
        return read(tap, ...corner, part.width * scale, part.height * scale);
      };
      return [...document.querySelectorAll<HTMLElement>(`${site.tile}, ${site.share}`)]
        .filter((element) => element.offsetWidth > 0 && element.offsetHeight > 0)
        .map((element) => {
          const caption = element.querySelector(site.name);
          const label = caption?.textContent ?? element.ariaLabel?.split(',')[0] ?? '';
          const { left = 0, top = 0, width = 0, height = 0 } = caption?.getBoundingClientRect() ?? {};
          const atName = document.elementFromPoint(left + width / 2, top + height / 2);
          const video = videosOf(element)[0] ?? null;
          return {
            name: label.replace(/ \((me|You)\)$/, ''),
            isShare: element.matches(site.share) || label.endsWith("'s screen"),
            isMirrored: video !== null && getComputedStyle(video).transform.startsWith('matrix(-1'),
            isReadable: caption === null || caption.contains(atName),
            pixels: pixelsOf(element),
          };
        });
    },
    { tile, name, share },
  );

const isPicture = ({ pixels }: Seen) => pixels !== null && Math.max(...pixels) - Math.min(...pixels) > 60;
const differ = (a: Seen | undefined, b: Seen | undefined) =>
  (a?.pixels ?? []).reduce((sum, value, i) => sum + Math.abs(value - (b?.pixels?.[i] ?? 0)), 0) > 100;
/** What the page calls somebody. */
const nameOnPage = (site: Site, person: { name: string; isSelf: boolean }) =>
  site.layout === 'teams' && person.isSelf ? 'Mein Video' : person.name;

describe.runIf(long).each(SITES)('the practice call as $layout', (site) => {
  it('shows everybody, follows cameras, screens, comings and goings', async () => {
    const page = await open({ layout: site.layout });
    expect(page.url()).toBe(LAYOUTS[site.layout].url);
    const people = await page.evaluate(() => window.practice.people());
    const before = await look(page, site);
    expect(before.map((t) => t.name).sort()).toEqual(people.map((p) => nameOnPage(site, p)).sort());
    for (const tile of before) expect([isPicture(tile), tile.isReadable], tile.name).toEqual([true, true]);
    const selves = people.filter((p) => p.isSelf).map((p) => nameOnPage(site, p));
    expect(before.filter((t) => t.isMirrored).map((t) => t.name)).toEqual(selves);
    expect(people.some((p) => p.name.includes('<b>'))).toBe(true);

    const unmoved = async () => {
      const after = await look(page, site);
      const isSame = (tile: Seen) =>
        !differ(
          tile,
          after.find((t) => t.name === tile.name),
        );
      return before.filter(isSame).map(({ name }) => name);
    };
    await expect.poll(unmoved).toEqual([]);

    const [first, second] = people;
    const of = async (id: string | undefined) => {
      const person = (await page.evaluate(() => window.practice.people())).find((p) => p.id === id);
      return (await look(page, site)).find((t) => person && t.name === nameOnPage(site, person) && !t.isShare);
    };
    await page.evaluate((id) => window.practice.cameraOff(id), first?.id ?? '');
    expect(await of(first?.id)).toMatchObject({ pixels: null });
    await page.evaluate((id) => window.practice.cameraOn(id), first?.id ?? '');
    await page.waitForFunction(() => window.practice.ready());
    await expect.poll(async () => isPicture((await of(first?.id)) as Seen)).toBe(true);

    await page.evaluate((id) => window.practice.share(id), second?.id ?? '');
    await page.waitForFunction(() => window.practice.ready());
    await expect.poll(async () => (await look(page, site)).filter((t) => t.isShare && isPicture(t)).length).toBe(1);
    expect((await look(page, site)).filter((t) => !t.isShare)).toHaveLength(3);
    await page.evaluate(() => window.practice.share(null));
    expect((await look(page, site)).filter((t) => t.isShare)).toHaveLength(0);

    await page.evaluate((id) => window.practice.leave(id), first?.id ?? '');
    expect((await look(page, site)).map((t) => t.name)).not.toContain(first?.name);
    const joined = await page.evaluate(() => window.practice.join());
    await expect.poll(async () => isPicture((await of(joined ?? '')) as Seen)).toBe(true);
    expect(await look(page, site)).toHaveLength(3);

    for (const arrangement of ['sidebar', 'spotlight', 'tiled'] as const) {
      await page.evaluate((a) => window.practice.layout(a), arrangement);
      const onScreen = (await page.evaluate(() => window.practice.people())).filter((p) => p.onScreen);
      const seen = (await look(page, site)).map((t) => t.name);
      expect(seen.sort(), arrangement).toEqual(onScreen.map((p) => nameOnPage(site, p)).sort());
    }
  });

  it('begins in a lobby and ends on a page of its own, at the same address', async () => {
    const page = await open({ layout: site.layout, lobby: true, people: 2 });
    const address = page.url();
    const call = callOf(page);
    expect(await page.evaluate(() => window.practice.phase())).toBe('lobby');
    expect(await look(page, site)).toHaveLength(0);
    expect(await call.locator(site.leave).count()).toBe(0);
    await expect.poll(() => call.evaluate(() => document.querySelector('video')?.videoWidth ?? 0)).toBeGreaterThan(0);
    await call.getByRole('button', { name: site.join, exact: true }).click();
    await expect.poll(async () => (await look(page, site)).filter(isPicture).length).toBe(2);
    await call.locator(site.leave).click();
    expect(await page.evaluate(() => window.practice.phase())).toBe('left');
    expect(await look(page, site)).toHaveLength(0);
    expect(await call.getByRole('heading', { name: site.left }).count()).toBe(1);
    await call.getByRole('button', { name: site.rejoin }).click();
    await expect.poll(async () => (await look(page, site)).filter(isPicture).length).toBe(2);
    expect(page.url()).toBe(address);
  });
});

describe.runIf(long)('what is awkward about a site', () => {
  it('Zoom: the canvas is blank to whoever draws it, and the names of nodes say whose screen it is', async () => {
    const page = await open({ layout: 'zoom', people: 2 });
    const people = await page.evaluate(() => window.practice.people());
    const blank = await page.evaluate(async () => {
      const canvas = document.querySelector('video-player-container')?.shadowRoot?.querySelector('canvas');
      const pen = new OffscreenCanvas(16, 9).getContext('2d');
      const alphas: number[] = [];
      for (let i = 0; i < 12; i++) {
        // After a frame, once it has been shown.
        await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
        pen?.clearRect(0, 0, 16, 9);
        if (canvas) pen?.drawImage(canvas, 0, 0, 16, 9);
        alphas.push(Math.max(...(pen?.getImageData(0, 0, 16, 9).data.filter((_, at) => at % 4 === 3) ?? [])));
      }
      return alphas.filter((alpha) => alpha === 0).length;
    });
    expect(blank).toBeGreaterThan(8);
    expect(await page.locator('video-player video').count()).toBe(1);
    await page.evaluate((id) => window.practice.share(id), people[0]?.id ?? '');
    const nodes = await page.evaluate(() =>
      [...document.querySelectorAll('video-player')].map((p) => [
        p.getAttribute('media-type'),
        p.getAttribute('node-id'),
      ]),
    );
    const share = Number(nodes.find(([type]) => type === 'share')?.[1]);
    const cameras = nodes.filter(([type]) => type === 'video').map(([, id]) => Number(id));
    expect(cameras.every((node) => node % 1024 === 0)).toBe(true);
    expect(cameras).toContain(share - 1);
  });

  it('Zoom: a gallery has twenty-five tiles a page', async () => {
    const page = await open({ layout: 'zoom', people: 26 });
    const shown = () => page.evaluate(() => window.practice.people().map((p) => p.onScreen));
    expect((await shown()).filter(Boolean)).toHaveLength(25);
    await page.getByRole('button', { name: 'Next page' }).click();
    expect((await shown()).indexOf(true)).toBe(25);
    expect(await page.locator('[class*="__video-frame"]').count()).toBe(1);
    await page.getByRole('button', { name: 'Previous page' }).click();
    expect(await page.locator('[class*="__video-frame"]').count()).toBe(25);
    expect(await page.locator('button[aria-label="open the participants list pane,26 particpants"]').count()).toBe(1);
  });

  it('Teams: whoever leaves stays behind as an empty tile, which the next one gets', async () => {
    const page = await open({ layout: 'teams' });
    const [first] = await page.evaluate(() => window.practice.people());
    const tiles = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('[data-cid="calling-participant-stream"]')].map((tile) => ({
          element: tile.dataset.accElementId,
          name: tile.querySelector('[data-tid="participant-info-nametag"]')?.textContent,
          width: tile.offsetWidth,
          id: tile.dataset.tid ?? '',
          label: tile.ariaLabel,
        })),
      );
    const before = await tiles();
    expect(before.some((tile) => tile.id.includes('@'))).toBe(true);
    expect(before.every((tile) => tile.label?.includes('Video ist eingeschaltet'))).toBe(true);
    const element = before.find((tile) => tile.name === first?.name)?.element;
    await page.evaluate((id) => window.practice.leave(id), first?.id ?? '');
    expect(await tiles()).toContainEqual(expect.objectContaining({ element, name: first?.name, width: 0 }));
    const joined = await page.evaluate(() => window.practice.join());
    const after = (await tiles()).filter((tile) => tile.element === element);
    expect(after).toHaveLength(1);
    expect(after[0]).toMatchObject({ name: joined });
    expect(after[0]?.width).toBeGreaterThan(100);
  });

  it('Jitsi: the large video shows a thumbnail over again, and cameras that are off leave their video behind', async () => {
    const page = await open({ layout: 'jitsi' });
    const large = () =>
      page.evaluate(() => {
        const video = document.querySelector<HTMLVideoElement>('#largeVideo');
        const small = [...document.querySelectorAll<HTMLVideoElement>('span.videocontainer video')];
        return {
          shown: video?.checkVisibility(),
          of: small.filter((v) => v.srcObject === video?.srcObject).map((v) => v.closest('.videocontainer')?.id),
        };
      });
    expect(await large()).toMatchObject({ shown: false });
    await page.evaluate(() => window.practice.layout('sidebar'));
    const [first] = await page.evaluate(() => window.practice.people());
    expect(await large()).toEqual({ shown: true, of: [`participant_${first?.id}`] });
    await page.evaluate((id) => window.practice.share(id), first?.id ?? '');
    expect(await large()).toEqual({ shown: true, of: [`participant_${first?.id}-v1`] });
    await page.evaluate((id) => window.practice.cameraOff(id), first?.id ?? '');
    const video = page.locator(`#participant_${first?.id}.display-avatar-only video`);
    expect(await video.count()).toBe(1);
    expect(await video.evaluate((v) => v.checkVisibility({ visibilityProperty: true }))).toBe(false);
  });

  it('Webex: a shared screen has no name', async () => {
    const page = await open({ layout: 'webex', people: 2 });
    const [first] = await page.evaluate(() => window.practice.people());
    await page.evaluate((id) => window.practice.share(id), first?.id ?? '');
    const share = callOf(page).locator('.content-share-wrapper .participants-video-tile');
    expect(await share.count()).toBe(1);
    expect(await share.textContent()).toBe('');
  });

  it('a page that nobody knows: names in a span for some and in a label for others, only oneself muted', async () => {
    const page = await open({ layout: 'plain' });
    const tiles = await page.evaluate(() =>
      [...document.querySelectorAll('._t9z')].map((tile) => ({
        span: tile.querySelector('span')?.textContent ?? null,
        label: tile.getAttribute('aria-label'),
        muted: [tile, ...tile.querySelectorAll('*')]
          .flatMap((one) => [one.querySelector('video'), one.shadowRoot?.querySelector('video')])
          .some((video) => video?.muted),
      })),
    );
    for (const { span, label } of tiles) expect(span === null).toBe(label !== null);
    expect(tiles.some((t) => t.span !== null) && tiles.some((t) => t.label !== null)).toBe(true);
    const self = (await page.evaluate(() => window.practice.people())).find((p) => p.isSelf);
    expect(tiles.filter((t) => t.muted).map((t) => t.span ?? t.label)).toEqual([self?.name]);
  });

  it('a page around a frame has the frame’s practice call, and no other', async () => {
    const page = await open({ layout: 'webex', people: 1 });
    expect(await page.locator('iframe#unified-webclient-iframe').count()).toBe(1);
    expect(await page.mainFrame().locator('video').count()).toBe(0);
    expect(await page.evaluate(() => window.practice === window.frames[0]?.practice)).toBe(true);
    expect(await callOf(page).evaluate(() => window.practice.people().length)).toBe(1);
    const [tile] = await page.evaluate(() => window.practice.tiles());
    expect(tile?.box).toEqual(await callOf(page).locator('.participants-video-tile').boundingBox());
  });
});
