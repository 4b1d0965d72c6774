// Copies of the content script in one page: there is one at a time, and a new one takes over what the one before leaves.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser, type FakeContext } from '../../support/fake-browser.ts';

let world: FakeBrowser;
let channels: BroadcastChannel[];
beforeEach(async () => {
  world = new FakeBrowser();
  world.tab(1, 'https://meet.google.com/abc');
  await world.areas.local.set({ pageSecret: crypto.randomUUID() });
  channels = [];
  const Real = BroadcastChannel;
  vi.stubGlobal(
    'BroadcastChannel',
    class extends Real {
      constructor(name: string) {
        super(name);
        channels.push(this);
      }
    },
  );
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  for (const channel of channels) channel.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** An extension that is loaded anew has another world in the page, which shares no global with the one before. */
const newWorld = () => Reflect.deleteProperty(globalThis, 'roomtoneIsHere');
beforeEach(newWorld);

/** A copy of the script, with what it gives when it leaves. */
async function copy(state: unknown) {
  const context: FakeContext = world.context({ kind: 'content', tab: 1 });
  const { succeed } = await context.load(() => import('../../../src/page/succession.ts'));
  const leave = vi.fn(() => state);
  return { context, leave, entered: succeed(leave) };
}
/** One that nobody answers: it waits for a moment. */
async function firstCopy(state: unknown) {
  const first = await copy(state);
  await world.settle();
  await vi.advanceTimersByTimeAsync(400);
  return { ...first, entered: await first.entered };
}

describe('a copy of the script', () => {
  it('begins anew where there is none before it', async () => {
    const { entered, leave } = await firstCopy('one');
    expect(entered).toEqual({ inherited: null });
    expect(leave).not.toHaveBeenCalled();
  });

  it('has nothing to do where another one of its own load is there', async () => {
    const first = await firstCopy('one');
    expect(await (await copy('two')).entered).toBeNull();
    expect(first.leave).not.toHaveBeenCalled();
  });

  it('takes over from the one before, which leaves once, and leaves to the next', async () => {
    const first = await firstCopy({ call: 1 });
    newWorld();
    const second = await copy({ call: 2 });
    expect((await second.entered)?.inherited).toEqual({ call: 1 });
    newWorld();
    const third = await copy({ call: 3 });
    expect((await third.entered)?.inherited).toEqual({ call: 2 });
    expect([first, second, third].map(({ leave }) => leave.mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('leaves soon after its extension has gone, and what it left then is what the next one gets', async () => {
    const first = await firstCopy('one');
    first.context.orphan();
    await vi.advanceTimersByTimeAsync(500);
    expect(first.leave).toHaveBeenCalledTimes(1);
    newWorld();
    const next = await (await copy('two')).entered;
    expect(next?.inherited).toBe('one');
    expect(first.leave).toHaveBeenCalledTimes(1);
  });

  it('hears nobody who does not know the secret', async () => {
    const first = await firstCopy('one');
    for (const name of ['roomtone', `roomtone ${performance.timeOrigin}`, `roomtone null ${performance.timeOrigin}`])
      new BroadcastChannel(name).postMessage({ kind: 'leave' });
    // A later one that does is heard.
    newWorld();
    const second = await copy('two');
    expect(first.leave).not.toHaveBeenCalled();
    await second.entered;
    expect(first.leave).toHaveBeenCalledTimes(1);
  });

  it('hands nothing over, and takes nothing over, where the secret cannot be read', async () => {
    world.areas.local.failing.get = new Error('IO error');
    const first = await copy('one');
    expect(await first.entered).toEqual({ inherited: null });
    world.areas.local.failing.get = null;
    newWorld();
    expect((await firstCopy('two')).entered).toEqual({ inherited: null });
    expect(first.leave).not.toHaveBeenCalled();
  });
});
