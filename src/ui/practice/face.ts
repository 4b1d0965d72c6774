// Draws a person before a camera: an invented head, whose brows, lids and mouth move, and which turns and nods. Lengths are in units of a
// head that is about 130 wide; its middle is between the eyes and the mouth, x to the right, y down.
import { drawEye, drawGlasses } from './eyes.ts';
import { drawBeard, drawHairBehind, drawHairOver } from './hair.ts';
import type { Face, Hold, Looks } from './looks.ts';
import { drawMouth, MOUTH_Y } from './mouth.ts';
import { ellipse, faint, joined, lighter, type Point, placed, shaded, spot, through } from './pen.ts';
import type { Shape } from './shapes.ts';

/** Half axes of the head. */
const [WIDE, HIGH, DEEP] = [66, 92, 62];

/** A whole person, in the order of painting. */
export function drawPerson(looks: Looks, face: Face, hold: Hold): Shape[] {
  const { skin, shape } = looks;
  const [sinYaw, cosYaw] = [Math.sin(hold.yaw), Math.cos(hold.yaw)];
  const [sinPitch, cosPitch] = [Math.sin(hold.pitch), Math.cos(hold.pitch)];
  const [sinRoll, cosRoll] = [Math.sin(hold.roll), Math.cos(hold.roll)];
  /** The head tilts about the neck. */
  const tilted = ([x, y]: Point): Point => [x * cosRoll - (y - 90) * sinRoll, 90 + x * sinRoll + (y - 90) * cosRoll];
  /** A point of the face's surface, as it is seen. @param lift before the surface */
  const onFace = (x: number, y: number, lift = 0): Point => {
    const across = x * shape.wide;
    const depth = DEEP * Math.sqrt(Math.max(0, 1 - (across / WIDE) ** 2 * 0.92 - (y / HIGH) ** 2 * 0.8)) + lift;
    const before = depth * cosYaw - across * sinYaw;
    return tilted([across * cosYaw + depth * sinYaw, y * cosPitch + before * sinPitch]);
  };
  /** A point of the head's outline: it hardly moves when the head turns. */
  const onHead = (x: number, y: number, depth = 0): Point =>
    tilted([x * shape.wide + depth * sinYaw, y * cosPitch + depth * sinPitch]);
  // The jaw drops with the mouth.
  const drop = 9 * face.open * (1 - 0.5 * face.teeth);
  const jaw = shape.jaw;
  const half = `30 -88, 54 -66, 64 -32, 65 0, 61 26, ${53 * jaw} ${52 + drop / 2}, ${36 * jaw} ${76 + drop}, 16 ${89 + drop}`;
  const outline = [
    onHead(0, -93, 6),
    ...placed((x, y) => onHead(x, y, 6), half),
    onHead(0, 92 + drop, 6),
    ...placed((x, y) => onHead(-x, y, 6), half).reverse(),
  ];
  const skull = through(outline, true);

  const shapes: Shape[] = [];
  const add = (...more: Shape[]) => shapes.push(...more);
  const line = (points: readonly Point[], colour: string, width: number, opacity = 1) => {
    if (opacity > 0.02) add({ path: through(points), stroke: faint(colour, opacity), width });
  };

  drawHairBehind(looks, onHead, add);

  // Shoulders and neck.
  const slim = 30 + 40 * Math.max(0, jaw - 0.95);
  const neck = `M${-slim} 50L${-slim} 98C-34 122-14 138 0 140C14 138 34 122 ${slim} 98L${slim} 50Z`;
  add({
    path: 'M-178 240C-170 156-122 132-62 118L-34 104L34 104L62 118C122 132 170 156 178 240L178 400L-178 400Z',
    fill: shaded([-120, 120], [120, 260], lighter(looks.clothes, 0.12), lighter(looks.clothes, -0.25)),
  });
  add({
    path: neck,
    fill: shaded([-30, 80], [34, 120], skin.base, skin.shade),
  });
  const chin = onHead(0, 92 + drop, 20);
  add({ ...spot([chin[0] + 4, chin[1] - 2], 50, lighter(skin.shade, -0.3), 0.85, 0.62), clip: neck });
  add({
    path: 'M-37 99C-30 126-12 142 0 144C12 142 30 126 37 99L44 106C38 136 14 156 0 158C-14 156-38 136-44 106Z',
    fill: lighter(looks.clothes, -0.12),
  });

  // Ears.
  for (const side of [-1, 1]) {
    const ear = onHead(side * 65, 4, -12);
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
    fill: shaded(onHead(-58, -70), onHead(62, 70), skin.light, skin.shade, [0.45, skin.base]),
  });
  const inSkull = (...more: Shape[]) => add(...more.map((one) => ({ ...one, clip: one.clip ?? skull })));
  inSkull(
    spot(onHead(58, 18, 10), 46, skin.shade, 0.75, 1.6),
    spot(onHead(-68, 20, 0), 30, skin.shade, 0.45, 1.8),
    spot(onHead(0, 98 + drop, 10), 44, skin.shade, 0.55, 0.5),
    spot(onFace(-8, -56), 40, skin.light, 0.75, 0.7),
    // Cheeks, which a smile lifts.
    spot(onFace(-34, 22 - 7 * face.squint), 22, skin.light, 0.5 + 0.4 * face.squint, 0.8),
    spot(onFace(34, 22 - 7 * face.squint), 20, skin.light, 0.3 + 0.4 * face.squint, 0.8),
    spot(onFace(-38, 26 - 6 * face.squint), 22, skin.lip, 0.16 + 0.1 * face.squint, 0.8),
    spot(onFace(38, 26 - 6 * face.squint), 22, skin.lip, 0.16 + 0.1 * face.squint, 0.8),
    spot(onFace(0, 76 + drop, 4), 15, skin.light, 0.55, 0.8),
  );

  const dark = lighter(skin.shade, -0.42);
  const fold = lighter(skin.shade, -0.22);

  if (looks.beard) drawBeard(looks.beard, onHead, onFace, drop, inSkull);

  // Sockets.
  for (const side of [-1, 1]) {
    inSkull(
      spot(onFace(side * 25, -14), 23, fold, 0.42 + 0.15 * face.knit, 0.62),
      spot(onFace(side * 11, -8), 12, fold, 0.4, 1.2),
      spot(onFace(side * 26, 4), 17, fold, 0.2 + 0.25 * looks.age, 0.45),
    );
  }

  // The nose.
  const wing = 13.5 * shape.nose;
  const noseUp = 1.5 * face.teeth + 0.8 * face.squint;
  inSkull(
    {
      path: joined(
        [onFace(5, -10, 6), onFace(8, 8, 10), onFace(wing, 24 - noseUp, 8)],
        [onFace(2, -10, 8), onFace(3, 8, 13), onFace(4, 25 - noseUp, 16)],
      ),
      fill: shaded(onFace(0, -10, 8), onFace(0, 24, 14), faint(fold, 0.05), faint(fold, 0.4), [0.6, faint(fold, 0.34)]),
    },
    {
      path: joined(
        [onFace(-2.6, -16, 8), onFace(-2.8, 6, 13), onFace(-3, 19, 17)],
        [onFace(2.2, -16, 8), onFace(2.4, 6, 13), onFace(3, 19, 17)],
      ),
      fill: shaded(onFace(0, -14, 8), onFace(0, 18, 17), faint(skin.light, 0), faint(skin.light, 0.75), [
        0.5,
        faint(skin.light, 0.6),
      ]),
    },
    spot(onFace(-1, 20 - noseUp, 18), 8, skin.light, 0.7),
    spot(onFace(0, 31 - noseUp, 10), 16, fold, 0.5, 0.42),
  );
  for (const side of [-1, 1]) {
    line(
      [
        onFace(side * (wing - 1.5), 15 - noseUp, 8),
        onFace(side * (wing + 1.4), 22 - noseUp, 7),
        onFace(side * (wing - 1), 28 - noseUp, 8),
      ],
      fold,
      1.6,
      0.75,
    );
    add({ path: ellipse(onFace(side * 6.2, 28.3 - noseUp, 12), 3.6 * shape.nose, 1.7), fill: faint(dark, 0.8) });
  }
  line([onFace(-3.5, 30.6 - noseUp, 13), onFace(0, 32 - noseUp, 14), onFace(3.5, 30.6 - noseUp, 13)], fold, 1.3, 0.6);

  // Folds.
  const smile = Math.max(0, face.corners);
  const sneer = Math.max(smile * 0.9, face.teeth * 0.6);
  for (const side of [-1, 1]) {
    line(
      [
        onFace(side * (wing + 2), 25, 4),
        onFace(side * (25 + 4 * face.wide), 36 - 2 * smile),
        onFace(side * (31 + 6 * face.wide), 48 - 4 * smile),
      ],
      fold,
      2,
      0.12 + 0.5 * sneer + 0.35 * looks.age,
    );
    // Crow's feet.
    for (const up of [-3, 1, 5])
      line(
        [onFace(side * 43, -8 + up * 0.6), onFace(side * 51, -9 + up * 1.8)],
        fold,
        1.1,
        face.squint * 0.35 + looks.age * 0.35,
      );
    // Between the brows.
    line(
      [onFace(side * 4.5, -31 + 2 * face.knit), onFace(side * 3.6, -21 + 2 * face.knit), onFace(side * 5, -16)],
      dark,
      1.7,
      face.knit * 0.75,
    );
    // Corners that are drawn down.
    line(
      [
        onFace(side * (24 + 4 * face.wide), MOUTH_Y + 3 + 6 * Math.max(0, -face.corners)),
        onFace(side * (28 + 4 * face.wide), MOUTH_Y + 12 + 5 * Math.max(0, -face.corners)),
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
        onFace(-reach, y + 1 - 2 * raised),
        onFace(-reach / 2, y - 2 - 2 * raised),
        onFace(reach / 2, y - 2 - 2 * raised),
        onFace(reach, y + 1 - 2 * raised),
      ],
      fold,
      1.5,
      0.5 * raised ** 1.5 + 0.28 * looks.age,
    );

  for (const side of [-1, 1] as const) drawEye(looks, face, onFace, side, inSkull, add);
  drawMouth(looks, face, onFace, inSkull, add, drop);
  if (looks.glasses) drawGlasses(looks.glasses, onFace, add);
  drawHairOver(looks, onHead, onFace, skull, add);
  return shapes;
}
