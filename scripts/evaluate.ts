// Measures the shipped expression model, run by the shipped engine, on faces whose expressions are known.
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Sharp } from 'sharp';
import { createEngine, type Engine } from '../src/engine/engine.ts';
import { EngineError } from '../src/engine/errors.ts';
import { MOST_CELLS } from '../src/engine/grid.ts';
import { boxInPicture, closeLooks, type Look, searchLooks, zoomLook } from '../src/engine/looks.ts';
import type { Models } from '../src/engine/pipeline.ts';
import { CELL, EXPRESSIONS, type Expression, type FaceReading, type Votes } from '../src/engine/types.ts';
import { atlasOf, type Picture } from './lib/atlas.ts';
import {
  type Dataset,
  DatasetError,
  FER_SIDE,
  oneLine,
  openDataset,
  type Sample,
  SPLITS,
  type Split,
} from './lib/dataset.ts';
import {
  type Answer,
  accuracy,
  argmax,
  BINS,
  calibrationError,
  confusionMatrix,
  macroF1,
  macroRecall,
  majority,
  recalls,
  type Share,
  share,
  topCalibrationError,
} from './lib/metrics.ts';
import { expressionDir, shippedModels, wasmDir } from './lib/models.ts';

const USAGE = `Usage: npm run evaluate -- --data FOLDER [--detect] [--json FILE] [--split P|V|T]

FOLDER  either FER2013 as index.csv and mosaics, or pictures in subfolders named
        ${EXPRESSIONS.join(', ')}
--detect  look for the face first, as in a call; without it a picture is a face framed as FER2013 frames them
--json    write the figures to this file too
--split   P PrivateTest (default), V PublicTest, T training; for FER2013 only`;

/** Bad arguments, with a sentence for people. */
class UsageError extends Error {}

export interface Options {
  data: string;
  detect: boolean;
  json: string | null;
  split: Split | null;
}

/** Figures over some of the faces; shares in 0..1, null where nothing could be counted. */
export interface Figures {
  /** Faces whose picture could be read. */
  n: number;
  /** Those of them in which a face was found; all of them without --detect. */
  found: number;
  /** Of the faces found. */
  accuracy: Share;
  /** Of all n: a face that was not found counts as wrong. */
  accuracyOfAll: Share;
  macroF1: Share;
  macroRecall: Share;
  recall: Record<Expression, Share>;
  classes: readonly Expression[];
  /** Counts in the order of `classes`; rows are the truth. */
  confusion: number[][];
  ece: Share;
  /** The votes head asked for the same labels. */
  votesHead: { accuracy: Share; macroRecall: Share };
  /** Null where there are no votes to compare with. */
  ferplus: FerPlus | null;
}

interface FerPlus {
  /** Faces with one clear majority among FER+'s eight expressions. */
  n: number;
  accuracy: Share;
  /** Confidence in the top one of the eight, their shares summing to 1, against whether the majority chose it. */
  ece: Share;
  /** The share said for the top one of all ten choices against the share of voters who chose it, over all faces with votes. */
  eceOfVotes: Share;
}

export interface Report extends Figures {
  dataset: string;
  detect: boolean;
  /** Files that could not be decoded; they are in no other figure. */
  unreadable: number;
  /** The same without faces whose very pixels are among the training faces; null where that cannot be known. */
  withoutDuplicates: Figures | null;
  model: { parameters: number; bytes: number };
}

/** What the engine said of one face. */
interface Said {
  labels: Votes;
  votes: Votes;
  /** FER+'s ten; null where the engine does not tell. */
  voters: ArrayLike<number> | null;
}
interface Result {
  sample: Sample;
  /** Null when no face was found. */
  said: Said | null;
}

export function readArguments(argv: string[]): Options {
  const text = { type: 'string' } as const;
  let values: { data?: string; detect?: boolean; json?: string; split?: string };
  try {
    values = parseArgs({
      args: argv,
      options: { data: text, detect: { type: 'boolean' }, json: text, split: text },
    }).values;
  } catch (error) {
    throw new UsageError(oneLine(error));
  }
  const { data, detect = false, json = null, split = null } = values;
  if (!data) throw new UsageError('--data is missing: the folder to evaluate on.');
  if (split !== null && !(split in SPLITS)) throw new UsageError(`--split is P, V or T, not ${split}.`);
  // npm runs scripts in the project's folder; relative paths are meant from where the caller stands.
  const folder = (process.env.npm_lifecycle_event === 'evaluate' && process.env.INIT_CWD) || process.cwd();
  return {
    data: path.resolve(folder, data),
    detect,
    json: json && path.resolve(folder, json),
    split: split as Split | null,
  };
}

