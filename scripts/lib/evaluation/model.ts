// What the shipped expression model weighs and takes.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { expressionDir } from '../../../harness/models.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { FACE } from '../../../src/engine/geometry/framing.ts';
import type { Models } from '../../../src/engine/nets/model-files.ts';

export interface ModelFigures {
  /** Trained numbers. */
  parameters: number;
  /** On disk. */
  bytes: number;
  /** For one face; null where the model does not tell. */
  multiplyAdds: number | null;
  version: string;
}

export async function modelFigures({ expression }: Models): Promise<ModelFigures> {
  const { weightsManifest, userDefinedMetadata } = expression.json as {
    weightsManifest: { weights: { shape: number[]; dtype: string }[] }[];
    userDefinedMetadata: { version: string; multiplyAdds?: number };
  };
  // Shapes are int32, and what has no shape is a constant of the graph; the rest was trained.
  const arrays = weightsManifest
    .flatMap((group) => group.weights)
    .filter(({ dtype, shape }) => dtype === 'float32' && shape.length > 0);
  const parameters = arrays.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  const files = await Promise.all(['model.json', 'weights.bin'].map((name) => stat(path.join(expressionDir, name))));
  const { version, multiplyAdds = null } = userDefinedMetadata;
  return { parameters, bytes: files.reduce((sum, { size }) => sum + size, 0), multiplyAdds, version };
}

/** Time to classify framed faces. */
export interface Speed {
  backend: 'wasm';
  threads: 1;
  /** Faces classified at once. */
  batch: 9;
  /** Milliseconds a face: the median run, the fastest and the slowest. */
  msPerFace: number;
  min: number;
  max: number;
  runs: number;
}

const BATCH = 9;
const WARM_UP = 3;
const RUNS = 15;

/** @param engine on WASM, which the engine runs on one thread. */
export async function speed(engine: Engine): Promise<Speed> {
  const gray = Float32Array.from({ length: BATCH * FACE * FACE }, (_, i) => (i % FACE) / FACE);
  const times: number[] = [];
  for (let run = -WARM_UP; run < RUNS; run++) {
    const start = performance.now();
    await engine.classify(gray, BATCH);
    if (run >= 0) times.push((performance.now() - start) / BATCH);
  }
  times.sort((a, b) => a - b);
  const median = times[RUNS >> 1] as number;
  return {
    backend: 'wasm',
    threads: 1,
    batch: BATCH,
    msPerFace: median,
    min: Math.min(...times),
    max: Math.max(...times),
    runs: RUNS,
  };
}
