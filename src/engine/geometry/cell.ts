// Draws a part of a picture into its cell. All pages use this, so the engine gets the same pixels of the same picture.

import { CELL, type PixelBox } from '../types.ts';
import { type CropWindow, drawArguments } from './crop-window.ts';

/** Fills what lies outside the picture: middle gray, so that no edge looks like part of a face. */
const AROUND = '#808080';

/**
 * @param part the picture's place in the source, pixels; x and y default to 0.
 * @param look the window of the picture that fills the cell, pixels of the picture.
 * @param left left edge of the cell on the canvas, pixels. @param top pixels. @param side of the cell, pixels.
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

/** Cropping saves no time where more than this share of the picture is needed. */
const MOST = 0.7;

/**
 * Cuts out the needed part of a video with a small margin. drawImage converts a whole frame to RGB before it draws any of it, which is most of
 * its cost; a cropped frame converts only its own pixels, to the same values.
 * @returns null where the browser or the frame does not allow it; draw the whole source then.
 */
function cropOf(source: CanvasImageSource, part: PixelBox): { frame: VideoFrame; x: number; y: number } | null {
  if (typeof VideoFrame === 'undefined' || !('videoWidth' in source)) return null;
  const { videoWidth, videoHeight } = source;
  // Chroma is subsampled two by two, so edges are even; one pixel of margin each side is for smoothing.
  const even = (value: number) => Math.max(0, 2 * Math.floor(value / 2) - 2);
  const [x, y] = [even(part.x), even(part.y)];
  const width = Math.min(videoWidth, Math.ceil(part.x + part.width) + 2) - x;
  const height = Math.min(videoHeight, Math.ceil(part.y + part.height) + 2) - y;
  if (!(width > 0 && height > 0 && width * height <= MOST * videoWidth * videoHeight)) return null;
  let whole: (VideoFrame & { rotation?: number; flip?: boolean }) | null = null;
  try {
    whole = new VideoFrame(source);
    const { visibleRect, rotation, flip } = whole;
    // A rotated frame stores its pixels in another order. A frame without these fields may be rotated.
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