/** @returns the exit code. */
export async function main(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  try {
    const options = readArguments(argv);
    await requireWritable(options.json);
    const report = await evaluate(options);
    console.log(describe(report));
    return options.json ? await write(options.json, report) : 0;
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
    else if (error instanceof DatasetError || error instanceof EngineError) console.error(error.message);
    else throw error;
    return 1;
  }
}

async function write(file: string, report: Report): Promise<number> {
  try {
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
    return 0;
  } catch (error) {
    console.error(`The figures could not be written to ${file}: ${oneLine(error)}`);
    return 1;
  }
}

async function requireWritable(file: string | null): Promise<void> {
  if (file === null) return;
  const folder = await stat(path.dirname(path.resolve(file))).catch(() => null);
  if (!folder?.isDirectory()) throw new UsageError(`--json cannot write ${file}: its folder does not exist.`);
  if ((await stat(file).catch(() => null))?.isDirectory()) throw new UsageError(`--json ${file} is a folder.`);
}

export async function evaluate(options: Options): Promise<Report> {
  const dataset = await openDataset(options.data, options.split);
  const { ignored } = dataset;
  if (ignored.length > 0) {
    const more = ignored.length > 3 ? ' …' : '';
    console.error(`Ignored, no pictures: ${ignored.slice(0, 3).join(', ')}${more} (${ignored.length} in all)`);
  }
  const models = await shippedModels();
  const engine = await createEngine({ backend: 'wasm', models, wasmDir, warmUp: false });
  const { results, unreadable } = await readAll(engine, dataset, options.detect).finally(() => engine.dispose());
  if (results.length === 0)
    throw new DatasetError(`None of the ${unreadable} pictures in ${options.data} can be read.`);
  const unseen = results.filter(({ sample }) => !sample.inTraining);
  const known = dataset.kind === 'fer2013' && options.split !== 'T';
  return {
    dataset: dataset.name,
    detect: options.detect,
    unreadable,
    ...figures(results),
    withoutDuplicates: known ? figures(unseen) : null,
    model: await sizeOf(models),
  };
}

/** Trained numbers and bytes on disk of the expression model. */
async function sizeOf({ expression }: Models): Promise<Report['model']> {
  const { weightsManifest } = expression.json as {
    weightsManifest: { weights: { shape: number[]; dtype: string }[] }[];
  };
  // Shapes are int32, and what has no shape is a constant of the graph; the rest was trained.
  const arrays = weightsManifest
    .flatMap((group) => group.weights)
    .filter(({ dtype, shape }) => dtype === 'float32' && shape.length > 0);
  const parameters = arrays.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  const files = await Promise.all(['model.json', 'weights.bin'].map((name) => stat(path.join(expressionDir, name))));
  return { parameters, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

async function readAll(
  engine: Engine,
  dataset: Dataset,
  detect: boolean,
): Promise<{ results: Result[]; unreadable: number }> {
  const { samples, kind } = dataset;
  const results: Result[] = [];
  let unreadable = 0;
  const batch = detect && kind === 'pictures' ? 1 : 16;
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
    let said: (Said | null)[] = [];
    if (first && !detect) said = await classify(engine, pictures);
    else if (first)
      said = kind === 'fer2013' ? await detectFramed(engine, pictures) : [await detectAndZoom(engine, first)];
    readable.forEach(({ sample }, i) => {
      results.push({ sample, said: said[i] ?? null });
    });
    showProgress(start, Math.min(start + batch, samples.length), samples.length);
  }
  return { results, unreadable };
}

/** Larger photographs are brought to this many pixels a side; a face of a twentieth of it still fills a cell. */
const LARGEST = 4096;

async function wholePicture(sample: Sample): Promise<Picture> {
  return decoded((await sample.open()).resize(LARGEST, LARGEST, { fit: 'inside', withoutEnlargement: true }));
}

async function framedFace(sample: Sample): Promise<Picture> {
  return decoded((await sample.open()).resize(FER_SIDE, FER_SIDE, { fit: 'cover' }));
}

async function decoded(picture: Sharp): Promise<Picture> {
  const rgb = picture.flatten({ background: '#808080' }).toColourspace('srgb');
  const { data, info } = await rgb.raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`it has ${info.channels} colour channels`);
  return { width: info.width, height: info.height, data };
}

