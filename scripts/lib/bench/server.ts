// Serves the bench's pages, engines and models on this machine only.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { assembled, kernelFile } from '../../../harness/kernels.ts';
import { shippedModels } from '../../../harness/models.ts';
import { inPackage } from '../../../harness/packages.ts';
import { wasmDir } from '../../../harness/tfjs-wasm.ts';
import { onlyOurOperations } from '../tfjs-operations.ts';

const bench = path.resolve(import.meta.dirname, '../../../bench');
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
};
/** Packages that are served as they are. */
const FOLDERS: Record<string, string> = {
  '/wasm/': wasmDir,
  '/human/': inPackage('@vladmandic/human', ''),
  '/face-api/': inPackage('@vladmandic/face-api', ''),
};

export interface BenchServer {
  address: string;
  close(): void;
}

/** @param tiles JPEGs. */
export async function serveBench(tiles: Buffer[]): Promise<BenchServer> {
  const files = new Map<string, Buffer | string>([
    ['/', '<!doctype html><title>bench</title><script src="/bench/page.js"></script>'],
    ...(await scripts()),
    ['/peak.wasm', Buffer.from(await assembled(path.join(bench, 'kernels/peak.ts'), []))],
    ...(await kernels()),
  ]);
  for (const [i, tile] of tiles.entries()) files.set(`/tiles/${i}.jpg`, tile);
  for (const [name, { json, weights }] of Object.entries(await shippedModels())) {
    files.set(`/roomtone/${name}/model.json`, JSON.stringify(json));
    files.set(`/roomtone/${name}/weights.bin`, Buffer.from(weights));
  }
  const server = createServer(async ({ url = '/' }, answer) => {
    const { pathname } = new URL(url, 'http://localhost');
    const folder = Object.keys(FOLDERS).find((prefix) => pathname.startsWith(prefix));
    const content =
      files.get(pathname) ??
      (folder &&
        (await readFile(path.join(FOLDERS[folder] as string, pathname.slice(folder.length))).catch(() => null)));
    const type = TYPES[path.extname(pathname)] ?? (pathname === '/' ? 'text/html' : 'application/octet-stream');
    answer.writeHead(content ? 200 : 404, { 'content-type': type, 'cache-control': 'no-store' });
    answer.end(content || '');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return { address: `http://localhost:${port}`, close: () => server.close() };
}

/** The pages' own programs; what packages ship ready for browsers is served as it is. */
async function scripts(): Promise<[string, Buffer][]> {
  const { outputFiles } = await build({
    entryPoints: [
      ...['page', 'peak', 'share', 'roomtone', 'human', 'face-api'].map((name) => path.join(bench, `${name}.ts`)),
      path.resolve(bench, '../src/entrypoints/engine-worker.ts'),
    ],
    entryNames: '[name]',
    outdir: '/bench',
    bundle: true,
    write: false,
    format: 'esm',
    // As in the package: TensorFlow.js is loaded only by the backend that needs it, and without what our nets do not use.
    splitting: true,
    plugins: [onlyOurOperations],
    minify: true,
    external: ['fs', 'path', 'os', 'worker_threads', 'perf_hooks', 'util', 'crypto', '/bench/*'],
    logLevel: 'warning',
  });
  return outputFiles.map((file) => [`/bench/${path.basename(file.path)}`, Buffer.from(file.contents)]);
}

async function kernels(): Promise<[string, Buffer][]> {
  const names = ['kernels-relaxed.wasm', 'kernels.wasm'] as const;
  return Promise.all(
    names.map(async (name) => [`/roomtone/${name}`, Buffer.from(await kernelFile(name))] as const),
  ) as Promise<[string, Buffer][]>;
}
