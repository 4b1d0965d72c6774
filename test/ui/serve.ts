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
  language?: Language | 'pseudo';
  /** The browser's own. */
  locale?: string;
  /** Written from right to left, as a page would be in a language that is. */
  rtl?: boolean;
}

const TYPES: Record<string, string> = {
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  json: 'application/json',
  png: 'image/png',
};

export async function bundleFixtures(): Promise<string> {
  const result = await build({
    entryPoints: [new URL('test/ui/page.tsx', root).pathname],
    bundle: true,
    // It goes into every page.
    minify: true,
    write: false,
    format: 'esm',
    target: 'chrome148',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  });
  return result.outputFiles[0]?.text ?? '';
}

/** Pages whose tests are done with them, by their look. */
const idle = new WeakMap<Browser, Map<string, Opened[]>>();

interface Opened {
  page: Page;
  /** What the page complains of, the policy's refusals included. */
  complaints: string[];
  /** Instead of closing a page that is as it was opened: another state is shown in it. A new one takes three times as long. */
  release(): void;
}

/** Opens a surface in a state. */
export async function openSurface(
  browser: Browser,
  script: string,
  surface: Surface,
  state: string,
  { width, height = 600, dark = false, calm = true, language = 'en', locale = 'en-GB', rtl = false }: Look,
): Promise<Opened> {
  const look = JSON.stringify({ width, height, dark, calm, locale });
  const pages = idle.get(browser) ?? new Map<string, Opened[]>();
  idle.set(browser, pages);
  const opened = pages.get(look)?.pop() ?? (await newPage());
  const { page, complaints } = opened;
  complaints.length = 0;
  await page.goto(`${ORIGIN}/${surface}.html?state=${state}&language=${language}${rtl ? '&dir=rtl' : ''}`);
  await page
    .locator('header')
    .waitFor({ timeout: 10_000 })
    .catch(() => complaints.push('Nothing was rendered.'));
  return opened;

  async function newPage(): Promise<Opened> {
    const page = await browser.newPage({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: calm ? 'reduce' : 'no-preference',
      deviceScaleFactor: 1,
      locale,
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
      const file = new URL(/^(icons|_locales)\//.test(path) ? path : `src/ui/pages/${path}`, root);
      const policy = content_security_policy.extension_pages;
      const headers = { 'content-type': contentType, 'content-security-policy': policy };
      return route.fulfill({ headers, body: await readFile(file) });
    });
    const opened = { page, complaints, release: () => void pages.set(look, [...(pages.get(look) ?? []), opened]) };
    return opened;
  }
}
