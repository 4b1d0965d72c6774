// The engine's known picture as the reference reads it: TensorFlow.js' own operations, on its WASM backend in Node.
import * as tf from '@tensorflow/tfjs';
import { KNOWN_CELLS, knownAtlas } from '../src/engine/known/known-answer.ts';
import { Classifier } from '../src/engine/tfjs/classifier.ts';
import { cropFaces } from '../src/engine/tfjs/crop.ts';
import { Detector } from '../src/engine/tfjs/detector.ts';
import { cellsOf } from '../src/engine/tfjs/pixels.ts';
import { MIN_SCORE } from '../src/engine/types.ts';
import { shippedModels } from './models.ts';
import { startTfjsWasm } from './tfjs-wasm.ts';

/** @returns for each cell DETECTION_WIDTH + CLASSIFICATION_WIDTH numbers, or null where there is no face. */
export async function knownRows(): Promise<(Float32Array | null)[]> {
  await startTfjsWasm();
  const models = await shippedModels();
  const [detector, classifier] = [Detector.create(models.detector), Classifier.create(models.expression)];
  const rows = tf.tidy(() => {
    const cells = cellsOf(knownAtlas());
    const detections = detector.detect(cells);
    return tf.concat2d([detections, classifier.classify(cropFaces(cells, detections))], 1);
  });
  const values = (await rows.data()) as Float32Array;
  const width = rows.shape[1];
  rows.dispose();
  detector.dispose();
  classifier.dispose();
  return Array.from({ length: KNOWN_CELLS }, (_, i) => {
    const row = values.slice(i * width, (i + 1) * width);
    return (row[0] as number) >= MIN_SCORE ? row : null;
  });
}
