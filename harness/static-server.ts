// Serves a folder of files on this machine, as any web host would.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Record<string, string> = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
};

export interface Served {
  /** Ends in a slash. */
  url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 for any that is free. */
  port?: number;
  /** Where the folder lies on the server; begins and ends in a slash. */
  under?: string;
  headers?: Record<string, string>;
}

/** Null for an address outside the folder, and for one that is none. */
function fileAt(address: string, under: string, folder: string): string | null {
  const plain = address.replace(/[?#].*/, '');
  if (!plain.startsWith(under)) return null;
  try {
    const file = path.join(folder, decodeURIComponent(plain.slice(under.length)) || 'index.html');
    return file.startsWith(folder + path.sep) ? file : null;
  } catch {
    return null;
  }
}

/** To this machine alone. Rejects where the port is taken. */
export async function serveFolder(
  folder: string,
  { port = 0, under = '/', headers = {} }: ServeOptions = {},
): Promise<Served> {
  const server = createServer(async ({ url = '/' }, reply) => {
    const file = fileAt(url, under, folder);
    const bytes = file && (await readFile(file).catch(() => null));
    if (!bytes) return void reply.writeHead(404).end();
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    reply.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', ...headers }).end(bytes);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${under}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
