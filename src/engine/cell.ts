// Draws a look into its cell on a canvas, so that every page gives the engine the same pixels of the same picture.
import { drawArguments, type Look } from './looks.ts';
import { CELL } from './types.ts';

/** What lies outside a picture: neither dark nor bright, so that no edge looks like part of a face. */
const AROUND = '#808080';

/**
 * @param part of the source that is the picture, its pixels; from its corner where x and y are left out.
 * @param left of the cell on the canvas, pixels @param side of the cell, pixels
 */
export function drawCell(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  source: CanvasImageSource,
  { x = 0, y = 0, width, height }: { x?: number; y?: number; width: number; height: number },
  look: Look,
  left: number,
  top: number,
  side: number = CELL,
): void {
  const { source: from, target: to } = drawArguments(look, width, height, side);
  context.fillStyle = AROUND;
  context.fillRect(left, top, side, side);
  context.drawImage(
    source,
    x + from.x,
    y + from.y,
    from.width,
    from.height,
    left + to.x,
    top + to.y,
    to.width,
    to.height,
  );
}
