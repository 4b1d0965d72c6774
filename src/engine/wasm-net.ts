// Makes a list of kernel calls of a net's graph: what follows a convolution joins it, shapes are fixed, buffers are shared.
import { brokenModel, type Graph, type Node, type Weight } from './graph.ts';
import type { Memory } from './wasm-memory.ts';

/** As in kernels.ts. */
const LANES = 4;
const CHANNELS = 8;
const PIXELS = 6;
const SIDE = 4;
const POINTS = 36;

/** [image, height, width, channels], where `channels` counts the zeros that fill it up and `real` does not. */
export interface Tensor {
  /** Pointer; none before every step is known. */
  at: number;
  height: number;
  width: number;
  channels: number;
  real: number;
}

/** Numbers that live from one step to another. */
interface Buffer {
  /** Of one image. */
  size: number;
  tensor: { at: number };
  first: number;
  last: number;
}

export interface Net {
  /** Where to write the images: height and width are BORDER larger than the picture, which begins at BEFORE, BEFORE. */
  input: Tensor;
  /** Runs on as many images as lie in `input`, at most as many as it was made for. */
  run(images: number): void;
  /** What an output's node gave. */
  output(name: string): Tensor;
}

/** Zeros around a net's input, so that its first layer, at most 5x5 at every other pixel, reads each row of its kernel in one piece. */
export const BEFORE = 1;
export const BORDER = 3;

/**
 * @param batch the most images.
 * @param input the node that the picture stands for; nodes before it are left out.
 * @param outputs nodes that can be asked for.
 * @throws EngineError errorModelBroken for a graph that is not one of ours.
 */
