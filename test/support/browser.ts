// A plain headless Chromium for tests that need real pages but no extension.
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { browserFlags, findBrowser } from '../../harness/browser.ts';
import { root } from './models.ts';

export async function launchBrowser(more: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser().path,
    headless: true,
    args: [...browserFlags(), ...more],
  });
}

/** A script of modules of ours, for a page. */
export async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
