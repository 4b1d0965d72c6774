// The expression net with TensorFlow.js.
import * as tf from '@tensorflow/tfjs';
import { HEADS, headsFor } from '../nets/classification.ts';
import type { ModelFiles } from '../nets/model-files.ts';
import type { Asked } from '../types.ts';
import { loadModel, type Model } from './load-model.ts';

const OUTPUTS = HEADS.map(({ name }) => name);

export class Classifier {
  private constructor(private readonly model: Model) {}

  /** @throws EngineError errorModelBroken */
  static create(files: ModelFiles): Classifier {
    return new Classifier(loadModel('expression', files, ['face'], OUTPUTS));
  }

  /** @param faces [N, FACE, FACE, 1] gray, 0..1. @returns [N, CLASSIFICATION_WIDTH], see HEADS; zeros for what is not asked for. */
  classify(faces: tf.Tensor4D, asked: Asked = 'all'): tf.Tensor2D {
    const names = headsFor(asked).map(({ name }) => name);
    return tf.tidy(() => {
      // A single output comes by itself.
      const said = [this.model.execute({ face: faces }, names)].flat() as tf.Tensor2D[];
      const rows = HEADS.map(
        ({ name, length }) => said[names.indexOf(name)] ?? tf.zeros<tf.Rank.R2>([faces.shape[0], length]),
      );
      return tf.concat2d(rows, 1);
    });
  }

  dispose() {
    this.model.dispose();
  }
}
