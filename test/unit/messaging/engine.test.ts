// The engine's host and its clients, both ends of the port, with an engine that does what the test says.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostOptions } from '../../../src/background/engine-host/lend.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { CellPicture, Look } from '../../../src/engine/types.ts';
import type { ClientLimits } from '../../../src/messaging/engine-client.ts';
import { engineQuestion, packed } from '../../../src/messaging/engine-port.ts';
import type { BackgroundMessages } from '../../../src/messaging/messages.ts';
import { FakeBrowser, type FakeContext } from '../../support/fake-browser.ts';

const PICTURE: CellPicture = {
  place: { x: 0, y: 0, width: 1, height: 1 },
  width: 3,
  height: 3,
  colours: { matrix: 'bt709', isFull: false },
  data: new Uint8Array(9 + 2),
};
const LOOK: Look = { cells: [PICTURE], survey: [], asked: 'all' };
const REPLY = { backend: 'wasm' as const, faces: [null], ms: 1, survey: null };

let world: FakeBrowser;
/** Engines that were made, the newest last. */
let engines: (Engine & { backend: string })[];
/** What the next engines do; the default answers everything. */
let make: HostOptions['createEngine'];
let hostOptions: Partial<HostOptions>;
let closed: number;
/** As the host knows it: each context has modules of its own. */
let noBackend: () => Error;

function engineOn(backend: string, more: Partial<Engine> = {}): Engine {
  const engine = {
    backend: backend === 'auto' ? 'wasm' : backend,
    backends: [],
    look: vi.fn(async () => ({ ...REPLY, backend: engine.backend })),
    classify: vi.fn(),
    dispose: vi.fn(),
    ...more,
  } as unknown as Engine & { backend: string };
  engines.push(engine);
  return engine;
}

async function openOffscreen(): Promise<FakeContext> {
  const context = world.context({ kind: 'page', file: 'offscreen.html' });
  const { askBackground, serveEngine, EngineError } = await context.load(async () => ({
    ...(await import('../../../src/messaging/messages.ts')),
    ...(await import('../../../src/background/engine-host/host.ts')),
    ...(await import('../../../src/engine/errors.ts')),
  }));
  noBackend = () => new EngineError('errorNoBackend', 'None starts.');
  serveEngine({
    createEngine: (...args) => make(...args),
    close: () => {
      closed++;
      context.close();
      if (world.offscreen === context) world.offscreen = null;
    },
    passOn: (report) => askBackground('callEnded', { report }),
    ...hostOptions,
  });
  return context;
}

/** The part of the service worker that opens the host. */
async function serviceWorker(limits = {}) {
  const context = world.context({ kind: 'background' });
  vi.stubGlobal('chrome', world.chromeOf(context));
  const { openEngine, messages } = await context.load(async () => ({
    ...(await import('../../../src/background/engine-host/open-host.ts')),
    messages: await import('../../../src/messaging/messages.ts'),
  }));
  messages.handleMessages<Pick<BackgroundMessages, 'openEngine'>>({ openEngine: () => openEngine(limits) });
  return context;
}

let tabs = 0;
/** What a function takes after its first argument. */
type Tail<F> = F extends (first: never, ...rest: infer Rest) => unknown ? Rest : never;
async function page({ incognito = false } = {}) {
  const tab = world.tab(++tabs, 'https://meet.google.com/abc', incognito);
  const context = world.context({ kind: 'content', tab: tab.id, incognito });
  const { client, extensionHost } = await context.load(async () => ({
    client: await import('../../../src/messaging/engine-client.ts'),
    ...(await import('../../../src/messaging/extension-host.ts')),
  }));
  const connectEngine = (...asked: Tail<typeof client.connectEngine>) => client.connectEngine(extensionHost, ...asked);
  return { context, connectEngine };
}

const life = () => new AbortController().signal;
async function connected(limits: Partial<ClientLimits> = {}, from?: Awaited<ReturnType<typeof page>>) {
  const { connectEngine } = from ?? (await page());
  return connectEngine('auto', () => {}, life(), limits);
}

