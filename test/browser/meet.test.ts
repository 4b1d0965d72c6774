// The Google Meet adapter on a page built from what is known of Meet's, awkward parts included.
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { root } from '../support/models.ts';

interface Found {
  inCall: boolean;
  tiles: {
    id: string;
    name: string;
    isSelf: boolean;
    isShare: boolean;
    isCameraOff: boolean;
    hasSource: boolean;
    clear: string[];
  }[];
}

const PAGE = `<!doctype html><style>video{width:160px;height:90px} .gone{display:none}</style>
<main class="axUSnc">
  <div><div data-participant-id="spaces/s/devices/1" data-tile-media-id="spaces/s/devices/1">
    <div jsname="QgSmzd" class="meter"></div>
    <video class="gone"></video><video data-live></video>
    <button><i class="google-symbols">frame_person</i>Reframe</button>
    <span class="notranslate">Ada</span><div role="tooltip"><span class="notranslate">Ada</span></div>
  </div></div>
  <div><div data-participant-id="spaces/s/devices/2" data-tile-media-id="spaces/s/devices/2">
    <button><i class="google-symbols"><span class="notranslate">keep_outline</span></i><span class="notranslate">Pin</span></button>
    <span class="notranslate">keep_outlinePin</span>
    <video data-live></video><span class="notranslate">  &lt;b&gt;Bo&lt;/b&gt; O'Neil </span>
  </div></div>
  <div><div data-participant-id="spaces/s/devices/3" data-tile-media-id="spaces/s/devices/3">
    <video class="gone"></video><button aria-label="More options for 田中 美咲"></button>
  </div></div>
  <div><div data-participant-id="spaces/s/devices/2" data-tile-media-id="spaces/s/devices/2/share">
    <video data-live></video><span class="notranslate">Bo's screen</span>
  </div></div>
</main>
<div role="list"><div role="listitem" data-participant-id="spaces/s/devices/1" data-tile-media-id="spaces/s/devices/1">
  <span class="notranslate">Ada (panel)</span></div><div role="listitem" data-participant-id="spaces/s/devices/9"></div></div>
<button jsname="CQylAd" id="leave"><i class="google-symbols">call_end</i></button>`;

describe('Google Meet', () => {
  let browser: Browser;
  let page: Page;
  let script: string;

  beforeAll(async () => {
    browser = await launchBrowser();
    const entry = `import { platformOf } from './src/platforms/index.ts';
      const meet = platformOf(new URL('https://meet.google.com/abc-defg-hij'));
      window.find = () => {
        const { inCall, tiles } = meet.find([document]);
        return { inCall, tiles: tiles.map(({ id, name, isSelf, isShare, isCameraOff, source, keepClear }) =>
          ({ id, name, isSelf, isShare, isCameraOff, hasSource: source !== null, clear: keepClear.map((e) => e.className) })) };
      };
      window.others = ['https://example.com/', 'https://meet.google.com.evil.example/'].map((u) => platformOf(new URL(u)).name);`;
    const out = await build({
      stdin: { contents: entry, resolveDir: root, loader: 'ts' },
      bundle: true,
      write: false,
      format: 'iife',
    });
    script = out.outputFiles[0]?.text ?? '';
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage();
    await page.setContent(PAGE);
    await page.evaluate(async () => {
      for (const video of document.querySelectorAll<HTMLVideoElement>('video[data-live]')) {
        const canvas = document.createElement('canvas');
        canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
        video.srcObject = canvas.captureStream(5);
        video.muted = true;
        await video.play();
      }
    });
    await page.addScriptTag({ content: script });
  });
  const find = () => page.evaluate(() => (window as unknown as { find(): Found }).find());

  it('tells tiles from panel rows, people from shares, cameras on from off', async () => {
    const { inCall, tiles } = await find();
    expect(inCall).toBe(true);
    expect(tiles).toEqual([
      {
        id: 'spaces/s/devices/1',
        name: 'Ada',
        isSelf: true,
        isShare: false,
        isCameraOff: false,
        hasSource: true,
        clear: ['notranslate', 'meter'],
      },
      {
        id: 'spaces/s/devices/2',
        name: "<b>Bo</b> O'Neil",
        isSelf: false,
        isShare: false,
        isCameraOff: false,
        hasSource: true,
        clear: ['notranslate'],
      },
      {
        id: 'spaces/s/devices/3',
        name: '田中 美咲',
        isSelf: false,
        isShare: false,
        isCameraOff: true,
        hasSource: false,
        clear: [],
      },
      {
        id: 'spaces/s/devices/2 spaces/s/devices/2/share',
        name: "Bo's screen",
        isSelf: false,
        isShare: true,
        isCameraOff: false,
        hasSource: true,
        clear: ['notranslate'],
      },
    ]);
  });

  it('takes the new video when a camera comes back on in the same tile', async () => {
    await page.evaluate(() => {
      const tile = document.querySelector('[data-participant-id$="3"]') as HTMLElement;
      const video = document.createElement('video');
      const live = document.querySelector('video[data-live]') as HTMLVideoElement;
      video.srcObject = live.srcObject;
      tile.append(video);
      return video.play();
    });
    expect((await find()).tiles[2]).toMatchObject({ isCameraOff: false, hasSource: true });
  });

  it('keeps the larger of two tiles of one person', async () => {
    await page.evaluate(() => {
      const small = document.createElement('div');
      small.dataset.participantId = small.dataset.tileMediaId = 'spaces/s/devices/1';
      small.innerHTML = '<span class="notranslate">Small</span>';
      small.style.width = '10px';
      document.querySelector('main')?.append(small);
    });
    const { tiles } = await find();
    expect(tiles.length).toBe(4);
    expect(tiles[0]?.name).toBe('Ada');
  });

  it('lists people as they are seen, not as the document has them', async () => {
    await page.evaluate(() => {
      const place = [
        [200, 100],
        [0, 102],
        [100, 0],
      ];
      for (const [i, tile] of [...document.querySelectorAll<HTMLElement>('main [data-participant-id]')].entries()) {
        const [left = 900, top = 900] = place[i] ?? [];
        tile.style.cssText = `position: fixed; left: ${left}px; top: ${top}px; width: 90px; height: 60px`;
      }
    });
    expect((await find()).tiles.map((t) => t.id.at(-1))).toEqual(['3', '2', '1', 'e']);
  });

  it.each([
    ['the leave button is missing', () => document.querySelector('#leave')?.remove()],
    ['the call has ended', () => document.body.setAttribute('data-call-ended', 'true')],
    ['there is no tile, as in the lobby', () => document.querySelector('main')?.remove()],
  ])('is not in a call when %s', async (_, change) => {
    await page.evaluate(change);
    expect((await find()).inCall).toBe(false);
  });

  it('takes no other site for Meet', async () => {
    expect(await page.evaluate(() => (window as unknown as { others: unknown[] }).others)).toEqual([
      'example.com',
      'meet.google.com.evil.example',
    ]);
  });
});
