// Pages that nobody knows: who is a person there, what is a shared screen, and what is neither.
import { describe, expect, it } from 'vitest';
import { type FixturePage, fixtures } from '../../support/fixture-page.ts';

/** Puts this into an empty page and gives its videos pictures. */
const show = ({ page }: FixturePage, html: string) =>
  page.evaluate((body) => {
    document.body.innerHTML = body;
    return window.fixture.play();
  }, html);

const tile = (name: string, attributes = 'class="tile"', extra = '') =>
  `<div ${attributes}><div><video data-stream></video></div><span class="caption">${name}</span>${extra}</div>`;
const row = (...tiles: string[]) => `<main class="row">${tiles.join('')}</main>`;
const names = async ({ find }: FixturePage) => (await find()).tiles.map(({ name }) => name);

const { open } = fixtures();

describe('a shared screen', () => {
  const PEOPLE = [
    'Estela Santos',
    'Donatela',
    'Chatelain',
    'Scherman',
    'Kim Tela',
    'Cam Newton',
    'Aminata Camara',
    'Screenivasan 2',
    'Sharon Präsent',
    'Maria Comparto',
    'Ekrane',
    'Jean Présent',
    'Otto Scherm',
    '画面 太郎',
    'Ana (Presenter)',
    'Desktopia Ng',
    'Shared iPad 2',
  ];
  const SCREENS = [
    "Bo's screen",
    'Bo’s screen',
    'Bo (screen)',
    'screen1',
    'Screen Capture Quarterly plan',
    'Bo is presenting',
    'Bo (Presentation)',
    'Screen share of Bo',
    'Bildschirm von Bo',
    'Bos Bildschirm',
    'Bo präsentiert',
    'Écran de Bo',
    'Bo partage son écran',
    'Pantalla de Bo',
    'Bo está compartiendo su pantalla',
    'Tela de Bo',
    'Bo (tela)',
    'Apresentação de Bo',
    'Schermo di Bo',
    'Scherm van Bo',
    "Bo's scherm",
    'Ekran: Bo',
    'Экран Бо',
    'Boさんの画面',
    '画面共有',
    'Bo的屏幕',
    '正在共享屏幕',
    'Bo님의 화면',
    'Bo comparte pantalla',
    'Bo condivide schermo',
    'Bo compartilha a tela',
    'Bo teilt gerade',
    '画面 (Bo)',
  ];

  it('is told by its label, word by word', async () => {
    const opened = await open('any-page');
    for (const [labels, isShare] of [
      [PEOPLE, false],
      [SCREENS, true],
    ] as const)
      for (const label of labels) {
        await show(opened, row(tile(label), tile('Ana')));
        const { tiles } = await opened.find();
        expect([label, tiles[0]?.name, tiles[0]?.isShare]).toEqual([label, label, isShare]);
        expect(tiles[1]).toMatchObject({ name: 'Ana', isShare: false });
      }
    await opened.close();
  });

  const SHARES = [
    'class="tile" id="ab3___screen"',
    'class="tile screen-tile"',
    'class="ScreenShareTile_x1 tile"',
    'class="tile tile--presentation"',
    'class="tile screenshare"',
    'class="tile share-screen"',
    'class="tile" data-lk-source="screen_share"',
    'class="tile" data-testid="screen-tile"',
    'class="tile" data-type="screen"',
    'class="tile" data-video-type="desktop"',
    'class="tile" data-source="display"',
    'class="tile" data-screen-share',
    'class="tile" data-is-screen-share="true"',
    'class="tile" data-is-screen="true"',
    'class="tile" data-isscreenshare',
    'class="tile" data-display-surface="monitor"',
    'class="tile screen-share-tile-controls-hidden"',
    'class="tile remote-screenshare-no-audio"',
    'class="tile" aria-label="Bildschirm von Bo"',
    'class="tile" title="Bo is presenting"',
    'class="tile" id="screencapture"',
    'class="tile" id="screenvideo3"',
    'class="tile desktopstream"',
    'class="tile remote-sharedwindow"',
  ];
  const CAMERAS = [
    'class="tile fullscreen"',
    'class="tile h-screen w-screen max-w-screen-lg screen-2xl"',
    'class="tile desktop desktop-layout"',
    'class="tile screen-reader-only-label off-screen"',
    'class="tile is-full-screen"',
    'class="tile" data-screen-share="false"',
    'class="tile" data-device-type="desktop"',
    'class="tile" data-name="Estela"',
    'class="tile no-screen-share can-share-screen"',
    'class="tile screen-share-enabled"',
    'class="tile presenter"',
    'class="tile" title="Estela Scherman"',
    'class="tile stop-screen-share-button"',
    'class="tile splitscreen fullscreenvideo tabcontainer"',
    'class="tile homescreen screensaver desktopview"',
    'class="tile streamwindow trackdisplay streamtab screencontainer screenview"',
  ];

  it('is told by the words in the attributes of its tile', async () => {
    const opened = await open('any-page');
    for (const [marks, isShare] of [
      [SHARES, true],
      [CAMERAS, false],
    ] as const)
      for (const mark of marks) {
        await show(opened, row(tile('Bo', mark), tile('Ana')));
        const { tiles } = await opened.find();
        expect([mark, ...tiles.map((one) => one.isShare)]).toEqual([mark, isShare, false]);
        expect(tiles[0]?.name).toBe('Bo');
      }
    await opened.close();
  });

  it.each([
    [
      'around the picture',
      '<div class="tile"><i id="remote__screen"><video data-stream></video></i><b>Bo</b></div>',
      true,
    ],
    ['around one tile', `<section id="screen-share">${tile('Bo')}</section>`, true],
    [
      'with somebody’s id, far around one tile',
      `<section id="k3x9___screen" style="padding: 300px">${tile('Bo')}</section>`,
      true,
    ],
    [
      'of a page around one tile',
      `<section class="call-screen screen" style="padding: 300px">${tile('Bo')}</section>`,
      false,
    ],
    ['around several tiles', `<section class="shared-screens">${tile('Bo')}${tile('Bo')}</section>`, true],
    ['a tag', '<screen-share-tile><video data-stream></video><b>Bo</b></screen-share-tile>', true],
    [
      'a button in the tile',
      tile('Bo', 'class="tile"', '<button class="share-screen" title="Share screen">Share screen</button>'),
      false,
    ],
  ])('is told by a mark %s', async (_, html, isShare) => {
    const opened = await open('any-page');
    await show(opened, row(html, tile('Ana')));
    const found = (await opened.find()).tiles;
    const others = found.filter(({ name }) => name === 'Bo');
    expect(others.length).toBe(found.length - 1);
    expect(others.map((one) => one.isShare)).toEqual(others.map(() => isShare));
    expect(found.find(({ name }) => name === 'Ana')?.isShare).toBe(false);
    await opened.close();
  });

  it.each(['call-screen', 'main-screen', 'meeting-screen', 'presentation-layout', 'screen-share-layout', 'screen'])(
    'is not told by %s around everybody',
    async (mark) => {
      const opened = await open('any-page');
      await show(opened, `<div id="${mark}" class="${mark}">${row(tile('Bo'), tile('Ana'))}</div>`);
      expect((await opened.find()).tiles.map((one) => one.isShare)).toEqual([false, false]);
      if (mark !== 'screen') {
        await show(opened, `<div id="${mark}" class="${mark}">${row(tile('Ana'))}</div>`);
        expect((await opened.find()).tiles.map((one) => one.isShare)).toEqual([false]);
      }
      await opened.close();
    },
  );

  it('says by which mark it was told, and whether that is a guess', async () => {
    const opened = await open('any-page');
    await show(
      opened,
      row(
        tile('Ana'),
        tile('Bo', 'class="tile bo-4_screen"'),
        tile('Cid', 'class="tile" data-lk-source="screen_share"'),
        tile("Dee's screen"),
      ),
    );
    expect(await opened.page.evaluate(() => window.fixture.shares())).toEqual([
      null,
      { isSure: false, by: 'a class, "screen"' },
      { isSure: true, by: 'a data attribute, "screen share"' },
      { isSure: true, by: 'its label' },
    ]);
    const report = await opened.page.evaluate(() => window.fixture.report());
    expect(report).toContain('share, guessed by a class, "screen"');
    expect(report).toContain('share, sure by its label');
    expect(report).not.toMatch(/Ana|bo-|Cid|Dee/);
    await opened.close();
  });

  it('is told by its silence beside a picture of the same name with sound, and by nothing of the kind where sound comes', async () => {
    const opened = await open('any-page');
    const sounds = (name: string) => tile(name).replace('data-stream', 'data-stream data-sound');
    const told = async () => (await opened.find()).tiles.map(({ name, isShare }) => [name, isShare]);
    const one = (id: string, html: string) => html.replace('<video', `<video id="${id}"`);
    await show(
      opened,
      row(sounds('Bo'), one('second', tile('Bo')), tile('Ana'), sounds('Cy'), sounds('Cy'), tile('Di')),
    );
    const people = (second: boolean) => [
      ['Bo', false],
      ['Bo', second],
      ['Ana', false],
      ['Cy', false],
      ['Cy', false],
      ['Di', false],
    ];
    expect(await told()).toEqual(people(true));
    await opened.page.evaluate(() => document.querySelector('.tile')?.remove());
    expect(await told(), 'alone').toEqual(people(true).slice(1));
    await opened.page.evaluate(() => window.fixture.unmute('#second'));
    expect(await told(), 'with sound').toEqual(people(false).slice(1));
    await opened.close();
  });

  it('is told by a label that was hidden before anybody looked', async () => {
    const opened = await open('any-page');
    const hidden = (name: string) => tile(`<span style="display: none">${name}</span>`);
    await show(opened, row(tile('Ana'), hidden('Bo (screen)'), hidden('Cy')));
    expect((await opened.find()).tiles.map(({ isShare }) => isShare)).toEqual([false, true, false]);
    await opened.close();
  });

  it('is not told by the same picture once more', async () => {
    const opened = await open('any-page');
    const bo = (attributes: string) => tile('Bo').replace('data-stream', attributes);
    await show(opened, row(bo('data-stream="bo" data-sound'), bo('data-stream'), tile('Ana')));
    await opened.page.evaluate(() => {
      const [first, second] = document.querySelectorAll('video');
      if (first && second) second.srcObject = new MediaStream((first.srcObject as MediaStream).getVideoTracks());
      return second?.play();
    });
    expect((await opened.find()).tiles.map(({ name, isShare }) => [name, isShare])).toEqual([
      ['Bo', false],
      ['Ana', false],
    ]);
    await opened.close();
  });

  it('Webex: is not told by a button for sharing or by a name', async () => {
    const opened = await open('webex');
    await opened.page.evaluate(() => {
      const [, second] = document.querySelectorAll('.participants-video-tile');
      second?.insertAdjacentHTML('beforeend', '<button class="share-button" aria-label="Share content"></button>');
      second?.setAttribute('aria-label', 'Sharene Shareman');
    });
    expect((await opened.find()).tiles.map((one) => one.isShare)).toEqual([false, false, false, true]);
    await opened.close();
  });
});