beforeEach(() => {
  world = new FakeBrowser();
  world.makeOffscreen = openOffscreen;
  engines = [];
  make = async (backend) => engineOn(backend);
  hostOptions = {};
  closed = 0;
  for (const method of ['error', 'warn'] as const) vi.spyOn(console, method).mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the engine of all pages', () => {
  it('is asked for movements alone where those are read', async () => {
    await serviceWorker();
    const client = await connected();
    expect(await client.look({ ...LOOK, asked: 'movements' })).toEqual(REPLY);
    expect(engines.at(-1)?.look).toHaveBeenLastCalledWith(expect.objectContaining({ asked: 'movements' }));
    const raw = packed(1, LOOK);
    expect(engineQuestion(raw)).toMatchObject({ asked: 'all' });
    for (const asked of [undefined, 'votes', true])
      expect(engineQuestion({ ...raw, asked })).toEqual({ kind: 'garbled' });
  });

  it('is one, whoever asks, and everybody gets their own answers', async () => {
    await serviceWorker();
    const [one, other] = await Promise.all([connected(), connected()]);
    expect(await Promise.all([one.look(LOOK), other.look(LOOK)])).toEqual([REPLY, REPLY]);
    expect(engines.length).toBe(1);
  });

  it('is made afresh after it has failed, and the page that saw it fail reads on', async () => {
    await serviceWorker();
    let isDead = false;
    make = async (backend) => {
      const isFirst = engines.length === 0;
      return engineOn(backend, {
        look: async () => {
          if (isFirst && isDead) throw new Error('The last backend is lost.');
          return REPLY;
        },
      });
    };
    const client = await connected();
    isDead = true;
    expect(await client.look(LOOK)).toBeNull();
    expect(await client.look(LOOK)).toEqual(REPLY);
    expect(engines.length).toBe(2);
    expect(engines[0]?.dispose).toHaveBeenCalledTimes(1);
  });

  it('is made afresh for the next one who asks when it did not start', async () => {
    await serviceWorker();
    make = async () => {
      throw noBackend();
    };
    await expect(connected()).rejects.toMatchObject({ key: 'errorNoBackend' });
    make = async (backend) => engineOn(backend);
    expect(await (await connected()).look(LOOK)).toEqual(REPLY);
  });

  it('that makes no progress is given up with a sentence of its own, and dropped', async () => {
    await serviceWorker();
    hostOptions = { progressMs: 30 };
    let aborted = false;
    make = (_, { signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    await expect(connected()).rejects.toMatchObject({ key: 'errorEngineTimeout' });
    expect(aborted).toBe(true);
    make = async (backend) => engineOn(backend);
    expect(await (await connected()).look(LOOK)).toEqual(REPLY);
  });

  it('that starts slowly but shows progress is waited for', async () => {
    await serviceWorker();
    hostOptions = { progressMs: 60 };
    const steps: (() => void)[] = [];
    make = async (backend, { onProgress }) => {
      for (let i = 0; i < 5; i++) {
        await new Promise<void>((next) => steps.push(next));
        onProgress('warm-up', i / 5);
      }
      return engineOn(backend);
    };
    const from = await page();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const opening = connected({}, from);
    for (let i = 0; i < 5; i++) {
      await vi.waitFor(() => expect(steps.length).toBe(i + 1), { interval: 1 });
      await vi.advanceTimersByTimeAsync(50);
      steps[i]?.();
    }
    expect(await (await opening).look(LOOK)).toEqual(REPLY);
  });

  it('that answers too late is disposed of once it has started after all', async () => {
    await serviceWorker();
    hostOptions = { progressMs: 20 };
    let finish = () => {};
    make = (backend) =>
      new Promise((resolve) => {
        finish = () => resolve(engineOn(backend));
      });
    await expect(connected()).rejects.toMatchObject({ key: 'errorEngineTimeout' });
    finish();
    await vi.waitFor(() => expect(engines[0]?.dispose).toHaveBeenCalled());
  });

  it('that no longer answers is dropped, and a fresh one reads on', async () => {
    await serviceWorker();
    hostOptions = { answerMs: 30 };
    make = async (backend) => engineOn(backend, engines.length === 0 ? { look: () => new Promise(() => {}) } : {});
    const client = await connected();
    expect(await client.look(LOOK)).toBeNull();
    expect(await client.look(LOOK)).toEqual(REPLY);
  });

  it('runs on what was asked for last when two pages ask for different things at once, and both are told', async () => {
    await serviceWorker();
    const signals: AbortSignal[] = [];
    make = async (backend, { signal }) => {
      signals.push(signal);
      await world.settle();
      return engineOn(backend);
    };
    const [one, other] = [await page(), await page()];
    const [a, b] = await Promise.all([
      one.connectEngine('webgl', () => {}, life()),
      other.connectEngine('wasm', () => {}, life()),
    ]);
    expect([a.backend, b.backend]).toEqual(['wasm', 'wasm']);
    expect((await a.look(LOOK))?.backend).toBe('wasm');
    // The other was given up, before or after it had started.
    const running = engines.filter(({ dispose }) => vi.mocked(dispose).mock.calls.length === 0);
    expect(running.map(({ backend }) => backend)).toEqual(['wasm']);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await b.use('webgl');
    expect([a.backend, b.backend]).toEqual(['webgl', 'webgl']);
  });

  it('reads on while what is asked for in its place starts', async () => {
    await serviceWorker();
    const [client, other] = [await connected(), await connected()];
    let finish = () => {};
    make = (backend) =>
      new Promise((resolve) => {
        finish = () => resolve(engineOn(backend));
      });
    const using = client.use('webgl');
    expect((await client.look(LOOK))?.backend).toBe('wasm');
    expect((await other.look(LOOK))?.backend).toBe('wasm');
    expect(engines[0]?.dispose).not.toHaveBeenCalled();
    finish();
    await using;
    await vi.waitFor(() => expect([client.backend, other.backend]).toEqual(['webgl', 'webgl']));
    expect((await other.look(LOOK))?.backend).toBe('webgl');
    expect(engines[0]?.dispose).toHaveBeenCalledTimes(1);
  });

  it('stays what it is when somebody goes back to it before another has started', async () => {
    await serviceWorker();
    const client = await connected();
    let signal: AbortSignal | undefined;
    make = (_, options) => {
      ({ signal } = options);
      return new Promise(() => {});
    };
    void client.use('webgl').catch(() => {});
    await vi.waitFor(() => expect(signal).toBeDefined());
    await client.use('auto');
    expect(signal?.aborted).toBe(true);
    expect(await client.look(LOOK)).toEqual(REPLY);
    expect(engines.length).toBe(1);
  });

  it('is not asked for a look while another is timed', async () => {
    await serviceWorker();
    const client = await connected();
    let finish = () => {};
    let timed: Promise<unknown> | undefined;
    make = (_, { alone = (run) => run() }) => {
      timed = alone(
        () =>
          new Promise<void>((resolve) => {
            finish = resolve;
          }),
      );
      return new Promise(() => {});
    };
    void client.use('webgl').catch(() => {});
    await vi.waitFor(() => expect(timed).toBeDefined());
    const answer = client.look(LOOK);
    for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next));
    expect(engines[0]?.look).not.toHaveBeenCalled();
    finish();
    expect(await answer).toEqual(REPLY);
  });

  it('tells everybody what else it has measured, and what it reads on since', async () => {
    await serviceWorker();
    let measured = () => {};
    make = async (backend, { onMeasured }) => {
      const engine = engineOn(backend) as Engine & { backend: string };
      measured = () => {
        Object.assign(engine, { backend: 'webgl', backends: [{ backend: 'webgl', threads: 1, tickMs: 3 }] });
        onMeasured();
      };
      return engine;
    };
    const [client, other] = [await connected(), await connected()];
    expect(client.backend).toBe('wasm');
    measured();
    await vi.waitFor(() => expect([client.backend, other.backend]).toEqual(['webgl', 'webgl']));
    expect(other.backends).toEqual([{ backend: 'webgl', threads: 1, tickMs: 3 }]);
  });

  it('is not told of a page that left while it started, and goes when nobody is left', async () => {
    hostOptions = { lingerMs: 40 };
    await serviceWorker();
    let finish = () => {};
    make = (backend) =>
      new Promise((resolve) => {
        finish = () => resolve(engineOn(backend));
      });
    const { context, connectEngine } = await page();
    const opening = connectEngine('auto', () => {}, life());
    opening.catch(() => {});
    await vi.waitFor(() => expect(world.offscreen?.ports.size).toBe(1));
    await world.settle();
    context.close();
    finish();
    await vi.waitFor(() => expect(closed).toBe(1));
    expect(engines[0]?.dispose).toHaveBeenCalledTimes(1);
    // Whoever comes next gets a fresh host.
    make = async (backend) => engineOn(backend);
    expect(await (await connected()).look(LOOK)).toEqual(REPLY);
  });
});

