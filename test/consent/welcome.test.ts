// The page of three questions in a real browser, under the extension's own policy: what it offers and says, how keys work it, that all fits.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json';
import { violations } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { FITS, overflow } from '../support/fits.ts';
import { long } from '../support/long.ts';
import { bundleFixtures, type Look, openSurface } from '../ui/serve.ts';
import { WELCOMES, type WelcomeName } from './welcomes.ts';

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launchBrowser(), bundleFixtures()]);
});
afterAll(() => browser?.close());

const open = (state: WelcomeName, look: Partial<Look> = {}) =>
  openSurface(browser, script, 'welcome', state, { width: 1000, height: 800, ...look });
const option = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
const offers = (page: Page) => page.locator('.offers .mode strong').allTextContents();
const refusals = (page: Page) => page.locator('.refused strong').allTextContents();
const saved = (page: Page) => page.evaluate(() => window.asked);

const MOVES = ['Movements of the room', 'Movements of each person'];
const OFFERS: Record<WelcomeName, { offered: string[]; refused: string[] }> = {
  failed: { offered: [], refused: [] },
  fresh: { offered: [], refused: [] },
  private: { offered: ['Yourself'], refused: [`${MOVES.join(' · ')} · The room as a whole · Each person`] },
  told: { offered: ['Yourself', ...MOVES, 'The room as a whole', 'Each person'], refused: [] },
  'eu-work': {
    offered: ['Yourself'],
    refused: ['Movements of the room', 'Movements of each person', 'The room as a whole · Each person'],
  },
  'eu-work-told': {
    offered: ['Yourself', 'Movements of the room'],
    refused: ['Movements of each person', 'The room as a whole · Each person'],
  },
  'uk-class': {
    offered: ['Yourself', 'Movements of the room', 'The room as a whole'],
    refused: ['Movements of each person', 'Each person'],
  },
  study: { offered: ['Yourself', ...MOVES, 'The room as a whole', 'Each person'], refused: [] },
  children: { offered: ['Yourself'], refused: [`${MOVES.join(' · ')} · The room as a whole · Each person`] },
  forced: { offered: ['Yourself', ...MOVES, 'The room as a whole', 'Each person'], refused: [] },
};

/** All that the page is made of; the other states have some of it, and other words. */
const OF_ALL_PARTS: WelcomeName[] = ['failed', 'fresh', 'told', 'eu-work-told', 'forced'];

describe.each(Object.keys(WELCOMES) as WelcomeName[])('opened in state %s', (state) => {
  it.concurrent.each([...(long ? [{ width: 1000 }] : []), { width: 320, dark: true }])(
    'fits, is legal under the policy and open to everybody: %o',
    async (look) => {
      const { page, complaints, release } = await open(state, look);
      expect(await overflow(page)).toEqual(FITS);
      if (long || OF_ALL_PARTS.includes(state)) expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      release();
    },
  );

  it('says what is offered and what is not', async () => {
    const { page, release } = await open(state);
    expect({ offered: await offers(page), refused: await refusals(page) }).toEqual(OFFERS[state]);
    const first = page.locator('.refused .reason').first();
    if (OFFERS[state].refused.length > 0) expect((await first.textContent())?.length).toBeGreaterThan(40);
    release();
  });
});

describe('storage that fails', () => {
  it('is said in one sentence, with a way to try again', async () => {
    const { page, release } = await open('failed');
    expect(await page.getByRole('alert').locator('h1').textContent()).toBe(messages.errorStorage.message);
    await page.getByRole('button', { name: messages.tryAgain.message }).click();
    expect(await saved(page)).toEqual([['tryAgain']]);
    release();
  });

  it('is said when answers cannot be saved', async () => {
    const { page, release } = await open('told');
    await page.evaluate(() => {
      window.refusal = 'QUOTA_BYTES quota exceeded';
    });
    await page.getByRole('button', { name: messages.saveAnswersAgain.message }).click();
    await page.getByRole('status').getByText(messages.saveFailed.message).waitFor();
    release();
  });
});

