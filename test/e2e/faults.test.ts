// What can break under a call while it is read. Each fault is done to a real browser; how long it took until everybody was read again is kept for
// INTERNALS.md's table (`npm run faults`).
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { stopServiceWorkers } from '../../harness/browser.ts';
import type { FaultRow } from '../../scripts/lib/faults.ts';
import type { Snapshot } from '../../src/call/snapshot.ts';
import { type Call, enterCall, openCall, tracesOn } from '../support/extension.ts';
import { openExtensionsPage, serviceWorkerOf } from '../support/extensions-page.ts';
import { long } from '../support/long.ts';

const rows: FaultRow[] = [];
afterAll(() => {
  const file = process.env.ROOMTONE_FAULTS;
  if (file) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
});

const PEOPLE = 3;
/** The table promises two seconds on an idle machine; tests run two at a time. */
const LIMIT_MS = 2000;
const BUSY = 5;

/** Everybody has a reading that is younger than `at`, epoch milliseconds. */
const allReadSince =
  (at: number, people = PEOPLE) =>
  (s: Snapshot) =>
    s.phase === 'on' && s.room.participants.filter((p) => (p.readAt ?? 0) > at).length >= people;

function note(fault: string, seen: string, ms: number) {
  const test = expect.getState().currentTestName?.split(' > ').at(-1) ?? '';
  rows.push({ fault, seen, ms: Math.max(0, Math.round(ms)), test });
}

/** Notes how long it took from `at` until so many were read again. */
async function readAgain(call: Call, fault: string, seen: string, at: number, people = PEOPLE) {
  const { room } = await call.until(allReadSince(at, people), BUSY * LIMIT_MS);
  const fresh = room.participants.map((p) => p.readAt ?? 0).filter((readAt) => readAt > at);
  note(fault, seen, (fresh.sort((a, b) => a - b)[people - 1] as number) - at);
}

/** Once it has been the same for a second and a half: clicks are answered one after the other. */
async function settledPhase(call: Call): Promise<Snapshot['phase']> {
  let [phase, since] = ['', Date.now()];
  await call.until((s) => {
    if (s.phase !== phase) [phase, since] = [s.phase, Date.now()];
    return ['on', 'off'].includes(phase) && Date.now() - since > 1500;
  });
  return phase as Snapshot['phase'];
}

async function readCall(people = PEOPLE): Promise<Call> {
  const call = await openCall({ people, still: true });
  await call.switchOn();
  await call.until((s) => s.room.summary.seen === people, 60_000);
  return call;
}

/** A canvas in place of somebody's camera; `draw` is called ten times a second. */
const showCanvas = (call: Call, id: string, draw: string) =>
  call.page.evaluate(
    async ([person, body]) => {
      const video = [...document.querySelectorAll<HTMLVideoElement>(`main [data-participant-id="${person}"] video`)].at(
        -1,
      );
      if (!video) throw new Error('no video');
      const canvas = document.createElement('canvas');
      canvas.width = 640;
      canvas.height = 360;
      const context = canvas.getContext('2d');
      let tick = 0;
      const step = new Function('canvas', 'context', 'tick', body);
      setInterval(() => step(canvas, context, tick++), 100);
      video.srcObject = canvas.captureStream(10);
      await video.play().catch(() => {});
    },
    [id, draw] as const,
  );

