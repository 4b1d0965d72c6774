// Both nets on a GPU, as tensors of TensorFlow.js.
import * as tf from '@tensorflow/tfjs-core';
import { compiled, lossOf, startBackend, useBackend } from './backends.ts';
import { Classifier } from './classifier.ts';
import { cropFaces } from './crop.ts';
import { Detector } from './detector.ts';
import { FACE } from './framing.ts';
import type { ModelStep, Models, Runner } from './pipeline.ts';
import { cellsOf } from './pixels.ts';
import type { Atlas, GpuBackend } from './types.ts';

export class TensorRunner implements Runner {
  private constructor(
    readonly backend: GpuBackend,
    private readonly detector: Detector,
    private readonly classifier: Classifier,
    private readonly lost: Promise<never>,
  ) {}

  /** @throws EngineError errorModelBroken, or whatever keeps the backend from starting. */
  static async create(
    backend: GpuBackend,
    models: Models,
    onLoaded: (step: ModelStep) => void = () => {},
  ): Promise<TensorRunner> {
    await startBackend(backend);
    const lost = lossOf(backend).then((why) => {
      throw new Error(why);
    });
    // Whoever reads is told; nobody may.
    lost.catch(() => {});
    const detector = Detector.create(models.detector);
    onLoaded('detector');
    try {
      const classifier = Classifier.create(models.expression);
      onLoaded('expression');
      return new TensorRunner(backend, detector, classifier, lost);
    } catch (error) {
      detector.dispose();
      throw error;
    }
  }

  read(atlas: Atlas): Promise<Float32Array> {
    return this.onDevice(() => this.rows(atlas));
  }

  async compile(atlases: Atlas[]): Promise<void> {
    useBackend(this.backend);
    const run = () => tf.tidy(() => atlases.forEach((atlas) => void this.rows(atlas)));
    await Promise.race([compiled(this.backend, run), this.lost]);
  }

  classify(gray: Float32Array, n: number): Promise<Float32Array> {
    return this.onDevice(() => this.classifier.classify(tf.tensor4d(gray, [n, FACE, FACE, 1])));
  }

  dispose() {
    useBackend(this.backend);
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
      useBackend(this.backend);
      result = tf.tidy(run);
      return (await Promise.race([result.data(), this.lost])) as Float32Array;
    } finally {
      result?.dispose();
    }
  }
}
