// Backends against each other in a real browser: the same pixels give the same readings on WASM and on WebGL.
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyOurOperations } from '../../scripts/lib/tfjs-operations.ts';
import type { KernelFile } from '../../src/engine/cpu/wasm-memory.ts';
import type { EngineReply, EngineTiming, FaceMoving, FaceReading } from '../../src/engine/types.ts';
import { drawAtlas, picture } from '../support/atlas.ts';
import { launchBrowser } from '../support/browser.ts';
import { long } from '../support/long.ts';
import { kernelFile, root, shippedModels } from '../support/models.ts';

/** Backends sum in different orders, so they differ in the last bits of float32. */
const TOLERANCE = { webgl: 1e-5, webgpu: 1e-5, tfjs: 1e-5 };

const ORIGIN = 'https://engine.test';

type InPage = Window & {
  engineTest: {
    movements(backend: string): Promise<{ whole: (FaceReading | null)[]; alone: (FaceMoving | null)[] }>;
    start(backend: string): Promise<{ backend: string; backends: EngineTiming[] }>;
    /** `alive`: tensors of TensorFlow.js, textures and buffers. */
    read(backend: string): Promise<EngineReply & { alive: number; tensors: number }>;
    /** How far the worst number of the known picture is off. */
    known(backend: string, threads: number): Promise<number>;
    /** Starts an engine on a machine whose WebGPU never answers when it is asked for its adapter or its device. */
    hang(what: 'adapter' | 'device'): Promise<{ backend: string; backends: EngineTiming[] }>;
    /** Starts an engine on a machine that gets our WebGL shaders wrong. */
    spoil(): Promise<{ backend: string; backends: EngineTiming[] }>;
    readOn(threads: number): Promise<EngineReply>;
    /** Reads on a GPU's backend, takes its device away, and reads twice again. */
    lose(backend: string): Promise<EngineReply[]>;
    /** What each backend says of so many faces of noise. */
    classify(backends: string[], count: number): Promise<number[][]>;
    /** How many programs the backend makes: while it starts, and after that while it reads so many cells. */
    programs(backend: string, sizes: number[]): Promise<{ atStart: number; later: number }>;
    /** What a read says after a thread has been ended. */
    kill(): Promise<{ code: string; cause: string }>;
  };
};

/** Every share, box and point of every face. */
function expectSame(wasm: EngineReply, gpu: EngineReply, name: string, tolerance: number): void {
  expect(wasm.faces.map((f) => f !== null)).toEqual([true, false, true, true, true]);
  const differences = wasm.faces.flatMap((a, i) => {
    const b = gpu.faces[i];
    if (!a || !b) {
      expect(b).toEqual(a);
      return [];
    }
    const numbers = (face: typeof a) => [
      face.score,
      ...[face.votes, face.labels, face.balanced, face.box, ...Object.values(face.keypoints)].flatMap((one) =>
        Object.values(one as object),
      ),
    ];
    const [ours, theirs] = [numbers(a), numbers(b)];
    expect(theirs).toHaveLength(ours.length);
    return ours.map((value, k) => Math.abs(value - (theirs[k] as number)));
  });
  console.log(`WASM and ${name} differ by at most ${Math.max(...differences).toExponential(1)} in any number`);
  expect(Math.max(...differences)).toBeLessThan(tolerance);
}

