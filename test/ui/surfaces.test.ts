// The surfaces in a real browser, under the extension's own policy: what they say, how keys move them, that all fits.

import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { record, recordingText, startRecording } from '../../src/call/report/recording.ts';
import { DEFAULTS, type Observation as Finding } from '../../src/call/room/participant.ts';
import { LANGUAGES } from '../../src/call/settings.ts';
import { isolated } from '../../src/i18n/isolate.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { AT_REST } from '../support/face.ts';
import { FITS, overflow } from '../support/fits.ts';
import { long } from '../support/long.ts';
import { type FixtureName, LINKS, votesOf } from './fixtures.ts';
import { MARK } from './pseudo.ts';
import { bundleFixtures, type Look, openSurface, type Surface } from './serve.ts';
import { TRIALS, type TrialName } from './trials.ts';

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launchBrowser(), bundleFixtures()]);
});
afterAll(() => browser.close());

const open = (surface: Surface, state: FixtureName | TrialName, look: Partial<Look> = {}) =>
  openSurface(browser, script, surface, state, { width: 360, ...look });

const SAYS: Record<Exclude<FixtureName, 'connecting'>, string> = {
  'no-call': 'Open a call in this tab, then switch Roomtone on.',
  foreign: 'Roomtone does not know this site. It can read the videos on its pages if you allow it to.',
  frame: `The call seems to be in a frame of ${isolated('jitsi.example.org')}. Roomtone can read it there if you allow that site.`,
  'closed-frame': 'The call seems to be in a frame that Roomtone cannot look into. Open it in a tab of its own.',
  reload: 'Reload this tab: it was open before Roomtone was installed or updated.',
  setup: 'Three questions first: what is it for, where are you, and who is on screen?',
  off: 'Roomtone is off',
  starting: 'Loading the expression model…',
  six: '2 of 5 look happy',
  late: '2 of 5 look happy',
  wrong: '2 of 5 look happy',
  twelve: '2 of 8 look happy',
  unsure: 'All 4 are unclear',
  'all-off': 'No camera is on in this call',
  'no-faces': 'No face can be found right now',
  empty: 'Nobody is on screen yet',
  disabled: 'Your organisation has switched Roomtone off.',
  over: 'Roomtone is off',
  recording: '2 of 5 look happy',
  recordingFull: '2 of 5 look happy',
  group: '2 of 5 look happy',
  moving: '3 of 9: smiling',
  'moving-group': 'At least 3 of 9: smiling',
  alone: 'The one face in view looks happy',
  picked: 'The one face in view looks happy',
  who: 'Which of these is you?',
  nowhere: 'Your own picture is not on this page yet',
  excluded: 'Both look happy',
  doubtful: 'Nobody can be read right now',
  letters: 'Both look happy',
  'none-asked': 'You asked that nobody be read',
  'no-answer': 'This tab does not answer.',
  error: 'The engine did not start.',
  old: 'This browser is too old for Roomtone; update it to its newest version.',
};

const TRIAL_SAYS: Record<TrialName, string> = {
  idle: 'Ten people are waiting to look',
  starting: 'Loading the face finder…',
  happy: 'looks happy to 6 of 10',
  unclear: 'unclear',
  moving: 'nodding',
  'no-face': 'No face was found in this picture',
  'too-small': 'It is 21 pixels wide; about 36 are needed. Open a larger picture.',
  several: 'Face 2: unclear',
  files: `${isolated('holiday/notes.txt')} is neither a picture nor a video.`,
  video: 'Who leaves the picture and comes back is counted as somebody new.',
  which: 'Which of these is you?',
  saving: messages.trySaving.message,
  unsavable: messages.tryVideoUnsavable.message,
  unanswered: 'what is it for, where are you, and who is on screen? Answer the questions',
  asking: 'Who may be read?',
  refused: 'The camera was refused. Allow it beside the address bar, or open a picture instead.',
  'no-camera': 'No camera was found. Connect one, or open a picture instead.',
  'bad-picture': `${isolated('notes.txt')} is not a picture that this browser can open.`,
  storage: messages.errorStorage.message,
  engine: 'The engine failed, and nothing else on this device could take over.',
};

/** All parts that a surface is made of; the other states have some of them, and other words. */
const OF_ALL_PARTS = ['setup', 'starting', 'six', 'who', 'excluded', 'group', 'recording', 'error'];

/** The panel has all that the popup has. */
const SURFACES = long ? (['popup', 'sidepanel'] as const) : (['sidepanel'] as const);