describe('a call that is read', () => {
  let call: Call;
  beforeAll(async () => {
    call = await readCall();
  });
  afterAll(() => call?.close());
  beforeEach(async () => {
    if ((await call.snapshot()).phase === 'off') await call.switchOn();
    await call.until((s) => s.room.summary.seen > 0);
  });
  const other = async (): Promise<string> => (await call.snapshot()).room.participants.find((p) => !p.isSelf)?.id ?? '';

  it('goes on when the service worker is stopped, and the next message starts it again', async () => {
    const at = Date.now();
    await stopServiceWorkers(call.popup);
    await readAgain(call, 'The service worker is stopped', 'nothing', at);
    await call.switchOff();
    await call.until((s) => s.phase === 'off');
    const again = Date.now();
    await call.switchOn();
    await readAgain(call, 'It is stopped, and reading is switched on', 'the popup says what it is doing', again);
  });

  it('goes on after the tab was frozen', async () => {
    const devtools = await call.browser.context.newCDPSession(call.page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((done) => setTimeout(done, 3000));
    const at = Date.now();
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await readAgain(call, 'The tab is frozen for three seconds, and thawed', 'the last readings', at);
  });

  it('goes on when the store is full, and says so of what cannot be kept', async () => {
    const worker = await serviceWorkerOf(call.browser);
    const filled = await worker.evaluate(async () => {
      for (let size = 10_485_760; size > 64; size >>= 1)
        for (let i = 0; ; i++) {
          const before = await chrome.storage.local.getBytesInUse();
          await chrome.storage.local.set({ [`filling ${size} ${i}`]: 'x'.repeat(size) }).catch(() => {});
          if ((await chrome.storage.local.getBytesInUse()) === before) break;
        }
      return chrome.storage.local.set({ settings: { more: 'x'.repeat(1000) } }).then(
        () => false,
        () => true,
      );
    });
    expect(filled, 'nothing more goes in').toBe(true);
    const at = Date.now();
    await readAgain(call, 'The extension’s store is full', 'nothing; settings say what could not be kept', at);
    await worker.evaluate(async () => {
      const keys = Object.keys(await chrome.storage.local.get(null)).filter((key) => key.startsWith('filling '));
      await chrome.storage.local.remove(keys);
    });
  });

  it('ends as it should after twenty fast clicks on the switch', async () => {
    const toggle = await call.popup.getByRole('switch').first().boundingBox();
    if (!toggle) throw new Error('no switch');
    await call.popup.bringToFront();
    for (let i = 0; i < 20; i++)
      await call.popup.mouse.click(toggle.x + toggle.width / 2, toggle.y + toggle.height / 2);
    const phase = await settledPhase(call);
    const shown = await call.popup.getByRole('switch').first().getAttribute('aria-checked');
    expect(shown, 'the popup shows what is').toBe(String(phase === 'on'));
    await call.page.bringToFront();
    if (phase === 'off') await call.switchOn();
    const at = Date.now();
    await readAgain(call, 'Twenty fast clicks on the switch', 'what the last click says', at);
    await expect.poll(async () => (await call.badges()).length).toBe(PEOPLE);
  });

  it('reads the others while one video changes its size each second', async () => {
    const id = await other();
    await showCanvas(
      call,
      id,
      'if (tick % 10 === 0) { canvas.width = 320 + 64 * (tick % 7); canvas.height = 180 + 36 * (tick % 7); } context.fillStyle = "rgb(90, 110, " + (tick % 200) + ")"; context.fillRect(0, 0, canvas.width, canvas.height)',
    );
    await call.until((s) => s.room.participants.find((p) => p.id === id)?.state === 'no-face');
    const at = Date.now();
    await readAgain(call, 'A video changes its size each second', '“no face” where there is none', at, PEOPLE - 1);
    expect((await call.snapshot()).room.participants.find((p) => p.id === id)?.state).toBe('no-face');
  });

  it('reads the others while one video never has a frame', async () => {
    const id = await other();
    await call.page.evaluate((person) => {
      const video = document.querySelector<HTMLVideoElement>(`main [data-participant-id="${person}"] video`);
      if (!video) throw new Error('no video');
      const [track] = document.createElement('canvas').captureStream(0).getVideoTracks();
      video.srcObject = track ? new MediaStream([track]) : null;
    }, id);
    const at = Date.now();
    await readAgain(call, 'A video never has a frame', '“camera off” or “no picture”', at, PEOPLE - 1);
    const state = (await call.until((s) => s.room.participants.find((p) => p.id === id)?.votes == null)).phase;
    expect(state).toBe('on');
  });

  it('is read again after its page is loaded anew and reading is switched on', async () => {
    await call.page.reload();
    await call.until((s) => s.phase === 'off', 20_000);
    await expect.poll(() => call.page.evaluate(() => window.practice?.ready())).toBe(true);
    const at = Date.now();
    await call.switchOn();
    await readAgain(call, 'The call’s page is loaded anew, and reading is switched on', 'off until then', at);
  });
});

describe.runIf(long)('a call whose parts die', () => {
  let call: Call;
  afterEach(() => call?.close());

  it('opens the engine anew when its document is closed', async () => {
    call = await readCall();
    const worker = await serviceWorkerOf(call.browser);
    const at = Date.now();
    await worker.evaluate(() => chrome.offscreen.closeDocument());
    await readAgain(call, 'The engine’s document is closed', 'the last readings', at);
  });

  it('says so when the graphics driver hangs, and goes on when it comes back', async () => {
    call = await readCall();
    await (await serviceWorkerOf(call.browser)).evaluate(() => chrome.storage.local.set({ backend: 'webgl' }));
    await call.until((s) => s.backend === 'webgl', 30_000);
    await inHost(
      call,
      `const { prototype } = WebGL2RenderingContext;
      globalThis.wait = prototype.clientWaitSync;
      prototype.clientWaitSync = function () { return this.TIMEOUT_EXPIRED; };`,
    );
    const at = Date.now();
    await call.until((s) => s.isLate, BUSY * LIMIT_MS);
    note('The graphics driver hangs', 'the popup says so, and what to do', Date.now() - at);
    await call.popup.getByText(messages.engineLate.message).waitFor();
    await inHost(call, 'WebGL2RenderingContext.prototype.clientWaitSync = globalThis.wait;');
    const back = Date.now();
    await readAgain(call, 'It answers again', 'the sentence goes', back);
    await call.popup.getByText(messages.engineLate.message).waitFor({ state: 'detached' });
  });

  it('is left without a trace when the extension’s processes are killed and the browser takes it away', async () => {
    call = await readCall();
    const ours = () => tracesOn(call.page);
    expect(await ours()).toBeGreaterThan(0);
    const processes = await extensionProcesses(call);
    expect(processes).not.toEqual([]);
    const at = Date.now();
    for (const pid of processes) process.kill(pid, 'SIGKILL');
    await expect.poll(ours, { timeout: BUSY * LIMIT_MS, interval: 50 }).toBe(0);
    note('The extension’s processes are killed', 'the browser says that it has crashed; badges go', Date.now() - at);
  });

  it('is read on by the new copy when the extension is loaded anew', async () => {
    call = await readCall();
    const extensions = await openExtensionsPage(call.browser);
    const at = Date.now();
    await extensions.reload();
    const serviceWorker = await serviceWorkerOf(call.browser);
    await call.page.bringToFront();
    const again = await enterCall({ ...call.browser, serviceWorker }, call.page);
    await readAgain(again, 'The extension is loaded anew, as by an update', 'badges go and come', at);
  });
});

/** Runs a script in the engine's document, which no page of a test reaches. */
async function inHost({ browser }: Call, expression: string): Promise<void> {
  const devtools = await browser.context.browser()?.newBrowserCDPSession();
  if (!devtools) throw new Error('No browser.');
  const { targetInfos } = await devtools.send('Target.getTargets');
  const host = targetInfos.find(({ url }) => url.endsWith('/offscreen.html'));
  if (!host) throw new Error('The engine has no document.');
  const { sessionId } = await devtools.send('Target.attachToTarget', { targetId: host.targetId });
  const answer = new Promise<void>((done) => devtools.once('Target.receivedMessageFromTarget', () => done()));
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
  await devtools.send('Target.sendMessageToTarget', { sessionId, message });
  await answer;
}

/** Of this call's browser alone: files run side by side. */
async function extensionProcesses({ browser }: Call): Promise<number[]> {
  const devtools = await browser.context.browser()?.newBrowserCDPSession();
  const { processInfo = [] } = (await devtools?.send('SystemInfo.getProcessInfo')) ?? {};
  const isOurs = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--extension-process');
  return processInfo.filter(({ type, id }) => type === 'renderer' && isOurs(id)).map(({ id }) => id);
}

describe.runIf(long)('many at once', () => {
  it('are read when 46 people arrive together', async () => {
    const call = await openCall({ people: 49, still: true });
    try {
      // Three are there; the tiles of the others come back into the page in one go.
      await call.page.evaluate(() => {
        const tiles = [...document.querySelectorAll<HTMLElement>('main [data-participant-id]')].slice(3);
        const places = tiles.map((tile) => [tile, tile.parentElement as HTMLElement] as const);
        for (const tile of tiles) tile.remove();
        Object.assign(window, {
          arrive: () => {
            for (const [tile, parent] of places) parent.append(tile);
          },
        });
      });
      await call.switchOn();
      await call.until((s) => s.room.summary.seen === 3, 60_000);
      await call.page.evaluate(() => (window as unknown as { arrive(): void }).arrive());
      const at = Date.now();
      const { room } = await call.until((s) => s.room.participants.length === 49, BUSY * LIMIT_MS);
      note('46 people arrive at once', 'they are listed, and read one after the other', Date.now() - at);
      expect(room.summary.people).toBe(49);
      await call.until((s) => s.room.summary.seen >= 40, 60_000);
    } finally {
      await call.close();
    }
  });
});
