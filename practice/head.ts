// Moves a head in a still picture: turned, its pixels move as if they lay on a head with a nose, nearer ones further; smiling, the mouth's
// corners go up and take their surroundings along.

import type { Movement } from '../src/call/room/types.ts';
import type { Point } from '../src/engine/types.ts';

/** A head in a canvas, pixels: its face's middle, and how wide the face is, ear to ear. */
export interface Head {
  x: number;
  y: number;
  unit: number;
  /** Its mouth's corners, left to right as the picture shows them. */
  mouth: readonly [left: Point, right: Point];
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
/** How long a smile takes to appear, seconds. */
const SMILE_SECONDS = 0.8;

/** How a head is held at a time: radians, and -1 (the mouth's corners down) to 1 (a broad smile). */
export interface Pose {
  yaw: number;
  /** Positive when looking down. */
  pitch: number;
  smile: number;
}

/** How a head is held as movements and smiles ask for it; a smooth start and end. */
export class HeadMovement {
  private movement: Movement | null = null;
  private wanted: Movement | null = null;
  private strength = 0;
  private at = 0;
  private smiled = 0;
  private smiles = 0;

  move(movement: Movement | null): void {
    this.wanted = movement;
  }

  smile(amount: number): void {
    this.smiles = amount;
  }

  /** @param seconds of the call's clock. */
  pose(seconds: number): Pose {
    const passed = Math.max(0, seconds - this.at);
    this.at = seconds;
    const goal = this.wanted !== null && (this.movement === this.wanted || this.strength === 0) ? 1 : 0;
    if (goal === 1) this.movement = this.wanted;
    const step = passed / GET_GOING;
    this.strength = goal === 1 ? Math.min(1, this.strength + step) : Math.max(0, this.strength - step);
    if (this.strength === 0) this.movement = null;
    const most = passed / SMILE_SECONDS;
    this.smiled += Math.min(most, Math.max(-most, this.smiles - this.smiled));
    const swing = this.strength * Math.sin(seconds * 2 * Math.PI * A_SECOND);
    return {
      yaw: this.movement === 'shaking' ? SHAKE * swing : 0,
      // Heads nod from level downwards rather than upwards.
      pitch: this.movement === 'nodding' ? NOD * (swing + 0.3 * this.strength) : 0,
      smile: this.smiled,
    };
  }
}

/** What a smile moves, in widths of the mouth from its middle: to the right and up from where, by how much, and how far around. */
const SMILE: readonly { at: Point; by: Point; wide: number }[] = [
  { at: { x: 0.5, y: 0 }, by: { x: 0.1, y: 0.24 }, wide: 0.26 },
  { at: { x: 0, y: -0.05 }, by: { x: 0, y: -0.08 }, wide: 0.22 },
  { at: { x: 0.75, y: 0.75 }, by: { x: 0, y: 0.14 }, wide: 0.35 },
];

/** Paints the head in `canvas`, as it is now, held in some way. */
export function poser(canvas: HTMLCanvasElement, { x, y, unit, mouth }: Head): (pose: Pose) => void {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  const middle = y - ABOVE * unit;
  const left = Math.max(0, Math.floor(x - WIDE * unit));
  const top = Math.max(0, Math.floor(middle - HIGH * unit));
  const width = Math.min(canvas.width, Math.ceil(x + WIDE * unit)) - left;
  const height = Math.min(canvas.height, Math.ceil(middle + HIGH * unit)) - top;
  if (width < 1 || height < 1) return () => {};
  const still = context.getImageData(left, top, width, height);
  const posed = context.createImageData(width, height);
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
  const [smileX, smileY] = smileOf(mouth, left, top, width, height);
  let painted = '0 0 0';
  return ({ yaw, pitch, smile }) => {
    const wanted = `${yaw} ${pitch} ${smile}`;
    if (wanted === painted) return;
    painted = wanted;
    if (yaw === 0 && pitch === 0 && smile === 0) return context.putImageData(still, left, top);
    const [across, down] = [Math.sin(yaw), Math.sin(pitch)];
    const [from, to] = [still.data, posed.data];
    for (let row = 0, i = 0; row < height; row++)
      for (let column = 0; column < width; column++, i++) {
        const near = depth[i] as number;
        const sx = Math.min(width - 1.001, Math.max(0, column - across * near - smile * (smileX[i] as number)));
        const sy = Math.min(height - 1.001, Math.max(0, row - down * near - smile * (smileY[i] as number)));
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
    context.putImageData(posed, left, top);
  };
}

/** By how many pixels a full smile moves each pixel of a rectangle, across and down. */
function smileOf(mouth: Head['mouth'], left: number, top: number, width: number, height: number) {
  const across = new Float32Array(width * height);
  const down = new Float32Array(width * height);
  const [a, b] = mouth;
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const right = { x: b.x - a.x, y: b.y - a.y };
  // Up is a quarter turn from right; heads may be tilted.
  const onCanvas = ({ x, y }: Point) => ({ x: x * right.x + y * right.y, y: x * right.y - y * right.x });
  const mouthWidth = Math.hypot(right.x, right.y);
  for (const { at, by, wide } of SMILE)
    for (const side of at.x === 0 ? [1] : [1, -1]) {
      const move = onCanvas({ x: side * by.x, y: by.y });
      const place = onCanvas({ x: side * at.x, y: at.y });
      const to = { x: middle.x + place.x + move.x, y: middle.y + place.y + move.y };
      for (let i = 0; i < across.length; i++) {
        const off = Math.hypot(left + (i % width) - to.x, top + Math.floor(i / width) - to.y) / (wide * mouthWidth);
        const part = Math.exp(-(off ** 2) / 2);
        across[i] = (across[i] as number) + part * move.x;
        down[i] = (down[i] as number) + part * move.y;
      }
    }
  return [across, down] as const;
}
