// Passes on WebGPU: compute shaders, whose sheets are buffers with a texel's layers beside each other.
import { limited } from '../limited.ts';
import { type Drawing, isSheet, type Passes, paceOf, type Sheet, type Slot, slotsFor, type Table } from './passes.ts';
import { toWgsl } from './wgsl.ts';

interface Pass {
  source: string;
  /** Null for the atlas. */
  reads: (Sheet | Table | null)[];
  y: Sheet;
  work: number;
}

/** How long a driver may take to give its device, milliseconds. */
const DEVICE_MS = 8000;
/** Invocations of a workgroup, across and down. */
const GROUP = 8;
const BYTES = 16;
/** Of struct Settings. */
const SETTINGS = 16;

export class GpuPasses implements Passes {
  private readonly passes: Pass[] = [];
  private readonly pipelines = new Map<string, GPUComputePipeline>();
  private slots = new Map<Sheet, Slot>();
  private readonly buffers = new Map<Slot | Table, GPUBuffer>();
  /** Of each pass, for the buffers that there are. */
  private groups: GPUBindGroup[] = [];
  private readonly settings: GPUBuffer;
  private atlas: { buffer: GPUBuffer; side: number } | null = null;
  private answer: GPUBuffer | null = null;
  /** Images that the buffers have room for. */
  private room = 0;
  private ready: Promise<void> | null = null;
  readonly lost: Promise<never>;

