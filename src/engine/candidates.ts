// The ways in which this engine can read: one entry a backend, and one more for several threads.
import { PoolRunner } from './cpu/pool-runner.ts';
import type { Threads } from './cpu/threads.ts';
import { compileKernels, type KernelSource } from './cpu/wasm-memory.ts';
import { WasmRunner } from './cpu/wasm-runner.ts';
import type { ModelStep, Models } from './nets/model-files.ts';
import type { Runner } from './runner.ts';
import type { BackendName } from './types.ts';

export interface Candidate {
  readonly backend: BackendName;
  readonly threads: number;
  /** Tried only where this other backend does not start or gives wrong answers: this one is slower. */
  readonly standsInFor?: BackendName;
  /** May never settle. @throws EngineError errorModelBroken, or whatever keeps the backend from starting. */
  start(models: Models, onLoaded?: (step: ModelStep) => void): Promise<Runner>;
}

/**
 * In the order in which they are tried: first the processor, which starts within a few hundred milliseconds everywhere, so that there is always
 * one to fall back on. GPU code is loaded when its candidate starts.
 * @param kernels gives the files of our WebAssembly. @param threads adds the processor with several threads.
 */
export function ourCandidates(kernels: KernelSource, threads?: Threads): Candidate[] {
  return [
    {
      backend: 'wasm',
      threads: 1,
      start: async (models, onLoaded) => new WasmRunner(await compileKernels(kernels), models, onLoaded),
    },
    ...(threads
      ? [
          {
            backend: 'wasm',
            threads: threads.count,
            start: async (models) => PoolRunner.create(await compileKernels(kernels), models, threads),
          } satisfies Candidate,
        ]
      : []),
    {
      backend: 'webgl',
      threads: 1,
      start: async (models, onLoaded) => {
        const [{ PassRunner }, { GlPasses }] = await Promise.all([
          import('./gpu/pass-runner.ts'),
          import('./gpu/gl-passes.ts'),
        ]);
        return PassRunner.create('webgl', GlPasses.create(), models, onLoaded);
      },
    },
    {
      backend: 'webgpu',
      threads: 1,
      start: async (models, onLoaded) => {
        const [{ PassRunner }, { GpuPasses }] = await Promise.all([
          import('./gpu/pass-runner.ts'),
          import('./gpu/gpu-passes.ts'),
        ]);
        return PassRunner.create('webgpu', await GpuPasses.create(), models, onLoaded);
      },
    },
    {
      backend: 'tfjs',
      threads: 1,
      standsInFor: 'webgl',
      start: async (models, onLoaded) => {
        const { TfjsRunner } = await import('./tfjs/tfjs-runner.ts');
        return TfjsRunner.create(models, onLoaded);
      },
    },
  ];
}
