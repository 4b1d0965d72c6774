// Opens the pages of test/fixtures/pages in Chromium, at the address that each names as its own, and says what the site's adapter finds there.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from './browser.ts';
import type { FoundPage, FoundTile } from './in-fixture.ts';
import { root } from './models.ts';

export const PAGES = path.join(root, 'test/fixtures/pages');

/** Names of the fixtures: their files' without the ending. */
export async function fixtureNames(): Promise<string[]> {
  return (await readdir(PAGES)).filter((file) => file.endsWith('.html')).map((file) => path.parse(file).name);
}

/** Everything that is not said is: no id, not oneself, no share, camera on, and a picture of 160×90. */
export type ExpectedTile = Partial<FoundTile> & Pick<FoundTile, 'name'>;

export interface FixturePage {
  page: Page;
  find(): Promise<FoundPage>;
  /** Another fixture is opened in its place: a new page takes longer. */
  close(): Promise<void>;
}

export interface Fixtures {
  open(fixture: string): Promise<FixturePage>;
  /** The adapter is in a call on this page and finds these tiles, in this order. */
  expectTiles(fixture: string | FixturePage, tiles: readonly ExpectedTile[]): Promise<void>;
}

const HTML = 'text/html; charset=utf-8';

/** One browser for a file of tests. @param flags of that browser's command line. */
export function fixtures(flags: string[] = []): Fixtures {
  let browser: Browser;
  let script: string;
  const idle: Page[] = [];
  beforeAll(async () => {
    browser = await launchBrowser(flags);
    script = await bundle('test/support/in-fixture.ts');
  });
  afterAll(() => browser?.close());

  const open = async (fixture: string): Promise<FixturePage> => {
    const html = await readFile(path.join(PAGES, `${fixture}.html`), 'utf8');
    const address = /<link rel="canonical" href="([^"]+)">/.exec(html)?.[1];
    if (!address) throw new Error(`${fixture}.html names no address: <link rel="canonical" href="https://…">`);
    const page = idle.pop() ?? (await browser.newPage({ viewport: { width: 1320, height: 900 } }));
    const { origin, pathname } = new URL(address);
    await page.route(`${origin}/**`, (route) => {
      const file = new URL(route.request().url()).pathname;
      if (file === pathname) return route.fulfill({ body: html, contentType: HTML });
      return /^\/[\w-]+\.(html|css)$/.test(file)
        ? route.fulfill({ path: path.join(PAGES, file), contentType: file.endsWith('.css') ? 'text/css' : HTML })
        : route.fulfill({ status: 404, body: '' });
    });
    await page.goto(address);
    await page.addScriptTag({ content: script });
    await page.evaluate(() => window.fixture.start());
    const close = async () => {
      await page.unrouteAll();
      idle.push(page);
    };
    return { page, find: () => page.evaluate(() => window.fixture.find()), close };
  };

  return {
    open,
    async expectTiles(fixture, tiles) {
      const opened = typeof fixture === 'string' ? await open(fixture) : fixture;
      const found = await opened.find();
      expect(found.tiles).toEqual(tiles.map(complete));
      expect(found.inCall, 'a call is found').toBe(true);
      if (typeof fixture === 'string') await opened.close();
    },
  };
}

export function complete(tile: ExpectedTile): FoundTile {
  const hasPicture = !tile.isCameraOff && !tile.isUnreadable;
  return {
    siteId: null,
    self: null,
    isShare: false,
    isCameraOff: false,
    isUnreadable: false,
    picture: hasPicture ? '160×90' : null,
    ...tile,
  };
}

async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, file)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}
