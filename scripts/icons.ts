// Draws the icons: ten dots on an arc, people around a table; in colour while a call is read. `tsx scripts/icons.ts`
import { mkdir, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Expression } from '../src/engine/types.ts';
import { arcDots } from '../src/theme/arc.ts';
import { EXPRESSION_STYLES } from '../src/theme/expressions.ts';

type State = 'off' | 'on';
type Dot = Expression | null;

const OUT = new URL('../icons/', import.meta.url);
const GROUND = '#1d2024';
const OFF = '#b9bbbf';

/** A plausible room, so that the icon shows what the product does. */
const TEN: readonly Dot[] = [
  'happy',
  'happy',
  'happy',
  'happy',
  'neutral',
  'neutral',
  'surprise',
  'surprise',
  'sad',
  'fear',
];
/** At 16 px ten dots melt into one line; half of them tell the same. */
const FIVE: readonly Dot[] = ['happy', 'happy', 'neutral', 'surprise', 'sad'];

interface Drawing {
  dots: readonly Dot[];
  /** Pixels at that size, the ground's corner radius and inset included. */
  corner: number;
  inset: number;
  centre: { x: number; y: number };
  radius: number;
  dot: number;
  sweep: number;
}

const DRAWINGS: Record<16 | 32 | 48 | 128, Drawing> = {
  16: { dots: FIVE, corner: 4, inset: 0, centre: { x: 8, y: 9.2 }, radius: 5.2, dot: 1.75, sweep: 212 },
  32: { dots: TEN, corner: 8, inset: 0, centre: { x: 16, y: 17.6 }, radius: 10.8, dot: 1.95, sweep: 252 },
  48: { dots: TEN, corner: 11, inset: 0, centre: { x: 24, y: 26.4 }, radius: 16, dot: 3, sweep: 252 },
  // The store asks for a margin of 16 px around the largest.
  128: { dots: TEN, corner: 22, inset: 16, centre: { x: 64, y: 68.8 }, radius: 32, dot: 6, sweep: 252 },
};

export function iconSvg(size: keyof typeof DRAWINGS, state: State): string {
  const { dots, corner, inset, centre, radius, dot, sweep } = DRAWINGS[size];
  const side = size - 2 * inset;
  const places = arcDots(dots.length, { centre: 0, radius, sweep });
  const circles = places.map(({ x, y }, i) => {
    const expression = dots[i];
    const fill = state === 'on' && expression ? EXPRESSION_STYLES[expression].dark : OFF;
    return `<circle cx="${centre.x + x}" cy="${centre.y + y}" r="${dot}" fill="${fill}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}"><rect x="${inset}" y="${inset}" width="${side}" height="${side}" rx="${corner}" fill="${GROUND}"/>${circles.join('')}</svg>\n`;
}

await mkdir(OUT, { recursive: true });
for (const size of [16, 32, 48, 128] as const) {
  for (const state of ['off', 'on'] as const) {
    const name = `${state === 'on' ? 'on-' : ''}${size}`;
    const svg = iconSvg(size, state);
    await writeFile(new URL(`${name}.svg`, OUT), svg);
    await sharp(Buffer.from(svg))
      .png({ compressionLevel: 9 })
      .toFile(new URL(`${name}.png`, OUT).pathname);
  }
}
