// How well faces are read when they are not as tidy as FER2013's: framed askew, covered, badly lit, small, turned, compressed.
import sharp, { type Sharp } from 'sharp';
import { atlasOf, type Picture } from '../../../harness/atlas.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { type CropWindow, faceWindow } from '../../../src/engine/geometry/crop-window.ts';
import { FER_SIDE, type Sample } from '../dataset.ts';
import type { Share } from '../metrics.ts';
import { figures, type Result } from './figures.ts';
import { firstWords } from './mix.ts';
import { showProgress } from './progress.ts';
import { BATCH, classify, decoded, framedFace, grayOf } from './reading.ts';

export interface Robustness {
  change:
    | 'as it is'
    | 'crop moved'
    | 'crop larger'
    | 'crop smaller'
    | 'covered by'
    | 'glare on'
    | 'backlight'
    | 'exposure'
    | 'face width'
    | 'roll'
    | 'JPEG';
  /** Such as '10 %' of the picture's side, 'a mask', '−2 EV', '48 px', '20°', 'quality 30'. */
  amount: string;
  /** Whether a changed crop went straight to the classifier, or a changed picture through the detector first. */
  way: 'cropped' | 'whole';
  n: number;
  found: number;
  /** The labels head, of all n: a face that was not found counts as wrong. */
  accuracy: Share;
  /** The word that users see, never withheld, over the faces found. */
  macroRecall: Share;
  /** Of the faces with a clear majority that are found those that get a word at the first look, and those that get a wrong one. */
  words: { said: Share; wrong: Share };
}

interface Change extends Pick<Robustness, 'change' | 'amount' | 'way'> {
  /** @param faces FER2013's pictures. @param first the number of the first of them: directions take turns. */
  read(engine: Engine, faces: Picture[], first: number): Promise<Result['said'][]>;
}

/** FER2013's pictures in units of BlazeFace's box on them: their side, and how far its middle lies below theirs. */
const FRAME = { side: 1.165, below: 0.108 };
/** Width in pixels of a face that is changed otherwise than in width. */
export const FACE_WIDTH = 64;
const DIRECTIONS = [
  { x: -1, y: 0 },
  { x: 1, y: 0 },
  { x: 0, y: -1 },
  { x: 0, y: 1 },
] as const;
/** A pixel's gray value, 0..1, and where it lies, in parts of the picture's side. */
type Alter = (gray: number, x: number, y: number) => number;
/** What is in front of a face: a mask from the nose down, a hand over one half, a microphone before the mouth. */
const COVERS: Record<string, Alter> = {
  'a mask': (gray, x, y) => (y > 0.56 && Math.abs(x - 0.5) < 0.46 ? 0.8 : gray),
  'a hand': (gray, x, y) => (x > 0.56 + 0.1 * Math.sin(9 * y) ? 0.62 + 0.05 * Math.sin(60 * y) : gray),
  'a microphone': (gray, x, y) =>
    Math.hypot(x - 0.56, y - 0.74) < 0.17 || (Math.abs(x - 0.62) < 0.07 && y > 0.74) ? 0.1 : gray,
};
const CHANGES: Change[] = [
  cropped('as it is', '', () => scaled(1)),
  ...percents('crop moved', (part, face) => {
    const { x, y } = DIRECTIONS[face % DIRECTIONS.length] as (typeof DIRECTIONS)[number];
    return { x: x * part * FER_SIDE, y: y * part * FER_SIDE, side: FER_SIDE };
  }),
  ...percents('crop larger', (part) => scaled(1 + part)),
  ...percents('crop smaller', (part) => scaled(1 - part)),
  ...Object.entries(COVERS).map(([amount, cover]) => altered('covered by', amount, cover)),
  altered('glare on', 'both eyes', (gray, x, y) => {
    const away = Math.min(Math.hypot(x - 0.31, y - 0.4), Math.hypot(x - 0.69, y - 0.4));
    return away < 0.11 ? 0.15 * gray + 0.85 : gray;
  }),
  altered('backlight', '', (gray, x, y) =>
    Math.hypot((x - 0.5) / 0.42, (y - 0.52) / 0.55) > 1 ? 0.97 : stopped(gray, 2),
  ),
  altered('exposure', '−2 EV', (gray) => stopped(gray, 2)),
  ...[96, 64, 48, 32, 24].map((width) => whole('face width', `${width} px`, width)),
  ...[10, 20, 30].map((angle) =>
    whole('roll', `${angle}°`, FACE_WIDTH, (picture, face) =>
      picture.rotate(face % 2 === 0 ? angle : -angle, { background: '#808080' }),
    ),
  ),
  whole('JPEG', 'quality 30', FACE_WIDTH, async (picture) => sharp(await picture.jpeg({ quality: 30 }).toBuffer())),
];

