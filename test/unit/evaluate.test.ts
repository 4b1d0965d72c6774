// Evaluates small folders of both kinds from the command line's own entry, right ones and broken ones.
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { main, type Report, readArguments } from '../../scripts/evaluate.ts';
import { FER_SIDE, openDataset, type Sample } from '../../scripts/lib/dataset.ts';
import { wordsOver } from '../../scripts/lib/evaluation/clips.ts';
import { figures, type Result } from '../../scripts/lib/evaluation/figures.ts';
import { mix } from '../../scripts/lib/evaluation/mix.ts';
import { areaUnder, movementFigures, pearson } from '../../scripts/lib/evaluation/movements.ts';
import { describe as describeReport } from '../../scripts/lib/evaluation/report.ts';
import { recropped, robustness } from '../../scripts/lib/evaluation/robustness.ts';
import type { Engine } from '../../src/engine/engine.ts';
import {
  type Atlas,
  CELL,
  type Classification,
  EXPRESSIONS,
  type Expression,
  UNCLEAR_BELOW,
  VOTERS,
  type Votes,
} from '../../src/engine/types.ts';
import { emptyFolder, printed } from '../support/command.ts';
import { AT_REST } from '../support/face.ts';

const root = path.resolve(import.meta.dirname, '../..');
const demo = path.join(root, 'node_modules/@vladmandic/face-api/demo');
const fer2013 = process.env.ROOMTONE_DATA ?? path.resolve(root, '../shared/fer2013');
const HEADER = 'index,cell,split,label_id,votes,flag';

const folder = emptyFolder('evaluate');
const { said, complained } = printed();

async function put(file: string, content: string | Uint8Array): Promise<void> {
  const whole = path.join(folder, file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, content);
}

/** Runs the evaluation of `folder` and gives its JSON file. */
async function report(...more: string[]): Promise<Report> {
  const file = path.join(folder, '.report.json');
  expect(await main(['--data', folder, '--json', file, ...more])).toBe(0);
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}

