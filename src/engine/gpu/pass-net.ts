// A net's operations as passes of a GPU: every texel of a sheet is four channels of two by two pixels, so that a weight that has been
// fetched serves four pixels and a pixel that has been fetched all taps and four channels.

import { brokenModel } from '../nets/graph.ts';
import type { Convolution, Depthwise, Operation, Plan, Tensor } from '../nets/net.ts';
import type { Passes, Sheet, Table } from './passes.ts';

/** The sheet of a tensor. @throws EngineError errorModelBroken when it cannot be cut into two by two pixels. */
export function sheetOf({ height, width, channels }: Tensor): Sheet {
  const blocks = blocksOf(channels);
  if (height === 1 && width === 1) return { width: blocks, height: 1, layers: 1 };
  if (height % 2 || width % 2) throw brokenModel('GPU', `a tensor of ${width}×${height} is not even`);
  return { width: (width / 2) * blocks, height: height / 2, layers: 4 };
}

/** @param sheets those that the net reads; it adds its own. @returns the place of the pass that draws each tensor */
export function addNet(passes: Passes, { operations }: Plan, sheets: Map<Tensor, Sheet>): Map<Tensor, number> {
  const places = new Map<Tensor, number>();
  for (const operation of operations) {
    const y = sheetOf(operation.y);
    addOperation(passes, operation, (tensor) => sheets.get(tensor) as Sheet, y);
    sheets.set(operation.y, y);
    places.set(operation.y, passes.length - 1);
  }
  return places;
}

function addOperation(passes: Passes, operation: Operation, sheet: (tensor: Tensor) => Sheet, y: Sheet): void {
  const x = sheet(operation.x);
  switch (operation.kind) {
    case 'convolution':
      convolution(passes, operation, x, operation.residual && sheet(operation.residual), y);
      break;
    case 'depthwise':
      depthwise(passes, operation, x, y);
      break;
    case 'maxPool': {
      // Two by two pixels are one texel's four layers.
      const greatest = (layer: number) => {
        const at = `2 * at + ivec2(${layer & 1}, ${layer >> 1})`;
        const parts = [0, 1, 2, 3].map((part) => fetch('x', at, x, part));
        return `y${layer} = max(max(${parts[0]}, ${parts[1]}), max(${parts[2]}, ${parts[3]}));`;
      };
      passes.add({ body: each(y, greatest), reads: { x }, y });
      break;
    }
    case 'mean': {
      const { width, height } = perBlock(operation.x);
      const body = `vec4 sum = vec4(0);
for (int row = 0; row < ${height}; row++) {
  for (int column = 0; column < ${width}; column++) {
    for (int layer = 0; layer < 4; layer++) {
      sum += texelFetch(x, ivec3(at.x * ${width} + column, image * ${height} + row, layer), 0);
    }
  }
}
y0 = sum / ${4 * width * height}.0;`;
      passes.add({ body, reads: { x }, y });
      break;
    }
    case 'gate': {
      const { width } = perBlock(operation.y);
      const gated = (layer: number) =>
        `y${layer} = max(${fetch('residual', 'at', x, layer)} + gate * ${fetch('x', 'at', x, layer)}, vec4(0));`;
      const body = `vec4 gate = 1.0 / (1.0 + exp(-texelFetch(gates, ivec3(at.x / ${width}, image, 0), 0)));
${each(y, gated)}`;
      passes.add({ body, reads: { x, gates: sheet(operation.gates), residual: sheet(operation.residual) }, y });
      break;
    }
    case 'upsample':
      throw brokenModel('GPU', 'it upsamples, which no net on a GPU does');
  }
}

