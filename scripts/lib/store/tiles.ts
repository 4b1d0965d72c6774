// The stores' promotional tiles: the mark, the name, and a room in ten dots, as speaker's view shows it.
import type { Expression } from '../../../src/engine/types.ts';
import { arcDots } from '../../../src/theme/arc.ts';
import { dotsSvg } from '../../../src/theme/dots.ts';
import { EXPRESSION_STYLES } from '../../../src/theme/expressions.ts';
import { SURFACES } from '../../../src/theme/surfaces.ts';

/** Pixels, as the Chrome Web Store asks for them. */
export const TILES = { 'tile-small': [440, 280], 'tile-large': [1400, 560] } as const;

const ROOM: readonly Expression[] = [
  ...(['happy', 'happy', 'happy', 'happy', 'happy', 'happy'] as const),
  ...(['neutral', 'neutral', 'neutral', 'surprise'] as const),
];
const SAYS = {
  name: 'Roomtone',
  what: 'How the faces in your call look to others',
  where: 'On your own device. Nothing is sent.',
  room: '5 of 8 look happy',
  dots: 'Ten dots: what ten people would say',
};
const { page, text, muted } = SURFACES.dark;

/** @param x,y the arc's centre @param radius pixels, to the dots' centres */
function mark(x: number, y: number, radius: number): string {
  return arcDots(ROOM.length, { centre: 0, radius, sweep: 252 })
    .map((at, i) => {
      const fill = EXPRESSION_STYLES[ROOM[i] as Expression].dark;
      return `<circle cx="${x + at.x}" cy="${y + at.y}" r="${radius * 0.19}" fill="${fill}"/>`;
    })
    .join('');
}

interface Words {
  size: number;
  fill?: string;
  weight?: number;
  anchor?: 'start' | 'middle';
}

const words = (said: string, x: number, y: number, { size, fill = text, weight = 400, anchor = 'start' }: Words) =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${said}</text>`;

const dots = (x: number, y: number, width: number) =>
  `<g transform="translate(${x} ${y})">${dotsSvg(ROOM, { rows: 1, width, theme: 'dark' })}</g>`;

/** A tile as SVG source. */
export function tileSvg(name: keyof typeof TILES): string {
  const [width, height] = TILES[name];
  const drawn =
    name === 'tile-small'
      ? mark(220, 96, 44) +
        words(SAYS.name, 220, 188, { size: 40, weight: 600, anchor: 'middle' }) +
        words(SAYS.what, 220, 224, { size: 17, fill: muted, anchor: 'middle' })
      : mark(148, 180, 44) +
        words(SAYS.name, 96, 330, { size: 72, weight: 600 }) +
        words(SAYS.what, 96, 382, { size: 25, fill: muted }) +
        words(SAYS.where, 96, 420, { size: 25, fill: muted }) +
        dots(760, 192, 544) +
        words(SAYS.room, 760, 322, { size: 54, weight: 600 }) +
        words(SAYS.dots, 760, 372, { size: 25, fill: muted });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif"><rect width="${width}" height="${height}" fill="${page}"/>${drawn}</svg>`;
}
