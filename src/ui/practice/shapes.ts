// Shapes that a picture is drawn of, as plain data: a canvas paints them, and so can anything else that knows SVG's paths.

/** Where a gradient's colours stand, 0..1. */
export type Stops = readonly (readonly [at: number, colour: string])[];
export type Fill =
  | string
  | { from: readonly [x: number, y: number]; to: readonly [x: number, y: number]; stops: Stops }
  | { centre: readonly [x: number, y: number]; radius: number; stops: Stops };

export interface Shape {
  /** In SVG's notation. */
  path: string;
  fill?: Fill;
  stroke?: Fill;
  /** Of the stroke. */
  width?: number;
  /** Nothing is painted outside this path. */
  clip?: string;
  /** How high it is of what path and gradient say, about the height `about`. */
  squashed?: { to: number; about: number };
}

/** Paints them one over the other. */
export function paint(context: CanvasRenderingContext2D, shapes: readonly Shape[]): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const { path, fill, stroke, width = 1, clip, squashed } of shapes) {
    const line = new Path2D(path);
    context.save();
    if (clip !== undefined) context.clip(new Path2D(clip));
    if (squashed) context.transform(1, 0, 0, squashed.to, 0, squashed.about * (1 - squashed.to));
    if (fill !== undefined) {
      context.fillStyle = styleOf(context, fill);
      context.fill(line);
    }
    if (stroke !== undefined) {
      context.strokeStyle = styleOf(context, stroke);
      context.lineWidth = width;
      context.stroke(line);
    }
    context.restore();
  }
}

function styleOf(context: CanvasRenderingContext2D, fill: Fill): string | CanvasGradient {
  if (typeof fill === 'string') return fill;
  const gradient =
    'radius' in fill
      ? context.createRadialGradient(...fill.centre, 0, ...fill.centre, fill.radius)
      : context.createLinearGradient(...fill.from, ...fill.to);
  for (const [at, colour] of fill.stops) gradient.addColorStop(at, colour);
  return gradient;
}
