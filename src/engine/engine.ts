// The engine: takes atlases, gives readings, on the backend that is fastest on this machine.

import { BACKENDS, convolutionMs, startBackend } from './backends.ts';
import { EngineError } from './errors.ts';
import { gridSide } from './grid.ts';
import { type ModelStep, type Models, Pipeline } from './pipeline.ts';
import type { Threads } from './pool-runner.ts';
import {
  type Atlas,
  type BackendName,
  CELL,
  type Classification,
  type EngineReply,
  type EngineTiming,
} from './types.ts';
import type { KernelSource } from './wasm-memory.ts';

export interface EngineOptions {
  /** 'auto' measures all backends with the real models and keeps the fastest. */
  backend: BackendName | 'auto';
  models: Models;
  /** Where the files of our WebAssembly come from. */
  kernels: KernelSource;
  /** Has the processor measured with several threads, too. */
  threads?: Threads;
  /** How long a backend may take to start and be measured before it is given up, milliseconds. */
  timeLimitMs?: number;
  /** False leaves out warm-up and measuring, where a single backend is named. */
  warmUp?: boolean;
  onProgress?: (step: ModelStep | 'warm-up', done: number) => void;
  signal?: AbortSignal;
}

export interface Engine {
  readonly backend: BackendName;
  /** What was measured at the start, one entry a backend tried. */
  readonly backends: EngineTiming[];
  /** One read at a time is fastest; several are answered in order. */
  read(atlas: Atlas): Promise<EngineReply>;
  /** Classifies faces framed like FER2013's: n·48·48 gray values, 0..1. */
  classify(gray: Float32Array, n: number): Promise<Classification[]>;
  dispose(): void;
}

/** Cells in the picture that backends are measured with: a small meeting. */
const PROBE_CELLS = 4;
const PROBE_RUNS = 3;

/**
 * @throws EngineError errorModelBroken when a model file does not parse, errorNoBackend when no backend starts; the
 * signal's reason when it aborts.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { models, kernels, signal, timeLimitMs = 4000, warmUp = true, onProgress = () => {} } = options;
  const names = options.backend === 'auto' ? BACKENDS : [options.backend];
  const candidates = names.flatMap((backend) => [
    { backend, several: null },
    ...(backend === 'wasm' && options.threads ? [{ backend, several: options.threads }] : []),
  ]);
  const backends: EngineTiming[] = [];
  let best: { pipeline: Pipeline; tickMs: number } | null = null;

  for (const [i, { backend, several }] of candidates.entries()) {
    signal?.throwIfAborted();
    const threads = several?.count ?? 1;
    let pipeline: Pipeline | null = null;
    try {
      const started = performance.now();
      if (best && backend !== 'wasm') {
        await startBackend(backend);
        const ms = await convolutionMs(backend);
        if (ms > best.tickMs) {
          backends.push({ backend, threads, tickMs: null, error: `one convolution takes ${Math.round(ms)} ms` });
          continue;
        }
      }
      const onLoaded = (step: ModelStep) => {
        if (i === 0) onProgress(step, 1);
      };
      pipeline = await Pipeline.create(backend, models, kernels, onLoaded, several);
      if (!warmUp && candidates.length === 1) return engineOf(pipeline, [{ backend, threads, tickMs: null }]);
      const deadline = best ? started + timeLimitMs : Number.POSITIVE_INFINITY;
      const tickMs = await measure(
        pipeline,
        deadline,
        (done) => onProgress('warm-up', (i + done) / candidates.length),
        signal,
      );
      const timing = { backend, threads, tickMs };
      backends.push(tickMs === null ? { ...timing, error: 'slower than the time limit' } : timing);
      if (tickMs !== null && (!best || tickMs < best.tickMs)) {
        best?.pipeline.dispose();
        best = { pipeline, tickMs };
      } else pipeline.dispose();
    } catch (error) {
      pipeline?.dispose();
      // A broken model is broken on every backend.
      if (signal?.aborted || (error instanceof EngineError && error.code === 'errorModelBroken')) {
        best?.pipeline.dispose();
        throw error;
      }
      backends.push({ backend, threads, tickMs: null, error: error instanceof Error ? error.message : String(error) });
    }
  }
  if (!best) {
    const why = backends.map((b) => `${b.backend}: ${b.error}`).join('; ');
    throw new EngineError('errorNoBackend', `No backend starts here (${why}).`);
  }
  const { pipeline } = best;
  onProgress('warm-up', 1);
  return engineOf(pipeline, backends);
}

/** An atlas of gray cells. */
export function blankAtlas(cells: number): Atlas {
  const side = gridSide(cells) * CELL;
  return { width: side, height: side, cells, data: new Uint8ClampedArray(4 * side * side).fill(128) };
}

/** Median milliseconds of a tick once shaders and memory are warm, or null when the deadline passed before. */
async function measure(
  pipeline: Pipeline,
  deadline: number,
  onProgress: (done: number) => void,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  const times: number[] = [];
  // The first run compiles and allocates; it is not counted. It looks at one cell only, so that a hopeless backend
  // is given up early.
  for (let run = -2; run < PROBE_RUNS; run++) {
    signal?.throwIfAborted();
    const { ms } = await pipeline.read(blankAtlas(run === -2 ? 1 : PROBE_CELLS));
    if (run >= 0) times.push(ms);
    if (performance.now() > deadline) return null;
    onProgress((run + 3) / (PROBE_RUNS + 2));
  }
  return times.sort((a, b) => a - b)[times.length >> 1] as number;
}

function engineOf(pipeline: Pipeline, backends: EngineTiming[]): Engine {
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(run: () => Promise<T>): Promise<T> => {
    const result = last.then(run, run);
    last = result.catch(() => {});
    return result;
  };
  return {
    backend: pipeline.backend,
    backends,
    read: (atlas) => inOrder(() => pipeline.read(atlas)),
    classify: (gray, n) => inOrder(() => pipeline.classify(gray, n)),
    dispose: () => pipeline.dispose(),
  };
}
