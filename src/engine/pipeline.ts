// One backend with its models: from an atlas to readings with one upload and one readback.
import * as tf from '@tensorflow/tfjs-core';
import { startBackend, useBackend } from './backends.ts';
import { CLASSIFICATION_WIDTH, Classifier, readClassification } from './classifier.ts';
import { cropFaces, FACE } from './crop.ts';
import { DETECTION_WIDTH, Detector } from './detector.ts';
import { EngineError } from './errors.ts';
import type { ModelFiles } from './model-files.ts';
import { cellsOf } from './pixels.ts';
import {
  type Atlas,
  type BackendName,
  type Classification,
  type EngineReply,
  type FaceReading,
  type Keypoints,
  NOT_A_FACE_ABOVE,
  type Point,
  VOTERS,
} from './types.ts';

/** A cell whose best score is below this holds no face (mediapipe's default). */
export const MIN_SCORE = 0.5;

export interface Models {
  detector: ModelFiles;
  expression: ModelFiles;
}

export type ModelStep = 'detector' | 'expression';

export class Pipeline {
  private constructor(
    readonly backend: BackendName,
    private readonly detector: Detector,
    private readonly classifier: Classifier,
  ) {}

  /** @throws EngineError errorModelBroken, or whatever keeps the backend from starting. */
  static async create(
    backend: BackendName,
    models: Models,
    wasmDir: string,
    onLoaded: (step: ModelStep) => void = () => {},
  ): Promise<Pipeline> {
    await startBackend(backend, wasmDir);
    const detector = Detector.create(models.detector);
    onLoaded('detector');
    try {
      const classifier = Classifier.create(models.expression);
      onLoaded('expression');
      return new Pipeline(backend, detector, classifier);
    } catch (error) {
      detector.dispose();
      throw error;
    }
  }

  /** Reads every cell. @throws EngineError errorEngineLost when the backend fails. */
  async read(atlas: Atlas): Promise<EngineReply> {
    const start = performance.now();
    const rows = await this.onDevice(() => {
      const cells = cellsOf(atlas, this.backend);
      const detections = this.detector.detect(cells);
      const classes = this.classifier.classify(cropFaces(cells, detections));
      return tf.concat2d([detections, classes], 1);
    });
    const width = DETECTION_WIDTH + CLASSIFICATION_WIDTH;
    const faces = Array.from({ length: atlas.cells }, (_, i) => readFace(rows.subarray(i * width, (i + 1) * width)));
    return { faces, ms: performance.now() - start };
  }

  /** Classifies faces that are already framed. @param gray n·FACE·FACE numbers, 0..1. */
  async classify(gray: Float32Array, n: number): Promise<Classification[]> {
    const rows = await this.onDevice(() => this.classifier.classify(tf.tensor4d(gray, [n, FACE, FACE, 1])));
    return Array.from({ length: n }, (_, i) =>
      readClassification(rows.subarray(i * CLASSIFICATION_WIDTH, (i + 1) * CLASSIFICATION_WIDTH)),
    );
  }

  dispose() {
    useBackend(this.backend);
    this.detector.dispose();
    this.classifier.dispose();
  }

  /** The one readback. */
  private async onDevice(run: () => tf.Tensor): Promise<Float32Array> {
    let result: tf.Tensor | undefined;
    try {
      useBackend(this.backend);
      result = tf.tidy(run);
      return (await result.data()) as Float32Array;
    } catch (cause) {
      throw new EngineError('errorEngineLost', `${this.backend} failed while reading.`, { cause });
    } finally {
      result?.dispose();
    }
  }
}

/** One row of the readback: DETECTION_WIDTH numbers, then CLASSIFICATION_WIDTH. */
function readFace(row: Float32Array): FaceReading | null {
  const at = (i: number) => row[i] as number;
  // Written so that NaN, which a failing GPU may give, counts as no face.
  if (!(at(0) >= MIN_SCORE)) return null;
  const point = (k: number): Point => ({ x: at(5 + 2 * k), y: at(6 + 2 * k) });
  const keypoints: Keypoints = {
    rightEye: point(0),
    leftEye: point(1),
    nose: point(2),
    mouth: point(3),
    rightEar: point(4),
    leftEar: point(5),
  };
  const box = { x: at(1) - at(3) / 2, y: at(2) - at(4) / 2, width: at(3), height: at(4) };
  const classification = readClassification(row.subarray(DETECTION_WIDTH));
  // The detector takes a pattern for a face now and then; the net has learnt from voters who said "not a face".
  if ((classification.voters[VOTERS.indexOf('not-a-face')] ?? 0) >= NOT_A_FACE_ABOVE) return null;
  return { score: at(0), box, keypoints, ...classification };
}
