// Finds the best face of every cell: BlazeFace short range, decoded and blended on the device.
import * as tf from '@tensorflow/tfjs';
import { ANCHORS, anchorOffsets, REGRESSORS } from '../geometry/anchors.ts';
import { FIRST, MIN_BLEND_SCORE, middlePenalties, RAW_FACE, SAME_FACE } from '../geometry/best-face.ts';
import type { ModelFiles } from '../nets/model-files.ts';
import { CELL } from '../types.ts';
import { loadModel, type Model } from './load-model.ts';

export class Detector {
  private constructor(
    private readonly model: Model,
    private readonly offsets: tf.Tensor3D,
    private readonly penalties: tf.Tensor2D,
  ) {}

  static create(files: ModelFiles): Detector {
    const model = loadModel('detector', files, ['cells'], ['scores', 'boxes']);
    const offsets = anchorOffsets();
    return new Detector(
      model,
      tf.tensor3d(offsets, [1, ANCHORS, REGRESSORS]),
      tf.tensor2d(middlePenalties(offsets), [1, ANCHORS]),
    );
  }

  /**
   * @param cells [N, CELL, CELL, 3], -1..1.
   * @returns [N, DETECTION_WIDTH]: score 0..1, centre x and y, width, height, six keypoints' x and y, in units of the cell.
   * The position is the mean of all boxes on the best one's face, weighted by their scores, as in BlazeFace's paper
   * (arXiv 1907.05047): it trembles less from frame to frame than the best box alone.
   */
  detect(cells: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => {
      const n = cells.shape[0];
      const [rawScores, rawBoxes] = this.model.execute({ cells }, ['scores', 'boxes']) as [tf.Tensor3D, tf.Tensor3D];
      const raw = tf.reshape(rawScores, [n, ANCHORS]);
      const scores = tf.sigmoid(raw);
      const boxes = tf.add(tf.mul(rawBoxes, 1 / CELL), this.offsets) as tf.Tensor3D;

      const rows = tf.mul(tf.range(0, n, 1, 'int32'), tf.scalar(ANCHORS, 'int32'));
      // Faces come before everything else, as in best-face.ts.
      const faces = tf.cast(tf.greaterEqual(raw, RAW_FACE), 'float32');
      const ranks = tf.add(raw, tf.mul(faces, tf.sub(FIRST, this.penalties)));
      const best = tf.add(rows, tf.argMax(ranks, 1)) as tf.Tensor1D;
      const bestScore = tf.reshape(tf.gather(tf.reshape(scores, [n * ANCHORS]), best), [n, 1]);
      const bestBox = tf.reshape(tf.gather(tf.reshape(boxes, [n * ANCHORS, REGRESSORS]), best), [n, 1, REGRESSORS]);

      const sameFace = tf.greater(overlap(boxes, bestBox as tf.Tensor3D), SAME_FACE);
      // The best box always counts, so that a cell without a face does not divide by zero.
      const floor = tf.minimum(bestScore, MIN_BLEND_SCORE);
      const weights = tf.mul(scores, tf.cast(tf.logicalAnd(sameFace, tf.greaterEqual(scores, floor)), 'float32'));
      const blended = tf.div(
        tf.reshape(tf.matMul(tf.reshape(weights, [n, 1, ANCHORS]), boxes), [n, REGRESSORS]),
        tf.add(tf.sum(weights, 1, true), 1e-9),
      );
      return tf.concat2d([bestScore as tf.Tensor2D, blended as tf.Tensor2D], 1);
    });
  }

  dispose() {
    this.model.dispose();
    this.offsets.dispose();
    this.penalties.dispose();
  }
}

/** Intersection over union of `boxes` [N, A, ≥4] with `one` [N, 1, ≥4], both centre and size → [N, A]. */
function overlap(boxes: tf.Tensor3D, one: tf.Tensor3D): tf.Tensor2D {
  const part = (t: tf.Tensor3D, i: number) => tf.squeeze(tf.slice3d(t, [0, 0, i], [-1, -1, 1]), [2]);
  const extent = (axis: 0 | 1) => {
    const [c, s, c1, s1] = [part(boxes, axis), part(boxes, axis + 2), part(one, axis), part(one, axis + 2)];
    const high = tf.minimum(tf.add(c, tf.mul(s, 0.5)), tf.add(c1, tf.mul(s1, 0.5)));
    const low = tf.maximum(tf.sub(c, tf.mul(s, 0.5)), tf.sub(c1, tf.mul(s1, 0.5)));
    return tf.relu(tf.sub(high, low));
  };
  const area = (t: tf.Tensor3D) => tf.mul(part(t, 2), part(t, 3));
  const shared = tf.mul(extent(0), extent(1));
  return tf.div(shared, tf.maximum(tf.sub(tf.add(area(boxes), area(one)), shared), 1e-6)) as tf.Tensor2D;
}
