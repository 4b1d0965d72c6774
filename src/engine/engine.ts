// The engine: takes atlases, gives readings, on the fastest backend that reads rightly on this machine.

import { type Candidate, ourCandidates } from './candidates.ts';
import { type Choice, type ChooseOptions, type Chosen, choose, noneWorks } from './choose.ts';
import { Surveyor } from './cpu/surveyor.ts';
import type { Threads } from './cpu/threads.ts';
import { compileKernels, type KernelSource } from './cpu/wasm-memory.ts';
import { gridSide } from './geometry/grid.ts';
import { limited } from './limited.ts';
import type { ModelFiles, ModelStep, Models } from './nets/model-files.ts';
import { atlasOf, surveyOf } from './pictures/paint.ts';
import { Pipeline } from './pipeline.ts';
import {
  type Atlas,
  type BackendName,
  CELL,
  type CellPicture,
  type Classification,
  type EngineReply,
  type EngineTiming,
  type FaceMoving,
  type FaceReading,
  type Look,
  type LookReply,
  type Sighting,
  SURVEY,
  type WantedBackend,
} from './types.ts';

export interface EngineOptions {
  /**
   * 'auto' reads on the first candidate that works, measures the others meanwhile, and goes over to the fastest. A named backend is replaced by
   * the others where it does not work.
   */
  backend: WantedBackend;
  models: Models;
  /** The full-range detector, loaded at the first survey. */
  fullRangeDetector?: () => Promise<ModelFiles>;
  /** Gives the files of our WebAssembly. */
  kernels: KernelSource;
  /** Adds the processor with several threads to the candidates. */
  threads?: Threads;
  /** What to choose from, instead of our own backends. */
  candidates?: readonly Candidate[];
  /** Milliseconds that a candidate may take to start and be measured, once another works. Default 4000. */
  timeLimitMs?: number;
  /** Milliseconds that a read or survey may take before its backend counts as dead. Default 15,000; a fifth where it has been fast so far. */
  answerLimitMs?: number;
  /** False leaves out measuring and compiling ahead, where a single backend is named. */
  warmUp?: boolean;
  onProgress?: (step: ModelStep | 'warm-up', done: number) => void;
  /** Called whenever all candidates have been measured while the engine reads; not once one has been lost. */
  onMeasured?: () => void;
  /** Runs what is timed while nothing else reads: another engine on this machine. */
  alone?: ChooseOptions['alone'];
  /** Ends starting. */
  signal?: AbortSignal;
}

export interface Engine {
  /** What reads now. It changes when a backend is lost, or when another has become faster. */
  readonly backend: BackendName;
  /** What each candidate came to when they were measured last. */
  readonly backends: EngineTiming[];
  /**
   * One read at a time is fastest; several are answered in order. A backend that fails is replaced within the same read.
   * @throws EngineError errorEngineLost, errorEngineSilent, errorNoBackend or errorWrongAnswers when none is left; the next read starts
   * all candidates anew. RangeError for an atlas that is not a square grid of its cells.
   */
  read(atlas: Atlas): Promise<EngineReply>;
  /**
   * What a page has sent: its cells are painted and read, then its survey's pictures are searched. A survey that fails leaves the reading alone.
   * @throws EngineError as read does; RangeError for more than MOST_CELLS.
   */
  look(look: Look): Promise<LookReply>;
  /** @param gray [n, 48, 48], 0..1: faces framed as FER2013 frames them. @throws EngineError as read does. */
  classify(gray: Float32Array, n: number): Promise<Classification[]>;
  /**
   * Finds all faces of pictures, small ones too; takes some 8 ms a picture. Does not wait for reads, and its failure leaves reading alone.
   * @param pictures RGBA, SURVEY×SURVEY each, one below the other.
   * @returns for each picture its faces, the surest first.
   * @throws EngineError errorModelBroken, errorEngineSilent; RangeError for a part of a picture.
   */
  survey(pictures: Uint8ClampedArray): Promise<Sighting[][]>;
  /** Resolves once nothing is measured any more. */
  measured(): Promise<void>;
  dispose(): void;
}

const ANSWER_MS = 15_000;
/** Another reads, and all are measured anew, once a tick takes so much longer than usual, and this part of the answer limit. */
const OVERDUE = { ticks: 10, part: 0.07 };
/** Ticks whose median says how fast a backend is now. */
const WINDOW = 15;
/** All candidates are measured anew when the backend has become so many times slower, but at most this often. */
const SLOWER = 2.5;
const MEASURE_AGAIN_MS = 60_000;

