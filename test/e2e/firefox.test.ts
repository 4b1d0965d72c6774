// The zip for addons.mozilla.org in a real Firefox: the engine in the background page, the same practice call.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Firefox,
  type FirefoxCall,
  findFirefox,
  launchFirefox,
  openCallInFirefox,
} from '../../harness/firefox.ts';
import { readyFirefox, root } from '../../harness/ready.ts';
import { TARGETS } from '../../scripts/lib/store/targets.ts';
import type { LookReport } from '../../src/call/report/log.ts';
import type { Snapshot } from '../../src/call/snapshot.ts';
import { long } from '../support/long.ts';

// A machine without Firefox that cannot get one runs all other tests; the project's own runs must have one.
const isThere = process.env.CI === 'true' || findFirefox() !== null;
if (!isThere) console.warn('Firefox is not installed, so its tests are left out.');

describe.skipIf(!isThere)('Firefox', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'roomtone-firefox-'));
  const dist = path.join(folder, 'roomtone.zip');
  let program: string;
  beforeAll(async () => {
    program = await readyFirefox({ say: () => {} });
    const build = ['esbuild.config.mjs', ...TARGETS.firefox.build, '--outdir', path.join(folder, 'dist')];
    execFileSync(process.execPath, [...build, '--zip', dist], { cwd: root });
    rmSync(path.join(folder, 'dist'), { recursive: true });
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe('a call', () => {
    let firefox: Firefox;
    let call: FirefoxCall;
    beforeAll(async () => {
      // The background page is put to sleep as soon as Firefox thinks that nothing happens.
      const idle = { 'extensions.background.idle.timeout': 5000 };
      firefox = await launchFirefox(program, { dist, headless: true, prefs: idle });
      call = await openCallInFirefox(firefox, { people: 4, still: true });
    }, 120_000);
    afterAll(() => firefox?.close());

    const until = (holds: (s: Snapshot) => boolean) =>
      expect.poll(async () => holds(await call.snapshot()), { timeout: 60_000, interval: 300 }).toBe(true);
    /** Whatever of ours is in the page: elements that the call has not. */
    const hosts = () => call.page.evaluate(() => document.querySelectorAll('html > :not(head):not(body)').length);

    it('is read, with everybody by name, by an engine that answers rightly', async () => {
      expect((await call.snapshot()).phase).toBe('off');
      await call.switchOn();
      await until((s) => s.room.summary.seen === 4);
      const { backend, backends, room } = await call.snapshot();
      expect(backend).not.toBeNull();
      expect(backends.find((one) => one.backend === backend)?.leftOut).toBeUndefined();
      const looks = Object.fromEntries(
        (await call.page.evaluate(() => window.practice.people())).map(({ name, looks }) => [name, looks]),
      );
      for (const { name, label } of room.participants) expect(label, name).toBe(looks[name]);
      expect(await hosts()).toBeGreaterThan(0);
    });

    it('does not read a picture that stands still, until it moves again', async () => {
      const still = (s: Snapshot) => s.room.participants.filter(({ state }) => state === 'still').length;
      expect(still(await call.snapshot())).toBe(0);
      await call.page.$eval('main video', (video) => (video as HTMLVideoElement).pause());
      await until((s) => still(s) === 1);
      await call.page.$eval('main video', (video) => (video as HTMLVideoElement).play());
      await until((s) => s.room.summary.seen === 4);
    });

    it.runIf(long)('is read on while Firefox would put an idle background page to sleep', async () => {
      const since = Date.now() + 12_000;
      await until((s) => s.room.participants.every(({ readAt }) => (readAt ?? 0) > since));
      expect((await call.snapshot()).phase).toBe('on');
    });

    it('leaves its report with the extension when its tab is closed, without whom was left out just before', async () => {
      const own = await firefox.open('options.html');
      await call.page.bringToFront();
      const { room } = await call.snapshot();
      // What was left of it before this could be five seconds old.
      await until((s) => s.room.at > room.at + 6000);
      const out = room.participants.find(({ isSelf }) => !isSelf);
      await call.ask('setExcluded', { id: out?.id ?? '', excluded: true });
      await call.page.close();
      const kept = () =>
        own.evaluate(async () => (await chrome.storage.session.get('lastReport')).lastReport as LookReport | undefined);
      await expect.poll(kept, { timeout: 20_000 }).toMatchObject({ platform: 'Google Meet' });
      const { people, startedAt, endedAt } = (await kept()) as LookReport;
      expect(endedAt - startedAt).toBeGreaterThan(5000);
      for (const { name, totals } of people ?? [])
        expect(totals.states.read + totals.states.unclear > 0, name).toBe(name !== out?.name);
      expect(people).toHaveLength(4);
    });
  });

  it('asks its three questions when it is installed, and reads nobody before', async () => {
    const firefox = await launchFirefox(program, { dist, headless: true, answers: null });
    try {
      const addresses = async () =>
        Promise.all((await firefox.browser.pages()).map((page) => page.evaluate(() => location.pathname)));
      await expect.poll(addresses, { timeout: 20_000 }).toContain('/welcome.html');
      const call = await openCallInFirefox(firefox, { people: 2, still: true });
      expect((await call.ask('setReading', { on: true })).phase).toBe('setup');
    } finally {
      await firefox.close();
    }
  });
});
