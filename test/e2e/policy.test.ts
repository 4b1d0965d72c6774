// What an organisation has set, with a real policy in the real browser: it holds, is shown as such, and can change while a call is read.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { type Call, DIST, openCall } from '../support/extension.ts';
import { long } from '../support/long.ts';
import { idOf, type Policy, policyOf, whyNoPolicy } from '../support/policy.ts';
import { story } from '../support/story.ts';

const say = (key: keyof typeof messages) => messages[key].message;
const why = whyNoPolicy();
/** The browser looks at its policies again some seconds after they have changed. */
const SEEN_MS = 30_000;

if (why) console.info(`Policies are not tested here: ${why}`);

describe.skipIf(why || !long)('what an organisation has set', () => {
  let policy: Policy;
  let call: Call;
  let settings: Page;

  beforeAll(async () => {
    policy = policyOf(idOf(DIST));
    policy.set({ disabled: true });
    call = await openCall({ people: 5, still: true });
    expect(call.browser.extensionId, 'the policy is for this extension').toBe(idOf(DIST));
    settings = await call.browser.context.newPage();
    await settings.goto(`chrome-extension://${call.browser.extensionId}/options.html`);
    await settings.locator('h1').waitFor();
  });
  afterAll(async () => {
    policy?.clear();
    await call?.close();
  });

  story('holds, and can change', {
    'can be that Roomtone is off, and nobody switches it on': async () => {
      await call.until((s) => s.phase === 'disabled', 5000);
      expect(await call.popup.locator('h1').textContent()).toBe(say('phaseDisabled'));
      expect(await call.popup.getByRole('switch').first().isDisabled()).toBe(true);
      const after = await call.ask('setReading', { on: true });
      expect(after.phase).toBe('disabled');
      await call.idles(2);
      expect((await call.snapshot()).room.participants).toEqual([]);
      expect(await call.badges()).toEqual([]);
      expect(await settings.getByText(say('phaseDisabled')).count()).toBe(1);
    },
    'holds whatever somebody has chosen, and the settings page says so': async () => {
      await settings.evaluate(() => chrome.storage.sync.set({ mode: 'individual', badges: true, share: 0.9 }));
      policy.set({ mode: 'group', badges: false, classes: 'six', paceMs: 7, unclearBelow: 5, colour: 'red' });
      const { settings: held, forced } = await call.until((s) => s.phase === 'off', SEEN_MS);
      expect(held).toMatchObject({
        mode: 'group',
        badges: false,
        share: 0.9,
        classes: 'seven',
        paceMs: 160,
        unclearBelow: 0.5,
      });
      expect(forced).toEqual(['mode', 'badges']);
      await settings.getByText(say('setByOrganisation')).first().waitFor();
      expect(await settings.getByText(say('setByOrganisation')).count()).toBe(2);
      expect(await settings.getByText(say('phaseDisabled')).count()).toBe(0);
      const group = settings.getByLabel(say('modeGroup'));
      expect([await group.isChecked(), await group.isDisabled()]).toEqual([true, true]);
      expect(await settings.getByRole('switch').first().isDisabled()).toBe(true);
      expect(await settings.locator('#share').isEnabled()).toBe(true);
      // The browser itself leaves out what its schema does not allow; fractions it cannot bound.
      expect(await settings.evaluate(() => chrome.storage.managed.get())).toEqual({
        mode: 'group',
        badges: false,
        unclearBelow: 5,
      });
    },
    'holds in the call': async () => {
      await call.switchOn();
      // A group is spoken of from a few people on.
      await call.until((s) => s.room.summary.seen >= 3, 90_000);
      expect((await call.snapshot()).room.participants).toEqual([]);
      expect(await call.badges()).toEqual([]);
    },
    'ends a call that is being read once Roomtone is switched off': async () => {
      policy.set({ disabled: true });
      await call.until((s) => s.phase === 'disabled', SEEN_MS);
      await expect.poll(() => call.popup.locator('h1').textContent()).toBe(say('phaseDisabled'));
    },
  });
});
