// The signature of Roomtone: a reading drawn as what ten people would say.
import { EXPRESSIONS, type Expression, type Votes } from '../engine/types.ts';
import { EXPRESSION_STYLES, type Theme } from './expressions.ts';
import { SURFACES } from './surfaces.ts';

/** One of ten people: the expression that they would name, or null for none. */
export type Dot = Expression | null;

const share = (value: number) => (value > 0 && Number.isFinite(value) ? value : 0);

/**
 * Ten people, the most frequent expression first, those who would name none last. Seats are given by largest remainder,
 * so that each count is within one of its exact share; equal remainders and equal counts fall in EXPRESSIONS' order, so
 * that equal readings always look the same.
 */
export function tenDots(votes: Votes, doubt: number): Dot[] {
  const total = EXPRESSIONS.reduce((sum, expression) => sum + share(votes[expression]), 0);
  const sure = total > 0 ? 1 - Math.min(1, share(doubt)) : 0;
  const seats = [...EXPRESSIONS, null].map((dot) => {
    const exact = 10 * (dot === null ? 1 - sure : (sure * share(votes[dot])) / (total || 1));
    // A share of 2.9999999999 is 3 that went through floating point.
    const count = Math.floor(exact + 1e-9);
    return { dot, count, rest: exact - count };
  });
  const missing = 10 - seats.reduce((sum, seat) => sum + seat.count, 0);
  for (const seat of [...seats].sort((a, b) => b.rest - a.rest).slice(0, missing)) seat.count += 1;
  const order = (seat: { dot: Dot; count: number }) => (seat.dot === null ? -1 : seat.count);
  return seats.sort((a, b) => order(b) - order(a)).flatMap((seat) => Array<Dot>(seat.count).fill(seat.dot));
}

/** How many of the ten say what, in the dots' order. */
export function countDots(dots: readonly Dot[]): { dot: Dot; count: number }[] {
  const counts = new Map<Dot, number>();
  for (const dot of dots) counts.set(dot, (counts.get(dot) ?? 0) + 1);
  return [...counts].map(([dot, count]) => ({ dot, count }));
}

interface DotsLayout {
  width: number;
  height: number;
  /** Outer radius; a hollow dot's ring lies within it. */
  radius: number;
  ring: number;
  centres: { x: number; y: number }[];
}

/** Where the ten lie: one row, or two rows of five. `width` is of the whole. */
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

/** The ten as SVG source, for where there is no preact. It says nothing to a screen reader: the words beside it do. */
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
