// `npm run read` on real files: pictures and videos of many kinds, broken ones too, and the same numbers as `npm run evaluate -- --detect`.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test, vi } from 'vitest';
import { shippedFullRangeDetector } from '../../harness/models.ts';
import { FACES } from '../../practice/people.ts';
import { openDataset } from '../../scripts/lib/dataset.ts';
import { readAll } from '../../scripts/lib/evaluation/reading.ts';
import { kindOfBytes } from '../../scripts/lib/read/files.ts';
import { inOrder } from '../../scripts/lib/read/in-order.ts';
import type { Reading } from '../../scripts/lib/read/readings.ts';
import { main, readArguments } from '../../scripts/read.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { EXPRESSIONS, type Votes } from '../../src/engine/types.ts';
import { pictureFile } from '../support/atlas.ts';
import { emptyFolder, printed } from '../support/command.ts';
import { kernelFile, shippedModels } from '../support/models.ts';

const folder = emptyFolder('read');
const { complained } = printed();
const shared = path.resolve(import.meta.dirname, '../../../shared/faces');
const run = promisify(execFile);
const MINUTES = 60_000;

const at = (name: string) => path.join(folder, name);

/** A picture of one face, 320 pixels wide. @param i of FACES. */
function oneFace(i: number): Sharp {
  const { picture, face } = FACES[i] as (typeof FACES)[number];
  const [x, y, width, height] = face;
  const side = Math.round(1.5 * Math.max(width, height));
  const left = Math.max(0, Math.round(x + width / 2 - side / 2));
  const top = Math.max(0, Math.round(y + height / 2 - side / 2));
  return sharp(pictureFile(picture)).extract({ left, top, width: side, height: side }).resize(320);
}

async function put(file: string, content: string | Uint8Array | Sharp): Promise<void> {
  await mkdir(path.dirname(at(file)), { recursive: true });
  if (content instanceof sharp) await (content as Sharp).toFile(at(file));
  else await writeFile(at(file), content as string | Uint8Array);
}

/** Runs the program with these arguments. */
async function read(args: string[], { signal = new AbortController().signal, seen = () => {} } = {}) {
  let text = '';
  const code = await main(args, signal, async (more) => {
    text += more;
    seen();
  });
  return { code, text };
}

