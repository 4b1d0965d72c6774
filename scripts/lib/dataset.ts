// Finds the faces to evaluate on: FER2013 as one folder of mosaics, or pictures sorted into folders named after expressions.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { EXPRESSIONS, type Expression, type FaceMovements } from '../../src/engine/types.ts';
import { measuredMovements } from './measured.ts';
import { nearCopies } from './near-copies.ts';

export interface Sample {
  /** What to call it in a message. */
  name: string;
  truth: Expression;
  /** FER+'s ten counts of votes; null where there are none for this very picture. */
  votes: number[] | null;
  /** What a face mesh measures in this very picture (training/mesh.py); null where it has not, or is not sure of the face. */
  measured: FaceMovements | null;
  /** Whether the same pixels are among the faces that the model was trained on. */
  inTraining: boolean;
  /** Whether an exact or near copy, perhaps mirrored, is among them; equals inTraining until markNearCopies has run. */
  nearTraining: boolean;
  /** The picture, the right way up. Rejects with a DatasetError when the whole folder is broken, else with what sharp says. */
  open(): Promise<Sharp>;
}

export interface Dataset {
  name: string;
  kind: 'fer2013' | 'pictures';
  samples: Sample[];
  /** Files beside the pictures that are none, by their ending. */
  ignored: string[];
  /**
   * Sets the samples' nearTraining, which takes some seconds; starts the WASM backend. Of pictures in subfolders nothing
   * is known, and nothing changes. Rejects with a DatasetError when a mosaic cannot be read.
   */
  markNearCopies(): Promise<void>;
}

/** Something about the whole folder, with a sentence for people. */
export class DatasetError extends Error {
  override name = 'DatasetError';
}

export const SPLITS = { T: 'Training', V: 'PublicTest', P: 'PrivateTest' } as const;
export type Split = keyof typeof SPLITS;

/** Side of FER2013's pictures in pixels. */
export const FER_SIDE = 48;
/** Pictures along a mosaic's side. */
export const TILES = 32;
/** FER2013's label ids. */
const LABELS: Expression[] = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
const COLUMNS = ['cell', 'split', 'label_id', 'votes', 'flag'] as const;
const PICTURES = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.bmp']);

/** @param split only for FER2013; null stands for PrivateTest. @throws DatasetError */
export async function openDataset(folder: string, split: Split | null): Promise<Dataset> {
  const found = await stat(folder).catch(() => null);
  if (!found) throw new DatasetError(`There is no folder ${folder}.`);
  if (!found.isDirectory()) throw new DatasetError(`${folder} is a file; --data wants a folder.`);
  const index = await readFile(path.join(folder, 'index.csv'), 'utf8').catch(() => null);
  if (index !== null) return readFer2013(folder, index, split ?? 'P');
  if (await stat(path.join(folder, 'fer2013.csv')).catch(() => null)) {
    throw new DatasetError(
      `${folder} holds FER2013 as its makers publish it, to be converted first: npm run convert -- --fer2013 FILE --ferplus FILE --to FOLDER`,
    );
  }
  if (split) throw new DatasetError(`--split is for FER2013's folder, and there is no index.csv in ${folder}.`);
  return readPictures(folder);
}

async function readFer2013(folder: string, index: string, split: Split): Promise<Dataset> {
  const [header = '', ...lines] = index.trimEnd().split(/\r?\n/);
  const columns = header.split(',');
  const missing = COLUMNS.filter((column) => !columns.includes(column));
  if (missing.length > 0)
    throw new DatasetError(`index.csv in ${folder} lacks ${missing.join(', ')} in its first line.`);
  const rows = lines.map((line, i) => {
    const cells = line.split(',');
    const at = (column: (typeof COLUMNS)[number]) => cells[columns.indexOf(column)] ?? '';
    const cell = Number.parseInt(at('cell'), 10);
    const truth = LABELS[Number.parseInt(at('label_id'), 10)];
    if (!(cell >= 0) || !truth || !(at('split') in SPLITS) || !/^[0-9A]{10}$/.test(at('votes'))) {
      throw new DatasetError(`index.csv in ${folder} cannot be read in line ${i + 2}: ${line.slice(0, 60)}`);
    }
    const counts = Array.from(at('votes'), (digit) => (digit === 'A' ? 10 : Number(digit)));
    const usable = !at('flag').includes('row_order_unknown') && counts.some((count) => count > 0);
    return { cell, split: at('split'), truth, votes: usable ? counts : null };
  });
  const trained = new Set(rows.filter((row) => row.split === 'T').map((row) => row.cell));
  const facesOf = mosaicReader(folder);
  const measured = await measuredMovements(
    rows.map((row) => row.split as Split),
    split,
  );
  const asked = rows
    .filter((row) => row.split === split)
    .map(({ cell, truth, votes }, i) => {
      const inTraining = trained.has(cell);
      const open = async () =>
        sharp(await facesOf([cell]), { raw: { width: FER_SIDE, height: FER_SIDE, channels: 1 } });
      const known = { truth, votes, measured: measured[i] ?? null, inTraining, nearTraining: inTraining };
      return { cell, sample: { name: `cell ${cell}`, ...known, open } };
    });
  if (asked.length === 0) throw new DatasetError(`index.csv in ${folder} has no rows of split ${split}.`);
  const markNearCopies = async () => {
    const unseen = asked.filter(({ sample }) => !sample.inTraining);
    const copies = await nearCopies(await facesOf(unseen.map(({ cell }) => cell)), await facesOf([...trained]));
    unseen.forEach(({ sample }, i) => {
      sample.nearTraining = copies[i] as boolean;
    });
  };
  const samples = asked.map(({ sample }) => sample);
  return { name: `FER2013 ${SPLITS[split]}`, kind: 'fer2013', samples, ignored: [], markNearCopies };
}