describe('backends', () => {
  let browser: Browser;
  let page: Page;
  let openPage: () => Promise<Page>;

  beforeAll(async () => {
    const models = await shippedModels();
    const group = await picture('sample1.jpg');
    const other = await picture('sample6.jpg');
    const atlas = await drawAtlas([
      { picture: group, look: { x: 1370, y: 140, side: 460 } },
      { picture: group, look: { x: 0, y: 1100, side: 128 } },
      { picture: other, look: { x: 1420, y: 330, side: 420 } },
      { picture: other, look: { x: 640, y: 380, side: 420 } },
      { picture: other, look: { x: 160, y: 560, side: 460 } },
    ]);
    const bundle = await build({
      stdin: { contents: pageScript, resolveDir: root, loader: 'ts' },
      bundle: true,
      write: false,
      format: 'iife',
      plugins: [onlyOurOperations],
      external: ['fs', 'path', 'os', 'worker_threads', 'perf_hooks', 'util', 'crypto'],
    });
    const worker = await build({
      entryPoints: [`${root}/src/entrypoints/engine-worker.ts`],
      bundle: true,
      write: false,
      format: 'iife',
    });
    // Without a GPU, WebGPU is there only on request.
    browser = await launchBrowser(['--enable-unsafe-webgpu']);
    openPage = async () => {
      const page = await browser.newPage();
      await page.route(`${ORIGIN}/**`, async (route) => {
        const { pathname } = new URL(route.request().url());
        const bytes = (buffer: ArrayBuffer) =>
          route.fulfill({ body: Buffer.from(buffer), contentType: 'application/octet-stream' });
        if (pathname === '/')
          return route.fulfill({ body: '<!doctype html><title>engine</title>', contentType: 'text/html' });
        if (pathname === '/worker.js')
          return route.fulfill({ body: worker.outputFiles[0]?.text ?? '', contentType: 'text/javascript' });
        if (pathname === '/models.json')
          return route.fulfill({ json: { detector: models.detector.json, expression: models.expression.json } });
        if (pathname === '/detector.bin') return bytes(models.detector.weights);
        if (pathname === '/expression.bin') return bytes(models.expression.weights);
        if (pathname === '/atlas.bin') return bytes(atlas.data.buffer);
        if (pathname.startsWith('/wasm/')) return bytes((await kernelFile(pathname.slice(6) as KernelFile)).buffer);
        return route.fulfill({ status: 404 });
      });
      await page.goto(`${ORIGIN}/`);
      await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
      return page;
    };
    page = await openPage();
  });
  afterAll(() => browser?.close());

  const read = (backend: string) => page.evaluate((b) => (window as unknown as InPage).engineTest.read(b), backend);

  it.each(['webgl', 'webgpu', 'tfjs'] as const)('agree on every number: WASM and %s', async (other) => {
    const [wasm, gpu] = [await read('wasm'), await read(other)];
    expect([wasm.backend, gpu.backend]).toEqual(['wasm', other]);
    if (other === 'tfjs') expect(gpu.tensors).toBeGreaterThan(100);
    expectSame(wasm, gpu, other, TOLERANCE[other]);
  });

  it.each(['wasm', 'webgl', 'webgpu', 'tfjs'] as const)(
    '%s gives movements alone, the same as beside the others',
    async (backend) => {
      const { whole, alone } = await page.evaluate(
        (b) => (window as unknown as InPage).engineTest.movements(b),
        backend,
      );
      expect(alone.filter((face) => face !== null).length).toBeGreaterThan(1);
      for (const [i, face] of alone.entries()) {
        if (!face) continue;
        expect(Object.keys(face).sort()).toEqual(['box', 'keypoints', 'movements', 'score']);
        // Where the whole net takes it for no face, its movements are told all the same.
        for (const [name, value] of Object.entries(whole[i]?.movements ?? {}))
          expect(face.movements[name as 'smile'], name).toBeCloseTo(value, 5);
      }
    },
  );

  it.each([
    ['wasm', 1],
    ['wasm', 3],
    ['webgl', 1],
    // Compiled by the processor where there is no GPU.
    ...(long
      ? ([
          ['webgpu', 1],
          ['tfjs', 1],
        ] as const)
      : []),
  ] as const)('read the known picture rightly: %s on %i threads', async (backend, threads) => {
    const off = await page.evaluate(([b, n]) => (window as unknown as InPage).engineTest.known(b, n), [
      backend,
      threads,
    ] as const);
    console.log(`${backend}: the known picture is off by ${off.toExponential(1)}`);
    expect(off).toBeLessThan(1e-4);
  });

  it('that read it wrongly are left out, and TensorFlow.js is tried in their place', async () => {
    const fresh = await openPage();
    const { backend, backends } = await fresh.evaluate(() => (window as unknown as InPage).engineTest.spoil());
    await fresh.close();
    console.log(backends);
    const [webgl, , , tfjs] = backends;
    expect(webgl).toMatchObject({ backend: 'webgl', tickMs: null, leftOut: 'wrong' });
    expect(tfjs).toMatchObject({ backend: 'tfjs' });
    expect(tfjs?.leftOut).not.toBe('unneeded');
    expect(backend).not.toBe('webgl');
  });

  it.each(['adapter', 'device'] as const)('whose %s never comes are left out', async (what) => {
    const fresh = await openPage();
    const { backend, backends } = await fresh.evaluate((w) => (window as unknown as InPage).engineTest.hang(w), what);
    await fresh.close();
    expect(backend).toBe('wasm');
    expect(backends.find((one) => one.backend === 'webgpu')).toMatchObject({ tickMs: null, leftOut: 'slow' });
  });

  it.each(long ? (['webgl', 'webgpu', 'tfjs'] as const) : (['webgl'] as const))(
    'classify faces that are framed already as WASM does: %s',
    async (other) => {
      const [wasm, gpu] = await page.evaluate(
        (b) => (window as unknown as InPage).engineTest.classify(['wasm', b], 60),
        other,
      );
      expect(wasm).toHaveLength(60 * 24);
      const differences = wasm?.map((value, i) => Math.abs(value - (gpu?.[i] as number))) ?? [];
      expect(Math.max(...differences)).toBeLessThan(TOLERANCE[other]);
      // Noise is told apart.
      expect(new Set(wasm).size).toBeGreaterThan(1000);
    },
  );

  // Five cells: three threads take two, two and one, six leave one without work.
  it.each([2, 3, 6])('on %i threads give what one thread gives', async (threads) => {
    const [one, several] = [
      await read('wasm'),
      await page.evaluate((n) => (window as unknown as InPage).engineTest.readOn(n), threads),
    ];
    expect(several.faces).toEqual(one.faces);
  });

  // In a page of its own: TensorFlow.js keeps programs for as long as the page lives.
  const compiled: [string, number[]][] = [['webgl', long ? [1, 3, 9, 16] : [1, 9]]];
  if (long) compiled.push(['webgpu', [1, 9]], ['tfjs', [1, 3, 9]]);
  it.each(compiled)('compile nothing once they run: %s', async (backend, sizes) => {
    const fresh = await openPage();
    const { atStart, later } = await fresh.evaluate(
      ([name, sizes]) => (window as unknown as InPage).engineTest.programs(name, sizes),
      [backend, sizes] as const,
    );
    expect(atStart).toBeGreaterThan(30);
    expect(later).toBe(0);
    await fresh.close();
  });

  it.each(long ? ['webgl', 'webgpu', 'tfjs'] : ['webgl'])(
    'that are lost are replaced by another at once: %s',
    async (backend) => {
      const wasm = await read('wasm');
      const other = await openPage();
      const [before, after, later] = await other.evaluate(
        (b) => (window as unknown as InPage).engineTest.lose(b),
        backend,
      );
      await other.close();
      expect([before, after, later].map((reply) => reply?.backend)).toEqual([backend, 'wasm', 'wasm']);
      expect(after?.faces).toEqual(wasm.faces);
      expect(later?.faces).toEqual(wasm.faces);
    },
  );

  it('with a thread that died say so', async () => {
    const error = await page.evaluate(() => (window as unknown as InPage).engineTest.kill());
    expect(error).toEqual({ code: 'errorEngineLost', cause: 'A thread of the engine does not answer.' });
  });

  it('keep nothing from one read to the next', async () => {
    for (const backend of long ? ['wasm', 'webgl', 'webgpu', 'tfjs'] : ['wasm', 'webgl']) {
      const first = await read(backend);
      const second = await read(backend);
      expect(second.alive).toBe(first.alive);
      if (backend !== 'wasm') expect(first.alive).toBeGreaterThan(20);
    }
  });

  it('are measured, and the fastest is taken', async () => {
    const { backend, backends } = await page.evaluate(() => (window as unknown as InPage).engineTest.start('auto'));
    expect(backends.map((b) => b.backend)).toEqual(['wasm', 'webgl', 'webgpu', 'tfjs']);
    console.log(backends);
    const measured = backends.filter((b) => b.tickMs !== null);
    expect(measured.length).toBeGreaterThan(0);
    for (const b of backends)
      if (b.tickMs === null) expect(b).toMatchObject({ leftOut: expect.any(String), error: expect.any(String) });
    expect(backends.map((b) => b.leftOut)).not.toContain('wrong');
    expect(backends.at(-1)?.leftOut).toBe('unneeded');
    const fastest = measured.reduce((a, b) => ((b.tickMs as number) < (a.tickMs as number) ? b : a));
    expect(backend).toBe(fastest.backend);
  });
});