interface Line extends Partial<Reading> {
  file: string;
  width: number;
  height: number;
  seconds?: number;
  faces?: Reading[];
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const ffmpeg = (...args: string[]) => run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
/** Two seconds of a face. */
async function clip(file: string, ...more: string[]): Promise<void> {
  await put('still.png', oneFace(0));
  const format = ['-t', '2', '-r', '10', '-pix_fmt', 'yuv420p', ...more];
  await ffmpeg('-loop', '1', '-i', at('still.png'), ...format, at(file));
}

/** Reads a folder of pictures in folders with both programs. */
async function both(): Promise<{ names: string[]; evaluated: (Votes | null)[]; lines: Line[] }> {
  const engine = await createEngine({
    backend: 'wasm',
    models: await shippedModels(),
    fullRangeDetector: shippedFullRangeDetector,
    kernels: kernelFile,
    warmUp: false,
  });
  try {
    const { results } = await readAll(engine, await openDataset(folder, null), true);
    const { code, text } = await read([folder]);
    expect(code).toBe(0);
    const names = results.map(({ sample }) => path.join(folder, sample.name));
    return { names, evaluated: results.map(({ said }) => said && sixDigits(said.votes)), lines: linesOf(text) };
  } finally {
    engine.dispose();
  }
}

const sixDigits = (votes: Votes) =>
  Object.fromEntries(EXPRESSIONS.map((e) => [e, Math.round(votes[e] * 1e6) / 1e6])) as Votes;

describe('equals the evaluation with --detect', () => {
  test('of pictures with one face, with several, and with none', { timeout: 4 * MINUTES }, async () => {
    for (const i of [0, 1, 2, 5]) await put(`happy/${i}.jpg`, oneFace(i));
    // The search for the first face misses these: a survey finds them.
    const far = { left: 1500, right: 1500, top: 1500, bottom: 1500, background: '#406080' };
    await put('neutral/far.jpg', sharp(await oneFace(0).resize(110).toBuffer()).extend(far));
    await put('neutral/none.png', sharp({ create: { width: 300, height: 200, channels: 3, background: 'teal' } }));
    await put('sad/several.jpg', sharp(pictureFile('sample3.jpg')).resize(960));
    const { names, evaluated, lines } = await both();
    expect(lines.map(({ file }) => file)).toEqual(names);
    expect(lines.map(({ faces = [] }) => faces.length)).toEqual([1, 1, 1, 1, 1, 0, 3]);
    for (const [i, { faces = [] }] of lines.entries()) {
      if (faces.length > 1) expect(faces.map(({ votes }) => votes)).toContainEqual(evaluated[i]);
      else expect(faces[0]?.votes ?? null).toEqual(evaluated[i]);
    }
  });

  test.skipIf(!existsSync(shared) && !process.env.CI)(
    'of frames of a clip (needs ../shared/faces)',
    { timeout: 4 * MINUTES },
    async () => {
      await mkdir(at('happy'));
      const frames = ['-vf', 'fps=4,scale=640:-2', '-frames:v', '6'];
      await ffmpeg('-i', path.join(shared, 'single_face.mp4'), ...frames, at('happy/%d.jpg'));
      const { evaluated, lines } = await both();
      expect(lines.length).toBeGreaterThan(2);
      expect(evaluated).not.toContain(null);
      expect(lines.map(({ faces }) => faces?.map(({ votes }) => votes))).toEqual(evaluated.map((votes) => [votes]));
    },
  );
});

describe('pictures', () => {
  test('are read the right way up, whatever their format', { timeout: 4 * MINUTES }, async () => {
    const group = () => sharp(pictureFile('sample3.jpg')).resize(800);
    await put('turned.jpg', sharp(await group().rotate(90).toBuffer()).withMetadata({ orientation: 8 }));
    await put('alpha.png', group().ensureAlpha(0.9));
    await put('sixteen.png', group().toColourspace('rgb16'));
    await put('gray.webp', group().greyscale());
    await put('huge.jpg', group().resize(9000, 6700, { fit: 'fill' }));
    await put('wide.jpg', group().extend({ left: 3000, right: 1000, background: '#808080' }));
    await put('one.png', sharp({ create: { width: 1, height: 3000, channels: 3, background: 'red' } }));
    const { code, text } = await read([folder]);
    expect(complained).toEqual([]);
    expect(code).toBe(0);
    const lines = linesOf(text);
    const size = ({ width, height }: Line) => [width, height];
    expect(lines.map((line) => [path.basename(line.file), ...size(line)])).toEqual([
      ['alpha.png', 800, 563],
      ['gray.webp', 800, 563],
      ['huge.jpg', 9000, 6700],
      ['one.png', 1, 3000],
      ['sixteen.png', 800, 563],
      ['turned.jpg', 800, 563],
      ['wide.jpg', 4800, 563],
    ]);
    const [one] = lines.splice(3, 1);
    expect(one).toMatchObject({ state: 'no-face', word: 'no face in view', faces: [] });
    for (const { file, width, faces = [] } of lines) {
      const scale = file.endsWith('huge.jpg') ? 800 / width : 1;
      const before = file.endsWith('wide.jpg') ? 3000 : 0;
      const middles = faces.map(({ box }) => Math.round((box.x + box.width / 2) * scale) - before);
      expect(faces.map(({ number }) => number)).toEqual([1, 2, 3]);
      for (const [i, middle] of [291, 491, 661].entries())
        expect(Math.abs((middles[i] as number) - middle)).toBeLessThan(15);
      expect(faces.map(({ word }) => word)).toEqual(['neutral', 'happy', 'happy']);
      expect(faces.every(({ dots }) => Object.values(dots ?? {}).reduce((sum, n) => sum + n, 0) === 10)).toBe(true);
    }
  });

  test('that are small say so, and four expressions are four', { timeout: 2 * MINUTES }, async () => {
    await put('small.png', oneFace(0).resize(40));
    await put('large.png', oneFace(0));
    const { text } = await read([at('small.png'), at('large.png'), '--expressions', '4']);
    const [small, large] = linesOf(text);
    expect(small?.faces).toMatchObject([{ state: 'too-small', word: 'too small to read', dots: null }]);
    const { neutral = 0, happy = 0, sad = 0, angry = 0, none = 0, ...others } = large?.faces?.[0]?.dots ?? {};
    expect(neutral + happy + sad + angry + none).toBe(10);
    expect(Object.values(others)).toEqual([0, 0, 0]);
  });
});

test('what cannot be read gets one line each, and the rest is read', { timeout: 3 * MINUTES }, async () => {
  const good = await oneFace(1).jpeg().toBuffer();
  await put('a/good.jpg', good);
  await put('a/cut.jpg', good.subarray(0, good.length / 2));
  await put('a/empty.png', '');
  await put('a/text.jpg', 'a letter');
  await put('a/play.mp4', '#EXTM3U\n/etc/passwd');
  await put('a/photo.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));
  await put('a/notes.txt', 'not meant');
  await put('a/.hidden.jpg', good);
  await put('a/inner/z.jpg', good);
  await symlink('..', at('a/inner/round'));
  await symlink('nowhere', at('a/dead.jpg'));
  await mkdir(at('nothing'));
  await clip('a/whole.mp4', '-movflags', '+faststart', '-bf', '0');
  const whole = await readFile(at('a/whole.mp4'));
  await put('a/short.mp4', whole.subarray(0, whole.length - 300));
  await ffmpeg('-f', 'lavfi', '-i', 'sine=d=1', at('a/sound.mp4'));
  const { code, text } = await read([at('a'), at('gone.jpg'), at('nothing'), at('a/notes.txt'), at('a/\x1b[2Jno.jpg')]);
  expect(code).toBe(1);
  const told = complained.map((line) => line.replaceAll(`${folder}/`, ''));
  expect(told).toEqual([
    expect.stringMatching(/^a\/cut\.jpg cannot be read: it ends early or is damaged \(.+\)$/),
    'a/dead.jpg cannot be read: there is no such file',
    'a/empty.png cannot be read: it is empty',
    'a/photo.heic cannot be read: it is HEIC, which is not read here; save it as JPEG or PNG',
    'a/play.mp4 cannot be read: it holds no video that is known here, whatever its name says',
    expect.stringMatching(/^a\/short\.mp4 is read for [01]\.\d s only: it ends early or is damaged \(.+\)$/),
    'a/sound.mp4 cannot be read: it has no video track',
    'a/text.jpg cannot be read: it holds no picture that is known here, whatever its name says',
    'gone.jpg cannot be read: there is no such file',
    'nothing cannot be read: it is a folder without pictures and videos',
    'a/notes.txt cannot be read: it is neither a picture nor a video that is known here',
    'a/?[2Jno.jpg cannot be read: there is no such file',
  ]);
  const files = new Set(linesOf(text).map(({ file }) => path.relative(folder, file)));
  expect([...files]).toEqual(['a/good.jpg', 'a/inner/z.jpg', 'a/short.mp4', 'a/whole.mp4']);
  const frames = linesOf(text).filter(({ file }) => file.endsWith('whole.mp4'));
  expect(frames.map(({ seconds }) => seconds)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8]);
  expect(frames.every(({ number, word, width }) => number === 1 && word === 'neutral' && width === 320)).toBe(true);
});

test('without ffmpeg a video is said no to, and pictures are read', { timeout: 2 * MINUTES }, async () => {
  await clip('a.mp4');
  vi.stubEnv('PATH', folder);
  try {
    const { code, text } = await read([at('a.mp4'), at('still.png')]);
    expect(code).toBe(1);
    expect(complained).toEqual([
      `${at('a.mp4')} cannot be read: videos are decoded by ffmpeg, which is not installed here`,
    ]);
    expect(linesOf(text).map(({ file }) => file)).toEqual([at('still.png')]);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('a table has every cell in quotes, and a name that begins a formula does not', {
  timeout: 2 * MINUTES,
}, async () => {
  vi.stubEnv('npm_lifecycle_event', 'read');
  vi.stubEnv('INIT_CWD', folder);
  try {
    await put('=1+"1",.png', oneFace(1));
    await put('none.png', sharp({ create: { width: 300, height: 200, channels: 3, background: 'teal' } }));
    const { text } = await read(['--csv', '=1+"1",.png', 'none.png']);
    const rows = text.split('\r\n');
    expect(rows.pop()).toBe('');
    const cells = rows.map((row) => row.slice(1, -1).split('","'));
    expect(cells[0]).toContain('happy');
    expect(rows[1]).toMatch(/^"'=1\+""1"",\.png","","320","320","1","read","happy","[\d.]+"/);
    expect(cells[2]?.slice(0, 8)).toEqual(['none.png', '', '300', '200', '', 'no-face', 'no face in view', '']);
    expect(cells[2]).toHaveLength(cells[0]?.length ?? 0);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('annotated pictures are written beside what is there and over nothing', { timeout: 2 * MINUTES }, async () => {
  const one = await oneFace(1).jpeg().toBuffer();
  await put('in/a.jpg', one);
  await put('in/b/a.jpg', one);
  await put('in/b/a-2.jpg', 'somebody’s own');
  const { code } = await read([at('in/a.jpg'), at('in/b/a.jpg'), '--annotate', at('in/b')]);
  expect(code).toBe(0);
  expect((await readdir(at('in/b'))).sort()).toEqual(['a-2.jpg', 'a-3.jpg', 'a-4.jpg', 'a.jpg']);
  expect(await readFile(at('in/b/a.jpg'))).toEqual(one);
  expect(await readFile(at('in/b/a-2.jpg'), 'utf8')).toBe('somebody’s own');
  const written = await readFile(at('in/b/a-3.jpg'));
  expect(await sharp(written).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 320 });
  const [before, after] = await Promise.all([one, written].map((file) => sharp(file).raw().toBuffer()));
  const changed = before?.filter((value, i) => Math.abs(value - (after?.[i] ?? 0)) > 60).length ?? 0;
  expect(changed).toBeGreaterThan(3000);
  // The folder of results is not read with the folder that it lies in.
  const { text } = await read([at('in'), '--annotate', at('in/b')]);
  expect(linesOf(text).map(({ file }) => file)).toEqual([at('in/a.jpg')]);
});

test('an interruption ends it after the pictures in hand, and ffmpeg with it', { timeout: 2 * MINUTES }, async () => {
  await clip('a.mp4', '-t', '60');
  for (const args of [[at('a.mp4')], Array<string>(20).fill(at('still.png'))]) {
    const stop = new AbortController();
    const { code, text } = await read(args, { signal: stop.signal, seen: () => stop.abort() });
    expect(code).toBe(130);
    expect(linesOf(text)).toHaveLength(1);
  }
  await expect.poll(() => process.getActiveResourcesInfo().includes('ProcessWrap')).toBe(false);
  expect(complained).toEqual([]);
});

describe('arguments', () => {
  test.each([
    [[], /^Which pictures, videos or folders\?/],
    [['a.jpg', '--json', '--csv'], /^--json and --csv cannot both be had\./],
    [['a.jpg', '--expressions', '5'], /^--expressions is 4 or 7, not 5\./],
    [['a.jpg', '--xml'], /^Unknown option '--xml'/],
    [['a.jpg', '--annotate', '/dev/null/x'], /ENOTDIR/],
  ])('%j end it with 2 and a sentence', async (args, sentence) => {
    expect(await read(args)).toEqual({ code: 2, text: '' });
    expect(complained).toEqual([expect.stringMatching(sentence)]);
  });

  test('choose among seven expressions or four', () => {
    const classes = (...more: string[]) => readArguments(['a.jpg', ...more]).room.classes;
    expect(classes()).toEqual(EXPRESSIONS);
    expect(classes('--expressions', '4')).toEqual(['happy', 'sad', 'angry', 'neutral']);
  });

  test('--help tells them', async () => {
    expect(await read(['--help'])).toEqual({ code: 0, text: expect.stringMatching(/^Usage: .*FILES/) });
  });
});

describe('a file is told by its first bytes', () => {
  const of = (bytes: string, name = 'x') => kindOfBytes(Buffer.from(bytes, 'latin1'), name);
  test.each([
    ['\xff\xd8\xff\xe0', 'picture'],
    ['II*\0', 'picture'],
    ['\0\0\0\x1cftypavif\0\0\0\0mif1miaf', 'picture'],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1avif', 'picture'],
    ['\0\0\0\x18ftypisom\0\0\0\0isommp41', 'video'],
    ['\x1a\x45\xdf\xa3', 'video'],
    ['RIFF1234AVI LIST', 'video'],
    [`G${'.'.repeat(187)}G`, 'video'],
  ])('%j', (bytes, kind) => expect(of(bytes)).toBe(kind));

  test('and not by its name', () => {
    expect(of('\0\0\0\x18ftypmif1\0\0\0\0mif1heic')).toMatchObject({ problem: expect.stringMatching(/HEIC/) });
    expect(of('\0\0\0\x18fty')).toMatchObject({ problem: expect.stringMatching(/neither/) });
    expect(of('\0\0\0\x18ftyp')).toBe('video');
    expect(of('GIF8')).toBe('picture');
    expect(of('RIFF1234WAVE', 'a.wav')).toMatchObject({ problem: expect.stringMatching(/neither/) });
  });
});

describe('work in order', () => {
  test('is begun ahead, and comes out as it went in', async () => {
    let [running, most] = [0, 0];
    const waits: (() => void)[] = [];
    const results: number[] = [];
    for await (const result of inOrder([0, 1, 2, 3, 4], 3, async (i) => {
      most = Math.max(most, ++running);
      // Later ones end first.
      if (i % 3 === 2) for (const go of waits.splice(0).reverse()) go();
      else if (i < 3) await new Promise<void>((go) => waits.push(go));
      running--;
      return i;
    }))
      results.push(result);
    expect(results).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(3);
  });

  test('fails where its source does after what came before, and ends what has begun', async () => {
    const results: number[] = [];
    let ended = 0;
    const source = async function* () {
      yield 1;
      yield 2;
      throw new Error('no more');
    };
    const all = async (work: (i: number) => Promise<number>, from: AsyncIterable<number> | number[]) => {
      for await (const result of inOrder(from, 3, work)) results.push(result);
    };
    await expect(all(async (i) => i, source())).rejects.toThrow('no more');
    expect(results).toEqual([1, 2]);
    const slow = async (i: number) => {
      if (i === 0) throw new Error('the first');
      await new Promise((next) => setImmediate(next));
      ended++;
      return i;
    };
    await expect(all(slow, [0, 1, 2])).rejects.toThrow('the first');
    expect(ended).toBe(2);
  });
});
