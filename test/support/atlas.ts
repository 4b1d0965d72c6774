// Draws pictures into an atlas in Node as the looker does in a page.
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { gridSide } from '../../src/engine/grid.ts';
import { drawArguments, type Look } from '../../src/engine/looks.ts';
import { type Atlas, CELL } from '../../src/engine/types.ts';

const require = createRequire(import.meta.url);

export interface Picture {
  width: number;
  height: number;
  file: string;
}

/** One of the pictures that @vladmandic/face-api brings along. */
export async function picture(name: string): Promise<Picture> {
  const file = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo', name);
  const { width, height } = await sharp(file).metadata();
  return { width, height, file };
}

export async function drawAtlas(looks: { picture: Picture; look: Look }[]): Promise<Atlas> {
  const columns = gridSide(looks.length);
  const side = columns * CELL;
  const layers = await Promise.all(
    looks.map(async ({ picture: p, look }, i) => {
      const { source, target } = drawArguments(look, p.width, p.height);
      const round = Math.round;
      const input = await sharp(p.file)
        .extract({
          left: round(source.x),
          top: round(source.y),
          width: round(source.width),
          height: round(source.height),
        })
        .resize(round(target.width), round(target.height), { fit: 'fill' })
        .png()
        .toBuffer();
      const left = (i % columns) * CELL + round(target.x);
      return { input, left, top: Math.floor(i / columns) * CELL + round(target.y) };
    }),
  );
  const pixels = await sharp({ create: { width: side, height: side, channels: 4, background: '#808080' } })
    .composite(layers)
    .raw()
    .toBuffer();
  return { width: side, height: side, cells: looks.length, data: new Uint8ClampedArray(pixels) };
}
