// Runs one engine in a page of its own; the bench tells it from outside what to do.
import type { BackendName } from '../src/engine/types.ts';
import type { Contestant, Tick } from './contestant.ts';

export interface BenchPage {
  load(engine: string, pictures: number): Promise<void>;
  /** @returns milliseconds from the first byte asked for to the first reading, and the bytes that it took. */
  start(backend: BackendName): Promise<{ firstResultMs: number; bytes: number }>;
  tick(tiles: number, trick: boolean): Promise<Tick & { ms: number }>;
  /** The most tensors that were ever alive at once. */
  peakTensors(): number;
}

const tiles: HTMLCanvasElement[] = [];
let engine = '';
let contestant: Contestant;
let peak = 0;

function watch(state: { numTensors: number }): void {
  let now = state.numTensors;
  peak = now;
  Object.defineProperty(state, 'numTensors', {
    get: () => now,
    set(value: number) {
      now = value;
      peak = Math.max(peak, value);
    },
  });
}

const bench: BenchPage = {
  async load(name, pictures) {
    engine = name;
    for (let i = 0; i < pictures; i++) {
      const bitmap = await createImageBitmap(await (await fetch(`/tiles/${i}.jpg`)).blob());
      const canvas = document.createElement('canvas');
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext('2d', { willReadFrequently: true })?.drawImage(bitmap, 0, 0);
      tiles.push(canvas);
    }
    performance.clearResourceTimings();
    performance.setResourceTimingBufferSize(1000);
  },

  async start(backend) {
    const begun = performance.now();
    contestant = ((await import(`/bench/${engine}.js`)) as { contestant: Contestant }).contestant;
    await contestant.start(backend);
    await contestant.tick(tiles.slice(0, 1));
    const firstResultMs = performance.now() - begun;
    watch(contestant.tensors());
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return { firstResultMs, bytes: entries.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0) };
  },

  async tick(count, trick) {
    const begun = performance.now();
    const done = await (trick && contestant.trick ? contestant.trick : contestant.tick)(tiles.slice(0, count));
    return { ...done, ms: performance.now() - begun };
  },

  peakTensors: () => peak,
};

Object.assign(window, { bench });
