// The built extension in a profile of somebody new: nothing is read before the three questions are answered, and never more than the answers allow.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json';
import { PRACTICE_ANSWERS, welcomePage } from '../../harness/browser.ts';
import type { Answers } from '../../src/call/consent/answers.ts';
import { type Call, DIST, openCall } from '../support/extension.ts';
import { story } from '../support/story.ts';

const EU_WORK: Answers = { version: 1, purpose: 'meeting', place: 'eu', people: 'colleagues', told: 'informed' };

const hosts = (call: Call) =>
  call.popup.evaluate(
    async () =>
      (await chrome.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT' as chrome.runtime.ContextType] })).length,
  );
const switchReading = (call: Call, on: boolean) => call.ask('setReading', { on });
const answer = (call: Call, answers: Answers | null) =>
  call.popup.evaluate(
    (given) => (given ? chrome.storage.local.set({ answers: given }) : chrome.storage.local.remove('answers')),
    answers,
  );
const people = async (call: Call) => (await call.snapshot()).room.participants;

describe('a profile of somebody new', () => {
  let call: Call;
  let welcome: Page | null;

  beforeAll(async () => {
    call = await openCall({ people: 4, still: true, answers: null });
    welcome = await welcomePage(call.browser.context);
  });
  afterAll(() => call?.close());

  story('is asked first, and read as it has answered', {
    'is greeted with the three questions': async () => {
      expect(await welcome?.locator('h1').textContent()).toBe(messages.welcomeTitle.message);
      expect(await welcome?.locator(':checked').count()).toBe(0);
    },
    'reads nobody, whoever asks, and says what to do': async () => {
      const snapshot = await call.until((s) => s.phase === 'setup');
      expect(snapshot.room.participants).toEqual([]);
      await call.popup.getByRole('heading', { name: messages.phaseSetup.message }).waitFor();
      expect(await call.popup.getByRole('switch').first().isDisabled()).toBe(true);
      // Past the switch, as the keyboard's shortcut goes.
      await switchReading(call, true);
      await call.idles(2);
      expect((await call.snapshot()).phase).toBe('setup');
      expect(await people(call)).toEqual([]);
      expect(await hosts(call), 'no engine has been started').toBe(0);
      expect(await call.badges()).toEqual([]);
    },
    'opens the questions from the popup': async () => {
      const opening = call.browser.context.waitForEvent('page');
      await call.popup.getByRole('button', { name: messages.openWelcome.message }).click();
      const again = await opening;
      await again.locator('h1').waitFor();
      expect(new URL(again.url()).pathname).toBe('/welcome.html');
      await again.close();
    },
    'reads once they are answered, as they were': async () => {
      if (!welcome) throw new Error('no page of questions');
      await welcome.bringToFront();
      await welcome.getByRole('radio', { name: messages.purposeUnderstand.message }).check();
      await welcome.getByRole('radio', { name: messages.placeElsewhere.message }).check();
      await welcome.getByRole('radio', { name: messages.peoplePrivate.message }).check();
      await welcome.getByRole('checkbox').check();
      await welcome.locator('.offers [value=individual]').check();
      await welcome.getByRole('button', { name: messages.saveAnswers.message }).click();
      await welcome.getByText(messages.answersSaved.message).waitFor();
      const stored = await call.popup.evaluate(async () => [
        (await chrome.storage.local.get('answers')).answers,
        (await chrome.storage.sync.get('mode')).mode,
      ]);
      expect(stored).toEqual([PRACTICE_ANSWERS, 'individual']);
      await call.page.bringToFront();
      await call.until((s) => s.phase === 'off');
      await call.switchOn();
      await call.until((s) => s.room.summary.seen === 4, 60_000);
      await expect.poll(async () => (await call.badges()).length).toBe(4);
    },
    'shows the answers when the page is opened again': async () => {
      const page = await call.browser.context.newPage();
      await page.goto(`chrome-extension://${call.browser.extensionId}/welcome.html`);
      await page.locator('h1').waitFor();
      expect(
        await page.locator(':checked').evaluateAll((all) => all.map((e) => (e as HTMLInputElement).value)),
      ).toEqual(['understand', 'elsewhere', 'private', 'on', 'individual']);
      expect(await page.getByRole('button', { name: messages.saveAnswersAgain.message }).isEnabled()).toBe(true);
      await page.close();
      await call.page.bringToFront();
    },
    'reads nobody but oneself from the moment on that the answers say so': async () => {
      const before = await people(call);
      expect(before.filter((p) => p.isSelf).length).toBe(1);
      await call.ask('setRecording', { on: true });
      // Ten seconds and more of all four, which must not stay either.
      const full = await call.until((s) => s.room.timeline.length > 2 && (s.recording?.events ?? 0) > 2);
      expect(full.room.timeline.some(({ seen }) => seen > 1)).toBe(true);
      await answer(call, EU_WORK);
      const { settings } = await call.until((s) => s.room.participants.length === 1, 5000);
      expect(settings.mode).toBe('self');
      await call.passes(2000);
      const { room, recording } = await call.snapshot();
      expect(recording, 'readings of others that were being kept').toBeNull();
      expect(room.timeline.filter(({ seen }) => seen > 1)).toEqual([]);
      expect((await people(call)).map(({ isSelf, state }) => [isSelf, state])).toEqual([[true, 'read']]);
      expect((await call.badges()).length, 'no badge but one’s own').toBe(1);
    },
    'stops when there are no answers any more': async () => {
      await answer(call, null);
      await call.until((s) => s.phase === 'setup', 5000);
      expect(await call.badges()).toEqual([]);
      await answer(call, PRACTICE_ANSWERS);
      await call.until((s) => s.phase === 'off', 5000);
    },
  });
});

describe('a meeting at work in the EU', () => {
  let call: Call;
  beforeAll(async () => {
    call = await openCall({ people: 4, still: true, answers: EU_WORK });
  });
  afterAll(() => call?.close());

  it('has oneself read and nobody else, whatever the mode is set to', async () => {
    await call.popup.evaluate(() => chrome.storage.sync.set({ mode: 'individual' }));
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === 1, 60_000);
    for (const mode of ['group', 'individual']) {
      await call.popup.evaluate((wanted) => chrome.storage.sync.set({ mode: wanted }), mode);
      await call.passes(2500);
      expect(
        (await people(call)).map((p) => p.isSelf),
        mode,
      ).toEqual([true]);
      expect((await call.badges()).length, mode).toBe(1);
    }
    await call.page.screenshot({ path: 'out/eu-work.png' });
  });
});

it('the package has a page for the questions and asks for nothing new', async () => {
  const manifest = JSON.parse(await readFile(path.join(DIST, 'manifest.json'), 'utf8'));
  expect(manifest.permissions).toEqual(['activeTab', 'offscreen', 'scripting', 'sidePanel', 'storage']);
  expect(await readFile(path.join(DIST, 'welcome.html'), 'utf8')).toContain('welcome.js');
});
