// Both nets by TensorFlow.js on WebGL: the reference for our own kernels and shaders, and the way for devices whose drivers get those wrong.
import * as tf from '@tensorflow/tfjs';
import { FACE } from '../geometry/framing.ts';
import type { ModelStep, Models } from '../nets/model-files.ts';
import type { Runner } from '../runner.ts';
import type { Asked, Atlas } from '../types.ts';
import { TfjsBackend } from './backend.ts';
import { Classifier } from './classifier.ts';
import { cropFaces } from './crop.ts';
import { Detector } from './detector.ts';
import { cellsOf } from './pixels.ts';

export class TfjsRunner implements Runner {
  readonly backend = 'tfjs';

  private constructor(
    private readonly device: TfjsBackend,
    private readonly detector: Detector,
    private readonly classifier: Classifier,
  ) {}

  /** @throws EngineError errorModelBroken; Error when this machine has no WebGL 2. */
  static create(models: Models, onLoaded: (step: ModelStep) => void = () => {}): TfjsRunner {
    const device = TfjsBackend.start();
    let detector: Detector | null = null;
    try {
      return device.run(() => {
        detector = Detector.create(models.detector);
        onLoaded('detector');
        const classifier = Classifier.create(models.expression);
        onLoaded('expression');
        return new TfjsRunner(device, detector, classifier);
      });
    } catch (error) {
      (detector as Detector | null)?.dispose();
      device.dispose();
      throw error;
    }
  }

  read(atlas: Atlas, asked: Asked = 'all'): Promise<Float32Array> {
    return this.onDevice(() => this.rows(atlas, asked));
  }

  classify(gray: Float32Array, n: number): Promise<Float32Array> {
    return this.onDevice(() => this.classifier.classify(tf.tensor4d(gray, [n, FACE, FACE, 1])));
  }

  compile(atlases: Atlas[]): Promise<void> {
    return this.device.compile(() => tf.tidy(() => atlases.forEach((atlas) => void this.rows(atlas))));
  }

  /** Times one convolution with its readback: less than a third of the work that so many cells are. */
  async leastMs(cells: number): Promise<number> {
    let ms = 0;
    // The first run compiles.
    for (let run = 0; run < 2; run++) {
      const start = performance.now();
      await this.onDevice(() => {
        // 38 of a cell's 116 million multiply-adds.
        const features = tf.ones<tf.Rank.R4>([cells, 64, 64, 32]);
        return tf.mean(tf.conv2d(features, tf.ones<tf.Rank.R4>([3, 3, 32, 32]), 1, 'same'));
      });
      ms = performance.now() - start;
    }
    return ms;
  }

  dispose() {
    this.detector.dispose();
    this.classifier.dispose();
    this.device.dispose();
  }

  private rows(atlas: Atlas, asked: Asked = 'all'): tf.Tensor {
    const cells = cellsOf(atlas);
    const detections = this.detector.detect(cells);
    const classes = this.classifier.classify(cropFaces(cells, detections), asked);
    return tf.concat2d([detections, classes], 1);
  }

  /** @returns the result's numbers, read back at once. */
  private async onDevice(operations: () => tf.Tensor): Promise<Float32Array> {
    const result = this.device.run(() => tf.tidy(operations));
    try {
      return (await Promise.race([result.data(), this.device.lost])) as Float32Array;
    } finally {
      result.dispose();
    }
  }
}
