// What the machine can do at most: multiply-adds a second in WASM SIMD and in WebGL, with nothing else to do.

/** The best of several runs, multiply-adds a second. */
export function best(runs: number, multiplyAdds: number, run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return multiplyAdds / (least / 1000);
}

const CHAINS = 12;
const LANES = 4;

/** @param module kernels/peak.ts, assembled. @param relaxed with one instruction for both. One thread. */
export async function wasmPeak(module: BufferSource, relaxed: boolean): Promise<number> {
  const { instance } = await WebAssembly.instantiate(module);
  const run = instance.exports[relaxed ? 'relaxed' : 'multiplyAdd'] as (rounds: number) => number;
  // The first runs are the baseline compiler's.
  run(1e6);
  const rounds = 2e7;
  return best(7, rounds * CHAINS * LANES, () => run(rounds));
}

const SIDE = 256;
const ROUNDS = 512;
const VECTORS = 8;

/** Null where there is no WebGL 2. */
export function webglPeak(): number | null {
  const gl = new OffscreenCanvas(SIDE, SIDE).getContext('webgl2');
  if (!gl) return null;
  const vectors = Array.from({ length: VECTORS }, (_, i) => `v${i}`);
  const shaders = [
    [gl.VERTEX_SHADER, 'in vec2 at; void main() { gl_Position = vec4(at, 0, 1); }'],
    [
      gl.FRAGMENT_SHADER,
      `precision highp float; out vec4 colour; uniform vec4 x, y; void main() {
        vec4 ${vectors.map((v, i) => `${v} = gl_FragCoord * ${i}.1`).join(', ')};
        for (int i = 0; i < ${ROUNDS}; i++) { ${vectors.map((v) => `${v} = ${v} * x + y;`).join(' ')} }
        colour = ${vectors.join(' + ')};
      }`,
    ],
  ] as const;
  const program = gl.createProgram();
  for (const [kind, source] of shaders) {
    const shader = gl.createShader(kind) as WebGLShader;
    gl.shaderSource(shader, `#version 300 es\n${source}`);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 3, -1, -1, 3]), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.bindAttribLocation(program, 0, 'at');
  gl.vertexAttribPointer(gl.getAttribLocation(program, 'at'), 2, gl.FLOAT, false, 0, 0);
  gl.uniform4f(gl.getUniformLocation(program, 'x'), 0.999, 0.999, 0.999, 0.999);
  gl.uniform4f(gl.getUniformLocation(program, 'y'), 0.001, 0.001, 0.001, 0.001);
  gl.viewport(0, 0, SIDE, SIDE);
  const pixel = new Uint8Array(4);
  const draws = 8;
  const run = () => {
    for (let i = 0; i < draws; i++) gl.drawArrays(gl.TRIANGLES, 0, 3);
    // Waits for the drawing to end.
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  };
  run();
  const peak = best(5, draws * SIDE * SIDE * ROUNDS * VECTORS * LANES, run);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return peak;
}
