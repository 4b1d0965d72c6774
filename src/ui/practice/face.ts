// Draws a person before a camera: an invented head, whose brows, lids and mouth move, and which turns and nods. Lengths are in units of a
// head that is about 130 wide; its middle is between the eyes and the mouth, x to the right, y down.
import type { Fill, Shape, Stops } from './shapes.ts';

/** What a face does, each 0 for at rest. */
export interface Face {
  /** The brows: raised or lowered, -1..1. */
  brows: number;
  /** Their inner ends: raised or lowered on top of that, -1..1. */
  innerBrows: number;
  /** Drawn together, with a fold between them, 0..1. */
  knit: number;
  /** The upper lids: wider or narrower, -1 (closed)..1. */
  lids: number;
  /** The lower lids and cheeks raised, 0..1. */
  squint: number;
  /** The mouth's corners: up or down, -1..1. */
  corners: number;
  /** The mouth: wider or narrower, -1..1. */
  wide: number;
  /** How far it is open, 0..1. */
  open: number;
  /** The upper lip raised so that teeth show, 0..1. */
  teeth: number;
  /** The lips pressed together, 0..1. */
  press: number;
}

export const AT_REST: Face = {
  brows: 0,
  innerBrows: 0,
  knit: 0,
  lids: 0,
  squint: 0,
  corners: 0,
  wide: 0,
  open: 0,
  teeth: 0,
  press: 0,
};

/** How a head is held, radians: to its left, down, and tilted. */
export interface Hold {
  yaw: number;
  pitch: number;
  roll: number;
}

export type HairStyle = 'long' | 'short' | 'bun' | 'curls' | 'bald' | 'bob';

/** How a person looks. Colours are CSS's, in six digits. */
export interface Looks {
  skin: { base: string; light: string; shade: string; lip: string };
  hair: { colour: string; light: string; style: HairStyle };
  eyes: string;
  brow: { colour: string; thick: number };
  clothes: string;
  room: { wall: string; light: string };
  /** Of the face, of the jaw and of lips and nose, as shares of a usual one. */
  shape: { wide: number; jaw: number; lips: number; nose: number; eyes: number };
  lashes: number;
  beard?: string;
  glasses?: string;
  earrings?: string;
  /** Folds that years leave, 0..1. */
  age: number;
}

type Point = readonly [x: number, y: number];

/** Half axes of the head. */
const [WIDE, HIGH, DEEP] = [66, 92, 62];

const EYE = { x: 27, y: -9 };
const MOUTH_Y = 46;

const n = (value: number) => Math.round(value * 100) / 100;
const at = ([x, y]: Point) => `${n(x)} ${n(y)}`;

/** A smooth closed or open line through points (Catmull-Rom). */
function through(points: readonly Point[], isClosed = false): string {
  const count = points.length;
  const point = (i: number) => points[isClosed ? (i + count) % count : Math.max(0, Math.min(count - 1, i))] as Point;
  let path = `M${at(point(0))}`;
  for (let i = 0; i < (isClosed ? count : count - 1); i++) {
    const [a, b, c, d] = [point(i - 1), point(i), point(i + 1), point(i + 2)];
    const one: Point = [b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6];
    const two: Point = [c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6];
    path += `C${at(one)} ${at(two)} ${at(c)}`;
  }
  return isClosed ? `${path}Z` : path;
}

const joined = (there: readonly Point[], back: readonly Point[]) =>
  `${through(there)}L${through([...back].reverse()).slice(1)}Z`;

const ellipse = ([x, y]: Point, rx: number, ry: number) =>
  `M${n(x - rx)} ${n(y)}A${n(rx)} ${n(ry)} 0 1 0 ${n(x + rx)} ${n(y)}A${n(rx)} ${n(ry)} 0 1 0 ${n(x - rx)} ${n(y)}Z`;

/** A colour with an opacity, 0..1. */
const faint = (colour: string, opacity: number) =>
  `${colour}${Math.round(255 * Math.max(0, Math.min(1, opacity)))
    .toString(16)
    .padStart(2, '0')}`;

const fading = (colour: string, opacity: number, middle = 0.55): Stops => [
  [0, faint(colour, opacity)],
  [middle, faint(colour, opacity * 0.55)],
  [1, faint(colour, 0)],
];

