// How far two boxes cover each other.
import type { PixelBox, UnitBox } from '../types.ts';

/** @returns intersection over union, 0..1. Both boxes are in the same units. */
export function overlap(a: UnitBox | PixelBox, b: UnitBox | PixelBox): number {
  const extent = (from: number, to: number, other: number, end: number) =>
    Math.max(0, Math.min(to, end) - Math.max(from, other));
  const shared = extent(a.x, a.x + a.width, b.x, b.x + b.width) * extent(a.y, a.y + a.height, b.y, b.y + b.height);
  return shared / Math.max(a.width * a.height + b.width * b.height - shared, Number.MIN_VALUE);
}
