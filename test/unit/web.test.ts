// What serves the try-it page on the web: a folder's files and no others, wherever it lies, and the page's own policy.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serveFolder } from '../../harness/static-server.ts';
import { policyOfWebPages, withPolicy } from '../../scripts/lib/web.ts';
import { root } from '../support/models.ts';

describe('a served folder', () => {
  let folder: string;
  let served: Served;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'roomtone-web-'));
    await mkdir(path.join(folder, 'page/deep'), { recursive: true });
    await writeFile(path.join(folder, 'secret.txt'), 'secret');
    await writeFile(path.join(folder, 'page/index.html'), 'the page');
    await writeFile(path.join(folder, 'page/deep/kernels.wasm'), 'kernels');
    served = await serveFolder(path.join(folder, 'page'), { under: '/some/where/', headers: { 'x-more': 'yes' } });
  });
  afterAll(async () => {
    await served.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** As it is written: fetch() would resolve dots. */
  const get = (address: string) =>
    new Promise<{ status: number; type: string | undefined; more: unknown; text: string }>((resolve, reject) => {
      const asked = request({ port: new URL(served.url).port, path: address }, (reply) => {
        const parts: Buffer[] = [];
        reply.on('data', (part) => parts.push(part));
        reply.on('end', () => {
          const { statusCode = 0, headers } = reply;
          const text = Buffer.concat(parts).toString();
          resolve({ status: statusCode, type: headers['content-type'], more: headers['x-more'], text });
        });
      });
      asked.on('error', reject);
      asked.end();
    });

  it('has its page at its own address, and files with their types', async () => {
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/some\/where\/$/);
    expect(await get('/some/where/')).toEqual({ status: 200, type: 'text/html', more: 'yes', text: 'the page' });
    const kernels = { status: 200, type: 'application/wasm', more: 'yes', text: 'kernels' };
    expect(await get('/some/where/deep/kernels.wasm?x')).toEqual(kernels);
  });

  it.each([
    '/',
    '/some/where/../../secret.txt',
    '/some/where/%2e%2e/secret.txt',
    '/some/where/..%2fsecret.txt',
    '/some/where/%',
    '/some/where/deep',
    '/other/',
    '//',
  ])('has nothing at %s, and goes on', async (address) => {
    expect(await get(address)).toMatchObject({ status: 404, text: '' });
    expect((await get('/some/where/')).status).toBe(200);
  });

  it('rejects where the port is taken', async () => {
    const port = Number(new URL(served.url).port);
    await expect(serveFolder(folder, { port })).rejects.toThrow(/EADDRINUSE/);
  });
});

describe('the policy of a page on the web', () => {
  it('is the extension’s, but for what a page cannot say of itself', async () => {
    const manifest = JSON.parse(await readFile(path.join(root, 'manifest.json'), 'utf8'));
    const policy = policyOfWebPages(manifest);
    expect(`${policy}; frame-ancestors 'none'`).toBe(manifest.content_security_policy.extension_pages);
    const html = withPolicy(await readFile(path.join(root, 'src/ui/pages/tryit.html'), 'utf8'), policy);
    // Before anything that the page loads.
    expect(html.indexOf(policy)).toBeGreaterThan(0);
    expect(html.indexOf(policy)).toBeLessThan(html.search(/<(link|script)\b/));
    expect(() => withPolicy('<p>no page', policy)).toThrow();
  });
});