/** A sum over the taps and the blocks of x, four pixels and four channels at a time. */
function convolution(passes: Passes, operation: Convolution, x: Sheet, residual: Sheet | null, y: Sheet): void {
  const { kernelHeight, kernelWidth, relu } = operation;
  const taps = kernelHeight * kernelWidth;
  const blocks = blocksOf(operation.x.channels);
  const reach = new Reach(operation, kernelHeight, kernelWidth);
  const weights = tableOfWeights(operation, blocks);
  // A picture has one or three channels, and zeros are no work.
  const lanes = Math.min(4, operation.x.channels);
  const matrix = ['float', 'vec4', 'mat2x4', 'mat3x4', 'mat4'][lanes];
  const columns = (tap: number) =>
    Array.from({ length: lanes }, (_, i) => `texelFetch(weights, ivec2(w + ${4 * tap + i}, block), 0)`).join(', ');
  const part = 'xyzw'.slice(0, lanes);
  const products = (tap: number, values: string[]) => `m = ${matrix}(${columns(tap)});
${each(y, (layer) => `sum${layer} += m * ${values[layer]}.${part};`)}`;
  const sums = [
    each(y, (layer) => `vec4 sum${layer} = texelFetch(weights, ivec2(${blocks * taps * 4}, block), 0);`),
    `${matrix} m;`,
    `for (int c = 0; c < ${blocks}; c++) {`,
    `int w = c * ${taps * 4};`,
    reach.taps('c', y, products),
    '}',
  ];
  if (residual)
    sums.push(
      `if (block < ${blocksOf(operation.residual?.channels ?? 0)}) {`,
      each(y, (layer) => `sum${layer} += ${fetch('residual', 'at', y, layer)};`),
      '}',
    );
  const results = each(y, (layer) => `y${layer} = ${relu ? `max(sum${layer}, vec4(0))` : `sum${layer}`};`);
  const body = [reach.beginning, ...sums, results].join('\n');
  const work = taps * operation.x.channels * operation.y.height * operation.y.width * operation.y.channels;
  passes.add({ body, reads: { x, weights, ...(residual ? { residual } : {}) }, y, work });
}

function depthwise(passes: Passes, operation: Depthwise, x: Sheet, y: Sheet): void {
  const { channels } = operation.x;
  const blocks = blocksOf(channels);
  const reach = new Reach(operation, 3, 3);
  const values = new Float32Array(blocks * 10 * 4);
  for (let c = 0; c < channels; c++) {
    const at = (tap: number) => (Math.floor(c / 4) * 10 + tap) * 4 + (c % 4);
    for (let tap = 0; tap < 9; tap++) values[at(tap)] = operation.weights[tap * channels + c] as number;
    values[at(9)] = operation.bias[c] as number;
  }
  const weights: Table = { values, columns: 10, rows: blocks };
  const weight = (tap: number) => `texelFetch(weights, ivec2(${tap}, block), 0)`;
  const body = `${reach.beginning}
vec4 m = ${weight(9)};
${each(y, (layer) => `vec4 sum${layer} = m;`)}
${reach.taps('block', y, (tap, values) => `m = ${weight(tap)};\n${each(y, (layer) => `sum${layer} += m * ${values[layer]};`)}`)}
${each(y, (layer) => `y${layer} = sum${layer};`)}`;
  passes.add({ body, reads: { x, weights }, y });
}

/** Which texels of x a kernel reads for the pixels of one texel of y, as GLSL. */
class Reach {
  /** Finds the texel's block and the first texel that it reads there, and what of its surroundings lies inside. */
  readonly beginning: string;
  private readonly inner: { width: number; height: number };
  private readonly isMasked: boolean;

  constructor(
    private readonly operation: Convolution | Depthwise,
    private readonly kernelHeight: number,
    private readonly kernelWidth: number,
  ) {
    const { x, y, stride, top, left } = operation;
    this.inner = perBlock(x);
    const offsets = (kernel: number, before: number) => {
      const [first, last] = [Math.floor(-before / 2), Math.floor((stride + kernel - 1 - before) / 2)];
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    };
    const [across, down] = [offsets(kernelWidth, left), offsets(kernelHeight, top)];
    this.isMasked = [...across, ...down].some((offset) => offset < 0 || offset >= stride);
    const inside = (axis: 'x' | 'y', length: number) => (offset: number) =>
      `float ${named(axis, offset)} = float(first.${axis} >= ${-offset} && first.${axis} < ${length - offset});`;
    const { width } = perBlock(y);
    this.beginning = `int block = at.x / ${width};
ivec2 first = ${stride} * ivec2(at.x - block * ${width}, at.y);
${this.isMasked ? [...across.map(inside('x', this.inner.width)), ...down.map(inside('y', this.inner.height))].join('\n') : ''}`;
  }

