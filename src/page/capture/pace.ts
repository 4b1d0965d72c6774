// How often to look: as often as the engine's share of the machine and ours of the page's thread allow, never more often than somebody wants.

import type { BackendName, EngineTiming } from '../../engine/types.ts';

const MAX_PERIOD_MS = 5000;
const WINDOW_MS = 60_000;
/** What is told of looks and of the page's thread is of the last so many milliseconds. */
const RECENT_MS = 20_000;
/** However many cores there are, a thread that is never at rest warms the machine. */
const MOST_OF_A_THREAD = 0.8;
/** The part of its main thread that a call page gives us, 0..1. */
const PAGE_SHARE = 0.02;
/** Costs are told from so many ticks: the engine's are much the same each time, the page's are not. */
const ENGINE_TICKS = 8;
const PAGE_TICKS = 20;
/** What is done between ticks comes in lumps; so many ticks even them out. */
const BLOCK = 5;
/**
 * Clocks go on while something else has the processor, so on a busy machine most ticks take longer than they cost. A tick that is among the
 * shortest fifth was hardly held up.
 */
const HELD_UP_LEAST = 0.2;

export interface Tick {
  /** When it ended. */
  at: number;
  /** How long the engine read, milliseconds. */
  ms: number;
  /** How long it worked on what does not come every tick, milliseconds. */
  besides?: number;
  /** How long the page's main thread was ours for it, milliseconds, and for all else since the tick before. */
  page?: number;
  rest?: number;
  /** Who was looked at: participants. */
  looked?: readonly string[];
}

/**
 * The part of the time in which the engine may work, 0..1: on the processor a share of all cores, on the graphics card of that one.
 * @param share of the machine, 0..1. @param backends as they were measured. @param cores of the machine.
 */
export function engineShare(
  share: number,
  { backend, backends }: { backend: BackendName | null; backends: readonly EngineTiming[] },
  cores: number,
): number {
  if (backend !== 'wasm') return share;
  const measured = backends.filter((one) => one.backend === backend && one.tickMs !== null);
  const [fastest] = measured.sort((a, b) => (a.tickMs as number) - (b.tickMs as number));
  return Math.min(Math.max(share, MOST_OF_A_THREAD), (share * cores) / (fastest?.threads ?? 1));
}

export class Pace {
  private readonly ticks: Required<Tick>[] = [];

  /** @param share of the time that the engine may work, 0..1. @param leastMs between the starts of two ticks. */
  constructor(
    private share: number,
    private leastMs: number,
  ) {}

  configure(share: number, leastMs: number) {
    this.share = share;
    this.leastMs = leastMs;
  }

  note({ at, ms, besides = 0, page = 0, rest = 0, looked = [] }: Tick) {
    this.ticks.push({ at, ms, besides, page, rest, looked });
    while (this.ticks[0] && at - this.ticks[0].at > WINDOW_MS) this.ticks.shift();
  }

  /** Milliseconds between the starts of two ticks, from the last few. */
  get periodMs(): number {
    const recent = this.ticks.slice(-ENGINE_TICKS);
    const engine = cost(recent.map((t) => t.ms)) + mean(recent.map((t) => t.besides));
    return Math.round(Math.min(MAX_PERIOD_MS, Math.max(this.leastMs, engine / this.share, this.pagePeriodMs)));
  }

  /** So long that the page's thread is ours for no more than its share. What we do between ticks does not become less by waiting. */
  private get pagePeriodMs(): number {
    const recent = this.ticks.slice(-PAGE_TICKS);
    const rates: number[] = [];
    for (let to = recent.length; to > 1; to -= BLOCK) {
      const block = recent.slice(Math.max(0, to - BLOCK - 1), to);
      const [first, last] = [block[0], block.at(-1)] as [Required<Tick>, Required<Tick>];
      rates.push(block.slice(1).reduce((sum, t) => sum + t.rest, 0) / (last.at - first.at || 1));
    }
    return cost(recent.map((t) => t.page)) / Math.max(PAGE_SHARE / 2, PAGE_SHARE - cost(rates));
  }

  /** How often each participant was looked at of late, the median of all; null before there is anything to tell. */
  get looksPerSecond(): number | null {
    return this.ofLate((ticks, ms) => {
      const counts = new Map<string, number>();
      for (const id of ticks.flatMap(({ looked }) => looked)) counts.set(id, (counts.get(id) ?? 0) + 1);
      const sorted = [...counts.values()].sort((a, b) => a - b);
      const median = sorted[sorted.length >> 1];
      return median === undefined ? null : (1000 * median) / ms;
    });
  }

  /** The part of the page's thread that was ours of late, 0..1; null before there is anything to tell. */
  get pageShare(): number | null {
    return this.ofLate((ticks, ms) => ticks.reduce((sum, { page, rest }) => sum + page + rest, 0) / ms);
  }

  /** @param tell is given the ticks of late but for the first, and the milliseconds since that. */
  private ofLate<T>(tell: (ticks: Required<Tick>[], ms: number) => T): T | null {
    const last = this.ticks.at(-1);
    const [first, ...recent] = this.ticks.filter(({ at }) => last && last.at - at <= RECENT_MS);
    return first && last && recent.length > 0 ? tell(recent, last.at - first.at || 1) : null;
  }

  /** Over the last minute; null before the first tick. */
  get tickMs(): { median: number; p95: number } | null {
    const sorted = this.ticks.map((t) => t.ms).sort((a, b) => a - b);
    const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
    return sorted.length ? { median: at(0.5), p95: at(0.95) } : null;
  }
}

function mean(values: number[]): number {
  return values.length ? values.reduce((a, b) => a + b, 0) / values.length : 0;
}

/** What something takes when it is hardly held up; 0 where nothing is known. */
function cost(measured: number[]): number {
  return measured.sort((a, b) => a - b)[Math.floor(measured.length * HELD_UP_LEAST)] ?? 0;
}

/** Adds up how long the page's main thread is ours. */
export class Meter {
  private ms = 0;
  private since: number | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Runs `work`, which does not wait for anything, on the meter. */
  readonly run = <T>(work: () => T): T => {
    // Inside of work that is on the meter already.
    if (this.since !== null) return work();
    this.since = this.now();
    try {
      return work();
    } finally {
      this.ms += this.now() - this.since;
      this.since = null;
    }
  };

  /** Milliseconds since it was last asked. */
  take(): number {
    const { ms } = this;
    this.ms = 0;
    return ms;
  }
}
