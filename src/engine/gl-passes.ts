// WebGL 2 as a machine for numbers: a list of passes, each of which draws one sheet of texels out of others, all of it once a tick.

/**
 * Texels of four numbers, those of one image; images lie below each other. A sheet of four layers holds pictures two by two pixels a
 * texel: pixel (2x + i, 2y + j) lies at texel (x, y) of layer 2j + i. Blocks of four channels lie beside each other.
 */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly layers: 1 | 4;
}

/** Numbers that do not change, such as weights: a table of texels. */
export interface Table {
  readonly texture: WebGLTexture;
}

/** What one pass does. */
export interface Drawing {
  /** GLSL: reads `texel`, a texel of y, of `image`; its place is `at` within its image; writes y0 … y3, or y0 alone. */
  body: string;
  /** GLSL before main(). */
  functions?: string;
  /** By their names in the body: sheets as sampler2DArray, tables and the atlas, null, as sampler2D. */
  reads: Record<string, Sheet | Table | null>;
  y: Sheet;
  /** Multiply-adds an image, where they are many. */
  work?: number;
}

interface Pass {
  program: Program;
  reads: (Sheet | Table)[];
  y: Sheet;
  work: number;
}

interface Program {
  handle: WebGLProgram;
  /** Names, each of the texture unit that is its index. */
  samplers: string[];
  /** Known once it is linked. */
  columns: WebGLUniformLocation | null;
}

/** A texture that sheets of its size share, one after the other. */
interface Slot extends Sheet {
  /** The last pass that needs what is in it. */
  until: number;
  texture: WebGLTexture | null;
  target: WebGLFramebuffer | null;
}

const VERTICES = `#version 300 es
in vec2 corner;
void main() { gl_Position = vec4(corner, 0, 1); }`;

/** How often an answer is asked for, milliseconds. */
const POLL_MS = 1;
/** How many draws tell a pass's pace. */
const PROBES = 3;

export class Passes {
  private readonly passes: Pass[] = [];
  private readonly programs = new Map<string, Program>();
  private readonly slots: Slot[] = [];
  private readonly slotOf = new Map<Sheet, Slot>();
  private readonly atlas: WebGLTexture;
  private readonly answer: WebGLBuffer;
  /** Images that the textures have room for. */
  private room = 0;
  private ready: Promise<void> | null = null;
  /** Rejects when the context is gone. */
  readonly lost: Promise<never>;

