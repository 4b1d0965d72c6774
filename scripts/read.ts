// Reads pictures and videos from the command line, by the engine that ships: a line of JSON or a row of a table for each.
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { keptKernelFile } from '../harness/kernels.ts';
import { shippedFullRangeDetector, shippedModels } from '../harness/models.ts';
import type { RoomOptions } from '../src/call/room/participant.ts';
import { DEFAULT_SETTINGS, roomOptions } from '../src/call/settings.ts';
import { createEngine, type Engine } from '../src/engine/engine.ts';
import { EngineError } from '../src/engine/errors.ts';
import { oneLine } from './lib/dataset.ts';
import { clearLine } from './lib/evaluation/progress.ts';
import { callersFolder } from './lib/launch.mjs';
import { annotate } from './lib/read/annotate.ts';
import { type Found, filesIn, problemOf } from './lib/read/files.ts';
import { inOrder } from './lib/read/in-order.ts';
import { csvHeader, csvRows, jsonLines, type Read } from './lib/read/lines.ts';
import { brokenBecause, type ReadPicture, readPicture } from './lib/read/picture.ts';
import { readingsOf } from './lib/read/readings.ts';
import { picturesOf, VideoProblem } from './lib/video.ts';

const USAGE = `Usage: npm run --silent read -- FILES… [--json | --csv] [--annotate FOLDER] [--expressions 4|7]

FILES  pictures, videos (with ffmpeg), and folders of them, which are read in order of their names
--json  lines of JSON (default): one a picture; of a video one for each face of each frame, five frames a second
--csv   a table, one row a face
--annotate     write each picture with boxes, numbers and words into this folder; nothing there is written over
--expressions  7 (default), or 4: happy, sad, angry, neutral

Faces are numbered from left to right. Boxes are in pixels of the upright picture, angles in degrees. "word" and
"dots" are what a call shows at the first look; "votes", "doubt" and "labels" are what the net says.
Ends with 0 if all was read, 1 if something could not be, 2 for wrong arguments, 130 when interrupted.`;

const FRAMES_A_SECOND = 5;
/** As it is shown: pixels need not be square. */
const SCALE = 'iw*sar:ih,setsar=1';
/** So many pictures are decoded and read side by side. */
const AT_ONCE = 3;
const INTERRUPTED = 130;

export interface Options {
  files: string[];
  csv: boolean;
  /** Absolute. */
  annotate: string | null;
  room: RoomOptions;
}

/** @throws Error with a sentence for people */
export function readArguments(argv: string[]): Options {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const;
  const options = { json: flag, csv: flag, annotate: text, expressions: text };
  const { values, positionals: files } = parseArgs({ args: argv, options, allowPositionals: true });
  const { json = false, csv = false, annotate = null, expressions = '7' } = values;
  if (files.length === 0) throw new Error('Which pictures, videos or folders?');
  if (json && csv) throw new Error('--json and --csv cannot both be had.');
  if (expressions !== '4' && expressions !== '7') throw new Error(`--expressions is 4 or 7, not ${expressions}.`);
  if (annotate === '') throw new Error('--annotate needs a folder.');
  return {
    files,
    csv,
    annotate: annotate && path.resolve(callersFolder(), annotate),
    room: roomOptions({ ...DEFAULT_SETTINGS, classes: expressions === '4' ? 'four' : 'seven' }),
  };
}

/**
 * @param signal ends reading after the pictures in hand.
 * @param write takes what is printed; resolves once more may come.
 * @returns the exit code.
 */
export async function main(
  argv: string[],
  signal: AbortSignal,
  write: (text: string) => Promise<void>,
): Promise<number> {
  if (argv.includes('--help')) {
    await write(`${USAGE}\n`);
    return 0;
  }
  let options: Options;
  try {
    options = readArguments(argv);
    if (options.annotate) await mkdir(options.annotate, { recursive: true });
  } catch (error) {
    console.error(`${oneLine(error)}\n\n${USAGE}`);
    return 2;
  }
  try {
    return await read(options, signal, write);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.error(`${clearLine()}${error.message}`);
    return 1;
  }
}