describe('a page that leaves while its look is under way', () => {
  it('takes nothing from the others', async () => {
    await serviceWorker();
    let finish = () => {};
    make = async (backend) =>
      engineOn(backend, {
        look: vi
          .fn(async () => REPLY)
          .mockImplementationOnce(
            () =>
              new Promise((resolve) => {
                finish = () => resolve(REPLY);
              }),
          ),
      });
    const leaving = await page();
    const [gone, stays] = [await connected({}, leaving), await connected()];
    gone.look(LOOK).catch(() => {});
    await vi.waitFor(() => expect(engines[0]?.look).toHaveBeenCalled());
    leaving.context.close();
    await world.settle();
    finish();
    await world.settle();
    expect(await stays.look(LOOK)).toEqual(REPLY);
    expect(engines.length).toBe(1);
  });
});

describe('a host that is closed', () => {
  const crash = () => {
    world.offscreen?.close();
    world.offscreen = null;
  };

  it('while a page waits for an answer: that look is lost, a fresh host answers the next', async () => {
    await serviceWorker();
    make = async (backend) => engineOn(backend, engines.length === 0 ? { look: () => new Promise(() => {}) } : {});
    const client = await connected();
    const reading = client.look(LOOK);
    await vi.waitFor(() => expect(engines[0]).toBeDefined());
    crash();
    expect(await reading).toBeNull();
    expect(await client.look(LOOK)).toEqual(REPLY);
  });

  it('between two looks: a fresh host is there, and pixels drawn before are not sent to it', async () => {
    await serviceWorker();
    const client = await connected();
    crash();
    await world.settle();
    expect(await client.look(LOOK)).toBeNull();
    expect(world.offscreen).not.toBeNull();
    expect(engines[1]?.look).not.toHaveBeenCalled();
    expect(await client.look(LOOK)).toEqual(REPLY);
  });

  it('again within a minute: the page is told, with a sentence', async () => {
    await serviceWorker();
    const client = await connected();
    crash();
    await vi.waitFor(async () => expect(await client.look(LOOK)).toEqual(REPLY));
    crash();
    await vi.waitFor(() => expect(client.look(LOOK)).rejects.toMatchObject({ key: 'errorEngineClosed' }));
  });

  it('after a while once more: it is opened again', async () => {
    await serviceWorker();
    const client = await connected({ recoverEveryMs: 1 });
    for (let i = 0; i < 3; i++) {
      crash();
      await vi.waitFor(async () => expect(await client.look(LOOK)).toEqual(REPLY), { timeout: 3000 });
    }
  });

  it('together with its extension: the page waits for its own end and shows no error', async () => {
    const worker = await serviceWorker();
    const from = await page();
    const client = await connected({}, from);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    crash();
    worker.close();
    from.context.orphan();
    const outcome = vi.fn();
    client.look(LOOK).then(outcome, outcome);
    await world.settle();
    await vi.advanceTimersByTimeAsync(60_000);
    await world.settle();
    expect(outcome).not.toHaveBeenCalled();
  });
});