/** A soft spot without edges. */
const spot = (centre: Point, radius: number, colour: string, opacity: number, squash = 1): Shape => ({
  path: ellipse(centre, radius, radius),
  fill: { centre, radius, stops: fading(colour, opacity) },
  squashed: { to: squash, about: centre[1] },
});

const mix = (a: number, b: number, t: number) => a + (b - a) * t;

/** A whole person, in the order of painting. */
export function drawPerson(looks: Looks, face: Face, hold: Hold): Shape[] {
  const { skin, shape } = looks;
  const [sinYaw, cosYaw] = [Math.sin(hold.yaw), Math.cos(hold.yaw)];
  const [sinPitch, cosPitch] = [Math.sin(hold.pitch), Math.cos(hold.pitch)];
  const [sinRoll, cosRoll] = [Math.sin(hold.roll), Math.cos(hold.roll)];
  /** The head tilts about the neck. */
  const tilted = ([x, y]: Point): Point => [x * cosRoll - (y - 90) * sinRoll, 90 + x * sinRoll + (y - 90) * cosRoll];
  /** A point of the face's surface, as it is seen. @param lift before the surface */
  const p = (x: number, y: number, lift = 0): Point => {
    const across = x * shape.wide;
    const depth = DEEP * Math.sqrt(Math.max(0, 1 - (across / WIDE) ** 2 * 0.92 - (y / HIGH) ** 2 * 0.8)) + lift;
    const before = depth * cosYaw - across * sinYaw;
    return tilted([across * cosYaw + depth * sinYaw, y * cosPitch + before * sinPitch]);
  };
  /** A point of the head's outline: it hardly moves when the head turns. */
  const o = (x: number, y: number, depth = 0): Point =>
    tilted([x * shape.wide + depth * sinYaw, y * cosPitch + depth * sinPitch]);
  const both = (points: readonly Point[]): Point[] => [
    ...points,
    ...points
      .slice(0, -1)
      .reverse()
      .map(([x, y]): Point => [-x, y]),
  ];

  // The jaw drops with the mouth.
  const drop = 9 * face.open * (1 - 0.5 * face.teeth);
  const jaw = shape.jaw;
  const outline = both([
    [0, -93],
    [30, -88],
    [54, -66],
    [64, -32],
    [65, 0],
    [61, 26],
    [53 * jaw, 52 + drop * 0.5],
    [36 * jaw, 76 + drop],
    [16, 89 + drop],
    [0, 92 + drop],
  ])
    .slice(0, 19)
    .filter((_, i, all) => i < all.length - 1)
    .map(([x, y]) => o(x, y, 6));
  const skull = through(outline, true);

  const shapes: Shape[] = [];
  const add = (...more: Shape[]) => shapes.push(...more);
  const line = (points: readonly Point[], colour: string, width: number, opacity = 1) => {
    if (opacity > 0.02) add({ path: through(points), stroke: faint(colour, opacity), width });
  };

  backHair(looks, o, add);

  // Shoulders and neck.
  const slim = 30 + 40 * Math.max(0, jaw - 0.95);
  const neck = `M${-slim} 50L${-slim} 112C-34 136-14 152 0 154C14 152 34 136 ${slim} 112L${slim} 50Z`;
  add({
    path: 'M-170 240C-165 170-120 146-62 132L-34 118L34 118L62 132C120 146 165 170 170 240L170 400L-170 400Z',
    fill: {
      from: [-120, 120],
      to: [120, 260],
      stops: [
        [0, lighter(looks.clothes, 0.12)],
        [1, lighter(looks.clothes, -0.25)],
      ],
    },
  });
  add({
    path: neck,
    fill: {
      from: [-30, 80],
      to: [34, 120],
      stops: [
        [0, skin.base],
        [1, skin.shade],
      ],
    },
  });
  const chin = o(0, 92 + drop, 20);
  add({ ...spot([chin[0] + 4, chin[1] - 2], 50, lighter(skin.shade, -0.3), 0.85, 0.62), clip: neck });
  add({
    path: 'M-37 113C-30 140-12 156 0 158C12 156 30 140 37 113L44 120C38 150 14 170 0 172C-14 170-38 150-44 120Z',
    fill: lighter(looks.clothes, -0.12),
  });

  // Ears.
  for (const side of [-1, 1]) {
    const ear = o(side * 65, 4, -12);
    add({
      path: ellipse(ear, 9, 17),
      fill: {
        centre: [ear[0] - 2 * side, ear[1]],
        radius: 18,
        stops: [
          [0, skin.shade],
          [1, skin.base],
        ],
      },
    });
    if (looks.earrings) add({ path: ellipse([ear[0] + side * 2, ear[1] + 20], 3.4, 3.4), fill: looks.earrings });
  }

  // The head, lit from its upper left.
  add({
    path: skull,
    fill: {
      from: o(-58, -70),
      to: o(62, 70),
      stops: [
        [0, skin.light],
        [0.45, skin.base],
        [1, skin.shade],
      ],
    },
  });
  const inSkull = (...more: Shape[]) => add(...more.map((one) => ({ ...one, clip: one.clip ?? skull })));
  inSkull(
    spot(o(58, 18, 10), 46, skin.shade, 0.75, 1.6),
    spot(o(-68, 20, 0), 30, skin.shade, 0.45, 1.8),
    spot(o(0, 98 + drop, 10), 44, skin.shade, 0.55, 0.5),
    spot(p(-8, -56), 40, skin.light, 0.75, 0.7),
    // Cheeks, which a smile lifts.
    spot(p(-34, 22 - 7 * face.squint), 22, skin.light, 0.5 + 0.4 * face.squint, 0.8),
    spot(p(34, 22 - 7 * face.squint), 20, skin.light, 0.3 + 0.4 * face.squint, 0.8),
    spot(p(-38, 26 - 6 * face.squint), 22, skin.lip, 0.16 + 0.1 * face.squint, 0.8),
    spot(p(38, 26 - 6 * face.squint), 22, skin.lip, 0.16 + 0.1 * face.squint, 0.8),
    spot(p(0, 76 + drop, 4), 15, skin.light, 0.55, 0.8),
  );

  const dark = lighter(skin.shade, -0.42);
  const fold = lighter(skin.shade, -0.22);

  if (looks.beard) beard(looks.beard, o, p, drop, inSkull);

  // Sockets.
  for (const side of [-1, 1]) {
    inSkull(
      spot(p(side * 25, -14), 23, fold, 0.42 + 0.15 * face.knit, 0.62),
      spot(p(side * 11, -8), 12, fold, 0.4, 1.2),
      spot(p(side * 26, 4), 17, fold, 0.2 + 0.25 * looks.age, 0.45),
    );
  }

  // The nose.
  const wing = 13.5 * shape.nose;
  const noseUp = 1.5 * face.teeth + 0.8 * face.squint;
  inSkull(
    {
      path: joined(
        [p(5, -10, 6), p(8, 8, 10), p(wing, 24 - noseUp, 8)],
        [p(2, -10, 8), p(3, 8, 13), p(4, 25 - noseUp, 16)],
      ),
      fill: {
        from: p(0, -10, 8),
        to: p(0, 24, 14),
        stops: [
          [0, faint(fold, 0.05)],
          [0.6, faint(fold, 0.34)],
          [1, faint(fold, 0.4)],
        ],
      },
    },
    {
      path: joined([p(-2.6, -16, 8), p(-2.8, 6, 13), p(-3, 19, 17)], [p(2.2, -16, 8), p(2.4, 6, 13), p(3, 19, 17)]),
      fill: {
        from: p(0, -14, 8),
        to: p(0, 18, 17),
        stops: [
          [0, faint(skin.light, 0)],
          [0.5, faint(skin.light, 0.6)],
          [1, faint(skin.light, 0.75)],
        ],
      },
    },
    spot(p(-1, 20 - noseUp, 18), 8, skin.light, 0.7),
    spot(p(0, 31 - noseUp, 10), 16, fold, 0.5, 0.42),
  );
  for (const side of [-1, 1]) {
    line(
      [
        p(side * (wing - 1.5), 15 - noseUp, 8),
        p(side * (wing + 1.4), 22 - noseUp, 7),
        p(side * (wing - 1), 28 - noseUp, 8),
      ],
      fold,
      1.6,
      0.75,
    );
    add({ path: ellipse(p(side * 6.2, 28.3 - noseUp, 12), 3.6 * shape.nose, 1.7), fill: faint(dark, 0.8) });
  }
  line([p(-3.5, 30.6 - noseUp, 13), p(0, 32 - noseUp, 14), p(3.5, 30.6 - noseUp, 13)], fold, 1.3, 0.6);

  // Folds.
  const smile = Math.max(0, face.corners);
  const sneer = Math.max(smile * 0.9, face.teeth * 0.6);
  for (const side of [-1, 1]) {
    line(
      [
        p(side * (wing + 2), 25, 4),
        p(side * (25 + 4 * face.wide), 36 - 2 * smile),
        p(side * (31 + 6 * face.wide), 48 - 4 * smile),
      ],
      fold,
      2,
      0.12 + 0.5 * sneer + 0.35 * looks.age,
    );
    // Crow's feet.
    for (const up of [-3, 1, 5])
      line(
        [p(side * 43, -8 + up * 0.6), p(side * 51, -9 + up * 1.8)],
        fold,
        1.1,
        face.squint * 0.35 + looks.age * 0.35,
      );
    // Between the brows.
    line(
      [p(side * 4.5, -31 + 2 * face.knit), p(side * 3.6, -21 + 2 * face.knit), p(side * 5, -16)],
      dark,
      1.7,
      face.knit * 0.75,
    );
    // Corners that are drawn down.
    line(
      [
        p(side * (24 + 4 * face.wide), MOUTH_Y + 3 + 6 * Math.max(0, -face.corners)),
        p(side * (28 + 4 * face.wide), MOUTH_Y + 12 + 5 * Math.max(0, -face.corners)),
      ],
      fold,
      1.9,
      0.6 * Math.max(0, -face.corners) + 0.25 * looks.age,
    );
  }
  const raised = Math.max(0, face.brows, 0.8 * face.innerBrows);
  for (const [y, reach] of [
    [-52, 26],
    [-60, 30],
    [-68, 24],
  ] as const)
    line(
      [
        p(-reach, y + 1 - 2 * raised),
        p(-reach / 2, y - 2 - 2 * raised),
        p(reach / 2, y - 2 - 2 * raised),
        p(reach, y + 1 - 2 * raised),
      ],
      fold,
      1.5,
      0.5 * raised ** 1.5 + 0.28 * looks.age,
    );

  for (const side of [-1, 1] as const) eye(looks, face, p, side, inSkull, add);
  mouth(looks, face, p, inSkull, add, drop);
  if (looks.glasses) glasses(looks.glasses, p, add);
  frontHair(looks, o, p, skull, add);
  return shapes;
}

