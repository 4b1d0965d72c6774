// How the engine chooses between backends, and what it does with those that are wrong, hang or are lost.
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { shippedFullRangeDetector } from '../../harness/models.ts';
import { type Candidate, ourCandidates } from '../../src/engine/candidates.ts';
import { WasmRunner } from '../../src/engine/cpu/wasm-runner.ts';
import { createEngine, type EngineOptions } from '../../src/engine/engine.ts';
import { blankAtlas } from '../../src/engine/geometry/grid.ts';
import { knownAtlas } from '../../src/engine/known/known-answer.ts';
import type { Runner } from '../../src/engine/runner.ts';
import { type Atlas, type BackendName, SURVEY } from '../../src/engine/types.ts';
import { kernelFile, shippedModels } from '../support/models.ts';

const models = await shippedModels();
const never = <T>() => new Promise<T>(() => {});
/** Time limit of a candidate, milliseconds. */
const LIMIT = 500;

/** What our own kernels read in the known picture, by its number of cells. */
const known = new Map<number, Float32Array>();
beforeAll(async () => {
  await kernelFile('kernels-relaxed.wasm');
  const runner = new WasmRunner(await WebAssembly.compile(await kernelFile('kernels.wasm')), models);
  for (const cells of [1, 4]) known.set(cells, await runner.read(knownAtlas(cells)));
});

/** Backends of promises alone take their time by a clock that goes on as soon as nothing else is to be done. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.setTimerTickMode('nextTimerAsync');
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type Change = (rows: Float32Array) => Float32Array;

/** A backend that knows the right answers by heart and finds nobody in any other picture. @param ms for an answer */
function candidate(
  backend: BackendName,
  ms: number,
  changes: Partial<Runner> = {},
  more: Partial<Candidate> = {},
  change: Change = (rows) => rows,
): Candidate {
  const read: Runner['read'] = async (atlas) => {
    await pass(ms);
    const rows = atlas === knownAtlas(atlas.cells) ? known.get(atlas.cells) : null;
    return change(rows?.slice() ?? new Float32Array(atlas.cells * 41));
  };
  const runner = { backend, read, classify: never<Float32Array>, dispose: () => {}, ...changes };
  return { backend, threads: 1, start: async () => ({ ...runner }), ...more };
}

const honest = (backend: BackendName, changes: Partial<Runner> = {}, more: Partial<Candidate> = {}) =>
  candidate(backend, 40, changes, more);
const fast = (backend: BackendName, change?: Change) => candidate(backend, 0, {}, {}, change);
/** Reads until `isDead`. */
function mortal(backend: BackendName, ms: number, isDead: () => boolean, fate: () => Promise<Float32Array>): Candidate {
  const one = candidate(backend, ms);
  const start = async (...rest: Parameters<Candidate['start']>) => {
    const runner = await one.start(...rest);
    return { ...runner, read: (atlas: Atlas) => (isDead() ? fate() : runner.read(atlas)) };
  };
  return { ...one, start };
}

async function start(candidates: Candidate[], more: Partial<EngineOptions> = {}) {
  const options = { backend: 'auto' as const, models, kernels: kernelFile, candidates, timeLimitMs: LIMIT, ...more };
  const engine = await createEngine(options);
  await engine.measured();
  return engine;
}

const timing = (engine: Awaited<ReturnType<typeof start>>, backend: BackendName) =>
  engine.backends.find((one) => one.backend === backend);

