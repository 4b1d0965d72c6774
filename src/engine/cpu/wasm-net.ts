// Runs a net on our own kernels: what each operation calls with which pointers, in buffers that are shared.
import type { Graph } from '../nets/graph.ts';
import { type Convolution, type Depthwise, type NetInput, type Operation, planNet, type Tensor } from '../nets/net.ts';
import type { Memory } from './wasm-memory.ts';

/** As in kernels.ts. */
const LANES = 4;
const CHANNELS = 8;
const PIXELS = 6;
const SIDE = 4;
const POINTS = 36;

/** [image, height, width, channels], where `channels` counts the zeros that fill it up and `real` does not. */
export interface Placed {
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
  holder: { at: number };
  first: number;
  last: number;
}

export interface Net {
  /** Where to write the images: height and width are BORDER larger than the picture, which begins at BEFORE, BEFORE. */
  input: Placed;
  /** Runs on as many images as lie in `input`, at most as many as it was made for. @param unasked outputs that nothing else needs: left out */
  run(images: number, unasked?: ReadonlySet<string>): void;
  /** What an output's node gave. */
  output(name: string): Placed;
}

/** Zeros around a net's input, so that its first layer, at most 5x5 at every other pixel, reads each row of its kernel in one piece. */
export const BEFORE = 1;
export const BORDER = 3;

/**
 * @param batch the most images.
 * @param outputs nodes that can be asked for.
 * @throws EngineError errorModelBroken for a graph that is not one of ours.
 */
export function makeNet(memory: Memory, graph: Graph, batch: number, input: NetInput, outputs: string[]): Net {
  const { kernels } = memory;
  const plan = planNet(graph, input, outputs);
  const places = new Map<Tensor, Placed>();
  const buffers: Buffer[] = [];
  const steps: { run: (images: number) => void; gives: Tensor | null }[] = [];

  const placeOf = (tensor: Tensor) => places.get(tensor) as Placed;
  const reserved = (size: number, holder = { at: 0 }) => {
    buffers.push({ size, holder, first: steps.length, last: steps.length });
    return holder;
  };
  const give = (tensor: Tensor): Placed => {
    const { height, width, channels: real } = tensor;
    const channels = up(real, LANES);
    const made = { at: 0, height, width, channels, real };
    reserved(height * width * channels, made);
    places.set(tensor, made);
    return made;
  };
  /** `reads` live at least until now. */
  const step = (reads: { at: number }[], run: (images: number) => void, gives: Tensor | null = null) => {
    for (const buffer of buffers) if (reads.includes(buffer.holder)) buffer.last = steps.length;
    steps.push({ run, gives });
  };

  const outer = input.side + BORDER;
  const first: Placed = { at: 0, height: outer, width: outer, channels: input.channels, real: input.channels };
  first.at = memory.reserve(batch * outer * outer * input.channels * 4);
  places.set(plan.input, first);
  const zeros = memory.reserve(ZEROS * 4);
  const scratch = memory.reserve(SCRATCH * 4);

  function convolution(operation: Convolution): void {
    const { kernelHeight, kernelWidth, stride, weights, relu } = operation;
    const x = placeOf(operation.x);
    const residual = operation.residual && placeOf(operation.residual);
    const bias = memory.put(padded(operation.bias, up(operation.y.channels, CHANNELS)));
    const y = give(operation.y);
    if (kernelHeight === 3 && kernelWidth === 3 && stride === 1 && !residual) {
      winograd(x, weights, bias, relu, y);
      return;
    }
    const bordered = x === first;
    const taps = bordered ? kernelHeight : kernelHeight * kernelWidth;
    const inC = bordered ? kernelWidth * x.channels : x.channels;
    const packed = memory.put(pack(weights, taps, bordered ? inC : x.real, inC, y.real));
    const places = memory.putIntegers(bordered ? tapRows(x, operation) : tapPixels(x, operation));
    const inSize = x.height * x.width * x.channels;
    step(
      [x, y, ...(residual ? [residual] : [])],
      (images) =>
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
          residual?.at ?? 0,
          residual?.channels ?? 0,
          relu,
          y.at,
          y.height * y.width,
          y.channels,
        ),
      operation.y,
    );
  }

  function winograd(x: Placed, values: Float32Array, bias: number, relu: boolean, y: Placed): void {
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

  function depthwise(operation: Depthwise): void {
    const { stride, top, left, weights } = operation;
    const x = placeOf(operation.x);
    const taps = Float32Array.from({ length: 9 * x.channels }, (_, i) => {
      const channel = i % x.channels;
      return channel < x.real ? (weights[Math.floor(i / x.channels) * x.real + channel] as number) : 0;
    });
    const [weightsAt, bias] = [memory.put(taps), memory.put(padded(operation.bias, x.channels))];
    const y = give(operation.y);
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
          stride,
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

  function add(operation: Operation): void {
    const x = placeOf(operation.x);
    switch (operation.kind) {
      case 'convolution':
        convolution(operation);
        break;
      case 'depthwise':
        depthwise(operation);
        break;
      case 'maxPool': {
        const y = give(operation.y);
        // Images follow each other as rows do.
        step([x, y], (images) => kernels.maxPool(x.at, images * x.height, x.width, x.channels, y.at));
        break;
      }
      case 'upsample': {
        const [residual, y] = [placeOf(operation.residual), give(operation.y)];
        step([x, residual, y], (images) =>
          kernels.upsample(images, x.at, x.height, x.width, x.channels, residual.at, y.at),
        );
        break;
      }
      case 'mean': {
        const y = give(operation.y);
        step([x, y], (images) => kernels.mean(images, x.at, x.height * x.width, x.channels, y.at));
        break;
      }
      case 'gate': {
        const [gates, residual] = [placeOf(operation.gates), placeOf(operation.residual)];
        // The kernel writes over x.
        places.set(operation.y, x);
        step([x, gates, residual], (images) =>
          kernels.gate(images, x.at, x.height * x.width, x.channels, gates.at, residual.at),
        );
        break;
      }
    }
  }

  plan.operations.forEach(add);
  const output = (name: string) => placeOf(plan.tensor(name));
  step(outputs.map(output), () => {});
  place(memory, buffers, batch);
  return {
    input: first,
    run: (images, unasked = NONE) => {
      const left = new Set([...unasked].map((name) => plan.tensor(name)));
      for (const { run, gives } of steps) if (gives === null || !left.has(gives)) run(images);
    },
    output,
  };
}

const NONE: ReadonlySet<string> = new Set();
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
  for (const { holder, offset } of placed) holder.at = base + batch * offset * 4;
}

