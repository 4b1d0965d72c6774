// The shipped models as the engine takes them, for tests in Node.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { convertDetector } from '../../scripts/convert-detector.ts';
import type { ModelFiles } from '../../src/engine/model-files.ts';
import type { Models } from '../../src/engine/pipeline.ts';

const require = createRequire(import.meta.url);
const inPackage = (name: string, file: string) =>
  path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
export const root = path.resolve(import.meta.dirname, '../..');
export const wasmDir = `${inPackage('@tensorflow/tfjs-backend-wasm', 'dist')}/`;

const buffer = (bytes: Uint8Array): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;

export async function shippedModels(): Promise<Models> {
  const detector = convertDetector(
    new Uint8Array(await readFile(inPackage('@mediapipe/face_detection', 'face_detection_short_range.tflite'))),
  );
  const expression: ModelFiles = {
    json: JSON.parse(await readFile(path.join(root, 'models/expression/model.json'), 'utf8')),
    weights: buffer(await readFile(path.join(root, 'models/expression/weights.bin'))),
  };
  return { detector: { json: detector.modelJson, weights: buffer(detector.weights) }, expression };
}
