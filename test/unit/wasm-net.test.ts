// Nets of random numbers through our kernels, against sums written out plainly.
import { beforeAll, describe, expect, test } from 'vitest';
import { kernelFile } from '../../harness/kernels.ts';
import { Memory } from '../../src/engine/cpu/wasm-memory.ts';
import { BEFORE, BORDER, makeNet } from '../../src/engine/cpu/wasm-net.ts';
import type { Graph, Node, Weight } from '../../src/engine/nets/graph.ts';

/** [height, width, channels] */
interface Plain {
  height: number;
  width: number;
  channels: number;
  values: number[];
}

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await WebAssembly.compile(await kernelFile('kernels.wasm'));
});

/** The same numbers each time, -1..1. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed * 7919 + 1;
  return Float32Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.fround((2 * state) / 2_147_483_648 - 1);
  });
}

const size = ({ height, width, channels }: Plain) => height * width * channels;
const each = (x: Plain, f: (value: number, channel: number, i: number) => number): Plain => ({
  ...x,
  values: x.values.map((value, i) => f(value, i % x.channels, i)),
});
const relu = (x: Plain) => each(x, (value) => Math.max(0, value));

/** Sums over taps with TensorFlow's SAME padding; `groups`: each channel by itself. */
function convolved(x: Plain, kernel: Weight, bias: Weight, stride: number, groups = false): Plain {
  const [kernelH = 1, kernelW = 1, , last = 1] = kernel.shape;
  const channels = groups ? x.channels : last;
  const [height, width] = [Math.ceil(x.height / stride), Math.ceil(x.width / stride)];
  const before = (length: number, out: number, k: number) =>
    Math.floor(Math.max(0, (out - 1) * stride + k - length) / 2);
  const [top, left] = [before(x.height, height, kernelH), before(x.width, width, kernelW)];
  const values: number[] = [];
  for (let y = 0; y < height; y++)
    for (let column = 0; column < width; column++)
      for (let o = 0; o < channels; o++) {
        let sum = bias.values[o] as number;
        for (let ky = 0; ky < kernelH; ky++)
          for (let kx = 0; kx < kernelW; kx++) {
            const [row, at] = [y * stride - top + ky, column * stride - left + kx];
            if (row < 0 || at < 0 || row >= x.height || at >= x.width) continue;
            for (const c of groups ? [o] : Array.from({ length: x.channels }, (_, i) => i)) {
              const tap = (ky * kernelW + kx) * x.channels + c;
              const weight = kernel.values[groups ? tap : tap * channels + o] as number;
              sum += weight * (x.values[(row * x.width + at) * x.channels + c] as number);
            }
          }
        values.push(sum);
      }
  return { height, width, channels, values };
}

/** A graph that begins as ours do, 5x5 at every other pixel, and what its steps give, worked out plainly. */
class Trial {
  readonly nodes: Node[] = [this.node('Placeholder', 'x', [])];
  readonly weights = new Map<string, Weight>();
  readonly inputs: Plain[];
  readonly plain = new Map<string, Plain[]>();
  private seed = 1;

  constructor(
    readonly side: number,
    readonly channels: number,
    first: number,
    images = 2,
    kernel = 5,
  ) {
    this.inputs = Array.from({ length: images }, () => {
      const values = [...numbers(side * side * channels, this.seed++)];
      return { height: side, width: side, channels, values };
    });
    this.plain.set('x', this.inputs);
    this.conv('first', 'x', kernel, first, 2, true);
  }

  node(op: string, name: string, inputs: string[], more: Partial<Node> = {}): Node {
    return { op, name, inputs, stride: 1, same: true, relu: false, ...more };
  }

  weight(name: string, shape: number[]): Weight {
    const count = shape.reduce((a, b) => a * b, 1);
    const weight = {
      shape,
      values: numbers(count, this.seed++).map((value) => value / Math.sqrt(count / (shape[3] ?? 1))),
    };
    this.weights.set(name, weight);
    return weight;
  }

  add(op: string, name: string, inputs: string[], plain: (...x: Plain[]) => Plain, more: Partial<Node> = {}): void {
    this.nodes.push(this.node(op, name, inputs, more));
    const sources = inputs.filter((input) => this.plain.has(input)).map((input) => this.plain.get(input) as Plain[]);
    this.plain.set(
      name,
      this.inputs.map((_, i) => plain(...sources.map((source) => source[i] as Plain))),
    );
  }

  conv(name: string, x: string, kernel: number, channels: number, stride: number, withRelu: boolean): void {
    const [source] = this.plain.get(x) as [Plain];
    const weights = this.weight(`${name}/kernel`, [kernel, kernel, source.channels, channels]);
    const bias = this.weight(`${name}/bias`, [channels]);
    const run = (input: Plain) => {
      const y = convolved(input, weights, bias, stride);
      return withRelu ? relu(y) : y;
    };
    this.add('_FusedConv2D', name, [x, `${name}/kernel`, `${name}/bias`], run, { stride, relu: withRelu });
  }

