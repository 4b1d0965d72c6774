// Starts TensorFlow.js on WebGPU; the only file that knows how.
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

const NAME = 'webgpu';

/** @throws Error when this machine does not have it. */
export async function startBackend(): Promise<void> {
  tf.enableProdMode();
  // Asked before, since TensorFlow.js only warns, and then fails with other words.
  if (!(await navigator.gpu?.requestAdapter())) throw new Error('WebGPU is not available here');
  if (!(await tf.setBackend(NAME))) throw new Error('WebGPU did not start');
  // TensorFlow.js keeps its device for good, and a lost one never answers.
  const gone = loss().then(() => true);
  if (await Promise.race([gone, Promise.resolve(false)])) throw new Error('WebGPU was lost in this page');
}

/** Resolves when the device is gone: results after that are zeros, or never come. @returns why, for the console. */
export async function loss(): Promise<string> {
  return (await (tf.backend() as WebGPUBackend).device.lost).message;
}

/** Compiles all that `run` needs, at the same time and without computing anything. */
export async function compiled(run: () => void): Promise<void> {
  tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true);
  try {
    run();
  } finally {
    // Whoever computes while this is set gets zeros.
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', false);
  }
  await (tf.backend() as WebGPUBackend).checkCompileCompletionAsync();
}

/** Makes it, started before, what the next operations run on; at once, so that engines can share a page. */
export function useBackend(): void {
  void tf.setBackend(NAME);
}

/** Milliseconds that one convolution takes, its result read back: less than a third of what so many cells take together. */
export async function convolutionMs(cells: number): Promise<number> {
  let ms = 0;
  for (let run = 0; run < 2; run++) {
    useBackend();
    const start = performance.now();
    const result = tf.tidy(() => {
      // 38 of a cell's 116 million multiply-adds.
      const features = tf.ones<tf.Rank.R4>([cells, 64, 64, 32]);
      return tf.mean(tf.conv2d(features, tf.ones<tf.Rank.R4>([3, 3, 32, 32]), 1, 'same'));
    });
    await result.data();
    result.dispose();
    ms = performance.now() - start;
  }
  return ms;
}
