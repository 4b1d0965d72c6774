// Tries candidates with the real models and keeps the fastest of those that read a known picture rightly.
import type { Candidate } from './candidates.ts';
import { EngineError } from './errors.ts';
import { BATCHES, blankAtlas } from './geometry/grid.ts';
import { deviation, KNOWN_CELLS, knownAtlas, TOLERANCE } from './known/known-answer.ts';
import { limited } from './limited.ts';
import type { ModelStep, Models } from './nets/model-files.ts';
import type { Runner } from './runner.ts';
import type { EngineTiming } from './types.ts';

export interface ChooseOptions {
  models: Models;
  /** Milliseconds that a candidate may take to start and be measured, once another works. */
  timeLimitMs?: number;
  /** False, with a single candidate: no measuring, and no compiling for other sizes. */
  warmUp?: boolean;
  onProgress?: (step: ModelStep | 'warm-up', done: number) => void;
  signal?: AbortSignal;
  /** Runs what is timed while nothing else reads. */
  alone?: (<T>(run: () => Promise<T>) => Promise<T>) | undefined;
}

export interface Chosen {
  candidate: Candidate;
  runner: Runner;
  /** Median milliseconds of a tick; null where it was not measured. */
  tickMs: number | null;
}

export interface Choice {
  /** Null when none works. */
  chosen: Chosen | null;
  /** What each candidate came to. */
  timings: EngineTiming[];
}

const TIME_LIMIT_MS = 4000;
/** While no other works, a candidate may take this many time limits: a slow machine is better than none. */
const ALONE = 15;
/** Reads that are timed, after two that are not. */
const PROBE_RUNS = 3;
/** The part of the progress that measuring is; the rest is compiling for other sizes. */
const MEASURED = 0.7;

/**
 * @param before the choice among other candidates; who was chosen there stays if nobody here is faster, and goes on reading either way.
 * @throws EngineError errorModelBroken; the signal's reason when it aborts.
 */
export async function choose(
  candidates: readonly Candidate[],
  options: ChooseOptions,
  before: Choice = { chosen: null, timings: [] },
): Promise<Choice> {
  const { signal, warmUp = true, onProgress = () => {} } = options;
  const timings = [...before.timings];
  let best: Chosen | null = before.chosen;
  const replaceBest = (by: Chosen | null) => {
    if (best !== before.chosen) best?.runner.dispose();
    best = by;
  };
  for (const [i, candidate] of candidates.entries()) {
    const { backend, threads } = candidate;
    const leaveOut = (leftOut: EngineTiming['leftOut'] & string, error: string) =>
      timings.push({ backend, threads, tickMs: null, leftOut, error });
    const other = timings.find((one) => one.backend === candidate.standsInFor);
    if (best && other && other.leftOut !== 'wrong' && other.leftOut !== 'failed') {
      leaveOut('unneeded', `stands in for ${other.backend}, which has not failed`);
      continue;
    }
    try {
      signal?.throwIfAborted();
      const onLoaded = (step: ModelStep) => {
        if (i === 0) onProgress(step, 1);
      };
      const onMeasured = (done: number) => onProgress('warm-up', (MEASURED * (i + done)) / candidates.length);
      const measuring = warmUp || candidates.length > 1;
      const trial = new Trial(candidate, options, best?.tickMs ?? null);
      const runner = await trial.start(onLoaded);
      try {
        const tickMs = await trial.measure(runner, measuring, onMeasured);
        if (tickMs === null)
          return { chosen: { candidate, runner, tickMs }, timings: [...timings, { backend, threads, tickMs }] };
        timings.push({ backend, threads, tickMs });
        if (best && (best.tickMs ?? 0) <= tickMs) runner.dispose();
        else replaceBest({ candidate, runner, tickMs });
      } catch (error) {
        runner.dispose();
        throw error;
      }
    } catch (error) {
      // A broken model is broken on every backend.
      if (signal?.aborted || (error instanceof EngineError && error.code === 'errorModelBroken')) {
        replaceBest(null);
        throw error;
      }
      leaveOut(reasonOf(error), error instanceof Error ? error.message : String(error));
    }
  }
  if (best && best !== before.chosen) await warm(best.runner, options);
  return { chosen: best, timings };
}

/** What to throw when no candidate works. */
export function noneWorks(timings: readonly EngineTiming[]): EngineError {
  const why = timings.map(({ backend, error }) => `${backend}: ${error}`).join('; ');
  if (timings.some(({ leftOut }) => leftOut === 'wrong'))
    return new EngineError('errorWrongAnswers', `No backend reads rightly here (${why}).`);
  return new EngineError('errorNoBackend', `No backend starts here (${why}).`);
}

