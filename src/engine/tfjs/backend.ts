// Starts TensorFlow.js on its WebGL backend; the only file that knows how.
import * as tf from '@tensorflow/tfjs';
import { MathBackendWebGL, setWebGLContext } from '@tensorflow/tfjs-backend-webgl';

/** Freed textures are kept for reuse up to this many bytes in all. */
const TEXTURE_CACHE_BYTES = 256 * 2 ** 20;
/** Milliseconds between two looks at whether shaders have compiled. */
const POLL_MS = 1;

let started = 0;

/** TensorFlow.js with a WebGL context of its own, so that runners share neither programs nor the loss of a context. */
export class TfjsBackend {
  /** Rejects when the context is lost; operations after that give zeros or never answer. */
  readonly lost: Promise<never>;

  private constructor(
    private readonly name: string,
    private readonly backend: MathBackendWebGL,
    private readonly gl: WebGL2RenderingContext,
  ) {
    this.lost = new Promise((_, reject) => {
      gl.canvas.addEventListener('webglcontextlost', () => {
        // TensorFlow.js would poll its fence for ever.
        gl.clientWaitSync = () => gl.CONDITION_SATISFIED;
        reject(new Error('The WebGL context was lost.'));
      });
    });
    // Runners race this promise; swallow the rejection when nobody listens.
    this.lost.catch(() => {});
  }

  /** @throws Error when this machine has no WebGL 2. */
  static start(): TfjsBackend {
    tf.enableProdMode();
    // One program serves many shapes.
    tf.env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
    tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', TEXTURE_CACHE_BYTES);
    const canvas = new OffscreenCanvas(1, 1);
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      powerPreference: 'high-performance',
    });
    if (!gl) throw new Error('WebGL is not available here');
    // TensorFlow.js asks this context what the machine can do, and makes no other.
    setWebGLContext(2, gl);
    const backend = new MathBackendWebGL(canvas);
    const name = `roomtone-${++started}`;
    tf.copyRegisteredKernels('webgl', name);
    tf.registerBackend(name, () => backend);
    return new TfjsBackend(name, backend, gl);
  }

  /** Runs operations on this backend; their tensors stay on it. Synchronous, so that runners can share a page. */
  run<T>(operations: () => T): T {
    if (this.gl.isContextLost()) throw new Error('The WebGL context was lost.');
    void tf.setBackend(this.name);
    return operations();
  }

  /** Compiles in parallel all that `operations` need, without computing anything. */
  async compile(operations: () => void): Promise<void> {
    tf.env().set('ENGINE_COMPILE_ONLY', true);
    try {
      this.run(operations);
    } finally {
      // With this flag on, every later result is zero.
      tf.env().set('ENGINE_COMPILE_ONLY', false);
    }
    await Promise.race([this.linked(), this.lost]);
    await this.backend.checkCompileCompletionAsync();
    this.backend.getUniformLocations();
  }

  dispose(): void {
    for (const { kernelName } of tf.getKernelsForBackend(this.name)) tf.unregisterKernel(kernelName, this.name);
    tf.removeBackend(this.name);
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  /** TensorFlow.js waits for animation frames instead, which hidden documents do not get. */
  private async linked(): Promise<void> {
    const { gl } = this;
    const parallel = gl.getExtension('KHR_parallel_shader_compile');
    if (!parallel) return;
    const { binaryCache } = this.backend as unknown as { binaryCache: Record<string, { webGLProgram: WebGLProgram }> };
    for (const { webGLProgram } of Object.values(binaryCache)) {
      while (!gl.isContextLost() && !gl.getProgramParameter(webGLProgram, parallel.COMPLETION_STATUS_KHR))
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}
