// Draws a look into its cell on a canvas, so that every page gives the engine the same pixels of the same picture.

import { CELL, type UnitBox } from '../types.ts';
import { type CropWindow, drawArguments } from './crop-window.ts';

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
  look: CropWindow,
  left: number,
  top: number,
  side: number = CELL,
): void {
  const { source: from, target: to } = drawArguments(look, width, height, side);
  context.fillStyle = AROUND;
  context.fillRect(left, top, side, side);
  const part = { x: x + from.x, y: y + from.y, width: from.width, height: from.height };
  const target = [left + to.x, top + to.y, to.width, to.height] as const;
  const crop = cropOf(source, part);
  if (crop) {
    context.drawImage(crop.frame, part.x - crop.x, part.y - crop.y, part.width, part.height, ...target);
    crop.frame.close();
  } else context.drawImage(source, part.x, part.y, part.width, part.height, ...target);
}

/** Cropping spares nothing where more than this part of the picture is needed. */
const MOST = 0.7;

/**
 * The part of a video that is needed, and a little around it: a browser turns the whole picture into colours before it draws any of it, which is
 * most of what drawing costs the page. The pixels are the same. Null where this cannot be had.
 */
function cropOf(source: CanvasImageSource, part: UnitBox): { frame: VideoFrame; x: number; y: number } | null {
  if (typeof VideoFrame === 'undefined' || !('videoWidth' in source)) return null;
  const { videoWidth, videoHeight } = source;
  // Colours may stand for two by two pixels, and a corner lies between those; a pixel of margin each side for smoothing.
  const even = (value: number) => Math.max(0, 2 * Math.floor(value / 2) - 2);
  const [x, y] = [even(part.x), even(part.y)];
  const width = Math.min(videoWidth, Math.ceil(part.x + part.width) + 2) - x;
  const height = Math.min(videoHeight, Math.ceil(part.y + part.height) + 2) - y;
  if (!(width > 0 && height > 0 && width * height <= MOST * videoWidth * videoHeight)) return null;
  let whole: (VideoFrame & { rotation?: number; flip?: boolean }) | null = null;
  try {
    whole = new VideoFrame(source);
    const { visibleRect, rotation, flip } = whole;
    // Of a turned picture the frame's own pixels lie otherwise; where it does not say, it may be turned.
    const isUpright = rotation === 0 && flip === false;
    if (!isUpright || visibleRect?.width !== videoWidth || visibleRect.height !== videoHeight) return null;
    const visible = { x: visibleRect.x + x, y: visibleRect.y + y, width, height };
    return { frame: new VideoFrame(whole, { visibleRect: visible, displayWidth: width, displayHeight: height }), x, y };
  } catch {
    return null;
  } finally {
    whole?.close();
  }
}
