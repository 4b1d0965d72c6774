// From pictures to what the engine says of them: as framed faces, or the whole way through the detector.
import type { Sharp } from 'sharp';
import { atlasOf, type Picture, surveyOf } from '../../../harness/atlas.ts';
import { DEFAULTS, type ObservedFace } from '../../../src/call/room/participant.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import {
  boxInPicture,
  type CropWindow,
  closeWindows,
  faceWindow,
  searchWindows,
  surveyWindows,
} from '../../../src/engine/geometry/crop-window.ts';
import {
  distinctFaces,
  type FollowedFace,
  type SightedFace,
  SMALLEST,
  sightedIn,
  withCloseLooks,
  withSightings,
} from '../../../src/engine/geometry/crowd.ts';
import { LUMA } from '../../../src/engine/geometry/framing.ts';
import { MOST_CELLS } from '../../../src/engine/geometry/grid.ts';
import { headPose } from '../../../src/engine/geometry/pose.ts';
import { CELL, type Classification, type FaceReading, type PixelBox } from '../../../src/engine/types.ts';
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
        readable.push({ sample, picture: await (detect ? wholePicture(await sample.open()) : framedFace(sample)) });
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
        kind === 'fer2013' ? await detectFramed(engine, pictures) : [(await mainFace(engine, first))?.face ?? null];
    readable.forEach(({ sample }, i) => {
      results.push({ sample, said: said[i] ?? null });
    });
    showProgress('faces', start, Math.min(start + batch, samples.length), samples.length);
  }
  return { results, unreadable };
}

/** Larger photographs are brought to this many pixels a side; a face of a twentieth of it still fills a cell. */
export const LARGEST = 4096;

/** A photograph as it is looked at. @param picture the right way up. */
export function wholePicture(picture: Sharp): Promise<Picture> {
  return decoded(picture.resize(LARGEST, LARGEST, { fit: 'inside', withoutEnlargement: true }));
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

/** Of a picture that is narrower, in pixels, nothing can be read, and a long one would have thousands of windows. */
const SMALLEST_PICTURE = 16;

/** As a call is read: the whole picture first, then windows of it, then closely at the face that turned up. */
export async function detectAndZoom(engine: Engine, picture: Picture): Promise<Found | null> {
  const { width, height } = picture;
  if (Math.min(width, height) < SMALLEST_PICTURE) return null;
  const found =
    (await firstFace(engine, picture, searchWindows(width, height))) ??
    (await firstFace(engine, picture, closeWindows(width, height)));
  if (!found) return null;
  const closer = await firstFace(engine, picture, [faceWindow(faceOf(found))]);
  return closer ?? found;
}

/** The face that is searched for first; where that search finds none, the largest that a survey finds, as in a call. */
export async function mainFace(engine: Engine, picture: Picture): Promise<Found | null> {
  const first = await detectAndZoom(engine, picture);
  if (first) return first;
  const [largest] = (await furtherFaces(engine, picture, null)).sort((a, b) => faceOf(b).width - faceOf(a).width);
  return largest ?? null;
}

/** All faces of a picture from left to right. The one that `mainFace` finds is among them, with the same numbers. */
export async function allFaces(engine: Engine, picture: Picture): Promise<Found[]> {
  const first = await detectAndZoom(engine, picture);
  const further = await furtherFaces(engine, picture, first);
  return [...(first ? [first] : []), ...further].sort((a, b) => faceOf(a).x - faceOf(b).x);
}

/** What else a survey finds and a close look confirms. @param first a face that is known */
async function furtherFaces(engine: Engine, picture: Picture, first: Found | null): Promise<Found[]> {
  const known: FollowedFace[] = first ? [{ number: 1, face: faceOf(first), isConfirmed: true, misses: 0 }] : [];
  // What is much smaller than a known face belongs to the background.
  const smallest = Math.max(DEFAULTS.minFacePx, SMALLEST * (first ? faceOf(first).width : 0));
  if (Math.min(picture.width, picture.height) < smallest) return [];
  const seen: SightedFace[] = [];
  for (const windows of batches(surveyWindows(picture.width, picture.height, smallest), BATCH)) {
    const pictures = await engine.survey(await surveyOf(windows.map((look) => ({ picture, look }))));
    seen.push(...sightedIn(windows, pictures));
  }
  const people = withSightings(known, distinctFaces(seen, smallest), Number.POSITIVE_INFINITY);
  const looks = people
    .filter(({ isConfirmed }) => !isConfirmed)
    .map(({ number, face }) => ({ number, look: faceWindow(face) }));
  const found = new Map<number, Found | null>();
  for (const batch of batches(looks, MOST_CELLS)) {
    const { faces } = await engine.read(await atlasOf(batch.map(({ look }) => ({ picture, look }))));
    for (const [i, { number, look }] of batch.entries()) {
      const face = faces[i];
      found.set(number, face ? { face, look } : null);
    }
  }
  const boxes = new Map([...found].map(([number, one]) => [number, one && faceOf(one)]));
  return withCloseLooks(people, boxes).flatMap(({ number, isConfirmed }) => {
    const one = isConfirmed && found.get(number);
    return one ? [one] : [];
  });
}

const batches = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

export interface Found {
  face: FaceReading;
  /** The window that it was seen in. */
  look: CropWindow;
}

/** In the picture's pixels. */
export const faceOf = ({ face, look }: Found): PixelBox => boxInPicture(face.box, look);

/** What a call would be told of it. */
export function observationOf({ face, look }: Found): ObservedFace {
  const { box, keypoints, movements, votes, balanced, doubt } = face;
  return { facePx: box.width * look.side, ...headPose(keypoints), movements, votes, balanced, doubt };
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
