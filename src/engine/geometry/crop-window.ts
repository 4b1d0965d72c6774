// Chooses the part of a picture that goes into a cell: at first all of it, then the surroundings of a known face.
import { CELL, type PixelBox, SURVEY, type UnitBox } from '../types.ts';

/** A square of a picture, in its pixels, that is scaled to one cell. It may reach over the picture's edge. */
export interface CropWindow {
  /** Left edge. */
  x: number;
  /** Top edge. */
  y: number;
  side: number;
}

/** Side of a window around a face, in sides of the face: room to move between two ticks, and the margin that the crop needs. */
const ZOOM = 2.2;

/** The whole picture, letterboxed. @param width of the picture, pixels @param height pixels */
export function wholeWindow(width: number, height: number): CropWindow {
  const side = Math.max(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/** The surroundings of a face. @param face in the picture's pixels */
export function faceWindow(face: PixelBox): CropWindow {
  const side = ZOOM * Math.max(face.width, face.height);
  return { x: face.x + face.width / 2 - side / 2, y: face.y + face.height / 2 - side / 2, side };
}

/** Squares that overlap by half and cover the picture, the middle ones first. @param part side of a square, in shorter sides of the picture */
function squares(width: number, height: number, part: number): CropWindow[] {
  const side = Math.min(width, height) * part;
  const places = (length: number) => {
    const steps = Math.ceil((length - side) / (side / 2) - 0.2);
    const list = Array.from({ length: Math.max(0, steps) + 1 }, (_, i) => (steps > 0 ? i / steps : 0.5));
    return list.sort((a, b) => Math.abs(a - 0.5) - Math.abs(b - 0.5)).map((place) => place * (length - side));
  };
  return places(height).flatMap((y) => places(width).map((x) => ({ x, y, side })));
}

/**
 * Windows to try in turn until a face is found: the whole picture; squares of it, which show a small face larger; and a window
 * larger than the picture, for a face that fills it. Sizes in pixels.
 */
export function searchWindows(width: number, height: number): CropWindow[] {
  const whole = wholeWindow(width, height);
  const { x, y, side } = whole;
  const further = { x: x - side * 0.375, y: y - side * 0.375, side: side * 1.75 };
  const parts = width === height ? [] : squares(width, height, 1);
  return [whole, ...parts, further];
}

/** Close windows that cover the picture, for small faces where time does not matter. Sizes in pixels. */
export function closeWindows(width: number, height: number): CropWindow[] {
  return squares(width, height, 0.55);
}

/** The width, in pixels of a surveyed picture, at which the full-range detector finds half of all faces; measured. */
const SURVEY_FACE_PX = 11;

/**
 * The windows of a survey: the whole picture and, where that shows faces too small, squares of it.
 * @param smallest width of the smallest face to be found, in the picture's pixels.
 */
export function surveyWindows(width: number, height: number, smallest: number): CropWindow[] {
  const whole = wholeWindow(width, height);
  const largestSide = (SURVEY / SURVEY_FACE_PX) * smallest;
  if (whole.side <= largestSide) return [whole];
  return [whole, ...squares(width, height, Math.min(1, largestSide / Math.min(width, height)))];
}

/**
 * The arguments of a canvas' drawImage that draw a window into a cell.
 * @param width of the picture, pixels. @param height pixels. @param cell side of the cell, pixels.
 * @returns `source` in pixels of the picture, cut off at its edges; `target` in pixels of the cell.
 */
export function drawArguments(
  window: CropWindow,
  width: number,
  height: number,
  cell: number = CELL,
): { source: PixelBox; target: PixelBox } {
  const x0 = Math.max(0, window.x);
  const y0 = Math.max(0, window.y);
  const x1 = Math.min(width, window.x + window.side);
  const y1 = Math.min(height, window.y + window.side);
  const scale = cell / window.side;
  return {
    source: { x: x0, y: y0, width: x1 - x0, height: y1 - y0 },
    target: {
      x: (x0 - window.x) * scale,
      y: (y0 - window.y) * scale,
      width: (x1 - x0) * scale,
      height: (y1 - y0) * scale,
    },
  };
}

/** Converts a box of the cell to pixels of the picture. */
export function boxInPicture(box: UnitBox, window: CropWindow): PixelBox {
  return {
    x: window.x + box.x * window.side,
    y: window.y + box.y * window.side,
    width: box.width * window.side,
    height: box.height * window.side,
  };
}
