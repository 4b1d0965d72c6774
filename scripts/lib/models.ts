// The models as they ship, for programs and tests in Node.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Models } from '../../src/engine/pipeline.ts';
import { convertDetector } from '../convert-detector.ts';

const require = createRequire(import.meta.url);
/** A file of an installed package, wherever npm put it. */
const inPackage = (name: string, file: string) =>
  path.join(path.dirname(require.resolve(`${name}/package.json`)), file);

export const wasmDir = `${inPackage('@tensorflow/tfjs-backend-wasm', 'dist')}/`;
/** Where the expression model lies. */
export const expressionDir = path.resolve(import.meta.dirname, '../../models/expression');

const buffer = (bytes: Uint8Array) => new Uint8Array(bytes).buffer as ArrayBuffer;

export async function shippedModels(): Promise<Models> {
  const detector = convertDetector(
    await readFile(inPackage('@mediapipe/face_detection', 'face_detection_short_range.tflite')),
  );
  return {
    detector: { json: detector.modelJson, weights: buffer(detector.weights) },
    expression: {
      json: JSON.parse(await readFile(path.join(expressionDir, 'model.json'), 'utf8')),
      weights: buffer(await readFile(path.join(expressionDir, 'weights.bin'))),
    },
  };
}
