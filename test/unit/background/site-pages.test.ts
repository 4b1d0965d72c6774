// The service worker and call pages: which pages are entered, and what they are told when a site's permission changes.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser, type FakeContext } from '../../support/fake-browser.ts';

const MEET = 'https://meet.google.com/*';
const OWN = 'https://call.example/*';

let world: FakeBrowser;
beforeEach(() => {
  world = new FakeBrowser();
  world.manifest = { content_scripts: [{ matches: [MEET] }] };
  world.origins.add(MEET);
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Starts a service worker, as the browser does whenever it is needed. */
async function wake(incognito = false): Promise<FakeContext> {
  const context = world.context({ kind: 'background', incognito });
  vi.stubGlobal('chrome', world.chromeOf(context));
  const { startBackground } = await context.load(() => import('../../../src/background/start.ts'));
  startBackground(async () => ({ ok: true }));
  return context;
}

const settled = () => world.settle();

/** A page with a content script that reads from the start, and stops as today's does. */
async function readingPage(id: number, url: string, incognito = false) {
  world.tab(id, url, incognito);
  const context = world.context({ kind: 'content', tab: id, incognito });
  const { watchSiteAccess, handleMessages } = await context.load(async () => ({
    ...(await import('../../../src/page/site-access.ts')),
    ...(await import('../../../src/messaging/messages.ts')),
  }));
  const access = watchSiteAccess();
  const state = { mayRead: await access.mayRead(), isReading: false, again: () => access.mayRead() };
  state.isReading = state.mayRead;
  handleMessages<{ siteAccessChanged: (payload: null) => null }>({
    siteAccessChanged: async () => {
      if (await access.hasShrunk()) state.isReading = false;
      return null;
    },
  });
  return state;
}

describe('pages that are open already', () => {
  beforeEach(() => {
    world.tab(1, 'https://meet.google.com/abc');
    world.tab(2, 'https://news.example/');
    world.tab(3, 'https://call.example/room');
    world.tab(4, 'https://meet.google.com/def', true);
  });

  it('are entered once after the extension has been loaded, allowed sites too', async () => {
    world.origins.add(OWN);
    await wake();
    await settled();
    expect(world.injected.sort()).toEqual([1, 3]);
    expect([...world.registered.values()].map(({ matches }) => matches)).toEqual([[OWN]]);
  });

  it('are not entered again when the service worker has been stopped and wakes, also by an event', async () => {
    (await wake()).close();
    await settled();
    const again = await wake();
    again.events.onInstalled.emit({ reason: 'update' });
    again.events.onStartup.emit();
    await settled();
    expect(world.injected).toEqual([1]);
  });

  it('are entered anew after the extension has been disabled and enabled, which no event tells', async () => {
    (await wake()).close();
    await settled();
    // The browser empties it whenever the extension is unloaded.
    world.areas.session.clear();
    await wake();
    await settled();
    expect(world.injected).toEqual([1, 1]);
  });

  it('are not entered at every wake where session storage fails', async () => {
    world.areas.session.failing.get = new Error('Access is denied.');
    for (let i = 0; i < 3; i++) {
      (await wake()).close();
      await settled();
    }
    expect(world.injected).toEqual([]);
  });

  it('of a private window are entered by its own service worker', async () => {
    await wake();
    await wake(true);
    await settled();
    expect(world.injected.sort()).toEqual([1, 4]);
  });

  it('are entered when their site is allowed, in private windows as well', async () => {
    await wake();
    await wake(true);
    await settled();
    world.injected.length = 0;
    world.tab(5, 'https://call.example/two', true);
    world.grant(OWN);
    await settled();
    expect(world.injected.sort()).toEqual([3, 5]);
    expect([...world.registered.values()].map(({ matches }) => matches)).toEqual([[OWN]]);
  });
});

describe('frames of other sites', () => {
  const JITSI = 'https://jitsi.example.org/*';
  const portal = (id: number) => world.tab(id, 'https://portal.example/room').frames;

  it('are entered when their site is allowed, where the page may be looked into; the page and its other frames are not', async () => {
    await wake();
    await settled();
    portal(1).set(7, 'https://jitsi.example.org/room').set(8, 'https://ads.example/');
    portal(2).set(9, 'https://jitsi.example.org/room');
    // The user has clicked our button in the first tab alone.
    world.clicked.add(1);
    world.grant(JITSI);
    await settled();
    expect([world.injected, world.injectedFrames]).toEqual([[], [[1, 7]]]);
    expect([...world.registered.values()]).toMatchObject([{ matches: [JITSI], allFrames: true }]);
  });

  it('are entered after the extension has been loaded anew in mid-call', async () => {
    world.tab(1, 'https://meet.google.com/abc').frames.set(7, 'https://jitsi.example.org/room');
    world.origins.add(JITSI);
    await wake();
    await settled();
    expect([world.injected, world.injectedFrames]).toEqual([[1], [[1, 7]]]);
  });

  it('know their number, and may be read where their own site is allowed: what the page may has no say', async () => {
    world.tab(1, 'https://meet.google.com/abc');
    await wake();
    const ask = async (url: string) => {
      const frame = world.context({ kind: 'content', tab: 1, frame: { id: 7, url } });
      const { askBackground } = await frame.load(() => import('../../../src/messaging/messages.ts'));
      return [await askBackground('frameNumber', null), await askBackground('siteAccess', null)];
    };
    expect(await ask('https://jitsi.example.org/room')).toEqual([7, 'none']);
    world.grant(JITSI);
    expect(await ask('https://jitsi.example.org/room')).toEqual([7, 'granted']);
  });

  it('are told when a permission changes', async () => {
    world.tab(1, 'https://portal.example/room').frames.set(7, 'https://jitsi.example.org/room');
    world.origins.add(JITSI);
    const frame = world.context({ kind: 'content', tab: 1, frame: { id: 7, url: 'https://jitsi.example.org/room' } });
    await wake();
    const told: unknown[] = [];
    frame.events.onMessage.addListener(async (message) => told.push(message));
    world.revoke(JITSI);
    await settled();
    expect(told).toMatchObject([{ name: 'siteAccessChanged' }]);
  });
});

describe('a page of the extension', () => {
  it('may read the practice call that it draws; no page that only looks like it may', async () => {
    world.tab(1, 'https://roomtone.example/practice.html');
    await wake();
    const access = async (context: FakeContext) => {
      const { askBackground } = await context.load(() => import('../../../src/messaging/messages.ts'));
      return askBackground('siteAccess', null);
    };
    expect(await access(world.context({ kind: 'page', file: 'practice.html' }))).toBe('granted');
    expect(await access(world.context({ kind: 'content', tab: 1 }))).toBe('none');
  });
});

describe('a site whose permission is taken back', () => {
  it.each([
    ['a built-in site', MEET, 'https://meet.google.com/abc'],
    ['an allowed site', OWN, 'https://call.example/room'],
  ])('%s: reading stops there, and there alone', async (_, pattern, url) => {
    world.origins.add(OWN);
    await wake();
    const here = await readingPage(1, url);
    const there = await readingPage(2, pattern === MEET ? 'https://call.example/' : 'https://meet.google.com/');
    expect([here.isReading, there.isReading]).toEqual([true, true]);
    world.revoke(pattern);
    await vi.waitFor(() => expect(here.isReading).toBe(false), { timeout: 1000 });
    await settled();
    expect(there.isReading).toBe(true);
    expect(await here.again()).toBe(false);
  });

  it('stops in a private window too, whose service worker the browser does not tell', async () => {
    await wake();
    await wake(true);
    const hidden = await readingPage(1, 'https://meet.google.com/abc', true);
    expect(hidden.isReading).toBe(true);
    world.revoke(MEET);
    await vi.waitFor(() => expect(hidden.isReading).toBe(false), { timeout: 1000 });
  });

  it('stops where the user has opened the popup before, which leaves the tab readable for the visit', async () => {
    const worker = await wake();
    const here = await readingPage(1, 'https://meet.google.com/abc');
    // activeTab: the address stays known.
    const { tabs } = worker.browser as { tabs: { get: unknown } };
    tabs.get = async (id: number) => world.tabs.get(id);
    world.revoke(MEET);
    await vi.waitFor(() => expect(here.isReading).toBe(false), { timeout: 1000 });
    expect(await here.again(), 'the user may start again by hand').toBe(true);
  });

  it('stops when session storage fails at the same time', async () => {
    await wake();
    const here = await readingPage(1, 'https://meet.google.com/abc');
    world.areas.session.failing.set = new Error('QUOTA_BYTES');
    world.revoke(MEET);
    await vi.waitFor(() => expect(here.isReading).toBe(false), { timeout: 1000 });
  });

  it('is not read where the service worker does not answer', async () => {
    const page = await readingPage(1, 'https://meet.google.com/abc');
    expect(page.mayRead).toBe(false);
  });
});

describe('the service worker', () => {
  it('stores no report that a private tab sends, whatever it runs in', async () => {
    await wake();
    const { askBackground } = await content(1, true, false);
    expect(await askBackground('callEnded', { report: REPORT })).toBeNull();
    await settled();
    expect(await world.areas.session.get('lastReport')).toEqual({});
    const { askBackground: fromNormal } = await content(2, false, false);
    await fromNormal('callEnded', { report: REPORT });
    expect(await world.areas.session.get('lastReport')).toEqual({ lastReport: REPORT });
  });

  it('toggles badges twice for two presses in a row', async () => {
    const { events } = await wake();
    await world.areas.sync.set({ badges: true });
    world.areas.sync.latencyMs = 5;
    const writes = vi.spyOn(world.areas.sync, 'set');
    events.onCommand.emit('toggle-badges');
    events.onCommand.emit('toggle-badges');
    await vi.waitFor(() =>
      expect(writes.mock.settledResults.map(({ type }) => type)).toEqual(['fulfilled', 'fulfilled']),
    );
    expect(await world.areas.sync.get('badges')).toEqual({ badges: true });
    events.onCommand.emit('toggle-badges');
    await vi.waitFor(async () => expect(await world.areas.sync.get('badges')).toEqual({ badges: false }));
  });
});

/** @param isPrivateTab what the sender's tab says @param incognito of the context */
async function content(tab: number, isPrivateTab: boolean, incognito: boolean) {
  world.tab(tab, 'https://meet.google.com/abc', isPrivateTab);
  const context = world.context({ kind: 'content', tab, incognito });
  Object.defineProperty(context, 'sender', {
    value: { ...context.sender, tab: { id: tab, incognito: isPrivateTab } },
  });
  return context.load(() => import('../../../src/messaging/messages.ts'));
}

const zeros = <K extends string>(...keys: K[]) => Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
const REPORT = {
  version: 1 as const,
  platform: 'Google Meet',
  startedAt: 1,
  endedAt: 2,
  stepMs: 5000,
  timeline: [],
  moments: [],
  totals: {
    labels: zeros('neutral', 'happy', 'surprise', 'sad', 'angry', 'disgust', 'fear'),
    states: zeros(
      'read',
      'unclear',
      'too-small',
      'turned-away',
      'camera-off',
      'no-face',
      'still',
      'hidden',
      'unreadable',
      'excluded',
    ),
    votes: null,
    doubt: 0,
    clearDots: 5,
  },
  people: null,
};
