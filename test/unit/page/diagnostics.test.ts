// The text that people paste into a report.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { newCall, view } from '../../../src/call/call.ts';
import type { Snapshot } from '../../../src/call/snapshot.ts';
import { lastProblems, nameOf, noteProblem } from '../../../src/messaging/problems.ts';
import { describeReading } from '../../../src/page/diagnostics.ts';

const machine = { userAgent: 'Mozilla/5.0 AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36', cores: 8 };
const snapshot = (more: Partial<Snapshot>): Snapshot => ({ ...view(newCall('Google Meet', 0)), ...more });

describe('a report of a problem', () => {
  it('says what reads, how fast, and what every backend answered', () => {
    const text = describeReading(
      snapshot({
        phase: 'on',
        backend: 'wasm',
        replaced: 'webgl',
        isLate: true,
        tickMs: { median: 41.6, p95: 90 },
        paceMs: 210,
        looksPerSecond: 4.76,
        pageShare: 0.0213,
        backends: [
          { backend: 'webgl', threads: 1, tickMs: 3.21, leftOut: 'wrong', error: 'happy is 0.2 of 0.9' },
          { backend: 'wasm', threads: 4, tickMs: 24.04 },
          { backend: 'webgpu', threads: 1, tickMs: null, leftOut: 'failed' },
        ],
      }),
      [{ at: Date.UTC(2026, 0, 1, 10, 42, 7), text: 'the engine is opened anew: gone' }],
      machine,
    );
    for (const line of [
      'Reading: on, the engine is late',
      'Chrome/150.0.0.0, 8 cores; read by wasm, in place of webgl (wanted: auto), mode',
      'a tick: 42 ms, 95 of 100 within 90 ms, every 210 ms',
      'looks a second: 4.8, of the page’s thread: 2.1 %',
      '  webgl, 1 thread: 3.2 ms; reads the known picture wrongly (happy is 0.2 of 0.9)',
      '  wasm, 4 threads: 24.0 ms; reads the known picture rightly',
      '  webgpu, 1 thread: not measured; failed',
      'Problems: 1',
      '  10:42:07  the engine is opened anew: gone',
    ])
      expect(text).toContain(line);
  });
  it('says so where nothing is measured yet', () => {
    const text = describeReading(snapshot({}), [], machine);
    expect(text).toContain('read by nothing yet');
    expect(text).toContain('Backends: none measured');
    expect(text).toContain('Problems: none');
  });
});

describe('the last problems', () => {
  beforeAll(() => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    for (let i = 0; i < 40; i++)
      noteProblem(`${i} at https://meet.example/abc-defg-hij?name=Ana\nand\tmore ${'x'.repeat(1000)}`);
    return () => vi.restoreAllMocks();
  });
  it('are a few, short, on one line each and without addresses', () => {
    const texts = lastProblems().map(({ text }) => text);
    expect(texts).toHaveLength(12);
    expect(texts.at(-1)).toMatch(/^39 at \(an address\) and more x+$/);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(300);
  });
  it('say of what a page throws only what it is', () => {
    expect(nameOf(new TypeError('Ana Lima has no picture'))).toBe('TypeError');
    expect(nameOf(new DOMException('Ana', 'SecurityError'))).toBe('SecurityError');
    expect(nameOf('Ana')).toBe('unknown');
  });
});
