// From pictures to what the engine says of them: as framed faces, or the whole way through the detector.
import type { Sharp } from 'sharp';
import { atlasOf, type Picture } from '../../../harness/atlas.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import {
  boxInPicture,
  type CropWindow,
  closeWindows,
  faceWindow,
  searchWindows,
} from '../../../src/engine/geometry/crop-window.ts';
import { LUMA } from '../../../src/engine/geometry/framing.ts';
import { MOST_CELLS } from '../../../src/engine/geometry/grid.ts';
import { CELL, type Classification, type FaceReading } from '../../../src/engine/types.ts';
import { type Dataset, DatasetError, FER_SIDE, oneLine, type Sample } from '../dataset.ts';
import type { Result } from './figures.ts';
import { clearLine, showProgress } from './progress.ts';

/** Faces that the engine gets at once. */
export const BATCH = 16;

/**
 * Reads every sample that can be decoded.
 * @param detect look for the face first, as in a call.
 * @throws DatasetError when the whole folder is broken.
 */
export async function readAll(
  engine: Engine,
  dataset: Dataset,
  detect: boolean,
): Promise<{ results: Result[]; unreadable: number }> {
  const { samples, kind } = dataset;
  const results: Result[] = [];
  let unreadable = 0;
  const batch = detect && kind === 'pictures' ? 1 : BATCH;
  for (let start = 0; start < samples.length; start += batch) {
    const readable: { sample: Sample; picture: Picture }[] = [];
    for (const sample of samples.slice(start, start + batch)) {
      try {
        readable.push({ sample, picture: await (detect ? wholePicture : framedFace)(sample) });
      } catch (error) {
        if (error instanceof DatasetError) throw error;
        unreadable++;
        console.error(`${clearLine()}${sample.name} cannot be read: ${oneLine(error)}`);
      }
    }
    const pictures = readable.map(({ picture }) => picture);
    const [first] = pictures;
    let said: (Classification | null)[] = [];
    if (first && !detect) said = await classify(engine, pictures.map(grayOf));
    else if (first)
      said =
        kind === 'fer2013'
          ? await detectFramed(engine, pictures)
          : [(await detectAndZoom(engine, first))?.face ?? null];
    readable.forEach(({ sample }, i) => {
      results.push({ sample, said: said[i] ?? null });
    });
    showProgress('faces', start, Math.min(start + batch, samples.length), samples.length);
  }
  return { results, unreadable };
}

/** Larger photographs are brought to this many pixels a side; a face of a twentieth of it still fills a cell. */
const LARGEST = 4096;

async function wholePicture(sample: Sample): Promise<Picture> {
  return decoded((await sample.open()).resize(LARGEST, LARGEST, { fit: 'inside', withoutEnlargement: true }));
}

/** A picture that is a face framed as FER2013 frames them, FER_SIDE pixels a side. */
export async function framedFace(sample: Sample): Promise<Picture> {
  return decoded((await sample.open()).resize(FER_SIDE, FER_SIDE, { fit: 'cover' }));
}

/** Its pixels; what is transparent becomes gray. */
export async function decoded(picture: Sharp): Promise<Picture> {
  const rgb = picture.flatten({ background: '#808080' }).toColourspace('srgb');
  const { data, info } = await rgb.raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`it has ${info.channels} colour channels`);
  return { width: info.width, height: info.height, data };
}

/** @returns one number a pixel, 0..1. */
export function grayOf({ data }: Picture): Float32Array {
  return Float32Array.from({ length: data.length / 3 }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(3 * i, 3 * i + 3);
    return (LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue) / 255;
  });
}

/** @param faces each FER_SIDE² gray values, 0..1. */
export async function classify(engine: Engine, faces: Float32Array[]): Promise<Classification[]> {
  const pixels = FER_SIDE * FER_SIDE;
  const gray = new Float32Array(faces.length * pixels);
  faces.forEach((face, i) => {
    gray.set(face, i * pixels);
  });
  return engine.classify(gray, faces.length);
}

/** FER2013's faces are too tight for a detector: each stands at twice its size amid gray, and is looked at once. */
async function detectFramed(engine: Engine, faces: Picture[]): Promise<(Classification | null)[]> {
  const middle = { x: -(CELL / 2 - FER_SIDE) / 2, y: -(CELL / 2 - FER_SIDE) / 2, side: CELL / 2 };
  return (await engine.read(await atlasOf(faces.map((picture) => ({ picture, look: middle }))))).faces;
}

/** As a call is read: the whole picture first, then windows of it, then closely at the face that turned up. */
export async function detectAndZoom(engine: Engine, picture: Picture): Promise<Found | null> {
  const { width, height } = picture;
  const found =
    (await firstFace(engine, picture, searchWindows(width, height))) ??
    (await firstFace(engine, picture, closeWindows(width, height)));
  if (!found) return null;
  const closer = await firstFace(engine, picture, [faceWindow(boxInPicture(found.face.box, found.look))]);
  return closer ?? found;
}

interface Found {
  face: FaceReading;
  /** The window that it was seen in. */
  look: CropWindow;
}

async function firstFace(engine: Engine, picture: Picture, looks: CropWindow[]): Promise<Found | null> {
  // A panorama has more windows than an atlas has cells.
  const [batch, rest] = [looks.slice(0, MOST_CELLS), looks.slice(MOST_CELLS)];
  const { faces } = await engine.read(await atlasOf(batch.map((look) => ({ picture, look }))));
  for (const [i, face] of faces.entries()) {
    const look = batch[i];
    if (face && look) return { face, look };
  }
  return rest.length > 0 ? firstFace(engine, picture, rest) : null;
}
