// A stream of readings of a real call: recorded in the panel, saved without names, and played there again.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { parseRecording, type Recording, replay } from '../../src/call/report/recording.ts';
import { type Call, openCall } from '../support/extension.ts';
import { story } from '../support/story.ts';

const PEOPLE = 3;

describe('a recorded stream of readings', () => {
  let call: Call;
  let panel: Page;
  let file: string;
  let recording: Recording;

  beforeAll(async () => {
    call = await openCall({ people: PEOPLE, still: true });
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === PEOPLE, 30_000);
    const { context, extensionId } = call.browser;
    panel = await context.newPage();
    await panel.setViewportSize({ width: 360, height: 900 });
    await panel.goto(`chrome-extension://${extensionId}/sidepanel.html?tab=${call.tab}`);
  });
  afterAll(() => call?.close());

  story('is saved, played and let go of', {
    'is saved as a file of numbers, without names, ids or pictures': async () => {
      await panel.getByRole('button', { name: 'Record the readings' }).click();
      await call.page.bringToFront();
      await call.until((s) => (s.recording?.events ?? 0) > 20, 30_000);
      await panel.bringToFront();
      const [download] = await Promise.all([
        panel.waitForEvent('download'),
        panel.getByRole('button', { name: 'Save as a file' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('roomtone-readings.json');
      file = await download.path();
      const text = await readFile(file, 'utf8');
      for (const { id, name } of await call.page.evaluate(() => window.practice.people())) {
        expect(text).not.toContain(JSON.stringify(name).slice(1, -1));
        expect(text).not.toContain(id);
      }
      const parsed = parseRecording(text);
      if (!parsed) throw new Error('What was saved cannot be read again.');
      recording = parsed;
      expect(recording.events).toBeGreaterThan(20);
      expect(replay(recording).room.summary.seen).toBeGreaterThan(0);
    },
    'gives the room that the call had': async () => {
      const { participants, summary } = replay(recording).room;
      const { room } = await call.snapshot();
      expect(summary.people).toBe(PEOPLE);
      // The same faces some seconds later; what the net says of a face that keeps still wavers a little.
      for (const [i, { votes }] of participants.entries()) {
        const live = room.participants[i]?.votes;
        if (!votes || !live) throw new Error('Somebody was not read.');
        const apart =
          Object.entries(votes).reduce((sum, [e, v]) => sum + Math.abs(v - live[e as keyof typeof live]), 0) / 2;
        expect(apart).toBeLessThan(0.3);
      }
    },
    'is forgotten by the page when it is discarded': async () => {
      await panel.getByRole('button', { name: 'Discard' }).click();
      await call.until((s) => s.recording === null);
      expect(await call.ask('getRecordingPart', { part: 0 })).toBeNull();
    },
    'is played in the panel, with the room as it was': async () => {
      await panel.locator('input[type=file]').setInputFiles(file);
      await panel.getByText(/^Recording of /).waitFor();
      await panel.getByLabel('Speed').selectOption('16');
      await panel.getByRole('button', { name: 'Play' }).waitFor({ timeout: 20_000 });
      const { participants } = replay(recording).room;
      expect(await panel.locator('.person .name').allTextContents()).toEqual(
        participants.map((_, i) => `Participant ${i + 1}`),
      );
      expect(await panel.locator('.person .dots').count()).toBe(PEOPLE);
      await panel.getByRole('button', { name: 'Close the recording' }).click();
      // The call has gone on meanwhile.
      await panel.getByRole('switch', { name: 'Read this call' }).waitFor();
      expect((await call.snapshot()).phase).toBe('on');
    },
    'is not kept where nobody is spoken of alone': async () => {
      await call.browser.serviceWorker.evaluate(() => chrome.storage.sync.set({ mode: 'group' }));
      await call.until((s) => s.settings.mode === 'group');
      const after = await call.ask('setRecording', { on: true });
      expect(after.recording).toBeNull();
    },
  });
});
