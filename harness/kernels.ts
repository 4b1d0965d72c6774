// Assembles the engine's WebAssembly: src/engine/cpu/kernels, which is AssemblyScript, in two builds.
import path from 'node:path';
import asc from 'assemblyscript/asc';
import type { KernelFile } from '../src/engine/cpu/wasm-memory.ts';

const folder = path.resolve(import.meta.dirname, '../src/engine/cpu/kernels');
const RELAXED: Record<KernelFile, number> = { 'kernels-relaxed.wasm': 1, 'kernels.wasm': 0 };
const made = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/** @returns a module's bytes; made once a process. @throws Error with the compiler's words. */
export function kernelFile(name: KernelFile): Promise<Uint8Array<ArrayBuffer>> {
  return assembled('kernels.ts', ['--importMemory', '--use', `RELAXED=${RELAXED[name]}`]);
}

/** @param file AssemblyScript in src/engine/cpu/kernels, or a path of its own. */
export function assembled(file: string, options: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const source = path.resolve(folder, file);
  const key = [source, ...options].join(' ');
  const module = made.get(key) ?? assemble(source, options);
  made.set(key, module);
  return module;
}

async function assemble(source: string, options: string[]): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array | null = null;
  const fixed = ['--runtime', 'stub', '--noAssert', '--optimizeLevel', '3', '--enable', 'simd,relaxed-simd'];
  const { error, stderr } = await asc.main(
    [path.basename(source), '--baseDir', path.dirname(source), '--outFile', 'out.wasm', ...fixed, ...options],
    {
      writeFile: (_name: string, contents: Uint8Array | string) => {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error || !binary) throw new Error(`${path.basename(source)} does not assemble: ${stderr}`);
  return new Uint8Array(binary);
}
