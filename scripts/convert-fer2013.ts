// Turns FER2013 and FER+ as their makers publish them, two csv files, into the folder that `npm run evaluate` and
// training/ read. training/README.md describes it.
import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { DatasetError, FER_SIDE, oneLine, SPLITS, type Split, TILES } from './lib/dataset.ts';
import { callersFolder } from './lib/launch.mjs';

const USAGE = `Usage: npm run convert -- --fer2013 FILE --ferplus FILE --to FOLDER

--fer2013  FER2013's fer2013.csv, with the columns emotion, pixels and Usage
--ferplus  FER+'s fer2013new.csv, which has one line for each line of fer2013.csv
--to       the folder to write, a new or an empty one`;

/** Bad arguments, with a sentence for people. */
class UsageError extends Error {}

/** The counts of FER+ in the order of index.csv; NF is "not a face". */
const VOTES = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt', 'unknown', 'NF'];
const PIXELS = FER_SIDE ** 2;

interface Options {
  fer2013: string;
  ferplus: string;
  to: string;
}

/** A line of FER2013; `label` is as in index.csv. */
interface Face {
  cell: number;
  split: Split;
  label: string;
}

/** A line of FER+; `votes` is as in index.csv, `name` is empty where FER+ dropped the picture. */
interface Opinion {
  usage: string;
  name: string;
  votes: string;
}

function readArguments(argv: string[]): Options {
  const text = { type: 'string' } as const;
  let values: Partial<Options>;
  try {
    values = parseArgs({ args: argv, options: { fer2013: text, ferplus: text, to: text } }).values;
  } catch (error) {
    throw new UsageError(oneLine(error));
  }
  const { fer2013, ferplus, to } = values;
  if (!fer2013) throw new UsageError('--fer2013 is missing: the file fer2013.csv.');
  if (!ferplus) throw new UsageError('--ferplus is missing: the file fer2013new.csv.');
  if (!to) throw new UsageError('--to is missing: the folder to write.');
  const folder = callersFolder();
  return {
    fer2013: path.resolve(folder, fer2013),
    ferplus: path.resolve(folder, ferplus),
    to: path.resolve(folder, to),
  };
}

/** @returns the exit code. */
export async function main(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  try {
    await convert(readArguments(argv));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
    else if (error instanceof DatasetError) console.error(error.message);
    // The system's own words name the file: a full disk, a folder that may not be written.
    else if (error instanceof Error && 'code' in error) console.error(oneLine(error));
    else throw error;
    return 1;
  }
}

async function convert({ fer2013, ferplus, to }: Options): Promise<void> {
  for (const file of [fer2013, ferplus]) {
    if (!(await stat(file).catch(() => null))?.isFile()) throw new DatasetError(`There is no file ${file}.`);
  }
  await requireEmpty(to);
  console.log(`Reading ${fer2013} …`);
  const opinions = await readOpinions(ferplus);
  const { faces, pictures } = await readFaces(fer2013);
  requireSameRows(faces, opinions);
  await mkdir(to, { recursive: true });
  await writeMosaics(to, pictures);
  // Last, so that a folder that has it is whole.
  await writeFile(path.join(to, 'index.csv'), indexOf(faces, opinions));
  const counts = Object.entries(SPLITS).map(([split, usage]) => {
    return `${faces.filter((face) => face.split === split).length} ${usage}`;
  });
  console.log(`${faces.length} faces (${counts.join(', ')}), ${pictures.length} different, are in ${to}.`);
}

async function requireEmpty(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found && (!found.isDirectory() || (await readdir(folder)).length > 0)) {
    throw new DatasetError(`${folder} is no empty folder; --to wants a new or an empty one.`);
  }
}

async function readOpinions(file: string): Promise<Opinion[]> {
  const opinions: Opinion[] = [];
  const columns = ['Usage', 'Image name', ...VOTES];
  for await (const { line, cells } of readCsv(file, columns)) {
    const [usage = '', name = '', ...counts] = cells;
    const wrong = counts.find((count) => !/^([0-9]|10)$/.test(count));
    if (wrong !== undefined) throw unreadable(file, line, `"${wrong}" is no count from 0 to 10`);
    // FER+ drops a picture by leaving its name empty and giving it ten votes of "not a face". Nobody cast these: many such
    // pictures are clear faces, and FER+'s own tools pass over them.
    const votes = counts.map((count) => (name === '' ? '0' : count.replace('10', 'A')));
    opinions.push({ usage, name, votes: votes.join('') });
  }
  return opinions;
}

