// "Try it on yourself" in the built extension: cameras, pictures and videos of every kind, the wrong ones too.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import german from '../../_locales/de/messages.json' with { type: 'json' };
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { type ExtensionBrowser, launchWithExtension } from '../../harness/browser.ts';
import { isolated } from '../../src/i18n/isolate.ts';
import { pictureFile } from '../support/atlas.ts';
import { bundled, launchBrowser } from '../support/browser.ts';
import { DIST } from '../support/extension.ts';

/** Has the page count the addresses of files that it holds. */
const countAddresses = (page: Page) =>
  page.addInitScript(() => {
    const held = new Set<string>();
    Object.assign(globalThis, { held });
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (of) => {
      const url = createObjectURL.call(URL, of);
      held.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      held.delete(url);
      revokeObjectURL.call(URL, url);
    };
  });
const held = (page: Page) => page.evaluate(() => (globalThis as unknown as { held: Set<string> }).held.size);

describe('try it on yourself', () => {
  let browser: ExtensionBrowser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchWithExtension({ headless: true, dist: DIST });
  });
  const folders: string[] = [];
  const temporary = async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'roomtone-tryit-'));
    folders.push(folder);
    return folder;
  };
  afterAll(async () => {
    await browser?.close();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await page?.close();
    page = await browser.context.newPage();
    await page.goto(`chrome-extension://${browser.extensionId}/tryit.html`);
  });

  const open = (name: string, buffer: Buffer, mimeType = 'image/png') =>
    page.locator('input[type=file]').first().setInputFiles({ name, mimeType, buffer });
  const face = async (side: number) => {
    const file = pictureFile('sample1.jpg');
    const laughing = { left: 1300, top: 80, width: 560, height: 560 };
    return sharp(file).extract(laughing).resize(side, side).png().toBuffer();
  };
  const shows = (message: string) => page.getByText(message).first().waitFor({ timeout: 20_000 });

  it('reads nobody before the three questions are answered', async () => {
    const { serviceWorker } = browser;
    const { answers } = await serviceWorker.evaluate(() => chrome.storage.local.get('answers'));
    await serviceWorker.evaluate(() => chrome.storage.local.remove('answers'));
    for (const ask of [
      () => page.getByRole('button', { name: messages.tryCamera.message }).click(),
      async () => open('me.png', await face(480)),
    ]) {
      await ask();
      await shows(messages.phaseSetup.message);
      expect(await page.getByRole('link', { name: messages.openWelcome.message }).getAttribute('href')).toBe(
        'welcome.html',
      );
      const hosts = await serviceWorker.evaluate(() =>
        chrome.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT' as never] }),
      );
      expect(hosts).toEqual([]);
      await page.reload();
    }
    await serviceWorker.evaluate((given) => chrome.storage.local.set({ answers: given }), answers);
  });

  it('says what to do without a camera, and asks for none before the click', async () => {
    expect(await page.getByText(messages.tryNoCamera.message).count()).toBe(0);
    await page.getByRole('button', { name: messages.tryCamera.message }).click();
    await page
      .getByText(messages.tryNoCamera.message)
      .or(page.getByText(messages.tryCameraRefused.message))
      .first()
      .waitFor({ timeout: 20_000 });
    expect(await page.locator('video').count()).toBe(0);
  });

  it('reads the face in a picture', async () => {
    await open('laughing.png', await face(560));
    await shows('looks happy');
  });

  it.each([
    ['a text', 'notes.png', Buffer.from('This is no picture.')],
    ['a cut picture', 'cut.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
  ])('says so of %s, and reads the next picture all the same', async (_, name, bytes) => {
    await open(name, bytes);
    await shows(messages.tryBadPicture.message.replace('$1', isolated(name)));
    await open('laughing.png', await face(560));
    await shows('looks happy');
  });

  it('says so when there is no face', async () => {
    const gray = sharp({ create: { width: 400, height: 300, channels: 3, background: '#7a8b6c' } });
    await open('gray.png', await gray.png().toBuffer());
    await shows(messages.tryNoFacePicture.message);
  });

  it('says so when the face is too small to read', async () => {
    await open('tiny.png', await face(64));
    await shows(messages.tryTooSmall.message);
  });

  /** The list, once nothing is read any more: what stands in each row. */
  const rows = async (count: number) => {
    await page.getByText(`${count} of ${count} done`).waitFor({ timeout: 100_000 });
    expect(await page.getByRole('button', { name: messages.tryCancel.message }).count()).toBe(0);
    return Object.fromEntries(
      await page
        .locator('.file-row')
        .evaluateAll((all) =>
          all.map((row) => [
            row.querySelector('.file-name')?.textContent ?? '',
            (row.querySelector('.file-words')?.textContent ?? '').replace(/[\u2066-\u2069]/g, ''),
          ]),
        ),
    ) as Record<string, string>;
  };
  const chooser = () => page.locator('input[type=file]').first();
  const png = async (name: string, picture: Sharp) => ({
    name,
    mimeType: 'image/png',
    buffer: await picture.png().toBuffer(),
  });
  const gray = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#7a8b6c' } });
  it('has a word for each of a folder of mixed things', async () => {
    const folder = path.join(await temporary(), 'mixed');
    await mkdir(path.join(folder, 'deep'), { recursive: true });
    const put = (name: string, bytes: Buffer | string) => writeFile(path.join(folder, name), bytes);
    const laughing = sharp(await face(480));
    await put('a face.png', await laughing.clone().png().toBuffer());
    const tall = sharp(await laughing.clone().extend({ bottom: 160, background: '#7a8b6c' }).png().toBuffer());
    await put('deep/turned.jpg', await tall.rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer());
    await put('sixteen bits.png', await laughing.clone().toColourspace('rgb16').png().toBuffer());
    const faded = laughing.clone().ensureAlpha(0.98);
    await put('alpha.webp', await faded.webp({ lossless: true }).toBuffer());
    await put('no face.png', await gray(400, 300).png().toBuffer());
    await put('text.jpg', 'This is no picture.');
    await put('empty.png', '');
    await put('notes.txt', 'Buy milk.');
    await put('phone.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));
    await put('sound.mp4', '');
    await page.locator('input[type=file]').last().setInputFiles(folder);
    const said = await rows(10);
    for (const name of ['a face.png', 'deep/turned.jpg', 'sixteen bits.png', 'alpha.webp'])
      expect(said[`mixed/${name}`], name).toBe('looks happy');
    await page.getByRole('button', { name: 'turned.jpg' }).click();
    // Upright, as its EXIF says, and the face in its upper part.
    await expect.poll(() => page.locator('.ring').getAttribute('viewBox')).toBe('0 0 480 640');
    expect(Number(await page.locator('.ring rect').getAttribute('y'))).toBeLessThan(240);
    expect(said['mixed/no face.png']).toBe(messages.tryFileNoFace.message);
    for (const [name, key] of [
      ['text.jpg', 'tryBadPicture'],
      ['empty.png', 'tryEmptyFile'],
      ['notes.txt', 'tryNotMedia'],
      ['phone.heic', 'tryHeic'],
      ['sound.mp4', 'tryEmptyFile'],
    ] as const)
      expect(said[`mixed/${name}`], name).toBe(messages[key].message.replace('$1', `mixed/${name}`));
  });

  it('takes a folder that is dropped, and a picture that is pasted', async () => {
    const dropped = (await face(320)).toString('base64');
    // A script cannot make a folder that is dropped: these are entries as the browser gives them.
    await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const entry = (fullPath: string) => ({
        isFile: true,
        name: fullPath.replace(/.*\//, ''),
        fullPath,
        file: (done: (file: File) => void) => done(new File([bytes], 'me.png', { type: 'image/png' })),
      });
      // More than a hundred come in several parts.
      const parts = [[entry('/folder/b10.png'), entry('/folder/b9.png')], [entry('/folder/a.png')], []];
      const folder = {
        isFile: false,
        name: 'folder',
        fullPath: '/folder',
        createReader: () => ({ readEntries: (done: (some: object[]) => void) => done(parts.shift() ?? []) }),
      };
      const data = { items: [{ webkitGetAsEntry: () => folder }], files: [] };
      const event = new Event('drop', { cancelable: true });
      Object.defineProperty(event, 'dataTransfer', { value: data });
      window.dispatchEvent(event);
    }, dropped);
    expect(Object.keys(await rows(3))).toEqual(['folder/a.png', 'folder/b9.png', 'folder/b10.png']);
    await page.evaluate(async (base64) => {
      const clipboardData = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
      window.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
    }, dropped);
    expect((await rows(4))['image.png']).toBe('looks happy');
  });

  it('numbers the faces of a group, and shows points and the net’s picture', async () => {
    const wide = gray(1400, 600);
    const input = await face(300);
    const group = wide.composite([
      { input, left: 80, top: 150 },
      { input: await sharp(input).flop().toBuffer(), left: 560, top: 120 },
      { input, left: 1040, top: 170 },
    ]);
    await chooser().setInputFiles([await png('group.png', group)]);
    await page.getByRole('button', { name: 'Face 3: looks happy' }).waitFor();
    expect(await page.locator('.ring text').allTextContents()).toEqual(['1', '2', '3']);
    const [left, middle, right] = (await page
      .locator('.ring rect')
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute('x'))))) as [number, number, number];
    expect(left).toBeGreaterThan(80);
    expect(left).toBeLessThan(380);
    expect(middle - left).toBeGreaterThan(300);
    expect(right - middle).toBeGreaterThan(300);
    await page.getByRole('switch', { name: messages.tryPoints.message }).click();
    expect(await page.locator('.ring circle').count()).toBe(18);
    await page.getByRole('switch', { name: messages.tryCrop.message }).click();
    // A face, and not a plane of one gray.
    const spread = await page.locator('.net-crop').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, 48, 48);
      const grays = [...data].filter((_, i) => i % 4 === 0);
      return Math.max(...grays) - Math.min(...grays);
    });
    expect(spread).toBeGreaterThan(100);
    await page.getByText(/^Opened in \d+ ms · Found in \d+ ms, read in \d+ ms · \w/).waitFor();
  });

  it('reads oneself alone where the answers leave no more, once it is known which face that is', async () => {
    const { serviceWorker } = browser;
    const { answers } = await serviceWorker.evaluate(() => chrome.storage.local.get('answers'));
    const alone = { version: 1, purpose: 'rehearse', place: 'elsewhere', people: 'alone' };
    await serviceWorker.evaluate((given) => chrome.storage.local.set({ answers: given }), alone);
    try {
      await open('me.png', await face(480));
      await shows('looks happy');
      const input = await face(300);
      const two = gray(1000, 600).composite([
        { input, left: 80, top: 150 },
        { input, left: 560, top: 120 },
      ]);
      await chooser().setInputFiles([await png('two.png', two)]);
      await shows(messages.selfAsk.message);
      expect(await page.getByText('looks happy to').count()).toBe(0);
      await page.getByRole('button', { name: `Face 2: ${messages.selfThis.message}` }).click();
      await page.getByRole('button', { name: 'Face 2: looks happy' }).waitFor();
      expect(await page.getByRole('button', { name: `Face 1: ${messages.selfThis.message}` }).count()).toBe(1);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: messages.saveJson.message }).click(),
      ]);
      const { files } = JSON.parse(String(await readFile(await download.path())));
      expect(files[1].faces).toMatchObject([
        { face: 1, state: 'excluded', word: null, shares: null },
        { face: 2, state: 'read', word: 'happy' },
      ]);
    } finally {
      await serviceWorker.evaluate((given) => chrome.storage.local.set({ answers: given }), answers);
    }
  });

  it('reads a picture of 60 megapixels', async () => {
    const large = gray(9500, 6400).composite([{ input: await face(1200), left: 6000, top: 3000 }]);
    const buffer = await large.jpeg().toBuffer();
    await chooser().setInputFiles([{ name: 'large.jpg', mimeType: 'image/jpeg', buffer }]);
    await shows('looks happy');
    const x = Number(await page.locator('.ring rect').getAttribute('x'));
    expect(x).toBeGreaterThan(6000);
    expect(x).toBeLessThan(7200);
  });

  it('reads three hundred pictures, loses none and holds on to nothing', async () => {
    await countAddresses(page);
    await page.reload();
    const small = await sharp(await face(160))
      .jpeg()
      .toBuffer();
    const many = Array.from({ length: 300 }, (_, i) => ({
      name: `${String(i).padStart(3, '0')}.jpg`,
      mimeType: 'image/jpeg',
      buffer: i % 50 === 49 ? Buffer.from('This is no picture.') : small,
    }));
    await chooser().setInputFiles(many);
    const said = Object.entries(await rows(300));
    expect(said.length).toBe(300);
    expect(said.filter(([, words]) => words === 'looks happy').length).toBe(294);
    expect(said.filter(([, words]) => words.includes('is not a picture')).map(([name]) => name)).toEqual(
      [49, 99, 149, 199, 249, 299].map((i) => `${String(i).padStart(3, '0')}.jpg`),
    );
    // Of the one that is shown.
    expect(await held(page)).toBe(1);
    await page.locator('.file-row').nth(7).click();
    expect(await held(page)).toBe(1);
    await page.getByRole('button', { name: messages.tryClear.message }).click();
    expect(await held(page)).toBe(0);
    expect(await page.locator('.file-row').count()).toBe(0);
  });

  it('names what the settings name, in their language', async () => {
    const set = (values: object) => browser.serviceWorker.evaluate((to) => chrome.storage.sync.set(to), values);
    await set({ classes: 'four', language: 'de' });
    try {
      await page.reload();
      await chooser().setInputFiles([await png('ich.png', sharp(await face(480)))]);
      await page.getByText(german.tryFilesRead.message.replace('$1', '1').replace('$2', '1')).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: german.saveJson.message }).click(),
      ]);
      const { shares } = JSON.parse(String(await readFile(await download.path()))).files[0].faces[0];
      expect(shares.happy).toBeGreaterThan(0.5);
      expect([shares.disgust, shares.fear, shares.surprise]).toEqual([0, 0, 0]);
    } finally {
      await browser.serviceWorker.evaluate(() => chrome.storage.sync.clear());
    }
  });

  it('stops when it is told to, and goes on with the rest', async () => {
    const buffer = await face(480);
    const many = Array.from({ length: 60 }, (_, i) => ({ name: `${i}.png`, mimeType: 'image/png', buffer }));
    await chooser().setInputFiles(many);
    await page.getByText(/^([2-9]|[1-3]\d) of 60 done$/).waitFor();
    await page.getByRole('button', { name: messages.tryCancel.message }).click();
    const left = page.getByText(messages.tryFileLeft.message, { exact: true });
    await expect.poll(() => left.count()).toBeGreaterThan(10);
    // Another picture does not wake the rest.
    await chooser().setInputFiles([await png('one more.png', gray(64, 64))]);
    await page.getByText(messages.tryFileNoFace.message).waitFor();
    expect(await left.count()).toBeGreaterThan(10);
    await page.getByRole('button', { name: messages.tryGoOn.message }).click();
    expect((await rows(61))['59.png']).toBe('looks happy');
  });

  it('saves a table, data and the picture with its frames', async () => {
    await chooser().setInputFiles([
      await png('=me, smiling.png', sharp(await face(480))),
      { name: 'empty.png', mimeType: 'image/png', buffer: Buffer.from('') },
    ]);
    await rows(2);
    const saved = async (key: 'saveCsv' | 'saveJson' | 'tryAnnotated') => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: messages[key].message }).click(),
      ]);
      return [download.suggestedFilename(), await readFile(await download.path())] as const;
    };
    const [csvName, csv] = await saved('saveCsv');
    expect(csvName).toBe('roomtone-faces.csv');
    const [header, first, second] = String(csv).replace('\ufeff', '').split('\r\n');
    expect(header).toMatch(
      /^"file","second","face","state","word","movements","neutral","happy",.*,"unclear","left","top","width","height"$/,
    );
    expect(first).toMatch(/^"'=me, smiling.png","","1","read","happy",/);
    expect(second).toMatch(/^"empty.png","","","not-read",/);
    const [, json] = await saved('saveJson');
    const { files } = JSON.parse(String(json));
    expect(files).toMatchObject([
      { file: '=me, smiling.png', outcome: null, faces: [{ face: 1, state: 'read', word: 'happy' }] },
      { file: 'empty.png', outcome: 'not-read', faces: [] },
    ]);
    const [pngName, picture] = await saved('tryAnnotated');
    expect(pngName).toBe('=me, smiling-roomtone.png');
    const { width, height } = await sharp(picture).metadata();
    expect([width, height]).toEqual([480, 480]);
    // The frame's left edge is white, in the middle of its height.
    const { left, top, height: high } = files[0].faces[0].box;
    const at = { left: Math.max(0, left - 1), top: top + Math.round(high / 2), width: 3, height: 1 };
    const { data } = await sharp(picture).extract(at).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(Math.max(...data)).toBe(255);
  });

  it('opens from the popup', async () => {
    const popup = await browser.context.newPage();
    await popup.goto(`chrome-extension://${browser.extensionId}/popup.html`);
    const opening = browser.context.waitForEvent('page');
    await popup.getByText(messages.openTryIt.message).click();
    const opened = await opening;
    expect(path.basename(new URL(opened.url()).pathname)).toBe('tryit.html');
    await popup.close();
    await opened.close();
  });
});