type Add = (...shapes: Shape[]) => void;
type Place = (x: number, y: number, lift?: number) => Point;

function eye(
  { skin, eyes, brow, lashes, shape }: Looks,
  face: Face,
  p: Place,
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
    p(x(inner), y + 2.5),
    p(x(6), y - top * 0.82 - slant * 0.4),
    p(x(-1), y - top - slant * 0.1),
    p(x(-8), y - top * 0.72 + slant * 0.5),
    p(x(outer), y + slant * 0.35),
  ];
  const lower: Point[] = [
    p(x(inner), y + 2.5),
    p(x(6), y + low * 0.85 + 0.8),
    p(x(-1), y + low),
    p(x(-8), y + low * 0.8),
    p(x(outer), y + slant * 0.35),
  ];
  const hole = joined(upper, lower);
  const iris = p(x(0), y - 0.8);
  inSkull({
    path: hole,
    fill: {
      from: p(0, y - 8),
      to: p(0, y + 6),
      stops: [
        [0, '#c9c4c0'],
        [0.5, '#f6f3ef'],
        [1, '#e6e0da'],
      ],
    },
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
    const end = p(x(outer - 3.5), y - 2.6 + slant * 0.35);
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
      p(x(10), y + 8 - 3 * face.squint),
      p(x(0), y + 11 - 4.5 * face.squint),
      p(x(-10), y + 8.5 - 3 * face.squint),
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
    p(x(16.5 + together), base + 1.2 - up * 0.8 - inUp),
    p(x(8 + together * 0.6), base - 2.6 - up - inUp * 0.55),
    p(x(-4), base - 5 - up * 1.05 - inUp * 0.05),
    p(x(-13), base - 3 - up * 0.9 + inUp * 0.22),
    p(x(-20), base + 2.8 - up * 0.7 + inUp * 0.3),
  ];
  const browLow: Point[] = [
    p(x(17 + together), base + 0.6 + 3.4 * thick - up * 0.8 - inUp),
    p(x(8 + together * 0.6), base - 2.6 + 5.4 * thick - up - inUp * 0.55),
    p(x(-4), base - 5 + 4.6 * thick - up * 1.05 - inUp * 0.05),
    p(x(-13), base - 3 + 3.2 * thick - up * 0.9 + inUp * 0.22),
    p(x(-20), base + 3.2 - up * 0.7 + inUp * 0.3),
  ];
  add({ path: joined(browTop, browLow), fill: faint(brow.colour, 0.94) });
}

