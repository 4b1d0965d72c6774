// Brings an atlas' bytes onto the device as a batch of cells.
import * as tf from '@tensorflow/tfjs';
import { type Atlas, CELL } from '../types.ts';

/** @returns [N, CELL, CELL, 3], -1..1. N is the whole grid, so that no new shape compiles. */
export function cellsOf(atlas: Atlas): tf.Tensor4D {
  const columns = atlas.width / CELL;
  const rows = atlas.height / CELL;
  return tf.tidy(() => {
    const bytes = new Uint8Array(atlas.data.buffer, atlas.data.byteOffset, atlas.data.byteLength);
    const pixels = tf.browser.fromPixels({ data: bytes, width: atlas.width, height: atlas.height }, 3);
    // Arithmetic first: to WebGPU's transpose, pixels that were only cast are integers still.
    const scaled = tf.sub(tf.mul(tf.cast(pixels, 'float32'), 1 / 127.5), 1);
    const cells = tf.transpose(tf.reshape(scaled, [rows, CELL, columns, CELL * 3]), [0, 2, 1, 3]);
    return tf.reshape(cells, [rows * columns, CELL, CELL, 3]);
  });
}
