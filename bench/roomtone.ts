// Our engine in the bench: the tiles' faces go into one atlas, as the looker of a call draws them, and through one read.
import { threadsFor } from '../src/engine/cpu/threads.ts';
import type { KernelSource } from '../src/engine/cpu/wasm-memory.ts';
import { createEngine, type Engine } from '../src/engine/engine.ts';
import { drawCell } from '../src/engine/geometry/cell.ts';
import { boxInPicture, type CropWindow, faceWindow, wholeWindow } from '../src/engine/geometry/crop-window.ts';
import { gridSide } from '../src/engine/geometry/grid.ts';
import type { ModelFiles } from '../src/engine/nets/model-files.ts';
import { type Atlas, type BackendName, CELL } from '../src/engine/types.ts';
import type { Contestant } from './contestant.ts';

let engine: Engine;
let asked: BackendName;
const canvas = document.createElement('canvas');
const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false }) as CanvasRenderingContext2D;
/** Where the face of a tile was last. */
const looks = new Map<HTMLCanvasElement, CropWindow>();

export async function model(name: string): Promise<ModelFiles> {
  const [json, weights] = await Promise.all([
    fetch(`/roomtone/${name}/model.json`).then((answer) => answer.json()),
    fetch(`/roomtone/${name}/weights.bin`).then((answer) => answer.arrayBuffer()),
  ]);
  return { json, weights };
}

export const kernels: KernelSource = async (name) => (await fetch(`/roomtone/${name}`)).arrayBuffer();

export const contestant: Contestant = {
  async start(backend) {
    asked = backend;
    const [detector, expression] = await Promise.all([model('detector'), model('expression')]);
    // As the extension does: several threads where the machine has four cores or more.
    const count = threadsFor(navigator.hardwareConcurrency);
    const threads = { count, spawn: () => new Worker('/bench/engine-worker.js', { type: 'module' }) };
    engine = await createEngine({
      backend,
      models: { detector, expression },
      kernels,
      ...(count > 1 ? { threads } : {}),
      warmUp: false,
    });
  },

  async tick(tiles) {
    const start = performance.now();
    const columns = gridSide(tiles.length);
    const side = columns * CELL;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const drawn = tiles.map((tile, i) => {
      const look = looks.get(tile) ?? wholeWindow(tile.width, tile.height);
      drawCell(context, tile, tile, look, (i % columns) * CELL, Math.floor(i / columns) * CELL);
      return look;
    });
    const { data } = context.getImageData(0, 0, side, side);
    const inCallMs = performance.now() - start;
    const atlas = { width: side, height: side, cells: tiles.length, data: data as Atlas['data'] };
    const { faces, backend } = await engine.read(atlas);
    if (backend !== asked) throw new Error(`it has gone over to ${backend}`);
    for (const [i, tile] of tiles.entries()) {
      const face = faces[i];
      if (face) looks.set(tile, faceWindow(boxInPicture(face.box, drawn[i] as CropWindow)));
      else looks.delete(tile);
    }
    return { found: faces.filter((face) => face !== null).length, inCallMs };
  },

  // Our own kernels and shaders make none.
  tensors: () => ({ numTensors: 0 }),
};