function mouth({ skin, shape, beard }: Looks, face: Face, p: Place, inSkull: Add, add: Add, drop: number): void {
  const dark = lighter(skin.shade, -0.5);
  const smile = Math.max(0, face.corners);
  const half = 24 + 8 * face.wide;
  const cornerY = MOUTH_Y - 0.6 - 9 * face.corners + 0.35 * drop * (1 - smile);
  const gap = 27 * face.open;
  const upY =
    MOUTH_Y -
    1.5 -
    4.5 * face.teeth -
    3 * face.open * (1 - face.teeth) +
    2.6 * smile -
    1.6 * Math.max(0, -face.corners);
  const lowY = upY + 0.8 + gap + 5 * face.teeth;
  const thin = 1 - 0.62 * face.press;
  const stretch = 1 - 0.28 * Math.max(0, face.wide) - 0.1 * face.teeth;
  const upperLip = 6.2 * shape.lips * thin * stretch;
  const lowerLip = 8.4 * shape.lips * thin * stretch;
  const left: Point = [-half, cornerY];
  const right: Point = [half, cornerY];
  const bend = (y: number, share: number) => mix(y, cornerY, share);
  const pts = (list: readonly Point[], lift = 6) =>
    list.map(([x, y]) => p(x, y, lift * (1 - Math.abs(x) / (half + 1))));
  const innerUp = pts([
    left,
    [-half * 0.62, bend(upY, 0.42)],
    [-half * 0.22, upY - 0.2],
    [0, upY + 0.7],
    [half * 0.22, upY - 0.2],
    [half * 0.62, bend(upY, 0.42)],
    right,
  ]);
  const lowBend = face.open > 0.25 && smile < 0.3 ? 0.18 : 0.36;
  const innerLow = pts([
    left,
    [-half * 0.66, bend(lowY, lowBend + 0.08)],
    [-half * 0.25, bend(lowY, 0.05)],
    [0, lowY],
    [half * 0.25, bend(lowY, 0.05)],
    [half * 0.66, bend(lowY, lowBend + 0.08)],
    right,
  ]);
  const outerUp = pts([
    left,
    [-half * 0.6, bend(upY, 0.36) - upperLip * 0.72],
    [-half * 0.2, upY - upperLip * 1.12],
    [0, upY - upperLip * 0.82],
    [half * 0.2, upY - upperLip * 1.12],
    [half * 0.6, bend(upY, 0.36) - upperLip * 0.72],
    right,
  ]);
  const outerLow = pts([
    left,
    [-half * 0.66, bend(lowY, lowBend) + lowerLip * 0.62],
    [-half * 0.25, lowY + lowerLip * 1.0],
    [0, lowY + lowerLip * 1.08],
    [half * 0.25, lowY + lowerLip * 1.0],
    [half * 0.66, bend(lowY, lowBend) + lowerLip * 0.62],
    right,
  ]);

  // What lies around the lips.
  const below = p(0, lowY + lowerLip + 4, 4);
  inSkull(
    spot(p(0, upY - upperLip - 5, 6), 6, lighter(skin.shade, -0.2), 0.22, 1.1),
    spot(below, 17, lighter(skin.shade, -0.2), beard ? 0.2 : 0.42 + 0.2 * face.press, 0.38),
  );
  for (const side of [-1, 1])
    inSkull(
      spot(p(side * (half + 1.5), cornerY, 2), 7, lighter(skin.shade, -0.25), 0.35 + 0.25 * Math.abs(face.corners)),
    );

  const hole = joined(innerUp, innerLow);
  if (gap + face.teeth > 0.4) {
    add({ path: hole, fill: '#3a0f12' });
    const inHole = (...shapes: Shape[]) => add(...shapes.map((one) => ({ ...one, clip: hole })));
    // The tongue, then the teeth: as much of them as the lip uncovers.
    if (gap > 9) inHole({ path: ellipse(p(0, lowY + 4, 4), half * 0.62, 9), fill: '#a8474a' });
    const shown = Math.min(gap + 5 * face.teeth, 3.2 + 9 * face.teeth + 2.5 * face.open);
    const edge = pts([
      left,
      [-half * 0.7, bend(upY, 0.42) + shown * 0.62],
      [-half * 0.25, upY + shown],
      [half * 0.25, upY + shown],
      [half * 0.7, bend(upY, 0.42) + shown * 0.62],
      right,
    ]);
    inHole({
      path: joined(outerUp, edge),
      fill: {
        from: p(-half, upY),
        to: p(half, upY),
        stops: [
          [0, '#a89a92'],
          [0.22, '#f4f0ea'],
          [0.78, '#f1ece5'],
          [1, '#9c8d85'],
        ],
      },
    });
    for (const x of [-0.52, -0.34, -0.17, 0, 0.17, 0.34, 0.52])
      inHole({
        path: through([p(x * half, upY - 2, 6), p(x * half, upY + shown, 6)]),
        stroke: '#b9aca455',
        width: 0.7,
      });
    if (face.teeth > 0.85 && gap > 4) {
      const lowEdge = pts([
        left,
        [-half * 0.6, bend(lowY, 0.3) - 2.5],
        [0, lowY - 4],
        [half * 0.6, bend(lowY, 0.3) - 2.5],
        right,
      ]);
      inHole({ path: joined(lowEdge, outerLow), fill: '#ddd3cb' });
    }
    inHole({ path: through(innerUp), stroke: '#2a0a0c66', width: 3 });
  }
  const lip = (path: string, light: number): Shape => ({
    path,
    fill: {
      from: p(0, upY - 8),
      to: p(0, lowY + 10),
      stops: [
        [0, lighter(skin.lip, light)],
        [1, lighter(skin.lip, light - 0.08)],
      ],
    },
  });
  add(lip(joined(outerUp, innerUp), -0.16), lip(joined(innerLow, outerLow), 0.02));
  add({
    path: through([
      p(-half * 0.3, lowY + lowerLip * 0.5, 6),
      p(0, lowY + lowerLip * 0.56, 7),
      p(half * 0.2, lowY + lowerLip * 0.5, 6),
    ]),
    stroke: faint(lighter(skin.lip, 0.35), 0.5 * thin),
    width: 2.4 * thin,
  });
  // Where the lips meet.
  const isShut = gap + 5 * face.teeth < 2;
  add({
    path: through(isShut ? innerUp : innerUp),
    stroke: faint(dark, isShut ? 0.95 : 0.6),
    width: isShut ? 1.9 : 1.1,
  });
}

