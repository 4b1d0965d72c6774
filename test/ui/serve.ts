// Serves the real HTML and CSS with the extension's own content security policy, and fixtures for a script.
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { Language } from '../../src/call/settings.ts';

const root = new URL('../../', import.meta.url);
const ORIGIN = 'https://roomtone.test';
export type Surface = 'options' | 'popup' | 'report' | 'sidepanel' | 'tryit' | 'welcome';

export interface Look {
  width: number;
  height?: number;
  dark?: boolean;
  calm?: boolean;
  /** Of the popup, the panel and the try-it page. */
  language?: Language;
  /** Written from right to left, as a page would be in a language that is. */
  rtl?: boolean;
}

const TYPES: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript', png: 'image/png' };

export async function bundleFixtures(): Promise<string> {
  const result = await build({
    entryPoints: [new URL('test/ui/page.tsx', root).pathname],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'chrome148',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  });
  return result.outputFiles[0]?.text ?? '';
}

/** Opens a surface in a state; what the page complains of, the policy's refusals included, gathers in `complaints`. */
export async function openSurface(
  browser: Browser,
  script: string,
  surface: Surface,
  state: string,
  { width, height = 600, dark = false, calm = true, language = 'en', rtl = false }: Look,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: calm ? 'reduce' : 'no-preference',
    deviceScaleFactor: 1,
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  const { content_security_policy } = JSON.parse(await readFile(new URL('manifest.json', root), 'utf8'));
  await page.route(`${ORIGIN}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    const contentType = TYPES[path.split('.').at(-1) ?? ''] ?? 'text/plain';
    if (path.endsWith('.js')) return route.fulfill({ contentType, body: script });
    const file = new URL(path.startsWith('icons/') ? path : `src/ui/pages/${path}`, root);
    const headers = { 'content-type': contentType, 'content-security-policy': content_security_policy.extension_pages };
    return route.fulfill({ headers, body: await readFile(file) });
  });
  await page.goto(`${ORIGIN}/${surface}.html?state=${state}&language=${language}${rtl ? '&dir=rtl' : ''}`);
  await page
    .locator('header')
    .waitFor({ timeout: 10_000 })
    .catch(() => complaints.push('Nothing was rendered.'));
  return { page, complaints };
}
