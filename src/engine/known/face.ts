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

/** An ellipse, painted over what lies below it. Lengths in half heights of the face, from its middle. */
class Ellipse {
  /** @param blur width of its soft edge, in its own radii. @param pair drawn on both sides of the face. */
  constructor(
    readonly colour: Colour,
    readonly x: number,
    readonly y: number,
    readonly width: number,
    readonly height: number,
    readonly blur: number,
    readonly pair: boolean,
    readonly opacity = 1,
    /** Its ends rise by so many times the square of their distance from the middle. */
    readonly bend = 0,
    /** How much darker it becomes from its middle to its edge. */
    readonly shade = 0,
  ) {}
}

const ELLIPSES: readonly Ellipse[] = [
  new Ellipse(SHIRT, 0, 2.35, 1.45, 1.1, 0.06, false),
  new Ellipse(NECK, 0, 1.1, 0.42, 0.6, 0.1, false),
  new Ellipse(HAIR, 0, -0.18, 0.9, 1.08, 0.06, false),
  new Ellipse(EAR, 0.8, 0.08, 0.12, 0.22, 0.15, true),
  new Ellipse(SKIN, 0, 0.1, 0.76, 1, 0.06, false, 1, 0, 0.22),
  new Ellipse(HAIR, 0, -0.98, 0.72, 0.42, 0.12, false),
  new Ellipse(SOCKET, 0.33, -0.1, 0.26, 0.17, 0.8, true, 0.55),
  new Ellipse(HAIR, 0.34, -0.3, 0.2, 0.045, 0.4, true, 0.9),
  new Ellipse(WHITE, 0.33, -0.09, 0.145, 0.075, 0.25, true),
  new Ellipse(IRIS, 0.32, -0.09, 0.07, 0.075, 0.3, true),
  new Ellipse(LID, 0.33, -0.165, 0.16, 0.03, 0.6, true, 0.8),
  new Ellipse(BRIDGE, 0, 0.12, 0.08, 0.28, 0.9, false, 0.5),
  new Ellipse(NOSTRIL, 0.085, 0.37, 0.05, 0.025, 0.6, true, 0.8),
  new Ellipse(CHEEK, 0.45, 0.32, 0.2, 0.17, 1, true, 0.5),
  new Ellipse(LIPS, 0, 0.68, 0.36, 0.12, 0.25, false, 1, 0.55),
  new Ellipse(WHITE, 0, 0.66, 0.29, 0.06, 0.25, false, 1, 0.55),
];

/**
 * @param x right of the middle, in half heights of the face. @param y below the middle.
 * @param rgb takes the colour, 0..255, from index `at` on; rounded by the array.
 */
export function paintFace(x: number, y: number, rgb: Uint8ClampedArray, at: number): void {
  let [r, g, b] = BACKGROUND as [number, number, number];
  for (const ellipse of ELLIPSES) {
    const { colour, blur, opacity, shade } = ellipse;
    const dx = ((ellipse.pair ? Math.abs(x) : x) - ellipse.x) / ellipse.width;
    const dy = (y + ellipse.bend * x * x - ellipse.y) / ellipse.height;
    const squared = dx * dx + dy * dy;
    const reach = 1 + blur / 2;
    if (squared >= reach * reach) continue;
    const t = Math.min(1, (1 - Math.sqrt(squared)) / blur + 0.5);
    const share = opacity * t * t * (3 - 2 * t);
    const light = 1 - shade * squared;
    r += (colour[0] * light - r) * share;
    g += (colour[1] * light - g) * share;
    b += (colour[2] * light - b) * share;
  }
  rgb[at] = r;
  rgb[at + 1] = g;
  rgb[at + 2] = b;
}
