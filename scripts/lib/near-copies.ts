// Finds faces that are near copies of others: the same photograph relit, compressed anew or mirrored. training/data.py
// leaves training faces out by the same definition.
import * as tf from '@tensorflow/tfjs';
import { startTfjsWasm } from '../../harness/tfjs-wasm.ts';

/** Cosine of two standardised thumbnails above which two pictures count as the same. */
const NEAR_COPY = 0.93;
/** Side of a thumbnail in pixels, each of which is the mean of BLOCK × BLOCK of the face's. */
const THUMBNAIL = 16;
const BLOCK = 3;
const SIDE = THUMBNAIL * BLOCK;
const PIXELS = SIDE ** 2;
const LENGTH = THUMBNAIL ** 2;
/** Faces compared at once: with FER2013's training faces their cosines, mirrored ones too, take 28 MB. */
const CHUNK = 128;

/**
 * Tells which faces are near copies of any training face, mirrored ones too. All of PrivateTest takes some seconds.
 * A flat picture has nothing to compare and is nobody's near copy.
 * @param faces n·48·48 gray bytes
 * @param training m·48·48 gray bytes
 * @returns n answers
 */
export async function nearCopies(faces: Uint8Array, training: Uint8Array): Promise<boolean[]> {
  // The backend multiplies by an empty matrix without a word, and gives whatever lay in memory.
  if (training.length === 0) return new Array(faces.length / PIXELS).fill(false);
  await startTfjsWasm();
  // Transposed once: the backend has no fast way to multiply by a transposed matrix.
  const known = tf.tidy(() => tf.transpose(tf.tensor2d(thumbnails(training), [training.length / PIXELS, LENGTH])));
  const copies: boolean[] = [];
  for (let start = 0; start < faces.length; start += CHUNK * PIXELS) {
    const chunk = thumbnails(faces.subarray(start, start + CHUNK * PIXELS));
    const n = chunk.length / LENGTH;
    const closest = tf.tidy(() => {
      const upright = tf.tensor3d(chunk, [n, THUMBNAIL, THUMBNAIL]);
      const both = tf.concat([upright, tf.reverse(upright, 2)]);
      return tf.max(tf.matMul(tf.reshape(both, [2 * n, LENGTH]), known), 1);
    });
    const cosines = await closest.data();
    closest.dispose();
    for (let i = 0; i < n; i++) copies.push(Math.max(cosines[i] as number, cosines[n + i] as number) > NEAR_COPY);
  }
  known.dispose();
  return copies;
}

/** Unit vectors of the standardised thumbnails of n·48·48 gray bytes, n·16·16 numbers. */
function thumbnails(faces: Uint8Array): Float32Array<ArrayBuffer> {
  const n = faces.length / PIXELS;
  const all = new Float32Array(n * LENGTH);
  for (let face = 0; face < n; face++) {
    const small = all.subarray(face * LENGTH, (face + 1) * LENGTH);
    for (let i = 0; i < PIXELS; i++) {
      const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
      const pixel = Math.floor(y / BLOCK) * THUMBNAIL + Math.floor(x / BLOCK);
      small[pixel] = (small[pixel] as number) + (faces[face * PIXELS + i] as number) / BLOCK ** 2;
    }
    const mean = small.reduce((sum, value) => sum + value, 0) / LENGTH;
    const length = Math.sqrt(small.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    for (let i = 0; i < LENGTH; i++) small[i] = ((small[i] as number) - mean) / (length + 1e-3);
  }
  return all;
}
