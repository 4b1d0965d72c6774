// The engine: takes atlases, gives readings, on the backend that is fastest on this machine.

import { Surveyor } from './cpu/surveyor.ts';
import type { Threads } from './cpu/threads.ts';
import { compileKernels, type KernelSource } from './cpu/wasm-memory.ts';
import { EngineError } from './errors.ts';
import { BATCHES, blankAtlas, gridSide } from './geometry/grid.ts';
import type { ModelFiles, ModelStep, Models } from './nets/model-files.ts';
import { Pipeline } from './pipeline.ts';
import {
  type Atlas,
  BACKENDS,
  type BackendName,
  type Classification,
  type EngineReply,
  type EngineTiming,
  type Sighting,
  SURVEY,
  type WantedBackend,
} from './types.ts';

export interface EngineOptions {
  /** 'auto' measures all backends with the real models and keeps the fastest; the others are there in case it fails. */
  backend: WantedBackend;
  models: Models;
  /** The full-range detector, asked for at the first survey. */
  fullRangeDetector?: () => Promise<ModelFiles>;
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
  /** What reads now: it changes when the backend is lost, or when another has become faster. */
  readonly backend: BackendName;
  /** What was measured last, one entry a candidate. */
  readonly backends: EngineTiming[];
  /**
   * One read at a time is fastest; several are answered in order. A backend that fails is replaced on the way.
   * @throws EngineError errorEngineLost when none is left.
   */
  read(atlas: Atlas): Promise<EngineReply>;
  /** Classifies faces framed like FER2013's: n·48·48 gray values, 0..1. */
  classify(gray: Float32Array, n: number): Promise<Classification[]>;
  /**
   * Finds all faces of pictures, small ones too; some 8 ms each, so not for every tick.
   * @param pictures RGBA, SURVEY×SURVEY each, one below the other.
   * @returns for each picture its faces, the surest first.
   * @throws EngineError errorModelBroken
   */
  survey(pictures: Uint8ClampedArray): Promise<Sighting[][]>;
  dispose(): void;
}

/** A backend that needs longer for an answer has died without a word. */
const ANSWER_MS = 15_000;
/** Ticks that say how fast a backend is by now. */
const WINDOW = 15;
/** So many times slower than usual, and all candidates are measured anew, but not more often than this. */
const SLOWER = 2.5;
const MEASURE_AGAIN_MS = 60_000;
/** Cells in the picture that backends are measured with: a small meeting. */
const PROBE_CELLS = 4;
const PROBE_RUNS = 3;
/** The part of warming up that measuring takes; the rest is compiling for all sizes. */
const MEASURED = 0.7;

interface Candidate {
  backend: BackendName;
  /** Null for one thread, the caller's own. */
  several: Threads | null;
}

interface Choice {
  candidate: Candidate;
  pipeline: Pipeline;
  backends: EngineTiming[];
}