describe('a backend that answers fast', () => {
  it('and rightly is taken', async () => {
    const engine = await start([honest('wasm'), fast('webgl')]);
    expect(engine.backend).toBe('webgl');
    expect(timing(engine, 'webgl')).not.toHaveProperty('leftOut');
  });

  it('in half precision is taken', async () => {
    const half: Change = (rows) => rows.map((value) => Math.round(value * 512) / 512);
    expect((await start([honest('wasm'), fast('webgl', half)])).backend).toBe('webgl');
  });

  it.each<[string, Change]>([
    ['zeros', (rows) => rows.fill(0)],
    ['votes that are off by 0.02', (rows) => rows.map((value, i) => value + (i % 41 === 18 ? 0.02 : 0))],
    ['the first cell for every cell', (rows) => rows.map((_, i) => rows[i % 41] as number)],
  ])('and wrongly, %s, is left out', async (_, change) => {
    for (const candidates of [
      [fast('webgl', change), honest('wasm')],
      [honest('wasm'), fast('webgl', change)],
    ]) {
      const engine = await start(candidates);
      expect(engine.backend).toBe('wasm');
      expect(timing(engine, 'webgl')).toMatchObject({ tickMs: null, leftOut: 'wrong', error: expect.any(String) });
    }
  });

  it('and wrongly is replaced where it was asked for by name, measured or not', async () => {
    const wrong = fast('webgl', (rows) => rows.fill(0));
    for (const warmUp of [true, false]) {
      const engine = await start([honest('wasm'), wrong], { backend: 'webgl', warmUp });
      expect(engine.backend).toBe('wasm');
      expect(timing(engine, 'webgl')).toMatchObject({ leftOut: 'wrong' });
    }
  });

  it('and wrongly has an error of its own where no other works', async () => {
    const wrong = fast('webgl', (rows) => rows.fill(0));
    const dead = honest('wasm', {}, { start: () => Promise.reject(new Error('not here')) });
    await expect(start([dead, wrong])).rejects.toMatchObject({ code: 'errorWrongAnswers' });
    await expect(start([dead])).rejects.toMatchObject({ code: 'errorNoBackend' });
  });

  it('and wrongly by the time that another is lost is not taken', async () => {
    let over = false;
    const lost = mortal(
      'webgpu',
      0,
      () => over,
      () => Promise.reject(new Error('lost')),
    );
    const turned = fast('webgl', (rows) => (over ? rows.fill(0) : rows));
    const engine = await start([lost, turned, honest('wasm')], { backend: 'webgpu' });
    expect(engine.backend).toBe('webgpu');
    over = true;
    expect((await engine.read(blankAtlas(1))).backend).toBe('wasm');
    expect(timing(engine, 'webgl')).toMatchObject({ leftOut: 'wrong' });
  });
});

describe('the careful way', () => {
  const careful = () => honest('tfjs', {}, { standsInFor: 'webgl' });

  it('is not tried where the shaders that it stands in for read rightly', async () => {
    const engine = await start([honest('wasm'), honest('webgl'), careful()]);
    expect(timing(engine, 'tfjs')).toMatchObject({ tickMs: null, leftOut: 'unneeded' });
  });

  it.each<[string, Candidate]>([
    ['wrong', fast('webgl', (rows) => rows.fill(0))],
    ['not there', honest('webgl', {}, { start: () => Promise.reject(new Error('not here')) })],
  ])('is tried where they are %s', async (_, broken) => {
    const engine = await start([honest('wasm'), broken, careful()]);
    expect(timing(engine, 'tfjs')?.tickMs).toBeGreaterThan(0);
  });

  it('is tried where it was asked for', async () => {
    expect((await start([honest('wasm'), honest('webgl'), careful()], { backend: 'tfjs' })).backend).toBe('tfjs');
  });

  it('is the last of our own candidates, and stands in for WebGL', () => {
    const ours = ourCandidates(kernelFile);
    expect(ours.map(({ backend }) => backend)).toEqual(['wasm', 'webgl', 'webgpu', 'tfjs']);
    expect(ours.at(-1)?.standsInFor).toBe('webgl');
  });
});

