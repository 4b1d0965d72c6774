// The crop that the expression net sees, for people to look at: the same square of the same cell.
import { cropGrid, FACE, LUMA, OVERSAMPLE } from '../geometry/framing.ts';
import { CELL, type CellPicture, type FaceMoving } from '../types.ts';
import { atlasOf } from './paint.ts';

/** @returns FACE·FACE gray values, row by row, before the net's own standardising. @param face in shares of the cell. */
export function netCrop(
  cell: CellPicture,
  { box, keypoints }: Pick<FaceMoving, 'box' | 'keypoints'>,
): Uint8ClampedArray {
  const { data } = atlasOf([cell]);
  const gray = (x: number, y: number) => {
    const at = 4 * (y * CELL + x);
    return LUMA.reduce((sum, weight, i) => sum + weight * (data[at + i] as number), 0);
  };
  const inside = (value: number) => Math.min(CELL - 1, Math.max(0, value));
  const sample = (x: number, y: number) => {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - left, y - top];
    const [x0, x1, y0, y1] = [inside(left), inside(left + 1), inside(top), inside(top + 1)];
    return (gray(x0, y0) * (1 - u) + gray(x1, y0) * u) * (1 - v) + (gray(x0, y1) * (1 - u) + gray(x1, y1) * u) * v;
  };
  const { x0, y0, ax, bx, ay, by } = cropGrid(box, keypoints.rightEye, keypoints.leftEye, OVERSAMPLE * FACE);
  const crop = new Float32Array(FACE * FACE);
  for (let j = 0; j < OVERSAMPLE * FACE; j++)
    for (let i = 0; i < OVERSAMPLE * FACE; i++) {
      const to = FACE * Math.floor(j / OVERSAMPLE) + Math.floor(i / OVERSAMPLE);
      const value = sample(CELL * (x0 + i * ax + j * ay) - 0.5, CELL * (y0 + i * bx + j * by) - 0.5);
      crop[to] = (crop[to] as number) + value / OVERSAMPLE ** 2;
    }
  return Uint8ClampedArray.from(crop);
}