describe('opening the host', () => {
  it('makes one document for all who ask at once', async () => {
    const makeOffscreen = vi.fn(openOffscreen);
    world.makeOffscreen = makeOffscreen;
    await serviceWorker();
    await Promise.all([connected(), connected(), connected()]);
    expect(makeOffscreen).toHaveBeenCalledTimes(1);
  });

  it('waits for a document that an earlier service worker began to load', async () => {
    // It exists, and listens a moment later.
    const half = world.context({ kind: 'page', file: 'offscreen.html' });
    world.offscreen = half;
    world.makeOffscreen = vi.fn(openOffscreen);
    const { browser } = await serviceWorker({ answerMs: 2000 });
    const asks = vi.spyOn(browser.runtime as { sendMessage(): unknown }, 'sendMessage');
    const opening = connected();
    await vi.waitFor(() => expect(asks.mock.calls.length).toBeGreaterThan(1));
    half.close();
    world.offscreen = await openOffscreen();
    expect(await (await opening).look(LOOK)).toEqual(REPLY);
    expect(world.makeOffscreen).not.toHaveBeenCalled();
  });

  it('replaces a document that does not answer', async () => {
    world.offscreen = world.context({ kind: 'page', file: 'offscreen.html' });
    await serviceWorker({ answerMs: 120 });
    expect(await (await connected()).look(LOOK)).toEqual(REPLY);
  });

  it('fails with a sentence where the browser makes none', async () => {
    world.makeOffscreen = () => Promise.reject(new Error('Out of memory.'));
    await serviceWorker({ answerMs: 100 });
    await expect(connected()).rejects.toMatchObject({ key: 'errorEngineHost' });
  });

  it('fails with a sentence where the browser never answers', async () => {
    world.makeOffscreen = () => new Promise(() => {});
    await serviceWorker({ createMs: 50 });
    await expect(connected()).rejects.toMatchObject({ key: 'errorEngineHost' });
  });

  it('fails with a sentence where there is no service worker, or it never answers', async () => {
    await expect(connected()).rejects.toMatchObject({ key: 'errorEngineHost' });
    const { handleMessages } = await world
      .context({ kind: 'background' })
      .load(() => import('../../../src/messaging/messages.ts'));
    handleMessages<Pick<BackgroundMessages, 'openEngine'>>({ openEngine: () => new Promise(() => {}) });
    await expect(connected({ hostMs: 30 })).rejects.toMatchObject({ key: 'errorEngineHost' });
  });
});