describe('one clear sentence and exit code 1 for', () => {
  const complains = async (args: string[], sentence: RegExp) => {
    expect(await main(args)).toBe(1);
    expect(complained[0]).toMatch(sentence);
    expect(complained[0]?.split('\n')[0]).toMatch(sentence);
    expect(said).toEqual([]);
  };

  test('arguments that are missing or wrong', async () => {
    await complains([], /^--data is missing/);
    complained.length = 0;
    await complains(['--data', folder, '--split', 'X'], /^--split is P, V or T, not X\./);
    complained.length = 0;
    await complains(['--data', folder, '--mix', 'party'], /^--mix is call, not party\./);
    complained.length = 0;
    await complains(['--folder', folder], /^Unknown option '--folder'/);
    complained.length = 0;
    await complains(['--data', folder, '--json', path.join(folder, 'none/x.json')], /its folder does not exist/);
  });

  test('a folder that is missing, a file or empty', async () => {
    await complains(['--data', path.join(folder, 'none')], /^There is no folder .*none\.$/);
    complained.length = 0;
    await put('file', '');
    await complains(['--data', path.join(folder, 'file')], /is a file; --data wants a folder/);
    complained.length = 0;
    await complains(['--data', folder], /has neither an index.csv nor subfolders of pictures/);
    await mkdir(path.join(folder, 'happy'));
    complained.length = 0;
    await complains(['--data', folder], /has no pictures in its subfolders/);
  });

  test('subfolders that name no expression', async () => {
    await put('happy/a.jpg', '');
    await put('joyful/a.jpg', '');
    await put('calm/a.jpg', '');
    await complains(['--data', folder], /that name no expression: calm, joyful\. Subfolders are named neutral, happy/);
  });

  test('a split of a folder that has none', async () => {
    await put('happy/a.jpg', '');
    await complains(['--data', folder, '--split', 'V'], /^--split is for FER2013's folder/);
  });

  test('an index.csv that lacks columns or rows or holds nonsense', async () => {
    await put('index.csv', 'index,cell,split\n0,0,P\n');
    await complains(['--data', folder], /^index\.csv in .* lacks label_id, votes, flag/);
    for (const row of ['0,x,P,0,4001320000,', '0,0,P,7,4001320000,', '0,0,Q,0,4001320000,', '0,0,P,0,400132,']) {
      await put('index.csv', `${HEADER}\n${row}\n`);
      complained.length = 0;
      await complains(['--data', folder], /cannot be read in line 2/);
    }
    await put('index.csv', `${HEADER}\n0,0,T,0,4001320000,\n`);
    complained.length = 0;
    await complains(['--data', folder], /has no rows of split P/);
  });

  test('a mosaic that is missing or of another size', async () => {
    await put('index.csv', `${HEADER}\n0,0,P,0,4001320000,\n`);
    await complains(['--data', folder], /^mosaic_00\.webp in .* cannot be read/);
    const small = sharp({ create: { width: 96, height: 96, channels: 3, background: 'gray' } });
    await put('mosaic_00.webp', await small.webp().toBuffer());
    complained.length = 0;
    await complains(['--data', folder], /mosaic_00\.webp in .* is 96×96×1 where 1536×1536×1 belongs/);
  });

  test('pictures none of which can be read', async () => {
    await put('sad/a.jpg', 'no picture');
    expect(await main(['--data', folder])).toBe(1);
    expect(complained.at(-1)).toMatch(/^None of the 1 pictures in .* can be read\.$/);
  });
});

test('options are read in any order', () => {
  expect(readArguments(['--detect', '--data', 'a', '--split', 'V'])).toEqual({
    data: path.resolve('a'),
    clips: null,
    detect: true,
    quick: false,
    json: null,
    split: 'V',
    mix: 'call',
  });
  expect(readArguments(['--quick', '--json', 'x.json', '--data', 'a'])).toEqual({
    data: path.resolve('a'),
    clips: null,
    detect: false,
    quick: true,
    json: path.resolve('x.json'),
    split: null,
    mix: 'call',
  });
});

const sampleOf = (truth: Expression, votes: number[] | null = null): Sample => ({
  name: truth,
  truth,
  votes,
  measured: null,
  inTraining: false,
  nearTraining: false,
  open: () => Promise.reject(new Error('This sample has no picture.')),
});

/** What the engine could say; whatever is not named gets nothing. */
function saying(shares: {
  labels?: Partial<Votes>;
  votes?: Partial<Votes>;
  shown?: Partial<Votes>;
  voters?: Partial<Record<(typeof VOTERS)[number], number>>;
  doubt?: number;
}): Classification {
  const all = (some: Partial<Votes> = {}) => Object.fromEntries(EXPRESSIONS.map((e) => [e, some[e] ?? 0])) as Votes;
  return {
    labels: all(shares.labels),
    votes: all(shares.votes),
    balanced: all(shares.shown),
    doubt: shares.doubt ?? 0,
    voters: Float32Array.from(VOTERS, (voter) => shares.voters?.[voter] ?? 0),
    movements: AT_REST,
  };
}

describe('figures of made-up answers', () => {
  //              neutral happy surprise sad angry disgust fear contempt unknown not-a-face
  const HAPPY = [1, 7, 2, 0, 0, 0, 0, 0, 0, 0];
  const FEAR = [2, 0, 2, 2, 0, 0, 4, 0, 0, 0];
  const CONTEMPT = [2, 0, 0, 0, 0, 0, 0, 8, 0, 0];
  const NO_FACE = [0, 0, 0, 0, 0, 0, 0, 0, 2, 8];
  const results: Result[] = [
    {
      sample: sampleOf('happy', HAPPY),
      said: saying({
        labels: { happy: 0.9, sad: 0.1 },
        votes: { happy: 1 },
        shown: { happy: 0.8 },
        doubt: 0.5,
        voters: { happy: 0.7 },
      }),
    },
    {
      sample: sampleOf('sad', FEAR),
      said: saying({
        labels: { fear: 0.6, sad: 0.3 },
        votes: { neutral: 0.6, fear: 0.4 },
        shown: { fear: 0.5 },
        doubt: 0.4,
        voters: { neutral: 0.4, fear: 0.3, 'not-a-face': 0.3 },
      }),
    },
    {
      sample: sampleOf('neutral', CONTEMPT),
      said: saying({
        votes: { neutral: 1 },
        shown: { neutral: 0.9 },
        doubt: 0.1,
        voters: { contempt: 0.3, 'not-a-face': 0.6 },
      }),
    },
    {
      sample: sampleOf('fear', NO_FACE),
      said: saying({ votes: { surprise: 0.5, fear: 0.5 }, shown: { fear: 0.3 }, voters: { 'not-a-face': 0.5 } }),
    },
    { sample: sampleOf('angry', HAPPY), said: null },
  ];

  test('the word is what the dots allow, and is withheld where they are too few', () => {
    const { shown, even } = figures(results, true);
    // By the third output alone the second face is a frightened one, as its voters say.
    expect(even).toEqual({ macroRecall: 3 / 4, ferplusMacroRecall: 1 });
    // Said beside 5, 4, 9 and twice 5 dots.
    expect(shown.accuracy).toBe(3 / 4);
    expect(shown.recall).toMatchObject({ happy: 1, sad: 0, neutral: 1, fear: 1, angry: null });
    expect(shown.confusion[EXPRESSIONS.indexOf('sad')]?.[EXPRESSIONS.indexOf('neutral')]).toBe(1);
    expect(shown.coverage.map(({ threshold }) => threshold)).toEqual(
      Array.from({ length: 10 }, (_, i) => (i + 1) / 10),
    );
    const point = (threshold: number) => shown.coverage.find((one) => one.threshold === threshold);
    expect(point(0.4)).toEqual({ threshold: 0.4, coverage: 1, accuracy: 3 / 4, falseAmongNeutral: 0 });
    expect(point(0.5)).toEqual({ threshold: 0.5, coverage: 3 / 4, accuracy: 1, falseAmongNeutral: 0 });
    expect(point(0.6)).toEqual({ threshold: 0.6, coverage: 1 / 4, accuracy: 1, falseAmongNeutral: 0 });
    expect(point(1)).toEqual({ threshold: 1, coverage: 0, accuracy: null, falseAmongNeutral: 0 });
    expect(shown.unclearBelow).toBe(UNCLEAR_BELOW);
    expect(point(UNCLEAR_BELOW)).toBeDefined();
    expect(shown.inUse.labels).toMatchObject({ n: 4, macroRecall: 3 / 4 });
    expect(shown.inUse.labels.recall).toMatchObject({ happy: 1, sad: 0, neutral: 1, fear: 1, angry: null });
    expect(shown.inUse.labels.precision).toMatchObject({ happy: 1, neutral: 1, fear: 1, sad: null });
  });

  test('a neutral face with another word is counted as a false word, one without a word is not', () => {
    const said = (votes: Partial<Votes>): Result => ({ sample: sampleOf('neutral'), said: saying({ votes }) });
    const { shown } = figures(
      [said({ sad: 0.6, neutral: 0.4 }), said({ sad: 0.4, happy: 0.3, fear: 0.3 }), said({ neutral: 1 })],
      true,
    );
    expect(shown.coverage.find(({ threshold }) => threshold === 0.5)?.falseAmongNeutral).toBe(1 / 3);
    expect(shown.coverage.find(({ threshold }) => threshold === 0.4)?.falseAmongNeutral).toBe(2 / 3);
    expect(shown.inUse.labels.recall.neutral).toBe(1 / 3);
    expect(shown.inUse.labels.precision).toMatchObject({ sad: 0, neutral: 1 });
  });

  test('a face that all ten would call none has no word', () => {
    const { shown } = figures([{ sample: sampleOf('sad'), said: saying({ doubt: 1 }) }], true);
    expect(shown.coverage[0]).toMatchObject({ threshold: 0.1, coverage: 0 });
    expect(shown.confusion[EXPRESSIONS.indexOf('sad')]?.[EXPRESSIONS.indexOf('neutral')]).toBe(1);
  });

  test("against FER+'s majority only faces count whose majority is one of the seven expressions", () => {
    const { shown, ferplus } = figures(results, true);
    expect(shown.ferplus).toMatchObject({ n: 2, accuracy: 1 / 2, macroRecall: 1 / 2 });
    expect(shown.ferplus?.recall).toMatchObject({ happy: 1, fear: 0, neutral: null });
    expect(shown.coverageFerplus?.[3]).toMatchObject({ threshold: 0.4, coverage: 1, accuracy: 1 / 2 });
    expect(shown.coverageFerplus?.[4]).toMatchObject({ threshold: 0.5, coverage: 1 / 2, accuracy: 1 });
    expect(shown.inUse.ferplus).toMatchObject({ n: 2, macroRecall: 1 / 2 });
    // Fear was answered with neutral, by the seven and by the eight.
    expect(ferplus?.sevenMacroRecall).toBe(0.5);
    expect(ferplus).toMatchObject({ n: 3, accuracy: 2 / 3, macroRecall: 2 / 3 });
    expect(ferplus?.recall).toMatchObject({ happy: 1, fear: 0, contempt: 1, neutral: null });
    // The authors do not take four of ten for a majority.
    expect(ferplus?.authors).toEqual({ n: 2, accuracy: 1 });
  });

  test('four classes are asked among themselves', () => {
    const { accuracy, fourClasses } = figures(results.slice(0, 2), true);
    expect(accuracy).toBe(1 / 2);
    expect(fourClasses).toEqual({ n: 2, accuracy: 1 });
    expect(figures(results.slice(3, 4), true).fourClasses).toEqual({ n: 0, accuracy: null });
  });

  test('the bins of both heads hold the faces that are found', () => {
    const { calibration, ece, ferplus } = figures(results, true);
    const n = (bins: { n: number }[] | null) => bins?.reduce((sum, bin) => sum + bin.n, 0);
    expect([n(calibration.labels), n(calibration.votes)]).toEqual([4, 4]);
    // Said 0.9 and came true; 0.6 and did not; twice 0, whose top answer is neutral, once rightly.
    expect(ece).toBeCloseTo((0.1 + 0.6 + 2 * 0.5) / 4);
    // Said 0.7 of 7/10, 0.4 of 2/10, 0.6 of 0/10 and 0.5 of 8/10.
    expect(ferplus?.eceOfVotes).toBeCloseTo((0 + 0.2 + 0.6 + 0.3) / 4);
  });

  test('a crop is refused by half of the voters; with --detect refused crops are unknown', () => {
    expect(figures(results, false).refusal).toEqual({
      notFaces: 1,
      refused: 1,
      faces: 3,
      wronglyRefused: expect.closeTo(1 / 3),
    });
    expect(figures(results, true).refusal).toBe(null);
  });

  test('the report tells them in words', () => {
    const without = figures(results.slice(1), false);
    const text = describeReport({
      ...figures(results, false),
      dataset: 'Made up',
      detect: false,
      unreadable: 2,
      withoutDuplicates: without,
      withoutNearDuplicates: without,
      mix: mix(results, 'call'),
      movements: movementFigures(results),
      robustness: [
        {
          change: 'roll',
          amount: '20°',
          way: 'whole',
          n: 40,
          found: 38,
          accuracy: 0.5,
          macroRecall: null,
          words: { said: 0.9, wrong: 0.25 },
        },
      ],
      speed: { backend: 'wasm', threads: 1, batch: 9, msPerFace: 6.25, min: 5.9, max: 11, runs: 15 },
      model: { parameters: 1000, bytes: 2.5e6, multiplyAdds: 104e6, version: '1.2.3' },
    });
    for (const line of [
      /^Made up, faces framed as they are\n {2}faces +5\n {2}unreadable +2, left out\n/,
      /\n {2}recall +neutral 100.0 %, happy 100.0 %, surprise –, sad 0.0 %,/,
      /\n {2}truth ↓ answer → {2}neutral {2}happy {2}surprise {2}sad {2}angry {2}disgust {2}fear\n/,
      /\n {2}sad {21}1 {6}0 {9}0 {4}0 {6}0 {8}0 {5}0\n/,
      /\n {2}threshold +labels: said +right +neutral: false +FER\+: said +right +neutral: false\n {2}0\.1 +100\.0 % +75\.0 % +0\.0 % +100\.0 % +50\.0 % +–\n/,
      /\n {2}0\.5 \(in use\) +75\.0 % +100\.0 % +0\.0 % +50\.0 % +100\.0 % +–\n/,
      /\n {2}FER\+ +macro recall 50\.0 %\n {2}recall +neutral –, happy 100\.0 %,.*\n {2}right +neutral –, happy 100\.0 %,/,
      /\n {2}60\.0 % to 66\.7 % +1 +60\.0 % +0\.0 % +1 +60\.0 % +0\.0 %\n/,
      /\nThe word at the first look, faces weighted to be a call's by their FER\+'s majority\n {2}faces +3\n/,
      /\nMovements\n {2}expressions +area under the curve, .*\n +smile for happy 0\.50, mouthOpen for surprise –,/,
      /\n {2}faces +5 +4 +4\n/,
      /\n {2}whole +roll 20° +40 +38 +50\.0 % +– +90\.0 % +25\.0 %\n/,
      /\nModel 1\.2\.3\n {2}size +1000 parameters, 2\.50 MB, 104 million multiply-adds a face\n {2}speed +6\.3 ms a face \(5\.9 to 11\.0\)/,
    ]) {
      expect(text).toMatch(line);
    }
  });

  test('without votes there is nothing to say of them', () => {
    const plain = results.map(({ sample: { truth }, said }) => ({ sample: sampleOf(truth), said }));
    const { shown, ferplus, refusal, calibration } = figures(plain, false);
    expect([shown.ferplus, shown.coverageFerplus, shown.inUse.ferplus, ferplus, refusal, calibration.votes]).toEqual(
      Array(6).fill(null),
    );
    expect(shown.accuracy).toBe(3 / 4);
  });
});

describe("a call's mix", () => {
  //              neutral happy surprise sad angry disgust fear contempt unknown not-a-face
  const NEUTRAL = [9, 1, 0, 0, 0, 0, 0, 0, 0, 0];
  const HAPPY = [1, 9, 0, 0, 0, 0, 0, 0, 0, 0];
  const SAD = [1, 0, 0, 9, 0, 0, 0, 0, 0, 0];
  const ANGRY = [1, 0, 0, 0, 9, 0, 0, 0, 0, 0];
  const TIED = [5, 5, 0, 0, 0, 0, 0, 0, 0, 0];
  const one = (votes: number[] | null, looks: Expression | null, truth: Expression = 'fear'): Result => ({
    sample: sampleOf(truth, votes),
    said: looks && saying({ votes: { [looks]: 1 }, shown: { [looks]: 1 } }),
  });
  const results = [
    ...Array.from({ length: 3 }, () => one(NEUTRAL, 'neutral')),
    one(NEUTRAL, 'sad'),
    one(HAPPY, 'happy'),
    { sample: sampleOf('happy', HAPPY), said: saying({ votes: { happy: 0.5, sad: 0.5 }, doubt: 0.9 }) },
    one(SAD, 'sad'),
    one(ANGRY, 'neutral'),
    one(TIED, 'fear'),
    one(SAD, null),
  ];

  test('weights faces by their majority: two in three neutral, a quarter happy, the rest as they come', () => {
    const found = mix(results, 'call');
    expect(found).toMatchObject({ name: 'call', truth: 'ferplus', n: 8, falseAmongNeutral: expect.closeTo(1 / 4) });
    // One of two happy faces gets no word.
    expect(found?.coverage).toBeCloseTo(1 - 0.25 / 2);
    // Four neutral faces share 65 %, two happy ones 25 %, a sad and an angry one 10 %.
    expect(found?.words.neutral).toEqual({
      said: expect.closeTo(0.65 * (3 / 4) + 0.05),
      precision: expect.closeTo((0.65 * (3 / 4)) / (0.65 * (3 / 4) + 0.05)),
      recall: expect.closeTo(3 / 4),
    });
    expect(found?.words.sad).toEqual({
      said: expect.closeTo(0.65 / 4 + 0.05),
      precision: expect.closeTo(0.05 / (0.65 / 4 + 0.05)),
      recall: 1,
    });
    expect(found?.words.fear).toEqual({ said: 0, precision: null, recall: null });
  });

  test('is of labels where there are no votes, and nothing where no face is found', () => {
    const plain = [one(null, 'neutral', 'neutral'), one(null, 'sad', 'neutral'), one(null, 'happy', 'happy')];
    expect(mix(plain, 'call')).toMatchObject({ truth: 'labels', n: 3, falseAmongNeutral: 1 / 2, coverage: 1 });
    expect(mix([one(null, null)], 'call')).toBeNull();
  });

  test('takes a face for what it is likely to be in a call', () => {
    const doubtful = saying({ votes: { neutral: 0.45, sad: 0.55 }, shown: { sad: 1 } });
    const found = mix([{ sample: sampleOf('neutral', NEUTRAL), said: doubtful }], 'call');
    expect(found?.words.neutral.recall).toBe(1);
  });
});

describe('movements', () => {
  const NEUTRAL = [8, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  const HAPPY = [1, 8, 0, 0, 0, 0, 0, 0, 1, 0];
  const one = (votes: number[] | null, truth: Expression, smile: number, measured: number | null): Result => ({
    sample: { ...sampleOf(truth, votes), measured: measured === null ? null : { ...AT_REST, smile: measured } },
    said: { ...saying({}), movements: { ...AT_REST, smile } },
  });

  test('are held against what the mesh measured where it did, and against what expressions are known to do', () => {
    const found = movementFigures([
      one(NEUTRAL, 'neutral', 0.1, 0.2),
      one(NEUTRAL, 'happy', 0.3, null),
      one(HAPPY, 'happy', 0.2, 0.3),
      one(HAPPY, 'sad', 0.4, 0.5),
      { sample: sampleOf('happy', HAPPY), said: null },
    ]);
    // Pearson of (0.1, 0.2, 0.4) and (0.2, 0.3, 0.5), by hand.
    expect(found?.mesh?.n).toBe(3);
    expect(found?.mesh?.correlation.smile).toBeCloseTo(1, 9);
    // What does not vary goes with nothing.
    expect(found?.mesh?.correlation.eyesOpen).toBeNull();
    // Votes decide where there are some: 0.2 and 0.4 against 0.1 and 0.3, three of four pairs the right way round.
    expect(found?.expressions[0]).toEqual({ movement: 'smile', expression: 'happy', n: 2, area: 0.75 });
    expect(found?.expressions[1]).toEqual({ movement: 'mouthOpen', expression: 'surprise', n: 0, area: null });
  });

  test('go by labels without votes, and are nothing where no face was found', () => {
    const found = movementFigures([one(null, 'happy', 0.4, null), one(null, 'sad', 0.1, null)]);
    expect(found).toMatchObject({ mesh: null, expressions: [{ n: 1, area: 1 }, {}, {}, {}, {}] });
    expect(movementFigures([{ sample: sampleOf('happy'), said: null }])).toBeNull();
  });

  test('correlation and area by hand', () => {
    expect(pearson([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 9);
    expect(pearson([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.8, 9);
    expect(pearson([], [])).toBeNull();
    expect(areaUnder([2, 2], [1, 2, 3])).toBeCloseTo(0.5, 9);
    expect(areaUnder([5], [1, 2])).toBe(1);
    expect(areaUnder([], [1])).toBeNull();
  });
});

describe('clips', () => {
  const look = (shares: Partial<Votes>) => ({
    facePx: 120,
    yaw: 0,
    pitch: 0,
    nod: 0,
    ...saying({ votes: shares, shown: shares }),
  });

  test('are played over and over: the word of each moment, and how often it changes', () => {
    const looks = [
      ...Array.from({ length: 60 }, () => look({ happy: 1 })),
      ...Array.from({ length: 30 }, () => null),
      ...Array.from({ length: 90 }, () => look({ neutral: 1 })),
    ];
    const { seconds, found, changesAMinute, words } = wordsOver(looks);
    expect(seconds).toBeCloseTo(30);
    expect(found).toBeCloseTo(5 / 6);
    // Happy, nobody, neutral, and happy again, twice a minute.
    expect(changesAMinute).toBeCloseTo(6);
    expect(Object.keys(words).sort()).toEqual(['happy', 'neutral', 'no-face']);
    expect(words.neutral).toBeCloseTo(0.5, 1);
    expect(Object.values(words).reduce((sum, part) => sum + part, 0)).toBeCloseTo(1);
  });

  test('are named in a sentence where there are none, or none that can be decoded', async () => {
    expect(await main(['--clips', folder])).toBe(1);
    expect(complained[0]).toMatch(/^There are no videos in /);
    complained.length = 0;
    expect(await main(['--clips', path.join(folder, 'nowhere')])).toBe(1);
    expect(complained[0]).toMatch(/^The folder .*nowhere cannot be read: /);
    complained.length = 0;
    await put('broken.mp4', 'no video');
    expect(await main(['--clips', folder])).toBe(0);
    expect(complained[0]).toMatch(
      /^Clips are decoded by ffmpeg, which is not installed here\.$|^A clip cannot be decoded: /,
    );
  });
});

describe('changed faces', () => {
  const PIXELS = FER_SIDE * FER_SIDE;
  const pixels = (valueAt: (x: number, y: number) => number) =>
    Array.from({ length: PIXELS }, (_, i) => valueAt(i % FER_SIDE, Math.floor(i / FER_SIDE)));
  const picture = (truth: Expression, valueAt: (x: number, y: number) => number): Sample => ({
    ...sampleOf(truth),
    open: async () =>
      sharp(Uint8Array.from(pixels(valueAt)), { raw: { width: FER_SIDE, height: FER_SIDE, channels: 1 } }),
  });

  /** Reads the samples with an engine that keeps what it gets, calls every crop happy and finds no face. */
  const changed = async (samples: Sample[]) => {
    const crops: Float32Array[] = [];
    const atlases: Atlas[] = [];
    const engine: Engine = {
      backend: 'wasm',
      backends: [],
      classify: async (gray, n) => {
        crops.push(gray);
        return Array.from({ length: n }, () => saying({ labels: { happy: 1 }, votes: { happy: 1 } }));
      },
      read: async (atlas) => {
        atlases.push(atlas);
        return { backend: 'wasm', faces: Array(atlas.cells).fill(null), ms: 0 };
      },
      look: () => Promise.reject(new Error('not asked for')),
      survey: () => Promise.reject(new Error('not asked for')),
      measured: async () => {},
      dispose: () => {},
    };
    const rows = await robustness(engine, samples);
    const at = (way: string, name: string) =>
      rows.filter((row) => row.way === way).findIndex(({ change, amount }) => `${change} ${amount}`.trim() === name);
    return {
      rows,
      crop: (name: string) => crops[at('cropped', name)] as Float32Array,
      /** The first channel of cell `face`, by its row and column. */
      cell: (name: string, face: number) => {
        const { data, width } = atlases[at('whole', name)] as Atlas;
        const columns = width / CELL;
        const [left, top] = [(face % columns) * CELL, Math.floor(face / columns) * CELL];
        return (x: number, y: number) => data[4 * ((top + y) * width + left + x)] as number;
      },
    };
  };

  test('every change is counted, faces that are not found as wrong', async () => {
    const { rows } = await changed([picture('happy', () => 90), picture('sad', () => 90), picture('happy', () => 90)]);
    expect(rows.map(({ way, change, amount }) => `${way}: ${change} ${amount}`.trim())).toEqual([
      'cropped: as it is',
      ...['moved', 'larger', 'smaller'].flatMap((how) => [5, 10, 20].map((part) => `cropped: crop ${how} ${part} %`)),
      ...['a mask', 'a hand', 'a microphone'].map((what) => `cropped: covered by ${what}`),
      'cropped: glare on both eyes',
      'cropped: backlight',
      'cropped: exposure −2 EV',
      ...[96, 64, 48, 32, 24].map((width) => `whole: face width ${width} px`),
      ...[10, 20, 30].map((angle) => `whole: roll ${angle}°`),
      'whole: JPEG quality 30',
    ]);
    for (const { way, n, found, accuracy, macroRecall } of rows) {
      const read = way === 'cropped';
      expect({ n, found }).toEqual({ n: 3, found: read ? 3 : 0 });
      expect([accuracy, macroRecall]).toEqual(read ? [2 / 3, 1 / 2] : [0, null]);
    }
  });

  test('crops move to all sides in turn and grow and shrink about their middle', async () => {
    const slope = (x: number, y: number) => x + 2 * y;
    const { crop } = await changed(Array.from({ length: 5 }, () => picture('sad', slope)));
    /** Of each face, what stands at a place, against what stood there before. */
    const gained = (name: string, x: number, y: number) =>
      Array.from(
        { length: 5 },
        (_, face) => 255 * (crop(name)[face * PIXELS + y * FER_SIDE + x] as number) - slope(x, y),
      );
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 3));
    expect(gained('as it is', 20, 30)).toEqual(near([0, 0, 0, 0, 0]));
    expect(gained('crop moved 5 %', 20, 30)).toEqual(near([-2.4, 2.4, -4.8, 4.8, -2.4]));
    expect(gained('crop moved 20 %', 20, 30)).toEqual(near([-9.6, 9.6, -19.2, 19.2, -9.6]));
    // 13.5 pixels left of the middle and 6.5 above it, by a tenth further out or in.
    expect(gained('crop larger 10 %', 10, 17)[0]).toBeCloseTo(-1.35 - 2 * 0.65, 3);
    expect(gained('crop smaller 10 %', 10, 17)[0]).toBeCloseTo(1.35 + 2 * 0.65, 3);
  });

  test("a crop repeats the picture's edge beyond it", () => {
    const gray = Float32Array.from(pixels((x, y) => 100 * x + y));
    const moved = recropped(gray, { x: -10, y: 40, side: FER_SIDE });
    const at = (x: number, y: number) => moved[y * FER_SIDE + x];
    expect([at(0, 0), at(10, 0), at(11, 3), at(11, 7), at(11, 8), at(11, 47)]).toEqual([40, 40, 143, 147, 147, 147]);
  });

  test('a face of any width stands amid gray as large as a call would draw it, its box in the middle', async () => {
    const { cell } = await changed([picture('sad', () => 255)]);
    // The box is 1/2.2 of the cell, the picture 1.165 boxes, its middle 0.108 boxes above the box's.
    const box = CELL / 2.2;
    for (const name of ['face width 64 px', 'face width 96 px', 'face width 24 px', 'JPEG quality 30']) {
      const white = cell(name, 0);
      const edge = (inside: (i: number) => boolean) => {
        const all = Array.from({ length: CELL }, (_, i) => i).filter(inside);
        return { first: all[0] ?? 0, end: (all.at(-1) ?? 0) + 1 };
      };
      const [across, down] = [edge((i) => white(i, 64) > 250), edge((i) => white(64, i) > 250)];
      for (const { first, end } of [across, down]) expect(Math.abs(end - first - 1.165 * box)).toBeLessThan(2);
      expect(Math.abs((across.first + across.end) / 2 - 64)).toBeLessThan(1.5);
      expect(Math.abs((down.first + down.end) / 2 - (64 - 0.108 * box))).toBeLessThan(1.5);
      expect([white(2, 64), white(64, 125)]).toEqual([128, 128]);
    }
  });

  test('rolled faces turn to either side in turn, with gray around; compressed ones lose detail', async () => {
    const half = (x: number) => (x < FER_SIDE / 2 ? 0 : 255);
    const stripes = (x: number) => (x % 4 < 2 ? 60 : 200);
    const { cell } = await changed([picture('sad', half), picture('sad', half), picture('sad', stripes)]);
    // The picture's middle is the point that does not move.
    const y = Math.round(64 - (0.108 * CELL) / 2.2);
    /** Above the middle, below it, and in the corner. */
    const three = (name: string, face: number) => {
      const value = cell(name, face);
      return [value(68, y - 15), value(68, y + 15), value(64 - 30, y - 30)];
    };
    expect(three('face width 64 px', 0)).toEqual([255, 255, 0]);
    expect(three('roll 30°', 0)).toEqual([0, 255, 128]);
    expect(three('roll 30°', 1)).toEqual([255, 0, 128]);
    const row = (name: string) => Array.from({ length: 60 }, (_, i) => cell(name, 2)(34 + i, y));
    expect(row('JPEG quality 30')).not.toEqual(row('face width 64 px'));
  });
});

describe('pictures in subfolders', () => {
  test('of any size and kind are read; those that cannot be do not stop the rest', async () => {
    const picture = sharp(path.join(demo, 'sample1.jpg'));
    await put('happy/a.jpg', await readFile(path.join(demo, 'sample1.jpg')));
    await put('happy/b.gif', await picture.clone().resize(80).gif().toBuffer());
    await put('Neutral/c.webp', await picture.clone().resize(1).webp().toBuffer());
    await put('Neutral/d.png', await picture.clone().ensureAlpha(0.5).resize(900, 40).png().toBuffer());
    await put('sad/e.PNG', await picture.clone().resize(48, 48).grayscale().png().toBuffer());
    await put('sad/cut.jpg', (await readFile(path.join(demo, 'sample1.jpg'))).subarray(0, 9000));
    await put('sad/none.jpg', 'no picture');
    await put('sad/notes.txt', 'no picture either');
    await put('sad/.hidden.png', '');
    const { n, found, unreadable, confusion, classes, ...rest } = await report();
    expect({ n, found, unreadable }).toEqual({ n: 5, found: 5, unreadable: 2 });
    expect(rest).toMatchObject({
      ferplus: null,
      refusal: null,
      robustness: null,
      withoutDuplicates: null,
      withoutNearDuplicates: null,
    });
    const rows = Object.fromEntries(classes.map((name, i) => [name, confusion[i]?.reduce((a, b) => a + b)]));
    expect(rows).toEqual({ neutral: 2, happy: 2, sad: 1, surprise: 0, angry: 0, disgust: 0, fear: 0 });
    expect(complained.filter((line) => /^sad.(cut|none)\.jpg cannot be read: /.test(line))).toHaveLength(2);
    expect(complained[0]).toBe(`Ignored, no pictures: ${path.join('sad', 'notes.txt')} (1 in all)`);
  });

  test('--detect finds the faces of photographs, wherever they are, and counts what it does not find', async () => {
    for (const i of [1, 2, 3]) await cp(path.join(demo, `sample${i}.jpg`), path.join(folder, 'happy', `${i}.jpg`));
    // Faces too small for the first look, in the corner of a large picture.
    const small = await sharp(path.join(demo, 'sample1.jpg')).resize(640).toBuffer();
    const wide = sharp({ create: { width: 1600, height: 900, channels: 3, background: '#446' } });
    await put(
      'happy/corner.png',
      await wide
        .composite([{ input: small, left: 940, top: 460 }])
        .png()
        .toBuffer(),
    );
    const plain = sharp({ create: { width: 300, height: 200, channels: 3, background: '#446' } });
    await put('sad/nobody.png', await plain.png().toBuffer());
    const { n, found, accuracy, accuracyOfAll, confusion, detect } = await report('--detect');
    expect({ n, found, detect }).toEqual({ n: 5, found: 4, detect: true });
    expect(confusion.flat().reduce((a, b) => a + b)).toBe(4);
    expect(5 * (accuracyOfAll ?? 0)).toBeCloseTo(4 * (accuracy ?? 0));
    expect(said[0]).toMatch(/not found +1 \(20\.0 %\)/);
  });
});

test('a picture on its side by its pixels stands upright by its orientation tag', async () => {
  const pixels = { create: { width: 40, height: 20, channels: 3, background: 'gray' } } as const;
  await put('sad/turned.jpg', await sharp(pixels).withMetadata({ orientation: 6 }).jpeg().toBuffer());
  const picture = await (await openDataset(folder, null)).samples[0]?.open();
  const decoded = await picture?.raw().toBuffer({ resolveWithObject: true });
  expect(decoded?.info).toMatchObject({ width: 20, height: 40 });
});

describe('FER2013', () => {
  /** A mosaic in which every pixel tells its place. */
  const place = (x: number, y: number) => (x * 7 + y * 13) % 256;

  test('faces are cut out of the mosaics to the pixel, with their labels and votes', async () => {
    const pixels = Uint8Array.from({ length: 1536 ** 2 }, (_, i) => place(i % 1536, Math.floor(i / 1536)));
    const mosaic = sharp(pixels, { raw: { width: 1536, height: 1536, channels: 1 } });
    await put('mosaic_01.webp', await mosaic.webp({ lossless: true }).toBuffer());
    const rows = [
      '0,1057,T,3,0A00000000,',
      '1,1057,P,3,0A00000000,',
      '2,1100,P,6,4001320000,row_order_unknown',
      '3,1024,P,0,0000000000,',
      '4,1025,V,1,4001320000,ferplus_dup_name',
    ];
    await put('index.csv', `${HEADER}\r\n${rows.join('\r\n')}\r\n`);
    const { name, samples } = await openDataset(folder, null);
    expect(name).toBe('FER2013 PrivateTest');
    expect(samples.map(({ truth, votes, inTraining }) => ({ truth, votes, inTraining }))).toEqual([
      { truth: 'happy', votes: [0, 10, 0, 0, 0, 0, 0, 0, 0, 0], inTraining: true },
      { truth: 'neutral', votes: null, inTraining: false },
      { truth: 'angry', votes: null, inTraining: false },
    ]);
    // Cell 1057 is the second mosaic's tile 33: second row, second column.
    const [gray, rgb] = await Promise.all(
      [1, 3].map(async (channels) => {
        const picture = await samples[0]?.open();
        return picture
          ?.toColourspace(channels === 1 ? 'b-w' : 'srgb')
          .raw()
          .toBuffer();
      }),
    );
    const expected = Uint8Array.from({ length: 48 * 48 }, (_, i) => place(48 + (i % 48), 48 + Math.floor(i / 48)));
    expect(gray && new Uint8Array(gray)).toEqual(expected);
    expect(rgb && new Uint8Array(rgb)).toEqual(
      Uint8Array.from(expected, (_, i) => expected[i] ?? 0).reduce(
        (all, value, i) => all.fill(value, 3 * i, 3 * i + 3),
        new Uint8Array(3 * 48 * 48),
      ),
    );
    const [publicTest] = (await openDataset(folder, 'V')).samples;
    expect(publicTest).toMatchObject({ truth: 'disgust', votes: [4, 0, 0, 1, 3, 2, 0, 0, 0, 0], inTraining: false });
  });

  describe('the real faces', () => {
    const missing = !existsSync(path.join(fer2013, 'index.csv'));
    if (missing) {
      const sentence = `FER2013 is not at ${fer2013}; set ROOMTONE_DATA to its folder.`;
      process.stderr.write(`${sentence}\n`);
      test.runIf(process.env.CI === 'true')('are there', () => {
        throw new Error(sentence);
      });
    }

    /** A few of PublicTest's faces, 8 of them copies of training faces, with or without the rows of those. */
    const someFaces = async (fresh: number, withTraining = false) => {
      const [header, ...rows] = (await readFile(path.join(fer2013, 'index.csv'), 'utf8')).trimEnd().split('\n');
      const cellOf = (row: string) => row.split(',')[1];
      const training = rows.filter((row) => row.includes(',T,'));
      const trained = new Set(training.map(cellOf));
      const tests = rows.filter((row) => row.includes(',V,'));
      const copies = tests.filter((row) => trained.has(cellOf(row))).slice(0, 8);
      const others = tests.filter((row) => !trained.has(cellOf(row))).slice(0, fresh);
      await put('index.csv', [header, ...(withTraining ? training : []), ...copies, ...others].join('\n'));
      for (let i = 0; i < 34; i++) {
        const name = `mosaic_${String(i).padStart(2, '0')}.webp`;
        await symlink(path.join(fer2013, name), path.join(folder, name));
      }
    };

    test.skipIf(missing)('are read far better than by chance, with and without copies of training faces', async () => {
      await someFaces(200, true);
      const whole = await report('--split', 'V', '--quick');
      expect(whole).toMatchObject({ dataset: 'FER2013 PublicTest', n: 208, found: 208, unreadable: 0 });
      expect(whole.accuracy).toBeGreaterThan(0.6);
      expect(whole.accuracy).toBe(whole.accuracyOfAll);
      expect(whole.shown.accuracy).toBeGreaterThan(0.55);
      expect(whole.withoutDuplicates?.n).toBe(200);
      expect(whole.withoutNearDuplicates?.n).toBeLessThan(200);
      expect(whole.withoutNearDuplicates?.n).toBeGreaterThan(150);
      expect(whole.ferplus?.n).toBeGreaterThan(150);
      expect(whole.ferplus?.accuracy).toBeGreaterThan(0.75);
      expect(whole.refusal?.faces).toBe(whole.ferplus?.n);
      expect(whole.votesHead.accuracy).toBeGreaterThan(0.45);
      expect(whole.robustness).toBe(null);
      const diagonal = whole.confusion.map((row, i) => row[i] ?? 0).reduce((a, b) => a + b);
      expect(whole.accuracy).toBeCloseTo(diagonal / 208);
    });

    test.skipIf(missing)('are found by the detector at twice their size', async () => {
      await someFaces(200);
      const whole = await report('--split', 'V', '--quick', '--detect');
      expect(whole.found).toBeGreaterThan(0.95 * whole.n);
      // The detector's crop costs a little; much more would mean that it frames faces otherwise than FER2013 does.
      expect(whole.accuracy).toBeGreaterThan(0.57);
      expect(whole.ferplus?.accuracy).toBeGreaterThan(0.7);
      expect(whole.refusal).toBe(null);
    });

    test.skipIf(missing)('are read with changes, one in four of them, and the model is weighed and timed', async () => {
      await someFaces(24);
      const { robustness, model, speed } = await report('--split', 'V');
      expect(robustness?.map(({ n }) => n)).toEqual(Array(25).fill(8));
      for (const { found, accuracy, change } of robustness ?? []) {
        expect(found).toBeGreaterThanOrEqual(7);
        expect(accuracy).toBeGreaterThan(change === 'covered by' ? 0.2 : 0.4);
      }
      expect(said[0]).toMatch(/cropped +crop smaller 20 % +8 +8 /);
      const json = JSON.parse(await readFile(path.join(root, 'models/expression/model.json'), 'utf8'));
      const { version, multiplyAdds } = json.userDefinedMetadata;
      expect(model).toMatchObject({ version, multiplyAdds });
      expect(model.parameters).toBeGreaterThan(100_000);
      const weights = await readFile(path.join(root, 'models/expression/weights.bin'));
      expect(model.bytes).toBeGreaterThan(weights.length);
      expect(speed).toMatchObject({ backend: 'wasm', threads: 1, batch: 9, runs: 15 });
      expect(speed.min).toBeGreaterThan(0);
      expect(speed.msPerFace).toBeGreaterThanOrEqual(speed.min);
      expect(speed.msPerFace).toBeLessThanOrEqual(speed.max);
    });
  });
});
