// Borders: who may send what to whom, and that nothing passes that does not have its shape.

import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCall, view } from '../../../src/call/call.ts';
import { guard, listOf, shape, text } from '../../../src/call/schemas/base.ts';
import { callReport as reportSchema } from '../../../src/call/schemas/report.ts';
import type { Snapshot } from '../../../src/call/snapshot.ts';
import type { PageMessages } from '../../../src/messaging/messages.ts';
import { FakeBrowser } from '../../support/fake-browser.ts';

let world: FakeBrowser;
beforeEach(() => {
  world = new FakeBrowser();
});
afterEach(() => vi.unstubAllGlobals());

const ADDRESS = 'https://meet.google.com/abc';

describe('a call page', () => {
  type Setters = Pick<PageMessages, 'setReading' | 'setExcluded' | 'setSelf'>;

  async function listening() {
    world.tab(1, ADDRESS);
    const page = world.context({ kind: 'content', tab: 1 });
    const { handleMessages } = await page.load(() => import('../../../src/messaging/messages.ts'));
    const heard = vi.fn(() => view(newCall('Any', 0)));
    const life = new AbortController();
    handleMessages<Setters>({ setReading: heard, setExcluded: heard, setSelf: heard }, life.signal);
    const popup = world.context({ kind: 'page', file: 'popup.html' });
    const raw = popup.browser as { tabs: { sendMessage(tab: number, message: unknown): Promise<unknown> } };
    const { askPage } = await popup.load(() => import('../../../src/messaging/messages.ts'));
    return { page, heard, life, askPage, sendRaw: (message: unknown) => raw.tabs.sendMessage(1, message) };
  }

  it('takes what its name says, without fields that do not belong there', async () => {
    const { heard, askPage } = await listening();
    await askPage(1, 'setExcluded', { id: 'a', excluded: true, more: 1 } as never);
    expect(heard).toHaveBeenCalledWith({ id: 'a', excluded: true }, expect.anything());
  });

  it.each([
    { name: 'setReading', payload: { on: 'yes' } },
    { name: 'setReading', payload: null },
    { name: 'setExcluded', payload: { id: 7, excluded: true } },
    { name: 'setExcluded', payload: { id: 'a'.repeat(5000), excluded: true } },
    { name: 'setSelf', payload: { id: undefined } },
    { name: 'toString', payload: null },
    'setReading',
    null,
  ])('does not take %j', async (message) => {
    const { heard, sendRaw } = await listening();
    await sendRaw(message);
    expect(heard).not.toHaveBeenCalled();
  });

  it('does not take a command that another call page sends', async () => {
    const { page, heard } = await listening();
    const [listener] = page.events.onMessage.listeners;
    const message = { name: 'setReading', payload: { on: true } };
    const from = (sender: object) => listener?.(message, sender);
    expect(from({ id: world.id, url: ADDRESS, origin: 'https://meet.google.com', tab: { id: 2 } })).toBeUndefined();
    expect(from({ id: 'another-extension', url: world.urlOf('popup.html') })).toBeUndefined();
    expect(from({ id: world.id, url: `chrome-extension://${world.id}.evil.example/` })).toBeUndefined();
    expect(heard).not.toHaveBeenCalled();
    await from({ id: world.id, url: world.urlOf('popup.html') });
    await from({ id: world.id, origin: world.urlOf('').slice(0, -1) });
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('is not taken at its word when its reply is none', async () => {
    const { heard, askPage } = await listening();
    expect(await askPage(1, 'setReading', { on: true })).toEqual(view(newCall('Any', 0)));
    heard.mockReturnValueOnce({ ...view(newCall('Any', 0)), room: {} } as Snapshot);
    await expect(askPage(1, 'setReading', { on: true })).rejects.toThrow('No reply to setReading.');
    heard.mockReturnValueOnce({ ...view(newCall('Any', 0)), photo: 'data:' } as Snapshot);
    expect(await askPage(1, 'setReading', { on: true })).not.toHaveProperty('photo');
  });

  it('hears nothing after its end', async () => {
    const { heard, life, askPage } = await listening();
    life.abort();
    await expect(askPage(1, 'setReading', { on: true })).rejects.toThrow('Receiving end does not exist');
    expect(heard).not.toHaveBeenCalled();
  });

  it('ends without an error also when its extension has gone', async () => {
    const { life, page } = await listening();
    page.orphan();
    const failed = vi.fn();
    process.once('uncaughtException', failed);
    life.abort();
    await world.settle();
    process.removeListener('uncaughtException', failed);
    expect(failed).not.toHaveBeenCalled();
  });

  it('asks the background in vain after an update: a rejection, not an exception', async () => {
    const { page } = await listening();
    const { askBackground } = await page.load(() => import('../../../src/messaging/messages.ts'));
    page.orphan();
    await expect(askBackground('siteAccess', null)).rejects.toThrow('invalidated');
  });
});

describe('the room port', () => {
  it('tells a view no snapshot that is none, and the next one that is', async () => {
    world.tab(1, ADDRESS);
    const page = world.context({ kind: 'content', tab: 1 });
    const { serveRoom } = await page.load(() => import('../../../src/messaging/room-port.ts'));
    const good = view(newCall('Any', 0));
    const sent = [{ ...good, settings: null }, 'off', null, { ...good, photo: 'data:' }];
    const server = serveRoom(async () => sent.shift() as Snapshot, new AbortController().signal);
    const popup = world.context({ kind: 'page', file: 'popup.html' });
    const { watchRoom } = await popup.load(() => import('../../../src/messaging/room-port.ts'));
    const [tell, lost] = [vi.fn(), vi.fn()];
    watchRoom(1, 0, { tell, lost });
    await vi.waitFor(
      () => {
        server.publish();
        expect(tell).toHaveBeenCalled();
      },
      { timeout: 10_000 },
    );
    expect(tell.mock.calls).toEqual([[good]]);
    expect(lost).not.toHaveBeenCalled();
  });
});

describe('guards', () => {
  const named = guard(shape<{ name: string; isOn: boolean }>({ name: text(5), isOn: v.boolean() }));
  const callReport = guard(reportSchema);

  it('rebuild what has the shape, and nothing else', () => {
    expect(named({ name: 'a', isOn: true, other: 1 })).toEqual({ name: 'a', isOn: true });
    for (const raw of [{}, { name: 'too long', isOn: true }, { name: 'a' }, [], 'a', null, undefined, 3])
      expect(named(raw), JSON.stringify(raw)).toBeUndefined();
    expect(named(Object.create({ name: 'a', isOn: true })), 'inherited fields do not count').toBeUndefined();
    expect(named(Object.assign([], { name: 'a', isOn: true })), 'a list is no object').toBeUndefined();
    const flags = guard(listOf(v.boolean(), 2));
    expect(flags([true, false])).toEqual([true, false]);
    expect(flags([true, 1])).toBeUndefined();
    expect(flags([true, true, true])).toBeUndefined();
  });

  it('let no field of a person through that a report does not have', () => {
    const zeros = (keys: string) => Object.fromEntries(keys.split(' ').map((key) => [key, 0]));
    const totals = {
      labels: zeros('neutral happy surprise sad angry disgust fear'),
      states: zeros('read unclear too-small turned-away camera-off no-face still hidden unreadable excluded'),
      votes: null,
      doubt: 0,
      clearDots: 5,
    };
    const report = {
      version: 1,
      platform: 'Google Meet',
      startedAt: 1,
      endedAt: 2,
      stepMs: 5000,
      timeline: [{ at: 1, votes: null, doubt: 0, seen: 0, people: 1, valence: null, liveliness: null }],
      moments: [{ at: 1, expression: 'happy', rose: true, people: 2, of: 3, isAtLeast: true }],
      totals,
      people: [{ name: 'Ada', isSelf: false, totals }],
    };
    const withMore = { ...report, people: [{ ...report.people[0], face: [1, 2, 3] }], pixels: [] };
    expect(callReport(withMore)).toEqual(report);
    expect(callReport({ ...report, moments: [{ ...report.moments[0], expression: 'bored' }] })).toBeUndefined();
    expect(callReport({ ...report, startedAt: Number.NaN })).toBeUndefined();
  });
});
