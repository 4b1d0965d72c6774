// The settings page in a real browser, under the extension's own policy: what it says and saves, how keys move it, that all fits.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import german from '../../_locales/de/messages.json' with { type: 'json' };
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import type { Mode } from '../../src/call/consent/policy.ts';
import { DEFAULT_SETTINGS, MODES } from '../../src/call/settings.ts';
import { isolated } from '../../src/i18n/isolate.ts';
import { fromCatalogue } from '../../src/i18n/t.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { FITS, overflow } from '../support/fits.ts';
import { long } from '../support/long.ts';
import { bundleFixtures, type Look, openSurface } from './serve.ts';
import { SETTINGS, type SettingsName } from './settings-fixtures.tsx';

const say = (key: keyof typeof messages) => messages[key].message;
/** As the page shows it after a reading, a save and a redraw. */
const SETTLED_MS = 2000;

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launchBrowser(), bundleFixtures()]);
});
afterAll(() => browser.close());

const open = (state: SettingsName, look: Partial<Look> = {}) =>
  openSurface(browser, script, 'options' as const, state, { width: 1000, height: 900, ...look });
const asked = (page: Page) => page.evaluate(() => window.asked);
const saved = async (page: Page, ...calls: unknown[][]) => {
  await expect.poll(() => asked(page), { timeout: SETTLED_MS }).toEqual(calls);
};

/** All that the page is made of; the other states have some of it, and other words. */
const OF_ALL_PARTS: SettingsName[] = ['changed', 'forced', 'disabled', 'unreadable', 'work'];

describe.each(Object.keys(SETTINGS) as SettingsName[])('the settings page in state %s', (state) => {
  it.concurrent.each([...(long ? [{ width: 1000 }] : []), { width: 320, dark: true }])(
    'fits and is open to everybody in %o',
    async (look) => {
      const { page, complaints, release } = await open(state, look);
      expect(await overflow(page)).toEqual(FITS);
      expect(complaints).toEqual([]);
      if (long || OF_ALL_PARTS.includes(state)) expect(await violations(page)).toEqual([]);
      release();
    },
  );
});