describe('a backend that never settles', () => {
  const HANGING: [string, Partial<Runner>, Partial<Candidate>][] = [
    ['starts', {}, { start: never }],
    ['compiles', { compile: never }, {}],
    ['reads', { read: never }, {}],
  ];

  it.each([...HANGING, ['measures its pace', { leastMs: never }, {}] as const])(
    'while it %s is left out, and the rest goes on',
    async (_, changes, more) => {
      const began = performance.now();
      const engine = await start([honest('wasm'), honest('webgpu', changes, more), fast('webgl')]);
      expect(engine.backend).toBe('webgl');
      expect(timing(engine, 'webgpu')).toMatchObject({ tickMs: null, leftOut: 'slow' });
      expect(performance.now() - began).toBeLessThan(LIMIT + 3000);
    },
  );

  it.each(HANGING)('while it %s is given up where no other works', async (_, changes, more) => {
    await expect(start([honest('webgpu', changes, more)], { timeLimitMs: 20 })).rejects.toMatchObject({
      code: 'errorNoBackend',
    });
  });

  it.each(HANGING)('while it %s is replaced where it was asked for by name', async (_, changes, more) => {
    const engine = await start([fast('wasm'), honest('webgpu', changes, more)], { backend: 'webgpu', timeLimitMs: 50 });
    expect(engine.backend).toBe('wasm');
  });

  it('and starts after all is disposed of', async () => {
    const dispose = vi.fn();
    const late = honest('webgpu', { dispose });
    const { start: inTime } = late;
    late.start = async (...rest) => {
      await pass(LIMIT + 300);
      return inTime(...rest);
    };
    await start([honest('wasm'), late]);
    expect(dispose).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(dispose).toHaveBeenCalledOnce());
  });

  /** Past the ticks after which the engine knows what is usual. */
  const readAWhile = async (engine: Awaited<ReturnType<typeof start>>) => {
    for (let i = 0; i < 20; i++) await engine.read(blankAtlas(1));
  };
  /** Long enough to tell a small part of it. */
  const answerLimitMs = 10_000;

  it('after it has answered well is replaced after a small part of the limit', async () => {
    let isDead = false;
    const engine = await start([honest('wasm'), mortal('webgl', 0, () => isDead, never)], { answerLimitMs });
    await readAWhile(engine);
    isDead = true;
    const before = performance.now();
    expect((await engine.read(blankAtlas(1))).backend).toBe('wasm');
    expect(performance.now() - before).toBeLessThan(answerLimitMs / 4);
    await engine.measured();
    expect(timing(engine, 'webgl')).toMatchObject({ leftOut: 'slow' });
  });

  it('for once is measured anew while another reads, and comes back', async () => {
    let hangs = 0;
    const fate = () => {
      hangs--;
      return never<Float32Array>();
    };
    const engine = await start([honest('wasm'), mortal('webgl', 0, () => hangs > 0, fate)], { answerLimitMs });
    await readAWhile(engine);
    hangs = 1;
    expect((await engine.read(blankAtlas(1))).backend).toBe('wasm');
    await engine.measured();
    expect((await engine.read(blankAtlas(1))).backend).toBe('webgl');
    expect(timing(engine, 'webgl')?.tickMs).not.toBeNull();
  });

  it('in its first ticks has the whole limit', async () => {
    let slow = true;
    const late = async () => {
      slow = false;
      await pass(answerLimitMs / 2);
      return new Float32Array(41);
    };
    let isStarted = false;
    const engine = await start([honest('wasm'), mortal('webgl', 0, () => isStarted && slow, late)], { answerLimitMs });
    isStarted = true;
    const { backends } = engine;
    expect((await engine.read(blankAtlas(1))).backend).toBe('webgl');
    expect(engine.backends, 'nothing was measured anew').toBe(backends);
  });

  it('in a later read is replaced within that read', async () => {
    let isDead = false;
    const engine = await start([honest('wasm'), mortal('webgl', 0, () => isDead, never)], { answerLimitMs: 300 });
    expect(engine.backend).toBe('webgl');
    isDead = true;
    expect((await engine.read(blankAtlas(1))).backend).toBe('wasm');
  });
});

describe('while the others are measured', () => {
  /** One that starts once it is let. */
  function held(one: Candidate): { candidate: Candidate; release: () => void } {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    return { candidate: { ...one, start: (...rest) => gate.then(() => one.start(...rest)) }, release };
  }
  const options = { backend: 'auto' as const, models, kernels: kernelFile, timeLimitMs: 5000 };

  it('the first reads, and the fastest afterwards', async () => {
    const { candidate, release } = held(fast('webgl'));
    const onMeasured = vi.fn();
    const engine = await createEngine({ ...options, candidates: [honest('wasm'), candidate], onMeasured });
    expect((await engine.read(blankAtlas(1))).backend).toBe('wasm');
    expect(engine.backends.map(({ backend }) => backend)).toEqual(['wasm']);
    release();
    await engine.measured();
    expect(onMeasured).toHaveBeenCalledOnce();
    expect((await engine.read(blankAtlas(1))).backend).toBe('webgl');
    expect(engine.backends.map(({ backend }) => backend)).toEqual(['wasm', 'webgl']);
  });

  it('nothing is read during what is timed', async () => {
    let reading = 0;
    const beside: number[] = [];
    const counted = (one: Candidate, isNoted: boolean): Candidate => ({
      ...one,
      start: async (...rest) => {
        const runner = await one.start(...rest);
        const read: Runner['read'] = async (...asked) => {
          reading++;
          if (isNoted) beside.push(reading - 1);
          const rows = await runner.read(...asked);
          reading--;
          return rows;
        };
        return { ...runner, read };
      },
    });
    const candidates = [counted(honest('wasm'), false), counted(honest('webgl'), true)];
    const engine = await createEngine({ ...options, candidates });
    let isOver = false;
    const measured = engine.measured().then(() => {
      isOver = true;
    });
    while (!isOver) await engine.read(blankAtlas(1));
    await measured;
    // Two that warm it up, and those that are timed.
    expect(beside.slice(0, 5)).toEqual([1, 1, 0, 0, 0]);
  });

  it('the first can be lost: the next that works reads, and the rest is measured against it', async () => {
    let isDead = false;
    const { candidate, release } = held(fast('webgl'));
    const first = mortal(
      'wasm',
      0,
      () => isDead,
      () => Promise.reject(new Error('gone')),
    );
    const onMeasured = vi.fn();
    const engine = await createEngine({ ...options, candidates: [first, honest('webgpu'), candidate], onMeasured });
    isDead = true;
    expect((await engine.read(blankAtlas(1))).backend).toBe('webgpu');
    release();
    await engine.measured();
    expect(engine.backend).toBe('webgl');
    expect((await engine.read(blankAtlas(1))).backend).toBe('webgl');
    expect(onMeasured, 'that one was lost stays said').not.toHaveBeenCalled();
  });

  it('an engine that is no longer needed drops what starts after all', async () => {
    const dispose = vi.fn();
    const { candidate, release } = held(honest('webgl', { dispose }));
    const engine = await createEngine({ ...options, candidates: [honest('wasm'), candidate] });
    engine.dispose();
    release();
    await vi.waitFor(() => expect(dispose).toHaveBeenCalledOnce());
  });
});

