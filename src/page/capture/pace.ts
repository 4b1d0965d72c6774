// How often to look: as often as the engine's share of the machine and ours of the page's thread allow, never more often than somebody wants.

const MAX_PERIOD_MS = 5000;
const WINDOW_MS = 60_000;
/** The part of its main thread that a call page gives us, 0..1. */
const PAGE_SHARE = 0.02;
/** So many ticks make a mean: the engine is much the same each time, the page is not. */
const ENGINE_TICKS = 5;
const PAGE_TICKS = 20;

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
}

export class Pace {
  private readonly ticks: Required<Tick>[] = [];

  /** @param share of the machine that the engine may use, 0..1. @param leastMs between the starts of two ticks. */
  constructor(
    private share: number,
    private leastMs: number,
  ) {}

  configure(share: number, leastMs: number) {
    this.share = share;
    this.leastMs = leastMs;
  }

  note({ at, ms, besides = 0, page = 0, rest = 0 }: Tick) {
    this.ticks.push({ at, ms, besides, page, rest });
    while (this.ticks[0] && at - this.ticks[0].at > WINDOW_MS) this.ticks.shift();
  }

  /** Milliseconds between the starts of two ticks, from the last few. */
  get periodMs(): number {
    const engine = mean(this.ticks.slice(-ENGINE_TICKS).map((t) => t.ms + t.besides));
    return Math.round(Math.min(MAX_PERIOD_MS, Math.max(this.leastMs, engine / this.share, this.pagePeriodMs)));
  }

  /**
   * So long that the page's thread is ours for no more than its share. The median, since a tick that was interrupted by something else on the
   * machine took no more of the thread than others. What we do between ticks does not become less by waiting.
   */
  private get pagePeriodMs(): number {
    const recent = this.ticks.slice(-PAGE_TICKS);
    const [first, last] = [recent[0], recent.at(-1)];
    if (!first || !last) return 0;
    const rest = recent.slice(1).reduce((sum, t) => sum + t.rest, 0) / (last.at - first.at || 1);
    return median(recent.map((t) => t.page)) / Math.max(PAGE_SHARE / 2, PAGE_SHARE - rest);
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

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
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
