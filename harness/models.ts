// The models as they ship, for programs and tests in Node.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ConvertedModel, convertDetector } from '../scripts/convert-detector.ts';
import type { ModelFiles, Models } from '../src/engine/nets/model-files.ts';
import { inPackage } from './packages.ts';

/** Where the expression model lies. */
export const expressionDir = path.resolve(import.meta.dirname, '../models/expression');

const buffer = (bytes: Uint8Array) => new Uint8Array(bytes).buffer as ArrayBuffer;

/** BlazeFace, from its maker's package: 'short' reads the cells, 'full' finds several or small faces. */
export async function shippedDetector(range: 'short' | 'full'): Promise<ConvertedModel> {
  const file = `face_detection_${range}_range.tflite`;
  return convertDetector(await readFile(inPackage('@mediapipe/face_detection', file)));
}

export async function shippedFullRangeDetector(): Promise<ModelFiles> {
  const { modelJson, weights } = await shippedDetector('full');
  return { json: modelJson, weights: buffer(weights) };
}

export async function shippedModels(): Promise<Models> {
  const detector = await shippedDetector('short');
  return {
    detector: { json: detector.modelJson, weights: buffer(detector.weights) },
    expression: {
      json: JSON.parse(await readFile(path.join(expressionDir, 'model.json'), 'utf8')),
      weights: buffer(await readFile(path.join(expressionDir, 'weights.bin'))),
    },
  };
}
