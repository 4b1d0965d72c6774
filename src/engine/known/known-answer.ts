// A picture whose numbers are known: whoever reads it wrongly must not read anybody.
import { DETECTION_WIDTH } from '../geometry/best-face.ts';
import { blankAtlas } from '../geometry/grid.ts';
import { CLASSIFICATION_WIDTH } from '../nets/classification.ts';
import { type Atlas, CELL, MIN_SCORE } from '../types.ts';
import { paintFace } from './face.ts';
import rows from './rows.json' with { type: 'json' };

/** What each cell of the picture shows: a face, its middle and half height in shares of the cell, upright or turned; or nobody. */
const CELLS = [
  { x: 0.5, y: 0.47, half: 0.28, cos: 1, sin: 0 },
  null,
  { x: 0.45, y: 0.52, half: 0.22, cos: 0.96, sin: 0.28 },
  { x: 0.53, y: 0.5, half: 0.33, cos: 0.96, sin: -0.28 },
] as const;

/** Cells of the whole picture. */
export const KNOWN_CELLS = CELLS.length;

/**
 * How far any number may be off: probabilities, and shares of the cell. Honest backends differ by 1e-5, half precision by 5e-3; the dots on a
 * screen are steps of 0.1.
 */
export const TOLERANCE = 0.01;

const drawn = new Map<number, Atlas>();

/** The picture, or its first cells. Drawn once. */
export function knownAtlas(cells: number = KNOWN_CELLS): Atlas {
  const atlas = drawn.get(cells) ?? draw(cells);
  drawn.set(cells, atlas);
  return atlas;
}

function draw(cells: number): Atlas {
  const atlas = blankAtlas(cells);
  const columns = atlas.width / CELL;
  for (const [i, face] of CELLS.slice(0, cells).entries()) {
    if (!face) continue;
    for (let row = 0; row < CELL; row++)
      for (let column = 0; column < CELL; column++) {
        const dx = ((column + 0.5) / CELL - face.x) / face.half;
        const dy = ((row + 0.5) / CELL - face.y) / face.half;
        const at = (Math.floor(i / columns) * CELL + row) * atlas.width + (i % columns) * CELL + column;
        paintFace(face.cos * dx + face.sin * dy, face.cos * dy - face.sin * dx, atlas.data, 4 * at);
      }
  }
  return atlas;
}

/**
 * @param read a runner's answer for knownAtlas(cells).
 * @returns how far the worst number is off; Infinity where a face is missed, made up, or not a number.
 */
export function deviation(read: Float32Array, cells: number = KNOWN_CELLS): number {
  const width = DETECTION_WIDTH + CLASSIFICATION_WIDTH;
  let worst = 0;
  for (const [i, expected] of (rows as (number[] | null)[]).slice(0, cells).entries()) {
    const row = read.subarray(i * width, (i + 1) * width);
    // Written so that NaN counts as wrong.
    if (!expected) {
      if (!((row[0] as number) < MIN_SCORE)) return Number.POSITIVE_INFINITY;
      continue;
    }
    for (const [k, value] of expected.entries()) {
      const off = Math.abs((row[k] as number) - value);
      if (!(off < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
      worst = Math.max(worst, off);
    }
  }
  return worst;
}
