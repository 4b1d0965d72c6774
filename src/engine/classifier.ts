// The expression net: gray faces in, votes and labels out.
import * as tf from '@tensorflow/tfjs-core';
import { loadModel, type Model, type ModelFiles } from './model-files.ts';
import { type Classification, EXPRESSIONS, VOTERS, type Votes } from './types.ts';

/** Numbers a face: VOTERS, then FER2013's labels in EXPRESSIONS' order. */
export const CLASSIFICATION_WIDTH = VOTERS.length + EXPRESSIONS.length;

export class Classifier {
  private constructor(private readonly model: Model) {}

  static create(files: ModelFiles): Classifier {
    return new Classifier(loadModel('expression', files, ['face'], ['votes', 'labels']));
  }

  /** @param faces [N, FACE, FACE, 1] gray, 0..1. @returns [N, CLASSIFICATION_WIDTH] probabilities. */
  classify(faces: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => {
      const outputs = this.model.execute({ face: faces }, ['votes', 'labels']) as [tf.Tensor2D, tf.Tensor2D];
      return tf.concat2d(outputs, 1);
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
    voters,
  };
}
