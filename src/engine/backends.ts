// Starts TensorFlow.js' backends; the only file that knows how.
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName, GpuBackend } from './types.ts';

/** WASM first: it starts within a few hundred milliseconds everywhere, so there is always one to fall back on. */
export const BACKENDS: readonly BackendName[] = ['wasm', 'webgl'];

export async function startBackend(name: GpuBackend): Promise<void> {
  tf.enableProdMode();
  if (tf.findBackend(name) === null) {
    if (!tf.env().getBool('HAS_WEBGL')) throw new Error('WebGL is not available here');
    tf.env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
    // Freed textures are kept for reuse up to this many bytes, then deleted.
    tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', 256 * 1024 * 1024);
  }
  if (!(await tf.setBackend(name))) throw new Error(`${name} did not start`);
}

/** Makes `name`, started before, the one that the next operations run on; at once, so that engines can share a page. */
export function useBackend(name: GpuBackend): void {
  void tf.setBackend(name);
}

/**
 * Milliseconds that one convolution of 151 M multiply-adds takes, its result read back: less than a third of what four
 * cells take. A backend that needs longer for it than another for the whole tick can be given up before its shaders
 * compile, which on a software renderer takes many seconds.
 */
export async function convolutionMs(name: GpuBackend): Promise<number> {
  let ms = 0;
  for (let run = 0; run < 2; run++) {
    useBackend(name);
    const start = performance.now();
    const result = tf.tidy(() => {
      const features = tf.ones<tf.Rank.R4>([4, 64, 64, 32]);
      return tf.mean(tf.conv2d(features, tf.ones<tf.Rank.R4>([3, 3, 32, 32]), 1, 'same'));
    });
    await result.data();
    result.dispose();
    ms = performance.now() - start;
  }
  return ms;
}
