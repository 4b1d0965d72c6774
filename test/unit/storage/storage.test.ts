// Stored values: changes from several places at once, stores that reject, private windows.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ParticipantState, STATES } from '../../../src/call/room/types.ts';
import { zeros } from '../../../src/call/room/votes.ts';
import { FakeBrowser } from '../../support/fake-browser.ts';

let world: FakeBrowser;
beforeEach(() => {
  world = new FakeBrowser();
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const page = (incognito = false) => world.context({ kind: 'page', file: 'popup.html', incognito });
const blockedNames = (context = page()) => context.load(() => import('../../../src/storage/blocked-names.ts'));
const settings = (context = page()) => context.load(() => import('../../../src/storage/settings.ts'));
const answers = (context = page()) => context.load(() => import('../../../src/storage/answers.ts'));
const lastReport = (context = page()) => context.load(() => import('../../../src/storage/last-report.ts'));

describe('blocked names', () => {
  it('two names added at the same time from one page are both kept', async () => {
    const { setBlocked, loadBlockedNames } = await blockedNames();
    await Promise.all([setBlocked('Ada', true), setBlocked('Bo', true)]);
    expect(await loadBlockedNames()).toEqual(['Ada', 'Bo']);
  });

  it('two names added at the same time from popup and panel are both kept', async () => {
    const [popup, panel] = [await blockedNames(page()), await blockedNames(page())];
    world.areas.local.latencyMs = 20;
    await Promise.all([popup.setBlocked('Ada', true), panel.setBlocked('Bo', true)]);
    expect(await popup.loadBlockedNames()).toEqual(['Ada', 'Bo']);
  });

  it('a name added while another is taken off loses neither change', async () => {
    const { setBlocked, loadBlockedNames } = await blockedNames();
    await setBlocked('Ada', true);
    await Promise.all([setBlocked('Ada', false), setBlocked('Bo', true), setBlocked('Cy', true)]);
    expect(await loadBlockedNames()).toEqual(['Bo', 'Cy']);
  });

  it('a change after one that failed is made', async () => {
    const { setBlocked, loadBlockedNames } = await blockedNames();
    world.areas.local.failing.set = new Error('QUOTA_BYTES quota exceeded');
    await expect(setBlocked('Ada', true)).rejects.toThrow('QUOTA_BYTES');
    world.areas.local.failing.set = null;
    await setBlocked('Bo', true);
    expect(await loadBlockedNames()).toEqual(['Bo']);
  });

  it('are those that are names, whatever else is stored beside them', async () => {
    const { loadBlockedNames } = await blockedNames();
    await world.areas.local.set({ leftOut: ['Ada', 7, null, 'x'.repeat(1000), { name: 'Bo' }, 'Cy'] });
    expect(await loadBlockedNames()).toEqual(['Ada', 'Cy']);
    await world.areas.local.set({ leftOut: { length: 1, 0: 'Ada' } });
    expect(await loadBlockedNames()).toEqual([]);
  });

  it('hold in a private window, which cannot change them', async () => {
    await (await blockedNames()).setBlocked('Ada', true);
    const hidden = await blockedNames(page(true));
    expect(await hidden.loadBlockedNames()).toEqual(['Ada']);
    for (const isBlocked of [true, false])
      await expect(hidden.setBlocked('Ada', isBlocked)).rejects.toMatchObject({ key: 'privateListLocked' });
    await expect(hidden.setBlocked('Bo', true)).rejects.toMatchObject({ key: 'privateListLocked' });
    expect(await world.areas.local.get()).toEqual({ leftOut: ['Ada'] });
  });
});

describe('a change of settings that depends on the settings', () => {
  it('sees the one before it, in whatever context that was made', async () => {
    const [one, other] = [await settings(page()), await settings(page())];
    world.areas.sync.latencyMs = 10;
    const toggle = (from: typeof one) => from.changeSettings(({ settings: { badges } }) => ({ badges: !badges }));
    await Promise.all([toggle(one), toggle(other), toggle(one)]);
    expect((await one.loadSettings()).settings.badges).toBe(false);
  });
});

describe('a store that cannot be read', () => {
  const DENIED = new Error('Access is denied.');

  it.each(['sync', 'local', 'managed'] as const)(
    'settings in %s: defaults are told, and that they are no more than that',
    async (area) => {
      const { followSettings } = await settings();
      await world.areas.sync.set({ mode: 'self' });
      world.areas[area].failing.get = DENIED;
      const told = vi.fn();
      followSettings(told, new AbortController().signal);
      await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
      expect(told.mock.calls[0]?.[0]).toMatchObject({ isUnreadable: true, settings: { paceMs: 160 } });
    },
  );

  it('is tried again until it can be read', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { followSettings } = await settings();
      await world.areas.sync.set({ mode: 'self' });
      world.areas.sync.failing.get = DENIED;
      const told = vi.fn();
      const life = new AbortController();
      followSettings(told, life.signal);
      await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
      world.areas.sync.failing.get = null;
      await vi.advanceTimersByTimeAsync(5000);
      await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2));
      expect(told.mock.calls[1]?.[0]).toMatchObject({ isUnreadable: false, settings: { mode: 'self' } });
      life.abort();
    } finally {
      vi.useRealTimers();
    }
  });

  it('blocked names: says so, and does not say that nobody is blocked', async () => {
    const { followBlockedNames } = await blockedNames();
    world.areas.local.failing.get = DENIED;
    const [told, failed] = [vi.fn(), vi.fn()];
    followBlockedNames(told, new AbortController().signal, failed);
    await vi.waitFor(() => expect(failed).toHaveBeenCalledWith(DENIED));
    expect(told).not.toHaveBeenCalled();
  });

  it('answers: says so, and does not say that the questions are open', async () => {
    const { followAnswers } = await answers();
    world.areas.local.failing.get = DENIED;
    const [told, failed] = [vi.fn(), vi.fn()];
    followAnswers(told, new AbortController().signal, failed);
    await vi.waitFor(() => expect(failed).toHaveBeenCalledWith(DENIED));
    expect(told).not.toHaveBeenCalled();
  });

  it('tells nothing after its signal, and no older state after a newer one', async () => {
    const { follow } = await page().load(() => import('../../../src/storage/follow.ts'));
    const reads: ((value: string) => void)[] = [];
    const told = vi.fn();
    const life = new AbortController();
    follow(
      () => new Promise<string>((resolve) => reads.push(resolve)),
      () => true,
      told,
      life.signal,
      () => {},
    );
    await world.areas.local.set({ any: 1 });
    await vi.waitFor(() => expect(reads.length).toBe(2));
    reads[1]?.('new');
    reads[0]?.('old');
    await vi.waitFor(() => expect(told).toHaveBeenCalled());
    await world.areas.local.set({ any: 2 });
    await vi.waitFor(() => expect(reads.length).toBe(3));
    life.abort();
    reads[2]?.('late');
    await world.settle();
    expect(told.mock.calls).toEqual([['new']]);
  });
});

