// Assembles the engine's WebAssembly: src/engine/cpu/kernels, which is AssemblyScript, in two builds.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KernelFile } from '../src/engine/cpu/wasm-memory.ts';
import { inPackage } from './packages.ts';

const folder = path.resolve(import.meta.dirname, '../src/engine/cpu/kernels');
const RELAXED: Record<KernelFile, number> = { 'kernels-relaxed.wasm': 1, 'kernels.wasm': 0 };
/** Kept between runs; whoever deletes it loses a few seconds. */
const cache = path.resolve(import.meta.dirname, '../.cache/kernels');
const made = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/** @returns a module's bytes; made once a process. @throws Error with the compiler's words. */
export function kernelFile(name: KernelFile): Promise<Uint8Array<ArrayBuffer>> {
  return assembled('kernels.ts', optionsOf(name));
}

const optionsOf = (name: KernelFile) => ['--importMemory', '--use', `RELAXED=${RELAXED[name]}`];

/** As kernelFile, and kept for the next run of the same sources and compiler: loading the compiler takes seconds. */
export async function keptKernelFile(name: KernelFile): Promise<Uint8Array<ArrayBuffer>> {
  const sources = [path.join(folder, 'kernels.ts'), import.meta.filename, inPackage('assemblyscript', 'package.json')];
  const hash = createHash('sha256');
  for (const source of sources) hash.update(await readFile(source));
  const file = path.join(cache, `${hash.digest('hex').slice(0, 16)}-${name}`);
  const kept = await readFile(file).catch(() => null);
  if (kept) return new Uint8Array(kept);
  const bytes = await kernelFile(name);
  // Another run may be reading: the file appears whole. Where it cannot be kept, the next run assembles it again.
  await mkdir(cache, { recursive: true })
    .then(() => writeFile(`${file}-${process.pid}`, bytes))
    .then(() => rename(`${file}-${process.pid}`, file))
    .catch(() => {});
  return bytes;
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
  const { default: asc } = await import('assemblyscript/asc');
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