describe('a name', () => {
  it('may be written with underscores, and is cut when it is long', async () => {
    const opened = await open('any-page');
    const long = '𝓐na '.repeat(50).trim();
    await show(opened, row(tile('max_mustermann'), tile('jo_b'), tile(long)));
    const [max, jo, cut = ''] = await names(opened);
    expect([max, jo]).toEqual(['max_mustermann', 'jo_b']);
    expect(cut).toMatch(/^(𝓐na )+(𝓐(na?)?)?…$/u);
    expect([...cut].length).toBeLessThanOrEqual(80);
    expect([...cut].length).toBeGreaterThan(75);
    await opened.close();
  });

  it.each([
    ['meet', 'main .tile > span.notranslate', 'Ada Example'],
    ['zoom', '.video-avatar__avatar-footer span', 'Ana Example'],
    ['teams', '[data-tid="participant-info-nametag"]', 'Ana Example'],
    ['jitsi', '.displayname', 'Ana Example'],
    ['webex', '[data-test="participant-name"]', 'Ana Example'],
    ['whereby', '.nameBanner-e5', 'Ana Example'],
    ['any-page', '.tile > span', 'Ana'],
  ])('%s: leaves out icons, buttons and tooltips, and is cut when it is long', async (fixture, labels) => {
    const opened = await open(fixture);
    const write = (html: string) =>
      opened.page.evaluate(
        ([css, text]) => {
          const all = [...document.querySelectorAll(css)].filter((one) => !/keep_|mic_/.test(one.textContent ?? ''));
          for (const label of all.slice(0, 1)) label.innerHTML = text;
        },
        [labels, html] as const,
      );
    const long = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(6);
    await write(long);
    const cut = (await names(opened)).find((name) => name.startsWith('Wolf')) ?? '';
    expect(cut).toBe(`${long.slice(0, 79).trim()}…`);
    await write(
      '<i class="material-icons">mic_off</i> jo_b <i translate="no">videocam</i><button>More</button>' +
        '<span role="tooltip">Muted by the host</span><span style="font-family: \'Material Symbols Outlined\'">keep_outline</span>',
    );
    expect(await names(opened)).toContain('jo_b');
    await opened.close();
  });

  it.each([
    '<i class="material-icons">mic_off</i>',
    '<span class="google-symbols">videocam</span>',
    '<i translate="no">keep_outline</i>',
    '<span style="font-family: \'Material Icons\'">mic_off</span>',
    '<span aria-hidden="true">mic_off</span>',
  ])('is no icon: %s', async (icon) => {
    const opened = await open('any-page');
    await show(opened, row(`<div class="tile"><video data-stream></video>${icon}<span>jo_b</span></div>`, tile('Ana')));
    expect(await names(opened)).toEqual(['jo_b', 'Ana']);
    await opened.close();
  });
});

