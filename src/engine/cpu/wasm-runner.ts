// Runs both nets on the processor with our own kernels, cell by cell, so that each step finds its input in the cache.
import { anchorOffsets, REGRESSORS } from '../geometry/anchors.ts';
import { blendedFace, DETECTION_WIDTH, middlePenalties } from '../geometry/best-face.ts';
import { cropGrid, FACE, OVERSAMPLE, VARIANCE_FLOOR } from '../geometry/framing.ts';
import { CLASSIFICATION_WIDTH, HEADS, headsFor, nodeOf, unaskedNodes, writeHead } from '../nets/classification.ts';
import { partsOf, readGraph } from '../nets/graph.ts';
import type { ModelStep, Models } from '../nets/model-files.ts';
import type { Runner } from '../runner.ts';
import { type Asked, type Atlas, CELL } from '../types.ts';
import { Memory } from './wasm-memory.ts';
import { BORDER, makeNet, type Net, type Placed } from './wasm-net.ts';

/** Faces in one run of the expression net: many enough to reuse its weights, few enough for the cache. */
const BATCH = 9;

/** Numbers of a row: a detection's, then a classification's. */
const ROW = DETECTION_WIDTH + CLASSIFICATION_WIDTH;

export class WasmRunner implements Runner {
  readonly backend = 'wasm';
  private readonly memory: Memory;
  private readonly detector: Net;
  private readonly scores: Int32Array;
  private readonly boxes: Int32Array;
  private readonly classifier: Net;
  private readonly offsets = anchorOffsets();
  private readonly penalties = middlePenalties(this.offsets);
  private readonly gray: number;
  private readonly face: number;
  private atlas = { at: 0, bytes: 0 };

  /** @throws EngineError errorModelBroken */
  constructor(
    module: WebAssembly.Module,
    { detector, expression }: Models,
    onLoaded: (step: ModelStep) => void = () => {},
  ) {
    this.memory = new Memory(module);
    const graph = readGraph('detector', detector);
    const [scores, boxes] = [partsOf(graph, 'scores'), partsOf(graph, 'boxes')];
    this.detector = makeNet(this.memory, graph, 1, { node: 'cells', side: CELL, channels: 3 }, [...scores, ...boxes]);
    this.scores = anchorPlaces(scores.map(this.detector.output), 1);
    this.boxes = anchorPlaces(boxes.map(this.detector.output), REGRESSORS);
    onLoaded('detector');
    const input = { node: 'standardise/face', side: FACE, channels: 1 };
    this.classifier = makeNet(this.memory, readGraph('expression', expression), BATCH, input, HEADS.map(nodeOf));
    onLoaded('expression');
    this.gray = this.memory.reserve(CELL * CELL * 4);
    this.face = this.memory.reserve(FACE * FACE * 4);
  }

  async read({ data, width, cells }: Atlas, asked: Asked = 'all'): Promise<Float32Array<ArrayBuffer>> {
    const rows = new Float32Array(cells * ROW);
    const pixels = this.put(data);
    const columns = width / CELL;
    for (let start = 0; start < cells; start += BATCH) {
      const count = Math.min(BATCH, cells - start);
      for (let i = 0; i < count; i++) {
        const cell = start + i;
        const corner = pixels + 4 * CELL * (Math.floor(cell / columns) * width + (cell % columns));
        const row = rows.subarray(cell * ROW);
        row.set(this.detect(corner, width));
        this.frame(row);
        this.take(i);
      }
      this.classified(count, rows, start, ROW, DETECTION_WIDTH, asked);
    }
    return rows;
  }

  async classify(gray: Float32Array, n: number): Promise<Float32Array<ArrayBuffer>> {
    const rows = new Float32Array(n * CLASSIFICATION_WIDTH);
    for (let start = 0; start < n; start += BATCH) {
      const count = Math.min(BATCH, n - start);
      for (let i = 0; i < count; i++) {
        const face = gray.subarray((start + i) * FACE * FACE, (start + i + 1) * FACE * FACE);
        this.memory.floats(this.face, FACE * FACE).set(face);
        this.take(i);
      }
      this.classified(count, rows, start, CLASSIFICATION_WIDTH, 0, 'all');
    }
    return rows;
  }

  /** Nothing to do: the garbage collector frees the memory. */
  dispose() {}

  private put(data: Uint8ClampedArray): number {
    if (this.atlas.bytes < data.length) this.atlas = { at: this.memory.reserve(data.length), bytes: data.length };
    this.memory.bytes(this.atlas.at, data.length).set(data);
    return this.atlas.at;
  }

  private detect(corner: number, width: number): Float32Array {
    const { memory, detector, scores, boxes, offsets, penalties } = this;
    memory.kernels.readCell(corner, width, detector.input.at, this.gray);
    detector.run(1);
    return blendedFace({ values: memory.numbers, scores, boxes }, offsets, penalties);
  }

  /** Cuts the face of a detection out of the gray cell, as tfjs/crop.ts does. */
  private frame(detection: Float32Array): void {
    const at = (i: number) => detection[i] as number;
    const [width, height] = [at(3) * CELL, at(4) * CELL];
    const box = { x: at(1) * CELL - width / 2, y: at(2) * CELL - height / 2, width, height };
    const [right, left] = [
      { x: at(5) * CELL, y: at(6) * CELL },
      { x: at(7) * CELL, y: at(8) * CELL },
    ];
    const { x0, y0, ax, bx, ay, by } = cropGrid(box, right, left, OVERSAMPLE * FACE);
    this.memory.kernels.crop(this.gray, x0 - 0.5, y0 - 0.5, ax, bx, ay, by, this.face);
  }

  /** Standardises the face into its place in the expression net's batch. */
  private take(i: number): void {
    const size = (FACE + BORDER) ** 2 * 4;
    this.memory.kernels.standardise(this.face, VARIANCE_FLOOR, this.classifier.input.at + i * size);
  }

  private classified(
    count: number,
    rows: Float32Array,
    start: number,
    width: number,
    from: number,
    asked: Asked,
  ): void {
    this.classifier.run(count, unaskedNodes(asked));
    const heads = headsFor(asked);
    let column = from;
    for (const head of HEADS) {
      if (!heads.includes(head)) {
        column += head.length;
        continue;
      }
      const { at, channels } = this.classifier.output(nodeOf(head));
      const given = this.memory.floats(at, count * channels);
      for (let i = 0; i < count; i++) {
        const numbers = given.subarray(i * channels, i * channels + head.length);
        writeHead(head, numbers, rows.subarray((start + i) * width + column));
      }
      column += head.length;
    }
  }
}

/** Where each anchor's first number lies, counted in numbers from the memory's beginning. @param size numbers an anchor. */
function anchorPlaces(tensors: Placed[], size: number): Int32Array {
  const places = tensors.flatMap(({ at, height, width, channels, real }) =>
    Array.from({ length: (height * width * real) / size }, (_, i) => {
      const each = real / size;
      return at / 4 + Math.floor(i / each) * channels + (i % each) * size;
    }),
  );
  return Int32Array.from(places);
}
