// The state behind the extension's pages: what they show when storage fails, and when a call page says nothing.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCall, view } from '../../../src/call/call.ts';
import { FakeBrowser, type FakeContext } from '../../support/fake-browser.ts';

const DENIED = new Error('Access is denied.');
const ANSWERS = { version: 1, purpose: 'understand', place: 'eu', people: 'private' };
/** Pages give up on storage and on tabs after five seconds. */
const PATIENCE_MS = 5000;
const settled = () => world.settle();

let world: FakeBrowser;
let context: FakeContext;
let page: AbortController;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.stubGlobal('addEventListener', () => {});
  world = new FakeBrowser();
  context = world.context({ kind: 'page', file: 'popup.html' });
  page = new AbortController();
});
afterEach(() => {
  page.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the page of three questions', () => {
  const open = async () =>
    (await context.load(() => import('../../../src/ui/state/welcome.ts'))).connectWelcome(page.signal);

  it('knows the answers that are stored', async () => {
    await world.areas.local.set({ answers: ANSWERS });
    const { state } = await open();
    await settled();
    expect(state.value).toEqual({ answers: ANSWERS, mode: 'individual', forced: false });
  });

  it.each(['local', 'sync', 'managed'] as const)('has failed when the %s store rejects', async (area) => {
    world.areas[area].failing.get = DENIED;
    const { state } = await open();
    await settled();
    expect(state.value).toBe('failed');
  });

  it('has failed when storage says nothing for five seconds', async () => {
    world.areas.local.latencyMs = 60 * PATIENCE_MS;
    const { state } = await open();
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(state.value).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(state.value).toBe('failed');
  });
});

describe('the settings page', () => {
  const open = async () => {
    Object.assign(context.browser, { commands: { getAll: async () => [] }, i18n: { getUILanguage: () => 'en' } });
    return (await context.load(() => import('../../../src/ui/state/options.ts'))).connectOptions(page.signal);
  };

  it.each(['local', 'sync', 'managed'] as const)(
    'shows no defaults for a %s store that rejects, and its settings once it can be read',
    async (area) => {
      await world.areas.sync.set({ mode: 'self' });
      world.areas[area].failing.get = DENIED;
      const { state } = await open();
      await settled();
      expect(state.value).toMatchObject({ loaded: null, isFailed: true });
      world.areas[area].failing.get = null;
      await vi.advanceTimersByTimeAsync(PATIENCE_MS);
      await settled();
      expect(state.value.isFailed).toBe(false);
      expect(state.value.loaded?.settings.mode).toBe('self');
    },
  );

  it('has failed when storage says nothing for five seconds', async () => {
    world.areas.sync.latencyMs = 60 * PATIENCE_MS;
    const { state } = await open();
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(state.value.isFailed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(state.value.isFailed).toBe(true);
  });

  it('says so when a name cannot be taken off the list', async () => {
    await world.areas.local.set({ leftOut: ['Ada'] });
    const { state, commands } = await open();
    await settled();
    world.areas.local.failing.set = DENIED;
    commands.unblock('Ada');
    await settled();
    expect(state.value).toMatchObject({ blockedNames: ['Ada'], outcome: 'saveFailed' });
  });
});

describe('the try-it page', () => {
  const ask = async () => {
    const { createTrial, extensionPlatform } = await context.load(async () => ({
      ...(await import('../../../src/ui/state/trial.ts')),
      ...(await import('../../../src/ui/state/extension-platform.ts')),
    }));
    const { state, commands } = createTrial(extensionPlatform, page.signal);
    commands.open([new File([''], 'me.png')]);
    await settled();
    return state.value.problem;
  };

  it('reads nobody before the questions are answered', async () => {
    expect(await ask()).toMatchObject({ key: 'phaseSetup', again: false });
  });

  it('reads nobody where an organisation has switched Roomtone off', async () => {
    await world.areas.local.set({ answers: ANSWERS });
    await world.areas.managed.set({ disabled: true });
    expect(await ask()).toMatchObject({ key: 'phaseDisabled', again: false });
  });

  it.each(['local', 'sync', 'managed'] as const)('reads nobody while the %s store rejects', async (area) => {
    await world.areas.local.set({ answers: ANSWERS });
    world.areas[area].failing.get = DENIED;
    expect(await ask()).toMatchObject({ key: 'errorStorage', again: true });
  });
});

describe('popup and side panel', () => {
  const open = async () => {
    vi.stubGlobal('chrome', world.chromeOf(context));
    const { connect } = await context.load(() => import('../../../src/ui/state/connection.ts'));
    return connect(1, false, page.signal);
  };

  it('say that a tab does not answer after five seconds, and show its call when it does', async () => {
    world.tab(1, 'https://meet.example/');
    const call = world.context({ kind: 'content', tab: 1 });
    const posts: ((snapshot: object) => void)[] = [];
    call.events.onConnect.addListener((port) => void posts.push(port.postMessage));
    const { link } = await open();
    await settled();
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(link.value).toEqual({ kind: 'connecting' });
    await vi.advanceTimersByTimeAsync(1);
    expect(link.value).toEqual({ kind: 'silent', why: 'no-answer' });
    const snapshot = view(newCall('Any', 0));
    posts[0]?.(snapshot);
    await settled();
    expect(link.value).toEqual({ kind: 'live', snapshot });
  });

  it.each([
    ['saveFailed', new Error('QUOTA_BYTES quota exceeded')],
    ['saveTooOften', new Error('This request exceeds the MAX_WRITE_OPERATIONS_PER_MINUTE quota.')],
  ])('say %s, until the next change', async (key, error) => {
    const connection = await open();
    const { roomCommands } = await context.load(() => import('../../../src/ui/state/room-commands.ts'));
    const { commands, problem } = roomCommands(connection);
    world.areas.local.failing.set = error;
    commands.setBlocked('Ada', true);
    await settled();
    expect(problem.value).toBe(key);
    world.areas.local.failing.set = null;
    commands.setBlocked('Ada', true);
    await settled();
    expect(problem.value).toBeNull();
  });

  it('say that the list of blocked names cannot change in a private window', async () => {
    context = world.context({ kind: 'page', file: 'popup.html', incognito: true });
    const connection = await open();
    const { roomCommands } = await context.load(() => import('../../../src/ui/state/room-commands.ts'));
    const { commands, problem } = roomCommands(connection);
    commands.setBlocked('Ada', true);
    await settled();
    expect(problem.value).toBe('privateListLocked');
  });
});

describe('the report page', () => {
  const open = async () => {
    vi.stubGlobal('document', { hidden: false, addEventListener: () => {} });
    vi.stubGlobal('indexedDB', { databases: async () => [] });
    const { connectReport } = await context.load(() => import('../../../src/ui/state/report-source.ts'));
    return connectReport(new URLSearchParams(), page.signal);
  };

  it('has none before a call was read', async () => {
    const { state } = await open();
    await settled();
    expect(state.value.shown).toEqual({ kind: 'none' });
  });

  it.each(['session', 'sync'] as const)('has failed when the %s store rejects', async (area) => {
    world.areas[area].failing.get = DENIED;
    const { state } = await open();
    await settled();
    expect(state.value.shown).toEqual({ kind: 'failed' });
  });
});