describe('a name in a field or among measures', () => {
  it('is one’s own, perhaps; other fields and measures are no names', async () => {
    const opened = await open('any-page');
    const field = (attributes: string) => tile('', 'class="tile"', `<input ${attributes}>`);
    await show(
      opened,
      row(
        field('class="nickname" value="Ada"'),
        tile('Bo'),
        field('name="message" value="Hello"'),
        field('type="password" class="name" value="secret"'),
        tile('<span contenteditable>Eve</span>'),
        tile('640x480', 'class="tile"', '<h3>Local Video</h3>'),
        tile('640x480', 'class="tile"', '<h3>Remote Video #1 <i class="label">Cy</i></h3>'),
        '<div class="tile"><div></div><h3>Remote Video #2</h3></div>',
      ),
    );
    const { tiles } = await opened.find();
    expect(tiles.map(({ name, self }) => [name, self])).toEqual([
      ['Ada', 'hinted'],
      ['Bo', null],
      ['', null],
      ['', null],
      ['Eve', 'hinted'],
      ['Local Video', 'hinted'],
      ['Cy', null],
    ]);
    await opened.close();
  });
});

describe('a camera that is off', () => {
  const change = ({ page }: FixturePage, code: string) => page.evaluate((c) => new Function(c)(), code);
  const keys = ({ page }: FixturePage) => page.evaluate(() => window.fixture.keys());
  const VIDEO = "const tile = document.querySelectorAll('.tile')[1], video = tile.querySelector('video');";
  const PLAY = 'return window.fixture.play();';

  it.each([
    ['srcObject is null', 'video.srcObject = null', 'delete video.dataset.x;'],
    ['its track has ended', 'video.srcObject.getTracks()[0].stop()', 'video.srcObject = null;'],
    ['its stream has no video', 'video.srcObject = new MediaStream()', 'video.srcObject = null;'],
    ['the video is hidden', "video.style.display = 'none'", "video.style.display = '';"],
    ['the video is made invisible', "video.style.visibility = 'hidden'", "video.style.visibility = '';"],
    [
      'what lies around the video is hidden',
      "video.parentElement.style.opacity = '0'",
      "video.parentElement.style.opacity = '';",
    ],
    ['the video is gone', 'video.remove()', "tile.firstElementChild.innerHTML = '<video data-stream></video>';"],
    [
      'an avatar stands in its place',
      'video.parentElement.outerHTML = \'<p class="avatar">BE</p>\'',
      "tile.querySelector('p').outerHTML = '<div><video data-stream></video></div>';",
    ],
  ])('is listed by name, and back when the camera is: %s', async (_, off, on) => {
    const opened = await open('any-page');
    await show(opened, row(tile('Ana'), tile('Ben'), tile('Cid')));
    const before = await keys(opened);
    expect(await opened.find()).toMatchObject({ tiles: [{ isCameraOff: false }, { isCameraOff: false }, {}] });
    await change(opened, `${VIDEO} ${off}`);
    const found = await opened.find();
    expect(found.inCall).toBe(true);
    expect(found.tiles.map((one) => [one.name, one.isCameraOff])).toEqual([
      ['Ana', false],
      ['Ben', true],
      ['Cid', false],
    ]);
    expect((await keys(opened))[1]?.elementId).toBe(before[1]?.elementId);
    await change(
      opened,
      `const tile = document.querySelectorAll('.tile')[1], video = tile.querySelector('video'); ${on} ${PLAY}`,
    );
    expect((await opened.find()).tiles[1]).toMatchObject({ name: 'Ben', isCameraOff: false, picture: '160×90' });
    expect((await keys(opened)).map((one) => one.elementId)).toEqual(before.map((one) => one.elementId));
    expect((await keys(opened)).map((one) => one.elementId)).toEqual(before.map((one) => one.elementId));
    await opened.close();
  });

  it('is nobody once its tile is gone or hidden, and stays while every camera is off', async () => {
    const opened = await open('any-page');
    await show(opened, row(tile('Ana'), tile('Ben')));
    await opened.find();
    await change(opened, "for (const video of document.querySelectorAll('video')) video.srcObject = null");
    expect((await opened.find()).tiles.map((one) => one.isCameraOff)).toEqual([true, true]);
    await change(opened, "document.querySelectorAll('.tile')[1].style.display = 'none'");
    expect(await names(opened)).toEqual(['Ana']);
    await change(opened, "document.querySelector('.tile').remove()");
    expect(await opened.find()).toMatchObject({ inCall: false, tiles: [] });
    await opened.close();
  });

  it('is somebody else under another name', async () => {
    const opened = await open('any-page');
    await show(opened, row(tile('Ana'), tile('Ben')));
    const before = await keys(opened);
    await change(opened, `${VIDEO} video.remove()`);
    await opened.find();
    await change(
      opened,
      `const tile = document.querySelectorAll('.tile')[1]; tile.querySelector('.caption').textContent = 'Dee';
       tile.firstElementChild.innerHTML = '<video data-stream></video>'; ${PLAY}`,
    );
    const after = await keys(opened);
    expect(after[1]?.name).toBe('Dee');
    expect(after[1]?.elementId).not.toBe(before[1]?.elementId);
    await opened.close();
  });

  it('is not listed where the picture has moved to another place, nor where a shared screen was', async () => {
    const opened = await open('any-page');
    await show(opened, `${row(tile('Ana'), tile('Ben'), tile("Cid's screen"))}<section></section>`);
    await opened.find();
    await change(
      opened,
      `${VIDEO} video.style.cssText = 'width: 640px; height: 360px'; document.querySelector('section').append(video);
       document.querySelectorAll('.tile')[2].querySelector('video').remove(); return video.play()`,
    );
    expect((await opened.find()).tiles.map((one) => [one.name, one.isCameraOff])).toEqual([
      ['Ana', false],
      ['', false],
    ]);
    await opened.close();
  });

  it('was off from the start, beside tiles of the same make', async () => {
    const opened = await open('any-page');
    const off = '<div class="tile muted"><p class="avatar">BE</p><span class="caption">Ben</span></div>';
    const others =
      '<div class="tile"></div><div class="panel tile"><span class="caption">Chat</span><input></div>' +
      '<div class="toolbar"><span class="caption">Room 4</span></div><div class="tile"><video></video></div>';
    await show(opened, row(tile('Ana'), off, others));
    expect((await opened.find()).tiles.map((one) => [one.name, one.isCameraOff])).toEqual([
      ['Ana', false],
      ['Ben', true],
    ]);
    const bare = '<div style="width: 320px; height: 180px">';
    await show(
      opened,
      row(
        `${bare}<video data-stream></video><b>Ana</b></div>`,
        `${bare}<b>Ben</b></div>`,
        '<div style="width: 200px; height: 700px"><b>Chat</b></div>',
      ),
    );
    expect((await opened.find()).tiles.map((one) => [one.name, one.isCameraOff])).toEqual([
      ['Ana', false],
      ['Ben', true],
    ]);
    await opened.close();
  });
});

