// The expression net with TensorFlow.js.
import * as tf from '@tensorflow/tfjs';
import { HEADS } from '../nets/classification.ts';
import type { ModelFiles } from '../nets/model-files.ts';
import { loadModel, type Model } from './load-model.ts';

const OUTPUTS = HEADS.map(({ name }) => name);

export class Classifier {
  private constructor(private readonly model: Model) {}

  /** @throws EngineError errorModelBroken */
  static create(files: ModelFiles): Classifier {
    return new Classifier(loadModel('expression', files, ['face'], OUTPUTS));
  }

  /** @param faces [N, FACE, FACE, 1] gray, 0..1. @returns [N, CLASSIFICATION_WIDTH], see HEADS. */
  classify(faces: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => tf.concat2d(this.model.execute({ face: faces }, OUTPUTS) as tf.Tensor2D[], 1));
  }

  dispose() {
    this.model.dispose();
  }
}
