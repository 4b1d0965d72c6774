// Hair, behind the head and over it, and beards.
import type { Looks } from './looks.ts';
import {
  type Add,
  ellipse,
  faint,
  joined,
  lighter,
  type Place,
  type Point,
  placed,
  rows,
  shaded,
  through,
} from './pen.ts';

/** Tables of "x y before" (see `placed`): of the head's outline, but for the middle of `line`, which is of the face. */
interface Cut {
  /** The right half of what is seen behind the head, from the top down. */
  behind: string;
  /** Where the hair begins, from one temple over the forehead to the other. */
  line: readonly [string, string, string];
  /** The outer edge of what is seen before the head. */
  over: string;
  strands: readonly string[];
}

const CAP = '-69 -14 4, -70 -56, -48 -98, 0 -110, 48 -98, 70 -56, 69 -14 4';
const CUTS: Record<Exclude<Looks['hair']['style'], 'curls'>, Cut> = {
  long: {
    behind: '52 -100, 80 -50, 84 20, 92 90, 78 142, 40 130',
    line: ['-68 34 8, -60 -6 10', '-49 -44, -22 -72, -6 -80, 26 -68, 50 -40', '60 -4 10, 68 34 8'],
    over: '-80 44, -78 -30, -52 -98, -6 -111, 48 -100, 76 -40, 80 44',
    strands: ['-8 -84 30, -44 -78, -68 -20, -74 36', '2 -84 30, 44 -78, 68 -20, 74 36', '-6 -96 20, -56 -84, -76 -30'],
  },
  bob: {
    behind: '52 -102, 79 -52, 82 10, 80 58, 52 70',
    line: ['-66 46 8, -61 0 10', '-55 -34, -34 -50, 0 -47, 34 -50, 55 -34', '61 0 10, 66 46 8'],
    over: '-81 50, -80 -30, -52 -100, 0 -112, 52 -100, 80 -30, 81 50',
    strands: [-36, -18, 0, 18, 36].map((x) => `${0.6 * x} -104, ${x} -78 30, ${1.05 * x} -52 45`),
  },
  bun: {
    behind: '48 -98, 72 -50, 70 0',
    line: ['-67 -8 4', '-57 -44, -36 -70, 0 -79, 36 -70, 57 -44', '67 -8 4'],
    over: CAP,
    strands: [-40, -20, 0, 20, 40].map((x) => `${x} ${0.15 * Math.abs(x) - 72} 30, ${0.7 * x} -94, 4 -110`),
  },
  short: {
    behind: '46 -98, 69 -60, 70 -18, 60 4',
    line: ['-66 -14 6', '-57 -40, -46 -64, -20 -69, 10 -63, 40 -69, 55 -44', '66 -14 6'],
    over: CAP,
    strands: ['-44 -92, -30 -78 28, -18 -71 34', '-10 -102, 6 -84 28, 14 -66 36', '30 -98, 36 -84 28, 42 -71 34'],
  },
};
/** Tables of "x y radius". */
const CURLS = {
  behind:
    '-58 -56 26, -66 -22 24, -70 14 21, 58 -56 26, 66 -22 24, 70 14 21, -38 -88 28, 38 -88 28, 0 -98 30, -66 42 17, 66 42 17',
  over: '-54 -52 17, -38 -70 18, -18 -80 18, 4 -84 18, 26 -78 18, 44 -66 17, 57 -48 15, -64 -28 14, 65 -26 14',
};

const fillOf = ({ colour, light }: Looks['hair']) =>
  shaded([-70, -110], [70, 60], light, lighter(colour, -0.35), [0.35, colour]);

export function drawHairBehind({ hair }: Looks, onHead: Place, add: Add): void {
  const fill = fillOf(hair);
  if (hair.style === 'curls') {
    for (const [x = 0, y = 0, radius = 0] of rows(CURLS.behind))
      add({ path: ellipse(onHead(x, y, -14), radius, radius), fill });
    return;
  }
  if (hair.style === 'bun') add({ path: ellipse(onHead(6, -118, -30), 30, 27), fill });
  const { behind } = CUTS[hair.style];
  const right = placed((x, y) => onHead(x, y, -20), behind);
  const left = placed((x, y) => onHead(-x, y, -20), behind).reverse();
  add({ path: through([onHead(0, -110, -20), ...right, ...left], true), fill });
}

/** @param skull the head's outline */
export function drawHairOver({ hair }: Looks, onHead: Place, onFace: Place, skull: string, add: Add): void {
  if (hair.style === 'curls') {
    for (const [x = 0, y = 0, radius = 0] of rows(CURLS.over)) {
      const [left, top] = onHead(x, y, 14);
      const stops = [[0, hair.light] as const, [0.6, hair.colour] as const, [1, lighter(hair.colour, -0.3)] as const];
      const centre: Point = [left - 0.4 * radius, top - 0.4 * radius];
      add({ path: ellipse([left, top], radius, radius), fill: { centre, radius: 1.3 * radius, stops } });
    }
    return;
  }
  const { line: tables, over, strands } = CUTS[hair.style];
  const line = tables.flatMap((table, i) => placed(i === 1 ? onFace : onHead, table));
  add(
    { path: through(line), stroke: faint('#20100a', 0.12), width: 6, clip: skull },
    { path: joined(placed(onHead, over), line), fill: fillOf(hair) },
    ...strands.map((strand) => ({
      path: through(placed(onHead, strand)),
      stroke: faint(hair.light, 0.4),
      width: 1.6,
    })),
  );
}

/** @param drop how far the jaw has dropped */
export function drawBeard(colour: string, onHead: Place, onFace: Place, drop: number, add: Add): void {
  const low = `-52 ${66 + drop} 6, -22 ${100 + drop} 6, 22 ${100 + drop} 6, 52 ${66 + drop} 6`;
  const outer = placed(onHead, `-66 -16 6, -62 34 6, ${low}, 62 34 6, 66 -16 6`);
  const inner = placed(onFace, '-58 -16, -49 30, -36 40, -17 34 4, 0 36 6, 17 34 4, 36 40, 49 30, 58 -16');
  const fill = shaded(onHead(0, -14), onHead(0, 95), faint(colour, 0.05), faint(colour, 0.92), [
    0.35,
    faint(colour, 0.72),
  ]);
  add({ path: joined(outer, inner), fill });
}
