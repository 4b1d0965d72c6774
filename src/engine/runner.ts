// What a backend has to do. Every runner implements it; nothing else of the engine is needed to write one.
import type { Asked, Atlas, BackendName } from './types.ts';

/** Both nets on one backend. Every promise may reject when the device is gone, or never settle: the caller sets the time limit. */
export interface Runner {
  readonly backend: BackendName;
  /** @returns [atlas.cells or more, DETECTION_WIDTH + CLASSIFICATION_WIDTH], row-major; see nets/classification.ts. */
  read(atlas: Atlas, asked?: Asked): Promise<Float32Array>;
  /** @param gray [n, FACE, FACE], 0..1. @returns [n, CLASSIFICATION_WIDTH]. */
  classify(gray: Float32Array, n: number): Promise<Float32Array>;
  /** Compiles what atlases like these need, in parallel, without computing. Absent where nothing compiles. */
  compile?(atlases: Atlas[]): Promise<void>;
  /** Milliseconds that an atlas of so many cells takes at least, measured on a part of the work. Absent where a whole read takes no longer. */
  leastMs?(cells: number): Promise<number>;
  /** Frees the device's memory. Safe while a promise is pending; that promise may then reject. */
  dispose(): void;
}