describe('answering', () => {
  it('offers nothing, and cannot start, before all three are answered', async () => {
    const { page, release } = await open('fresh');
    const start = page.getByRole('button', { name: 'Start' });
    for (const name of ['To understand my own private calls', 'United Kingdom']) {
      await option(page, name).check();
      expect(await start.isDisabled()).toBe(true);
      expect(await page.locator('.offers').count()).toBe(0);
      expect(await page.locator('.later').textContent()).toBe(messages.offersLater.message);
    }
    await option(page, 'Adults I know: family, friends').check();
    expect(await start.isDisabled()).toBe(false);
    expect(await offers(page)).toEqual(['Yourself']);
    release();
  });

  it('asks whether the others know, and then offers them; the choice is one’s own', async () => {
    const { page, release } = await open('fresh');
    await option(page, 'To understand my own private calls').check();
    await option(page, 'Anywhere else').check();
    await option(page, 'Adults I know: family, friends').check();
    await page.getByRole('checkbox', { name: messages.stateInformed.message }).check();
    expect(await offers(page)).toEqual(['Yourself', ...MOVES, 'The room as a whole', 'Each person']);
    expect(await page.locator('.offers [type=radio]:checked').count(), 'nothing is chosen for anybody').toBe(0);
    await page.getByRole('button', { name: 'Start' }).click();
    expect(await saved(page), 'without a choice nothing is kept').toEqual([]);
    await page.locator('.offers [value=group]').check();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText(messages.answersSaved.message).waitFor();
    expect(await saved(page)).toEqual([
      ['save', { version: 1, purpose: 'understand', place: 'elsewhere', people: 'private', told: 'informed' }, 'group'],
    ]);
    release();
  });

  it('forgets a statement that was made of other people', async () => {
    const { page, release } = await open('told');
    await option(page, 'For a study whose participants have agreed').check();
    const agreed = page.getByRole('checkbox', { name: messages.stateAgreed.message });
    expect(await agreed.isChecked()).toBe(false);
    expect(await offers(page)).toEqual(['Yourself']);
    await agreed.check();
    expect(await offers(page)).toHaveLength(5);
    await option(page, 'Colleagues, staff or applicants').check();
    expect(await offers(page)).toEqual(['Yourself']);
    await page.getByRole('button', { name: 'Save' }).click();
    const [[, answers, mode] = []] = await saved(page);
    expect([answers, mode]).toEqual([{ version: 1, purpose: 'research', place: 'eu', people: 'colleagues' }, 'self']);
    release();
  });

  it('falls back to oneself where what was chosen is offered no longer', async () => {
    const { page, release } = await open('study');
    await option(page, 'European Union or EEA').check();
    await option(page, 'In meetings or interviews at work').check();
    await page.getByRole('button', { name: 'Save' }).click();
    const [[, , mode] = []] = await saved(page);
    expect(mode).toBe('self');
    release();
  });

  it('leaves a mode that an organisation has set', async () => {
    const { page, release } = await open('forced');
    const modes = page.locator('.offers [type=radio]');
    expect(
      await modes.evaluateAll((all) => all.map((e) => [(e as HTMLInputElement).value, e.matches(':enabled')])),
    ).toEqual([
      ['self', false],
      ['movements', false],
      ['movements-each', false],
      ['group', true],
      ['individual', false],
    ]);
    expect(await page.getByText(messages.modeByOrganisation.message).count()).toBe(1);
    release();
  });

  it('is worked by keyboard alone', async () => {
    const { page, release } = await open('fresh');
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    // Into a group and out of it with Tab, within it with arrows.
    await press('Tab', 'Space', 'ArrowDown');
    await press('Tab', 'Space');
    await press('Tab', 'ArrowDown');
    expect(
      await page.locator('.options :checked').evaluateAll((all) => all.map((e) => (e as HTMLInputElement).value)),
    ).toEqual(['understand', 'eu', 'private']);
    const ring = await page
      .locator('.option:has(:focus)')
      .evaluate((e) => [getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth]);
    expect(ring).toEqual(['solid', '2px']);
    await press('Tab', 'Space', 'Tab', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Tab', 'Enter');
    await page.getByText(messages.answersSaved.message).waitFor();
    expect(await saved(page)).toEqual([
      ['save', { version: 1, purpose: 'understand', place: 'eu', people: 'private', told: 'informed' }, 'group'],
    ]);
    release();
  });

  it('tells those who cannot see it what an answer changes', async () => {
    const { page, release } = await open('told');
    const spoken = page.locator('[aria-live=polite].unseen');
    expect(await spoken.textContent()).toBe(
      'Offered: Yourself, Movements of the room, Movements of each person, The room as a whole, Each person',
    );
    await option(page, 'Children or teenagers among them').check();
    expect(await spoken.textContent()).toBe('Offered: Yourself');
    release();
  });
});