function beard(colour: string, o: Place, p: Place, drop: number, inSkull: Add): void {
  const outer: Point[] = [
    o(-66, -16, 6),
    o(-62, 34, 6),
    o(-52, 66 + drop, 6),
    o(-22, 100 + drop, 6),
    o(22, 100 + drop, 6),
    o(52, 66 + drop, 6),
    o(62, 34, 6),
    o(66, -16, 6),
  ];
  const inner: Point[] = [
    p(-58, -16),
    p(-49, 30),
    p(-36, 40),
    p(-17, 34, 4),
    p(0, 36, 6),
    p(17, 34, 4),
    p(36, 40),
    p(49, 30),
    p(58, -16),
  ];
  inSkull({
    path: joined(outer, inner),
    fill: {
      from: o(0, -14),
      to: o(0, 95),
      stops: [
        [0, faint(colour, 0.05)],
        [0.35, faint(colour, 0.72)],
        [1, faint(colour, 0.92)],
      ],
    },
  });
}

function glasses(colour: string, p: Place, add: Add): void {
  for (const side of [-1, 1]) {
    const rim = through(
      [
        p(side * 11, -15, 10),
        p(side * 27, -21, 10),
        p(side * 44, -16, 6),
        p(side * 45, -2, 6),
        p(side * 28, 8, 9),
        p(side * 12, 2, 10),
      ],
      true,
    );
    add({ path: rim, fill: '#ffffff10', stroke: colour, width: 2 });
    add({ path: through([p(side * 45, -12, 6), p(side * 62, -10)]), stroke: colour, width: 2 });
  }
  add({ path: through([p(-11, -11, 12), p(0, -14, 14), p(11, -11, 12)]), stroke: colour, width: 2 });
}

