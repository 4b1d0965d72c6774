// One backend with its models: from an atlas to readings with one upload and one readback.

import { PoolRunner } from './cpu/pool-runner.ts';
import type { Threads } from './cpu/threads.ts';
import { compileKernels, type KernelSource } from './cpu/wasm-memory.ts';
import { WasmRunner } from './cpu/wasm-runner.ts';
import { EngineError } from './errors.ts';
import { DETECTION_WIDTH } from './geometry/best-face.ts';
import { blankAtlas } from './geometry/grid.ts';
import { CLASSIFICATION_WIDTH, readClassification } from './nets/classification.ts';
import type { ModelStep, Models } from './nets/model-files.ts';
import type { Runner } from './runner.ts';
import {
  type Atlas,
  type BackendName,
  type Classification,
  type EngineReply,
  type FaceReading,
  type Keypoints,
  NOT_A_FACE_ABOVE,
  type Point,
  VOTERS,
} from './types.ts';

/** A cell whose best score is below this holds no face (mediapipe's default). */
export const MIN_SCORE = 0.5;

export class Pipeline {
  private constructor(private readonly runner: Runner) {}

  /** @throws EngineError errorModelBroken, or whatever keeps the backend from starting. */
  static async create(
    backend: BackendName,
    models: Models,
    kernels: KernelSource,
    onLoaded: (step: ModelStep) => void = () => {},
    threads: Threads | null = null,
  ): Promise<Pipeline> {
    if (backend === 'wasm') {
      const module = await compileKernels(kernels);
      if (threads) return new Pipeline(await PoolRunner.create(module, models, threads));
      return new Pipeline(new WasmRunner(module, models, onLoaded));
    }
    if (backend === 'tfjs') {
      const { TfjsRunner } = await import('./tfjs/tfjs-runner.ts');
      return new Pipeline(TfjsRunner.create(models, onLoaded));
    }
    const { PassRunner } = await import('./gpu/pass-runner.ts');
    if (backend === 'webgl') {
      const { GlPasses } = await import('./gpu/gl-passes.ts');
      return new Pipeline(PassRunner.create(backend, GlPasses.create(), models, onLoaded));
    }
    const { GpuPasses } = await import('./gpu/gpu-passes.ts');
    return new Pipeline(PassRunner.create(backend, await GpuPasses.create(), models, onLoaded));
  }

  get backend(): BackendName {
    return this.runner.backend;
  }

  /** Gets ready for so many cells, so that nothing compiles later. @throws whatever keeps it from compiling. */
  async compile(sizes: readonly number[]): Promise<void> {
    await this.runner.compile?.(sizes.map(blankAtlas));
  }

  /** What so many cells take at least, soon known, milliseconds. */
  async leastMs(cells: number): Promise<number> {
    return (await this.runner.leastMs?.(cells)) ?? 0;
  }

  /** Reads every cell. @throws EngineError errorEngineLost when the backend fails. */
  async read(atlas: Atlas): Promise<EngineReply> {
    const start = performance.now();
    const rows = await this.answer(() => this.runner.read(atlas));
    const width = DETECTION_WIDTH + CLASSIFICATION_WIDTH;
    const faces = Array.from({ length: atlas.cells }, (_, i) => readFace(rows.subarray(i * width, (i + 1) * width)));
    return { backend: this.backend, faces, ms: performance.now() - start };
  }

  /** Classifies faces that are already framed. @param gray n·FACE·FACE numbers, 0..1. */
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
  const at = (i: number) => row[i] as number;
  // Written so that NaN, which a failing GPU may give, counts as no face.
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
  const classification = readClassification(row.subarray(DETECTION_WIDTH));
  // The detector takes a pattern for a face now and then; the net has learnt from voters who said "not a face".
  if ((classification.voters[VOTERS.indexOf('not-a-face')] ?? 0) >= NOT_A_FACE_ABOVE) return null;
  return { score: at(0), box, keypoints, ...classification };
}
