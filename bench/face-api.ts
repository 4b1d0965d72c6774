// @vladmandic/face-api in the bench: its tiny detector at the smallest input that finds the faces, and its expression net.
import type * as FaceApi from '@vladmandic/face-api';
import type { Contestant } from './contestant.ts';

let api: typeof FaceApi;
let options: FaceApi.TinyFaceDetectorOptions;
/** Faces in tiles, kept from the first tick with so many tiles on. */
const kept = new Map<number, { tile: HTMLCanvasElement; face: FaceApi.FaceDetection }[]>();

interface Tf {
  setWasmPaths(folder: string): void;
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  engine(): { state: { numTensors: number } };
  enableProdMode(): void;
}
const tf = () => api.tf as unknown as Tf;

export const contestant: Contestant = {
  async start(backend) {
    const address = '/face-api/dist/face-api.esm.js';
    api = (await import(address)) as typeof FaceApi;
    tf().enableProdMode();
    tf().setWasmPaths('/wasm/');
    if (!(await tf().setBackend(backend))) throw new Error(`face-api has no ${backend}`);
    await tf().ready();
    await Promise.all([
      api.nets.tinyFaceDetector.loadFromUri('/face-api/model'),
      api.nets.faceExpressionNet.loadFromUri('/face-api/model'),
    ]);
    options = new api.TinyFaceDetectorOptions({ inputSize: 160, scoreThreshold: 0.3 });
  },

  async tick(tiles) {
    const start = performance.now();
    let found = 0;
    for (const tile of tiles) if (await api.detectSingleFace(tile, options).withFaceExpressions()) found++;
    return { found, inCallMs: performance.now() - start };
  },

  /** The faces' boxes are kept from the first tick on, and all crops go through the expression net in one batch. */
  async trick(tiles) {
    const start = performance.now();
    let faces = kept.get(tiles.length);
    if (!faces) {
      faces = [];
      for (const tile of tiles) {
        const face = await api.detectSingleFace(tile, options);
        if (face) faces.push({ tile, face });
      }
      kept.set(tiles.length, faces);
    }
    const crops = await Promise.all(faces.map(async ({ tile, face }) => (await api.extractFaces(tile, [face]))[0]));
    const found = (await api.nets.faceExpressionNet.predictExpressions(crops as never)) as unknown[];
    return { found: found.length, inCallMs: performance.now() - start };
  },

  tensors: () => tf().engine().state,
};