const TOTALS = {
  labels: zeros(),
  states: Object.fromEntries(STATES.map((state) => [state, 0])) as Record<ParticipantState, number>,
  votes: null,
  doubt: 0,
};
const report = (startedAt: number, endedAt: number) => ({
  version: 1 as const,
  platform: 'Google Meet',
  startedAt,
  endedAt,
  stepMs: 5000,
  timeline: [],
  moments: [],
  totals: TOTALS,
  people: [{ name: 'Ada', isSelf: false, totals: TOTALS }],
});

describe('the last report', () => {
  it('is none where something else is stored in its place, and without fields that do not belong there', async () => {
    const { lastReport: load } = await lastReport();
    for (const stored of ['yes', [], { ...report(1, 2), totals: {} }, { ...report(1, 2), version: 2 }]) {
      await world.areas.session.set({ lastReport: stored });
      expect(await load()).toBeNull();
    }
    await world.areas.session.set({ lastReport: { ...report(1, 2), photo: 'data:' } });
    expect(await load()).toEqual(report(1, 2));
  });

  it('is stored, and an earlier state of the same call that arrives later does not replace it', async () => {
    const { rememberReport, lastReport: load } = await lastReport();
    await Promise.all([rememberReport(report(1, 20)), rememberReport(report(1, 10))]);
    expect(await load()).toMatchObject({ startedAt: 1, endedAt: 20 });
    await rememberReport(report(2, 3));
    expect(await load()).toMatchObject({ startedAt: 2 });
  });

  it('is none when it cannot be stored, rather than one of the call before', async () => {
    const { rememberReport, lastReport: load } = await lastReport();
    await rememberReport(report(1, 2));
    const { session } = world.areas;
    const set = session.set;
    session.set = async () => {
      throw new Error('QUOTA_BYTES');
    };
    await rememberReport(report(3, 4));
    session.set = set;
    expect(await load()).toBeNull();
  });

  it('of a private window is stored nowhere, and the stored one of a normal window is not shown there', async () => {
    await world.areas.sync.set({ history: true });
    const open = vi.fn(() => {
      throw new Error('There is no database in this test.');
    });
    vi.stubGlobal('indexedDB', { open, databases: async () => [] });
    const hidden = await lastReport(page(true));
    await hidden.rememberReport(report(1, 2));
    expect(await world.areas.session.get()).toEqual({});
    expect(open).not.toHaveBeenCalled();
    await (await lastReport()).rememberReport(report(3, 4));
    expect(open).toHaveBeenCalled();
    expect(await hidden.lastReport()).toBeNull();
  });
});
