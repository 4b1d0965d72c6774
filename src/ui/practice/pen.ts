// What faces are drawn with: lines through points, soft spots, and colours.
import type { Fill, Shape, Stops } from './shapes.ts';

export type Point = readonly [x: number, y: number];
/** Where a point of the head is seen. @param before how far it lies before the surface that is meant */
export type Place = (x: number, y: number, before?: number) => Point;
export type Add = (...shapes: Shape[]) => void;

const rounded = (value: number) => Math.round(value * 100) / 100;
const at = ([x, y]: Point) => `${rounded(x)} ${rounded(y)}`;

/** A smooth closed or open line through points (Catmull-Rom). */
export function through(points: readonly Point[], isClosed = false): string {
  const count = points.length;
  const point = (i: number) => points[isClosed ? (i + count) % count : Math.max(0, Math.min(count - 1, i))] as Point;
  let path = `M${at(point(0))}`;
  for (let i = 0; i < (isClosed ? count : count - 1); i++) {
    const [a, b, c, d] = [point(i - 1), point(i), point(i + 1), point(i + 2)];
    const one: Point = [b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6];
    const two: Point = [c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6];
    path += `C${at(one)} ${at(two)} ${at(c)}`;
  }
  return isClosed ? `${path}Z` : path;
}

/** Between a line and one that goes the same way. */
export const joined = (there: readonly Point[], back: readonly Point[]) =>
  `${through(there)}L${through([...back].reverse()).slice(1)}Z`;

export function ellipse([x, y]: Point, across: number, down: number): string {
  const [left, right, radii] = [at([x - across, y]), at([x + across, y]), at([across, down])];
  return `M${left}A${radii} 0 1 0 ${right}A${radii} 0 1 0 ${left}Z`;
}

/** The rows of a table: numbers with spaces between them, rows with commas. */
export const rows = (table: string) => table.split(',').map((row) => row.trim().split(' ').map(Number));

/** Points from a table of "x y" or "x y before". */
export const placed = (place: Place, table: string): Point[] =>
  rows(table).map(([x = 0, y = 0, before]) => place(x, y, before));

/** A colour with an opacity, 0..1. */
export const faint = (colour: string, opacity: number) =>
  `${colour}${Math.round(255 * Math.max(0, Math.min(1, opacity)))
    .toString(16)
    .padStart(2, '0')}`;

/** A soft spot without edges. */
export function spot(centre: Point, radius: number, colour: string, opacity: number, squash = 1): Shape {
  const stops: Stops = [
    [0, faint(colour, opacity)],
    [0.55, faint(colour, opacity * 0.55)],
    [1, faint(colour, 0)],
  ];
  return {
    path: ellipse(centre, radius, radius),
    fill: { centre, radius, stops },
    squashed: { to: squash, about: centre[1] },
  };
}

/** From one point to another: a colour at each end, others between them. */
export const shaded = (from: Point, to: Point, first: string, last: string, ...between: Stops): Fill => ({
  from,
  to,
  stops: [[0, first], ...between, [1, last]],
});

export const mix = (a: number, b: number, t: number) => a + (b - a) * t;

/** Towards white (up to 1) or black (down to -1). */
export function lighter(colour: string, by: number): string {
  const value = Number.parseInt(colour.slice(1, 7), 16);
  const parts = [16, 8, 0].map((shift) => {
    const part = (value >> shift) & 255;
    return Math.round(by >= 0 ? part + (255 - part) * by : part * (1 + by));
  });
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