  depthwise(name: string, x: string, stride: number): void {
    const [source] = this.plain.get(x) as [Plain];
    const weights = this.weight(`${name}/kernel`, [3, 3, source.channels, 1]);
    const bias = this.weight(`${name}/bias`, [source.channels]);
    const run = (input: Plain) => convolved(input, weights, bias, stride, true);
    this.add('FusedDepthwiseConv2dNative', name, [x, `${name}/kernel`, `${name}/bias`], run, { stride });
  }

  /** The largest difference between what the kernels give for a node and what it should be. */
  difference(output: string): number {
    const memory = new Memory(module);
    const graph: Graph = { name: 'random', nodes: this.nodes, weights: this.weights };
    const input = { node: 'x', side: this.side, channels: this.channels };
    const net = makeNet(memory, graph, this.inputs.length + 1, input, [output]);
    const outer = this.side + BORDER;
    for (const [i, { values }] of this.inputs.entries()) {
      const at = memory
        .floats(net.input.at, (i + 1) * outer * outer * this.channels)
        .subarray(i * outer * outer * this.channels);
      for (let y = 0; y < this.side; y++) {
        const row = values.slice(y * this.side * this.channels, (y + 1) * this.side * this.channels);
        at.set(row, ((y + BEFORE) * outer + BEFORE) * this.channels);
      }
    }
    // Twice, since buffers still hold the first run's numbers then.
    net.run(this.inputs.length);
    net.run(this.inputs.length);
    const { at, height, width, channels, real } = net.output(output);
    let worst = 0;
    for (const [i, expected] of (this.plain.get(output) as Plain[]).entries()) {
      expect([height, width, real]).toEqual([expected.height, expected.width, expected.channels]);
      const all = memory.floats(at, (i + 1) * height * width * channels).subarray(i * height * width * channels);
      expect(size(expected)).toBe(height * width * real);
      for (let p = 0; p < height * width; p++)
        for (let c = 0; c < real; c++) {
          const apart = Math.abs((all[p * channels + c] as number) - (expected.values[p * real + c] as number));
          worst = Math.max(worst, Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart);
        }
    }
    return worst;
  }
}

const CLOSE = 2e-5;