describe('what is nobody', () => {
  it('any page: an ended stream, a stream without video, and canvases without a label like those of tiles', async () => {
    const opened = await open('any-page');
    const size = 'style="width: 320px; height: 180px"';
    await show(
      opened,
      `${row(tile('Ana'), tile('Ben'))}<p><video ${size} data-stream="x" id="ended"></video></p>
       <p><video ${size} id="empty"></video></p><p><canvas ${size}></canvas></p>
       <section><canvas ${size}></canvas><p>Sales by month</p></section><canvas ${size} aria-label="Fireworks"></canvas>
       <div class="tile"><canvas ${size}></canvas><span class="caption">Dee</span></div>`,
    );
    await opened.page.evaluate(() => {
      const ended = document.querySelector<HTMLVideoElement>('#ended');
      for (const track of (ended?.srcObject as MediaStream | undefined)?.getTracks() ?? []) track.stop();
      Object.assign(document.querySelector('#empty') ?? {}, { srcObject: new MediaStream() });
      for (const canvas of document.querySelectorAll('canvas')) canvas.getContext('2d')?.fillRect(0, 0, 50, 50);
    });
    expect(await names(opened)).toEqual(['Ana', 'Ben', 'Dee']);
    const report = await opened.page.evaluate(() => window.fixture.report());
    expect(report).toContain('left out: 2 × video, ended');
    expect(report).toContain('left out: 3 × canvas, without a label like those of tiles');
    await show(
      opened,
      `<canvas ${size}></canvas><figure><canvas ${size}></canvas><figcaption>Sales</figcaption></figure>`,
    );
    expect(await opened.find()).toMatchObject({ inCall: false, tiles: [] });
    await opened.close();
  });

  it("any page: a clip of the page's own is nobody, one of another site is a tile that stays", async () => {
    const opened = await open('any-page');
    const bytes = await opened.page.evaluate(() => window.fixture.clip());
    await opened.page.route('https://*.example/clip.webm', (route) =>
      route.fulfill({ body: Buffer.from(bytes), contentType: 'video/webm', headers: { 'accept-ranges': 'none' } }),
    );
    const clip = (from: string, name: string) =>
      `<div class="tile"><video muted loop src="https://${from}.example/clip.webm"></video><span class="caption">${name}</span></div>`;
    await show(opened, row(tile('Ana'), clip('call', 'Ad'), clip('elsewhere', 'Ben'), tile('Cid')));
    await opened.page.evaluate(async () => {
      for (const video of document.querySelectorAll<HTMLVideoElement>('video[src]')) {
        // A recorder does not write how long its clip is.
        await video.play();
        Object.defineProperty(video, 'duration', { value: 3 });
      }
    });
    expect((await opened.find()).tiles.map((one) => [one.name, one.isCameraOff])).toEqual([
      ['Ana', false],
      ['Ben', false],
      ['Cid', false],
    ]);
    expect(await opened.page.evaluate(() => window.fixture.report())).toContain(
      "left out: 1 × video, a clip of the page's own",
    );
    await opened.close();
  });
});

