// The expression net: gray faces in, votes and labels out.
import * as tf from '@tensorflow/tfjs-core';
import { loadModel, type Model, type ModelFiles } from './model-files.ts';
import { type Classification, EXPRESSIONS, VOTERS, type Votes } from './types.ts';

const OUTPUTS = ['votes', 'labels', 'shown'];
/** Numbers a face: VOTERS, then FER2013's labels and what is shown, both in EXPRESSIONS' order. */
export const CLASSIFICATION_WIDTH = VOTERS.length + 2 * EXPRESSIONS.length;

export class Classifier {
  private constructor(private readonly model: Model) {}

  static create(files: ModelFiles): Classifier {
    return new Classifier(loadModel('expression', files, ['face'], OUTPUTS));
  }

  /** @param faces [N, FACE, FACE, 1] gray, 0..1. @returns [N, CLASSIFICATION_WIDTH] probabilities. */
  classify(faces: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => {
      return tf.concat2d(this.model.execute({ face: faces }, OUTPUTS) as tf.Tensor2D[], 1);
    });
  }

  dispose() {
    this.model.dispose();
  }
}

/** Reads one row of `classify`'s result. */
export function readClassification(row: Float32Array): Classification {
  const voters = row.slice(0, VOTERS.length);
  const named = voters.subarray(0, EXPRESSIONS.length).reduce((a, b) => a + b, 0);
  const share = (from: ArrayLike<number>, at: number, whole: number) =>
    Object.fromEntries(EXPRESSIONS.map((e, i) => [e, (from[at + i] ?? 0) / whole])) as Votes;
  return {
    votes: share(voters, 0, Math.max(named, 1e-9)),
    doubt: Math.min(1, Math.max(0, 1 - named)),
    labels: share(row, VOTERS.length, 1),
    shown: share(row, VOTERS.length + EXPRESSIONS.length, 1),
    voters,
  };
}
