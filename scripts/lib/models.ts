// The models as they ship, for programs and tests in Node.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Models } from '../../src/engine/pipeline.ts';
import { type ConvertedModel, convertDetector } from '../convert-detector.ts';
import { inPackage } from './packages.ts';

/** Where the expression model lies. */
export const expressionDir = path.resolve(import.meta.dirname, '../../models/expression');

const buffer = (bytes: Uint8Array) => new Uint8Array(bytes).buffer as ArrayBuffer;

/** BlazeFace short range, from its maker's package. */
export async function shippedDetector(): Promise<ConvertedModel> {
  return convertDetector(await readFile(inPackage('@mediapipe/face_detection', 'face_detection_short_range.tflite')));
}

export async function shippedModels(): Promise<Models> {
  const detector = await shippedDetector();
  return {
    detector: { json: detector.modelJson, weights: buffer(detector.weights) },
    expression: {
      json: JSON.parse(await readFile(path.join(expressionDir, 'model.json'), 'utf8')),
      weights: buffer(await readFile(path.join(expressionDir, 'weights.bin'))),
    },
  };
}