describe('tiles in shadow roots', () => {
  /** A video two roots deep, and its name in the outer one. */
  const build = ({ page }: FixturePage) =>
    page.evaluate(async () => {
      document.body.innerHTML = '<main class="row"><x-tile></x-tile><x-tile></x-tile></main>';
      for (const [i, host] of [...document.querySelectorAll('x-tile')].entries()) {
        const outer = host.attachShadow({ mode: 'open' });
        outer.innerHTML = `<div style="width: 320px; height: 180px"><x-video></x-video><span>${['Ana', 'Ben'][i]}</span></div>`;
        const inner = outer.querySelector('x-video')?.attachShadow({ mode: 'open' });
        if (!inner) continue;
        inner.innerHTML = '<video data-stream style="width: 320px; height: 160px"></video>';
        await window.fixture.play(inner);
      }
    });

  it.each(['any-page', 'meet'])('%s: are found and named', async (fixture) => {
    const opened = await open(fixture);
    await build(opened);
    await expect.poll(() => names(opened)).toEqual(['Ana', 'Ben']);
    expect(await opened.find()).toMatchObject({ inCall: true, tiles: [{ picture: '160×90' }, { picture: '160×90' }] });
    expect(await opened.page.evaluate(() => window.fixture.report())).toContain('shadow roots: 4 open, 0 closed');
    await opened.close();
  });

  it('are listed when their camera goes off', async () => {
    const opened = await open('any-page');
    await build(opened);
    await expect.poll(() => names(opened)).toEqual(['Ana', 'Ben']);
    await opened.page.evaluate(() => {
      const root = document.querySelector('x-tile')?.shadowRoot?.querySelector('x-video')?.shadowRoot;
      root?.querySelector('video')?.remove();
    });
    expect((await opened.find()).tiles.map((one) => [one.name, one.isCameraOff])).toEqual([
      ['Ana', true],
      ['Ben', false],
    ]);
    await opened.close();
  });

  it('Meet: are found by its own marks, too', async () => {
    const opened = await open('meet');
    const before = await opened.find();
    await opened.page.evaluate(async () => {
      const main = document.querySelector('main') as HTMLElement;
      const host = document.createElement('div');
      const root = host.attachShadow({ mode: 'open' });
      for (const sheet of document.querySelectorAll('link[rel="stylesheet"]')) root.append(sheet.cloneNode());
      main.replaceWith(host);
      root.append(main);
      for (const video of root.querySelectorAll('video')) if (video.srcObject) await video.play();
    });
    await expect
      .poll(async () => (await opened.find()).tiles.map(({ name }) => name))
      .toEqual(before.tiles.map(({ name }) => name));
    await opened.close();
  });

  it('the report counts frames, roots and labels that hide', async () => {
    const opened = await open('any-page');
    await show(opened, row(tile('Ana'), tile('Ben')));
    await opened.find();
    await opened.page.evaluate(() => {
      const [label] = document.querySelectorAll<HTMLElement>('.caption');
      if (label) label.style.visibility = 'hidden';
      document.body.insertAdjacentHTML('beforeend', '<iframe srcdoc="x"></iframe><iframe sandbox srcdoc="x"></iframe>');
    });
    const reported = () => opened.page.evaluate(() => window.fixture.report());
    await expect.poll(reported).toContain('frames: 1 of this origin, 1 of others; shadow roots: 0 open, 0 closed');
    const report = await reported();
    expect(report).toMatch(/^ {2}1\. .*; named, .*label hidden/m);
    expect(report).not.toMatch(/Ana|Ben/);
    await opened.close();
  });
});
