// Cuts each face out of its cell the way FER2013 frames faces, on the device.
import * as tf from '@tensorflow/tfjs-core';
import { CELL } from './types.ts';

/** Side of the expression net's input, pixels. */
export const FACE = 48;
/** The crop is sampled this much finer and then averaged, so that large faces do not alias. */
const OVERSAMPLE = 2;

/**
 * FER2013's framing in terms of BlazeFace's box: the square's side in units of the box, and how far its centre lies
 * below the box's, in the same units. Medians of the detector's boxes on 674 of FER2013's training faces, each drawn
 * 64 to 96 pixels wide into a cell (side 1.16–1.17, down −0.104–−0.111).
 */
export const FRAMING = { side: 1.165, down: -0.108 };

/**
 * @param cells [N, CELL, CELL, 3], -1..1.
 * @param detections [N, ≥5] as Detector.detect gives them.
 * @returns [N, FACE, FACE, 1] gray, 0..1.
 */
export function cropFaces(cells: tf.Tensor4D, detections: tf.Tensor2D): tf.Tensor4D {
  return tf.tidy(() => {
    const n = cells.shape[0];
    const column = (i: number) => tf.slice2d(detections, [0, i], [-1, 1]);
    const size = tf.mul(tf.add(column(3), column(4)), 0.5);
    const half = tf.mul(size, FRAMING.side / 2);
    const cx = column(1);
    const cy = tf.add(column(2), tf.mul(size, FRAMING.down));
    const samples = FACE * OVERSAMPLE;
    // cropAndResize puts its first and last sample on the box's edge and counts in pixel centres; ours lie half a
    // sample inside.
    const inset = tf.mul(half, 1 - 1 / samples);
    const edge = (t: tf.Tensor) => tf.div(tf.sub(tf.mul(t, CELL), 0.5), CELL - 1);
    const boxes = tf.concat2d(
      [tf.sub(cy, inset), tf.sub(cx, inset), tf.add(cy, inset), tf.add(cx, inset)].map((t) => edge(t) as tf.Tensor2D),
      1,
    );
    const crops = tf.image.cropAndResize(cells, boxes, tf.range(0, n, 1, 'int32') as tf.Tensor1D, [samples, samples]);
    const luma = tf.tensor4d([0.299, 0.587, 0.114], [1, 1, 3, 1]);
    const gray = tf.conv2d(crops, luma, 1, 'valid');
    return tf.avgPool(tf.add(tf.mul(gray, 0.5), 0.5) as tf.Tensor4D, OVERSAMPLE, OVERSAMPLE, 'valid');
  });
}
