// "Try it on yourself" in the built extension: one's own camera or a picture, and what happens when there is none.
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { type ExtensionBrowser, launchWithExtension } from '../../harness/browser.ts';
import { isolated } from '../../src/i18n/isolate.ts';
import { pictureFile } from '../support/atlas.ts';
import { DIST } from '../support/extension.ts';

describe('try it on yourself', () => {
  let browser: ExtensionBrowser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchWithExtension({ headless: true, dist: DIST });
  });
  afterAll(() => browser?.close());
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
