// Holds the exported graph against PyTorch's answers on the same faces, and times it on one WASM SIMD thread.
// Usage: node training/check_export.mjs [runs folder] [model folder]   (after export.py, which writes reference.bin)

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

const here = dirname(fileURLToPath(import.meta.url));
const runs = process.argv[2] ?? join(here, 'runs');
const folder = process.argv[3] ?? join(here, '..', 'models', 'expression');
const LIMIT = 0.01;
const FACES = 64;
const HEADS = { votes: 10, labels: 7, shown: 7, movements: 5 };

const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
setWasmPaths(dirname(entry) + sep);
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
tf.enableProdMode();
await tf.setBackend('wasm');

const description = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
const bytes = readFileSync(join(folder, 'weights.bin'));
const model = await tf.loadGraphModel(
  tf.io.fromMemory({
    modelTopology: description.modelTopology,
    signature: description.signature,
    weightSpecs: description.weightsManifest.flatMap((group) => group.weights),
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  }),
);

const raw = readFileSync(join(runs, 'reference.bin'));
const numbers = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
const pixels = FACES * 48 * 48;
const faces = tf.tensor4d(numbers.subarray(0, pixels), [FACES, 48, 48, 1]);

let start = pixels;
let worst = 0;
const answers = model.execute(faces, Object.keys(HEADS));
for (const [index, [name, classes]] of Object.entries(HEADS).entries()) {
  const expected = numbers.subarray(start, (start += FACES * classes));
  const got = await answers[index].data();
  const difference = got.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
  console.log(`${name}: ${answers[index].shape.join('x')}, largest difference ${difference.toExponential(2)}`);
  worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
}

for (const batch of [1, 9]) {
  const some = tf.slice(faces, [0, 0, 0, 0], [batch, 48, 48, 1]);
  const times = [];
  for (let run = 0; run < 30; run++) {
    const began = performance.now();
    const outputs = model.execute(some, Object.keys(HEADS));
    await outputs[0].data();
    times.push(performance.now() - began);
    tf.dispose(outputs);
  }
  const median = times.slice(5).sort((a, b) => a - b)[12];
  console.log(`batch of ${batch}: ${median.toFixed(1)} ms on ${tf.getBackend()}, median`);
}

if (worst >= LIMIT) {
  console.error(`the export differs from PyTorch by ${worst}, more than ${LIMIT}`);
  process.exit(1);
}