/** Reads each sample once a change. @param samples of FER2013. */
export async function robustness(engine: Engine, samples: Sample[]): Promise<Robustness[]> {
  const results = CHANGES.map((): Result[] => []);
  for (let start = 0; start < samples.length; start += BATCH) {
    const batch = samples.slice(start, start + BATCH);
    const faces = await Promise.all(batch.map(framedFace));
    for (const [i, { read }] of CHANGES.entries()) {
      const said = await read(engine, faces, start);
      results[i]?.push(...batch.map((sample, face) => ({ sample, said: said[face] ?? null })));
    }
    showProgress('changed faces', start, start + batch.length, samples.length);
  }
  return CHANGES.map(({ change, amount, way }, i) => {
    const { n, found, accuracyOfAll, shown } = figures(results[i] ?? [], way === 'whole');
    const { macroRecall } = shown;
    return { change, amount, way, n, found, accuracy: accuracyOfAll, macroRecall, words: firstWords(results[i] ?? []) };
  });
}

/** The face framed otherwise, then classified. */
function cropped(change: Change['change'], amount: string, square: (face: number) => CropWindow): Change {
  const read: Change['read'] = (engine, faces, first) => {
    const crops = faces.map((face, i) => recropped(grayOf(face), square(first + i)));
    return classify(engine, crops);
  };
  return { change, amount, way: 'cropped', read };
}

/** Other pixels in the same crop, eight bits each. */
function altered(change: Change['change'], amount: string, alter: Alter): Change {
  const read: Change['read'] = (engine, faces) => {
    const place = (at: number) => (at + 0.5) / FER_SIDE;
    const crops = faces.map((face) =>
      grayOf(face).map((gray, i) => {
        const changed = alter(gray, place(i % FER_SIDE), place(Math.floor(i / FER_SIDE)));
        return Math.round(255 * Math.min(1, Math.max(0, changed))) / 255;
      }),
    );
    return classify(engine, crops);
  };
  return { change, amount, way: 'cropped', read };
}

/** Under so many f-stops less light, by a display's gamma of 2.2. */
function stopped(gray: number, stops: number): number {
  return gray * 2 ** (-stops / 2.2);
}

function percents(change: Change['change'], square: (part: number, face: number) => CropWindow): Change[] {
  return [5, 10, 20].map((percent) => cropped(change, `${percent} %`, (face) => square(percent / 100, face)));
}

/** A square about the picture's middle. */
function scaled(scale: number): CropWindow {
  const margin = (FER_SIDE * (1 - scale)) / 2;
  return { x: margin, y: margin, side: FER_SIDE * scale };
}

/**
 * Another square of a face's picture, which repeats its edge beyond itself.
 * @param gray FER_SIDE² values, row by row. @param square in the picture's pixels. @returns FER_SIDE² values.
 */
export function recropped(gray: Float32Array, square: CropWindow): Float32Array {
  const last = FER_SIDE - 1;
  const at = (x: number, y: number) =>
    gray[Math.min(Math.max(y, 0), last) * FER_SIDE + Math.min(Math.max(x, 0), last)] as number;
  const step = square.side / FER_SIDE;
  return Float32Array.from(gray, (_, i) => {
    const x = square.x + ((i % FER_SIDE) + 0.5) * step - 0.5;
    const y = square.y + (Math.floor(i / FER_SIDE) + 0.5) * step - 0.5;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [right, lower] = [x - left, y - top];
    const above = (1 - right) * at(left, top) + right * at(left + 1, top);
    const below = (1 - right) * at(left, top + 1) + right * at(left + 1, top + 1);
    return (1 - lower) * above + lower * below;
  });
}

/** The face as part of a scene, in the cell that a call would draw once it is known. */
function whole(
  change: Change['change'],
  amount: string,
  faceWidth: number,
  alter: (picture: Sharp, face: number) => Sharp | Promise<Sharp> = (picture) => picture,
): Change {
  const read: Change['read'] = async (engine, faces, first) => {
    const side = Math.round(faceWidth * FRAME.side);
    const cells = faces.map(async (face, i) => {
      const resized = await decoded(opened(face).resize(side, side, { kernel: 'cubic' }));
      const picture = await decoded(await alter(opened(resized), first + i));
      return { picture, look: lookAt(picture, faceWidth) };
    });
    return (await engine.read(await atlasOf(await Promise.all(cells)))).faces;
  };
  return { change, amount, way: 'whole', read };
}

/** @param picture with FER2013's framing in its middle. @param faceWidth of BlazeFace's box on it, pixels. */
function lookAt({ width, height }: Picture, faceWidth: number): CropWindow {
  return faceWindow({
    x: (width - faceWidth) / 2,
    y: (height - faceWidth) / 2 + FRAME.below * faceWidth,
    width: faceWidth,
    height: faceWidth,
  });
}

function opened({ data, width, height }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}
