// The expression net: gray faces in, votes and labels out.
import * as tf from '@tensorflow/tfjs';
import { HEADS } from '../nets/classification.ts';
import type { ModelFiles } from '../nets/model-files.ts';
import { loadModel, type Model } from './load-model.ts';
export class Classifier {
  private constructor(private readonly model: Model) {}

  static create(files: ModelFiles): Classifier {
    return new Classifier(loadModel('expression', files, ['face'], HEADS));
  }

  /** @param faces [N, FACE, FACE, 1] gray, 0..1. @returns [N, CLASSIFICATION_WIDTH] probabilities. */
  classify(faces: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => {
      return tf.concat2d(this.model.execute({ face: faces }, HEADS) as tf.Tensor2D[], 1);
    });
  }

  dispose() {
    this.model.dispose();
  }
}