  /**
   * @param block of x.
   * @param term what a tap does with the value that it takes for each pixel. Values are fetched where they are needed first, so that
   * few have to be kept at a time.
   */
  taps(block: string, y: Sheet, term: (tap: number, values: string[]) => string): string {
    const { stride, top, left } = this.operation;
    const lines = [`ivec2 origin = first + ivec2(${block} * ${this.inner.width}, image * ${this.inner.height});`];
    const fetched = new Set<string>();
    for (let tap = 0; tap < this.kernelHeight * this.kernelWidth; tap++) {
      const values = pixels(y).map(({ i, j }) => {
        const dx = stride * i + (tap % this.kernelWidth) - left;
        const dy = stride * j + Math.floor(tap / this.kernelWidth) - top;
        const name = named(named('v', dx), dy);
        if (!fetched.has(name)) lines.push(`vec4 ${name} = ${this.value(dx, dy)};`);
        fetched.add(name);
        return name;
      });
      lines.push(term(tap, values));
    }
    return lines.join('\n');
  }

  /** The pixel so many columns and rows from the origin's first; zero outside. */
  private value(dx: number, dy: number): string {
    const [x, y] = [Math.floor(dx / 2), Math.floor(dy / 2)];
    const layer = isPoint(this.operation.x) ? 0 : 2 * (dy & 1) + (dx & 1);
    const mask = this.isMasked ? `${named('x', x)} * ${named('y', y)} * ` : '';
    return `${mask}texelFetch(x, ivec3(origin + ivec2(${x}, ${y}), ${layer}), 0)`;
  }
}

/** A GLSL variable of an offset: "x_m2" of x and -2. */
function named(name: string, offset: number): string {
  return `${name}_${offset < 0 ? 'm' : ''}${Math.abs(offset)}`;
}

/** [blocks of y, (blocks of x, taps, 4 channels of x), 4 channels of y], then the bias: a row for each block of y. */
function tableOfWeights({ x, y, weights, bias, kernelHeight, kernelWidth }: Convolution, blocks: number): Table {
  const taps = kernelHeight * kernelWidth;
  const width = blocks * taps * 4 + 1;
  const height = blocksOf(y.channels);
  const values = new Float32Array(width * height * 4);
  for (let o = 0; o < y.channels; o++) {
    const row = Math.floor(o / 4) * width;
    for (let tap = 0; tap < taps; tap++)
      for (let c = 0; c < x.channels; c++) {
        const column = (Math.floor(c / 4) * taps + tap) * 4 + (c % 4);
        values[(row + column) * 4 + (o % 4)] = weights[(tap * x.channels + c) * y.channels + o] as number;
      }
    values[(row + width - 1) * 4 + (o % 4)] = bias[o] as number;
  }
  return { values, columns: width, rows: height };
}

/** A line for each layer of a sheet. */
function each({ layers }: Sheet, line: (layer: number) => string): string {
  return Array.from({ length: layers }, (_, layer) => line(layer)).join('\n');
}

/** Those of one texel, and the layer that each lies in. */
function pixels({ layers }: Sheet): { i: number; j: number; layer: number }[] {
  return Array.from({ length: layers }, (_, layer) => ({ i: layer & 1, j: layer >> 1, layer }));
}

/** GLSL of a sheet's texel at a place within the image. */
function fetch(sampler: string, at: string, { height }: Sheet, layer: number): string {
  return `texelFetch(${sampler}, ivec3(${at} + ivec2(0, image * ${height}), ${layer}), 0)`;
}

function isPoint({ height, width }: Tensor): boolean {
  return height === 1 && width === 1;
}

/** Texels of one block of a tensor. */
function perBlock(tensor: Tensor): { width: number; height: number } {
  return isPoint(tensor) ? { width: 1, height: 1 } : { width: tensor.width / 2, height: tensor.height / 2 };
}

function blocksOf(channels: number): number {
  return Math.ceil(channels / 4);
}
