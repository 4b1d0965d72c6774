// Draws pictures into an atlas in Node, as a page does on a canvas.
import sharp, { type OverlayOptions } from 'sharp';
import { type CropWindow, drawArguments } from '../src/engine/geometry/crop-window.ts';
import { gridSide } from '../src/engine/geometry/grid.ts';
import { type Atlas, CELL, SURVEY } from '../src/engine/types.ts';

/** RGB, three bytes a pixel. */
export interface Picture {
  width: number;
  height: number;
  data: Buffer;
}

/** A part of a picture, to be drawn into a square. */
export interface Drawing {
  picture: Picture;
  look: CropWindow;
}

/** Draws each look into its cell, as the looker does on a canvas; what lies outside a picture is gray. */
export async function atlasOf(looks: Drawing[]): Promise<Atlas> {
  const columns = gridSide(looks.length);
  const side = columns * CELL;
  const layers = looks.map((look, i) => layerOf(look, CELL, (i % columns) * CELL, Math.floor(i / columns) * CELL));
  return { width: side, height: side, cells: looks.length, data: await drawn(side, side, layers) };
}

/** As Engine.survey takes them: SURVEY×SURVEY each, one below the other. */
export function surveyOf(looks: Drawing[]): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const layers = looks.map((look, i) => layerOf(look, SURVEY, 0, i * SURVEY));
  return drawn(SURVEY, looks.length * SURVEY, layers);
}

/** @param cell side of the square, pixels. @param left edge of the square. @param top edge. */
async function layerOf({ picture, look }: Drawing, cell: number, left: number, top: number): Promise<OverlayOptions> {
  const { source, target } = drawArguments(look, picture.width, picture.height, cell);
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
    raw: { width: to.width, height: to.height, channels: 3 },
    left: left + to.left,
    top: top + to.top,
  };
}

/** RGBA. */
async function drawn(
  width: number,
  height: number,
  layers: Promise<OverlayOptions>[],
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const pixels = await sharp({ create: { width, height, channels: 4, background: '#808080' } })
    .composite(await Promise.all(layers))
    .raw()
    .toBuffer();
  return new Uint8ClampedArray(pixels);
}

function wholePixels(box: { x: number; y: number; width: number; height: number }) {
  const left = Math.round(box.x);
  const top = Math.round(box.y);
  const width = Math.max(1, Math.round(box.x + box.width) - left);
  const height = Math.max(1, Math.round(box.y + box.height) - top);
  return { left, top, width, height };
}