const pageScript = `
import * as tf from '@tensorflow/tfjs';
import { ourCandidates } from './src/engine/candidates.ts';
import { createEngine } from './src/engine/engine.ts';
import { blankAtlas } from './src/engine/geometry/grid.ts';
import { deviation, knownAtlas } from './src/engine/known/known-answer.ts';
import { Pipeline } from './src/engine/pipeline.ts';
const bin = async (name) => (await fetch('/' + name)).arrayBuffer();
const kernels = (name) => bin('wasm/' + name);
const pipelines = new Map();
// What lives on the GPU.
const contexts = [];
const devices = [];
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (...rest) {
  const device = await requestDevice.apply(this, rest);
  devices.push(device);
  return device;
};
const kept = new Set();
const { getContext } = OffscreenCanvas.prototype;
OffscreenCanvas.prototype.getContext = function (...rest) {
  const context = getContext.apply(this, rest);
  if (context instanceof WebGL2RenderingContext) contexts.push(context);
  return context;
};
function watch(prototype, make, drop) {
  const { [make]: made } = prototype;
  prototype[make] = function (...rest) {
    const one = made.apply(this, rest);
    kept.add(one);
    return one;
  };
  const [from, name, ofItself] = drop;
  const dropped = from[name];
  from[name] = function (...rest) {
    kept.delete(ofItself ? this : rest[0]);
    return dropped.apply(this, rest);
  };
}
watch(WebGL2RenderingContext.prototype, 'createTexture', [WebGL2RenderingContext.prototype, 'deleteTexture', false]);
watch(GPUDevice.prototype, 'createBuffer', [GPUBuffer.prototype, 'destroy', true]);
async function loaded() {
  const json = await (await fetch('/models.json')).json();
  return {
    detector: { json: json.detector, weights: await bin('detector.bin') },
    expression: { json: json.expression, weights: await bin('expression.bin') },
  };
}
async function atlas() {
  const data = new Uint8ClampedArray(await bin('atlas.bin'));
  const side = Math.sqrt(data.length / 4);
  return { width: side, height: side, cells: 5, data };
}
// Not an engine, which would answer with another backend where this one fails.
async function runner(backend, threads) {
  const candidate = ourCandidates(kernels, threads).findLast((one) => one.backend === backend);
  return candidate.start(await loaded());
}
async function pipeline(backend) {
  if (pipelines.has(backend)) return pipelines.get(backend);
  const made = await runner(backend);
  await made.compile?.([blankAtlas(9)]);
  pipelines.set(backend, new Pipeline(made));
  return pipelines.get(backend);
}
window.engineTest = {
  known: async (b, threads) => {
    const made = await runner(b, threads > 1 ? { count: threads, spawn: () => new Worker('/worker.js') } : undefined);
    const off = [];
    for (const cells of [1, 4]) off.push(deviation(await made.read(knownAtlas(cells)), cells));
    made.dispose();
    return Math.max(...off);
  },
  hang: async (what) => {
    if (what === 'adapter') navigator.gpu.requestAdapter = () => new Promise(() => {});
    else GPUAdapter.prototype.requestDevice = () => new Promise(() => {});
    // Long enough to tell a backend that never answers.
    return window.engineTest.start('auto', 500);
  },
  // Our shaders alone read arrays of textures.
  spoil: async () => {
    const { shaderSource } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.shaderSource = function (shader, source) {
      return shaderSource.call(this, shader, source.includes('sampler2DArray') ? source.replaceAll('vec4(0))', 'vec4(0.5))') : source);
    };
    return window.engineTest.start('webgl', 1000);
  },
  start: async (b, timeLimitMs) => {
    const made = await createEngine({ backend: b, models: await loaded(), kernels, timeLimitMs });
    await made.measured();
    made.dispose();
    return { backend: made.backend, backends: made.backends };
  },
  movements: async (b) => {
    const p = await pipeline(b);
    const whole = await p.read(await atlas());
    const alone = await p.readMovements(await atlas());
    return { whole: whole.faces, alone: alone.faces };
  },
  read: async (b) => {
    const p = await pipeline(b);
    return { ...(await p.read(await atlas())), alive: tf.engine().state.numTensors + kept.size, tensors: tf.engine().state.numTensors };
  },
  classify: async (backends, count) => {
    const gray = Float32Array.from({ length: count * 48 * 48 }, (_, i) => Math.abs(Math.sin(i * i * 0.37 + Math.floor(i / 2304))));
    const all = [];
    for (const backend of backends) {
      const read = await (await pipeline(backend)).classify(gray, count);
      all.push(read.flatMap(({ voters, labels, balanced }) => [voters, labels, balanced].flatMap((one) => Object.values(one))));
    }
    return all;
  },
  lose: async (backend) => {
    const e = await createEngine({ backend, models: await loaded(), kernels, warmUp: false });
    const before = await e.read(await atlas());
    if (backend !== 'webgpu') contexts.at(-1).getExtension('WEBGL_lose_context').loseContext();
    else devices.at(-1).destroy();
    const after = [await e.read(await atlas()), await e.read(await atlas())];
    e.dispose();
    return [before, ...after];
  },
  programs: async (backend, sizes) => {
    let made = 0;
    const count = (prototype, name) => {
      const original = prototype[name];
      prototype[name] = function (...rest) { made++; return original.apply(this, rest); };
      return () => { prototype[name] = original; };
    };
    const restore = backend !== 'webgpu' ? [count(WebGL2RenderingContext.prototype, 'linkProgram')]
      : ['createComputePipeline', 'createComputePipelineAsync'].map((name) => count(GPUDevice.prototype, name));
    const e = await createEngine({ backend, models: await loaded(), kernels });
    const atStart = made;
    made = 0;
    for (const cells of sizes) await e.read(blankAtlas(cells));
    e.dispose();
    for (const undo of restore) undo();
    return { atStart, later: made };
  },
  kill: async () => {
    const workers = [];
    const spawn = () => (workers.push(new Worker('/worker.js')), workers.at(-1));
    const pipeline = new Pipeline(await runner('wasm', { count: 2, spawn }));
    workers[1].terminate();
    const error = await pipeline.read(await atlas()).catch((thrown) => thrown);
    return { code: error.code, cause: error.cause.message };
  },
  readOn: async (count) => {
    const threads = { count, spawn: () => new Worker('/worker.js') };
    const pipeline = new Pipeline(await runner('wasm', threads));
    const reply = await pipeline.read(await atlas());
    pipeline.dispose();
    return reply;
  },
};
`;
