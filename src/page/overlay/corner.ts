// Chooses the corner of a tile where a badge covers nothing that matters. Pure geometry.
import type { PixelBox } from '../../engine/types.ts';

export interface Size {
  width: number;
  height: number;
}

const overlaps = (a: PixelBox, b: PixelBox) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/**
 * Where in a tile a badge goes: the first corner that is free of `clear` (name, marks, face). The corner from before,
 * `last`, is kept while it is free, so that the badge does not jump. All boxes are in the same pixels.
 * @returns the index of the corner (see cornerBox), null when none is free.
 */
export function freeCorner(tile: PixelBox, badge: Size, clear: PixelBox[], margin: number, last = 0): number | null {
  const order = [last, 0, 1, 2, 3];
  return order.find((c) => !clear.some((box) => overlaps(cornerBox(tile, badge, c, margin), box))) ?? null;
}

/** The badge's box in corner 0 top left, 1 top right, 2 bottom right, 3 bottom left. */
export function cornerBox(tile: PixelBox, { width, height }: Size, corner: number, margin: number): PixelBox {
  const right = corner === 1 || corner === 2;
  const bottom = corner >= 2;
  return {
    x: right ? tile.x + tile.width - width - margin : tile.x + margin,
    y: bottom ? tile.y + tile.height - height - margin : tile.y + margin,
    width,
    height,
  };
}

/** How far a badge stands from the face that it belongs to, pixels. */
const NEAR = 6;

/**
 * Where the badge of one of several people stands: under the face, else over it, else beside it, wherever it covers nothing that
 * matters, with under it as the last resort. All boxes are in the same pixels.
 * @returns the badge's middle, as parts of the tile's width and height.
 */
export function freeSpot(tile: PixelBox, badge: Size, face: PixelBox, clear: PixelBox[]): { x: number; y: number } {
  const [x, y] = [face.x + face.width / 2, face.y + face.height / 2];
  const [across, down] = [(face.width + badge.width) / 2 + NEAR, (face.height + badge.height) / 2 + NEAR];
  const spots = [
    { x, y: y + down },
    { x, y: y - down },
    { x: x + across, y },
    { x: x - across, y },
  ].map((spot) => ({ x: (spot.x - tile.x) / tile.width, y: (spot.y - tile.y) / tile.height }));
  const isFree = (spot: { x: number; y: number }) => {
    const box = spotBox(tile, badge, spot);
    return !clear.some((other) => overlaps(box, other));
  };
  return spots.find(isFree) ?? (spots[0] as (typeof spots)[number]);
}

/** The badge's box at a spot, kept within the tile. */
export function spotBox(tile: PixelBox, { width, height }: Size, spot: { x: number; y: number }): PixelBox {
  const within = (middle: number, size: number, from: number, whole: number) =>
    from + Math.min(Math.max(middle * whole - size / 2, 0), Math.max(0, whole - size));
  return {
    x: within(spot.x, width, tile.x, tile.width),
    y: within(spot.y, height, tile.y, tile.height),
    width,
    height,
  };
}
