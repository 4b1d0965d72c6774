// Draws a smiling face, so that the engine can be tried on a picture of nobody. Only arithmetic whose result every machine must agree on.

type Colour = readonly [number, number, number];

const BACKGROUND: Colour = [104, 120, 136];
const SHIRT: Colour = [60, 70, 110];
const HAIR: Colour = [52, 36, 28];
const NECK: Colour = [176, 128, 104];
const EAR: Colour = [198, 146, 120];
const SKIN: Colour = [226, 172, 144];
const SOCKET: Colour = [176, 124, 102];
const WHITE: Colour = [238, 234, 228];
const IRIS: Colour = [50, 34, 26];
const LID: Colour = [70, 46, 38];
const BRIDGE: Colour = [238, 190, 164];
const NOSTRIL: Colour = [120, 70, 60];
const CHEEK: Colour = [232, 158, 136];
const LIPS: Colour = [176, 84, 80];

/** How far a point lies from an ellipse's centre; 1 on the ellipse. */
function distance(x: number, y: number, cx: number, cy: number, rx: number, ry: number): number {
  const [dx, dy] = [(x - cx) / rx, (y - cy) / ry];
  return Math.sqrt(dx * dx + dy * dy);
}

/** 1 inside, 0 outside, smooth over `blur` around 1. */
function coverage(distance: number, blur: number): number {
  const t = Math.min(1, Math.max(0, (1 - distance) / blur + 0.5));
  return t * t * (3 - 2 * t);
}

/**
 * @param x right of the middle, in half heights of the face. @param y below the middle.
 * @returns RGB, 0..255, not rounded.
 */
export function faceColour(x: number, y: number): Colour {
  let colour = BACKGROUND;
  const paint = ([r, g, b]: Colour, share: number) => {
    const [r0, g0, b0] = colour;
    colour = [r0 + (r - r0) * share, g0 + (g - g0) * share, b0 + (b - b0) * share];
  };
  // Both halves are alike.
  const side = Math.abs(x);
  paint(SHIRT, coverage(distance(x, y, 0, 2.35, 1.45, 1.1), 0.06));
  paint(NECK, coverage(distance(x, y, 0, 1.1, 0.42, 0.6), 0.1));
  paint(HAIR, coverage(distance(x, y, 0, -0.18, 0.9, 1.08), 0.06));
  paint(EAR, coverage(distance(side, y, 0.8, 0.08, 0.12, 0.22), 0.15));
  const head = distance(x, y, 0, 0.1, 0.76, 1);
  const light = 1 - 0.22 * head * head;
  paint([SKIN[0] * light, SKIN[1] * light, SKIN[2] * light], coverage(head, 0.06));
  paint(HAIR, coverage(distance(x, y, 0, -0.98, 0.72, 0.42), 0.12));
  paint(SOCKET, 0.55 * coverage(distance(side, y, 0.33, -0.1, 0.26, 0.17), 0.8));
  paint(HAIR, 0.9 * coverage(distance(side, y + 0.12 * (side - 0.33), 0.34, -0.3, 0.2, 0.045), 0.4));
  paint(WHITE, coverage(distance(side, y, 0.33, -0.09, 0.145, 0.075), 0.25));
  paint(IRIS, coverage(distance(side, y, 0.32, -0.09, 0.07, 0.075), 0.3));
  paint(LID, 0.8 * coverage(distance(side, y, 0.33, -0.165, 0.16, 0.03), 0.6));
  paint(BRIDGE, 0.5 * coverage(distance(x, y, 0, 0.12, 0.08, 0.28), 0.9));
  paint(NOSTRIL, 0.8 * coverage(distance(side, y, 0.085, 0.37, 0.05, 0.025), 0.6));
  paint(CHEEK, 0.5 * coverage(distance(side, y, 0.45, 0.32, 0.2, 0.17), 1));
  const mouth = y + 0.55 * x * x;
  paint(LIPS, coverage(distance(x, mouth, 0, 0.68, 0.36, 0.12), 0.25));
  paint(WHITE, coverage(distance(x, mouth, 0, 0.66, 0.29, 0.06), 0.25));
  return colour;
}
