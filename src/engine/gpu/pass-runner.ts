// From an atlas to readings on a GPU: shaders of our own for both nets and for what lies between them, one upload, one readback.
import { DETECTION_WIDTH } from '../geometry/best-face.ts';
import { FACE } from '../geometry/framing.ts';
import { gridSide, MOST_CELLS } from '../geometry/grid.ts';
import { CLASSIFICATION_WIDTH, HEADS, softmax } from '../nets/classification.ts';
import { partsOf, readGraph } from '../nets/graph.ts';
import type { ModelStep, Models } from '../nets/model-files.ts';
import { planNet, type Tensor } from '../nets/net.ts';
import type { Runner } from '../runner.ts';
import { type Atlas, CELL } from '../types.ts';
import { addBestFace, addCells, addCrop, addRow, addStandardised } from './pass-faces.ts';
import { addNet, sheetOf } from './pass-net.ts';
import type { Passes, Sheet } from './passes.ts';

export class PassRunner implements Runner {
  private constructor(
    readonly backend: 'webgl' | 'webgpu',
    private readonly passes: Passes,
    /** Where faces that are framed already come in, and the pass that reads them first. */
    private readonly face: { sheet: Sheet; from: number },
    /** Texels of a row of the answer: a detection's, then each head's logits. */
    private readonly row: { width: number; heads: { at: number; length: number }[] },
  ) {}

  /** @param passes empty so far; they go with the runner. @throws EngineError errorModelBroken */
  static create(
    backend: 'webgl' | 'webgpu',
    passes: Passes,
    { detector, expression }: Models,
    onLoaded: (step: ModelStep) => void = () => {},
  ): PassRunner {
    try {
      const found = readGraph('detector', detector);
      const finder = planNet(found, { node: 'cells', side: CELL, channels: 3 });
      const sheets = new Map<Tensor, Sheet>([[finder.input, sheetOf(finder.input)]]);
      const sheet = (tensor: Tensor) => sheets.get(tensor) as Sheet;
      addCells(passes, sheet(finder.input));
      addNet(passes, finder, sheets);
      const parts = (output: string) => partsOf(found, output).map((node) => sheet(finder.tensor(node)));
      const detection = addBestFace(passes, parts('scores'), parts('boxes'));
      onLoaded('detector');

      const reader = planNet(readGraph('expression', expression), {
        node: 'standardise/face',
        side: FACE,
        channels: 1,
      });
      const face = sheetOf(reader.input);
      sheets.set(reader.input, sheetOf(reader.input));
      addCrop(passes, detection, face);
      const from = passes.length;
      addStandardised(passes, face, sheet(reader.input));
      addNet(passes, reader, sheets);
      const logits = HEADS.map((head) => reader.tensor(`${head}/logits`));
      const answer = addRow(passes, [detection, ...logits.map(sheet)]);
      onLoaded('expression');
      let at = detection.width;
      const heads = logits.map((tensor) => {
        const head = { at, length: tensor.channels };
        at += sheet(tensor).width;
        return head;
      });
      return new PassRunner(backend, passes, { sheet: face, from }, { width: answer.width, heads });
    } catch (error) {
      passes.dispose();
      throw error;
    }
  }

  async read({ data, width, cells }: Atlas): Promise<Float32Array> {
    await this.compile();
    this.passes.setAtlas(data, width);
    const answer = await this.passes.run(roomFor(cells), cells, width / CELL);
    const size = DETECTION_WIDTH + CLASSIFICATION_WIDTH;
    const rows = new Float32Array(cells * size);
    for (let i = 0; i < cells; i++) {
      const from = answer.subarray(4 * i * this.row.width);
      const row = rows.subarray(i * size);
      row[0] = from[0] as number;
      row.set(from.subarray(4, 4 + DETECTION_WIDTH - 1), 1);
      this.classified(from, row.subarray(DETECTION_WIDTH));
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

  /** Programs serve every size. */
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

  private classified(from: Float32Array, row: Float32Array): void {
    let column = 0;
    for (const { at, length } of this.row.heads) {
      softmax(from.subarray(4 * at, 4 * at + length), row.subarray(column));
      column += length;
    }
  }
}

/** Textures grow in the steps of the atlas' grids, so that somebody who joins seldom makes new ones. */
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