describe('an engine that has lost all its backends', () => {
  it.each<[string, () => Promise<Float32Array>, string]>([
    ['says that it was lost', () => Promise.reject(new Error('gone')), 'errorEngineLost'],
    ['says that it does not answer', never, 'errorEngineSilent'],
  ])('%s, and starts anew with the next read', async (_, fate, code) => {
    let isDead = false;
    const engine = await start([mortal('wasm', 0, () => isDead, fate)], { answerLimitMs: 300 });
    isDead = true;
    await expect(engine.read(blankAtlas(1))).rejects.toMatchObject({ code });
    isDead = false;
    expect((await engine.read(blankAtlas(1))).faces).toEqual([null]);
  });

  it('fails again while nothing starts, and recovers once something does', async () => {
    let isDead = false;
    const one = mortal(
      'wasm',
      0,
      () => isDead,
      () => Promise.reject(new Error('gone')),
    );
    const startOne: Candidate['start'] = (...rest) =>
      isDead ? Promise.reject(new Error('not now')) : one.start(...rest);
    const engine = await start([{ ...one, start: startOne }]);
    isDead = true;
    await expect(engine.read(blankAtlas(1))).rejects.toMatchObject({ code: 'errorEngineLost' });
    await expect(engine.read(blankAtlas(1))).rejects.toMatchObject({ code: 'errorNoBackend' });
    isDead = false;
    expect((await engine.read(blankAtlas(1))).backend).toBe('wasm');
  });
});

it('an atlas that is none is refused, and no backend is blamed', async () => {
  const engine = await start([fast('wasm')]);
  const whole = blankAtlas(1);
  for (const broken of [
    { ...whole, cells: 2 },
    { ...whole, cells: 0 },
    { ...whole, cells: 50 },
    { ...whole, data: whole.data.slice(4) },
  ])
    await expect(engine.read(broken)).rejects.toBeInstanceOf(RangeError);
  expect((await engine.read(whole)).faces).toEqual([null]);
});

describe('a survey that fails', () => {
  const picture = new Uint8ClampedArray(4 * SURVEY * SURVEY).fill(128);

  it.each<[string, () => ReturnType<typeof shippedFullRangeDetector>, string, number]>([
    ['because its file is not there', () => Promise.reject(new Error('404')), '404', 0],
    ['because its file never comes', never, 'No answer within', 15_000],
    [
      'because its model is broken',
      async () => ({ json: {}, weights: new ArrayBuffer(8) }),
      'The full-range detector model cannot be read',
      0,
    ],
  ])('%s leaves reading alone, and the next one may succeed', async (_, broken, words, ms) => {
    let isBroken = true;
    const fullRangeDetector = () => (isBroken ? broken() : shippedFullRangeDetector());
    const engine = await start([fast('wasm')], { fullRangeDetector });
    // Our kernels are compiled meanwhile, which takes as long as it takes.
    vi.setTimerTickMode('manual');
    const asked = expect(engine.survey(picture)).rejects.toThrow(words);
    await vi.advanceTimersByTimeAsync(ms);
    await asked;
    const reading = engine.read(blankAtlas(1));
    await vi.advanceTimersByTimeAsync(0);
    expect((await reading).faces).toEqual([null]);
    isBroken = false;
    expect(await engine.survey(picture)).toEqual([[]]);
    await expect(engine.survey(picture.subarray(4))).rejects.toBeInstanceOf(RangeError);
  });
});