  private constructor(private readonly device: GPUDevice) {
    this.lost = device.lost.then(({ message }) => {
      throw new Error(message || 'The WebGPU device was lost.');
    });
    // `run()` races this promise; swallow the rejection when nobody listens.
    this.lost.catch(() => {});
    this.settings = device.createBuffer({ size: SETTINGS, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }

  /** @throws Error when this machine has no WebGPU; EngineError errorEngineSilent when its driver does not answer. */
  static async create(): Promise<GpuPasses> {
    const asked = navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    const adapter = asked && (await limited(asked, DEVICE_MS));
    if (!adapter) throw new Error('WebGPU is not available here');
    const device = adapter.requestDevice();
    try {
      return new GpuPasses(await limited(device, DEVICE_MS));
    } catch (error) {
      // A device that arrives later is of no use any more.
      device.then((late) => late.destroy()).catch(() => {});
      throw error;
    }
  }

  add({ body, functions = '', reads, y, work = 0 }: Drawing): void {
    const names = Object.entries(reads);
    const bound = names.map(([name, one], i) => declaration(name, one, i + 1));
    const layers = Array.from({ length: y.layers }, (_, i) => `y${i}`);
    const source = `struct Settings { columns: i32, images: i32, side: i32, unused: i32 }
@group(0) @binding(0) var<uniform> settings: Settings;
${bound.join('\n')}
@group(0) @binding(${names.length + 1}) var<storage, read_write> y_texels: array<vec4f>;
${layers.map((layer) => `var<private> ${layer}: vec4f;`).join('\n')}
${toWgsl(functions)}
fn draw(texel: vec2i, at: vec2i, image: i32) {
  let columns = settings.columns;
${toWgsl(body)}
}
@compute @workgroup_size(${GROUP}, ${GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let texel = vec2i(id.xy);
  if (texel.x >= ${y.width} || texel.y >= ${y.height} * settings.images) {
    return;
  }
  let image = texel.y / ${y.height};
  draw(texel, vec2i(texel.x, texel.y - image * ${y.height}), image);
  let first = (texel.y * ${y.width} + texel.x) * ${y.layers};
${layers.map((layer, i) => `  y_texels[first + ${i}] = ${layer};`).join('\n')}
}`;
    this.passes.push({ source, reads: names.map(([, one]) => one), y, work });
  }

  get length(): number {
    return this.passes.length;
  }

  compiled(): Promise<void> {
    this.ready ??= this.compile();
    return this.ready;
  }

  setAtlas(data: Uint8ClampedArray, side: number): void {
    if (this.atlas?.side !== side) {
      this.atlas?.buffer.destroy();
      this.atlas = { buffer: this.storage(data.byteLength), side };
      this.groups = [];
    }
    this.device.queue.writeBuffer(this.atlas.buffer, 0, data as Uint8ClampedArray<ArrayBuffer>);
  }

  write(sheet: Sheet, images: number, values: Float32Array): void {
    this.makeRoom(images);
    const { layers } = sheet;
    const texels = values.length / 4 / layers;
    const interleaved = new Float32Array(values.length);
    for (let layer = 0; layer < layers; layer++)
      for (let texel = 0; texel < texels; texel++)
        interleaved.set(
          values.subarray((layer * texels + texel) * 4, (layer * texels + texel + 1) * 4),
          (texel * layers + layer) * 4,
        );
    this.device.queue.writeBuffer(this.bufferOf(sheet), 0, interleaved);
  }

  async run(
    room: number,
    images: number,
    columns = 1,
    from = 0,
    left: ReadonlySet<number> = new Set(),
  ): Promise<Float32Array> {
    this.makeRoom(room);
    const { y } = this.passes.at(-1) as Pass;
    const size = y.width * y.height * images * BYTES;
    const drawn = this.passes.map((_, i) => i).filter((i) => i >= from && !left.has(i));
    const encoder = this.encoded(drawn, images, columns);
    const answer = this.answerOf(size);
    encoder.copyBufferToBuffer(this.bufferOf(y), 0, answer, 0, size);
    this.device.queue.submit([encoder.finish()]);
    await Promise.race([answer.mapAsync(GPUMapMode.READ, 0, size), this.lost]);
    const values = new Float32Array(answer.getMappedRange(0, size).slice(0));
    answer.unmap();
    return values;
  }

  async leastMs(images: number): Promise<number> {
    this.makeRoom(images);
    return paceOf(this.passes, async (heaviest, times) => {
      const start = performance.now();
      const encoder = this.encoded(
        Array.from({ length: times }, () => heaviest),
        images,
        1,
      );
      this.device.queue.submit([encoder.finish()]);
      await Promise.race([this.device.queue.onSubmittedWorkDone(), this.lost]);
      return performance.now() - start;
    });
  }

  dispose(): void {
    this.device.destroy();
  }

  /** @param passes their indices. */
  private encoded(passes: number[], images: number, columns: number): GPUCommandEncoder {
    const settings = Int32Array.of(columns, images, this.atlas?.side ?? 0, 0);
    this.device.queue.writeBuffer(this.settings, 0, settings);
    const encoder = this.device.createCommandEncoder();
    const compute = encoder.beginComputePass();
    for (const i of passes) {
      const { source, y } = this.passes[i] as Pass;
      compute.setPipeline(this.pipelines.get(source) as GPUComputePipeline);
      compute.setBindGroup(0, this.groupOf(i));
      compute.dispatchWorkgroups(Math.ceil(y.width / GROUP), Math.ceil((y.height * images) / GROUP));
    }
    compute.end();
    return encoder;
  }

  private async compile(): Promise<void> {
    const { device } = this;
    const sources = new Set(this.passes.map(({ source }) => source));
    await Promise.all(
      [...sources].map(async (source) => {
        const compute = { module: device.createShaderModule({ code: source }), entryPoint: 'main' };
        this.pipelines.set(source, await device.createComputePipelineAsync({ layout: 'auto', compute }));
      }),
    );
  }

  private makeRoom(images: number): void {
    if (images <= this.room) return;
    this.room = images;
    if (this.slots.size === 0)
      this.slots = slotsFor(this.passes.map(({ reads, y }) => ({ reads: reads.filter((one) => one !== null), y })));
    for (const slot of new Set(this.slots.values())) {
      this.buffers.get(slot)?.destroy();
      this.buffers.set(slot, this.storage(slot.width * slot.height * slot.layers * images * BYTES));
    }
    this.groups = [];
  }

  private groupOf(i: number): GPUBindGroup {
    const known = this.groups[i];
    if (known) return known;
    const { source, reads, y } = this.passes[i] as Pass;
    const buffers = [...reads.map((one) => this.bufferOf(one)), this.bufferOf(y)];
    const entries = [this.settings, ...buffers].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const layout = (this.pipelines.get(source) as GPUComputePipeline).getBindGroupLayout(0);
    const group = this.device.createBindGroup({ layout, entries });
    this.groups[i] = group;
    return group;
  }

  private bufferOf(one: Sheet | Table | null): GPUBuffer {
    if (!one) {
      // Faces that are framed already come without an atlas.
      this.atlas ??= { buffer: this.storage(BYTES), side: 0 };
      return this.atlas.buffer;
    }
    if (isSheet(one)) return this.buffers.get(this.slots.get(one) as Slot) as GPUBuffer;
    let buffer = this.buffers.get(one);
    if (!buffer) {
      buffer = this.storage(one.values.byteLength);
      this.device.queue.writeBuffer(buffer, 0, one.values as Float32Array<ArrayBuffer>);
      this.buffers.set(one, buffer);
    }
    return buffer;
  }

  private answerOf(size: number): GPUBuffer {
    if (!this.answer || this.answer.size < size) {
      this.answer?.destroy();
      this.answer = this.device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    }
    return this.answer;
  }

  private storage(size: number): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return this.device.createBuffer({ size, usage });
  }
}

/** A buffer, and how its texels are fetched; `level` is GLSL's and of no use. */
function declaration(name: string, one: Sheet | Table | null, binding: number): string {
  const bound = (type: string) => `@group(0) @binding(${binding}) var<storage, read> ${name}_texels: array<${type}>;`;
  if (!one)
    return `${bound('u32')}
fn fetch_${name}(at: vec2i, level: i32) -> vec4f { return unpack4x8unorm(${name}_texels[at.y * settings.side + at.x]); }`;
  if (!isSheet(one))
    return `${bound('vec4f')}
fn fetch_${name}(at: vec2i, level: i32) -> vec4f { return ${name}_texels[at.y * ${one.columns} + at.x]; }`;
  return `${bound('vec4f')}
fn fetch_${name}(at: vec3i, level: i32) -> vec4f { return ${name}_texels[(at.y * ${one.width} + at.x) * ${one.layers} + at.z]; }`;
}
