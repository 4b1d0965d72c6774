// Starts the engine with what lies beside the script: models, kernels, threads.
import { threadsFor } from '../../engine/cpu/threads.ts';
import { createEngine } from '../../engine/engine.ts';
import { EngineError } from '../../engine/errors.ts';
import type { ModelFiles } from '../../engine/nets/model-files.ts';
import type { HostOptions } from './lend.ts';

const THREADS = threadsFor(navigator.hardwareConcurrency);

export const loadEngine: HostOptions['createEngine'] = async (backend, options) => {
  const [detector, expression] = await Promise.all([model('detector'), model('expression')]);
  return createEngine({
    backend,
    models: { detector, expression },
    fullRangeDetector: () => model('detector-full-range'),
    ...(THREADS > 1 ? { threads: { count: THREADS, spawn: () => new Worker('engine-worker.js') } } : {}),
    kernels: async (name) => (await fetch(`wasm/${name}`)).arrayBuffer(),
    ...options,
  });
};

async function model(name: string): Promise<ModelFiles> {
  const file = (path: string) => fetch(`models/${name}/${path}`);
  try {
    const [json, weights] = await Promise.all([file('model.json'), file('weights.bin')]);
    return { json: await json.json(), weights: await weights.arrayBuffer() };
  } catch (cause) {
    throw new EngineError('errorModelBroken', `The ${name} model cannot be read.`, { cause });
  }
}