describe('what the host takes', () => {
  it.each<[string, Partial<CellPicture>]>([
    ['too few pixels', { data: new Uint8Array(7) }],
    ['other colours', { colours: 'rgba' }],
    ['colours that nobody knows', { colours: { matrix: 'film' as never, isFull: true } }],
    ['a size that no cell has', { width: 3000, height: 3000, data: new Uint8Array(13_500_000) }],
    ['no place', { place: { x: 0, y: Number.NaN, width: 1, height: 1 } }],
  ])('no pixels that do not fit their description: %s', async (_, wrong) => {
    await serviceWorker();
    const client = await connected();
    await expect(client.look({ ...LOOK, cells: [{ ...PICTURE, ...wrong }] })).rejects.toMatchObject({
      key: 'errorBrowserTooOld',
    });
  });

  it('reports of normal windows, which it passes on, and none of private ones', async () => {
    const worker = await serviceWorker();
    const ended = vi.fn(async () => null);
    const { handleMessages } = await worker.load(() => import('../../../src/messaging/messages.ts'));
    handleMessages<Pick<BackgroundMessages, 'callEnded'>>({ callEnded: ended });
    const totals = {
      labels: { neutral: 0, happy: 0, surprise: 0, sad: 0, angry: 0, disgust: 0, fear: 0 },
      states: {
        read: 0,
        unclear: 0,
        'too-small': 0,
        'turned-away': 0,
        'camera-off': 0,
        'no-face': 0,
        unreadable: 0,
        still: 0,
        hidden: 0,
        excluded: 0,
      },
      votes: null,
      doubt: 0,
      clearDots: 5,
    };
    const report = {
      version: 1 as const,
      platform: 'Google Meet',
      startedAt: 1,
      endedAt: 2,
      stepMs: 5000,
      timeline: [],
      moments: [],
      totals,
      people: null,
    };
    const tab = await page();
    const inTab = await connected({}, tab);
    inTab.leaveReport({ ...report, endedAt: 1 });
    inTab.leaveReport({ ...report, photo: 'a picture' } as never);
    // The next look is answered after what was said before.
    expect(await inTab.look(LOOK)).toEqual(REPLY);
    expect(ended, 'while the call goes on').not.toHaveBeenCalled();
    tab.context.close();
    await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
    expect((ended.mock.calls[0] as unknown[])[0]).toEqual({ report });

    const other = await page();
    const taken = await connected({}, other);
    taken.leaveReport(report);
    taken.leaveReport(null);
    expect(await taken.look(LOOK)).toEqual(REPLY);
    other.context.close();

    // An engine that is lost ends its line, and the call goes on over the next one.
    const lost = await connected();
    lost.leaveReport(report);
    vi.mocked((engines.at(-1) as Engine).look).mockRejectedValueOnce(new Error('The last backend is lost.'));
    expect(await lost.look(LOOK)).toBeNull();
    expect(await lost.look(LOOK)).toEqual(REPLY);
    expect(ended).toHaveBeenCalledTimes(1);

    // A private window's extension side is apart; its host is told of the window by the port.
    world.offscreen?.close();
    world.offscreen = null;
    hostOptions = {};
    const hiddenWorker = world.context({ kind: 'background', incognito: true });
    vi.stubGlobal('chrome', world.chromeOf(hiddenWorker));
    const hiddenEnded = vi.fn(async () => null);
    const hidden = await hiddenWorker.load(() => import('../../../src/messaging/messages.ts'));
    const { openEngine } = await hiddenWorker.load(() => import('../../../src/background/engine-host/open-host.ts'));
    hidden.handleMessages<Pick<BackgroundMessages, 'openEngine' | 'callEnded'>>({
      openEngine: () => openEngine(),
      callEnded: hiddenEnded,
    });
    world.makeOffscreen = async () => {
      const context = world.context({ kind: 'page', file: 'offscreen.html', incognito: true });
      const { serveEngine } = await context.load(() => import('../../../src/background/engine-host/host.ts'));
      serveEngine({ createEngine: make, close: () => {}, passOn: hiddenEnded });
      return context;
    };
    const hiding = await page({ incognito: true });
    const client = await connected({}, hiding);
    client.leaveReport(report);
    expect(await client.look(LOOK)).toEqual(REPLY);
    hiding.context.close();
    await world.settle();
    expect(hiddenEnded).not.toHaveBeenCalled();
    expect(ended).toHaveBeenCalledTimes(1);
  });
});
