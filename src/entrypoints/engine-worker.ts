// A worker thread of the engine: runs both nets on the cells that pool-runner.ts sends.

import type { FromWorker, ToWorker } from '../engine/cpu/threads.ts';
import { WasmRunner } from '../engine/cpu/wasm-runner.ts';
import { EngineError } from '../engine/errors.ts';
import { CELL } from '../engine/types.ts';

let runner: WasmRunner | null = null;

self.onmessage = async ({ data: message }: MessageEvent<ToWorker>) => {
  const answer = (reply: FromWorker, transfer: Transferable[] = []) => self.postMessage(reply, { transfer });
  try {
    if (message.kind === 'start') {
      runner = new WasmRunner(message.module, message.models);
      answer({ kind: 'ready' });
      return;
    }
    if (!runner) throw new Error('The thread has not been started.');
    const { kind, data, n, asked } = message;
    const rows =
      kind === 'read'
        ? await runner.read({ width: CELL, height: n * CELL, cells: n, data: new Uint8ClampedArray(data) }, asked)
        : await runner.classify(new Float32Array(data), n);
    answer({ kind: 'rows', rows }, [rows.buffer]);
  } catch (error) {
    const code = error instanceof EngineError ? error.code : null;
    answer({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  }
};
