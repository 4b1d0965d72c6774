// What the service worker does when it is told of something: keys, the first installation, calls that begin and end.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCall, view } from '../../../src/call/call.ts';
import type { PageMessages } from '../../../src/messaging/messages.ts';
import { FakeBrowser, type FakeContext } from '../../support/fake-browser.ts';

let world: FakeBrowser;
let worker: FakeContext;
const openPopup = vi.fn(async () => {});
const openPanel = vi.fn(async () => {});
beforeEach(async () => {
  world = new FakeBrowser();
  world.tab(1, 'https://meet.google.com/abc');
  worker = world.context({ kind: 'background' });
  vi.stubGlobal('chrome', { ...world.chromeOf(worker), action: { openPopup }, sidePanel: { open: openPanel } });
  const { startBackground } = await worker.load(() => import('../../../src/background/start.ts'));
  startBackground(async () => ({ ok: true }));
});
afterEach(() => {
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

/** A call page, or a frame of one, that is read or not. @param obeys does the switch work? */
async function callPage({ frame = 0, inCall = true, isOn = false, obeys = true } = {}) {
  const url = `https://call${frame}.example/room`;
  const context = world.context({ kind: 'content', tab: 1, ...(frame > 0 && { frame: { id: frame, url } }) });
  const { serveFrame, handleMessages } = await context.load(async () => ({
    ...(await import('../../../src/messaging/frames.ts')),
    ...(await import('../../../src/messaging/messages.ts')),
  }));
  const page = { isOn };
  const snapshot = () => ({ ...view(newCall('Any', 0)), phase: page.isOn ? ('on' as const) : ('off' as const) });
  const site = `https://call${frame}.example/*`;
  serveFrame(async () => ({ frame, site, isOn: page.isOn, inCall, closed: [] }), new AbortController().signal);
  handleMessages<Pick<PageMessages, 'getSnapshot' | 'setReading'>>({
    getSnapshot: snapshot,
    setReading: ({ on }) => {
      if (obeys) page.isOn = on;
      return snapshot();
    },
  });
  return page;
}
const press = (command: string) => worker.events.onCommand.emit(command, { id: 1 });

describe('the key for reading', () => {
  it('switches it on, and off again', async () => {
    const page = await callPage();
    press('toggle-reading');
    await vi.waitFor(() => expect(page.isOn).toBe(true));
    press('toggle-reading');
    await vi.waitFor(() => expect(page.isOn).toBe(false));
    expect(openPopup).not.toHaveBeenCalled();
  });

  it('switches the frame that has the call', async () => {
    const [page, frame] = [await callPage({ inCall: false }), await callPage({ frame: 7 })];
    press('toggle-reading');
    await vi.waitFor(() => expect(frame.isOn).toBe(true));
    expect(page.isOn).toBe(false);
  });

  it.each([
    ['nothing is there to be read', null],
    ['reading does not begin', { obeys: false }],
  ])('opens the popup, which says why, where %s', async (_, page) => {
    if (page) await callPage(page);
    press('toggle-reading');
    await vi.waitFor(() => expect(openPopup).toHaveBeenCalledTimes(1));
  });
});

it('the key for the panel opens it at once, or the browser would refuse', () => {
  press('open-panel');
  expect(openPanel).toHaveBeenCalledExactlyOnceWith({ tabId: 1 });
  worker.events.onCommand.emit('open-panel');
  expect(openPanel).toHaveBeenCalledTimes(1);
});

it('the key for badges changes nothing that an organisation has set', async () => {
  const write = vi.spyOn(world.areas.sync, 'set');
  await world.areas.managed.set({ badges: true });
  press('toggle-badges');
  await world.settle();
  expect(write).not.toHaveBeenCalled();
  await world.areas.managed.remove('badges');
  press('toggle-badges');
  await vi.waitFor(async () => expect(await world.areas.sync.get('badges')).toEqual({ badges: false }));
});

describe('the three questions', () => {
  const install = (reason: string) => worker.events.onInstalled.emit({ reason });
  const creating = () => vi.spyOn((worker.browser as { tabs: { create(): Promise<void> } }).tabs, 'create');

  it('are opened when it is installed, and not when it is updated', async () => {
    const create = creating();
    install('update');
    await world.settle();
    expect(create).not.toHaveBeenCalled();
    install('install');
    await vi.waitFor(() => expect(create).toHaveBeenCalledExactlyOnceWith({ url: 'welcome.html' }));
  });

  it('wait for the first window where there is none yet', async () => {
    const create = creating().mockRejectedValueOnce(new Error('No current window'));
    install('install');
    await vi.waitFor(() => expect(create).toHaveBeenCalledTimes(1));
    await world.settle();
    expect(create).toHaveBeenCalledTimes(1);
    (worker.browser as { windows: { onCreated: { emit(): void } } }).windows.onCreated.emit();
    await vi.waitFor(() => expect(create).toHaveBeenCalledTimes(2));
  });

  it('are not asked where an organisation has switched Roomtone off', async () => {
    const create = creating();
    await world.areas.managed.set({ disabled: true });
    install('install');
    await world.settle();
    expect(create).not.toHaveBeenCalled();
  });
});

it('the icon of a tab shows that it is read, and a tab that has gone is no error', async () => {
  const setIcon = vi.spyOn((worker.browser as { action: { setIcon(icon: object): Promise<void> } }).action, 'setIcon');
  const page = world.context({ kind: 'content', tab: 1 });
  const { askBackground } = await page.load(() => import('../../../src/messaging/messages.ts'));
  await askBackground('readingChanged', { on: true });
  expect(setIcon.mock.lastCall?.[0]).toMatchObject({
    tabId: 1,
    path: { 16: 'icons/on-16.png', 128: 'icons/on-128.png' },
  });
  setIcon.mockRejectedValueOnce(new Error('No tab with id: 1.'));
  expect(await askBackground('readingChanged', { on: false })).toBeNull();
  expect(setIcon.mock.lastCall?.[0]).toMatchObject({ tabId: 1, path: { 16: 'icons/16.png' } });
});