/** Videos are made on the spot. */
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const ffmpeg = (folder: string, args: string) => {
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args.split(' ')], { cwd: folder });
  if (status !== 0) throw new Error(String(stderr));
};
/** One who leaves after three seconds and comes back after another two and a half, and one who stays: eight seconds of VP8. */
const TWO =
  '-f lavfi -i color=0x7a8b6c:s=960x540:r=25:d=8 -loop 1 -i face.png -filter_complex ' +
  '[0][1]overlay=60:90:enable=lt(t\\,3)+gt(t\\,5.6)[a];[a][1]overlay=560:90:shortest=1[v] -map [v] -t 8 ' +
  '-c:v libvpx -b:v 1M -deadline realtime -cpu-used 8';

const FRAMES_A_SECOND = 10;
/** A head of a picture that keeps still for two seconds and nods for five, as nodding.webm. */
async function nodding(folder: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const picture = sharp(pictureFile('sample3.jpg')).extract({ left: 425, top: 183, width: 520, height: 560 });
    const source = `data:image/png;base64,${(await picture.png().toBuffer()).toString('base64')}`;
    await page.addScriptTag({
      content: await bundled("import { poser } from './practice/head.ts'; Object.assign(window, { poser });"),
    });
    const frames = await page.evaluate(
      async ([src, rate]) => {
        const { poser } = window as unknown as { poser: typeof import('../../practice/head.ts').poser };
        const image = new Image();
        image.src = src;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        // The face of this picture, as the practice call has it, in pixels of the part.
        const mouth = [
          { x: 214, y: 353 },
          { x: 283, y: 353 },
        ] as const;
        const hold = poser(canvas, { x: 260, y: 280, unit: 204, mouth });
        return Array.from({ length: 7 * rate }, (_, i) => {
          const seconds = i / rate - 2;
          const pitch = seconds > 0 ? 0.23 * Math.sin(2 * Math.PI * 1.4 * seconds) : 0;
          hold({ yaw: 0, pitch, smile: 0 });
          return canvas.toDataURL('image/jpeg', 0.95).split(',')[1] ?? '';
        });
      },
      [source, FRAMES_A_SECOND] as const,
    );
    for (const [i, frame] of frames.entries())
      await writeFile(path.join(folder, `nod-${String(i).padStart(3, '0')}.jpg`), Buffer.from(frame, 'base64'));
  } finally {
    await browser.close();
  }
  ffmpeg(folder, `-framerate ${FRAMES_A_SECOND} -i nod-%03d.jpg -c:v libvpx -b:v 2M -deadline realtime nodding.webm`);
}

