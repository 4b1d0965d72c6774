// The documents inside the extension: the same words and figures as in the project, and nothing that comes from elsewhere.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseHTML } from 'linkedom';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTS, type Document } from '../../scripts/lib/documents.ts';
import { movementsIn, RULES } from '../../src/call/consent/rules.ts';
import { FIELDS } from '../../src/call/settings.ts';
import { violations } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { DIST } from '../support/extension.ts';
import { FITS, overflow } from '../support/fits.ts';
import { long } from '../support/long.ts';
import { root } from '../support/models.ts';

const sources = Object.keys(DOCUMENTS) as Document[];
const source = (document: Document) => readFile(path.join(root, document), 'utf8');
const built = (file: string) => readFile(path.join(DIST, file), 'utf8');
/** Words and figures in their order, whatever marks them up. */
const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
/** Markdown without what is not read aloud. */
const plain = (markdown: string) =>
  markdown
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\]\([^)\s]*\)/g, ']')
    .replace(/^[ |:-]+$/gm, '');

describe.each(sources)('%s in the extension', (document) => {
  it('says the same, word by word and figure by figure', async () => {
    // Cells stand apart though nothing is written between them.
    const { document: page } = parseHTML((await built(DOCUMENTS[document])).replaceAll(/<\/t[dh]>/g, ' $&'));
    const text = words(page.querySelector('main')?.textContent ?? '');
    expect(text.length).toBeGreaterThan(300);
    expect(text).toEqual(words(plain(await source(document))));
  });

  it('loads nothing from anywhere; its pictures and pages are in the package', async () => {
    const html = await built(DOCUMENTS[document]);
    const { document: page } = parseHTML(html);
    expect(html).not.toMatch(/<script|style=|\son\w+=/);
    for (const element of page.querySelectorAll('[src], link[href]')) {
      const file = element.getAttribute('src') ?? element.getAttribute('href') ?? '';
      expect(file).toMatch(/^[\w./-]+$/);
      expect((await built(file)).length, file).toBeGreaterThan(0);
    }
    for (const link of page.querySelectorAll('a[href]')) {
      const href = link.getAttribute('href') ?? '';
      if (!href.startsWith('https://')) expect(Object.values(DOCUMENTS), href).toContain(href);
    }
  });

  it('shows every picture of the document', async () => {
    const { document: page } = parseHTML(await built(DOCUMENTS[document]));
    const pictures = (await source(document)).match(/!\[/g) ?? [];
    const shown = [...page.querySelectorAll('img')];
    expect(shown.length).toBe(pictures.length);
    for (const picture of shown) expect(picture.getAttribute('alt')?.length).toBeGreaterThan(5);
  });
});

describe('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it.concurrent.each(
    sources.flatMap((document) => (long ? [1000, 320] : [320]).map((width) => ({ page: DOCUMENTS[document], width }))),
  )('$page at $width fits and is open to everybody, in light or dark', async ({ page: file, width }) => {
    const policy = JSON.parse(await built('manifest.json')).content_security_policy.extension_pages;
    for (const colorScheme of long
      ? (['light', 'dark'] as const)
      : ([file === 'about.html' ? 'dark' : 'light'] as const)) {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      const types: Record<string, string> = {
        html: 'text/html',
        css: 'text/css',
        svg: 'image/svg+xml',
        png: 'image/png',
      };
      await page.route('http://roomtone.test/**', async (route) => {
        const name = new URL(route.request().url()).pathname.slice(1);
        const body = await readFile(path.join(DIST, name));
        const contentType = types[name.split('.').at(-1) ?? ''] ?? 'text/plain';
        await route.fulfill({ body, headers: { 'content-type': contentType, 'content-security-policy': policy } });
      });
      await page.goto(`http://roomtone.test/${file}`);
      expect(await overflow(page)).toEqual(FITS);
      await page.evaluate(() => {
        for (const picture of document.images) picture.loading = 'eager';
      });
      await page.waitForFunction(() => [...document.images].every((p) => p.complete));
      expect(await page.evaluate(() => [...document.images].every((p) => p.naturalWidth > 0))).toBe(true);
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    }
  });
});

describe('what they say', () => {
  it('the card’s figures stand on its page', async () => {
    const { document: page } = parseHTML(await built('about.html'));
    const { n, accuracy, shown, model } = JSON.parse(
      await readFile(path.join(root, 'models/expression/evaluation.json'), 'utf8'),
    );
    const text = page.querySelector('main')?.textContent ?? '';
    const percent = (share: number) => (100 * share).toFixed(2);
    for (const figure of [model.version, n.toLocaleString('en'), percent(accuracy), percent(shown.macroRecall)])
      expect(text).toContain(figure);
  });

  it('privacy names every permission and every place where something is kept', async () => {
    const privacy = await source('PRIVACY.md');
    const manifest = JSON.parse(await readFile(path.join(root, 'manifest.json'), 'utf8'));
    for (const permission of manifest.permissions) expect(privacy).toContain(`\`${permission}\``);
    const local = Object.entries(FIELDS).filter(([, { area }]) => area === 'local');
    expect(
      local.map(([key]) => key),
      'a setting that stays here has a row of its own',
    ).toEqual(['backend']);
  });

  it('responsible use has a row for every outcome that the rules have', async () => {
    const { document: page } = parseHTML(await built('responsible-use.html'));
    const rows = [...page.querySelectorAll('table')]
      .find((table) => table.textContent?.includes('yourself'))
      ?.querySelectorAll('tbody tr');
    const outcomes = [...(rows ?? [])].map((row) =>
      [...row.querySelectorAll('td')]
        .slice(1)
        .map((cell) => cell.textContent)
        .join(', '),
    );
    const when = { informed: 'if they know', agreed: 'if they agreed' };
    const ofRules = RULES.map((rule) => {
      const { atMost, provided } = rule;
      const others = provided ? when[provided] : 'no';
      const moves = movementsIn(rule);
      const whose = moves === 'movements' ? 'of the room, ' : 'of each person, ';
      const room = atMost === 'self' ? 'no' : others;
      return ['yes', moves ? whose + others : 'no', room, atMost === 'individual' ? others : 'no'].join(', ');
    });
    expect(new Set(outcomes)).toEqual(new Set(ofRules));
  });
});
