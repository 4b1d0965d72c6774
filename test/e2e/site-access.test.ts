// A site's permission is taken back while its call is read: reading stops within a second and says why.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json';
import { type Copy, copyAllowing } from '../../harness/allowed.ts';
import { LAYOUTS, openPracticeCall } from '../../harness/practice-server.ts';
import { type Call, DIST, enterCall, launch, openCall } from '../support/extension.ts';
import { type ExtensionsPage, openExtensionsPage } from '../support/extensions-page.ts';
import { story } from '../support/story.ts';

/** How long ago the last look at anybody was when reading had stopped, milliseconds after `since`. */
async function stopsWithin(call: Call, ms: number) {
  const since = Date.now();
  await call.until((s) => s.phase === 'error', 5000);
  expect(Date.now() - since).toBeLessThan(ms);
  expect((await call.snapshot()).error).toBe('errorSiteWithdrawn');
  expect(await call.badges()).toEqual([]);
  await call.popup.getByText(messages.errorSiteWithdrawn.message).waitFor();
}

describe('a built-in site', () => {
  let call: Call;
  let extensions: ExtensionsPage;
  beforeAll(async () => {
    call = await openCall({ people: 2, still: true });
    extensions = await openExtensionsPage(call.browser);
    await call.page.bringToFront();
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === 2, 60_000);
  });
  afterAll(() => call?.close());

  story('is read while it is allowed', {
    'set to "on click" in mid-call is read no more, and not again by the switch': async () => {
      await extensions.setSiteAccess('ON_CLICK');
      await stopsWithin(call, 1000);
      const { phase } = await call.ask('setReading', { on: true });
      expect(phase).toBe('error');
      expect((await call.snapshot()).room.participants).toEqual([]);
      expect(await call.report(), 'the call so far is kept').toMatchObject({ platform: 'Google Meet' });
    },
    'allowed again can be read again in the same page': async () => {
      await extensions.setSiteAccess('ON_ALL_SITES');
      await call.until((s) => s.phase === 'off', 3000);
      await call.switchOn();
      await call.until((s) => s.room.summary.seen === 2, 60_000);
    },
  });
});

describe('a site that the user has allowed', () => {
  let call: Call;
  let copy: Copy;
  let extensions: ExtensionsPage;
  beforeAll(async () => {
    const url = new URL(LAYOUTS.plain.url);
    copy = await copyAllowing(DIST, url);
    const browser = await launch({ dist: copy.dist });
    extensions = await openExtensionsPage(browser);
    call = await enterCall(
      browser,
      await openPracticeCall(browser.context, { layout: 'plain', people: 2, still: true }),
    );
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === 2, 60_000);
  });
  afterAll(async () => {
    await call?.close();
    await copy?.remove();
  });

  it('taken back in mid-call is read no more', async () => {
    await extensions.takeBack('https://call.example/*');
    await stopsWithin(call, 1000);
  });
});