describe.skipIf(!hasFfmpeg)('videos on the try-it page (made with ffmpeg)', () => {
  let browser: ExtensionBrowser;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'roomtone-tryit-'));
    const laughing = { left: 1300, top: 80, width: 560, height: 560 };
    const face = sharp(pictureFile('sample1.jpg')).extract(laughing).resize(320, 320);
    await face.png().toFile(path.join(folder, 'face.png'));
    ffmpeg(folder, `${TWO} two.webm`);
    ffmpeg(folder, '-loop 1 -i face.png -t 1 -r 10 -pix_fmt yuv420p -vf scale=640:480 camera.y4m');
    browser = await launchWithExtension({
      headless: true,
      dist: DIST,
      flags: [
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${path.join(folder, 'camera.y4m')}`,
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await page?.close();
    page = await browser.context.newPage();
    await page.goto(`chrome-extension://${browser.extensionId}/tryit.html`);
  });
  const open = (...names: string[]) =>
    page
      .locator('input[type=file]')
      .first()
      .setInputFiles(names.map((name) => path.join(folder, name)));
  const done = (count: number) => page.getByText(`${count} of ${count} done`).waitFor({ timeout: 100_000 });

  it('reads the camera, mirrored, and lets go of it', async () => {
    await page.getByRole('button', { name: messages.tryCamera.message }).click();
    await page.getByText('looks happy').first().waitFor();
    expect(await page.locator('.stage.mirrored video').count()).toBe(1);
    const tracks = () =>
      page
        .locator('.stage video')
        .evaluateAll((all) =>
          (all as HTMLVideoElement[]).map((video) => (video.srcObject as MediaStream).getVideoTracks()[0]?.readyState),
        );
    expect(await tracks()).toEqual(['live']);
    const track = await page
      .locator('.stage video')
      .evaluateHandle((video: HTMLVideoElement) => (video.srcObject as MediaStream).getVideoTracks()[0]);
    await page.getByRole('button', { name: messages.tryCameraStop.message }).click();
    await expect.poll(() => track.evaluate((one) => one?.readyState)).toBe('ended');
    expect(await page.locator('video').count()).toBe(0);
  });

  it('offers several cameras once one is allowed, and remembers none', async () => {
    const other = await launchWithExtension({
      headless: true,
      dist: DIST,
      flags: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=2'],
    });
    try {
      const two = await other.context.newPage();
      await two.goto(`chrome-extension://${other.extensionId}/tryit.html`);
      const cameras = two.getByRole('combobox', { name: messages.tryCameraChoice.message });
      expect(await cameras.count()).toBe(0);
      await two.getByRole('button', { name: messages.tryCamera.message }).click();
      await two.getByText(messages.tryNoFace.message).first().waitFor();
      const picked = () => cameras.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.textContent);
      const labelled = () =>
        two.locator('.stage video').evaluate((video: HTMLVideoElement) => {
          return (video.srcObject as MediaStream).getVideoTracks()[0]?.label;
        });
      expect(await picked()).toBe('fake_device_0');
      await cameras.selectOption({ label: 'fake_device_1' });
      await expect.poll(async () => [await picked(), await labelled()]).toEqual(['fake_device_1', 'fake_device_1']);
      const kept = await other.serviceWorker.evaluate(async () =>
        JSON.stringify([await chrome.storage.local.get(), await chrome.storage.sync.get()]),
      );
      expect(kept).not.toContain('amera');
      expect(kept).not.toContain('evice');
    } finally {
      await other.close();
    }
  });

  it('follows everybody through a clip, and takes who comes back for somebody new', async () => {
    await open('two.webm');
    await done(1);
    await expect.poll(() => page.locator('.timeline').count()).toBe(3);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: messages.saveJson.message }).click(),
    ]);
    const { files } = JSON.parse(String(await readFile(await download.path())));
    interface Told {
      second: number;
      faces: { face: number; state: string; word: string; box: { left: number } }[];
    }
    const moments: Told[] = files[0].moments;
    expect(moments.map(({ second }) => second)).toEqual(Array.from({ length: 40 }, (_, i) => i / 5));
    const read = (number: number) =>
      moments.flatMap(({ second, faces }) =>
        faces.filter(({ face, state }) => face === number && state === 'read').map(({ box }) => [second, box.left]),
      ) as [number, number][];
    const [left, right, back] = [read(1), read(2), read(3)];
    expect(left.every(([, x]) => x < 480)).toBe(true);
    expect(right.every(([, x]) => x > 480)).toBe(true);
    expect(back.every(([, x]) => x < 480)).toBe(true);
    expect(right.length).toBeGreaterThan(35);
    // A reading stands for a second and a half after the last look at a face.
    expect(left.at(-1)?.[0]).toBeLessThan(4.8);
    expect(left.length).toBeGreaterThan(12);
    expect(back[0]?.[0]).toBeGreaterThanOrEqual(5.6);
    // A click on a band shows the moment.
    const band = page.getByRole('img', { name: /^Face 2 over time/ });
    const { width } = (await band.boundingBox()) as { width: number };
    await band.click({ position: { x: (width * 7) / 8, y: 12 } });
    await expect.poll(() => page.locator('.ring text').allTextContents()).toEqual(['2', '3']);
    await band.click({ position: { x: width / 8, y: 12 } });
    await expect.poll(() => page.locator('.ring text').allTextContents()).toEqual(['1', '2']);
  });

  it('reads on while another file is looked at, and holds on to no video', async () => {
    await countAddresses(page);
    await page.reload();
    await open('two.webm', 'face.png');
    await page.locator('.timeline').first().waitFor();
    await page.locator('.file-row').nth(1).click();
    await done(2);
    expect(await page.locator('.file-row[aria-current=true] .file-name').textContent()).toContain('face.png');
    // Of the picture.
    expect(await held(page)).toBe(1);
    await page.locator('.file-row').first().click();
    await page.locator('.stage video').waitFor();
    await expect.poll(() => page.locator('.timeline').count()).toBe(3);
    expect(await held(page)).toBe(1);
    await page.getByRole('button', { name: messages.tryClear.message }).click();
    expect(await held(page)).toBe(0);
  });

  it('tells what a head does beside how the face looks', async () => {
    await nodding(folder);
    await open('nodding.webm');
    await done(1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: messages.saveJson.message }).click(),
    ]);
    const { files } = JSON.parse(String(await readFile(await download.path())));
    interface Told {
      second: number;
      faces: { movements: string[] }[];
    }
    const nods = (files[0].moments as Told[]).filter(({ faces }) => faces[0]?.movements.includes('nodding'));
    // It keeps still for the first two seconds, and three swings make a nod.
    expect(nods[0]?.second).toBeGreaterThan(2.5);
    expect(nods.length).toBeGreaterThan(5);
    const last = nods.at(-1)?.second ?? 0;
    await page.getByRole('slider').fill(String(last));
    await expect.poll(() => page.locator('.doing li').allTextContents()).toContain(messages.nodding.message);
    await page.getByRole('slider').fill('1');
    await expect.poll(() => page.locator('.doing li').count()).toBe(0);
  });

  it('tells a clip as a whole, and when its faces changed', async () => {
    const neutral = sharp(pictureFile('sample3.jpg')).extract({ left: 525, top: 303, width: 320, height: 320 });
    await neutral.png().toFile(path.join(folder, 'neutral.png'));
    ffmpeg(
      folder,
      '-f lavfi -i color=0x7a8b6c:s=640x480:r=10:d=30 -loop 1 -i face.png -loop 1 -i neutral.png -filter_complex ' +
        '[0][1]overlay=160:80:enable=lt(t\\,20)[a];[a][2]overlay=160:80:enable=gte(t\\,20)[v] -map [v] -t 30 ' +
        '-c:v libvpx -b:v 1M -deadline realtime -cpu-used 8 changing.webm',
    );
    await open('changing.webm');
    await done(1);
    const clip = page.locator('.clip');
    expect(await clip.locator('.sentence').textContent()).toBe('On the whole, faces looked mostly happy');
    // Of the band and of the list.
    expect(await clip.locator('.signs li').count()).toBe(1);
    const [said = ''] = await clip.locator('.moments li').allTextContents();
    const [, seconds, words] = /^10:(\d\d)(.*)$/.exec(said) ?? [];
    expect(words).toBe('1 of 1 no longer looks happy');
    expect(Number(seconds)).toBeGreaterThanOrEqual(20);
    expect(Number(seconds)).toBeLessThan(26);
  });

  it('saves a video with its frames, or none when it is told to stop', async () => {
    await open('two.webm');
    await done(1);
    const save = page.getByRole('button', { name: messages.tryAnnotatedVideo.message });
    await save.click();
    const bar = page.getByRole('progressbar', { name: messages.trySaving.message });
    await expect.poll(() => bar.evaluate((one: HTMLProgressElement) => one.value)).toBeGreaterThan(0.1);
    await page.getByRole('button', { name: messages.trySavingStop.message }).click();
    await bar.waitFor({ state: 'detached' });
    const saving = page.waitForEvent('download');
    await save.click();
    const download = await saving;
    expect(download.suggestedFilename()).toMatch(/^two-roomtone\.(mp4|webm)$/);
    await download.saveAs(path.join(folder, 'written'));
    const [exported] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: messages.saveJson.message }).click(),
    ]);
    const { files } = JSON.parse(String(await readFile(await exported.path())));
    const { box } = files[0].moments[10].faces[1];
    /** A frame a second, gray. */
    const side = 960 * 540;
    const decoded = (name: string) => {
      const args = ['-v', 'error', '-i', name, '-r', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
      return spawnSync('ffmpeg', args, { cwd: folder, maxBuffer: 1 << 28 }).stdout;
    };
    const [before, after] = [decoded('two.webm'), decoded('written')];
    // As large as it was, and as long.
    expect(Math.abs(after.length - before.length) / side).toBeLessThanOrEqual(1);
    // The frame's left edge is white, in the middle of its height.
    const edge = (of: Buffer) => {
      const place = 960 * (box.top + Math.round(box.height / 2)) + box.left;
      // On a busy machine a frame is recorded late.
      const seconds = [1, 2, 3].map((second) => second * side + place);
      return Math.max(...seconds.flatMap((at) => [...of.subarray(at - 2, at + 3)]));
    };
    expect(edge(after) - edge(before)).toBeGreaterThan(40);
  });

  it('pauses, shows another moment meanwhile, goes on where it was, and can be stopped', async () => {
    await open('two.webm');
    await page.locator('.timeline').nth(1).waitFor();
    await page.getByRole('button', { name: messages.tryPause.message }).click();
    const slider = page.getByRole('slider');
    await slider.press('Home');
    await expect.poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime)).toBe(0);
    await page.getByRole('button', { name: messages.tryResume.message }).click();
    await done(1);
    await expect.poll(() => page.locator('.timeline').count()).toBe(3);
    await page.getByRole('button', { name: messages.tryClear.message }).click();
    await open('two.webm');
    await page.locator('.timeline').first().waitFor();
    await page.getByRole('button', { name: messages.tryCancel.message }).click();
    await page.getByRole('button', { name: messages.tryGoOn.message }).waitFor();
    expect(await page.locator('video').count()).toBe(1);
    await page.getByRole('button', { name: messages.tryClear.message }).click();
    expect(await page.locator('video').count()).toBe(0);
  });

  it('says of each video that cannot be read why not, and reads the others', async () => {
    ffmpeg(folder, '-f lavfi -i sine=d=2 -c:a libopus sound.webm');
    ffmpeg(folder, '-f lavfi -i testsrc=d=1:s=320x240 -c:v mpeg2video old.mpg');
    await writeFile(path.join(folder, 'words.mp4'), 'This is no video.');
    // A third of a file whose beginning says how long it is.
    const whole = await readFile(path.join(folder, 'two.webm'));
    await writeFile(path.join(folder, 'cut.webm'), whole.subarray(0, whole.length / 3));
    // As browsers record: nothing says how long it is.
    ffmpeg(folder, '-i two.webm -t 2 -c copy -f webm -live 1 recorded.webm');
    await open('sound.webm', 'old.mpg', 'words.mp4', 'cut.webm', 'recorded.webm');
    await done(5);
    const said = (await page.locator('.file-words').allTextContents()).map((words) =>
      words.replace(/[\u2066-\u2069]/g, ''),
    );
    const sentence = (key: 'tryNoVideoTrack' | 'tryBadVideo', name: string) =>
      messages[key].message.replace('$1', name);
    expect(said.slice(0, 3)).toEqual([
      sentence('tryNoVideoTrack', 'sound.webm'),
      sentence('tryBadVideo', 'old.mpg'),
      sentence('tryBadVideo', 'words.mp4'),
    ]);
    expect(said[3]).toMatch(/^cut\.webm breaks off: it could be read up to 0:0[1-4] of 0:08\.$/);
    expect(said[4]).toBe('faces followed: 2');
  });
});