describe('the settings page', () => {
  it('has a control for every setting', async () => {
    const { page, release } = await open('defaults');
    const shown = await page.evaluate(() => {
      const radio = (name: string) =>
        document.querySelector<HTMLInputElement>(`input[name=${name}]:checked`)?.value ?? null;
      const text = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`)?.value ?? null;
      const spoken = (id: string) => document.querySelector(`#${id}`)?.getAttribute('aria-valuetext') ?? null;
      return {
        choices: [radio('mode'), radio('badgeStyle'), radio('classes')],
        selects: [text('language'), text('retentionDays'), text('backend')],
        sliders: [spoken('share'), spoken('paceMs'), spoken('smoothingMs')],
        switches: [...document.querySelectorAll('[role=switch]')].map((e) => e.getAttribute('aria-checked')),
      };
    });
    expect(shown).toEqual({
      choices: [DEFAULT_SETTINGS.mode, DEFAULT_SETTINGS.badgeStyle, DEFAULT_SETTINGS.classes],
      selects: ['auto', '30', 'auto'],
      sliders: ['30%', '6 times a second', 'within about 0.9 s'],
      switches: ['true', 'false'],
    });
    expect(await page.locator('#retentionDays').isDisabled(), 'nothing is kept').toBe(true);
    expect(await page.locator('.keys kbd').allTextContents()).toEqual(['Ctrl+Shift+9', 'Ctrl+Shift+8', 'Ctrl+Shift+6']);
    await page.getByRole('button', { name: say('changeKeys') }).click();
    expect(await asked(page)).toEqual([['openShortcuts']]);
    release();
  });

  it('says of the documents that they are in English, to whom it speaks another language', async () => {
    for (const [state, said] of [
      ['defaults', []],
      ['german', [german.documentsInEnglish.message]],
    ] as const) {
      const { page, release } = await open(state);
      const links = page.locator('footer nav');
      expect(await links.locator('.in-english').allTextContents()).toEqual(said);
      const foreign = links.locator('a[hreflang=en]');
      expect(await foreign.evaluateAll((all) => all.map((a) => a.getAttribute('href')))).toEqual([
        'about.html',
        'privacy.html',
        'responsible-use.html',
      ]);
      release();
    }
  });

  it('says how to set a key that the browser could not give, and nothing where all are set', async () => {
    const missing = (page: Page) =>
      page.getByText(fromCatalogue(messages, 'en')('keysMissing', ['chrome://extensions/shortcuts']));
    const { page, release } = await open('defaults');
    expect(
      await page
        .locator('.keys div', { hasText: say('commandPanel') })
        .locator('dd')
        .textContent(),
    ).toBe(say('keyNone'));
    expect(await missing(page).isVisible()).toBe(true);
    release();
    const all = await open('changed');
    expect(await all.page.locator('.keys kbd').count()).toBe(4);
    expect(await missing(all.page).count()).toBe(0);
    all.release();
  });

  it('is worked by keyboard alone, slider and select too', async () => {
    const { page, release } = await open('defaults');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { name: say('modeGroup') }).isChecked()).toBe(true);
    await saved(page, ['save', { mode: 'group' }]);
    await page.locator('#share').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('output[for=share]').textContent()).toBe('35%');
    await saved(page, ['save', { mode: 'group' }], ['save', { share: 0.35 }]);
    await page.keyboard.press('Home');
    await page.keyboard.press('End');
    await expect.poll(async () => (await asked(page)).at(-1)).toEqual(['save', { share: 1 }]);
    await page.locator('#language').focus();
    await page.keyboard.press('D');
    await expect.poll(async () => (await asked(page)).at(-1)).toEqual(['save', { language: 'de' }]);
    await page.getByRole('switch', { name: say('keepSwitch') }).focus();
    await page.keyboard.press('Space');
    await expect.poll(async () => (await asked(page)).at(-1)).toEqual(['save', { history: true }]);
    expect(await page.locator('#retentionDays').isEnabled()).toBe(true);
    release();
  });

  it('offers the modes that the answers leave, and says why the others are not', async () => {
    const { page, release } = await open('work');
    const mode = (value: Mode) => page.locator(`[name=mode][value=${value}]`);
    expect(await mode('self').isChecked(), 'what was wanted is not to be had').toBe(true);
    for (const one of MODES) expect(await mode(one).isDisabled(), one).toBe(one !== 'self' && one !== 'movements');
    expect(await page.getByText(say('notEuWork')).count()).toBe(2);
    release();
  });

  it('lists who is never to be read, and takes them off', async () => {
    const { page } = await open('work');
    expect(await page.locator('.blocked-names li > bdi').allTextContents()).toEqual(['Zoë Müller', 'Мария Соколова']);
    await page.getByRole('button', { name: `Take off the list: ${isolated('Мария Соколова')}` }).click();
    expect(await asked(page)).toEqual([['unblock', 'Мария Соколова']]);
    const { page: nobody } = await open('defaults');
    await nobody.getByText(say('blockedNone')).waitFor();
    for (const one of [page, nobody]) await one.close();
  });

  it('says so when what is stored cannot be read, and offers to try again', async () => {
    const { page, release } = await open('unreadable');
    expect(await page.getByRole('alert').locator('h1').textContent()).toBe(say('errorStorage'));
    await page.getByRole('button', { name: say('tryAgain') }).click();
    expect(await asked(page)).toEqual([['tryAgain']]);
    release();
  });

  it('asks in a group how many it takes', async () => {
    const { page, release } = await open('defaults');
    expect(await page.locator('#groupLeast').count()).toBe(0);
    await page.getByRole('radio', { name: say('modeGroup') }).click();
    await page.locator('#groupLeast').selectOption('8');
    await saved(page, ['save', { mode: 'group' }], ['save', { groupLeast: 8 }]);
    release();
  });

  it('saves two changes a second at most, and the last one for certain', async () => {
    const { page, release } = await open('defaults');
    await page.locator('#share').focus();
    const started = Date.now();
    for (let i = 0; i < 14; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await asked(page)).at(-1), { timeout: SETTLED_MS }).toEqual(['save', { share: 1 }]);
    expect((await asked(page)).length).toBeLessThanOrEqual(2 + (Date.now() - started) / 600);
    release();
  });

  it('saves nothing while a slider is dragged, and shows all the same what would follow', async () => {
    const { page } = await open('defaults');
    const pills = () =>
      page
        .locator('.pill')
        .evaluateAll((all) => all.map((pill) => pill.getAttribute('aria-label')?.replace(/ to .*/, '')));
    expect(await pills()).toEqual([
      `${isolated('Ada')}: looks happy`,
      `${isolated('Bruno')}: looks surprised`,
      `${isolated('Chiara')}: unclear`,
    ]);
    const slider = page.locator('#unclearBelow');
    await slider.scrollIntoViewIfNeeded();
    const box = await slider.boundingBox();
    if (!box) throw new Error('no slider');
    await page.clock.install();
    await page.mouse.move(box.x + 0.43 * box.width, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width, box.y + box.height / 2, { steps: 5 });
    expect(await pills()).toEqual([
      `${isolated('Ada')}: looks happy`,
      `${isolated('Bruno')}: unclear`,
      `${isolated('Chiara')}: unclear`,
    ]);
    expect(await page.locator('#unclearBelow-hint').textContent()).toMatch(/^Of 100 faces in its test, 32 get a word/);
    await page.clock.runFor(SETTLED_MS);
    expect(await asked(page)).toEqual([]);
    await page.mouse.move(box.x, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    expect(await pills()).toEqual([
      `${isolated('Ada')}: looks happy`,
      `${isolated('Bruno')}: looks surprised`,
      `${isolated('Chiara')}: looks sad`,
    ]);
    await saved(page, ['save', { unclearBelow: 0.2 }]);
    await page.close();
  });

  it('shows badges as they would be', async () => {
    const { page, release } = await open('defaults');
    const parts = () =>
      page
        .locator('.pill')
        .first()
        .evaluate((pill) => [
          ...[...pill.querySelectorAll('img')].map((img) => `${img.width}×${img.height}`),
          pill.textContent,
        ]);
    expect(await parts()).toEqual(['16×16', '20×8', 'happy']);
    await page.getByLabel(say('badgeStyleEmoji')).check();
    expect(await parts()).toEqual(['16×16', '']);
    await page.getByLabel(say('badgeStyleDots')).check();
    expect(await parts()).toEqual(['20×8', '']);
    await page.getByLabel(say('classesFour')).check();
    expect(await page.locator('.pill').nth(1).getAttribute('aria-label')).toBe(`${isolated('Bruno')}: unclear`);
    await page.getByLabel(say('modeGroup')).check();
    expect(await page.locator('.pill').count()).toBe(0);
    expect(await page.getByText(say('badgesInGroup')).count()).toBe(1);
    await page.getByLabel(say('modeSelf')).check();
    await page.getByRole('switch', { name: say('switchBadges') }).click();
    expect(await page.locator('.pill').count()).toBe(0);
    release();
  });

  it('goes back to the defaults, and back from there', async () => {
    const { page, release } = await open('changed');
    await page.getByRole('button', { name: say('resetSettings') }).click();
    await page.getByText(say('resetDone')).waitFor();
    expect(await page.getByLabel(say('badgeStyleWord')).isChecked()).toBe(true);
    expect((await asked(page)).map(([command]) => command)).toEqual(['forget']);
    await page.getByRole('button', { name: say('undo') }).click();
    await expect.poll(async () => (await asked(page)).at(-1)).toEqual(['save', SETTINGS.changed.own]);
    expect(await page.getByLabel(say('badgeStyleEmoji')).isChecked()).toBe(true);
    expect(await page.getByText(say('resetDone')).count()).toBe(0);
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    expect(focused, 'the focus has not gone with the button').toBe(say('resetSettings'));
    release();
  });

  it('says which settings are an organisation’s, and offers none of them', async () => {
    const { page, release } = await open('forced');
    const controls = page.locator('main :is(input, select, [role=switch])');
    expect(await controls.count()).toBe(20);
    for (const control of await controls.all()) expect(await control.isDisabled()).toBe(true);
    expect(await page.getByText(say('setByOrganisation')).count()).toBe(13);
    expect(await page.locator('output[for=share]').textContent(), 'a value that is none of the steps').toBe('37%');
    await page.getByRole('button', { name: say('resetSettings') }).click();
    await saved(page, ['forget', []]);
    release();
  });

  it('says so when an organisation has switched Roomtone off', async () => {
    const { page, release } = await open('disabled');
    expect(
      await page
        .getByRole('status')
        .filter({ hasText: say('phaseDisabled') })
        .count(),
    ).toBe(1);
    expect(await page.getByText(say('setByOrganisation')).count()).toBe(1);
    release();
  });

  it.each([
    ['full', 'saveFailed'],
    ['hasty', 'saveTooOften'],
  ] as const)('takes back what could not be saved and says so: %s', async (state, key) => {
    const { page, release } = await open(state);
    const share = page.locator('#share');
    await share.focus();
    const before = await share.inputValue();
    await page.keyboard.press('ArrowRight');
    await page.getByText(say(key)).waitFor();
    expect(await share.inputValue()).toBe(before);
    // It may be taken back before check() would see it.
    await page.getByLabel(say('badgeStyleDots')).click();
    await expect.poll(() => page.getByLabel(say('badgeStyleWord')).isChecked(), { timeout: SETTLED_MS }).toBe(true);
    expect(await page.getByRole('switch', { name: say('switchBadges') }).getAttribute('aria-checked')).toBe('true');
    await page.getByRole('switch', { name: say('switchBadges') }).click();
    await expect.poll(async () => (await asked(page)).at(-1)).toEqual(['save', { badges: false }]);
    await expect
      .poll(() => page.getByRole('switch', { name: say('switchBadges') }).getAttribute('aria-checked'))
      .toBe('true');
    release();
  });

  it('speaks German, numbers too', async () => {
    const { page, release } = await open('german');
    expect(await page.locator('h1').textContent()).toBe('Einstellungen');
    expect(await page.locator('#smoothingMs').getAttribute('aria-valuetext')).toBe('in etwa 0,9 s');
    expect(await page.locator('.pill').first().getAttribute('aria-label')).toMatch(
      /^\u2068Ada\u2069: sieht fröhlich aus/,
    );
    release();
  });
});
