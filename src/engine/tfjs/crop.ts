// Cuts each face out of its cell the way FER2013 frames faces, but upright, on the device.
import * as tf from '@tensorflow/tfjs';
import { FACE, FRAMING, LUMA, OVERSAMPLE } from '../geometry/framing.ts';
import { CELL } from '../types.ts';

/**
 * @param cells [N, CELL, CELL, 3], -1..1.
 * @param detections [N, ≥9] as Detector.detect gives them.
 * @returns [N, FACE, FACE, 1] gray, 0..1, turned so that the eyes are level.
 */
export function cropFaces(cells: tf.Tensor4D, detections: tf.Tensor2D): tf.Tensor4D {
  return tf.tidy(() => {
    const luma = tf.tensor4d(LUMA, [1, 1, 3, 1]);
    const gray = tf.add(tf.mul(tf.conv2d(cells, luma, 1, 'valid'), 0.5), 0.5) as tf.Tensor4D;
    const side = FACE * OVERSAMPLE;
    // Beyond the cell its edge repeats, as beyond the picture in training.
    const crops = tf.image.transform(gray, framing(detections, side), 'bilinear', 'nearest', 0, [side, side]);
    return tf.avgPool(crops, OVERSAMPLE, OVERSAMPLE, 'valid');
  });
}

/**
 * Where each pixel of the crop lies in its cell.
 * @param samples pixels along the crop's side.
 * @returns [N, 8] as tf.image.transform takes it: x' = a₀x + a₁y + a₂, y' = b₀x + b₁y + b₂, in indices of pixels.
 */
export function framing(detections: tf.Tensor2D, samples: number): tf.Tensor2D {
  return tf.tidy(() => {
    const columns = (start: number, count: number) => tf.slice2d(detections, [0, start], [-1, count]);
    const [box, rightEye, leftEye] = [columns(1, 2), columns(5, 2), columns(7, 2)];
    const size = tf.mean(columns(3, 2), 1, true);
    const apart = tf.sub(leftEye, rightEye);
    const across = tf.div(apart, tf.add(tf.norm(apart, 2, 1, true), 1e-6)) as tf.Tensor2D;
    const x = tf.slice2d(across, [0, 0], [-1, 1]);
    const y = tf.slice2d(across, [0, 1], [-1, 1]);
    const down = tf.concat2d([tf.neg(y), x], 1);
    const eyes = tf.mul(tf.add(leftEye, rightEye), 0.5);
    const below = FRAMING.eyes * FRAMING.belowEyes + (1 - FRAMING.eyes) * FRAMING.belowBox;
    const middle = tf.add(tf.mul(eyes, FRAMING.eyes), tf.mul(box, 1 - FRAMING.eyes));
    const centre = tf.add(middle, tf.mul(down, tf.mul(size, below)));

    const step = tf.mul(size, (FRAMING.side * CELL) / samples);
    const [right, lower] = [tf.mul(across, step), tf.mul(down, step)];
    // The crop's middle lies between its two middle pixels; pixel i of a cell has its own middle at i + ½.
    const first = tf.sub(tf.sub(tf.mul(centre, CELL), 0.5), tf.mul(tf.add(right, lower), (samples - 1) / 2));
    const row = (axis: 0 | 1) => [right, lower, first].map((t) => tf.slice2d(t as tf.Tensor2D, [0, axis], [-1, 1]));
    return tf.concat2d([...row(0), ...row(1), tf.zerosLike(box)], 1);
  });
}