/**
 * @throws EngineError errorModelBroken when a model file does not parse, errorNoBackend when no backend starts, errorWrongAnswers when those that
 * start read wrongly; the signal's reason when it aborts.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const all = options.candidates ?? ourCandidates(options.kernels, options.threads);
  const named = all.filter(({ backend }) => backend === options.backend);
  const unnamed = all.filter((candidate) => !named.includes(candidate));
  // The signal ends starting, not what is measured later.
  const { signal: _, alone: __, ...lasting } = options;
  if (options.backend === 'auto') return new RunningEngine(lasting, all, await firstThatWorks(all, options));
  let choice = await choose(named, options);
  if (!choice.chosen) choice = await choose(unnamed, options, choice);
  return new RunningEngine(lasting, all, { choice, others: [] });
}

interface FirstChoice {
  choice: Choice;
  /** Those that have not been tried. */
  others: readonly Candidate[];
}

/** The first is the processor, which starts at once nearly everywhere. */
async function firstThatWorks([first, ...others]: readonly Candidate[], options: EngineOptions): Promise<FirstChoice> {
  const isOnly = others.length === 0;
  const choice = await choose(first ? [first] : [], isOnly ? options : { ...options, warmUp: true });
  return choice.chosen ? { choice, others } : { choice: await choose(others, options, choice), others: [] };
}

class RunningEngine implements Engine {
  private last: Promise<unknown> = Promise.resolve();
  private readonly speed = new Speed();
  private surveyor: Promise<Surveyor> | null = null;
  /** Those that have not been lost. */
  private candidates: readonly Candidate[];
  /** Null once all have been lost; the next read starts them anew. */
  private current: (Chosen & { pipeline: Pipeline }) | null = null;
  private measuring: Promise<void> | null = null;
  private readonly life = new AbortController();
  backend: BackendName = 'wasm';
  backends: EngineTiming[] = [];

  /** @throws EngineError when none works. */
  constructor(
    private readonly options: EngineOptions,
    private readonly all: readonly Candidate[],
    first: FirstChoice,
  ) {
    this.candidates = all;
    this.begin(first);
  }

  read(atlas: Atlas): Promise<EngineReply> {
    return this.readBy(atlas, (pipeline) => pipeline.read(atlas));
  }

  private readBy<Face>(
    atlas: Atlas,
    read: (pipeline: Pipeline) => Promise<EngineReply<Face>>,
  ): Promise<EngineReply<Face>> {
    return this.inOrder(async () => {
      requireGrid(atlas);
      const reply = await this.withSome(read, gridSide(atlas.cells));
      if (this.speed.hasFallen(gridSide(atlas.cells), reply.ms)) this.measure(this.candidates);
      return reply;
    });
  }

  async look({ cells, survey, asked }: Look): Promise<LookReply> {
    const start = performance.now();
    const atlas = cells.length > 0 ? atlasOf(cells) : null;
    const painted = performance.now();
    const read = (pipeline: Pipeline, atlas: Atlas): Promise<EngineReply<FaceReading | FaceMoving>> =>
      asked === 'all' ? pipeline.read(atlas) : pipeline.readMovements(atlas);
    const reply = atlas
      ? await this.readBy(atlas, (pipeline) => read(pipeline, atlas))
      : { backend: this.backend, faces: [], ms: 0 };
    const searched = survey.length > 0 ? await this.searched(survey) : null;
    return { ...reply, ms: painted - start + reply.ms, survey: searched };
  }

  private async searched(pictures: readonly CellPicture[]): Promise<LookReply['survey']> {
    const start = performance.now();
    try {
      const sightings = await limited(this.survey(surveyOf(pictures)), this.options.answerLimitMs ?? ANSWER_MS);
      return { sightings, ms: performance.now() - start };
    } catch (error) {
      console.warn('Roomtone: a survey failed.', error);
      return null;
    }
  }

  classify(gray: Float32Array, n: number): Promise<Classification[]> {
    return this.inOrder(() => this.withSome((pipeline) => pipeline.classify(gray, n)));
  }

  async survey(pictures: Uint8ClampedArray): Promise<Sighting[][]> {
    const size = 4 * SURVEY * SURVEY;
    if (pictures.length % size) throw new RangeError(`A survey takes whole pictures, not ${pictures.length} bytes.`);
    const surveyor = await this.openSurveyor();
    return Array.from({ length: pictures.length / size }, (_, i) =>
      surveyor.survey(pictures.subarray(i * size, (i + 1) * size)),
    );
  }

  async measured() {
    await this.measuring;
  }

  dispose() {
    this.life.abort();
    // Whoever waits for an answer still gets it.
    void this.inOrder(async () => this.current?.pipeline.dispose());
  }

  private async openSurveyor(): Promise<Surveyor> {
    const { fullRangeDetector, kernels, answerLimitMs = ANSWER_MS } = this.options;
    if (!fullRangeDetector) throw new Error('The engine has been started without the full-range detector.');
    const opening = async () => new Surveyor(await compileKernels(kernels), await fullRangeDetector());
    this.surveyor ??= limited(opening(), answerLimitMs);
    try {
      return await this.surveyor;
    } catch (error) {
      // The next survey tries again.
      this.surveyor = null;
      throw error;
    }
  }

