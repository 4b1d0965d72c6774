// Turns a runner's numbers into readings.

import { EngineError } from './errors.ts';
import { DETECTION_WIDTH } from './geometry/best-face.ts';
import { CLASSIFICATION_WIDTH, readClassification, readMovements } from './nets/classification.ts';
import type { Runner } from './runner.ts';
import {
  type Asked,
  type Atlas,
  type BackendName,
  type Classification,
  type EngineReply,
  type FaceMoving,
  type FaceReading,
  type Keypoints,
  MIN_SCORE,
  NOT_A_FACE_ABOVE,
  type Point,
  VOTERS,
} from './types.ts';

export class Pipeline {
  constructor(private readonly runner: Runner) {}

  get backend(): BackendName {
    return this.runner.backend;
  }

  /** @throws EngineError errorEngineLost when the backend fails. */
  read(atlas: Atlas): Promise<EngineReply> {
    return this.reply(atlas, 'all', readFace);
  }

  /** What faces do, with nothing computed that names expressions. @throws EngineError errorEngineLost when the backend fails. */
  readMovements(atlas: Atlas): Promise<EngineReply<FaceMoving>> {
    return this.reply(atlas, 'movements', readMoving);
  }

  private async reply<Face>(
    atlas: Atlas,
    asked: Asked,
    faceOf: (row: Float32Array) => Face | null,
  ): Promise<EngineReply<Face>> {
    const start = performance.now();
    const rows = await this.answer(() => this.runner.read(atlas, asked));
    const width = DETECTION_WIDTH + CLASSIFICATION_WIDTH;
    const faces = Array.from({ length: atlas.cells }, (_, i) => faceOf(rows.subarray(i * width, (i + 1) * width)));
    return { backend: this.backend, faces, ms: performance.now() - start };
  }

  /** @param gray [n, FACE, FACE], 0..1, framed as FER2013 frames faces. @throws EngineError errorEngineLost */
  async classify(gray: Float32Array, n: number): Promise<Classification[]> {
    const rows = await this.answer(() => this.runner.classify(gray, n));
    return Array.from({ length: n }, (_, i) =>
      readClassification(rows.subarray(i * CLASSIFICATION_WIDTH, (i + 1) * CLASSIFICATION_WIDTH)),
    );
  }

  dispose() {
    this.runner.dispose();
  }

  private async answer(run: () => Promise<Float32Array>): Promise<Float32Array> {
    try {
      return await run();
    } catch (cause) {
      throw new EngineError('errorEngineLost', `${this.backend} failed while reading.`, { cause });
    }
  }
}

/** One row of the readback: DETECTION_WIDTH numbers, then CLASSIFICATION_WIDTH. */
function readFace(row: Float32Array): FaceReading | null {
  const face = readMoving(row);
  if (!face) return null;
  const classification = readClassification(row.subarray(DETECTION_WIDTH));
  // The detector sometimes takes a pattern for a face; FER+'s voters could say "not a face", and the net learnt it from them.
  if ((classification.voters[VOTERS.indexOf('not-a-face')] ?? 0) >= NOT_A_FACE_ABOVE) return null;
  return { ...face, ...classification };
}

function readMoving(row: Float32Array): FaceMoving | null {
  const at = (i: number) => row[i] as number;
  // Written so that NaN counts as no face.
  if (!(at(0) >= MIN_SCORE)) return null;
  const point = (k: number): Point => ({ x: at(5 + 2 * k), y: at(6 + 2 * k) });
  const keypoints: Keypoints = {
    rightEye: point(0),
    leftEye: point(1),
    nose: point(2),
    mouth: point(3),
    rightEar: point(4),
    leftEar: point(5),
  };
  const box = { x: at(1) - at(3) / 2, y: at(2) - at(4) / 2, width: at(3), height: at(4) };
  return { score: at(0), box, keypoints, movements: readMovements(row.subarray(DETECTION_WIDTH)) };
}
