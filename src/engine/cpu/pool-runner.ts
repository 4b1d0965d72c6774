// Runs on several threads of the processor. Each thread has both nets of its own and reads a part of the cells.

import { EngineError } from '../errors.ts';
import { DETECTION_WIDTH } from '../geometry/best-face.ts';
import { FACE } from '../geometry/framing.ts';
import { CLASSIFICATION_WIDTH } from '../nets/classification.ts';
import type { Models } from '../nets/model-files.ts';
import type { Runner } from '../runner.ts';
import { type Asked, type Atlas, CELL } from '../types.ts';
import type { FromWorker, Threads, ToWorker } from './threads.ts';

export class PoolRunner implements Runner {
  readonly backend = 'wasm';

  private constructor(private readonly threads: Thread[]) {}

  /** @throws EngineError errorModelBroken; Error when a thread does not start. */
  static async create(module: WebAssembly.Module, models: Models, { count, spawn }: Threads): Promise<PoolRunner> {
    const threads = Array.from({ length: count }, () => new Thread(spawn()));
    try {
      await Promise.all(threads.map((thread) => thread.ask({ kind: 'start', module, models }, [], START_LIMIT_MS)));
    } catch (error) {
      for (const thread of threads) thread.end();
      throw error;
    }
    return new PoolRunner(threads);
  }

  read({ data, width, cells }: Atlas, asked: Asked = 'all'): Promise<Float32Array> {
    const columns = width / CELL;
    const part = (first: number, n: number): ArrayBuffer => {
      const bytes = new Uint8ClampedArray(n * CELL * CELL * 4);
      for (let i = 0; i < n; i++) {
        const corner = 4 * CELL * (Math.floor((first + i) / columns) * width + ((first + i) % columns));
        for (let y = 0; y < CELL; y++) {
          const from = corner + 4 * y * width;
          bytes.set(data.subarray(from, from + 4 * CELL), 4 * CELL * (i * CELL + y));
        }
      }
      return bytes.buffer;
    };
    return this.shared('read', cells, DETECTION_WIDTH + CLASSIFICATION_WIDTH, part, asked);
  }

  classify(gray: Float32Array, n: number): Promise<Float32Array> {
    const size = FACE * FACE;
    const part = (first: number, count: number) =>
      gray.slice(first * size, (first + count) * size).buffer as ArrayBuffer;
    return this.shared('classify', n, CLASSIFICATION_WIDTH, part);
  }

  dispose() {
    for (const thread of this.threads) thread.end();
  }

  /** @param width numbers of a row of the answer. @param part gives the bytes of n cells or faces from the first on. */
  private async shared(
    kind: 'read' | 'classify',
    n: number,
    width: number,
    part: (first: number, n: number) => ArrayBuffer,
    asked: Asked = 'all',
  ): Promise<Float32Array> {
    const rows = new Float32Array(n * width);
    const each = Math.ceil(n / this.threads.length);
    await Promise.all(
      this.threads.map(async (thread, i) => {
        const [first, count] = [i * each, Math.min(each, n - i * each)];
        if (count <= 0) return;
        const data = part(first, count);
        const reply = await thread.ask({ kind, data, n: count, asked }, [data]);
        if (reply.kind === 'rows') rows.set(reply.rows, first * width);
      }),
    );
    return rows;
  }
}

/** A thread that has not answered after so many milliseconds has died: it reports nothing itself. */
const LIMIT_MS = 5000;
/** To start, each of them loads code and both nets, all at once: a busy machine takes its time. */
const START_LIMIT_MS = 20_000;

/** A worker that answers one question at a time. */
class Thread {
  private settle: { resolve: (reply: FromWorker) => void; reject: (error: Error) => void } | null = null;

  constructor(private readonly worker: Worker) {
    worker.onmessage = ({ data: reply }: MessageEvent<FromWorker>) => {
      if (reply.kind !== 'failed') this.settle?.resolve(reply);
      else if (reply.code) this.settle?.reject(new EngineError(reply.code, reply.message));
      else this.settle?.reject(new Error(reply.message));
    };
    worker.onerror = (event) => this.settle?.reject(new Error(`A thread of the engine failed: ${event.message}`));
  }

  ask(message: ToWorker, transfer: Transferable[] = [], limitMs = LIMIT_MS): Promise<FromWorker> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('A thread of the engine does not answer.')), limitMs);
      const settled =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          clearTimeout(limit);
          then(value);
        };
      this.settle = { resolve: settled(resolve), reject: settled(reject) };
      this.worker.postMessage(message, transfer);
    });
  }

  end() {
    this.worker.terminate();
    this.settle?.reject(new Error('The engine has been closed.'));
  }
}
