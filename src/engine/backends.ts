// Starts TensorFlow.js' backends; the only file that knows how.
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { GpuBackend } from './types.ts';

/** @throws Error when this machine does not have it. */
export async function startBackend(name: GpuBackend): Promise<void> {
  tf.enableProdMode();
  await prepare[name]();
  if (!(await tf.setBackend(name))) throw new Error(`${name} did not start`);
  // TensorFlow.js keeps its context for good, and a lost one never answers.
  if (await isLost(name)) throw new Error(`${name} was lost in this page`);
}

/** Before TensorFlow.js makes its context. */
const prepare: Record<GpuBackend, () => void | Promise<void>> = {
  webgl() {
    if (!tf.env().getBool('HAS_WEBGL')) throw new Error('WebGL is not available here');
    tf.env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
    // Freed textures are kept for reuse up to this many bytes, then deleted.
    tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', 256 * 1024 * 1024);
  },
  async webgpu() {
    // Asked before, since TensorFlow.js only warns, and then fails with other words.
    if (!(await navigator.gpu?.requestAdapter())) throw new Error('WebGPU is not available here');
  },
};

/** Resolves when the device is gone: results after that are zeros, or never come. @returns why, for the console. */
export function lossOf(name: GpuBackend): Promise<string> {
  const backend = tf.backend();
  if (name === 'webgpu') return (backend as WebGPUBackend).device.lost.then(({ message }) => message);
  const { canvas } = (backend as MathBackendWebGL).gpgpu.gl;
  return new Promise((resolve) => {
    canvas.addEventListener('webglcontextlost', () => resolve('The WebGL context was lost.'), { once: true });
  });
}

async function isLost(name: GpuBackend): Promise<boolean> {
  if (name === 'webgl') return (tf.backend() as MathBackendWebGL).gpgpu.gl.isContextLost();
  const lost = (tf.backend() as WebGPUBackend).device.lost.then(() => true);
  return Promise.race([lost, Promise.resolve(false)]);
}

/** Compiles all that `run` needs, at the same time and without computing anything. */
export async function compiled(name: GpuBackend, run: () => void): Promise<void> {
  const flag = name === 'webgl' ? 'ENGINE_COMPILE_ONLY' : 'WEBGPU_ENGINE_COMPILE_ONLY';
  const backend = tf.backend() as MathBackendWebGL | WebGPUBackend;
  tf.env().set(flag, true);
  try {
    run();
  } finally {
    // Whoever computes while this is set gets zeros.
    tf.env().set(flag, false);
  }
  await backend.checkCompileCompletionAsync();
  if ('getUniformLocations' in backend) backend.getUniformLocations();
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
