// Which frame popup and panel speak to: the page itself, or a frame of another site that the call is in.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCall, view } from '../../../src/call/call.ts';
import type { Snapshot } from '../../../src/call/snapshot.ts';
import { FakeBrowser, type FakeContext } from '../../support/fake-browser.ts';

const JITSI = 'https://jitsi.example.org/*';
const PORTAL = 'https://portal.example/*';

let world: FakeBrowser;
let popup: FakeContext;
let until: AbortController;
beforeEach(() => {
  world = new FakeBrowser();
  world.tab(1, 'https://portal.example/room');
  popup = world.context({ kind: 'page', file: 'popup.html' });
  until = new AbortController();
  vi.stubGlobal('chrome', world.chromeOf(popup));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  until.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const snapshotOf = (platform: string, phase: Snapshot['phase']) => ({ ...view(newCall(platform, 0)), phase });

/** A content script in a frame of tab 1: what it says is `state`, and `closed` are frames that it cannot look into. */
async function script(id: number, site: string, phase: Snapshot['phase'], closed: string[] = []) {
  const state = { phase, closed, heard: [] as unknown[] };
  const context = world.context({ kind: 'content', tab: 1, frame: { id, url: site.replace('*', 'room') } });
  const { serveFrame, serveRoom, handleMessages } = await context.load(async () => ({
    ...(await import('../../../src/messaging/frames.ts')),
    ...(await import('../../../src/messaging/room-port.ts')),
    ...(await import('../../../src/messaging/messages.ts')),
  }));
  const isOn = () => state.phase === 'on';
  const { signal } = until;
  serveFrame(
    async () => ({ frame: id, site, isOn: isOn(), inCall: state.phase !== 'no-call', closed: state.closed }),
    signal,
  );
  const room = serveRoom(async () => snapshotOf(site, state.phase), signal);
  handleMessages<{ setReading: (payload: { on: boolean }) => Snapshot }>(
    {
      setReading: ({ on }) => {
        state.heard.push(on);
        state.phase = on ? 'on' : 'off';
        return snapshotOf(site, state.phase);
      },
    },
    signal,
  );
  return { state, context, publish: room.publish };
}

async function connect() {
  const { connect: open } = await popup.load(() => import('../../../src/ui/state/connection.ts'));
  return open(1, false, until.signal);
}
const shows = (connection: Awaited<ReturnType<typeof connect>>, link: object, ms = 3000) =>
  vi.waitFor(() => expect(connection.link.value).toMatchObject(link), ms);
/** The tab has been looked at three times, which is done once a second; what is asked meanwhile is answered in time. */
const looked = async () => {
  for (let ms = 0; ms < 3000; ms += 50) {
    await vi.advanceTimersByTimeAsync(50);
    await world.settle();
  }
};
const live = (platform: string, phase: string) => ({ kind: 'live', snapshot: { platform, phase } });

describe('the view of a tab', () => {
  it('speaks to the frame that has the call when the page has none, and only to that', async () => {
    world.origins.add(PORTAL).add(JITSI);
    const page = await script(0, PORTAL, 'no-call');
    const other = await script(4, 'https://clips.example/*', 'no-call');
    const frame = await script(7, JITSI, 'off');
    const view = await connect();
    await shows(view, live(JITSI, 'off'));
    expect(view.frame()).toBe(7);
    await view.ask('setReading', { on: true });
    expect([page, other, frame].map(({ state }) => state.heard)).toEqual([[], [], [true]]);
    await shows(view, live(JITSI, 'on'));
  });

  it('speaks to the frame when nobody has allowed the page', async () => {
    world.origins.add(JITSI);
    await script(7, JITSI, 'off');
    await shows(await connect(), live(JITSI, 'off'));
  });

  it('stays with a page that has a call, unless a frame is read already', async () => {
    await script(0, PORTAL, 'off');
    const frame = await script(7, JITSI, 'off');
    const first = await connect();
    await looked();
    expect(first.link.value).toMatchObject(live(PORTAL, 'off'));
    frame.state.phase = 'on';
    await shows(await connect(), live(JITSI, 'on'));
  });

  it('finds a frame that comes later, and one within a frame', async () => {
    await script(0, PORTAL, 'no-call');
    const view = await connect();
    await shows(view, live(PORTAL, 'no-call'));
    await script(7, 'https://frame.example/*', 'no-call');
    await script(12, JITSI, 'off');
    await shows(view, live(JITSI, 'off'));
  });

  it('goes back to the page when the frame is removed', async () => {
    await script(0, PORTAL, 'no-call');
    const frame = await script(7, JITSI, 'on');
    const view = await connect();
    await shows(view, live(JITSI, 'on'));
    frame.context.close();
    await shows(view, live(PORTAL, 'no-call'));
  });

  it('says where the call seems to be while that site is not allowed, and reads it there once it is', async () => {
    world.origins.add(PORTAL);
    const page = await script(0, PORTAL, 'no-call', [JITSI]);
    const view = await connect();
    await shows(view, { kind: 'frame', site: JITSI });
    page.publish();
    await looked();
    expect(view.link.value).toEqual({ kind: 'frame', site: JITSI });
    world.origins.add(JITSI);
    await script(7, JITSI, 'off');
    await shows(view, live(JITSI, 'off'));
  });

  it('says so of a frame that nobody can allow', async () => {
    await script(0, PORTAL, 'no-call', ['']);
    await shows(await connect(), { kind: 'frame', site: null });
  });

  it('asks for a new start of a page whose frame is allowed and older than Roomtone', async () => {
    world.origins.add(PORTAL).add(JITSI);
    await script(0, PORTAL, 'no-call', [JITSI]);
    await shows(await connect(), { kind: 'silent', why: 'reload' });
  });

  it('says nothing of a frame whose script sees no call', async () => {
    world.origins.add(PORTAL).add(JITSI);
    await script(0, PORTAL, 'no-call', [JITSI]);
    await script(7, JITSI, 'no-call');
    const view = await connect();
    await looked();
    expect(view.link.value).toMatchObject(live(PORTAL, 'no-call'));
  });
});
