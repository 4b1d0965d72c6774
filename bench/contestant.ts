// What the bench asks of every engine, ours and others: start on a backend, then read all tiles, again and again.
import type { BackendName } from '../src/engine/types.ts';

export interface Tick {
  /** Faces found and read. */
  found: number;
  /** The part of the tick that has to happen in the call's own page, milliseconds. */
  inCallMs: number;
}

export interface Contestant {
  /** Loads whatever it needs, set up as its documentation says is fastest for one face a tile. */
  start(backend: BackendName): Promise<void>;
  /** Finds and reads the face of every tile anew. */
  tick(tiles: HTMLCanvasElement[]): Promise<Tick>;
  /** Its own best way to be faster than tile by tile, where it has one: see the file. */
  trick?(tiles: HTMLCanvasElement[]): Promise<Tick>;
  /** TensorFlow.js' own count of tensors that are alive; a plain property, so that its peak can be watched. */
  tensors(): { numTensors: number };
}
