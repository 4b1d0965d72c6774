// The memory that the kernels work in: it only grows, and what was set aside stays where it is.

/** What kernels.ts exports; pointers and offsets count bytes, sizes numbers. */
export interface Kernels {
  /** What lies below belongs to the kernels. */
  heapBase(): number;
  conv(
    images: number,
    input: number,
    inSize: number,
    inC: number,
    weights: number,
    bias: number,
    places: number,
    taps: number,
    zeros: number,
    residual: number,
    residualC: number,
    relu: boolean,
    output: number,
    pixels: number,
    outC: number,
  ): void;
  depthwise(
    input: number,
    inH: number,
    inW: number,
    channels: number,
    weights: number,
    bias: number,
    stride: number,
    top: number,
    left: number,
    zeros: number,
    output: number,
    outH: number,
    outW: number,
  ): void;
  maxPool(input: number, height: number, width: number, channels: number, output: number): void;
  upsample(
    images: number,
    input: number,
    height: number,
    width: number,
    channels: number,
    residual: number,
    output: number,
  ): void;
  mean(images: number, input: number, pixels: number, channels: number, output: number): void;
  gate(images: number, input: number, pixels: number, channels: number, gates: number, residual: number): void;
  winogradIn(
    images: number,
    input: number,
    height: number,
    width: number,
    channels: number,
    scratch: number,
    output: number,
  ): void;
  winogradOut(
    images: number,
    input: number,
    height: number,
    width: number,
    channels: number,
    bias: number,
    relu: boolean,
    scratch: number,
    output: number,
  ): void;
  readCell(from: number, width: number, colour: number, gray: number): void;
  crop(gray: number, x0: number, y0: number, ax: number, bx: number, ay: number, by: number, face: number): void;
  standardise(face: number, floor: number, output: number): void;
}

/** The same kernels twice: with relaxed SIMD's multiply-add, and for browsers that lack it. */
export type KernelFile = 'kernels-relaxed.wasm' | 'kernels.wasm';
/** Gives a file's bytes, wherever they lie. */
export type KernelSource = (name: KernelFile) => Promise<BufferSource>;

/** The better of the two modules that this browser takes. */
export async function compileKernels(source: KernelSource): Promise<WebAssembly.Module> {
  const relaxed = await source('kernels-relaxed.wasm');
  return WebAssembly.compile(WebAssembly.validate(relaxed) ? relaxed : await source('kernels.wasm'));
}

const PAGE = 65_536;
/** Vectors must not cross lines of the cache. */
const ALIGN = 64;

export class Memory {
  private readonly memory = new WebAssembly.Memory({ initial: 16 });
  private top: number;
  readonly kernels: Kernels;

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.kernels = exports as unknown as Kernels;
    this.top = aligned(this.kernels.heapBase());
  }

  /** Room for so many bytes, zeros until written. @returns its pointer. */
  reserve(bytes: number): number {
    const at = this.top;
    this.top += aligned(bytes);
    const missing = this.top - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  /** A view that holds until the next `reserve`. */
  floats(at: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count);
  }

  /** All of it, until the next `reserve`. */
  get numbers(): Float32Array {
    return new Float32Array(this.memory.buffer);
  }

  bytes(at: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, count);
  }

  put(values: ArrayLike<number>): number {
    const at = this.reserve(values.length * 4);
    this.floats(at, values.length).set(values);
    return at;
  }

  putIntegers(values: Int32Array): number {
    const at = this.reserve(values.byteLength);
    new Int32Array(this.memory.buffer, at, values.length).set(values);
    return at;
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGN) * ALIGN;
}
