// What storing weights in fewer bits costs: each format against float32, through our own kernels and through TensorFlow.js.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjsWasm } from '../../harness/tfjs-wasm.ts';
import { WasmRunner } from '../../src/engine/cpu/wasm-runner.ts';
import { FACE } from '../../src/engine/geometry/framing.ts';
import { CLASSIFICATION_WIDTH, HEADS } from '../../src/engine/nets/classification.ts';
import { readGraph } from '../../src/engine/nets/graph.ts';
import type { ModelFiles, Models } from '../../src/engine/nets/model-files.ts';
import { Classifier } from '../../src/engine/tfjs/classifier.ts';
import { kernelFile, root, shippedModels } from '../support/models.ts';

/** The largest difference in any share, of drawn faces, that a way of storing may make; seen: 0, 3e-4 and 2e-2. */
const TOLERANCE = { float32: 1e-6, float16: 5e-4, uint8: 0.03 };
type Format = keyof typeof TOLERANCE;
/** The shipped mixture of float16 and, for large kernels, uint8, against the trained net in PyTorch. */
const SHIPPED = 0.02;

interface Spec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: { dtype: string; original_dtype?: string; scale?: number; min?: number };
}
interface ModelJson {
  weightsManifest: [{ paths: string[]; weights: Spec[] }];
}

/** The model with all its float weights stored in one format. */
function storedAs(format: Format, files: ModelFiles): ModelFiles {
  const json = structuredClone(files.json) as ModelJson;
  const { weights } = readGraph('expression', files);
  const parts = json.weightsManifest[0].weights.map((spec) => {
    const { values } = weights.get(spec.name) ?? { values: new Float32Array() };
    if (spec.dtype === 'int32') return new Uint8Array(Int32Array.from(values).buffer);
    delete spec.quantization;
    if (format === 'float32') return new Uint8Array(values.slice().buffer);
    if (format === 'float16') {
      spec.quantization = { dtype: 'float16', original_dtype: 'float32' };
      return new Uint8Array(Uint16Array.from(values, half).buffer);
    }
    const min = values.reduce((a, b) => Math.min(a, b), 0);
    const max = values.reduce((a, b) => Math.max(a, b), 0);
    const scale = (max - min) / 255 || 1;
    spec.quantization = { dtype: 'uint8', original_dtype: 'float32', scale, min };
    return Uint8Array.from(values, (value) => Math.round((value - min) / scale));
  });
  return { json, weights: new Uint8Array(Buffer.concat(parts)).buffer };
}

/** The nearest half-precision number's bits. */
function half(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -14) return sign | Math.round(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  // A fraction that rounds up to one carries into the exponent by itself.
  return sign + ((exponent + 15) << 10) + Math.round((size / 2 ** exponent - 1) * 1024);
}

interface Drawn {
  gray: string[];
  votes: number[][];
  labels: number[][];
  shown: number[][];
  movements: number[][];
}

describe('weights in fewer bits', () => {
  let models: Models;
  let module: WebAssembly.Module;
  let drawn: Drawn;
  let faces: Float32Array;

  beforeAll(async () => {
    models = await shippedModels();
    module = await WebAssembly.compile(await kernelFile('kernels.wasm'));
    drawn = JSON.parse(await readFile(path.join(root, 'test/fixtures/expression-float32.json'), 'utf8'));
    faces = Float32Array.from(
      Buffer.concat(drawn.gray.map((face) => Buffer.from(face, 'base64'))),
      (byte) => byte / 255,
    );
    await startTfjsWasm();
  });

  const ours = (expression: ModelFiles) =>
    new WasmRunner(module, { ...models, expression }).classify(faces, drawn.gray.length);
  const theirs = async (expression: ModelFiles) => {
    const classifier = Classifier.create(expression);
    const result = tf.tidy(() => classifier.classify(tf.tensor4d(faces, [drawn.gray.length, FACE, FACE, 1])));
    classifier.dispose();
    return (await result.data()) as Float32Array;
  };
  const apart = (a: Float32Array, b: Float32Array) => {
    expect(a.length).toBe(b.length);
    return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
  };

  it('as they ship say what the trained net says in float32', async () => {
    const expected = Float32Array.from(
      drawn.gray.flatMap((_, i) => HEADS.flatMap(({ name }) => drawn[name][i] as number[])),
    );
    expect(expected.length).toBe(drawn.gray.length * CLASSIFICATION_WIDTH);
    expect(apart(await ours(models.expression), expected)).toBeLessThan(SHIPPED);
    expect(apart(await theirs(models.expression), expected)).toBeLessThan(SHIPPED);
  });

  it.each(Object.keys(TOLERANCE) as Format[])('stored as %s say what float32 says', async (format) => {
    const whole = await ours(models.expression);
    const files = storedAs(format, models.expression);
    const [own, other] = [apart(await ours(files), whole), apart(await theirs(files), whole)];
    console.log(`${format}: ${own.toExponential(1)} by our kernels, ${other.toExponential(1)} by TensorFlow.js`);
    expect(own).toBeLessThan(TOLERANCE[format]);
    // TensorFlow.js sums in another order.
    expect(other).toBeLessThan(TOLERANCE[format] + 1e-4);
  });
});