function up(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

function padded(values: Float32Array, length: number): Float32Array {
  const all = new Float32Array(length);
  all.set(values);
  return all;
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
function tapPixels(x: Placed, { kernelHeight, kernelWidth, stride, top, left, y }: Convolution): Int32Array {
  return places(y.height * y.width, kernelHeight * kernelWidth, (pixel, tap) => {
    const row = Math.floor(pixel / y.width) * stride - top + Math.floor(tap / kernelWidth);
    const column = (pixel % y.width) * stride - left + (tap % kernelWidth);
    const inside = row >= 0 && row < x.height && column >= 0 && column < x.width;
    return inside ? (row * x.width + column) * x.channels * 4 : -1;
  });
}

/** The same in a picture with a border, where a whole row of the kernel is one tap. */
function tapRows(x: Placed, { kernelHeight, stride, top, left, y }: Convolution): Int32Array {
  return places(y.height * y.width, kernelHeight, (pixel, tap) => {
    const row = Math.floor(pixel / y.width) * stride + tap + BEFORE - top;
    return (row * x.width + (pixel % y.width) * stride + BEFORE - left) * x.channels * 4;
  });
}

/** [pixels filled up with the last one, taps] */
function places(pixels: number, taps: number, at: (pixel: number, tap: number) => number): Int32Array {
  return Int32Array.from({ length: up(pixels, PIXELS) * taps }, (_, i) =>
    at(Math.min(Math.floor(i / taps), pixels - 1), i % taps),
  );
}

/** F(4x4, 3x3)'s kernels, G·g·G': [9, inC, outC] to [36, strips, inC filled up, CHANNELS]. */
function winogradWeights(values: Float32Array, x: Placed, y: Placed): Float32Array {
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
