// Brings an atlas' bytes onto the device as a batch of cells.
import * as tf from '@tensorflow/tfjs-core';
import { type Atlas, type BackendName, CELL } from './types.ts';

/** @returns [N, CELL, CELL, 3], -1..1. N is atlas.cells on WASM; on a GPU the whole grid, so that no new shape compiles. */
export function cellsOf(atlas: Atlas, backend: BackendName): tf.Tensor4D {
  const columns = atlas.width / CELL;
  const rows = atlas.height / CELL;
  if (backend === 'wasm') {
    // On a CPU one pass over the bytes is faster than a general transpose of a five-dimensional tensor.
    const out = new Float32Array(atlas.cells * CELL * CELL * 3);
    let to = 0;
    for (let c = 0; c < atlas.cells; c++) {
      const left = (c % columns) * CELL;
      const top = Math.floor(c / columns) * CELL;
      for (let y = 0; y < CELL; y++) {
        let from = 4 * ((top + y) * atlas.width + left);
        for (let x = 0; x < CELL; x++, from += 4, to += 3) {
          out[to] = (atlas.data[from] as number) / 127.5 - 1;
          out[to + 1] = (atlas.data[from + 1] as number) / 127.5 - 1;
          out[to + 2] = (atlas.data[from + 2] as number) / 127.5 - 1;
        }
      }
    }
    return tf.tensor4d(out, [atlas.cells, CELL, CELL, 3]);
  }
  return tf.tidy(() => {
    const bytes = new Uint8Array(atlas.data.buffer, atlas.data.byteOffset, atlas.data.byteLength);
    const pixels = tf.browser.fromPixels({ data: bytes, width: atlas.width, height: atlas.height }, 3);
    const cells = tf.transpose(tf.reshape(pixels, [rows, CELL, columns, CELL, 3]), [0, 2, 1, 3, 4]);
    const batch = tf.reshape(cells, [rows * columns, CELL, CELL, 3]);
    return tf.sub(tf.mul(tf.cast(batch, 'float32'), 1 / 127.5), 1) as tf.Tensor4D;
  });
}
