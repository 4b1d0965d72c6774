// @vladmandic/human in the bench: detector and emotion only, everything else off, as its documentation advises for speed.
import type { Config, Human } from '@vladmandic/human';
import type { Contestant } from './contestant.ts';

let human: Human;
let skipping = false;
const mosaic = document.createElement('canvas');
const context = mosaic.getContext('2d', { willReadFrequently: true, alpha: false }) as CanvasRenderingContext2D;
/** Side of a tile in the mosaic's largest grid; smaller faces are not found. */
const MOSAIC = { width: 1280, height: 720 };

const OFF = { enabled: false };
const config = (backend: string): Partial<Config> => ({
  // Its own variant of WebGL is its default in browsers.
  backend: (backend === 'webgl' ? 'humangl' : backend) as Config['backend'],
  wasmPath: '/wasm/',
  modelBasePath: '/human/models/',
  cacheModels: false,
  validateModels: false,
  debug: false,
  warmup: 'none',
  // Every tile is another picture: nothing may be taken over from the last.
  cacheSensitivity: 0,
  filter: { enabled: false },
  gesture: OFF,
  body: OFF,
  hand: OFF,
  object: OFF,
  segmentation: OFF,
  face: {
    enabled: true,
    detector: { rotation: false, maxDetected: 1, return: false },
    mesh: OFF,
    iris: OFF,
    attention: OFF,
    description: OFF,
    antispoof: OFF,
    liveness: OFF,
    emotion: { enabled: true, skipFrames: 0, skipTime: 0, minConfidence: 0 },
  },
});

export const contestant: Contestant = {
  async start(backend) {
    const address = '/human/dist/human.esm.js';
    const module = (await import(address)) as { Human: new (config: Partial<Config>) => Human };
    human = new module.Human(config(backend));
    await human.load();
  },

  async tick(tiles) {
    const start = performance.now();
    let found = 0;
    for (const tile of tiles) {
      const { face } = await human.detect(tile);
      if (face[0]?.emotion?.length) found++;
    }
    return { found, inCallMs: performance.now() - start };
  },

  /** All tiles in one picture, all faces in one call, and the detector's boxes kept from the first tick on. */
  async trick(tiles) {
    const start = performance.now();
    if (!skipping) {
      skipping = true;
      human.config.cacheSensitivity = 1;
      human.config.face.detector = {
        ...human.config.face.detector,
        maxDetected: 64,
        skipFrames: 1e9,
        skipTime: 1e9,
      } as never;
    }
    const columns = Math.ceil(Math.sqrt(tiles.length));
    if (mosaic.width !== MOSAIC.width) Object.assign(mosaic, MOSAIC);
    const [width, height] = [MOSAIC.width / columns, MOSAIC.height / columns];
    for (const [i, tile] of tiles.entries())
      context.drawImage(tile, (i % columns) * width, Math.floor(i / columns) * height, width, height);
    const { face } = await human.detect(mosaic);
    const found = face.filter(({ emotion }) => emotion?.length).length;
    return { found, inCallMs: performance.now() - start };
  },

  tensors: () => (human.tf as unknown as { engine(): { state: { numTensors: number } } }).engine().state,
};