const hairFill = ({ colour, light }: Looks['hair']): Fill => ({
  from: [-70, -110],
  to: [70, 60],
  stops: [
    [0, light],
    [0.35, colour],
    [1, lighter(colour, -0.35)],
  ],
});

function backHair({ hair }: Looks, o: Place, add: Add): void {
  const fill = hairFill(hair);
  if (hair.style === 'long')
    add({
      path: through(
        [
          o(0, -112, -20),
          o(52, -100, -20),
          o(80, -50, -20),
          o(84, 20, -20),
          o(92, 90, -20),
          o(78, 142, -20),
          o(40, 130, -20),
          o(-40, 130, -20),
          o(-78, 142, -20),
          o(-92, 90, -20),
          o(-84, 20, -20),
          o(-80, -50, -20),
          o(-52, -100, -20),
        ],
        true,
      ),
      fill,
    });
  if (hair.style === 'bob')
    add({
      path: through(
        [
          o(0, -112, -20),
          o(52, -102, -20),
          o(79, -52, -20),
          o(82, 10, -20),
          o(80, 58, -20),
          o(52, 70, -20),
          o(-52, 70, -20),
          o(-80, 58, -20),
          o(-82, 10, -20),
          o(-79, -52, -20),
          o(-52, -102, -20),
        ],
        true,
      ),
      fill,
    });
  if (hair.style === 'bun') {
    add({ path: ellipse(o(6, -118, -30), 30, 27), fill });
    add({
      path: through(
        [
          o(0, -108, -20),
          o(48, -98, -20),
          o(72, -50, -20),
          o(70, 0, -20),
          o(-70, 0, -20),
          o(-72, -50, -20),
          o(-48, -98, -20),
        ],
        true,
      ),
      fill,
    });
  }
  if (hair.style === 'curls')
    for (const [x, y, r] of [
      [-58, -56, 26],
      [-66, -22, 24],
      [-70, 14, 21],
      [58, -56, 26],
      [66, -22, 24],
      [70, 14, 21],
      [-38, -88, 28],
      [38, -88, 28],
      [0, -98, 30],
      [-66, 42, 17],
      [66, 42, 17],
    ] as const)
      add({ path: ellipse(o(x, y, -14), r, r), fill });
  if (hair.style === 'short')
    add({
      path: through(
        [
          o(0, -108, -10),
          o(46, -98, -10),
          o(69, -60, -10),
          o(70, -18, -10),
          o(60, 4, -10),
          o(-60, 4, -10),
          o(-70, -18, -10),
          o(-69, -60, -10),
          o(-46, -98, -10),
        ],
        true,
      ),
      fill,
    });
}

