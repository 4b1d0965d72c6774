// What the engine and its worker threads say to each other.
import type { EngineErrorCode } from '../errors.ts';
import type { Models } from '../nets/model-files.ts';
import type { Asked } from '../types.ts';

export type ToWorker =
  | { kind: 'start'; module: WebAssembly.Module; models: Models }
  /** n cells of RGBA bytes, or n faces of gray numbers, one below the other. */
  | { kind: 'read' | 'classify'; data: ArrayBuffer; n: number; asked: Asked };

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'rows'; rows: Float32Array<ArrayBuffer> }
  | { kind: 'failed'; code: EngineErrorCode | null; message: string };

export interface Threads {
  count: number;
  /** Starts a worker that runs engine-worker.ts; only whoever bundles it knows its address. */
  spawn(): Worker;
}

/** How many threads to measure with: at most half of the machine's, so that the call keeps its own. */
export function threadsFor(cores: number): number {
  return Math.max(1, Math.min(4, cores >> 1));
}