describe.each(SURFACES)('the %s', (surface) => {
  it.concurrent.each(Object.keys(SAYS) as (keyof typeof SAYS)[])(
    'says what to know in state %s, and fits',
    async (state) => {
      // Narrow and dark shows most; what is as wide as usual and light is looked at with --long.
      const looks: Partial<Look>[] = [{ width: 320, dark: true }, ...(long ? [{ width: 360 }] : [])];
      for (const look of looks) {
        const { page, complaints, release } = await open(surface, state, look);
        expect(await page.locator('h1').textContent()).toBe(SAYS[state]);
        expect(await overflow(page)).toEqual(FITS);
        if (!state.startsWith('recording'))
          expect(await page.locator('main .button:visible').count()).toBeLessThanOrEqual(1);
        // The same components: each state is looked at once a theme.
        const isLookedAt = long ? (surface === 'popup') === 'dark' in look : OF_ALL_PARTS.includes(state);
        if (isLookedAt) expect(await violations(page)).toEqual([]);
        expect(complaints).toEqual([]);
        release();
      }
    },
  );
});

// One with long words, one from right to left.
describe.each(long ? LANGUAGES : LANGUAGES.filter((one) => one === 'de' || one === 'ar'))(
  'the side panel in %s',
  (language) => {
    it.concurrent.each(['excluded', 'who', 'nowhere'] as const)(
      'fits in state %s, from left and from right',
      async (state) => {
        for (const rtl of [false, true]) {
          const { page, release } = await open('sidepanel', state, { width: 320, language, rtl });
          // A choice ends in dots where its words are longer than the page is wide.
          const { wide, cut } = await overflow(page);
          expect({ wide, cut }).toEqual(FITS);
          release();
        }
      },
    );
  },
);

describe('in words that are foreign and long', () => {
  /** What the call's page, the user or a standard says. */
  const NAMES =
    /Roomtone|Google Meet|Zoom|WASM|WebGL|WebGPU|TensorFlow|Participant|Okafor|Lindqvist|Chiara|Dariusz|Emeka|Karim|Ada|Bruno|Ctrl|AM|PM|March/;
  it.concurrent.each([
    ['popup', 'six', 360],
    ['sidepanel', 'excluded', 320],
    ['sidepanel', 'who', 320],
    ['report', 'call', 360],
    ['options', 'defaults', 320],
    ['welcome', 'told', 320],
    ['tryit', 'happy', 320],
  ] as const)('%s in state %s fits, and none of its words is written in the code', async (surface, state, width) => {
    const { page, release } = await openSurface(browser, script, surface, state, { width, language: 'pseudo' });
    const { wide, cut } = await overflow(page);
    expect({ wide, cut }).toEqual(FITS);
    const written = await page.evaluate((mark) => {
      const texts: string[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
        const around = node.parentElement?.closest('p, li, h1, h2, span, label, button, small, dt, dd, option');
        // Words of another language, each in its own.
        if (node.parentElement?.closest('select, blockquote, bdi, script, style')) continue;
        if (/\p{L}{2}/u.test(node.data) && !(around ?? node.parentElement)?.textContent.includes(mark))
          texts.push(node.data);
      }
      return texts;
    }, MARK);
    expect(written.filter((text) => !NAMES.test(text))).toEqual([]);
    release();
  });
});