/**
 * @throws EngineError errorModelBroken when a model file does not parse, errorNoBackend when no backend starts; the
 * signal's reason when it aborts.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  // WASM first: it starts within a few hundred milliseconds everywhere, so there is always one to fall back on.
  const all = BACKENDS.flatMap((backend): Candidate[] => [
    { backend, several: null },
    ...(backend === 'wasm' && options.threads ? [{ backend, several: options.threads }] : []),
  ]);
  const wanted = options.backend === 'auto' ? all : all.filter(({ backend }) => backend === options.backend);
  // Whoever is named is replaced by any other if it does not start here, or once it is lost.
  const choice = await choose(options, wanted).catch((error) => {
    const isMissing = error instanceof EngineError && error.code === 'errorNoBackend';
    if (!isMissing || options.backend === 'auto') throw error;
    return choose(options, all);
  });
  return new RunningEngine(options, all, choice);
}

/** Measures the candidates and keeps the fastest. @throws as createEngine */
async function choose(options: EngineOptions, candidates: Candidate[]): Promise<Choice> {
  const { models, kernels, signal, timeLimitMs = 4000, warmUp = true, onProgress = () => {} } = options;
  const backends: EngineTiming[] = [];
  let best: { candidate: Candidate; pipeline: Pipeline; tickMs: number } | null = null;

  for (const [i, candidate] of candidates.entries()) {
    signal?.throwIfAborted();
    const { backend, several } = candidate;
    const threads = several?.count ?? 1;
    let pipeline: Pipeline | null = null;
    try {
      const started = performance.now();
      const onLoaded = (step: ModelStep) => {
        if (i === 0) onProgress(step, 1);
      };
      pipeline = await Pipeline.create(backend, models, kernels, onLoaded, several);
      if (!warmUp && candidates.length === 1)
        return { candidate, pipeline, backends: [{ backend, threads, tickMs: null }] };
      // What is hopeless is given up before its shaders compile, which on a software renderer takes seconds.
      const least = best ? await limited(pipeline.leastMs(PROBE_CELLS), timeLimitMs) : 0;
      if (best && least > best.tickMs) throw new Error(`a tick takes at least ${least.toFixed(0)} ms`);
      const deadline = best ? started + timeLimitMs : Number.POSITIVE_INFINITY;
      const compiled = pipeline.compile([1, PROBE_CELLS]);
      await (best ? limited(compiled, deadline - performance.now()) : compiled);
      const tickMs = await measure(
        pipeline,
        deadline,
        (done) => onProgress('warm-up', (MEASURED * (i + done)) / candidates.length),
        signal,
      );
      const timing = { backend, threads, tickMs };
      backends.push(tickMs === null ? { ...timing, error: 'slower than the time limit' } : timing);
      if (tickMs !== null && (!best || tickMs < best.tickMs)) {
        best?.pipeline.dispose();
        best = { candidate, pipeline, tickMs };
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
  const rest = BATCHES.filter((size) => size !== 1 && size !== PROBE_CELLS);
  for (const [done, size] of rest.entries()) {
    signal?.throwIfAborted();
    onProgress('warm-up', MEASURED + ((1 - MEASURED) * done) / rest.length);
    // What fails here fails at the first read of that size, too, and is replaced there.
    await limited(best.pipeline.compile([size]), timeLimitMs).catch(() => {});
  }
  onProgress('warm-up', 1);
  return { ...best, backends };
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

/** @throws Error when the answer takes longer. */
async function limited<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new EngineError('errorEngineLost', `No answer within ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

class RunningEngine implements Engine {
  private last: Promise<unknown> = Promise.resolve();
  private readonly speed = new Speed();
  private surveyor: Promise<Surveyor> | null = null;

  /** @param candidates those that have not been lost. */
  constructor(
    private readonly options: EngineOptions,
    private candidates: Candidate[],
    private choice: Choice,
  ) {}

  get backend() {
    return this.choice.candidate.backend;
  }

  get backends() {
    return this.choice.backends;
  }

  read(atlas: Atlas): Promise<EngineReply> {
    return this.inOrder(async () => {
      const reply = await this.withSome((pipeline) => pipeline.read(atlas));
      if (this.speed.hasFallen(gridSide(atlas.cells), reply.ms)) await this.chooseAgain();
      return reply;
    });
  }

  classify(gray: Float32Array, n: number): Promise<Classification[]> {
    return this.inOrder(() => this.withSome((pipeline) => pipeline.classify(gray, n)));
  }

  async survey(pictures: Uint8ClampedArray): Promise<Sighting[][]> {
    this.surveyor ??= this.openSurveyor();
    const surveyor = await this.surveyor;
    const size = 4 * SURVEY * SURVEY;
    const count = Math.floor(pictures.length / size);
    return Array.from({ length: count }, (_, i) => surveyor.survey(pictures.subarray(i * size, (i + 1) * size)));
  }

  private async openSurveyor(): Promise<Surveyor> {
    const { fullRangeDetector, kernels } = this.options;
    if (!fullRangeDetector) throw new Error('The engine has been started without the full-range detector.');
    return new Surveyor(await compileKernels(kernels), await fullRangeDetector());
  }

  dispose() {
    // Whoever waits for an answer still gets it.
    void this.inOrder(async () => this.choice.pipeline.dispose());
  }

  private inOrder<T>(run: () => Promise<T>): Promise<T> {
    const result = this.last.then(run, run);
    this.last = result.catch(() => {});
    return result;
  }

  /** With the next best candidate, if the one in use has been lost. */
  private async withSome<T>(run: (pipeline: Pipeline) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await limited(run(this.choice.pipeline), ANSWER_MS);
      } catch (error) {
        this.candidates = this.candidates.filter((candidate) => candidate !== this.choice.candidate);
        if (this.candidates.length === 0) throw error;
        await this.chooseAgain();
      }
    }
  }

  private async chooseAgain(): Promise<void> {
    const old = this.choice.pipeline;
    this.choice = await choose(this.options, this.candidates);
    this.speed.forget();
    old.dispose();
  }
}

/** Notices when ticks take much longer than they used to: another program, a hot machine, a battery. */
class Speed {
  /** By size of the grid: the last ticks, and the least that their median has been. */
  private readonly sizes = new Map<number, { recent: number[]; usual: number }>();
  private since = performance.now();

  hasFallen(size: number, ms: number): boolean {
    const known = this.sizes.get(size) ?? { recent: [], usual: Number.POSITIVE_INFINITY };
    this.sizes.set(size, known);
    known.recent.push(ms);
    if (known.recent.length < WINDOW) return false;
    if (known.recent.length > WINDOW) known.recent.shift();
    const median = known.recent.toSorted((a, b) => a - b)[WINDOW >> 1] as number;
    known.usual = Math.min(known.usual, median);
    return median > SLOWER * known.usual && performance.now() - this.since > MEASURE_AGAIN_MS;
  }

  forget() {
    this.sizes.clear();
    this.since = performance.now();
  }
}
