// Draws a reading as the ten people of call/room/dots.ts.
import type { Dot } from '../call/room/dots.ts';
import { EXPRESSION_STYLES, type Theme } from './expressions.ts';
import { SURFACES } from './surfaces.ts';

export { countDots, type Dot, tenDots } from '../call/room/dots.ts';

interface DotsLayout {
  width: number;
  height: number;
  /** Outer radius; a hollow dot's ring lies within it. */
  radius: number;
  ring: number;
  centres: { x: number; y: number }[];
}

/** Lays the ten out in one row, or in two rows of five; `width` pixels in all. */
export function layoutDots(rows: 1 | 2, width: number): DotsLayout {
  const columns = 10 / rows;
  // A gap of a third of a dot keeps ten apart at any size; 20 × 8 px for a badge's two rows.
  const size = width / (columns + (columns - 1) / 3);
  const pitch = (size * 4) / 3;
  const height = rows === 1 ? size : (width * 2) / 5;
  const pitchY = rows === 1 ? 0 : height - size;
  const centres = Array.from({ length: 10 }, (_, i) => ({
    x: size / 2 + (i % columns) * pitch,
    y: size / 2 + Math.floor(i / columns) * pitchY,
  }));
  return { width, height, radius: size / 2, ring: Math.max(0.75, size / 10), centres };
}

interface DotsOptions {
  rows: 1 | 2;
  width: number;
  theme: Theme;
  /** The ring of hollow dots. */
  hollow?: string;
}

/** The ten as SVG source, for surfaces without preact. Hidden from screen readers, which read the words beside it. */
export function dotsSvg(
  dots: readonly Dot[],
  { rows, width, theme, hollow = SURFACES[theme].muted }: DotsOptions,
): string {
  const { height, radius, ring, centres } = layoutDots(rows, width);
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const circles = centres.map(({ x, y }, i) => {
    const dot = dots[i] ?? null;
    return dot === null
      ? `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius - ring / 2)}" fill="none" stroke="${hollow}" stroke-width="${n(ring)}"/>`
      : `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${EXPRESSION_STYLES[dot][theme]}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" aria-hidden="true" focusable="false">${circles.join('')}</svg>`;
}
