// Makes pages of the documents that belong into the extension itself: how good it is, privacy, responsible use.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Marked, type Tokens } from 'marked';

/** Document, relative to the project -> page of the extension. */
export const DOCUMENTS = {
  'models/MODEL_CARD.md': 'about.html',
  'PRIVACY.md': 'privacy.html',
  'RESPONSIBLE_USE.md': 'responsible-use.html',
} as const;
export type Document = keyof typeof DOCUMENTS;

/** Pictures lie in this folder of the extension. */
const PICTURES = 'documents';

export interface Rendered {
  html: string;
  /** Pictures that it shows: file relative to the project -> file relative to the extension. */
  pictures: Map<string, string>;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** `document` and what it refers to are relative to the project. */
export function renderDocument(document: Document, markdown: string): Rendered {
  const pictures = new Map<string, string>();
  const target = (href: string) => path.posix.normalize(path.posix.join(path.posix.dirname(document), href));
  let title = '';
  let heading = '';
  const named = new Set<string>();
  /** Tables are places that one can go to, so each needs a name of its own. */
  const nameOfTable = () => {
    let name = heading;
    for (let n = 2; named.has(name); n++) name = `${heading} (${n})`;
    named.add(name);
    return name;
  };
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const words = this.parser.parseInline(tokens);
        heading = this.parser.parseInline(tokens, this.parser.textRenderer);
        title ||= heading;
        return `<h${depth}>${words}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const words = this.parser.parseInline(tokens);
        if (/^https:/.test(href)) return `<a href="${escaped(href)}" rel="noreferrer">${words}</a>`;
        const page = (DOCUMENTS as Record<string, string>)[target(href)];
        // What stays with the sources cannot be opened from here.
        return page ? `<a href="${page}">${words}</a>` : words;
      },
      image({ href, text }: Tokens.Image): string {
        const file = target(href);
        const shipped = `${PICTURES}/${path.posix.basename(file)}`;
        pictures.set(file, shipped);
        return `<img src="${shipped}" alt="${escaped(text)}" loading="lazy">`;
      },
      table(token: Tokens.Table): string {
        const cells = (row: Tokens.TableCell[]) => `<tr>${row.map((cell) => this.tablecell(cell)).join('')}</tr>\n`;
        // A row of empty heads is Markdown's way to have none.
        const isBare = token.header.every(({ text }) => text === '');
        const head = isBare ? '' : `<thead>\n${cells(token.header)}</thead>\n`;
        // Wide ones are scrolled, by keyboard too.
        return `<div class="wide-table" role="region" tabindex="0" aria-label="${nameOfTable()}"><table>\n${head}<tbody>\n${token.rows.map(cells).join('')}</tbody>\n</table></div>\n`;
      },
      tablecell({ header, align, tokens }: Tokens.TableCell): string {
        // The empty corner of a table heads nothing.
        const kind = header && tokens.length > 0 ? 'th' : 'td';
        const side = align === 'right' ? ' class="number"' : '';
        return `<${kind}${side}>${this.parser.parseInline(tokens)}</${kind}>`;
      },
      /** Comments for whoever edits, and nothing else, are written as HTML. */
      html({ text }: Tokens.HTML | Tokens.Tag): string {
        if (!/^\s*<!--[\s\S]*-->\s*$/.test(text)) throw new Error(`${document} holds HTML: ${text}`);
        return '';
      },
    },
  });
  const body = marked.parse(markdown, { async: false });
  return { html: page(title, body), pictures };
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en" class="document">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} – Roomtone</title>
    <link rel="icon" href="icons/32.png">
    <link rel="stylesheet" href="ui.css">
    <link rel="stylesheet" href="documents.css">
  </head>
  <body>
    <main>
${body}    </main>
  </body>
</html>
`;
}

/** Writes all of them, with their pictures, into the built extension. */
export async function writeDocuments(root: string, dist: string): Promise<void> {
  await mkdir(path.join(dist, PICTURES), { recursive: true });
  for (const [document, file] of Object.entries(DOCUMENTS) as [Document, string][]) {
    const { html, pictures } = renderDocument(document, await readFile(path.join(root, document), 'utf8'));
    await writeFile(path.join(dist, file), html);
    for (const [from, to] of pictures) await cp(path.join(root, from), path.join(dist, to));
  }
}
