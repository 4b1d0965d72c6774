// How many cells go into one atlas.
import { type Atlas, CELL } from '../types.ts';

/** Numbers of cells that GPU backends allocate and compile for; each is a full square grid. */
export const BATCHES = [1, 4, 9, 16, 25, 49] as const;

/** An atlas' largest grid. */
export const MOST_CELLS = BATCHES[BATCHES.length - 1] as number;

/** The smallest square grid that holds `cells` cells: its side in cells. @throws RangeError for more than MOST_CELLS. */
export function gridSide(cells: number): number {
  const batch = BATCHES.find((b) => b >= cells);
  if (batch === undefined) throw new RangeError(`An atlas holds at most ${MOST_CELLS} cells, not ${cells}.`);
  return Math.sqrt(batch);
}

/** An atlas of gray cells. @throws RangeError for more than MOST_CELLS. */
export function blankAtlas(cells: number): Atlas {
  const side = gridSide(cells) * CELL;
  return { width: side, height: side, cells, data: new Uint8ClampedArray(4 * side * side).fill(128) };
}
