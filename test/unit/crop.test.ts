// The crop's geometry, on cells whose brightness tells the place.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjsWasm } from '../../harness/tfjs-wasm.ts';
import { FACE, FRAMING } from '../../src/engine/geometry/framing.ts';
import { netCrop } from '../../src/engine/pictures/net-crop.ts';
import { cropFaces } from '../../src/engine/tfjs/crop.ts';
import { CELL, type Keypoints, type Point } from '../../src/engine/types.ts';

/** Gray, 0..1, that rises evenly to the right and below, so that interpolating and averaging change nothing. */
const brightness = ({ x, y }: Point) => 0.1 + 0.5 * x + 0.3 * y;

const cell = tf.buffer([1, CELL, CELL, 3]);
for (let y = 0; y < CELL; y++)
  for (let x = 0; x < CELL; x++)
    for (let c = 0; c < 3; c++) cell.set(2 * brightness({ x: (x + 0.5) / CELL, y: (y + 0.5) / CELL }) - 1, 0, y, x, c);

/** A detection whose box's middle lies where FRAMING expects it under the eyes. @param roll radians. */
function detection(middle: Point, size: number, roll: number): number[] {
  const down = { x: -Math.sin(roll), y: Math.cos(roll) };
  const from = (distance: number) => ({
    x: middle.x - down.x * distance * size,
    y: middle.y - down.y * distance * size,
  });
  const [box, eyes] = [from(FRAMING.belowBox), from(FRAMING.belowEyes)];
  const apart = { x: 0.2 * size * Math.cos(roll), y: 0.2 * size * Math.sin(roll) };
  return [1, box.x, box.y, size, size, eyes.x - apart.x, eyes.y - apart.y, eyes.x + apart.x, eyes.y + apart.y];
}

async function crop(...detections: number[][]): Promise<Float32Array> {
  const cells = tf.concat(detections.map(() => cell.toTensor())) as tf.Tensor4D;
  return (await cropFaces(cells, tf.tensor2d(detections)).data()) as Float32Array;
}

describe('the crop', () => {
  beforeAll(startTfjsWasm);

  it.each([0, 25, -40])('is FER2013’s square around the face, turned by %i° with it', async (degrees) => {
    const [middle, size, roll] = [{ x: 0.52, y: 0.47 }, 0.4, (degrees * Math.PI) / 180];
    const pixels = await crop(detection(middle, size, roll));
    expect(pixels.length).toBe(FACE * FACE);
    const side = FRAMING.side * size;
    for (const [i, j] of [
      [0, 0],
      [FACE - 1, 0],
      [0, FACE - 1],
      [30, 7],
    ] as const) {
      const [u, v] = [((i + 0.5) / FACE - 0.5) * side, ((j + 0.5) / FACE - 0.5) * side];
      const place = {
        x: middle.x + u * Math.cos(roll) - v * Math.sin(roll),
        y: middle.y + u * Math.sin(roll) + v * Math.cos(roll),
      };
      expect(pixels[j * FACE + i], `${i}, ${j}`).toBeCloseTo(brightness(place), 4);
    }
  });

  it('repeats the cell’s edge beyond it, and keeps faces apart', async () => {
    const pixels = await crop(detection({ x: 0.5, y: 0.5 }, 0.3, 0), detection({ x: 0.02, y: 0.5 }, 0.3, 0));
    const second = pixels.subarray(FACE * FACE);
    const [left, inside] = [second[24 * FACE] as number, second[24 * FACE + FACE - 1] as number];
    expect(left).toBeCloseTo(second[24 * FACE + 8] as number, 4);
    expect(left).toBeCloseTo(brightness({ x: 0, y: 0.5 }), 1);
    expect(inside).toBeGreaterThan(left + 0.05);
    expect(pixels[24 * FACE]).toBeGreaterThan(left + 0.05);
  });

  it('has a number for every pixel where both eyes fall together', async () => {
    const pixels = await crop([1, 0.5, 0.5, 0.4, 0.4, 0.5, 0.45, 0.5, 0.45]);
    expect(pixels.every(Number.isFinite)).toBe(true);
  });

  it('is shown to people as the net sees it', async () => {
    const [size, roll] = [0.4, 0.4];
    const found = detection({ x: 0.52, y: 0.47 }, size, roll);
    const [pixels, at] = [await crop(found), (i: number) => found[i] as number];
    const data = new Uint8Array(4 * CELL * CELL);
    for (let i = 0; i < CELL * CELL; i++)
      data.fill(
        255 * brightness({ x: ((i % CELL) + 0.5) / CELL, y: (Math.floor(i / CELL) + 0.5) / CELL }),
        4 * i,
        4 * i + 4,
      );
    const cell = {
      place: { x: 0, y: 0, width: 1, height: 1 },
      width: CELL,
      height: CELL,
      colours: 'rgba',
      data,
    } as const;
    const eye = (i: number) => ({ x: at(i), y: at(i + 1) });
    const box = { x: at(1) - size / 2, y: at(2) - size / 2, width: size, height: size };
    const shown = netCrop(cell, { box, keypoints: { rightEye: eye(5), leftEye: eye(7) } as Keypoints });
    expect(shown.length).toBe(FACE * FACE);
    // Bytes are rounded down here, and rounded there.
    expect(Math.max(...pixels.map((value, i) => Math.abs(255 * value - (shown[i] as number))))).toBeLessThan(2);
  });
});
