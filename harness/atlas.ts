// Draws pictures into an atlas in Node, as a page does on a canvas.
import sharp from 'sharp';
import { type CropWindow, drawArguments } from '../src/engine/geometry/crop-window.ts';
import { gridSide } from '../src/engine/geometry/grid.ts';
import { type Atlas, CELL } from '../src/engine/types.ts';

/** RGB, three bytes a pixel. */
export interface Picture {
  width: number;
  height: number;
  data: Buffer;
}

/** Draws each look into its cell, as the looker does on a canvas; what lies outside a picture is gray. */
export async function atlasOf(looks: { picture: Picture; look: CropWindow }[]): Promise<Atlas> {
  const columns = gridSide(looks.length);
  const side = columns * CELL;
  const layers = looks.map(async ({ picture, look }, i) => {
    const { source, target } = drawArguments(look, picture.width, picture.height);
    const from = wholePixels(source);
    const to = wholePixels(target);
    const { width, height, data } = picture;
    const input = await sharp(data, { raw: { width, height, channels: 3 } })
      .extract(from)
      .resize(to.width, to.height, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer();
    return {
      input,
      raw: { width: to.width, height: to.height, channels: 3 as const },
      left: (i % columns) * CELL + to.left,
      top: Math.floor(i / columns) * CELL + to.top,
    };
  });
  const pixels = await sharp({ create: { width: side, height: side, channels: 4, background: '#808080' } })
    .composite(await Promise.all(layers))
    .raw()
    .toBuffer();
  return { width: side, height: side, cells: looks.length, data: new Uint8ClampedArray(pixels) };
}

function wholePixels(box: { x: number; y: number; width: number; height: number }) {
  const left = Math.round(box.x);
  const top = Math.round(box.y);
  const width = Math.max(1, Math.round(box.x + box.width) - left);
  const height = Math.max(1, Math.round(box.y + box.height) - top);
  return { left, top, width, height };
}