export function makeNet(
  memory: Memory,
  { name, nodes, weights }: Graph,
  batch: number,
  input: { node: string; side: number; channels: number },
  outputs: string[],
): Net {
  const { kernels } = memory;
  const broken = (why: string) => brokenModel(name, why);
  const tensors = new Map<string, Tensor>();
  const buffers: Buffer[] = [];
  const steps: ((images: number) => void)[] = [];
  /** Nodes that have become part of a step before them. */
  const joined = new Set<string>();
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const users = new Map<string, Node[]>();
  for (const node of nodes) for (const name of node.inputs) users.set(name, [...(users.get(name) ?? []), node]);

  const only = (node: Node | null, op: string): Node | null => {
    const found = node ? (users.get(node.name) ?? []) : [];
    return found.length === 1 && found[0]?.op === op ? found[0] : null;
  };
  const other = (node: Node, than: Node) => node.inputs.find((name) => name !== than.name) as string;
  const tensor = (name: string | undefined): Tensor => {
    const found = tensors.get(name ?? '');
    if (!found) throw broken(`nothing gives ${name}`);
    return found;
  };
  const weight = (name: string | undefined): Weight => {
    const found = weights.get(name ?? '');
    if (!found) throw broken(`it lacks the weights ${name}`);
    return found;
  };
  const reserved = (size: number, holder = { at: 0 }) => {
    buffers.push({ size, tensor: holder, first: steps.length, last: steps.length });
    return holder;
  };
  const give = (name: string, height: number, width: number, real: number): Tensor => {
    const channels = up(real, LANES);
    const made = { at: 0, height, width, channels, real };
    reserved(height * width * channels, made);
    tensors.set(name, made);
    return made;
  };
  /** `reads` live at least until now. */
  const step = (reads: { at: number }[], run: (images: number) => void) => {
    for (const buffer of buffers) if (reads.includes(buffer.tensor)) buffer.last = steps.length;
    steps.push(run);
  };

  const outer = input.side + BORDER;
  const first: Tensor = { at: 0, height: outer, width: outer, channels: input.channels, real: input.channels };
  first.at = memory.reserve(batch * outer * outer * input.channels * 4);
  tensors.set(input.node, first);
  const zeros = memory.reserve(ZEROS * 4);
  const scratch = memory.reserve(SCRATCH * 4);

  function convolution(node: Node): void {
    const x = tensor(node.inputs[0]);
    const { shape, values } = weight(node.inputs[1]);
    const [kernelH, kernelW, , real] = [...(shape.length === 2 ? [1, 1] : []), ...shape] as [
      number,
      number,
      number,
      number,
    ];
    const bias = memory.put(padded(weight(node.inputs[2]).values, up(real, CHANNELS)));
    const bordered = x === first;
    const size = (length: number) => Math.ceil((bordered ? length - BORDER : length) / node.stride);
    const [height, width] = [size(x.height), size(x.width)];

    // What is added to it, and the ReLU after that, where nobody else wants what comes before.
    const sum = node.relu ? null : only(node, 'AddV2');
    const after = only(sum, 'Relu');
    const added = sum && after && byName.get(other(sum, node));
    // Padding adds channels of zeros, which are no work.
    const beside = added ? tensors.get((added.op === 'Pad' ? added.inputs[0] : added.name) as string) : undefined;
    const last = beside && after ? after : node;
    if (beside) for (const part of [sum, after, added]) if (part && !tensors.has(part.name)) joined.add(part.name);
    const relu = last.op === 'Relu' || node.relu;

    const y = give(last.name, height, width, real);
    if (kernelH === 3 && kernelW === 3 && node.stride === 1 && !beside) {
      winograd(x, values, bias, relu, y);
      return;
    }
    const taps = bordered ? kernelH : kernelH * kernelW;
    const inC = bordered ? kernelW * x.channels : x.channels;
    const packed = memory.put(pack(values, taps, bordered ? inC : x.real, inC, real));
    const rows = bordered
      ? tapRows(x, kernelH, height, width, node.stride, BEFORE - before(input.side, kernelH, node))
      : tapPixels(x, kernelH, kernelW, height, width, node);
    const places = memory.putIntegers(rows);
    const inSize = x.height * x.width * x.channels;
    step([x, y, ...(beside ? [beside] : [])], (images) =>
      kernels.conv(
        images,
        x.at,
        inSize,
        inC,
        packed,
        bias,
        places,
        taps,
        zeros,
        beside?.at ?? 0,
        beside?.channels ?? 0,
        relu,
        y.at,
        height * width,
        y.channels,
      ),
    );
  }

  function winograd(x: Tensor, values: Float32Array, bias: number, relu: boolean, y: Tensor): void {
    const tiles = Math.ceil(y.height / SIDE) * Math.ceil(y.width / SIDE);
    const strips = up(y.channels, CHANNELS);
    const points = memory.put(winogradWeights(values, x, y));
    const nothing = memory.reserve(strips * 4);
    const places = memory.putIntegers(
      Int32Array.from({ length: up(batch * tiles, PIXELS) }, (_, i) => i * x.channels * 4),
    );
    const spread = reserved(POINTS * tiles * x.channels);
    const products = reserved(POINTS * tiles * y.channels);
    step([x, y, spread, products], (images) => {
      const all = images * tiles;
      kernels.winogradIn(images, x.at, x.height, x.width, x.channels, scratch, spread.at);
      for (let point = 0; point < POINTS; point++) {
        kernels.conv(
          1,
          spread.at + point * all * x.channels * 4,
          0,
          x.channels,
          points + point * x.channels * strips * 4,
          nothing,
          places,
          1,
          zeros,
          0,
          0,
          false,
          products.at + point * all * y.channels * 4,
          all,
          y.channels,
        );
      }
      kernels.winogradOut(images, products.at, y.height, y.width, y.channels, bias, relu, scratch, y.at);
    });
  }

  function depthwise(node: Node): void {
    const x = tensor(node.inputs[0]);
    const { values } = weight(node.inputs[1]);
    const taps = Float32Array.from({ length: 9 * x.channels }, (_, i) => {
      const channel = i % x.channels;
      return channel < x.real ? (values[Math.floor(i / x.channels) * x.real + channel] as number) : 0;
    });
    const [weightsAt, bias] = [memory.put(taps), memory.put(padded(weight(node.inputs[2]).values, x.channels))];
    const y = give(node.name, Math.ceil(x.height / node.stride), Math.ceil(x.width / node.stride), x.real);
    const [top, left] = [before(x.height, 3, node), before(x.width, 3, node)];
    const [inBytes, outBytes] = [x, y].map((t) => t.height * t.width * t.channels * 4) as [number, number];
    step([x, y], (images) => {
      for (let i = 0; i < images; i++) {
        kernels.depthwise(
          x.at + i * inBytes,
          x.height,
          x.width,
          x.channels,
          weightsAt,
          bias,
          node.stride,
          top,
          left,
          zeros,
          y.at + i * outBytes,
          y.height,
          y.width,
        );
      }
    });
  }

  function maxPool(node: Node): void {
    const x = tensor(node.inputs[0]);
    const y = give(node.name, x.height / 2, x.width / 2, x.real);
    // Images follow each other as rows do.
    step([x, y], (images) => kernels.maxPool(x.at, images * x.height, x.width, x.channels, y.at));
  }

  /** Twice the size, always added to what is that large already. */
  function enlarge(node: Node): void {
    const x = tensor(node.inputs[0]);
    const sum = only(node, 'AddV2');
    if (!sum) throw broken(`${node.name} is added to nothing`);
    const beside = tensor(other(sum, node));
    if (beside.height !== 2 * x.height || beside.width !== 2 * x.width)
      throw broken(`its ${node.name} does not double what it enlarges`);
    const y = give(sum.name, beside.height, beside.width, x.real);
    step([x, beside, y], (images) => kernels.enlarge(images, x.at, x.height, x.width, x.channels, beside.at, y.at));
    joined.add(sum.name);
  }

  function mean(node: Node): void {
    const x = tensor(node.inputs[0]);
    const y = give(node.name, 1, 1, x.real);
    step([x, y], (images) => kernels.mean(images, x.at, x.height * x.width, x.channels, y.at));
  }

  /** relu(beside + x · sigmoid(gates)) takes x's place. */
  function gate(node: Node): void {
    const product = only(node, 'Mul');
    const sum = only(product, 'AddV2');
    const after = only(sum, 'Relu');
    if (!product || !sum || !after) throw broken(`${node.name} gates nothing`);
    const gates = tensor(node.inputs[0]);
    const x = tensor(other(product, node));
    const beside = tensor(other(sum, product));
    step([x, gates, beside], (images) =>
      kernels.gate(images, x.at, x.height * x.width, x.channels, gates.at, beside.at),
    );
    for (const part of [product, sum, after]) joined.add(part.name);
    tensors.set(after.name, x);
  }

  const makers: Record<string, (node: Node) => void> = {
    _FusedConv2D: convolution,
    _FusedMatMul: convolution,
    FusedDepthwiseConv2dNative: depthwise,
    MaxPool: maxPool,
    AvgPool: mean,
    ResizeBilinear: enlarge,
    Sigmoid: gate,
    Reshape: (node) => void tensors.set(node.name, tensor(node.inputs[0])),
    // Joined to what it is added to.
    Pad: () => {},
    // Left to those who read the outputs.
    ConcatV2: () => {},
    Softmax: () => {},
  };
  for (const node of nodes.slice(nodes.findIndex(({ name }) => name === input.node) + 1)) {
    if (joined.has(node.name)) continue;
    const maker = makers[node.op];
    if (!maker) throw broken(`its ${node.name} is a ${node.op}, which no net of ours has`);
    maker(node);
  }
  step(outputs.map(tensor), () => {});
  place(memory, buffers, batch);
  return {
    input: first,
    run: (images) => {
      for (const run of steps) run(images);
    },
    output: tensor,
  };
}