/** @returns the lines, and the different pictures among them by cell, 48·48 gray bytes each. */
async function readFaces(file: string): Promise<{ faces: Face[]; pictures: Uint8Array[] }> {
  const faces: Face[] = [];
  const pictures: Uint8Array[] = [];
  const cellOf = new Map<string, number>();
  for await (const { line, cells } of readCsv(file, ['emotion', 'pixels', 'Usage'])) {
    const [label = '', pixels = '', usage = ''] = cells;
    if (!/^[0-6]$/.test(label)) throw unreadable(file, line, `the emotion is "${label}" where 0 to 6 belongs`);
    const split = (Object.keys(SPLITS) as Split[]).find((key) => SPLITS[key] === usage);
    if (!split)
      throw unreadable(file, line, `the Usage is "${usage}" where Training, PublicTest or PrivateTest belongs`);
    const numbers = pixels.split(/\s+/).map(Number);
    if (numbers.length !== PIXELS) throw unreadable(file, line, `${numbers.length} pixels where ${PIXELS} belong`);
    if (!numbers.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)) {
      throw unreadable(file, line, 'a pixel is no whole number from 0 to 255');
    }
    const picture = Uint8Array.from(numbers);
    const key = Buffer.from(picture).toString('latin1');
    const cell = cellOf.get(key) ?? pictures.push(picture) - 1;
    cellOf.set(key, cell);
    faces.push({ cell, split, label });
  }
  return { faces, pictures };
}

/** FER+ says which picture a line is about by its place alone. */
function requireSameRows(faces: Face[], opinions: Opinion[]): void {
  const belong = 'the two belong together line by line';
  if (faces.length !== opinions.length) {
    throw new DatasetError(`fer2013.csv has ${faces.length} faces, fer2013new.csv ${opinions.length}; ${belong}.`);
  }
  faces.forEach(({ split }, i) => {
    const [usage, other] = [SPLITS[split], opinions[i]?.usage];
    if (usage !== other) {
      throw new DatasetError(`Face ${i + 1} is ${usage} in fer2013.csv and ${other} in fer2013new.csv; ${belong}.`);
    }
  });
}

function indexOf(faces: Face[], opinions: Opinion[]): string {
  const labels = new Map<string, Set<string>>();
  const place = ({ cell, split }: Face) => `${cell} ${split}`;
  for (const face of faces) labels.set(place(face), (labels.get(place(face)) ?? new Set()).add(face.label));
  const times = new Map<string, number>();
  for (const { name } of opinions) times.set(name, (times.get(name) ?? 0) + 1);
  const rows = faces.map((face, i) => {
    const { name, votes } = opinions[i] as Opinion;
    const flags = [];
    if ((labels.get(place(face))?.size ?? 0) > 1) flags.push('dup_label_conflict');
    if (name !== '' && (times.get(name) ?? 0) > 1) flags.push('ferplus_dup_name');
    return [i, face.cell, face.split, face.label, votes, flags.join('+')].join(',');
  });
  return `${['index,cell,split,label_id,votes,flag', ...rows].join('\n')}\n`;
}

async function writeMosaics(folder: string, pictures: Uint8Array[]): Promise<void> {
  const side = TILES * FER_SIDE;
  const write = async (number: number) => {
    const mosaic = new Uint8Array(side ** 2);
    pictures.slice(number * TILES ** 2, (number + 1) * TILES ** 2).forEach((picture, tile) => {
      const corner = Math.floor(tile / TILES) * FER_SIDE * side + (tile % TILES) * FER_SIDE;
      for (let y = 0; y < FER_SIDE; y++) {
        mosaic.set(picture.subarray(y * FER_SIDE, (y + 1) * FER_SIDE), corner + y * side);
      }
    });
    const webp = sharp(mosaic, { raw: { width: side, height: side, channels: 1 } }).webp({ lossless: true });
    await writeFile(path.join(folder, `mosaic_${String(number).padStart(2, '0')}.webp`), await webp.toBuffer());
  };
  await Promise.all(Array.from({ length: Math.ceil(pictures.length / TILES ** 2) }, (_, number) => write(number)));
}

/** The lines below the first of a csv file without commas inside cells: the cells of `columns`, in that order. */
async function* readCsv(file: string, columns: string[]): AsyncGenerator<{ line: number; cells: string[] }> {
  let places: number[] | null = null;
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    const cells = text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (places === null) {
      const missing = columns.filter((column) => !cells.includes(column));
      if (missing.length > 0) throw new DatasetError(`${file} lacks ${missing.join(', ')} in its first line.`);
      places = columns.map((column) => cells.indexOf(column));
    } else if (text.trim() !== '') {
      yield { line, cells: places.map((place) => cells[place] ?? '') };
    }
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

function unreadable(file: string, line: number, problem: string): DatasetError {
  return new DatasetError(`${file} cannot be read in line ${line}: ${problem}.`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.argv.slice(2));
