// How often to look: as often as the engine's share of the machine allows, never more often than somebody wants.

const MAX_PERIOD_MS = 5000;
const WINDOW_MS = 60_000;

export class Pace {
  private readonly ticks: { at: number; ms: number; besides: number }[] = [];

  /** @param share of the machine that the engine may use, 0..1. @param leastMs between the starts of two ticks. */
  constructor(
    private share: number,
    private leastMs: number,
  ) {}

  configure(share: number, leastMs: number) {
    this.share = share;
    this.leastMs = leastMs;
  }

  /**
   * Notes a tick. @param at when it ended @param ms how long the engine read, milliseconds @param besides how long it
   * worked on what does not come every tick, milliseconds.
   */
  note(at: number, ms: number, besides = 0) {
    this.ticks.push({ at, ms, besides });
    while (this.ticks[0] && at - this.ticks[0].at > WINDOW_MS) this.ticks.shift();
  }

  /** Milliseconds between the starts of two ticks, from the last few. */
  get periodMs(): number {
    const recent = this.ticks.slice(-5);
    if (recent.length === 0) return this.leastMs;
    const mean = recent.reduce((sum, t) => sum + t.ms + t.besides, 0) / recent.length;
    return Math.round(Math.min(MAX_PERIOD_MS, Math.max(this.leastMs, mean / this.share)));
  }

  /** Over the last minute; null before the first tick. */
  get tickMs(): { median: number; p95: number } | null {
    const sorted = this.ticks.map((t) => t.ms).sort((a, b) => a - b);
    const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
    return sorted.length ? { median: at(0.5), p95: at(0.95) } : null;
  }
}
