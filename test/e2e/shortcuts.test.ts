// Keys in the built extension. No key that a test can press gets as far as the browser's own shortcuts (headless Chromium keeps none), so the event is raised in the
// service worker: that shows what each key does once the browser has taken it, not that it takes it; the first test shows that it would.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchWithExtension } from '../../harness/browser.ts';
import { type Call, DIST, openCall } from '../support/extension.ts';
import { root } from '../support/models.ts';
import { story } from '../support/story.ts';

/** Chromium's own way to raise an event, which its types do not know. */
type Raising = { dispatch(command: string, tab: chrome.tabs.Tab | undefined): void };

describe('keys', () => {
  let call: Call;
  const press = (command: string) =>
    call.browser.serviceWorker.evaluate(async (name) => {
      const [tab] = await chrome.tabs.query({ active: true });
      (chrome.commands.onCommand as unknown as Raising).dispatch(name, tab);
    }, command);
  const popups = () =>
    call.browser.serviceWorker.evaluate(
      async () => (await chrome.runtime.getContexts({ contextTypes: [chrome.runtime.ContextType.POPUP] })).length,
    );

  beforeAll(async () => {
    call = await openCall({ people: 2, still: true });
  });
  afterAll(() => call?.close());

  story('do what the settings say of them', {
    'are free in the browser, each with a description': async () => {
      const commands = await call.browser.serviceWorker.evaluate(() => chrome.commands.getAll());
      expect(commands.map(({ name, shortcut }) => [name, shortcut])).toEqual([
        ['_execute_action', 'Ctrl+Shift+6'],
        ['open-panel', 'Ctrl+Shift+7'],
        ['toggle-badges', 'Ctrl+Shift+8'],
        ['toggle-reading', 'Ctrl+Shift+9'],
      ]);
      for (const { name, description } of commands)
        if (name !== '_execute_action') expect(description).toMatch(/^\w+ \w+/);
    },
    'switch reading on and off': async () => {
      await press('toggle-reading');
      await call.until((s) => s.room.summary.seen === 2, 60_000);
      expect(await popups()).toBe(0);
      await press('toggle-reading');
      await call.until((s) => s.phase === 'off', 5000);
    },
    'hide badges and show them again': async () => {
      await press('toggle-badges');
      await call.until((s) => !s.settings.badges, 5000);
      await press('toggle-badges');
      await call.until((s) => s.settings.badges, 5000);
    },
    'open the popup, which says why, where there is nothing to read': async () => {
      const page = await call.browser.context.newPage();
      await page.goto('about:blank');
      await page.bringToFront();
      await press('toggle-reading');
      await expect.poll(popups, { timeout: 5000 }).toBe(1);
    },
  });
});

/** As Firefox takes keys, which is stricter than Chromium; on a Mac it takes Control for MacCtrl. */
const FIREFOX_KEY = /^(Alt|Ctrl|Command|MacCtrl)\+(Shift\+)?([A-Z0-9]|Comma|Period|Home|End|PageUp|PageDown|Space)$/;

it('keys that the manifest suggests switch no keyboard, type nothing and are no screenshots', async () => {
  const { commands } = JSON.parse(await readFile(path.join(root, 'manifest.json'), 'utf8'));
  const keys = Object.values<{ suggested_key: Record<string, string> }>(commands).map((one) => one.suggested_key);
  expect(new Set(keys.map((one) => one.default)).size).toBe(keys.length);
  for (const { default: everywhere = '', mac = '', ...others } of keys) {
    expect(others).toEqual({});
    for (const key of [everywhere, mac]) expect(key).toMatch(FIREFOX_KEY);
    expect(everywhere).not.toMatch(/Alt|Ctrl\+Shift\+0/);
    expect(mac).toBe(everywhere.replace('Ctrl', 'MacCtrl'));
  }
});

it('a key that the browser gives to nobody twice is told of in the settings', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'roomtone-keys-'));
  const dist = path.join(folder, 'dist');
  await cp(DIST, dist, { recursive: true });
  const file = path.join(dist, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  manifest.commands['toggle-badges'].suggested_key = manifest.commands['toggle-reading'].suggested_key;
  await writeFile(file, JSON.stringify(manifest));
  const browser = await launchWithExtension({ headless: true, dist });
  try {
    const page = await browser.context.newPage();
    await page.goto(`chrome-extension://${browser.extensionId}/options.html`);
    await page.getByText(/chrome:\/\/extensions\/shortcuts/).waitFor();
    expect(await page.locator('.keys dd').allTextContents()).toContain('no key');
    expect(await page.locator('.keys kbd').count()).toBe(3);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
});
