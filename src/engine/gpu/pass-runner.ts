// Runs both nets on a GPU with our own shaders: one upload, no readback between the nets, one readback at the end.
import { DETECTION_WIDTH } from '../geometry/best-face.ts';
import { FACE } from '../geometry/framing.ts';
import { gridSide, MOST_CELLS } from '../geometry/grid.ts';
import { CLASSIFICATION_WIDTH, HEADS, type Head, headsFor, nodeOf, writeHead } from '../nets/classification.ts';
import { partsOf, readGraph } from '../nets/graph.ts';
import type { ModelStep, Models } from '../nets/model-files.ts';
import { planNet, type Tensor } from '../nets/net.ts';
import type { Runner } from '../runner.ts';
import { type Asked, type Atlas, CELL } from '../types.ts';
import { addBestFace, addCells, addCrop, addRow, addStandardised } from './pass-faces.ts';
import { addNet, sheetOf } from './pass-net.ts';
import type { Passes, Sheet } from './passes.ts';

export class PassRunner implements Runner {
  private constructor(
    readonly backend: 'webgl' | 'webgpu',
    private readonly passes: Passes,
    /** The sheet that framed faces are written to, and the first pass that reads it. */
    private readonly face: { sheet: Sheet; from: number },
    /** Texels of a row of the answer: a detection, then what each head's node gives; `pass`: which one draws that. */
    private readonly row: { width: number; heads: { head: Head; at: number; pass: number }[] },
  ) {}

  /** @param passes without any pass yet; the runner disposes of them. @throws EngineError errorModelBroken */
  static create(
    backend: 'webgl' | 'webgpu',
    passes: Passes,
    { detector, expression }: Models,
    onLoaded: (step: ModelStep) => void = () => {},
  ): PassRunner {
    try {
      const found = readGraph('detector', detector);
      const [scores, boxes] = [partsOf(found, 'scores'), partsOf(found, 'boxes')];
      const finder = planNet(found, { node: 'cells', side: CELL, channels: 3 }, [...scores, ...boxes]);
      const sheets = new Map<Tensor, Sheet>([[finder.input, sheetOf(finder.input)]]);
      const sheet = (tensor: Tensor) => sheets.get(tensor) as Sheet;
      addCells(passes, sheet(finder.input));
      addNet(passes, finder, sheets);
      const given = (node: string) => sheet(finder.tensor(node));
      const detection = addBestFace(passes, scores.map(given), boxes.map(given));
      onLoaded('detector');

      const framed = { node: 'standardise/face', side: FACE, channels: 1 };
      const reader = planNet(readGraph('expression', expression), framed, HEADS.map(nodeOf));
      const face = sheetOf(reader.input);
      sheets.set(reader.input, sheetOf(reader.input));
      addCrop(passes, detection, face);
      const from = passes.length;
      addStandardised(passes, face, sheet(reader.input));
      const places = addNet(passes, reader, sheets);
      const headSheets = HEADS.map((head) => sheet(reader.tensor(nodeOf(head))));
      const answer = addRow(passes, [detection, ...headSheets]);
      onLoaded('expression');
      let at = detection.width;
      const heads = HEADS.map((head, i) => {
        const placed = { head, at, pass: places.get(reader.tensor(nodeOf(head))) as number };
        at += headSheets[i]?.width ?? 0;
        return placed;
      });
      return new PassRunner(backend, passes, { sheet: face, from }, { width: answer.width, heads });
    } catch (error) {
      passes.dispose();
      throw error;
    }
  }

  async read({ data, width, cells }: Atlas, asked: Asked = 'all'): Promise<Float32Array> {
    await this.compile();
    this.passes.setAtlas(data, width);
    const unasked = this.row.heads.filter(({ head }) => !headsFor(asked).includes(head));
    const left = new Set(unasked.map(({ pass }) => pass));
    const answer = await this.passes.run(roomFor(cells), cells, width / CELL, 0, left);
    const size = DETECTION_WIDTH + CLASSIFICATION_WIDTH;
    const rows = new Float32Array(cells * size);
    for (let i = 0; i < cells; i++) {
      const from = answer.subarray(4 * i * this.row.width);
      const row = rows.subarray(i * size);
      row[0] = from[0] as number;
      row.set(from.subarray(4, 4 + DETECTION_WIDTH - 1), 1);
      this.classified(from, row.subarray(DETECTION_WIDTH), asked);
    }
    return rows;
  }

  async classify(gray: Float32Array, n: number): Promise<Float32Array> {
    await this.compile();
    const { sheet, from } = this.face;
    const rows = new Float32Array(n * CLASSIFICATION_WIDTH);
    for (let start = 0; start < n; start += MOST_CELLS) {
      const count = Math.min(MOST_CELLS, n - start);
      this.passes.write(sheet, count, texelsOf(gray.subarray(start * FACE * FACE), count, sheet));
      const answer = await this.passes.run(count, count, 1, from);
      for (let i = 0; i < count; i++)
        this.classified(answer.subarray(4 * i * this.row.width), rows.subarray((start + i) * CLASSIFICATION_WIDTH));
    }
    return rows;
  }

  /** One program serves every size. */
  async compile(): Promise<void> {
    await Promise.race([this.passes.compiled(), this.passes.lost]);
  }

  async leastMs(cells: number): Promise<number> {
    await this.compile();
    return this.passes.leastMs(cells);
  }

  dispose(): void {
    this.passes.dispose();
  }

  private classified(from: Float32Array, row: Float32Array, asked: Asked = 'all'): void {
    const heads = headsFor(asked);
    let column = 0;
    for (const { head, at } of this.row.heads) {
      // What was not drawn is of an earlier face.
      if (heads.includes(head)) writeHead(head, from.subarray(4 * at, 4 * at + head.length), row.subarray(column));
      column += head.length;
    }
  }
}

/** Textures grow in steps of the atlas' grids, so that new ones are seldom made when somebody joins. */
function roomFor(cells: number): number {
  return gridSide(cells) ** 2;
}

/** [n, FACE, FACE] as texels of two by two pixels, layer by layer. */
function texelsOf(gray: Float32Array, n: number, { width, height, layers }: Sheet): Float32Array {
  const texels = new Float32Array(layers * n * height * width * 4);
  for (let layer = 0; layer < layers; layer++)
    for (let row = 0; row < n * height; row++)
      for (let column = 0; column < width; column++) {
        const [x, y] = [2 * column + (layer & 1), 2 * row + (layer >> 1)];
        texels[((layer * n * height + row) * width + column) * 4] = gray[y * FACE + x] as number;
      }
  return texels;
}