/** Enough for a row of any layer. */
const ZEROS = 8192;
/** Numbers that Winograd's transforms keep aside: 36 vectors. */
const SCRATCH = POINTS * LANES;

/** Gives every buffer a place; those that do not live at the same time may share one. The largest choose first. */
function place(memory: Memory, buffers: Buffer[], batch: number): void {
  const placed: (Buffer & { offset: number })[] = [];
  for (const buffer of buffers.toSorted((a, b) => b.size - a.size)) {
    const others = placed
      .filter(({ first, last }) => first <= buffer.last && last >= buffer.first)
      .sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const one of others) if (one.offset < offset + buffer.size) offset = Math.max(offset, one.offset + one.size);
    placed.push({ ...buffer, offset });
  }
  const size = Math.max(...placed.map((buffer) => buffer.offset + buffer.size));
  const base = memory.reserve(batch * size * 4);
  for (const { tensor, offset } of placed) tensor.at = base + batch * offset * 4;
}

function up(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

function padded(values: Float32Array, length: number): Float32Array {
  const all = new Float32Array(length);
  all.set(values);
  return all;
}

/** Zeros before a row or column: TensorFlow's SAME has the odd one behind. */
function before(length: number, kernel: number, { stride, same }: Node): number {
  const outside = (Math.ceil(length / stride) - 1) * stride + kernel - length;
  return same ? Math.floor(Math.max(0, outside) / 2) : 0;
}

/** [taps, inC, outC] to [strips, taps, inC filled up, CHANNELS]. */
function pack(values: Float32Array, taps: number, inC: number, filled: number, outC: number): Float32Array {
  const strips = Math.ceil(outC / CHANNELS);
  const packed = new Float32Array(strips * taps * filled * CHANNELS);
  for (let tap = 0; tap < taps; tap++)
    for (let c = 0; c < inC; c++)
      for (let o = 0; o < outC; o++) {
        const strip = Math.floor(o / CHANNELS);
        packed[((strip * taps + tap) * filled + c) * CHANNELS + (o % CHANNELS)] = values[
          (tap * inC + c) * outC + o
        ] as number;
      }
  return packed;
}

/** For every output pixel, where each pixel of its kernel lies, in bytes from the image; -1 beyond the edge. */
function tapPixels(x: Tensor, kernelH: number, kernelW: number, height: number, width: number, node: Node): Int32Array {
  const [top, left] = [before(x.height, kernelH, node), before(x.width, kernelW, node)];
  const taps = kernelH * kernelW;
  return places(height * width, taps, (pixel, tap) => {
    const row = Math.floor(pixel / width) * node.stride - top + Math.floor(tap / kernelW);
    const column = (pixel % width) * node.stride - left + (tap % kernelW);
    const inside = row >= 0 && row < x.height && column >= 0 && column < x.width;
    return inside ? (row * x.width + column) * x.channels * 4 : -1;
  });
}

/** The same in a picture with a border, where a whole row of the kernel is one tap; the first kernel begins at `start`. */
function tapRows(x: Tensor, kernelH: number, height: number, width: number, stride: number, start: number): Int32Array {
  return places(height * width, kernelH, (pixel, tap) => {
    const row = Math.floor(pixel / width) * stride + tap + start;
    return (row * x.width + (pixel % width) * stride + start) * x.channels * 4;
  });
}

/** [pixels filled up with the last one, taps] */
function places(pixels: number, taps: number, at: (pixel: number, tap: number) => number): Int32Array {
  return Int32Array.from({ length: up(pixels, PIXELS) * taps }, (_, i) =>
    at(Math.min(Math.floor(i / taps), pixels - 1), i % taps),
  );
}

/** F(4x4, 3x3)'s kernels, G·g·G': [9, inC, outC] to [36, strips, inC filled up, CHANNELS]. */
function winogradWeights(values: Float32Array, x: Tensor, y: Tensor): Float32Array {
  const line = (a: number, b: number, c: number) => [
    a / 4,
    -(a + b + c) / 6,
    -(a - b + c) / 6,
    a / 24 + b / 12 + c / 6,
    a / 24 - b / 12 + c / 6,
    c,
  ];
  const size = up(y.channels, CHANNELS) * x.channels;
  const packed = new Float32Array(POINTS * size);
  for (let c = 0; c < x.real; c++)
    for (let o = 0; o < y.real; o++) {
      const g = (tap: number) => values[(tap * x.real + c) * y.real + o] as number;
      const columns = [0, 1, 2].map((j) => line(g(j), g(3 + j), g(6 + j)));
      const at = (Math.floor(o / CHANNELS) * x.channels + c) * CHANNELS + (o % CHANNELS);
      for (let i = 0; i < 6; i++) {
        const [left, middle, right] = columns.map((column) => column[i] as number) as [number, number, number];
        line(left, middle, right).forEach((value, j) => {
          packed[(i * 6 + j) * size + at] = value;
        });
      }
    }
  return packed;
}
