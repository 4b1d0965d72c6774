// What can break under a call while it is read. Each fault is done to a real browser; how long it took until everybody was read again is kept for
// INTERNALS.md's table (`npm run faults`).
import { readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { stopServiceWorkers } from '../../harness/browser.ts';
import { openPracticeCall } from '../../harness/practice-server.ts';
import type { FaultRow } from '../../scripts/lib/faults.ts';
import type { Snapshot } from '../../src/call/snapshot.ts';
import { type Call, DIST, enterCall, openCall, tracesOn } from '../support/extension.ts';
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

/** A fault has a length of its own, milliseconds. */
const lasts = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function readCall(options: Parameters<typeof openCall>[0] = {}): Promise<Call> {
  const people = options.people ?? PEOPLE;
  const call = await openCall({ people, still: true, backend: 'auto', ...options });
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
    call = await readCall({ backend: 'wasm' });
  });
  afterAll(() => call?.close());
  beforeEach(async () => {
    if ((await call.snapshot()).phase === 'off') await call.switchOn();
    await call.until((s) => s.room.summary.seen > 0);
  });
  const other = async (): Promise<string> => (await call.snapshot()).room.participants.find((p) => !p.isSelf)?.id ?? '';
  /** As it was before the page showed something else in its place. */
  const renewCamera = (id: string) =>
    call.page.evaluate((who) => {
      window.practice.cameraOff(who);
      return window.practice.cameraOn(who);
    }, id);

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
    await lasts(3000);
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

  it('goes on when everything was stopped for four seconds, as in a laptop’s sleep', async () => {
    const processes = await renderers(call);
    expect(processes.length).toBeGreaterThan(1);
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    await lasts(4000);
    const at = Date.now();
    for (const pid of processes) process.kill(pid, 'SIGCONT');
    await readAgain(call, 'Page and engine sleep for four seconds', 'the last readings', at);
  });

  it('goes on while the store rejects whatever is asked of it', async () => {
    const reject = `globalThis.mend = [];
    for (const area of [chrome.storage.local, chrome.storage.sync])
      for (const method of ['get', 'set', 'remove']) {
        const works = area[method];
        mend.push(() => { area[method] = works; });
        area[method] = () => Promise.reject(new Error('no store'));
      }`;
    const worker = await serviceWorkerOf(call.browser);
    await worker.evaluate(reject);
    await inContentScript(call, reject);
    const at = Date.now();
    await readAgain(call, 'The store rejects', 'nothing', at);
    await call.switchOff();
    await call.until((s) => s.phase === 'off');
    const again = Date.now();
    await call.switchOn();
    await readAgain(call, 'It does, and reading is switched on', 'the popup says what it is doing', again);
    await inContentScript(call, 'mend.forEach((one) => one())');
    await stopServiceWorkers(call.popup);
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
    await renewCamera(id);
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
    await renewCamera(id);
  });

  it('is read again after another page was visited in its tab', async () => {
    await call.page.goto('about:blank');
    const at = Date.now();
    await call.popup.getByText(messages.emptyNoCall.message).waitFor();
    note('The tab goes to another page', 'the popup says that there is no call', Date.now() - at);
    await call.page.goBack();
    await call.until((s) => s.phase === 'off', 20_000);
    await expect.poll(() => call.page.evaluate(() => window.practice?.ready())).toBe(true);
    const again = Date.now();
    await call.switchOn();
    await readAgain(call, 'It comes back, and reading is switched on', 'off until then', again);
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

describe('a call whose clock is set', () => {
  let call: Call;
  beforeAll(async () => {
    call = await readCall();
  });
  afterAll(() => call?.close());

  it('goes on when the clock jumps forward an hour, and back', async () => {
    const jump = (ms: number) =>
      `globalThis.trueNow ??= Date.now; Date.now = () => globalThis.trueNow() + ${ms}; undefined`;
    const hour = 3_600_000;
    const latest = (s: Snapshot) => s.room.participants.map((p) => p.readAt ?? 0);
    const readAround = async (fault: string, ms: number) => {
      const before = Math.max(...latest(await call.snapshot()));
      const at = Date.now();
      await Promise.all([inContentScript(call, jump(ms)), inHost(call, jump(ms))]);
      // A call's own time goes on from where it was, also where the clock goes back.
      const from = Math.max(before, at + ms);
      await call.until((s) => s.room.summary.seen === PEOPLE && Math.min(...latest(s)) > from, BUSY * LIMIT_MS);
      note(fault, 'nothing', Date.now() - at);
      await expect.poll(async () => (await call.badges()).length).toBe(PEOPLE);
    };
    await readAround('The clock jumps forward an hour', hour);
    await readAround('It jumps back', 0);
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

  it('reads on when the WebGL context is lost', async () => {
    call = await readCall();
    await inHost(
      call,
      `const { getContext } = OffscreenCanvas.prototype;
      globalThis.contexts = [];
      OffscreenCanvas.prototype.getContext = function (...rest) {
        const context = getContext.apply(this, rest);
        if (context instanceof WebGL2RenderingContext) globalThis.contexts.push(context);
        return context;
      }; undefined`,
    );
    await readOn(call, 'webgl');
    const at = Date.now();
    await inHost(call, `for (const one of globalThis.contexts) one.getExtension('WEBGL_lose_context')?.loseContext()`);
    await saidOrRead(call, 'The WebGL context is lost', at);
    expect((await call.snapshot()).backend).not.toBe('webgl');
  });

  it('reads on when the WebGPU device is lost', async () => {
    // Without a GPU, WebGPU is there only on request.
    call = await readCall({ flags: ['--enable-unsafe-webgpu'] });
    await inHost(
      call,
      `const { requestDevice } = GPUAdapter.prototype;
      globalThis.devices = [];
      GPUAdapter.prototype.requestDevice = async function (...rest) {
        const device = await requestDevice.apply(this, rest);
        globalThis.devices.push(device);
        return device;
      }; undefined`,
    );
    await readOn(call, 'webgpu');
    const at = Date.now();
    await inHost(call, 'for (const one of globalThis.devices) one.destroy()');
    await saidOrRead(call, 'The WebGPU device is lost', at);
    expect((await call.snapshot()).backend).not.toBe('webgpu');
  });

  it('reads on when the GPU’s process is killed', async () => {
    call = await readCall();
    await readOn(call, 'webgl');
    const { processInfo } = await processesOf(call);
    const gpu = processInfo.find(({ type }) => type === 'GPU');
    if (!gpu) throw new Error('There is no GPU process.');
    const at = Date.now();
    process.kill(gpu.id, 'SIGKILL');
    await saidOrRead(call, 'The GPU’s process is killed', at);
  });

  it('replaces a driver that hangs for good', async () => {
    call = await readCall();
    await readOn(call, 'webgl');
    // By then the engine knows how long a tick takes.
    const ticks = new Set<number>();
    await call.until((s) => ticks.add(Math.max(...s.room.participants.map((p) => p.readAt ?? 0))).size > 25, 60_000);
    await inHost(
      call,
      'WebGL2RenderingContext.prototype.clientWaitSync = function () { return this.TIMEOUT_EXPIRED; }; undefined',
    );
    const at = Date.now();
    await saidOrRead(call, 'The graphics driver hangs for good', at);
    expect((await call.snapshot()).backend).not.toBe('webgl');
  });

  it('is read on while an adapter that is asked for never comes', async () => {
    call = await readCall({ flags: ['--enable-unsafe-webgpu'] });
    await inHost(call, 'navigator.gpu.requestAdapter = () => new Promise(() => {}); undefined');
    await chosen(call, 'webgpu');
    const at = Date.now();
    await readAgain(call, 'An adapter that is asked for never comes', 'the last readings', at);
    const outOf = (s: Snapshot) => s.backends.find((b) => b.backend === 'webgpu')?.leftOut;
    const { backend } = await readThroughout(call, (s) => outOf(s) === 'slow');
    expect(backend).not.toBe('webgpu');
  });

  it('does not read on a backend that answers fast and wrongly', async () => {
    call = await readCall();
    await inHost(
      call,
      `const { shaderSource } = WebGL2RenderingContext.prototype;
      WebGL2RenderingContext.prototype.shaderSource = function (shader, source) {
        return shaderSource.call(this, shader, source.replaceAll('vec4(0))', 'vec4(0.5))'));
      }; undefined`,
    );
    await chosen(call, 'webgl');
    const at = Date.now();
    await readAgain(call, 'A backend answers fast and wrongly', 'the last readings', at);
    const { backends } = await readThroughout(call, (s) => s.backends.some((b) => b.leftOut === 'wrong'));
    expect(backends.find((b) => b.leftOut === 'wrong')?.backend).toBe('webgl');
  });

  it('says what to do when there is no memory for WebAssembly', async () => {
    call = await readCall();
    await inHost(
      call,
      `WebAssembly.Memory = class { constructor() { throw new RangeError('could not allocate memory'); } };
      Worker = class { constructor() { throw new Error('no thread'); } };
      HTMLCanvasElement.prototype.getContext = OffscreenCanvas.prototype.getContext = () => null; undefined`,
    );
    const at = Date.now();
    await chosen(call, 'wasm');
    const { error } = await call.until((s) => s.phase === 'error', 60_000);
    note('There is no memory for WebAssembly, and no GPU', 'the popup says what to do', Date.now() - at);
    const said = messages[error as keyof typeof messages].message;
    await call.popup.getByText(said).waitFor();
    expect(await call.badges()).toEqual([]);
  });

  it('says so when a site’s permission is taken back', async () => {
    call = await readCall();
    const extensions = await openExtensionsPage(call.browser);
    await call.page.bringToFront();
    const at = Date.now();
    await extensions.setSiteAccess('ON_CLICK');
    await call.popup.getByText(messages.errorSiteWithdrawn.message).waitFor();
    note('A permission is taken back', 'the popup says so, and what to do; badges go', Date.now() - at);
    await expect.poll(() => call.badges()).toEqual([]);
  });

  it('is left without a trace when the extension is disabled, and read on when it is enabled', async () => {
    call = await readCall();
    const extensions = await openExtensionsPage(call.browser);
    await call.page.bringToFront();
    const at = Date.now();
    await extensions.setEnabled(false);
    await expect.poll(() => tracesOn(call.page), { timeout: BUSY * LIMIT_MS, interval: 50 }).toBe(0);
    note('The extension is disabled', 'badges go', Date.now() - at);
    const again = Date.now();
    await extensions.setEnabled(true);
    const serviceWorker = await serviceWorkerOf(call.browser);
    await call.page.bringToFront();
    const anew = await enterCall({ ...call.browser, serviceWorker }, call.page);
    await readAgain(anew, 'It is enabled', 'badges come', again);
  });

  it('is said to be there no more when its tab is discarded', async () => {
    call = await readCall();
    await call.popup.bringToFront();
    const worker = await serviceWorkerOf(call.browser);
    const at = Date.now();
    const tab = await worker.evaluate(async (id) => (await chrome.tabs.discard(id))?.id ?? -1, call.tab);
    await call.popup.getByText(messages.emptyNoCall.message).waitFor();
    note('The tab is discarded', 'the popup says that there is no call', Date.now() - at);
    expect(tab).toBeGreaterThan(0);
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

/** Runs a script in the world of our content script, which the page does not see. */
async function inContentScript({ browser, page }: Call, expression: string): Promise<void> {
  const devtools = await browser.context.newCDPSession(page);
  const worlds: { id: number; origin: string }[] = [];
  devtools.on('Runtime.executionContextCreated', ({ context }) => worlds.push(context));
  // It tells of all that are there before it answers.
  await devtools.send('Runtime.enable');
  const world = worlds.find(({ origin }) => origin === `chrome-extension://${browser.extensionId}`);
  if (!world) throw new Error('The page has no script of ours.');
  await devtools.send('Runtime.evaluate', { expression, contextId: world.id });
  await devtools.detach();
}

/** Chooses in settings what the engine runs on. */
async function chosen(call: Call, backend: string): Promise<void> {
  await (await serviceWorkerOf(call.browser)).evaluate((b) => chrome.storage.local.set({ backend: b }), backend);
}

/** As call.until; nobody may be without a reading for long meanwhile. */
function readThroughout(call: Call, holds: (s: Snapshot) => boolean): Promise<Snapshot> {
  return call.until((s) => {
    expect(s.isLate).toBe(false);
    return holds(s);
  }, 60_000);
}

/** Has all read on this backend. */
async function readOn(call: Call, backend: string): Promise<void> {
  await chosen(call, backend);
  await call.until((s) => s.backend === backend, 60_000);
  await call.until(allReadSince(Date.now()), 60_000);
}

/** When the last of all was read for the first time since `at`, milliseconds after it. */
async function readMs(call: Call, at: number): Promise<number> {
  const { room } = await call.until(allReadSince(at), 60_000);
  return Math.max(...room.participants.map((p) => p.readAt ?? 0)) - at;
}

/** Notes how long it took until all were read again, and before that, where it took longer, until it was said that nothing comes. */
async function saidOrRead(call: Call, fault: string, at: number): Promise<void> {
  const { isLate } = await call.until((s) => s.isLate || allReadSince(at + 300)(s), BUSY * LIMIT_MS);
  if (isLate) note(fault, 'the popup says so, and what to do', Date.now() - at);
  await call.until(allReadSince(at + 300), 60_000);
  const ms = (await readMs(call, at + 300)) + 300;
  note(isLate ? `${fault}: all are read again` : fault, isLate ? 'the sentence goes' : 'the last readings', ms);
}

/** Of this call's browser alone: files run side by side. */
async function processesOf({ browser }: Call) {
  const devtools = await browser.context.browser()?.newBrowserCDPSession();
  if (!devtools) throw new Error('No browser.');
  return devtools.send('SystemInfo.getProcessInfo');
}
const renderers = async (call: Call): Promise<number[]> =>
  (await processesOf(call)).processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);

async function extensionProcesses(call: Call): Promise<number[]> {
  const isOurs = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--extension-process');
  return (await renderers(call)).filter(isOurs);
}

describe.runIf(long)('a broken package', () => {
  const told = async (fault: string, damage: (dist: string) => Promise<void>) => {
    const dist = await mkdtemp(path.join(tmpdir(), 'roomtone-dist-'));
    await cp(DIST, dist, { recursive: true });
    await damage(dist);
    const call = await openCall({ people: 2, still: true, dist });
    try {
      const at = Date.now();
      await call.switchOn();
      await call.popup.getByText(messages.errorModelBroken.message).waitFor();
      note(fault, 'the popup says so, and what to do', Date.now() - at);
    } finally {
      await call.close();
      await rm(dist, { recursive: true, force: true });
    }
  };

  it('says so when a model is corrupt', () =>
    told('A model’s file is corrupt', (dist) => truncate(path.join(dist, 'models/expression/weights.bin'), 1000)));

  it('says so when a model is missing', () =>
    told('A model’s file is missing', (dist) => rm(path.join(dist, 'models/detector'), { recursive: true })));
});

describe.runIf(long)('many at once', () => {
  it('are two calls, two popups, panel and report, and both are read', async () => {
    const one = await readCall();
    try {
      const page = await openPracticeCall(one.browser.context, { layout: 'zoom', people: PEOPLE, still: true });
      const other = await enterCall(one.browser, page);
      const from = `chrome-extension://${one.browser.extensionId}`;
      for (const { tab } of [one, other])
        for (const name of ['sidepanel', 'report'])
          await (await one.browser.context.newPage()).goto(`${from}/${name}.html?tab=${tab}`);
      await other.page.bringToFront();
      const at = Date.now();
      await other.switchOn();
      await readAgain(other, 'A second call is read, with two popups, panels and reports', 'both calls', at);
      await one.until(allReadSince(Date.now()));
    } finally {
      await one.close();
    }
  });

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
