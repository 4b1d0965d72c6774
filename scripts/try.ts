// Builds the try-it page as a web page and serves it to this machine, until it is interrupted.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, run } from '../harness/ready.ts';
import { serveFolder } from '../harness/static-server.ts';
import { oneLine } from './lib/dataset.ts';
import { policyOfWebPages } from './lib/web.ts';

const PORT = 8748;
const MOST_PORT = 65_535;
const USAGE = `Usage: npm run try [-- --port N]

Builds the try-it page into dist-try/ and serves it to this machine: no extension is needed. Ctrl+C ends it.

--port N  where it listens (${PORT}; 0 for any that is free)`;
const INTERRUPTED = 130;

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort());

process.exitCode = await main(process.argv.slice(2), stopped.signal);

async function main(args: string[], signal: AbortSignal): Promise<number> {
  let port: number;
  try {
    const { values } = parseArgs({
      args,
      options: { port: { type: 'string', default: String(PORT) }, help: { type: 'boolean', default: false } },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    port = /^\d+$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= MOST_PORT)) throw new Error(`--port is a number up to ${MOST_PORT}, not ${values.port}.`);
  } catch (error) {
    console.error(`${oneLine(error)}\n\n${USAGE}`);
    return 2;
  }
  console.log('Building the page …');
  const code = await run(process.execPath, [path.join(root, 'esbuild.config.mjs'), '--browser', 'web'], signal);
  if (signal.aborted) return INTERRUPTED;
  if (code !== 0) return 1;
  // The page carries its policy in itself; workers take theirs from the server.
  const manifest = JSON.parse(await readFile(path.join(root, 'manifest.json'), 'utf8'));
  const headers = { 'content-security-policy': `${policyOfWebPages(manifest)}; frame-ancestors 'none'` };
  try {
    const served = await serveFolder(path.join(root, 'dist-try'), { port, headers });
    console.log(`Try it at ${served.url} (Ctrl+C ends it)`);
    if (!signal.aborted) await once(signal, 'abort');
    await served.close();
    return 0;
  } catch (error) {
    console.error((error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? `Port ${port} is taken.` : oneLine(error));
    return 1;
  }
}
