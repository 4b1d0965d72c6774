// Turns a head in a still picture: its pixels are moved as if they lay on a head with a nose, nearer ones further.
import type { Movement } from '../src/room/types.ts';

/** A head in a canvas, pixels: its face's middle, and how wide the face is, ear to ear. */
export interface Head {
  x: number;
  y: number;
  unit: number;
}

/** Half the head's outline and how far its front lies before its axis, in units of the face's width. */
const WIDE = 0.74;
const HIGH = 0.98;
const DEEP = 0.75;
/** A head reaches higher over the face's middle than below it. */
const ABOVE = 0.1;
/** The nose: how far it stands out, how wide that is, and how high over the face's middle its tip lies. */
const NOSE = 0.16;
const NOSE_WIDE = 0.13;
const NOSE_ABOVE = 0.09;

/** How far a moving head turns either way, radians, how often a second, and how long it takes to get going, seconds. */
const NOD = (13 * Math.PI) / 180;
const SHAKE = (11 * Math.PI) / 180;
const A_SECOND = 1.4;
const GET_GOING = 0.4;

/** How a head is turned at a time, as movements ask for it; a smooth start and end. */
export class HeadMovement {
  private movement: Movement | null = null;
  private wanted: Movement | null = null;
  private strength = 0;
  private at = 0;

  move(movement: Movement | null): void {
    this.wanted = movement;
  }

  /** @param seconds of the call's clock. @returns radians; pitch is positive when looking down. */
  turn(seconds: number): { yaw: number; pitch: number } {
    const passed = Math.max(0, seconds - this.at);
    this.at = seconds;
    const goal = this.wanted !== null && (this.movement === this.wanted || this.strength === 0) ? 1 : 0;
    if (goal === 1) this.movement = this.wanted;
    const step = passed / GET_GOING;
    this.strength = goal === 1 ? Math.min(1, this.strength + step) : Math.max(0, this.strength - step);
    if (this.strength === 0) this.movement = null;
    const swing = this.strength * Math.sin(seconds * 2 * Math.PI * A_SECOND);
    return {
      yaw: this.movement === 'shaking' ? SHAKE * swing : 0,
      // Heads nod from level downwards rather than upwards.
      pitch: this.movement === 'nodding' ? NOD * (swing + 0.3 * this.strength) : 0,
    };
  }
}

/** Paints the head in `canvas`, as it is now, turned by some angles. */
export function turner(canvas: HTMLCanvasElement, { x, y, unit }: Head): (yaw: number, pitch: number) => void {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  const middle = y - ABOVE * unit;
  const left = Math.max(0, Math.floor(x - WIDE * unit));
  const top = Math.max(0, Math.floor(middle - HIGH * unit));
  const width = Math.min(canvas.width, Math.ceil(x + WIDE * unit)) - left;
  const height = Math.min(canvas.height, Math.ceil(middle + HIGH * unit)) - top;
  if (width < 1 || height < 1) return () => {};
  const still = context.getImageData(left, top, width, height);
  const turned = context.createImageData(width, height);
  /** How far each pixel lies before the axis; none where the head ends, so that it stays joined to what is around it. */
  const depth = Float32Array.from({ length: width * height }, (_, i) => {
    const [px, py] = [left + (i % width), top + Math.floor(i / width)];
    const outside = ((px - x) / (WIDE * unit)) ** 2 + ((py - middle) / (HIGH * unit)) ** 2;
    const nose = ((px - x) ** 2 + (py - y + NOSE_ABOVE * unit) ** 2) / (NOSE_WIDE * unit) ** 2;
    return (
      unit *
      (DEEP * Math.max(0, 1 - outside) + NOSE * Math.exp(-nose / 2) * Math.max(0, Math.min(1, 4 * (1 - outside))))
    );
  });
  let isStill = true;
  return (yaw, pitch) => {
    if (yaw === 0 && pitch === 0) {
      if (!isStill) context.putImageData(still, left, top);
      isStill = true;
      return;
    }
    isStill = false;
    const [across, down] = [Math.sin(yaw), Math.sin(pitch)];
    const [from, to] = [still.data, turned.data];
    for (let row = 0, i = 0; row < height; row++)
      for (let column = 0; column < width; column++, i++) {
        const near = depth[i] as number;
        const sx = Math.min(width - 1.001, Math.max(0, column - across * near));
        const sy = Math.min(height - 1.001, Math.max(0, row - down * near));
        const [cx, cy] = [Math.floor(sx), Math.floor(sy)];
        const [fx, fy] = [sx - cx, sy - cy];
        const a = 4 * (cy * width + cx);
        const b = a + 4 * width;
        for (let channel = 0; channel < 4; channel++) {
          const upper = (from[a + channel] as number) * (1 - fx) + (from[a + 4 + channel] as number) * fx;
          const lower = (from[b + channel] as number) * (1 - fx) + (from[b + 4 + channel] as number) * fx;
          to[4 * i + channel] = upper * (1 - fy) + lower * fy;
        }
      }
    context.putImageData(turned, left, top);
  };
}