async function read(options: Options, signal: AbortSignal, write: (text: string) => Promise<void>): Promise<number> {
  const files = await filesIn(options.files, callersFolder(), options.annotate);
  const engine = await createEngine({
    backend: 'wasm',
    models: await shippedModels(),
    fullRangeDetector: shippedFullRangeDetector,
    kernels: keptKernelFile,
    warmUp: false,
  });
  let [done, failed] = [0, 0];
  const progress = (more = '') => {
    if (process.stderr.isTTY) process.stderr.write(`${clearLine()}${done} of ${files.length}${more}`);
  };
  const print = async (one: Read) => {
    // Both may be the same terminal.
    if (process.stderr.isTTY) process.stderr.write(clearLine());
    await write(
      options.csv
        ? csvRows(one)
        : jsonLines(one)
            .map((line) => `${line}\n`)
            .join(''),
    );
  };
  const complain = ({ name }: Found, problem: string) => {
    failed++;
    console.error(`${clearLine()}${visible(name)} ${visible(problem)}`);
  };
  try {
    if (options.csv) await write(csvHeader());
    progress();
    for await (const { file, result } of inOrder(files, AT_ONCE, (file) => begun(engine, file, options.room))) {
      if ('read' in result) {
        await print(result.read);
        const unwritten = options.annotate && (await annotated(options.annotate, result));
        if (unwritten) complain(file, unwritten);
      } else if (result.problem !== null) complain(file, result.problem);
      else {
        const problem = await readVideo(engine, file, options.room, signal, async (one) => {
          await print(one);
          progress(`, ${visible(file.name)}: ${one.seconds?.toFixed(1)} s`);
        });
        if (problem) complain(file, problem);
      }
      if (signal.aborted) return INTERRUPTED;
      done++;
      progress();
    }
    return failed > 0 ? 1 : 0;
  } finally {
    if (process.stderr.isTTY) process.stderr.write(clearLine());
    engine.dispose();
  }
}

/** A picture is read ahead, and its bytes kept; a video is read when it is its turn. @throws EngineError */
async function begun(
  engine: Engine,
  file: Found,
  room: RoomOptions,
): Promise<{ file: Found; result: ReadPicture | { problem: string | null } }> {
  if (file.kind === 'video') return { file, result: { problem: null } };
  if (file.kind !== 'picture') return { file, result: { problem: unreadable(file.kind.problem) } };
  try {
    return { file, result: await readPicture(engine, file, room) };
  } catch (error) {
    if (error instanceof EngineError) throw error;
    return { file, result: { problem: unreadable(brokenBecause(error)) } };
  }
}

const unreadable = (because: string) => `cannot be read: ${because}`;

/** @returns why the picture could not be written; null if it could. */
async function annotated(folder: string, { read, bytes }: ReadPicture): Promise<string | null> {
  try {
    await annotate(folder, bytes, read);
    return null;
  } catch (error) {
    return `was read, but cannot be written with its boxes: ${problemOf(error).problem}`;
  }
}

/** @returns what to say after the file's name where it could not be read, or not to its end; null if it could. @throws EngineError */
async function readVideo(
  engine: Engine,
  { name, path: file }: Found,
  room: RoomOptions,
  signal: AbortSignal,
  found: (one: Read) => Promise<void>,
): Promise<string | null> {
  let frames = 0;
  const pictures = picturesOf(file, { perSecond: FRAMES_A_SECOND, scale: SCALE, isStrict: true });
  try {
    for await (const read of inOrder(pictures, AT_ONCE, async (picture) => {
      const { width, height } = picture;
      return { width, height, faces: await readingsOf(engine, picture, picture, room) };
    })) {
      await found({ file: name, seconds: frames++ / FRAMES_A_SECOND, ...read });
      if (signal.aborted) return null;
    }
    return frames > 0 ? null : unreadable('it has no pictures');
  } catch (error) {
    if (!(error instanceof VideoProblem)) throw error;
    // A terminal's Ctrl-C ends ffmpeg, too.
    if (signal.aborted) return null;
    const { problem, words } = error;
    if (problem === 'no-ffmpeg') return unreadable('videos are decoded by ffmpeg, which is not installed here');
    if (problem === 'no-video-track') return unreadable('it has no video track');
    if (frames === 0) return unreadable(`it ends early or is damaged (${words})`);
    return `is read for ${(frames / FRAMES_A_SECOND).toFixed(1)} s only: it ends early or is damaged (${words})`;
  }
}

/** Names and what other programs say may hold what moves a terminal's cursor. */
const visible = (text: string) => text.replace(/\p{Cc}/gu, '?');

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const stop = new AbortController();
  for (const end of ['SIGINT', 'SIGTERM'] as const) process.on(end, () => stop.abort());
  // Whoever reads the lines may have seen enough.
  process.stdout.on('error', () => stop.abort());
  process.exitCode = await main(process.argv.slice(2), stop.signal, async (text) => {
    if (!stop.signal.aborted && !process.stdout.write(text)) await once(process.stdout, 'drain', stop).catch(() => {});
  });
}
