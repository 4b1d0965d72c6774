// How far two boxes are the same.
import type { UnitBox } from '../types.ts';

/** Intersection over union, 0..1; both boxes in the same units. */
export function overlap(a: UnitBox, b: UnitBox): number {
  const extent = (from: number, to: number, other: number, end: number) =>
    Math.max(0, Math.min(to, end) - Math.max(from, other));
  const shared = extent(a.x, a.x + a.width, b.x, b.x + b.width) * extent(a.y, a.y + a.height, b.y, b.y + b.height);
  return shared / Math.max(a.width * a.height + b.width * b.height - shared, Number.MIN_VALUE);
}