function frontHair({ hair, age }: Looks, o: Place, p: Place, skull: string, add: Add): void {
  const fill = hairFill(hair);
  const strand = (points: readonly Point[]) =>
    add({ path: through(points), stroke: faint(hair.light, 0.4), width: 1.6 });
  const cap = (line: readonly Point[]) => {
    const top: Point[] = [
      o(-69, -14, 4),
      o(-70, -56, 0),
      o(-48, -98, 0),
      o(0, -110, 0),
      o(48, -98, 0),
      o(70, -56, 0),
      o(69, -14, 4),
    ];
    add({ path: joined(top, line), fill });
  };
  const shadow = (line: readonly Point[]) =>
    add({ path: through(line), stroke: faint('#20100a', 0.12), width: 6, clip: skull });
  if (hair.style === 'short') {
    const line = [
      o(-66, -14, 6),
      p(-57, -40),
      p(-46, -64),
      p(-20, -69),
      p(10, -63),
      p(40, -69),
      p(55, -44),
      o(66, -14, 6),
    ];
    shadow(line);
    cap(line);
    strand([o(-44, -92), p(-30, -78), p(-18, -71)]);
    strand([o(-10, -102), p(6, -84), p(14, -66)]);
    strand([o(30, -98), p(36, -84), p(42, -71)]);
  }
  if (hair.style === 'long') {
    const line = [
      o(-68, 34, 8),
      o(-60, -6, 10),
      p(-49, -44),
      p(-22, -72),
      p(-6, -80),
      p(26, -68),
      p(50, -40),
      o(60, -4, 10),
      o(68, 34, 8),
    ];
    shadow(line);
    add({
      path: joined(
        [o(-80, 44, 0), o(-78, -30, 0), o(-52, -98, 0), o(-6, -111, 0), o(48, -100, 0), o(76, -40, 0), o(80, 44, 0)],
        line,
      ),
      fill,
    });
    strand([p(-8, -84), o(-44, -78), o(-68, -20), o(-74, 36)]);
    strand([p(2, -84), o(44, -78), o(68, -20), o(74, 36)]);
    strand([p(-6, -96), o(-56, -84), o(-76, -30)]);
  }
  if (hair.style === 'bob') {
    const line = [
      o(-66, 46, 8),
      o(-61, 0, 10),
      p(-55, -34),
      p(-34, -50),
      p(0, -47),
      p(34, -50),
      p(55, -34),
      o(61, 0, 10),
      o(66, 46, 8),
    ];
    shadow(line);
    add({
      path: joined(
        [o(-81, 50, 0), o(-80, -30, 0), o(-52, -100, 0), o(0, -112, 0), o(52, -100, 0), o(80, -30, 0), o(81, 50, 0)],
        line,
      ),
      fill,
    });
    for (const x of [-36, -18, 0, 18, 36]) strand([o(x * 0.6, -104), p(x, -78), p(x * 1.05, -52)]);
  }
  if (hair.style === 'bun') {
    const line = [o(-67, -8, 4), p(-57, -44), p(-36, -70), p(0, -79), p(36, -70), p(57, -44), o(67, -8, 4)];
    shadow(line);
    cap(line);
    for (const x of [-40, -20, 0, 20, 40]) strand([p(x, -72 + Math.abs(x) * 0.15), o(x * 0.7, -94), o(4, -110)]);
  }
  if (hair.style === 'curls') {
    for (const [x, y, r] of [
      [-54, -52, 17],
      [-38, -70, 18],
      [-18, -80, 18],
      [4, -84, 18],
      [26, -78, 18],
      [44, -66, 17],
      [57, -48, 15],
      [-64, -28, 14],
      [65, -26, 14],
    ] as const) {
      const [cx, cy] = o(x, y, 14);
      add({
        path: ellipse([cx, cy], r, r),
        fill: {
          centre: [cx - r * 0.4, cy - r * 0.4],
          radius: r * 1.3,
          stops: [
            [0, hair.light],
            [0.6, hair.colour],
            [1, lighter(hair.colour, -0.3)],
          ],
        },
      });
    }
  }
  if (hair.style === 'bald') {
    for (const side of [-1, 1])
      add({
        path: joined(
          [o(side * 70, 4, 0), o(side * 71, -34, 0), o(side * 60, -66, 0)],
          [o(side * 64, 2, 8), p(side * 58, -30), p(side * 56, -58)],
        ),
        fill: faint(hair.colour, 0.5 + 0.4 * (1 - age)),
      });
  }
}

/** Towards white (up to 1) or black (down to -1). */
function lighter(colour: string, by: number): string {
  const value = Number.parseInt(colour.slice(1, 7), 16);
  const parts = [16, 8, 0].map((shift) => {
    const part = (value >> shift) & 255;
    return Math.round(by >= 0 ? part + (255 - part) * by : part * (1 + by));
  });
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