describe('our kernels give what a plain sum gives', () => {
  test.each([
    [5, 16, 1, 8],
    [5, 18, 3, 24],
    [5, 22, 3, 7],
    [3, 20, 3, 9],
  ])(
    'a first layer of %ix%1$i at every other pixel, %i pixels wide, %i channels to %i',
    (kernel, side, channels, first) => {
      expect(new Trial(side, channels, first, 2, kernel).difference('first')).toBeLessThan(CLOSE);
    },
  );

  test.each([1, 2])('a smaller picture enlarged and added, %i images', (images) => {
    const trial = new Trial(20, 3, 6, images);
    trial.conv('half', 'first', 3, 6, 2, true);
    const enlarged = (x: Plain): Plain => {
      const [height, width] = [2 * x.height, 2 * x.width];
      const at = (place: number, length: number): [number, number, number] => {
        const middle = Math.max(0, (place + 0.5) / 2 - 0.5);
        const low = Math.floor(middle);
        return [low, Math.min(low + 1, length - 1), middle - low];
      };
      const values = Array.from({ length: height * width * x.channels }, (_, i) => {
        const [c, column, row] = [
          i % x.channels,
          Math.floor(i / x.channels) % width,
          Math.floor(i / x.channels / width),
        ];
        const [y0, y1, y] = at(row, x.height);
        const [x0, x1, part] = at(column, x.width);
        const value = (r: number, k: number) => x.values[(r * x.width + k) * x.channels + c] as number;
        const line = (r: number) => value(r, x0) * (1 - part) + value(r, x1) * part;
        return line(y0) * (1 - y) + line(y1) * y;
      });
      return { height, width, channels: x.channels, values };
    };
    trial.add('ResizeBilinear', 'large', ['half', 'size'], enlarged);
    trial.add('AddV2', 'y', ['first', 'large'], (a, b) => each(a, (value, _, i) => value + (b.values[i] as number)));
    expect(trial.difference('y')).toBeLessThan(CLOSE);
  });

  test.each([
    [1, 1, 12],
    [1, 1, 42],
    [3, 2, 16],
    [3, 2, 5],
  ])('a convolution of %ix%1$i at every %i. pixel to %i channels', (kernel, stride, channels) => {
    const trial = new Trial(20, 3, 10);
    trial.conv('y', 'first', kernel, channels, stride, false);
    expect(trial.difference('y')).toBeLessThan(CLOSE);
  });

  test.each([
    [16, 8, true],
    [24, 12, false],
    // Neither 6 nor 11 pixels are a whole number of tiles, nor are 6 and 7 channels of vectors.
    [12, 6, true],
    [22, 7, false],
  ])('3x3 by Winograd, %i pixels halved, %i channels, ReLU %s', (side, channels, withRelu) => {
    const trial = new Trial(side, 3, channels);
    trial.conv('y', 'first', 3, channels + 1, 1, withRelu);
    expect(trial.difference('y')).toBeLessThan(CLOSE);
  });

  test.each([
    [16, 8, 1],
    [20, 6, 1],
    [16, 8, 2],
    [24, 10, 2],
  ])('3x3 of each channel, %i pixels halved, %i channels, every %i. pixel', (side, channels, stride) => {
    const trial = new Trial(side, 3, channels);
    trial.depthwise('y', 'first', stride);
    expect(trial.difference('y')).toBeLessThan(CLOSE);
  });

  test('a block of the detector: what came before it is added, with fewer channels or halved', () => {
    const trial = new Trial(32, 3, 6);
    const padded = (to: number) => (x: Plain) => ({
      ...x,
      channels: to,
      values: Array.from({ length: x.height * x.width * to }, (_, i) =>
        i % to < x.channels ? (x.values[Math.floor(i / to) * x.channels + (i % to)] as number) : 0,
      ),
    });
    const sum = (a: Plain, b: Plain) => each(a, (value, _, i) => value + (b.values[i] as number));
    const pooled = (x: Plain): Plain => ({
      height: x.height / 2,
      width: x.width / 2,
      channels: x.channels,
      values: Array.from({ length: size(x) / 4 }, (_, i) => {
        const [c, column, row] = [
          i % x.channels,
          Math.floor(i / x.channels) % (x.width / 2),
          Math.floor(i / x.channels / (x.width / 2)),
        ];
        const at = (dy: number, dx: number) =>
          x.values[((2 * row + dy) * x.width + 2 * column + dx) * x.channels + c] as number;
        return Math.max(at(0, 0), at(0, 1), at(1, 0), at(1, 1));
      }),
    });
    trial.depthwise('d1', 'first', 1);
    trial.conv('c1', 'd1', 1, 9, 1, false);
    trial.add('Pad', 'p1', ['first'], padded(9));
    trial.add('AddV2', 's1', ['p1', 'c1'], sum);
    trial.add('Relu', 'r1', ['s1'], relu);
    trial.depthwise('d2', 'r1', 2);
    trial.add('MaxPool', 'm2', ['r1'], pooled, { stride: 2 });
    trial.conv('c2', 'd2', 1, 14, 1, false);
    trial.add('Pad', 'p2', ['m2'], padded(14));
    trial.add('AddV2', 's2', ['p2', 'c2'], sum);
    trial.add('Relu', 'r2', ['s2'], relu);
    trial.conv('y', 'r2', 1, 3, 1, false);
    expect(trial.difference('r1')).toBeLessThan(CLOSE);
    expect(trial.difference('y')).toBeLessThan(CLOSE);
  });

  test('a block of the expression net: squeezed, gated, added', () => {
    const trial = new Trial(24, 1, 8);
    trial.conv('second', 'first', 3, 8, 1, false);
    trial.add('AvgPool', 'mean', ['second'], (x) => ({
      height: 1,
      width: 1,
      channels: x.channels,
      values: Array.from({ length: x.channels }, (_, c) => {
        const own = x.values.filter((_, i) => i % x.channels === c);
        return own.reduce((a, b) => a + b) / own.length;
      }),
    }));
    trial.conv('down', 'mean', 1, 4, 1, true);
    trial.conv('up', 'down', 1, 8, 1, false);
    trial.add('Sigmoid', 'gate', ['up'], (x) => each(x, (value) => 1 / (1 + Math.exp(-value))));
    trial.add('Mul', 'gated', ['second', 'gate'], (x, g) => each(x, (value, c) => value * (g.values[c] as number)));
    trial.add('AddV2', 'sum', ['first', 'gated'], (a, b) => each(a, (value, _, i) => value + (b.values[i] as number)));
    trial.add('Relu', 'y', ['sum'], relu);
    expect(trial.difference('y')).toBeLessThan(CLOSE);
  });
});

test('an operation that no net of ours has is refused', () => {
  const trial = new Trial(16, 1, 8);
  trial.add('Elu', 'y', ['first'], relu);
  expect(() => trial.difference('y')).toThrow(
    'The random model cannot be read: its y is a Elu, which no net of ours has.',
  );
});