  private inOrder<T>(run: () => Promise<T>): Promise<T> {
    const result = this.last.then(run, run);
    this.last = result.catch(() => {});
    return result;
  }

  /**
   * Runs on the backend in use; where that is lost, on the best of the others.
   * @param size side of the grid that is read: what a tick of this size usually takes says how long to wait.
   */
  private async withSome<T>(run: (pipeline: Pipeline) => Promise<T>, size?: number): Promise<T> {
    const { answerLimitMs = ANSWER_MS } = this.options;
    for (;;) {
      if (!this.current) await this.chooseAnew();
      const { candidate, pipeline } = this.current as NonNullable<typeof this.current>;
      // The first is the processor: it is measured without a limit of its own, so it must not be one that hangs.
      const usual = candidate === this.candidates[0] ? Number.POSITIVE_INFINITY : this.speed.usual(size);
      const overdueMs = Math.max(OVERDUE.part * answerLimitMs, OVERDUE.ticks * usual);
      try {
        if (overdueMs >= answerLimitMs) return await limited(run(pipeline), answerLimitMs);
        return await limited(run(pipeline), overdueMs, () => new Overdue());
      } catch (error) {
        if (error instanceof Overdue) {
          // It may be the machine that is slow: this one takes part, and is left out only where it hangs again.
          await this.chooseAnew();
          continue;
        }
        pipeline.dispose();
        this.current = null;
        this.candidates = this.candidates.filter((one) => one !== candidate);
        if (this.candidates.length === 0) {
          this.candidates = this.all;
          throw error;
        }
      }
    }
  }

  /** Reads on the first of those that are left that works. @throws EngineError when none does; then all count as left again. */
  private async chooseAnew(): Promise<void> {
    const old = this.current;
    this.current = null;
    try {
      this.begin(await firstThatWorks(this.candidates, this.options));
    } catch (error) {
      this.candidates = this.all;
      throw error;
    } finally {
      old?.pipeline.dispose();
    }
  }

  private begin({ choice, others }: FirstChoice) {
    const { chosen, timings } = choice;
    this.backends = timings;
    if (!chosen) throw noneWorks(timings);
    this.use(chosen);
    if (others.length > 0) this.measure(others, choice);
  }

  private use(chosen: Chosen) {
    this.current = { ...chosen, pipeline: new Pipeline(chosen.runner) };
    this.backend = chosen.candidate.backend;
    this.speed.forget();
  }

  /**
   * Measures candidates while the one in use reads, and goes over to one that is faster.
   * @param before how the one in use was chosen; without it, it takes part like the others.
   */
  private measure(candidates: readonly Candidate[], before?: Choice) {
    const { current, life } = this;
    const alone = <T>(run: () => Promise<T>) => this.inOrder(run);
    const { onProgress: _, ...options } = this.options;
    const measuring = choose(candidates, { ...options, signal: life.signal, alone }, before)
      .then(({ chosen, timings }) =>
        this.inOrder(async () => {
          // What has been lost meanwhile has been replaced, and that is measured against.
          const isOutdated = this.current !== current || life.signal.aborted;
          if (!isOutdated) this.backends = timings;
          if (!chosen || chosen === before?.chosen) return;
          if (isOutdated) return chosen.runner.dispose();
          this.use(chosen);
          current?.pipeline.dispose();
        }),
      )
      .then(() => this.measuring === measuring && this.candidates === this.all && this.options.onMeasured?.())
      // The one in use goes on.
      .catch(() => {})
      .finally(() => {
        if (this.measuring === measuring) this.measuring = null;
      }) as Promise<void>;
    this.measuring = measuring;
  }
}

/** Refuses pixels that no backend can read, before a backend is blamed for them. */
function requireGrid({ width, height, cells, data }: Atlas): void {
  const side = cells >= 1 ? gridSide(cells) * CELL : 0;
  if (!side || width !== side || height !== side || data.length !== 4 * side * side)
    throw new RangeError(`An atlas of ${cells} cells cannot have ${width}×${height} pixels in ${data.length} bytes.`);
}

class Overdue extends Error {}

/** Notices when ticks take much longer than before: another program, a hot machine, a battery. */
class Speed {
  /** By side of the grid: the last ticks in milliseconds, and the least median so far. */
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

  /** Least median of a window, milliseconds; Infinity while there has been none of this size. */
  usual(size = 0): number {
    return this.sizes.get(size)?.usual ?? Number.POSITIVE_INFINITY;
  }

  forget() {
    this.sizes.clear();
    this.since = performance.now();
  }
}