  private constructor(private readonly gl: WebGL2RenderingContext) {
    this.lost = new Promise((_, reject) => {
      const lose = () => reject(new Error('The WebGL context was lost.'));
      gl.canvas.addEventListener('webglcontextlost', lose, { once: true });
    });
    // Whoever reads is told; nobody may.
    this.lost.catch(() => {});
    this.atlas = this.made(gl.createTexture());
    this.answer = this.made(gl.createBuffer());
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 3, -1, -1, 3]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  }

  /** @throws Error when this machine cannot draw floats. */
  static create(): Passes {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2', {
      antialias: false,
      depth: false,
      powerPreference: 'high-performance',
    });
    if (!gl) throw new Error('WebGL is not available here');
    if (!gl.getExtension('EXT_color_buffer_float')) throw new Error('WebGL draws no floats here');
    gl.getExtension('KHR_parallel_shader_compile');
    return new Passes(gl);
  }

  /** @param values width·height texels, row by row. */
  table(values: Float32Array, width: number, height: number): Table {
    const { gl } = this;
    const texture = this.made(gl.createTexture());
    this.bind(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, width, height);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, gl.FLOAT, values);
    return { texture };
  }

  add({ body, functions = '', reads, y, work = 0 }: Drawing): void {
    const names = Object.entries(reads);
    const layers = Array.from({ length: y.layers }, (_, i) => `layout(location = ${i}) out vec4 y${i};`);
    const samplers = names.map(
      ([name, one]) => `uniform highp sampler2D${one && isSheet(one) ? 'Array' : ''} ${name};`,
    );
    const source = `#version 300 es
precision highp float;
precision highp int;
${samplers.join('\n')}
uniform int columns;
${layers.join('\n')}
${functions}
void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  int image = texel.y / ${y.height};
  ivec2 at = ivec2(texel.x, texel.y - image * ${y.height});
${body}
}`;
    const samplerNames = names.map(([name]) => name);
    const program = this.programs.get(source) ?? this.program(source, samplerNames);
    this.programs.set(source, program);
    this.passes.push({ program, reads: names.map(([, one]) => one ?? { texture: this.atlas }), y, work });
  }

  /** How many passes there are: `run` can begin at the next. */
  get length(): number {
    return this.passes.length;
  }

  /** Resolves once every program is there; they are made at the same time. @throws Error with the driver's words. */
  compiled(): Promise<void> {
    this.ready ??= this.link();
    return this.ready;
  }

  /** The atlas that passes read, RGBA bytes. */
  setAtlas(data: Uint8ClampedArray, side: number): void {
    const { gl } = this;
    this.bind(gl.TEXTURE_2D, this.atlas);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, side, side, 0, gl.RGBA, gl.UNSIGNED_BYTE, data);
  }

  /** @param values texels, layer by layer. */
  write(sheet: Sheet, images: number, values: Float32Array): void {
    const { gl } = this;
    this.makeRoom(images);
    this.bind(gl.TEXTURE_2D_ARRAY, this.slotOf.get(sheet)?.texture ?? null);
    const { width, height, layers } = sheet;
    gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, 0, 0, width, height * images, layers, gl.RGBA, gl.FLOAT, values);
  }

  /**
   * Draws every pass from `from` on and waits for the last.
   * @param room images that there is to be room for: textures are made anew only when it grows.
   * @param columns of the atlas' grid.
   * @returns what the last pass drew: images · width · height texels.
   */
  async run(room: number, images: number, columns = 1, from = 0): Promise<Float32Array> {
    this.makeRoom(room);
    for (const pass of this.passes.slice(from)) this.draw(pass, images, columns);
    const { width, height } = (this.passes.at(-1) as Pass).y;
    return Promise.race([this.readBack(width, height * images), this.lost]);
  }

  /**
   * Milliseconds that so many images take at the pace of the heaviest pass, which is the fastest for what it does: all passes together
   * take longer.
   */
  async leastMs(images: number): Promise<number> {
    this.makeRoom(images);
    const heaviest = this.passes.reduce((a, b) => (b.work > a.work ? b : a));
    const all = this.passes.reduce((sum, { work }) => sum + work, 0);
    const timed = async (times: number) => {
      const start = performance.now();
      for (let i = 0; i < times; i++) this.draw(heaviest, images, 1);
      await Promise.race([this.readBack(1, 1), this.lost]);
      return performance.now() - start;
    };
    // The first compiles; what asking takes is in the second as in the third.
    await timed(1);
    const once = await timed(1);
    const often = await timed(1 + PROBES);
    return (Math.max(0, often - once) / PROBES) * (all / heaviest.work);
  }

  dispose(): void {
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  private draw({ program, reads, y }: Pass, images: number, columns: number): void {
    const { gl } = this;
    gl.useProgram(program.handle);
    if (program.columns) gl.uniform1i(program.columns, columns);
    for (const [unit, one] of reads.entries()) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      if (isSheet(one)) gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.slotOf.get(one)?.texture ?? null);
      else gl.bindTexture(gl.TEXTURE_2D, one.texture);
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.slotOf.get(y)?.target ?? null);
    gl.viewport(0, 0, y.width, y.height * images);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** What the framebuffer holds, without holding up whoever asks. */
  private async readBack(width: number, height: number): Promise<Float32Array> {
    const { gl } = this;
    const values = new Float32Array(4 * width * height);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, this.answer);
    gl.bufferData(gl.PIXEL_PACK_BUFFER, values.byteLength, gl.STREAM_READ);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, 0);
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    if (fence) {
      while (gl.clientWaitSync(fence, 0, 0) === gl.TIMEOUT_EXPIRED) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      gl.deleteSync(fence);
    }
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, this.answer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, values);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    if (gl.isContextLost()) throw new Error('The WebGL context was lost.');
    return values;
  }

  private makeRoom(images: number): void {
    if (images <= this.room) return;
    this.room = images;
    const { gl } = this;
    if (this.slots.length === 0) this.place();
    for (const slot of this.slots) {
      gl.deleteTexture(slot.texture);
      gl.deleteFramebuffer(slot.target);
      slot.texture = this.made(gl.createTexture());
      this.bind(gl.TEXTURE_2D_ARRAY, slot.texture);
      gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.RGBA32F, slot.width, slot.height * images, slot.layers);
      slot.target = this.made(gl.createFramebuffer());
      gl.bindFramebuffer(gl.FRAMEBUFFER, slot.target);
      const attachments = Array.from({ length: slot.layers }, (_, i) => gl.COLOR_ATTACHMENT0 + i);
      for (const [layer, attachment] of attachments.entries())
        gl.framebufferTextureLayer(gl.FRAMEBUFFER, attachment, slot.texture, 0, layer);
      gl.drawBuffers(attachments);
    }
  }

  /** Gives every sheet a slot; those of one size that do not live at the same time may share one. */
  private place(): void {
    const last = new Map<Sheet, number>();
    for (const [i, { reads, y }] of this.passes.entries())
      for (const one of [...reads, y]) if (isSheet(one)) last.set(one, i);
    for (const [i, { y }] of this.passes.entries()) {
      const { width, height, layers } = y;
      const fits = (one: Slot) =>
        one.until < i && one.width === width && one.height === height && one.layers === layers;
      let slot = this.slots.find(fits);
      if (!slot) {
        slot = { width, height, layers, until: i, texture: null, target: null };
        this.slots.push(slot);
      }
      slot.until = last.get(y) as number;
      this.slotOf.set(y, slot);
    }
  }

  private program(source: string, samplers: string[]): Program {
    const { gl } = this;
    const handle = this.made(gl.createProgram());
    for (const [kind, text] of [
      [gl.VERTEX_SHADER, VERTICES],
      [gl.FRAGMENT_SHADER, source],
    ] as const) {
      const shader = this.made(gl.createShader(kind));
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(handle, shader);
      gl.deleteShader(shader);
    }
    gl.bindAttribLocation(handle, 0, 'corner');
    gl.linkProgram(handle);
    return { handle, samplers, columns: null };
  }

  private async link(): Promise<void> {
    const { gl } = this;
    const parallel = gl.getExtension('KHR_parallel_shader_compile');
    for (const program of this.programs.values()) {
      const { handle, samplers } = program;
      while (parallel && !gl.isContextLost() && !gl.getProgramParameter(handle, parallel.COMPLETION_STATUS_KHR)) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      if (!gl.getProgramParameter(handle, gl.LINK_STATUS)) {
        const shaders = gl.getAttachedShaders(handle) ?? [];
        const words = [gl.getProgramInfoLog(handle), ...shaders.map((shader) => gl.getShaderInfoLog(shader))];
        throw new Error(`A shader does not compile: ${words.filter(Boolean).join(' ')}`);
      }
      program.columns = gl.getUniformLocation(handle, 'columns');
      gl.useProgram(handle);
      for (const [unit, name] of samplers.entries()) gl.uniform1i(gl.getUniformLocation(handle, name), unit);
    }
  }

  private bind(target: number, texture: WebGLTexture | null): void {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(target, texture);
    if (target === gl.TEXTURE_2D || target === gl.TEXTURE_2D_ARRAY) {
      gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    }
  }

  private made<T>(thing: T | null): T {
    if (thing === null) throw new Error('The WebGL context was lost.');
    return thing;
  }
}

function isSheet(one: Sheet | Table): one is Sheet {
  return 'layers' in one;
}
