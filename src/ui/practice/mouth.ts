// The mouth: lips, teeth and what lies around them.
import type { Face, Looks } from './looks.ts';
import {
  type Add,
  ellipse,
  faint,
  joined,
  lighter,
  mix,
  type Place,
  type Point,
  shaded,
  spot,
  through,
} from './pen.ts';
import type { Shape } from './shapes.ts';

/** Where the lips of a closed mouth meet. */
export const MOUTH_Y = 46;

export function drawMouth(
  { skin, shape, beard }: Looks,
  face: Face,
  onFace: Place,
  inSkull: Add,
  add: Add,
  drop: number,
): void {
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
    list.map(([x, y]) => onFace(x, y, lift * (1 - Math.abs(x) / (half + 1))));
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
  const below = onFace(0, lowY + lowerLip + 4, 4);
  inSkull(
    spot(onFace(0, upY - upperLip - 5, 6), 6, lighter(skin.shade, -0.2), 0.22, 1.1),
    spot(below, 17, lighter(skin.shade, -0.2), beard ? 0.2 : 0.42 + 0.2 * face.press, 0.38),
  );
  for (const side of [-1, 1])
    inSkull(
      spot(
        onFace(side * (half + 1.5), cornerY, 2),
        7,
        lighter(skin.shade, -0.25),
        0.35 + 0.25 * Math.abs(face.corners),
      ),
    );

  const hole = joined(innerUp, innerLow);
  if (gap + face.teeth > 0.4) {
    add({ path: hole, fill: '#3a0f12' });
    const inHole = (...shapes: Shape[]) => add(...shapes.map((one) => ({ ...one, clip: hole })));
    // The tongue, then the teeth: as much of them as the lip uncovers.
    if (gap > 9) inHole({ path: ellipse(onFace(0, lowY + 4, 4), half * 0.62, 9), fill: '#a8474a' });
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
      fill: shaded(onFace(-half, upY), onFace(half, upY), '#a89a92', '#9c8d85', [0.22, '#f4f0ea'], [0.78, '#f1ece5']),
    });
    for (const x of [-0.52, -0.34, -0.17, 0, 0.17, 0.34, 0.52])
      inHole({
        path: through([onFace(x * half, upY - 2, 6), onFace(x * half, upY + shown, 6)]),
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
    fill: shaded(onFace(0, upY - 8), onFace(0, lowY + 10), lighter(skin.lip, light), lighter(skin.lip, light - 0.08)),
  });
  add(lip(joined(outerUp, innerUp), -0.16), lip(joined(innerLow, outerLow), 0.02));
  add({
    path: through([
      onFace(-half * 0.3, lowY + lowerLip * 0.5, 6),
      onFace(0, lowY + lowerLip * 0.56, 7),
      onFace(half * 0.2, lowY + lowerLip * 0.5, 6),
    ]),
    stroke: faint(lighter(skin.lip, 0.35), 0.5 * thin),
    width: 2.4 * thin,
  });
  // Where the lips meet.
  const isShut = gap + 5 * face.teeth < 2;
  add({
    path: through(innerUp),
    stroke: faint(dark, isShut ? 0.95 : 0.6),
    width: isShut ? 1.9 : 1.1,
  });
}
