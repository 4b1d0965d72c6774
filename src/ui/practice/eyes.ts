// Eyes with their lids and brows, and glasses.
import type { Face, Looks } from './looks.ts';
import { type Add, ellipse, faint, joined, lighter, type Place, type Point, placed, shaded, through } from './pen.ts';
import type { Shape } from './shapes.ts';

/** The middle of an eye, beside the middle of the head. */
const EYE = { x: 27, y: -9 };

export function drawEye(
  { skin, eyes, brow, lashes, shape }: Looks,
  face: Face,
  onFace: Place,
  side: -1 | 1,
  inSkull: Add,
  add: Add,
): void {
  const dark = lighter(skin.shade, -0.55);
  const fold = lighter(skin.shade, -0.3);
  const x = (inwards: number) => side * (EYE.x - inwards);
  const y = EYE.y;
  const open = Math.max(0, (1 + face.lids * (face.lids > 0 ? 0.75 : 1)) * (1 - 0.3 * face.squint)) * shape.eyes;
  // Sad lids hang outwards, angry ones inwards.
  const slant = 2.2 * face.innerBrows;
  const top = 7.6 * open;
  const low = (4.4 + 1.6 * Math.max(0, face.lids)) * (1 - 0.75 * face.squint) * Math.min(1, open + 0.2);
  const [inner, outer] = [13.5, -14.5];
  const upper: Point[] = [
    onFace(x(inner), y + 2.5),
    onFace(x(6), y - top * 0.82 - slant * 0.4),
    onFace(x(-1), y - top - slant * 0.1),
    onFace(x(-8), y - top * 0.72 + slant * 0.5),
    onFace(x(outer), y + slant * 0.35),
  ];
  const lower: Point[] = [
    onFace(x(inner), y + 2.5),
    onFace(x(6), y + low * 0.85 + 0.8),
    onFace(x(-1), y + low),
    onFace(x(-8), y + low * 0.8),
    onFace(x(outer), y + slant * 0.35),
  ];
  const hole = joined(upper, lower);
  const iris = onFace(x(0), y - 0.8);
  inSkull({
    path: hole,
    fill: shaded(onFace(0, y - 8), onFace(0, y + 6), '#c9c4c0', '#e6e0da', [0.5, '#f6f3ef']),
  });
  const inHole = (...shapes: Shape[]) => add(...shapes.map((one) => ({ ...one, clip: hole })));
  inHole(
    {
      path: ellipse(iris, 6.9, 6.9),
      fill: {
        centre: [iris[0], iris[1] + 2],
        radius: 7.5,
        stops: [
          [0, lighter(eyes, 0.3)],
          [0.6, eyes],
          [1, lighter(eyes, -0.6)],
        ],
      },
    },
    { path: ellipse(iris, 3.1, 3.1), fill: '#0d0b0b' },
    { path: ellipse([iris[0] - 2.3, iris[1] - 2.6], 1.5, 1.5), fill: '#ffffffe0' },
    { path: through(upper), stroke: faint('#1a1210', 0.28), width: 5 },
  );
  // Lids.
  inSkull(
    { path: through(upper), stroke: lighter('#2a1a16', -0.1), width: 1.7 + 0.9 * lashes },
    { path: through(lower), stroke: faint(fold, 0.6), width: 1 },
  );
  if (lashes > 0.5) {
    const end = onFace(x(outer - 3.5), y - 2.6 + slant * 0.35);
    add({ path: through([upper[3] as Point, upper[4] as Point, end]), stroke: '#1d1311', width: 1.6 });
  }
  const lid = 4.6 * Math.min(1.15, 0.72 + 0.28 * open) - 1.6 * Math.max(0, -face.brows) - face.knit;
  inSkull({
    path: through(upper.slice(0, 5).map(([a, b], i): Point => [a, b - (i === 0 ? 1.5 : i === 4 ? 2 : lid)])),
    stroke: faint(dark, 0.5),
    width: 1.2,
  });
  inSkull({
    path: through([
      onFace(x(10), y + 8 - 3 * face.squint),
      onFace(x(0), y + 11 - 4.5 * face.squint),
      onFace(x(-10), y + 8.5 - 3 * face.squint),
    ]),
    stroke: faint(fold, 0.2 + 0.45 * face.squint),
    width: 1.4,
  });

  // The brow.
  const up = 10 * face.brows;
  const inUp = 11 * face.innerBrows;
  const together = 4.5 * face.knit;
  const thick = brow.thick;
  const base = y - 18.5;
  const browTop: Point[] = [
    onFace(x(16.5 + together), base + 1.2 - up * 0.8 - inUp),
    onFace(x(8 + together * 0.6), base - 2.6 - up - inUp * 0.55),
    onFace(x(-4), base - 5 - up * 1.05 - inUp * 0.05),
    onFace(x(-13), base - 3 - up * 0.9 + inUp * 0.22),
    onFace(x(-20), base + 2.8 - up * 0.7 + inUp * 0.3),
  ];
  const browLow: Point[] = [
    onFace(x(17 + together), base + 0.6 + 3.4 * thick - up * 0.8 - inUp),
    onFace(x(8 + together * 0.6), base - 2.6 + 5.4 * thick - up - inUp * 0.55),
    onFace(x(-4), base - 5 + 4.6 * thick - up * 1.05 - inUp * 0.05),
    onFace(x(-13), base - 3 + 3.2 * thick - up * 0.9 + inUp * 0.22),
    onFace(x(-20), base + 3.2 - up * 0.7 + inUp * 0.3),
  ];
  add({ path: joined(browTop, browLow), fill: faint(brow.colour, 0.94) });
}

export function drawGlasses(colour: string, onFace: Place, add: Add): void {
  for (const side of [-1, 1]) {
    const rim = through(
      placed((x, y, before) => onFace(side * x, y, before), '11 -15 10, 27 -21 10, 44 -16 6, 45 -2 6, 28 8 9, 12 2 10'),
      true,
    );
    add({ path: rim, fill: '#ffffff10', stroke: colour, width: 2 });
    add({ path: through([onFace(side * 45, -12, 6), onFace(side * 62, -10)]), stroke: colour, width: 2 });
  }
  add({ path: through([onFace(-11, -11, 12), onFace(0, -14, 14), onFace(11, -11, 12)]), stroke: colour, width: 2 });
}
