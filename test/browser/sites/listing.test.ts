// What an adapter makes of a page that changes, is odd, or is hostile: each person once, in the order seen, and no tile ends another.
import { describe, expect, it } from 'vitest';
import { type FixturePage, fixtures } from '../../support/fixture-page.ts';

const { open } = fixtures();

describe('tiles', () => {
  const names = async ({ find }: FixturePage) => (await find()).tiles.map(({ name }) => name);

  it('Meet: the new video is taken when a camera comes back on in the same tile', async () => {
    const opened = await open('meet');
    // A stream without a picture is a camera that is off.
    await opened.page.evaluate(() => {
      const [corpse] = document.querySelectorAll<HTMLVideoElement>('[data-participant-id$="3"] video');
      if (corpse) Object.assign(corpse, { srcObject: new MediaStream() }).removeAttribute('style');
    });
    expect((await opened.find()).tiles[2]).toMatchObject({ isCameraOff: true, picture: null });
    await opened.page.evaluate(() => {
      const [corpse] = document.querySelectorAll('[data-participant-id$="3"] video');
      corpse?.insertAdjacentHTML('afterend', '<video data-stream></video>');
      return window.fixture.play();
    });
    expect((await opened.find()).tiles[2]).toMatchObject({ isCameraOff: false, picture: '160×90' });
    await opened.close();
  });

  it.each(['first', 'last'])(
    'Meet: the larger of two tiles of one person is listed, the small one standing %s',
    async (at) => {
      const opened = await open('meet');
      await opened.page.evaluate((place) => {
        const small = document.createElement('div');
        small.dataset.participantId = small.dataset.tileMediaId = 'spaces/s/devices/1';
        small.innerHTML = '<span class="notranslate">Small</span>';
        small.style.cssText = 'width: 10px; height: 10px';
        const main = document.querySelector('main');
        if (place === 'first') main?.prepend(small);
        else main?.append(small);
      }, at);
      const { tiles } = await opened.find();
      expect(tiles).toHaveLength(5);
      expect(tiles[0]).toMatchObject({ name: 'Ada Example', self: 'marked' });
      await opened.close();
    },
  );

  it('stand in the order in which they are seen, not as the document has them', async () => {
    const opened = await open('meet');
    await opened.page.evaluate(() => {
      const places = [
        [200, 100],
        [0, 102],
        [100, 0],
      ];
      for (const [i, tile] of [...document.querySelectorAll<HTMLElement>('main [data-participant-id]')].entries()) {
        const [left = 900, top = 900 + i] = places[i] ?? [];
        tile.style.cssText = `position: fixed; left: ${left}px; top: ${top}px; width: 90px; height: 60px`;
      }
    });
    expect((await opened.find()).tiles.map(({ siteId }) => siteId?.at(-1))).toEqual(['3', '2', '1', '4', 'e']);
    await opened.close();
  });

  it.each([
    ['the leave button is missing', '[jsname="CQylAd"]'],
    ['there is no tile, as in the lobby', 'main'],
  ])('Meet: there is no call when %s', async (_, css) => {
    const opened = await open('meet');
    await opened.page.evaluate((gone) => document.querySelector(gone)?.remove(), css);
    expect((await opened.find()).inCall).toBe(false);
    await opened.close();
  });

  it('any page: a picture keeps its track when the page is built anew, and the tile gets another element', async () => {
    const opened = await open('any-page');
    const keys = () => opened.page.evaluate(() => window.fixture.keys());
    const nameless = ({ name }: { name: string }) => name === "Bo O'Neil";
    const before = (await keys()).find(nameless);
    expect((await keys()).find(nameless)).toEqual(before);
    await opened.page.evaluate(() => {
      const box = document.querySelector('section') as HTMLElement;
      const old = box.querySelector('video') as HTMLVideoElement;
      const video = document.createElement('video');
      video.srcObject = old.srcObject;
      old.srcObject = null;
      box.replaceChildren(video);
      document.body.append(box);
      return video.play();
    });
    const after = (await keys()).find(nameless);
    expect(after?.track).toBe(before?.track);
    expect(after?.track).toBeTruthy();
    expect(after?.elementId).not.toBe(before?.elementId);
    await opened.close();
  });

  it('any page: tracks to which their senders gave one id are told apart, whatever the page does to their order', async () => {
    const opened = await open('any-page');
    const tracks = () =>
      opened.page.evaluate(() =>
        Object.fromEntries(window.fixture.keys().flatMap(({ name, track }) => (name && track ? [[name, track]] : []))),
      );
    await opened.page.evaluate(() => {
      for (const { srcObject } of document.querySelectorAll('video'))
        for (const track of (srcObject as MediaStream | null)?.getVideoTracks() ?? [])
          Object.defineProperty(track, 'id', { value: 'janusv0' });
    });
    const before = await tracks();
    expect(Object.keys(before).length).toBeGreaterThan(2);
    expect(new Set(Object.values(before)).size).toBe(Object.keys(before).length);
    await opened.page.evaluate(() => {
      const boxes = [...document.querySelectorAll('section')];
      for (const box of boxes.reverse()) document.body.prepend(box);
      for (const video of document.querySelectorAll('video')) void video.play();
    });
    expect(await tracks()).toEqual(before);
    await opened.close();
  });

  it('any page: one picture in two places is one person', async () => {
    const opened = await open('any-page');
    await opened.page.evaluate(() => {
      const [first] = document.querySelectorAll('video');
      const box = document.createElement('div');
      box.innerHTML = '<video style="width: 640px; height: 360px"></video>';
      document.body.append(box);
      const large = box.firstElementChild as HTMLVideoElement;
      large.srcObject = first?.srcObject ?? null;
      return large.play();
    });
    const found = await names(opened);
    expect(found).toHaveLength(8);
    expect(found.filter((name) => name === 'Ana')).toHaveLength(1);
    await opened.close();
  });

  it('Jitsi: the large picture of a shared screen is that screen', async () => {
    const opened = await open('jitsi-stage');
    await opened.page.evaluate(() => {
      const remote = document.querySelector('#participant_1a2b3c4d');
      if (remote) remote.id = 'participant_1a2b3c4d-v1';
    });
    expect((await opened.find()).tiles).toMatchObject([{ self: 'marked' }, { siteId: '1a2b3c4d-v1', isShare: true }]);
    const report = await opened.page.evaluate(() => window.fixture.report());
    expect(report).toMatch(/^ {2}2\. 900×506 at 0, 0; video 160×90; .*share/m);
    await opened.close();
  });

  it('Zoom: a name joins tiles of two views only where it is the only one of its kind in each', async () => {
    const opened = await open('zoom-speaker');
    expect(await names(opened)).toEqual(['Dee Example', 'Ben Example', 'Cid Example']);
    await opened.page.evaluate(() => {
      const [bar] = document.querySelectorAll('.speaker-bar-container__horizontal-view-wrap');
      bar?.insertAdjacentHTML(
        'beforeend',
        '<div class="speaker-bar-container__video-frame" style="left: 600px"><div class="video-avatar__avatar-name">Cid Example</div></div>',
      );
    });
    expect((await names(opened)).filter((name) => name === 'Cid Example')).toHaveLength(3);
    await opened.close();
  });

  it('a site whose marks have all gone is read as any page, but a lobby is not', async () => {
    const opened = await open('meet');
    await opened.page.evaluate(() => {
      for (const tile of document.querySelectorAll('[data-participant-id]'))
        tile.removeAttribute('data-participant-id');
    });
    const found = await opened.find();
    expect(found.inCall).toBe(true);
    expect(found.tiles.map(({ name }) => name)).toContain("<b>Bo</b> O'Neil");
    await opened.page.evaluate(() => {
      const [first, ...others] = document.querySelectorAll('video[data-stream]');
      for (const other of first ? others : []) other.remove();
    });
    expect(await opened.find()).toMatchObject({ inCall: false, tiles: [] });
    await opened.close();
  });

  it('Zoom: a part of the canvas is taken for each tile, and follows the tile', async () => {
    const opened = await open('zoom');
    const colours = () => opened.page.evaluate(() => window.fixture.colours());
    await opened.find();
    // The canvas is red on the left and blue on the right.
    expect(await colours()).toEqual({ 16385: 'grey', 16386: 'red', 16387: 'blue' });
    await opened.page.evaluate(() => {
      const [, second, third] = document.querySelectorAll<HTMLElement>('.gallery-video-container__video-frame');
      if (second && third) [second.style.left, third.style.left] = [third.style.left, second.style.left];
    });
    expect(await colours()).toEqual({ 16385: 'grey', 16386: 'blue', 16387: 'red' });
    await opened.close();
  });

  it.each(['zoom', 'any-page'])(
    '%s: listing tiles, which happens while nobody is read, too, taps no canvas',
    async (fixture) => {
      const opened = await open(fixture);
      const tapped = await opened.page.evaluate(() => {
        window.fixture.renewCanvases();
        let count = 0;
        const original = HTMLCanvasElement.prototype.captureStream;
        HTMLCanvasElement.prototype.captureStream = function (...rest) {
          count++;
          return original.apply(this, rest);
        };
        const own = ['https://app.zoom.us/wc/1', 'https://call.example/', 'https://meet.google.com/a'];
        return { tiles: own.reduce((sum, address) => sum + window.fixture.count(address), 0), count };
      });
      expect(tapped.tiles).toBeGreaterThan(1);
      expect(tapped.count).toBe(0);
      await opened.close();
    },
  );

  it('the report says what was found without a name', async () => {
    const opened = await open('teams');
    const report = await opened.page.evaluate(() => window.fixture.report());
    expect(report).toContain('on teams.microsoft.com, read as Microsoft Teams');
    expect(report).toMatch(/^ {2}tile +5 {2}\[data-cid/m);
    expect(report).toMatch(/^ {2}ended +0 /m);
    expect(report).toMatch(/^ {2}canvas +0 {2}canvas$/m);
    expect(report).toContain('Tiles: 5');
    expect(report).toMatch(/^ {2}1\. 320×180 at 0, 0; video 160×90; named, 1 kept clear$/m);
    expect(report).toMatch(/; named, self, 1 kept clear$/m);
    expect(report).not.toMatch(/Ana|Ben|Eva|example\.com|Example/);
    await opened.close();
  });
});

describe('a tile that throws', () => {
  it.each(['meet', 'jitsi', 'webex', 'any-page'])('%s: cannot be read, and all others can', async (fixture) => {
    const opened = await open(fixture);
    const before = await opened.find();
    await opened.page.evaluate(() => {
      const [first] = [...document.querySelectorAll('video')].filter((video) => video.srcObject);
      if (!first) throw new Error('no video');
      const odd = () => {
        throw new Error('odd');
      };
      for (const property of ['videoWidth', 'readyState', 'srcObject'])
        Object.defineProperty(first, property, { get: odd });
    });
    const { inCall, tiles } = await opened.find();
    expect(inCall).toBe(true);
    expect(tiles.slice(1)).toEqual(before.tiles.slice(1));
    const { name } = before.tiles[0] ?? {};
    expect(tiles[0]).toMatchObject({ name, isUnreadable: true, isCameraOff: false, picture: null });
    expect(await opened.page.evaluate(() => window.fixture.report())).toMatch(/^ {2}1\. .*; cannot be read; /m);
    await opened.close();
  });

  it('any page: is not read where it cannot be told whether it shows a screen', async () => {
    const opened = await open('any-page');
    await opened.page.evaluate(() => {
      const { srcObject } = document.querySelector('video') as HTMLVideoElement;
      const [track] = (srcObject as MediaStream).getVideoTracks();
      const odd = () => {
        throw new Error('odd');
      };
      Object.defineProperty(track, 'getSettings', { value: odd });
    });
    const { tiles } = await opened.find();
    expect(tiles[0]).toMatchObject({ name: 'Ana', isUnreadable: true, isCameraOff: false, picture: null });
    expect(tiles.filter(({ isUnreadable }) => isUnreadable)).toHaveLength(1);
    await opened.close();
  });

  it('Meet: whose elements answer to other names than theirs is nobody, and all others are there', async () => {
    const opened = await open('meet');
    const before = await opened.find();
    await opened.page.evaluate(() => {
      const old = document.querySelector('[data-participant-id$="2"]') as HTMLElement;
      const form = document.createElement('form');
      for (const { name, value } of old.attributes) form.setAttribute(name, value);
      // A form's fields hide its methods, from extensions, too.
      form.innerHTML = '<input name="querySelector"><input name="querySelectorAll">';
      old.replaceWith(form);
    });
    const { inCall, tiles } = await opened.find();
    expect(inCall).toBe(true);
    expect(tiles[1]).toMatchObject({ name: '', siteId: null, isUnreadable: true });
    expect(tiles.toSpliced(1, 1)).toEqual(before.tiles.toSpliced(1, 1));
    await opened.close();
  });

  it('Zoom: pictures on a canvas that the page may not hand out cannot be read, and the video can', async () => {
    const opened = await open('zoom');
    await opened.page.route('https://elsewhere.example/**', (route) =>
      route.fulfill({
        contentType: 'image/svg+xml',
        body: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
      }),
    );
    await opened.page.evaluate(async () => {
      window.fixture.renewCanvases();
      const canvas = document.querySelector('video-player-container')?.shadowRoot?.querySelector('canvas');
      const image = new Image();
      image.src = 'https://elsewhere.example/a.svg';
      await image.decode();
      canvas?.getContext('2d')?.drawImage(image, 0, 0);
    });
    // Told once somebody has asked for the picture.
    await opened.find();
    const { tiles } = await opened.find();
    expect(tiles.map(({ name, isUnreadable, picture }) => [name, isUnreadable, picture])).toEqual([
      ['Ana Example', false, '160×90'],
      ['Ben Example', true, null],
      ['Ben Example', true, null],
      ['Cid Example', false, null],
      ['', false, null],
    ]);
    await opened.close();
  });

  it('a page that hides the document’s own methods is no call', async () => {
    const opened = await open('meet');
    await opened.page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img name="querySelectorAll">'));
    expect(await opened.page.evaluate(() => window.fixture.count(location.href))).toBe(0);
    await opened.close();
  });
});
