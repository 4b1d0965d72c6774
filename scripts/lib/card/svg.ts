// Puts charts of Observable Plot on one opaque sheet, as an SVG file that looks the same on light and dark pages.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { SURFACES } from '../../../src/theme/surfaces.ts';

export const INK = SURFACES.light;
const FONT = 12;
/** The width of a page on GitHub, so that text keeps its size there. */
const WIDTH = 832;
/** Secondary text within a chart, legible where it lies on a line. */
export const SMALL = { fontSize: FONT - 1, fill: INK.muted, stroke: INK.page, strokeWidth: 3 } as const;
export const GRID = { stroke: INK.line, strokeOpacity: 1 } as const;
const MARGIN = 24;
const LINE = 18;
/** A little more than a letter's mean width in the common system fonts, at FONT. */
const LETTER = 6.8;

/** An axis of shares, ticked in percent. */
export function shares(label: string | null): Plot.ScaleOptions {
  const tickFormat = (share: number) => `${Math.round(100 * share)} %`;
  return { label, labelAnchor: 'center', labelArrow: 'none', tickFormat };
}

/** A domain of whole twentieths around shares. */
export function around(shares: number[]): [number, number] {
  return [Math.floor(20 * Math.min(...shares)) / 20, Math.ceil(20 * Math.max(...shares)) / 20];
}

export interface Panel {
  /** Stands above the panel. */
  heading?: string;
  plot: Plot.PlotOptions & { height: number };
}

export interface LegendEntry {
  name: string;
  colour: string;
  /** A filled dot where nothing is said. */
  mark?: 'ring' | 'line' | 'bar';
}

/** Panels beside each other, equally wide, under what their colours mean. */
export interface Row {
  legend?: LegendEntry[];
  panels: Panel[];
}

export interface Sheet {
  title: string;
  subtitle: string;
  rows: Row[];
}

/** @returns the source of an SVG file; equal sheets give equal files. */
export function drawSheet({ title, subtitle, rows }: Sheet): string {
  const parts = [
    text(title, MARGIN, 36, `font-size="16" font-weight="600" fill="${INK.text}"`),
    text(subtitle, MARGIN, 36 + 1.2 * LINE, `fill="${INK.muted}"`),
  ];
  let y = 36 + 1.2 * LINE;
  for (const { legend = [], panels } of rows) {
    if (legend.length > 0) {
      const drawn = drawLegend(legend, y + 28);
      parts.push(drawn.source);
      y = drawn.bottom;
    }
    y += panels.some(({ heading }) => heading) ? 20 + LINE : 20;
    const width = (WIDTH - 2 * MARGIN - (panels.length - 1) * MARGIN) / panels.length;
    panels.forEach(({ heading, plot }, i) => {
      const x = MARGIN + i * (width + MARGIN);
      if (heading) parts.push(text(heading, x, y - 6, `font-weight="600" fill="${INK.text}"`));
      parts.push(drawPlot({ ...plot, width }, x, y));
    });
    y += Math.max(...panels.map(({ plot }) => plot.height));
  }
  const height = Math.ceil(y) + 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="${FONT}" role="img" aria-label="${escaped(title)}">
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8" fill="${INK.page}" stroke="${INK.line}"/>
${parts.join('\n')}
</svg>
`;
}

function drawPlot(options: Plot.PlotOptions, x: number, y: number): string {
  const { document } = parseHTML('<!doctype html><html></html>');
  const svg = Plot.plot({ ...options, document });
  svg.querySelector('style')?.remove();
  svg.removeAttribute('font-family');
  // The last tick's label may reach into the sheet's margin, hence the overflow.
  const attributes = { x, y, overflow: 'visible', 'font-size': FONT, color: INK.text };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, String(value));
  // A hundredth of a pixel is enough, and the last digits differ between machines.
  return svg.outerHTML
    .replace(/="[^"]*"/g, (value) => value.replace(/-?\d+\.\d{3,}/g, (number) => String(+(+number).toFixed(2))))
    .replace(/<\/g>/g, '</g>\n');
}

function drawLegend(entries: LegendEntry[], top: number): { source: string; bottom: number } {
  let [x, y] = [MARGIN, top];
  const parts = entries.map(({ name, colour, mark }) => {
    const width = 30 + name.length * LETTER;
    if (x > MARGIN && x + width > WIDTH - MARGIN) [x, y] = [MARGIN, y + LINE];
    const [cx, cy] = [x + 7, y - 4];
    const marks = {
      line: `<path d="M${x} ${cy}h14" stroke="${colour}" stroke-width="2.5"/>`,
      bar: `<rect x="${x + 1}" y="${cy - 5}" width="12" height="10" fill="${colour}"/>`,
      ring: `<circle cx="${cx}" cy="${cy}" r="4.25" fill="${INK.page}" stroke="${colour}" stroke-width="1.5"/>`,
      dot: `<circle cx="${cx}" cy="${cy}" r="5" fill="${colour}"/>`,
    };
    const source = marks[mark ?? 'dot'] + text(name, x + 20, y, `fill="${INK.text}"`);
    x += width;
    return source;
  });
  return { source: parts.join('\n'), bottom: y };
}

function text(content: string, x: number, y: number, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