/** Cuts faces out of the mosaics, each of which is decoded once: n cells give n·48·48 gray bytes. */
function mosaicReader(folder: string): (cells: number[]) => Promise<Uint8Array> {
  const side = TILES * FER_SIDE;
  const mosaics = new Map<number, Promise<Buffer>>();
  const decode = async (number: number) => {
    const name = `mosaic_${String(number).padStart(2, '0')}.webp`;
    const decoded = await sharp(path.join(folder, name))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true })
      .catch((error: Error) => {
        throw new DatasetError(`${name} in ${folder} cannot be read: ${oneLine(error)}`);
      });
    const { width, height, channels } = decoded.info;
    if (width !== side || height !== side || channels !== 1) {
      throw new DatasetError(`${name} in ${folder} is ${width}×${height}×${channels} where ${side}×${side}×1 belongs.`);
    }
    return decoded.data;
  };
  return async (cells) => {
    const faces = new Uint8Array(cells.length * FER_SIDE ** 2);
    for (const [i, cell] of cells.entries()) {
      const number = Math.floor(cell / TILES ** 2);
      const reading = mosaics.get(number) ?? decode(number);
      mosaics.set(number, reading);
      const mosaic = await reading;
      const top = Math.floor((cell % TILES ** 2) / TILES) * FER_SIDE;
      const left = (cell % TILES) * FER_SIDE;
      for (let y = 0; y < FER_SIDE; y++) {
        const from = (top + y) * side + left;
        faces.set(mosaic.subarray(from, from + FER_SIDE), (i * FER_SIDE + y) * FER_SIDE);
      }
    }
    return faces;
  };
}

async function readPictures(folder: string): Promise<Dataset> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const expressionOf = (name: string) => EXPRESSIONS.find((expression) => expression === name.toLowerCase());
  const unknown = names.filter((name) => !expressionOf(name));
  const expected = `Subfolders are named ${EXPRESSIONS.join(', ')}.`;
  if (unknown.length > 0) {
    throw new DatasetError(
      `${folder} has subfolders that name no expression: ${unknown.sort().join(', ')}. ${expected}`,
    );
  }
  if (names.length === 0) {
    throw new DatasetError(`${folder} has neither an index.csv nor subfolders of pictures. ${expected}`);
  }
  const samples: Sample[] = [];
  const ignored: string[] = [];
  for (const name of names.sort()) {
    const truth = expressionOf(name);
    if (!truth) continue;
    const files = await readdir(path.join(folder, name), { withFileTypes: true });
    for (const file of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (file.name.startsWith('.')) continue;
      const inside = path.join(name, file.name);
      if (file.isDirectory() || !PICTURES.has(path.extname(file.name).toLowerCase())) {
        ignored.push(inside);
        continue;
      }
      const open = async () => sharp(path.join(folder, inside)).autoOrient();
      samples.push({ name: inside, truth, votes: null, measured: null, inTraining: false, nearTraining: false, open });
    }
  }
  if (samples.length === 0) throw new DatasetError(`${folder} has no pictures in its subfolders.`);
  const name = path.basename(path.resolve(folder));
  return { name, kind: 'pictures', samples, ignored, markNearCopies: async () => {} };
}

/** The first line of an error, for a message of one line. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n')[0] ?? '';
}