async function classify(engine: Engine, faces: Picture[]): Promise<Said[]> {
  const pixels = FER_SIDE * FER_SIDE;
  const gray = new Float32Array(faces.length * pixels);
  faces.forEach(({ data }, face) => {
    for (let i = 0; i < pixels; i++) {
      const [red = 0, green = 0, blue = 0] = data.subarray(3 * i, 3 * i + 3);
      // The weights that the engine's own crop uses.
      gray[face * pixels + i] = (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
    }
  });
  return engine.classify(gray, faces.length);
}

/** FER2013's faces are too tight for a detector: each stands at twice its size amid gray, and is looked at once. */
async function detectFramed(engine: Engine, faces: Picture[]): Promise<(Said | null)[]> {
  const middle = { x: -(CELL / 2 - FER_SIDE) / 2, y: -(CELL / 2 - FER_SIDE) / 2, side: CELL / 2 };
  const { faces: readings } = await engine.read(await atlasOf(faces.map((picture) => ({ picture, look: middle }))));
  return readings.map(said);
}

/** As a call is read: the whole picture first, then windows of it, then closely at the face that turned up. */
async function detectAndZoom(engine: Engine, picture: Picture): Promise<Said | null> {
  const { width, height } = picture;
  const found =
    (await firstFace(engine, picture, searchLooks(width, height))) ??
    (await firstFace(engine, picture, closeLooks(width, height)));
  if (!found) return null;
  const closer = await firstFace(engine, picture, [zoomLook(boxInPicture(found.face.box, found.look))]);
  return said((closer ?? found).face);
}

async function firstFace(
  engine: Engine,
  picture: Picture,
  looks: Look[],
): Promise<{ face: FaceReading; look: Look } | null> {
  // A panorama has more windows than an atlas has cells.
  const [batch, rest] = [looks.slice(0, MOST_CELLS), looks.slice(MOST_CELLS)];
  const { faces } = await engine.read(await atlasOf(batch.map((look) => ({ picture, look }))));
  for (const [i, face] of faces.entries()) {
    const look = batch[i];
    if (face && look) return { face, look };
  }
  return rest.length > 0 ? firstFace(engine, picture, rest) : null;
}

function said(face: FaceReading): Said;
function said(face: FaceReading | null): Said | null;
function said(face: FaceReading | null): Said | null {
  return face && { labels: face.labels, votes: face.votes, voters: face.voters };
}

function figures(results: Result[]): Figures {
  const found = results.flatMap(({ sample, said }) => (said ? [{ sample, said }] : []));
  const answers = (head: 'labels' | 'votes'): Answer[] =>
    found.map(({ sample, said }) => ({
      truth: EXPRESSIONS.indexOf(sample.truth),
      shares: EXPRESSIONS.map((expression) => said[head][expression]),
    }));
  const labels = answers('labels');
  const confusion = confusionMatrix(labels, EXPRESSIONS.length);
  const votesConfusion = confusionMatrix(answers('votes'), EXPRESSIONS.length);
  const right = confusion.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  const recall = recalls(confusion);
  return {
    n: results.length,
    found: found.length,
    accuracy: accuracy(confusion),
    accuracyOfAll: share(right, results.length),
    macroF1: macroF1(confusion),
    macroRecall: macroRecall(confusion),
    recall: Object.fromEntries(EXPRESSIONS.map((name, i) => [name, recall[i] ?? null])) as Record<Expression, Share>,
    classes: EXPRESSIONS,
    confusion,
    ece: topCalibrationError(labels),
    votesHead: { accuracy: accuracy(votesConfusion), macroRecall: macroRecall(votesConfusion) },
    ferplus: ferplus(found),
  };
}

/** How many of FER+'s ten choices are expressions; the last two are "unknown" and "not a face". */
const EMOTIONS = 8;

function ferplus(found: { sample: Sample; said: Said }[]): FerPlus | null {
  const voted = found.flatMap(({ sample: { votes }, said: { voters } }) =>
    votes && voters ? [{ votes, voters }] : [],
  );
  if (voted.length === 0) return null;
  const clear = voted.flatMap(({ votes, voters }): Answer[] => {
    const truth = majority(votes);
    if (truth === null || truth >= EMOTIONS) return [];
    const eight = Array.from(voters).slice(0, EMOTIONS);
    const whole = eight.reduce((sum, value) => sum + value, 0);
    return [{ truth, shares: eight.map((value) => value / whole) }];
  });
  return {
    n: clear.length,
    accuracy: accuracy(confusionMatrix(clear, EMOTIONS)),
    ece: topCalibrationError(clear),
    eceOfVotes: calibrationError(
      voted.map(({ voters }) => Math.min(1, voters[argmax(voters)] ?? 0)),
      voted.map(({ votes, voters }) => (votes[argmax(voters)] ?? 0) / votes.reduce((sum, count) => sum + count, 0)),
    ),
  };
}

/** The report in words. */
export function describe(report: Report): string {
  const { dataset, detect, unreadable, withoutDuplicates, model } = report;
  const way = detect ? 'found by the detector' : 'framed as they are';
  const lines = [`${dataset}, faces ${way}`, ...describeFigures(report, detect)];
  lines.push('', 'Confusion (rows: truth, columns: answers)', ...table(report.confusion));
  if (unreadable > 0) lines.push('', `Unreadable pictures, left out: ${unreadable}`);
  if (withoutDuplicates) {
    lines.push(
      '',
      'Without faces whose very pixels are among the training faces',
      ...describeFigures(withoutDuplicates, detect),
    );
  }
  lines.push('', `Model: ${model.parameters} parameters, ${(model.bytes / 1e6).toFixed(2)} MB`);
  return lines.join('\n');
}

function describeFigures(f: Figures, detect: boolean): string[] {
  const lines = [`  faces            ${f.n}`];
  if (detect) lines.push(`  not found        ${f.n - f.found} (${percent(share(f.n - f.found, f.n))})`);
  lines.push(`  accuracy         ${percent(f.accuracy)}${detect ? ' of the faces found' : ''}`);
  if (detect) lines.push(`  accuracy of all  ${percent(f.accuracyOfAll)}, faces not found counted as wrong`);
  lines.push(
    `  macro F1         ${percent(f.macroF1)}`,
    `  macro recall     ${percent(f.macroRecall)}`,
    `  ECE              ${percent(f.ece)} (top-1 confidence, ${BINS} bins of equal width)`,
    `  votes head       accuracy ${percent(f.votesHead.accuracy)}, macro recall ${percent(f.votesHead.macroRecall)} on the same labels`,
    `  recall           ${EXPRESSIONS.map((name) => `${name} ${percent(f.recall[name])}`).join(', ')}`,
  );
  if (f.ferplus) {
    const { n, accuracy, ece, eceOfVotes } = f.ferplus;
    lines.push(
      `  FER+ majority    accuracy ${percent(accuracy)} of ${n} faces with one clear majority among eight, ECE ${percent(ece)}`,
      `  FER+ shares      ECE ${percent(eceOfVotes)}: the share said against the share of voters who agreed`,
    );
  }
  return lines;
}

function table(confusion: number[][]): string[] {
  const row = (name: string, cells: readonly (string | number)[]) =>
    `  ${name.padEnd(9)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
  return [row('', EXPRESSIONS), ...confusion.map((counts, i) => row(EXPRESSIONS[i] ?? '', counts))];
}

function percent(value: Share): string {
  return value === null ? '–' : `${(100 * value).toFixed(1)} %`;
}

function showProgress(before: number, done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`${clearLine()}${done} of ${all}${done === all ? '\n' : ''}`);
  else if (Math.floor((10 * done) / all) > Math.floor((10 * before) / all)) console.error(`${done} of ${all}`);
}

function clearLine(): string {
  return process.stderr.isTTY ? '\r\x1b[K' : '';
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.argv.slice(2));
