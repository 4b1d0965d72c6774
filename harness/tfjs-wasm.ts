// TensorFlow.js' own WASM backend, for programs in Node that need tensors; the extension has kernels of its own.

import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { inPackage } from './packages.ts';

/** Where its .wasm files lie, ending in '/'. */
export const wasmDir = `${inPackage('@tensorflow/tfjs-backend-wasm', 'dist')}/`;

export async function startTfjsWasm(): Promise<void> {
  setWasmPaths(wasmDir);
  if (!(await tf.setBackend('wasm'))) throw new Error("TensorFlow.js' WASM backend did not start.");
}
