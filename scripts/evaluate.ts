// Measures the shipped expression model, run by the shipped engine, on faces whose expressions are known.
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { kernelFile } from '../harness/kernels.ts';
import { shippedFullRangeDetector, shippedModels } from '../harness/models.ts';
import { createEngine } from '../src/engine/engine.ts';
import { EngineError } from '../src/engine/errors.ts';
import { EXPRESSIONS } from '../src/engine/types.ts';
import { DatasetError, oneLine, openDataset, SPLITS, type Split } from './lib/dataset.ts';
import { type Clip, clipsIn, describeClips, watch } from './lib/evaluation/clips.ts';
import { figures } from './lib/evaluation/figures.ts';
import { MIXES, type MixName, mix } from './lib/evaluation/mix.ts';
import { modelFigures, speed } from './lib/evaluation/model.ts';
import { movementFigures } from './lib/evaluation/movements.ts';
import { readAll } from './lib/evaluation/reading.ts';
import { describe, type Report } from './lib/evaluation/report.ts';
import { robustness } from './lib/evaluation/robustness.ts';
import { callersFolder } from './lib/launch.mjs';

export type { Figures } from './lib/evaluation/figures.ts';
export type { Report } from './lib/evaluation/report.ts';

const USAGE = `Usage: npm run evaluate -- --data FOLDER [--detect] [--quick] [--json FILE] [--split P|V|T]
                           [--mix call]
       npm run evaluate -- --clips FOLDER [--json FILE]

FOLDER  either FER2013 as index.csv and mosaics, or pictures in subfolders named
        ${EXPRESSIONS.join(', ')}
--detect  look for the face first, as in a call; without it a picture is a face framed as FER2013 frames them
--quick   leave out the changed faces: moved, small, turned, compressed; for FER2013 only
--json    write the figures to this file too
--clips   a folder of videos, of one person each: how often their word changes; also beside --data
--mix     what the faces are weighted to be for one of the tables; call (default): 65 % neutral,
          25 % happy
--split   P PrivateTest (default), V PublicTest, T training; for FER2013 only`;

/** Bad arguments, with a sentence for people. */
class UsageError extends Error {}

export interface Options {
  data: string | null;
  clips: string | null;
  detect: boolean;
  /** Leaves out the report's `robustness`. */
  quick: boolean;
  json: string | null;
  split: Split | null;
  mix: MixName;
}

/** Of FER2013's faces one in so many is read with changes. */
const CHANGED_EVERY = 4;

export function readArguments(argv: string[]): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  let values: {
    data?: string;
    clips?: string;
    detect?: boolean;
    quick?: boolean;
    json?: string;
    split?: string;
    mix?: string;
  };
  try {
    values = parseArgs({
      args: argv,
      options: { data: text, clips: text, detect: flag, quick: flag, json: text, split: text, mix: text },
    }).values;
  } catch (error) {
    throw new UsageError(oneLine(error));
  }
  const {
    data = null,
    clips = null,
    detect = false,
    quick = false,
    json = null,
    split = null,
    mix: name = 'call',
  } = values;
  if (!data && !clips) throw new UsageError('--data is missing: the folder to evaluate on.');
  if (split !== null && !(split in SPLITS)) throw new UsageError(`--split is P, V or T, not ${split}.`);
  if (!(name in MIXES)) throw new UsageError(`--mix is ${Object.keys(MIXES).join(' or ')}, not ${name}.`);
  const folder = callersFolder();
  return {
    data: data && path.resolve(folder, data),
    clips: clips && path.resolve(folder, clips),
    detect,
    quick,
    json: json && path.resolve(folder, json),
    split: split as Split | null,
    mix: name as MixName,
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
    const { data } = options;
    // What cannot be read is said before hours are spent on the rest.
    const files = options.clips ? await clipsIn(options.clips) : [];
    const report = data ? await evaluate({ ...options, data }) : null;
    if (report) console.log(describe(report));
    const clips = options.clips ? await watchAll(files) : null;
    if (clips) console.log(describeClips(clips));
    return options.json ? await write(options.json, { ...report, ...(clips && { clips }) }) : 0;
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
    else if (error instanceof DatasetError || error instanceof EngineError) console.error(error.message);
    else throw error;
    return 1;
  }
}

async function write(file: string, report: Partial<Report> & { clips?: Clip[] }): Promise<number> {
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

/** @throws DatasetError, EngineError */
export async function evaluate({ data, detect, quick, split, mix: name }: Options & { data: string }): Promise<Report> {
  const dataset = await openDataset(data, split);
  const { ignored, samples } = dataset;
  if (ignored.length > 0) {
    const more = ignored.length > 3 ? ' …' : '';
    console.error(`Ignored, no pictures: ${ignored.slice(0, 3).join(', ')}${more} (${ignored.length} in all)`);
  }
  const fer2013 = dataset.kind === 'fer2013';
  const known = fer2013 && split !== 'T';
  const models = await shippedModels();
  const engine = await engineWith(models);
  try {
    const { results, unreadable } = await readAll(engine, dataset, detect);
    if (results.length === 0) throw new DatasetError(`None of the ${unreadable} pictures in ${data} can be read.`);
    if (known) await dataset.markNearCopies();
    const without = (copy: 'inTraining' | 'nearTraining') =>
      known
        ? figures(
            results.filter(({ sample }) => !sample[copy]),
            detect,
          )
        : null;
    const some = samples.filter((_, i) => i % CHANGED_EVERY === 0);
    return {
      dataset: dataset.name,
      detect,
      unreadable,
      ...figures(results, detect),
      mix: mix(results, name),
      movements: movementFigures(results),
      withoutDuplicates: without('inTraining'),
      withoutNearDuplicates: without('nearTraining'),
      robustness: fer2013 && !quick ? await robustness(engine, some) : null,
      speed: await speed(engine),
      model: await modelFigures(models),
    };
  } finally {
    engine.dispose();
  }
}

/** Leaves out, with a sentence, what cannot be decoded. @throws EngineError */
async function watchAll(files: readonly string[]): Promise<Clip[]> {
  const engine = await engineWith(await shippedModels());
  try {
    const clips: Clip[] = [];
    for (const file of files) {
      const clip = await watch(engine, file).catch((error) => {
        if (!(error instanceof DatasetError)) throw error;
        console.error(error.message);
        return null;
      });
      if (clip) clips.push(clip);
    }
    return clips;
  } finally {
    engine.dispose();
  }
}

const engineWith = (models: Awaited<ReturnType<typeof shippedModels>>) =>
  createEngine({
    backend: 'wasm',
    models,
    fullRangeDetector: shippedFullRangeDetector,
    kernels: kernelFile,
    warmUp: false,
  });

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.argv.slice(2));