class WrongAnswer extends Error {}
class TooSlow extends Error {}

function reasonOf(error: unknown): 'wrong' | 'slow' | 'failed' {
  if (error instanceof WrongAnswer) return 'wrong';
  if (error instanceof TooSlow || (error instanceof EngineError && error.code === 'errorEngineSilent')) return 'slow';
  return 'failed';
}

const atOnce = <T>(run: () => Promise<T>) => run();

/** One candidate's trial, within its time limit. */
class Trial {
  private readonly limitMs: number;
  private readonly deadline: number;

  /** @param toBeat milliseconds a tick of the best so far; null while none works. */
  constructor(
    private readonly candidate: Candidate,
    private readonly options: ChooseOptions,
    private readonly toBeat: number | null,
  ) {
    this.limitMs = (options.timeLimitMs ?? TIME_LIMIT_MS) * (toBeat === null ? ALONE : 1);
    this.deadline = performance.now() + this.limitMs;
  }

  async start(onLoaded: (step: ModelStep) => void): Promise<Runner> {
    const starting = this.candidate.start(this.options.models, onLoaded);
    try {
      return await this.within(starting);
    } catch (error) {
      // One that starts later than this is of no use any more.
      starting.then((runner) => runner.dispose()).catch(() => {});
      throw error;
    }
  }

  /**
   * Has the known picture read, and checks every answer.
   * @returns median milliseconds of a tick once programs and memory are warm; null where nothing is measured.
   * @throws WrongAnswer, TooSlow, or whatever the runner throws.
   */
  async measure(runner: Runner, measuring: boolean, onProgress: (done: number) => void): Promise<number | null> {
    // Whoever is hopeless is given up before its programs compile, which takes seconds on a software renderer.
    if (this.toBeat !== null && runner.leastMs) {
      const least = await this.within(runner.leastMs(KNOWN_CELLS));
      if (least > this.toBeat) throw new TooSlow(`a tick takes at least ${least.toFixed(0)} ms`);
    }
    if (runner.compile) await this.within(runner.compile((measuring ? [1, KNOWN_CELLS] : [1]).map(blankAtlas)));
    await this.read(runner, 1);
    if (!measuring) return null;
    onProgress(1 / (PROBE_RUNS + 2));
    const times: number[] = [];
    // The first read allocates and is not timed.
    for (let run = 0; run <= PROBE_RUNS; run++) {
      this.options.signal?.throwIfAborted();
      const read = () => this.read(runner, KNOWN_CELLS);
      if (run === 0) await read();
      else times.push(await (this.options.alone ?? atOnce)(read));
      onProgress((run + 2) / (PROBE_RUNS + 2));
    }
    return times.sort((a, b) => a - b)[times.length >> 1] as number;
  }

  private async read(runner: Runner, cells: number): Promise<number> {
    const atlas = knownAtlas(cells);
    const start = performance.now();
    const rows = await this.within(runner.read(atlas));
    const ms = performance.now() - start;
    const off = deviation(rows, cells);
    if (off > TOLERANCE) throw new WrongAnswer(`reads the known picture wrongly, by ${off.toPrecision(2)}`);
    // What never yields is beyond the reach of a timer.
    if (performance.now() > this.deadline) throw this.late();
    return ms;
  }

  private late(): TooSlow {
    return new TooSlow(`takes longer than the ${this.limitMs / 1000} s that it has to start and be measured`);
  }

  private within<T>(answer: Promise<T>): Promise<T> {
    return limited(answer, this.deadline - performance.now(), () => this.late());
  }
}

/** Compiles for the sizes that were not measured. What fails here fails in the first read of that size as well, and is replaced there. */
async function warm(runner: Runner, { timeLimitMs = TIME_LIMIT_MS, onProgress = () => {}, signal }: ChooseOptions) {
  const rest = BATCHES.filter((size) => size !== 1 && size !== KNOWN_CELLS);
  for (const [done, size] of rest.entries()) {
    onProgress('warm-up', MEASURED + ((1 - MEASURED) * done) / rest.length);
    if (signal?.aborted) {
      runner.dispose();
      signal.throwIfAborted();
    }
    const compiling = runner.compile?.([blankAtlas(size)]);
    if (compiling) await limited(compiling, timeLimitMs).catch(() => {});
  }
  onProgress('warm-up', 1);
}
