// Angles of a head from six keypoints: a head of mean measures is turned, and they must say by how much.
import { describe, expect, it } from 'vitest';
import { headNod, headPitch, headYaw } from '../../src/engine/geometry/pose.ts';
import type { Keypoints } from '../../src/engine/types.ts';

const DEGREE = Math.PI / 180;

/** Across, down and towards the camera from between the ears, in half ear distances. */
const HEAD = {
  rightEar: [-1, 0, 0],
  leftEar: [1, 0, 0],
  rightEye: [-0.45, 0, 1.1],
  leftEye: [0.45, 0, 1.1],
  nose: [0, 0.55, 1.5],
  mouth: [0, 1.02, 1.1],
} as const satisfies Record<keyof Keypoints, readonly [number, number, number]>;

/** Degrees; `open` is how far the mouth's middle is lower than when it is shut. */
function seen({ pitch = 0, yaw = 0, roll = 0, size = 60, open = 0 }): Keypoints {
  const point = ([x, y, z]: readonly [number, number, number]) => {
    const [cp, sp] = [Math.cos(pitch * DEGREE), Math.sin(pitch * DEGREE)];
    const [cy, sy] = [Math.cos(yaw * DEGREE), Math.sin(yaw * DEGREE)];
    const [cr, sr] = [Math.cos(roll * DEGREE), Math.sin(roll * DEGREE)];
    const [y1, z1] = [y * cp + z * sp, z * cp - y * sp];
    const x1 = x * cy + z1 * sy;
    return { x: 300 + size * (x1 * cr - y1 * sr), y: 200 + size * (x1 * sr + y1 * cr) };
  };
  const points = { ...HEAD, mouth: [0, HEAD.mouth[1] + open, HEAD.mouth[2]] as const };
  return Object.fromEntries(Object.entries(points).map(([name, at]) => [name, point(at)])) as unknown as Keypoints;
}

describe('a head’s angles', () => {
  it.each([-25, -10, 0, 5, 15, 30])('say %i° up or down, at any size and roll', (pitch) => {
    for (const size of [20, 200])
      for (const roll of [-30, 0, 20]) {
        expect(Math.abs(headNod(seen({ pitch, size, roll })) / DEGREE - pitch)).toBeLessThan(4);
        expect(Math.abs(headYaw(seen({ pitch, size, roll })) / DEGREE)).toBeLessThan(0.1);
      }
  });

  it.each([-35, -15, 0, 10, 30])('say %i° to the side', (yaw) => {
    expect(Math.abs(headYaw(seen({ yaw })) / DEGREE - yaw)).toBeLessThan(3);
    expect(Math.abs(headNod(seen({ yaw })) / DEGREE)).toBeLessThan(0.1);
  });

  it('of nodding have no part in a mouth that opens, those of looking down have', () => {
    const moved = (angle: (k: Keypoints) => number) => Math.abs(angle(seen({ open: 0.3 })) - angle(seen({}))) / DEGREE;
    expect(moved(headNod)).toBe(0);
    expect(moved(headPitch)).toBeGreaterThan(5);
  });
});
