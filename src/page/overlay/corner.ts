// Chooses the corner of a tile where a badge covers nothing that matters. Pure geometry.
import type { PixelBox } from '../../engine/types.ts';

export interface Size {
  width: number;
  height: number;
}

const overlaps = (a: PixelBox, b: PixelBox) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** A box with rounded corners, top left, top right, bottom right, bottom left: how far each reaches across and down, pixels. */
export interface Rounded {
  box: PixelBox;
  radii: readonly Size[];
}

export interface Place {
  /** See cornerBox. */
  corner: number;
  /** From the tile's edges, pixels. */
  margin: number;
}

export interface Obstacles {
  /** Name, marks, faces, controls: a badge must not lie on them. */
  clear: readonly PixelBox[];
  /** What the tile is cut to: a badge must lie within. */
  shapes?: readonly Rounded[];
  /** Anything else that speaks against a place. */
  isTaken?: (box: PixelBox, corner: number) => boolean;
}

/** So much further from the edges a badge goes at a time, to lie within a round tile, pixels. */
const INWARD = 4;

/**
 * Where in a tile a badge goes: the first corner that is free. The corner from before, `last`, is kept while it is free, so that the badge does
 * not jump. All boxes are in the same pixels. @returns null when none is free.
 */
export function freeCorner(
  tile: PixelBox,
  badge: Size,
  { clear, shapes = [], isTaken = () => false }: Obstacles,
  margin: number,
  last = 0,
): Place | null {
  for (const corner of new Set([last, 0, 1, 2, 3])) {
    const most = Math.min(tile.width - badge.width, tile.height - badge.height) / 2;
    for (let inward = margin; inward <= Math.max(most, margin); inward += INWARD) {
      const box = cornerBox(tile, badge, corner, inward);
      if (!shapes.every((shape) => isWithin(box, shape))) continue;
      if (!clear.some((other) => overlaps(box, other)) && !isTaken(box, corner)) return { corner, margin: inward };
      break;
    }
  }
  return null;
}

/** Does a box lie within a rounded one? */
function isWithin(box: PixelBox, { box: outer, radii }: Rounded): boolean {
  return [0, 1, 2, 3].every((corner) => {
    const { width: rx, height: ry } = radii[corner] as Size;
    // How far the box's corner lies from the outer one's edges.
    const x = corner === 1 || corner === 2 ? outer.x + outer.width - box.x - box.width : box.x - outer.x;
    const y = corner >= 2 ? outer.y + outer.height - box.y - box.height : box.y - outer.y;
    if (x < 0 || y < 0) return false;
    return x >= rx || y >= ry || ((rx - x) / rx) ** 2 + ((ry - y) / ry) ** 2 <= 1;
  });
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
