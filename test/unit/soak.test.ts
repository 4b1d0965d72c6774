// What a long call's figures are judged by.
import { describe, expect, it } from 'vitest';
import { growing, type Minute, slopeOf, soakChart } from '../../scripts/lib/soak/report.ts';

const minute = (at: number, more: Partial<Minute> = {}): Minute => ({
  minute: at,
  people: 25,
  known: 25,
  read: 24,
  looksPerSecond: 1,
  pageShare: 0.03,
  tickMs: 60,
  pageHeap: 20,
  extensionHeap: 12,
  pageMemory: 300,
  extensionMemory: 150,
  detached: 75,
  processor: 0.2,
  fault: null,
  ...more,
});
/** -1..1, the same each time. */
const noise = (i: number) => Math.sin(12.9898 * i) * Math.cos(4.1 * i);
const hour = (of: (at: number) => Partial<Minute>) => Array.from({ length: 60 }, (_, i) => minute(i + 1, of(i + 1)));

describe('a long call', () => {
  it('grows where memory does by more than noise', () => {
    expect(growing(hour((i) => ({ extensionHeap: 12 + 0.02 * i + 0.1 * noise(i) })))).toEqual(['extensionHeap']);
    expect(growing(hour((i) => ({ detached: 75 + 3 * i + 10 * noise(i) })))).toEqual(['detached']);
  });
  it('does not where it only wavers, falls, or fills up in the first ten minutes', () => {
    expect(growing(hour((i) => ({ pageHeap: 20 + noise(i) })))).toEqual([]);
    expect(growing(hour((i) => ({ pageMemory: 300 - i })))).toEqual([]);
    expect(growing(hour((i) => ({ pageHeap: 10 + Math.min(10, i) })))).toEqual([]);
    expect(growing(hour(() => ({})).slice(0, 12)), 'too short to tell').toEqual([]);
  });
  it('has a slope with its standard error', () => {
    const line = [1, 2, 3, 4, 5].map((x) => [x, 2 * x + 1] as const);
    expect(slopeOf(line)).toEqual({ slope: 2, error: 0 });
    expect(slopeOf(line.slice(0, 3))).toBeNull();
  });
  it('is drawn', () => {
    const asked = { minutes: 60, people: 25 };
    const report = {
      machine: 'two cores',
      asked,
      minutes: hour(() => ({})),
      framesPerSecond: { off: 30, on: 30 },
      errors: [],
    };
    expect(soakChart(report)).toMatch(/^<svg[\s\S]*A call of 25 for 60 minutes/);
  });
});
