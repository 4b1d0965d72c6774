// Which part of a picture goes into a cell: the whole of it at first, the surroundings of a known face after that.
import { CELL, SURVEY, type UnitBox } from '../types.ts';

/** A square of the picture, in its pixels, that fills one cell; it may reach over the picture's edge. */
export interface CropWindow {
  x: number;
  y: number;
  /** Side of the square; its CELL-th part is one pixel of the cell. */
  side: number;
}

/** How much larger than the face a zoomed look is: room to move between two ticks, and what the crop needs around it. */
const ZOOM = 2.2;

/** The whole picture, letterboxed. Sizes in pixels. */
export function wholeWindow(width: number, height: number): CropWindow {
  const side = Math.max(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/** The surroundings of a face; `face` in the picture's pixels. */
export function faceWindow(face: UnitBox): CropWindow {
  const side = ZOOM * Math.max(face.width, face.height);
  return { x: face.x + face.width / 2 - side / 2, y: face.y + face.height / 2 - side / 2, side };
}

/** Overlapping squares of this part of the shorter side, the middle ones first. */
function squares(width: number, height: number, part: number): CropWindow[] {
  const side = Math.min(width, height) * part;
  // From one edge to the other in steps that overlap by half.
  const places = (length: number) => {
    const steps = Math.ceil((length - side) / (side / 2) - 0.2);
    const list = Array.from({ length: Math.max(0, steps) + 1 }, (_, i) => (steps > 0 ? i / steps : 0.5));
    return list.sort((a, b) => Math.abs(a - 0.5) - Math.abs(b - 0.5)).map((place) => place * (length - side));
  };
  return places(height).flatMap((y) => places(width).map((x) => ({ x, y, side })));
}

/**
 * The looks to try, one after the other, until a face turns up: the whole picture; squares of it, in which a face
 * that was too small for the detector appears larger; and from further off, for a face that fills the picture.
 */
export function searchWindows(width: number, height: number): CropWindow[] {
  const whole = wholeWindow(width, height);
  const { x, y, side } = whole;
  const further = { x: x - side * 0.375, y: y - side * 0.375, side: side * 1.75 };
  const parts = width === height ? [] : squares(width, height, 1);
  return [whole, ...parts, further];
}

/** Closer looks all over the picture, for small faces where time does not matter. */
export function closeWindows(width: number, height: number): CropWindow[] {
  return squares(width, height, 0.55);
}

/** Faces narrower than this many pixels of a surveyed picture are found no more than half the time. */
const SURVEY_FACE_PX = 11;

/**
 * The looks that show every face of a picture large enough to be found by a survey: the whole of it, and squares.
 * @param smallest face worth finding, pixels of the picture.
 */
export function surveyWindows(width: number, height: number, smallest: number): CropWindow[] {
  const whole = wholeWindow(width, height);
  const largestSide = (SURVEY / SURVEY_FACE_PX) * smallest;
  if (whole.side <= largestSide) return [whole];
  return [whole, ...squares(width, height, Math.min(1, largestSide / Math.min(width, height)))];
}

/**
 * Where the picture (or as much of it as the look shows) lands in the cell, for a canvas' nine-argument drawImage.
 * @param cell side of the cell, pixels.
 */
export function drawArguments(look: CropWindow, width: number, height: number, cell: number = CELL) {
  const x0 = Math.max(0, look.x);
  const y0 = Math.max(0, look.y);
  const x1 = Math.min(width, look.x + look.side);
  const y1 = Math.min(height, look.y + look.side);
  const scale = cell / look.side;
  return {
    source: { x: x0, y: y0, width: x1 - x0, height: y1 - y0 },
    target: {
      x: (x0 - look.x) * scale,
      y: (y0 - look.y) * scale,
      width: (x1 - x0) * scale,
      height: (y1 - y0) * scale,
    },
  };
}

/** A box of the cell (0..1) in the picture's pixels. */
export function boxInPicture(box: UnitBox, look: CropWindow): UnitBox {
  return {
    x: look.x + box.x * look.side,
    y: look.y + box.y * look.side,
    width: box.width * look.side,
    height: box.height * look.side,
  };
}