describe('the popup', () => {
  it('shows people in the page’s order, each with ten dots and words', async () => {
    const { page, release } = await open('popup', 'six');
    const rows = page.locator('.person');
    expect(await rows.locator('.name').allTextContents()).toEqual([
      'Ada Okafor',
      'Bruno Lindqvist',
      'Chiara Montefeltro-Castiglione della Rovere',
      'Dariusz',
      'Participant 5',
      'Emeka Eze',
    ]);
    expect(await rows.locator('.words').allTextContents()).toEqual([
      'looks happy',
      'looks happy, nodding, talking',
      'looks surprised, brows raised',
      'unclear',
      'looks neutral',
      'camera off · last read 2 min ago',
    ]);
    expect(await rows.locator('.you').count()).toBe(1);
    expect(await rows.locator('.dots').count()).toBe(5);
    expect(await rows.first().locator('.dots').getAttribute('aria-label')).toBe(
      'Of ten people, 9 would say happy, 1 neutral',
    );
    expect(await page.locator('.room .hint').textContent()).toBe('Not read: 1 with camera off');
    expect(
      await page.getByRole('img', { name: /^Last ten minutes of the room, mostly: (happy|neutral), / }).count(),
    ).toBe(1);
    const text = await page.locator('body').textContent();
    expect(text).not.toMatch(/\d%|\d\.\d\d/);
    release();
  });

  it('is worked by keyboard alone', async () => {
    const { page, release } = await open('popup', 'off');
    const reading = page.getByRole('switch', { name: 'Read this call' });
    await page.keyboard.press('Tab');
    expect(await reading.evaluate((e) => e === document.activeElement)).toBe(true);
    expect(await reading.evaluate((e) => getComputedStyle(e).outlineStyle)).toBe('solid');
    expect(await reading.getAttribute('aria-checked')).toBe('false');
    await page.keyboard.press('Space');
    await page.evaluate(() => window.show('six'));
    await page.locator('.person').first().waitFor();
    expect(await reading.getAttribute('aria-checked')).toBe('true');
    expect(await reading.evaluate((e) => e === document.activeElement), 'focus stays').toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    // Five more people, the notice to the others, the switch for badges.
    for (let i = 0; i < 7; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.evaluate(() => window.asked)).toEqual([
      ['setReading', true],
      ['setReading', false],
      ['setExcluded', 'tile-0', true],
      ['changeSettings', { badges: false }],
    ]);
    release();
  });

  it('asks for what to read on', async () => {
    const { page, release } = await open('popup', 'six');
    const choice = page.getByLabel('Read on');
    expect(await choice.inputValue()).toBe('auto');
    await choice.selectOption({ label: 'processor (WASM)' });
    expect(await page.evaluate(() => window.asked)).toEqual([['changeSettings', { backend: 'wasm' }]]);
    release();
  });

  it('names every control, and offers to read again whoever is not read', async () => {
    const { page, release } = await open('popup', 'twelve');
    await page.getByRole('button', { name: `Read again: ${isolated('Karim Haddad')}` }).click();
    await page.getByRole('button', { name: `Do not read ${isolated('Hana Sato')}` }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([
      ['setExcluded', 'tile-10', false],
      ['setExcluded', 'tile-7', true],
    ]);
    for (const control of await page.locator('button, a').all()) {
      const name = (await control.getAttribute('aria-label')) ?? (await control.textContent());
      expect(name?.trim()).not.toBe('');
    }
    release();
  });

  it('asks which participant is oneself: the suggestion first, the others in the page’s order', async () => {
    const { page, release } = await open('popup', 'who');
    const candidates = page.getByRole('list', { name: 'Which of these is you?' }).getByRole('button');
    expect(await candidates.allTextContents()).toEqual([
      'Ada Okafor (you)suggested by the page',
      'Bruno Lindqvist',
      'Participant 2',
      'Chiara Montefeltro-Castiglione della Rovere',
    ]);
    // Nobody is listed besides, and nothing is there to be left out.
    expect(await page.locator('.person').count()).toBe(0);
    await expect.poll(() => page.locator('[aria-live]').textContent()).toBe('Which of these is you?');
    // The switch is first, then the candidates.
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
    expect(await candidates.nth(2).evaluate((e) => e === document.activeElement)).toBe(true);
    expect(await candidates.nth(2).evaluate((e) => getComputedStyle(e).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => window.asked)).toEqual([['setSelf', 'tile-1']]);
    release();
  });

  it('offers the panel’s other views only when it is known who is read', async () => {
    const { page, release } = await open('sidepanel', 'who');
    expect(await page.getByRole('button', { name: /Speaker’s view|Record the readings/ }).count()).toBe(0);
    await page.evaluate(() => window.show('picked'));
    expect(await page.getByRole('button', { name: /Speaker’s view|Record the readings/ }).count()).toBe(2);
    release();
  });

  it('takes back a self that was picked, and no other', async () => {
    const { page, release } = await open('popup', 'picked');
    await page.getByRole('button', { name: 'This is not me' }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([['setSelf', null]]);
    await page.evaluate(() => window.show('alone'));
    await page.getByRole('button', { name: 'This is not me' }).waitFor({ state: 'detached' });
    release();
  });

  it('says so when the tab does not answer, or a change could not be saved', async () => {
    const { page, release } = await open('popup', 'no-answer');
    await page.getByRole('button', { name: 'Reload this tab' }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([['reloadTab']]);
    await page.evaluate(() => {
      window.show('six');
      window.fail();
    });
    expect(await page.getByRole('alert').textContent()).toBe('That could not be saved; it is as it was before.');
    release();
  });

  it('is off limits without a call, and mends what can be mended', async () => {
    const { page: none } = await open('popup', 'no-call');
    expect(await none.getByRole('switch').isDisabled()).toBe(true);
    const { page: failed } = await open('popup', 'error');
    await failed.getByRole('button', { name: 'Try again' }).click();
    expect(await failed.evaluate(() => window.asked)).toEqual([['setReading', true]]);
    const { page: foreign } = await open('popup', 'foreign');
    expect(await foreign.getByRole('switch').isDisabled()).toBe(true);
    await foreign.getByRole('button', { name: 'Read this page' }).click();
    expect(await foreign.evaluate(() => window.asked)).toEqual([['readSite', 'https://call.example/*']]);
    const { page: framed } = await open('popup', 'frame');
    await framed.getByRole('button', { name: 'Allow this site' }).click();
    expect(await framed.evaluate(() => window.asked)).toEqual([['readSite', 'https://jitsi.example.org/*']]);
    for (const page of [none, failed, foreign, framed]) await page.close();
  });

  it('says above the room that the engine does not answer, and what to do', async () => {
    const { page, release } = await open('popup', 'late');
    expect(await page.locator('main [role="status"]').first().textContent()).toMatch(
      /^The engine is not answering; .* switch reading off and on\.$/,
    );
    release();
  });

  it.each([false, true])('lays out each name by itself (from right to left: %s)', async (rtl) => {
    const { page, release } = await open('popup', 'letters', { rtl });
    const names = page.locator('.person .name');
    const laid = await names.evaluateAll((all) =>
      all.map((one) => [one.textContent, getComputedStyle(one).direction, getComputedStyle(one).unicodeBidi]),
    );
    expect(laid).toEqual([
      ['דנה לוי 2 (Guest)', 'rtl', 'isolate'],
      ['سارة حداد 2 (Guest)', 'rtl', 'isolate'],
      ['Ana 2 (Guest)', 'ltr', 'isolate'],
      ['Kim 2', 'ltr', 'isolate'],
    ]);
    const label = `Do not read ${isolated('سارة حداد 2 (Guest)')}`;
    expect(await page.getByRole('button', { name: label, exact: true }).getAttribute('title')).toBe(label);
    release();
  });

  it('tells how far the start is', async () => {
    const { page, release } = await open('popup', 'starting');
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('63');
    expect(await page.locator('.dots .done').count()).toBe(6);
    release();
  });

  it('changes its sentence at most once in two seconds, and says it aloud at most once in ten', async () => {
    const { page } = await open('popup', 'off');
    await page.clock.install();
    const sentence = () => page.locator('h1').textContent();
    const aloud = () => page.locator('[aria-live]').textContent();
    const show = (name: FixtureName) => page.evaluate((n) => window.show(n), name);
    await show('six');
    await page.clock.runFor(100);
    expect([await sentence(), await aloud()]).toEqual(['2 of 5 look happy', '2 of 5 look happy']);
    await show('unsure');
    await page.clock.runFor(100);
    expect(await sentence()).toBe('All 4 are unclear');
    await show('twelve');
    await page.clock.runFor(1500);
    expect([await sentence(), await aloud()]).toEqual(['All 4 are unclear', '2 of 5 look happy']);
    await page.clock.runFor(600);
    expect(await sentence()).toBe('2 of 8 look happy');
    await page.clock.runFor(10_000);
    expect(await aloud()).toBe('2 of 8 look happy');
    await page.close();
  });

  it('fades unless asked not to move', async () => {
    const fade = async (calm: boolean) => {
      const { page, release } = await open('popup', 'six', { calm });
      const duration = await page
        .locator('.room circle')
        .first()
        .evaluate((e) => getComputedStyle(e).transitionDuration);
      release();
      return duration;
    };
    expect(await fade(false)).toBe('0.3s, 0.3s');
    expect(await fade(true)).toBe('0s, 0s');
  });

  it('follows light and dark', async () => {
    const ground = async (dark: boolean) => {
      const { page, release } = await open('popup', 'six', { dark });
      const colour = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      release();
      return colour;
    };
    expect(await ground(false)).toBe('rgb(255, 255, 255)');
    expect(await ground(true)).toBe('rgb(23, 25, 28)');
  });
});

describe('the side panel', () => {
  it('gives the speaker ten dots and one sentence, and goes back on Escape', async () => {
    const { page, release } = await open('sidepanel', 'six', { width: 400, height: 800 });
    await page.getByRole('button', { name: 'Speaker’s view' }).click();
    expect(await page.locator('h1').textContent()).toBe('2 of 5 look happy');
    expect(
      await page.locator('h1').evaluate((e) => Number.parseFloat(getComputedStyle(e).fontSize)),
    ).toBeGreaterThanOrEqual(40);
    expect(await page.locator('.person').count()).toBe(0);
    expect(await overflow(page)).toEqual(FITS);
    await page.keyboard.press('Escape');
    expect(await page.locator('.person').count()).toBe(6);
    release();
  });
});

describe('a room in the side panel', () => {
  it('tells mood and liveliness with their spread, heads, moments and everybody’s last minutes, in words too', async () => {
    const { page, release } = await open('sidepanel', 'six', { width: 400 });
    const scales = page.locator('.scale');
    expect(await scales.evaluateAll((all) => all.map((e) => e.getAttribute('aria-label')))).toEqual([
      'Tone: faces look rather bright. They differ.',
      'Liveliness: faces are very lively. They differ.',
    ]);
    expect(await page.locator('.heads').textContent()).toBe('Heads: 1 nodding');
    expect(await page.locator('.moments li').allTextContents()).toEqual([
      expect.stringMatching(/^\d+:29\D+3 of 5 no longer look surprised$/),
      expect.stringMatching(/^\d+:28\D+1 of 5 now looks surprised$/),
      expect.stringMatching(/^\d+:22\D+4 of 5 now look happy$/),
    ]);
    const rows = page.locator('.person');
    expect(await rows.nth(1).locator('.words').textContent()).toBe('looks happy, nodding, talking');
    expect(await rows.nth(5).locator('.words').textContent()).toBe('camera off · last read 2 min ago');
    expect(
      await rows
        .nth(0)
        .getByRole('img', { name: /^The last five minutes, oldest first: neutral, happy/ })
        .count(),
    ).toBe(1);
    expect(await page.locator('.marks').count()).toBe(5);
    release();
  });

  it('is controlled: badges, who is spoken of, pace, what reads', async () => {
    const { page, release } = await open('sidepanel', 'six');
    await page.getByRole('switch', { name: 'Badges on tiles' }).click();
    await page.getByLabel('Show').selectOption({ value: 'group' });
    await page.getByLabel('Look at faces').selectOption({ label: 'every second' });
    await page.getByLabel('Read on').selectOption({ label: 'graphics (WebGL)' });
    await page.getByRole('button', { name: 'Settings' }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([
      ['changeSettings', { badges: false }],
      ['changeSettings', { mode: 'group' }],
      ['changeSettings', { paceMs: 1000 }],
      ['changeSettings', { backend: 'webgl' }],
      ['openSettings'],
    ]);
    release();
  });

  it('shows what an organisation has set, and a pace from the settings page', async () => {
    const { page, release } = await open('sidepanel', 'group');
    expect(await page.getByLabel('Show').isDisabled()).toBe(true);
    expect(await page.getByLabel('Read on').isDisabled()).toBe(true);
    expect(await page.getByLabel('Look at faces').isEnabled()).toBe(true);
    expect(await page.locator('.controls small').allTextContents()).toEqual(Array(2).fill('set by your organisation'));
    expect(await page.getByLabel('Look at faces').locator('option:checked').textContent()).toBe('every 2.5 s');
    // Nobody alone: no list, no badges to switch, no stream of single people to keep.
    expect(await page.locator('.person').count()).toBe(0);
    expect(await page.getByRole('switch', { name: 'Badges on tiles' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Record the readings' }).count()).toBe(0);
    release();
  });

  it('has a notice for the others at hand, in the call’s language or another', async () => {
    const { page } = await open('sidepanel', 'off', { width: 320 });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText('Tell the others').click();
    const notice = page.locator('blockquote');
    // The fixture's page is German.
    await expect.poll(() => notice.textContent()).toMatch(/^Ich nutze in diesem Gespräch Roomtone/);
    expect(await notice.getAttribute('lang')).toBe('de');
    await page.getByLabel('Language of the notice').selectOption({ label: 'English' });
    await expect.poll(() => notice.textContent()).toMatch(/^I use Roomtone in this call\./);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await notice.textContent());
    expect(await overflow(page)).toEqual(FITS);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it('tells a whole group in other words, and needs no notice where only oneself is read', async () => {
    const { page, release } = await open('sidepanel', 'group');
    await page.getByText('Tell the others').click();
    await expect.poll(() => page.locator('blockquote').textContent()).toContain('never of one person');
    await page.evaluate(() => window.show('alone'));
    await page.locator('.tell').waitFor({ state: 'detached' });
    release();
  });

  it('leaves somebody out for this call, then for every call, and takes that back', async () => {
    const { page, release } = await open('sidepanel', 'twelve');
    await page.getByRole('button', { name: `Also in later calls: ${isolated('Karim Haddad')}` }).click();
    await page.evaluate(() => window.show('excluded'));
    const row = page.locator('.person', { hasText: 'Zoë Müller' });
    await expect.poll(() => row.locator('.words').textContent()).toBe('not read: on your “Never read” list');
    await row.getByRole('button', { name: `Take off the list: ${isolated('Zoë Müller')}` }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([
      ['setBlocked', 'Karim Haddad', true],
      ['setBlocked', 'Zoë Müller', false],
    ]);
    release();
  });

  it('says of each person why they are not read, and offers what fits', async () => {
    const { page, release } = await open('sidepanel', 'excluded');
    const rows = page.locator('.person');
    const actions = (row: Locator) => row.locator('.says button').allTextContents();
    const said = await Promise.all(
      (await rows.all()).slice(2).map(async (row) => [await row.locator('.words').textContent(), await actions(row)]),
    );
    expect(said).toEqual([
      ['not read at your wish', ['Read again', 'Also in later calls']],
      ['not read: on your “Never read” list', ['Take off the list']],
      ['not read: may be somebody you left out', ['Read this person', 'Also in later calls']],
      ['not read until the name is known', ['Read this person']],
      ['cannot be read · last read 2 min ago', []],
      ['the picture stands still · last read 2 min ago', []],
      ['not in view · last read 2 min ago', []],
    ]);
    expect(await page.locator('.room .hint').textContent()).toBe(
      'Not read: 1 whose picture stands still, 1 not in view, 1 that cannot be read, 1 at your wish, 1 on your “Never read” list, 1 you may have left out, 1 without a known name',
    );
    await page.getByRole('button', { name: `Read this person: ${isolated('Alex Kim')}` }).click();
    await page.getByRole('button', { name: /^Read this person: \u2068?Participant 6/ }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([
      ['setExcluded', 'tile-4', false],
      ['setExcluded', 'tile-5', false],
    ]);
    release();
  });

  it('says which backend gives wrong answers', async () => {
    const { page, release } = await open('popup', 'wrong');
    expect(await page.locator('footer .stats').textContent()).toContain('WebGL left out: it gives wrong answers');
    release();
  });

  it('has a way on where nobody is read because of doubt', async () => {
    const { page, release } = await open('popup', 'doubtful');
    expect(await page.locator('.room .hint').textContent()).toBe(
      'Not read: 2 you may have left out, 1 without a known name',
    );
    expect(await page.getByRole('button', { name: /^Read this person: / }).count()).toBe(3);
    release();
  });

  it('offers the report during the call and after it', async () => {
    for (const [state, name] of [
      ['recording', 'Report'],
      ['over', 'Report of the last call'],
    ] as const) {
      const { page, release } = await open('sidepanel', state);
      await page.getByRole('button', { name, exact: true }).click();
      expect(await page.evaluate(() => window.asked)).toEqual([['openReport']]);
      release();
    }
  });
});

describe('a recording', () => {
  it('is begun, saved and discarded', async () => {
    const { page, release } = await open('sidepanel', 'six');
    await page.getByRole('button', { name: 'Record the readings' }).click();
    await page.evaluate(() => window.show('recording'));
    await page.getByText('Recording readings for 1:23: numbers alone, no pictures and no names.').waitFor();
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([
      ['setRecording', true],
      ['saveRecording'],
      ['setRecording', false],
    ]);
    release();
  });

  it('says when it is full, and can be saved still', async () => {
    const { page, release } = await open('sidepanel', 'recordingFull', { width: 320 });
    await page.getByText('The recording is full, and nothing more is added to it.').waitFor();
    expect(await overflow(page)).toEqual(FITS);
    await page.getByRole('button', { name: 'Save as a file' }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([['saveRecording']]);
    release();
  });

  const START = Date.UTC(2026, 2, 3, 10, 30);
  const face = (happy: number): Finding => ({
    facePx: 120,
    yaw: 0,
    pitch: 0,
    nod: 0,
    movements: AT_REST,
    votes: votesOf({ happy, neutral: 1 - happy }),
    balanced: votesOf({ happy, neutral: 1 - happy }),
    doubt: 0,
  });
  // Two minutes: two people neutral, then both happy.
  const recording = startRecording(DEFAULTS);
  const people = ['p1', 'p2'];
  const tiles = people.map((id) => ({ id, name: '', isSelf: false, isCameraOff: false, excludedBecause: null }));
  record(recording, { kind: 'tiles', at: START, tiles });
  for (let i = 0; i < 240; i++)
    record(recording, {
      kind: 'observations',
      at: START + 500 * (i + 1),
      observations: people.map((id) => ({ id, observation: face(i < 120 ? 0.1 : 0.9) })),
    });
  const text = [...recordingText(recording)].join('');
  const file = (text: string, name = 'readings.json') => ({
    name,
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  });

  it('is played in the panel: its beginning, its end, any moment, faster, and again', async () => {
    const { page, complaints } = await open('sidepanel', 'no-call', { width: 320 });
    await page.clock.install();
    await page.locator('input[type=file]').setInputFiles(file(text));
    const says = (sentence: string) => expect.poll(() => page.locator('h1').textContent()).toBe(sentence);
    const clock = () => page.locator('.clock').textContent();
    await page.getByText(/^Recording of /).waitFor();
    await page.clock.runFor(3000);
    // The first step may wait for the page to be drawn.
    expect(await clock()).toMatch(/^0:0[23] \/ 2:00$/);
    await says('Both look neutral');
    expect(await page.locator('.person .name').allTextContents()).toEqual(['Participant 1', 'Participant 2']);
    expect(await page.locator('.person button').count(), 'nobody can be left out of what has been').toBe(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    const paused = await clock();
    await page.clock.runFor(5000);
    expect(await clock()).toBe(paused);
    await page.getByRole('slider', { name: 'Time' }).fill('90000');
    await page.clock.runFor(2500);
    expect(await clock()).toBe('1:30 / 2:00');
    await says('Both look happy');
    expect(await page.locator('.moments li').allTextContents()).toEqual([
      expect.stringMatching(/2 of 2 now look happy$/),
    ]);
    await page.getByLabel('Speed').selectOption('16');
    await page.getByRole('button', { name: 'Play' }).click();
    await page.clock.runFor(4000);
    expect(await clock()).toBe('2:00 / 2:00');
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toEqual(FITS);
    await page.screenshot({ path: 'out/ui-replay.png', fullPage: true });
    await page.getByRole('button', { name: 'Play' }).click();
    await page.clock.runFor(2500);
    await says('Both look neutral');
    await page.getByRole('button', { name: 'Close the recording' }).click();
    await says('Open a call in this tab, then switch Roomtone on.');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('that is none is refused in one sentence, and nothing is lost', async () => {
    const { page, release } = await open('sidepanel', 'six');
    for (const text of ['', 'hello', '{"format":"roomtone-readings","version":2,"events":[]}']) {
      await page.locator('input[type=file]').setInputFiles(file(text, 'notes.json'));
      await page.getByText(`${isolated('notes.json')} is no recording of Roomtone’s, or it is damaged.`).waitFor();
      expect(await page.locator('h1').textContent()).toBe('2 of 5 look happy');
    }
    release();
  });
});

describe('a layout report', () => {
  it('is offered in the panel, says what is found and goes away again', async () => {
    const { page, complaints, release } = await open('sidepanel', 'six', { width: 320 });
    await page.getByRole('button', { name: 'Report a problem' }).click();
    const report = page.getByRole('textbox', { name: 'Report a problem' });
    expect(await report.inputValue()).toContain('1. 320×180 at 8, 8; video 640×360; named');
    expect(await overflow(page)).toEqual(FITS);
    await page.screenshot({ path: 'out/ui-report.png', fullPage: true });
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await report.count()).toBe(0);
    expect(complaints).toEqual([]);
    release();
  });
});

describe('the try-it page', () => {
  it.concurrent.each(Object.keys(TRIALS) as TrialName[])('says what to know in state %s, and fits', async (state) => {
    for (const look of long ? [{ width: 1200 }, { width: 320, dark: true }] : [{ width: 320, dark: true }]) {
      const { page, complaints, release } = await open('tryit', state, look);
      expect(await page.locator('main').textContent()).toContain(TRIAL_SAYS[state]);
      expect(await overflow(page)).toEqual(FITS);
      expect(complaints).toEqual([]);
      release();
    }
  });
  it('shows ten figures, and says of each what it stands for', async () => {
    const { page, release } = await open('tryit', 'happy');
    expect(await page.locator('.figures .say-happy').count()).toBe(6);
    expect(await page.locator('.figures .say-none').count()).toBe(1);
    expect(await page.getByRole('listitem').allTextContents()).toEqual([
      'happy6',
      'neutral2',
      'surprised1',
      'nothing clear1',
    ]);
    release();
  });
  it('says what face and head do beside how a face looks; who looks happy smiles', async () => {
    const { page } = await open('tryit', 'moving');
    expect(await page.locator('.doing li').allTextContents()).toEqual(['nodding', 'talking', 'brows raised']);
    await page.close();
  });
  it('asks which face is oneself where nobody else may be read', async () => {
    const { page } = await open('tryit', 'which');
    expect(await page.getByText(messages.maySelf.message).count()).toBe(1);
    await page.getByRole('button', { name: 'Face 2: This is me' }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([['setSelf', 2]]);
    await page.close();
  });
  it('offers a video with its frames, and ends writing it', async () => {
    const { page, release } = await open('tryit', 'video');
    await page.getByRole('button', { name: messages.tryAnnotatedVideo.message }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([['save', 'video', ['looks happy', 'unclear']]]);
    release();
    const saving = await open('tryit', 'saving');
    expect(await saving.page.getByRole('button', { name: messages.tryAnnotatedVideo.message }).count()).toBe(0);
    expect(await saving.page.getByRole('progressbar', { name: messages.trySaving.message }).count()).toBe(1);
    await saving.page.getByRole('button', { name: messages.trySavingStop.message }).click();
    expect(await saving.page.evaluate(() => window.asked)).toEqual([['stopSaving']]);
    await saving.page.close();
  });
  it('tells a video as a whole, at the video’s own times', async () => {
    const { page } = await open('tryit', 'video');
    const clip = page.locator('.clip');
    expect(await clip.locator('.sentence').textContent()).toMatch(/^On the whole, faces looked mostly /);
    expect(await clip.getByRole('img', { name: /^The whole video, mostly: happy, neutral/ }).count()).toBe(1);
    expect(await clip.locator('.clock text').allTextContents()).toEqual(['0:00', '0:12']);
    const moment = clip.locator('.moments li');
    expect(await moment.textContent()).toBe('10:061 of 2 now looks happy');
    expect(await moment.locator('time').getAttribute('datetime')).toBe('PT6S');
    await moment.getByRole('button', { name: 'Moment of the video: 0:06' }).click();
    expect(await page.evaluate(() => window.asked)).toEqual([['seek', 6]]);
    expect(await clip.locator('.act-band').allTextContents()).toEqual(['talking']);
    await page.close();
  });
  it('asks the three questions on the page where no other page does', async () => {
    const { page } = await open('tryit', 'asking');
    // Whoever asked for the camera is led to what stands in its place.
    const heading = page.getByRole('heading', { name: messages.welcomeTitle.message });
    expect(await heading.evaluate((e) => e === document.activeElement)).toBe(true);
    const start = page.getByRole('button', { name: messages.saveAnswers.message });
    for (const key of ['purposeMeeting', 'placeEu', 'peopleColleagues'] as const) {
      expect(await start.isDisabled()).toBe(true);
      await page.getByLabel(messages[key].message).check();
    }
    expect(await page.getByRole('status').textContent()).toContain(messages.notEuWork.message);
    expect(await violations(page)).toEqual([]);
    await start.click();
    const answers = { version: 1, purpose: 'meeting', place: 'eu', people: 'colleagues' };
    expect(await page.evaluate(() => window.asked)).toEqual([['answer', answers]]);
    await page.close();
  });
  it('takes files that are chosen, folders, and what is dropped or pasted', async () => {
    const { page, release } = await open('tryit', 'idle');
    const file = (name: string) => ({ name, mimeType: 'image/png', buffer: Buffer.from('') });
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([file('me.png'), file('you.png')]);
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File([''], 'dropped.png'));
      window.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, cancelable: true }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
      window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data }));
    });
    expect(await page.evaluate(() => window.asked)).toEqual([
      ['open', ['me.png', 'you.png']],
      ['openFrom', ['dropped.png']],
      ['openFrom', ['dropped.png']],
    ]);
    expect(await page.locator('input[type=file]').last().getAttribute('webkitdirectory')).toBe('');
    release();
  });
  it('numbers several faces, and speaks of the one that is chosen', async () => {
    const { page, release } = await open('tryit', 'several');
    expect(await page.locator('.ring text').allTextContents()).toEqual(['1', '2']);
    expect(await page.locator('h2.large').textContent()).toContain('looks happy to 6 of 10');
    await page.getByRole('button', { name: 'Face 2: unclear' }).click();
    expect(await page.locator('h2.large').textContent()).toBe('unclear');
    expect(await page.locator('.ring .chosen text').textContent()).toBe('2');
    release();
  });
  it('shows points and the net’s picture once asked to', async () => {
    const { page, release } = await open('tryit', 'happy');
    expect(await page.locator('.ring circle, canvas').count()).toBe(0);
    await page.getByRole('switch', { name: messages.tryPoints.message }).click();
    await page.getByRole('switch', { name: messages.tryCrop.message }).click();
    expect(await page.locator('.ring circle').count()).toBe(6);
    await page.getByRole('img', { name: 'Face 1 as the net saw it: 48 by 48 gray pixels' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('Opened in 12 ms · Found in 31 ms, read in 18 ms');
    release();
  });
  it('seeks where a face’s band is clicked', async () => {
    const { page, release } = await open('tryit', 'video');
    const band = page.getByRole('img', { name: /^Face 2 over time/ });
    const { width } = (await band.boundingBox()) as { width: number };
    await band.click({ position: { x: width / 4, y: 12 } });
    const [[command, at]] = (await page.evaluate(() => window.asked)) as [[string, number]];
    expect(command).toBe('seek');
    expect(at).toBeCloseTo(3, 0);
    release();
  });
});

it('every fixture is looked at', () => {
  expect(Object.keys(SAYS).sort()).toEqual(
    Object.keys(LINKS)
      .filter((name) => name !== 'connecting')
      .sort(),
  );
});
