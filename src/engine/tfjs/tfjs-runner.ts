// Both nets on WebGPU, as tensors of TensorFlow.js.
import * as tf from '@tensorflow/tfjs-core';
import { FACE } from '../geometry/framing.ts';
import type { ModelStep, Models } from '../nets/model-files.ts';
import type { Runner } from '../runner.ts';
import type { Atlas } from '../types.ts';
import { compiled, convolutionMs, loss, startBackend, useBackend } from './backend.ts';
import { Classifier } from './classifier.ts';
import { cropFaces } from './crop.ts';
import { Detector } from './detector.ts';
import { cellsOf } from './pixels.ts';

export class TfjsRunner implements Runner {
  readonly backend = 'webgpu';

  private constructor(
    private readonly detector: Detector,
    private readonly classifier: Classifier,
    private readonly lost: Promise<never>,
  ) {}

  /** @throws EngineError errorModelBroken, or whatever keeps the backend from starting. */
  static async create(models: Models, onLoaded: (step: ModelStep) => void = () => {}): Promise<TfjsRunner> {
    await startBackend();
    const lost = loss().then((why) => {
      throw new Error(why);
    });
    // Whoever reads is told; nobody may.
    lost.catch(() => {});
    const detector = Detector.create(models.detector);
    onLoaded('detector');
    try {
      const classifier = Classifier.create(models.expression);
      onLoaded('expression');
      return new TfjsRunner(detector, classifier, lost);
    } catch (error) {
      detector.dispose();
      throw error;
    }
  }

  read(atlas: Atlas): Promise<Float32Array> {
    return this.onDevice(() => this.rows(atlas));
  }

  async compile(atlases: Atlas[]): Promise<void> {
    useBackend();
    const run = () => tf.tidy(() => atlases.forEach((atlas) => void this.rows(atlas)));
    await Promise.race([compiled(run), this.lost]);
  }

  leastMs(cells: number): Promise<number> {
    return Promise.race([convolutionMs(cells), this.lost]);
  }

  classify(gray: Float32Array, n: number): Promise<Float32Array> {
    return this.onDevice(() => this.classifier.classify(tf.tensor4d(gray, [n, FACE, FACE, 1])));
  }

  dispose() {
    useBackend();
    this.detector.dispose();
    this.classifier.dispose();
  }

  private rows(atlas: Atlas): tf.Tensor {
    const cells = cellsOf(atlas);
    const detections = this.detector.detect(cells);
    const classes = this.classifier.classify(cropFaces(cells, detections));
    return tf.concat2d([detections, classes], 1);
  }

  /** The one readback. */
  private async onDevice(run: () => tf.Tensor): Promise<Float32Array> {
    let result: tf.Tensor | undefined;
    try {
      useBackend();
      result = tf.tidy(run);
      return (await Promise.race([result.data(), this.lost])) as Float32Array;
    } finally {
      result?.dispose();
    }
  }
}
