// The shell of a call page in a fake browser: what storage, permissions and the pages do to a call. Drawing and pixels have tests in a real one.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCall } from '../../../src/call/call.ts';
import type { Snapshot } from '../../../src/call/snapshot.ts';
import { speak } from '../../../src/i18n/t.ts';
import type { CallStore } from '../../../src/page/store.ts';
import { FakeBrowser, type FakeContext } from '../../support/fake-browser.ts';
import { face, tile } from '../call/calls.ts';

const URL_OF_CALL = 'https://meet.google.com/abc-defg-hij';
const ANSWERS = { version: 1, purpose: 'understand', place: 'elsewhere', people: 'private', told: 'informed' };

let world: FakeBrowser;
let content: FakeContext;
let popup: FakeContext;
let access: string;
const asked: { name: string; payload: unknown }[] = [];
let store: CallStore;
const life = { current: new AbortController() };
let inCall = true;
/** How often the page has been looked at. */
let sweeps = 0;
/** What the page's software is called. */
let software = 'Google Meet';

beforeEach(async () => {
  world = new FakeBrowser();
  world.tab(1, URL_OF_CALL);
  access = 'granted';
  inCall = true;
  software = 'Google Meet';
  asked.length = 0;
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const page = new EventTarget();
  vi.stubGlobal('window', Object.assign(page, { top: page }));
  vi.stubGlobal('location', new URL(URL_OF_CALL));
  vi.stubGlobal('document', { documentElement: { lang: 'en' }, querySelectorAll: () => [] });
  const background = world.context({ kind: 'background' });
  background.events.onMessage.addListener(async (message) => {
    asked.push(message as (typeof asked)[number]);
    return (message as { name: string }).name === 'siteAccess' ? access : null;
  });
  await world.areas.local.set({ answers: ANSWERS });
  content = world.context({ kind: 'content', tab: 1 });
  popup = world.context({ kind: 'page', file: 'popup.html' });
});
afterEach(() => {
  life.current.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Starts what content.ts starts, with the part that draws left out. */
async function start({ isPractice = false } = {}) {
  life.current = new AbortController();
  const { signal } = life.current;
  vi.doMock('../../../src/page/session.ts', () => ({
    Session: class {
      handOver(report: unknown) {
        asked.push({ name: 'handOver', payload: report });
      }
      speak() {}
    },
  }));
  await content.load(async () => {
    const [{ createStore }, { followCall }, { keepReading }, { servePages }] = await Promise.all([
      import('../../../src/page/store.ts'),
      import('../../../src/page/follow-call.ts'),
      import('../../../src/page/reading.ts'),
      import('../../../src/page/serve.ts'),
    ]);
    store = createStore(newCall('Google Meet', Date.now()));
    const platform = {
      get name() {
        return software;
      },
      find: () => {
        sweeps++;
        return { inCall, tiles: [] };
      },
    } as never;
    const options = { store, platform, page: () => [], signal };
    const loaded = followCall(store, signal);
    const reading = keepReading({ ...options, isPractice, speech: { t: speak(() => '', 'en'), locale: 'en' } });
    servePages({ ...options, reading, loaded });
    await loaded;
  });
}

const ask = async (name: string, payload: unknown = null): Promise<Snapshot> => {
  const { askPage } = await popup.load(() => import('../../../src/messaging/messages.ts'));
  return (await askPage(1, name as 'getSnapshot', payload as never)) as Snapshot;
};
const read = () => {
  store.dispatch({ kind: 'tiles', inCall: true, tiles: [tile(1, 'Ana')] });
  const id = store.call.identity.people[0]?.id ?? '';
  store.dispatch({ kind: 'observations', observations: [{ id, observation: face() }] });
};
const swept = (times: number) => {
  const end = sweeps + times;
  return vi.waitFor(() => expect(sweeps).toBeGreaterThanOrEqual(end), { timeout: 5000 });
};
const namesOf = () => asked.map(({ name }) => name);
const reports = () => asked.flatMap(({ name, payload }) => (name === 'handOver' ? [payload] : []));

describe('a page', () => {
  it('is read from a click on, and says so to the service worker', async () => {
    await start();
    expect(await ask('getSnapshot')).toMatchObject({ phase: 'off', platform: 'Google Meet' });
    expect(await ask('setReading', { on: true })).toMatchObject({ phase: 'starting' });
    await vi.waitFor(() => expect(asked).toContainEqual({ name: 'readingChanged', payload: { on: true } }));
    expect(await ask('setReading', { on: false })).toMatchObject({ phase: 'off' });
    await vi.waitFor(() => expect(asked).toContainEqual({ name: 'readingChanged', payload: { on: false } }));
  });

  it('of the practice call leaves its report nowhere, and has it for as long as it is open', async () => {
    await start({ isPractice: true });
    await ask('setReading', { on: true });
    read();
    expect(await ask('setReading', { on: false })).toMatchObject({ phase: 'off', hasReport: true });
    expect(namesOf().filter((name) => name !== 'siteAccess' && name !== 'readingChanged')).toEqual([]);
  });

  it('leaves its report when the call ends, and none when nobody was read', async () => {
    await start();
    await ask('setReading', { on: true });
    await ask('setReading', { on: false });
    expect(reports()).toEqual([null]);
    await ask('setReading', { on: true });
    read();
    await ask('setReading', { on: false });
    expect(reports()[1]).toMatchObject({ people: [{ name: 'Ana' }] });
    inCall = false;
    store.dispatch({ kind: 'page', inCall: false, language: 'en' });
    inCall = true;
    await ask('setReading', { on: true });
    await ask('setReading', { on: false });
    expect(reports().slice(2)).toEqual([null]);
  });

  it('leaves its report when it is closed', async () => {
    await start();
    await ask('setReading', { on: true });
    read();
    // What the page itself sends is no end.
    window.dispatchEvent(new Event('pagehide'));
    expect(namesOf()).not.toContain('handOver');
    window.dispatchEvent(Object.defineProperty(new Event('pagehide'), 'isTrusted', { value: true }));
    expect(namesOf()).toContain('handOver');
  });

  it('is not read while it shows no call', async () => {
    inCall = false;
    await start();
    expect(await ask('setReading', { on: true })).toMatchObject({ phase: 'no-call' });
  });

  it('waits for a page that is just being drawn anew', async () => {
    await start();
    inCall = false;
    const answer = ask('setReading', { on: true });
    await swept(3);
    inCall = true;
    expect(await answer).toMatchObject({ phase: 'starting' });
  });

  it('is not read when it is switched off again while that is waited for', async () => {
    await start();
    inCall = false;
    const answer = ask('setReading', { on: true });
    await swept(3);
    await ask('setReading', { on: false });
    inCall = true;
    await answer;
    expect(store.call.isOn).toBe(false);
  });
});

describe('a page that is recognised late', () => {
  it('is called by its software’s name from then on', async () => {
    await start();
    software = 'Jitsi Meet';
    await ask('setReading', { on: true });
    expect(await ask('getSnapshot')).toMatchObject({ phase: 'starting', platform: 'Jitsi Meet' });
  });

  it('is read on when that happens in mid-call: nobody is lost, whoever was left out stays so', async () => {
    await start();
    await ask('setReading', { on: true });
    const seen = { ...tile(1, 'Ana'), track: 'a' };
    store.dispatch({ kind: 'tiles', inCall: true, tiles: [seen, { ...tile(2, 'Bo'), track: 'b' }] });
    const [ana, bo] = store.call.identity.people.map(({ id }) => id);
    await ask('setExcluded', { id: bo, excluded: true });
    software = 'Jitsi Meet';
    // Now the tiles are the elements around the videos, with the site's ids.
    const known = [
      { ...seen, elementId: 11, siteId: 'one' },
      { ...tile(12, 'Bo'), track: 'b', siteId: 'two' },
    ];
    store.dispatch({ kind: 'tiles', inCall: true, tiles: known });
    const { phase, platform, room } = await ask('getSnapshot');
    expect({ phase, platform }).toEqual({ phase: 'starting', platform: 'Jitsi Meet' });
    expect(room.participants.map(({ id, because }) => [id, because])).toEqual([
      [ana, null],
      [bo, 'asked'],
    ]);
  });
});

describe('a store that cannot be read', () => {
  it.each([
    ['local', 'answers and blocked names'],
    ['sync', 'settings'],
  ] as const)('(%s: %s) means that nobody is read, until it can', async (area, _) => {
    world.areas[area].failing.get = new Error('IO error');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await start();
    expect(await ask('setReading', { on: true })).toMatchObject({ phase: 'error', error: 'errorStorage' });
    world.areas[area].failing.get = null;
    await vi.advanceTimersByTimeAsync(6000);
    expect(await ask('getSnapshot')).toMatchObject({ error: null });
    expect(await ask('setReading', { on: true })).toMatchObject({ phase: 'starting' });
  });

  it('ends reading when it begins to fail in mid-call', async () => {
    await start();
    await ask('setReading', { on: true });
    await world.areas.local.set({ leftOut: ['Ana'] });
    world.areas.local.failing.get = new Error('IO error');
    await world.areas.local.set({ leftOut: ['Ana', 'Bo'] });
    await vi.waitFor(async () =>
      expect(await ask('getSnapshot')).toMatchObject({ phase: 'error', error: 'errorStorage' }),
    );
  });
});

describe('a site’s permission', () => {
  it('is needed to start', async () => {
    access = 'none';
    await start();
    expect(await ask('setReading', { on: true })).toMatchObject({ phase: 'error', error: 'errorSiteWithdrawn' });
  });

  it('that is taken back in mid-call ends reading, and the sentence goes when it is given again', async () => {
    await start();
    await ask('setReading', { on: true });
    access = 'none';
    await ask('siteAccessChanged');
    expect(await ask('getSnapshot')).toMatchObject({ phase: 'error', error: 'errorSiteWithdrawn' });
    access = 'granted';
    await ask('siteAccessChanged');
    expect(await ask('getSnapshot')).toMatchObject({ phase: 'off', error: null });
  });

  it('of another site changes nothing', async () => {
    await start();
    await ask('setReading', { on: true });
    await ask('siteAccessChanged');
    expect(await ask('getSnapshot')).toMatchObject({ phase: 'starting' });
  });
});

it('somebody on the list is left out at once, and messages of the page itself are nobody’s', async () => {
  await start();
  await ask('setReading', { on: true });
  read();
  expect((await ask('getSnapshot')).room.summary.seen).toBe(1);
  await world.areas.local.set({ leftOut: ['Ana'] });
  await vi.waitFor(async () => expect((await ask('getSnapshot')).room.participants[0]?.because).toBe('blocked'));
  const page = { id: world.id, url: URL_OF_CALL, tab: world.tabs.get(1) };
  const answers = content.events.onMessage.emit({ name: 'setReading', payload: { on: false } }, page as never);
  expect(answers.filter((answer) => answer !== undefined)).toEqual([]);
});
