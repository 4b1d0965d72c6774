// Passes on WebGL 2: each draws its sheet's layers at once, as colours of one framebuffer.
import { type Drawing, isSheet, type Passes, paceOf, type Sheet, type Slot, slotsFor, type Table } from './passes.ts';

interface Pass {
  program: Program;
  /** Null for the atlas. */
  reads: (Sheet | Table | null)[];
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

/** What a slot is on the GPU. */
interface Place {
  texture: WebGLTexture;
  target: WebGLFramebuffer;
}

const VERTICES = `#version 300 es
in vec2 corner;
void main() { gl_Position = vec4(corner, 0, 1); }`;

/** How often an answer is asked for, milliseconds. */
const POLL_MS = 1;

export class GlPasses implements Passes {
  private readonly passes: Pass[] = [];
  private readonly programs = new Map<string, Program>();
  private slots = new Map<Sheet, Slot>();
  private readonly places = new Map<Slot, Place>();
  private readonly tables = new Map<Table, WebGLTexture>();
  private readonly atlas: WebGLTexture;
  private readonly answer: WebGLBuffer;
  /** Images that the textures have room for. */
  private room = 0;
  private ready: Promise<void> | null = null;
  readonly lost: Promise<never>;

  private constructor(private readonly gl: WebGL2RenderingContext) {
    this.lost = new Promise((_, reject) => {
      const lose = () => reject(new Error('The WebGL context was lost.'));
      gl.canvas.addEventListener('webglcontextlost', lose, { once: true });
    });
    // `run()` races this promise; swallow the rejection when nobody listens.
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
  static create(): GlPasses {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2', {
      antialias: false,
      depth: false,
      powerPreference: 'high-performance',
    });
    if (!gl) throw new Error('WebGL is not available here');
    if (!gl.getExtension('EXT_color_buffer_float')) throw new Error('WebGL draws no floats here');
    gl.getExtension('KHR_parallel_shader_compile');
    return new GlPasses(gl);
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
    this.passes.push({ program, reads: names.map(([, one]) => one), y, work });
  }

  get length(): number {
    return this.passes.length;
  }

  compiled(): Promise<void> {
    this.ready ??= this.link();
    return this.ready;
  }

  setAtlas(data: Uint8ClampedArray, side: number): void {
    const { gl } = this;
    this.bind(gl.TEXTURE_2D, this.atlas);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, side, side, 0, gl.RGBA, gl.UNSIGNED_BYTE, data);
  }

  write(sheet: Sheet, images: number, values: Float32Array): void {
    const { gl } = this;
    this.makeRoom(images);
    this.bind(gl.TEXTURE_2D_ARRAY, this.placeOf(sheet).texture);
    const { width, height, layers } = sheet;
    gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, 0, 0, width, height * images, layers, gl.RGBA, gl.FLOAT, values);
  }

  async run(
    room: number,
    images: number,
    columns = 1,
    from = 0,
    left: ReadonlySet<number> = new Set(),
  ): Promise<Float32Array> {
    this.makeRoom(room);
    for (const [i, pass] of this.passes.entries()) if (i >= from && !left.has(i)) this.draw(pass, images, columns);
    const { width, height } = (this.passes.at(-1) as Pass).y;
    return Promise.race([this.readBack(width, height * images), this.lost]);
  }

  async leastMs(images: number): Promise<number> {
    this.makeRoom(images);
    return paceOf(this.passes, async (heaviest, times) => {
      const start = performance.now();
      for (let i = 0; i < times; i++) this.draw(this.passes[heaviest] as Pass, images, 1);
      await Promise.race([this.readBack(1, 1), this.lost]);
      return performance.now() - start;
    });
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
      if (one && isSheet(one)) gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.placeOf(one).texture);
      else gl.bindTexture(gl.TEXTURE_2D, one ? this.textureOf(one) : this.atlas);
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.placeOf(y).target);
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
    if (this.slots.size === 0)
      this.slots = slotsFor(this.passes.map(({ reads, y }) => ({ reads: reads.filter((one) => one !== null), y })));
    for (const slot of new Set(this.slots.values())) {
      const old = this.places.get(slot);
      if (old) {
        gl.deleteTexture(old.texture);
        gl.deleteFramebuffer(old.target);
      }
      const texture = this.made(gl.createTexture());
      this.bind(gl.TEXTURE_2D_ARRAY, texture);
      gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.RGBA32F, slot.width, slot.height * images, slot.layers);
      const target = this.made(gl.createFramebuffer());
      gl.bindFramebuffer(gl.FRAMEBUFFER, target);
      const attachments = Array.from({ length: slot.layers }, (_, i) => gl.COLOR_ATTACHMENT0 + i);
      for (const [layer, attachment] of attachments.entries())
        gl.framebufferTextureLayer(gl.FRAMEBUFFER, attachment, texture, 0, layer);
      gl.drawBuffers(attachments);
      this.places.set(slot, { texture, target });
    }
  }

  private placeOf(sheet: Sheet): Place {
    return this.places.get(this.slots.get(sheet) as Slot) as Place;
  }

  private textureOf(table: Table): WebGLTexture {
    let texture = this.tables.get(table);
    if (!texture) {
      const { gl } = this;
      texture = this.made(gl.createTexture());
      const { columns, rows, values } = table;
      gl.bindTexture(gl.TEXTURE_2D, texture);
      setNearest(gl, gl.TEXTURE_2D);
      gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, columns, rows);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, columns, rows, gl.RGBA, gl.FLOAT, values);
      this.tables.set(table, texture);
    }
    return texture;
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

  private bind(target: number, texture: WebGLTexture): void {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(target, texture);
    setNearest(gl, target);
  }

  private made<T>(thing: T | null): T {
    if (thing === null) throw new Error('The WebGL context was lost.');
    return thing;
  }
}

function setNearest(gl: WebGL2RenderingContext, target: number): void {
  gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
}
