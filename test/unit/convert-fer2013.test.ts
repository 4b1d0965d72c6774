// Converts made-up files in the form of FER2013's and FER+'s makers, right ones and broken ones, and reads them back.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../scripts/convert-fer2013.ts';
import { openDataset } from '../../scripts/lib/dataset.ts';
import { emptyFolder, printed } from '../support/command.ts';

const FER2013 = 'emotion,pixels,Usage';
const FERPLUS = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';
const NAMES = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
const PIXELS = 48 * 48;

const folder = emptyFolder('convert');
const { said, complained } = printed();

const inside = (name: string) => path.join(folder, name);
const put = (name: string, lines: string[]) => writeFile(inside(name), lines.join('\n'));
const convert = () =>
  main(['--fer2013', inside('fer2013.csv'), '--ferplus', inside('fer2013new.csv'), '--to', inside('to')]);

/** Pixels that no other number gives. */
const picture = (number: number) =>
  Uint8Array.from({ length: PIXELS }, (_, i) => (i < 2 ? Math.floor(number / 256 ** i) : i * number) % 256);
const faceLine = (label: number, number: number, usage: string) => `${label},${picture(number).join(' ')},${usage}`;
const votesLine = (usage: string, name: string, votes: number[]) => [usage, name, ...votes].join(',');
const UNANIMOUS = [0, 10, 0, 0, 0, 0, 0, 0, 0, 0];

test('every pixel, label, split and vote is read back from two mosaics as it stood in the two files', async () => {
  const faces = Array.from({ length: 1100 }, (_, i) => ({
    label: i % 7,
    // The last fifty repeat the first fifty.
    number: i % 1050,
    usage: i < 1000 ? 'Training' : i < 1060 ? 'PublicTest' : 'PrivateTest',
    votes: i % 3 === 0 ? UNANIMOUS : [i % 10, 0, 1, 0, 0, 0, 0, 0, 0, 9 - (i % 10)],
  }));
  await put('fer2013.csv', [FER2013, ...faces.map(({ label, number, usage }) => faceLine(label, number, usage)), '']);
  await put('fer2013new.csv', [FERPLUS, ...faces.map(({ usage, votes }, i) => votesLine(usage, `fer${i}.png`, votes))]);
  expect(await convert()).toBe(0);
  expect(said.at(-1)).toBe(
    `1100 faces (1000 Training, 60 PublicTest, 40 PrivateTest), 1050 different, are in ${inside('to')}.`,
  );
  expect((await readdir(inside('to'))).sort()).toEqual(['index.csv', 'mosaic_00.webp', 'mosaic_01.webp']);
  for (const [split, usage] of [
    ['T', 'Training'],
    ['V', 'PublicTest'],
    ['P', 'PrivateTest'],
  ] as const) {
    const asked = faces.filter((face) => face.usage === usage);
    const { samples } = await openDataset(inside('to'), split);
    expect(samples.map(({ truth, votes, inTraining }) => ({ truth, votes, inTraining }))).toEqual(
      asked.map(({ label, number, votes }) => ({ truth: NAMES[label], votes, inTraining: number < 1000 })),
    );
    for (const [i, sample] of samples.entries()) {
      const pixels = await (await sample.open()).toColourspace('b-w').raw().toBuffer();
      expect(new Uint8Array(pixels)).toEqual(picture(asked[i]?.number ?? -1));
    }
  }
});

test('the index has its columns, cells shared by equal pictures, and the flags that the files can tell', async () => {
  const mixed = [4, 0, 0, 1, 3, 2, 0, 0, 0, 0];
  const rows: [label: number, number: number, usage: string, name: string, votes: number[]][] = [
    [0, 7, 'Training', 'a.png', mixed],
    [1, 8, 'Training', 'b.png', UNANIMOUS],
    // The same picture under another label, in the same split and in another one.
    [2, 7, 'Training', 'c.png', mixed],
    [3, 8, 'PrivateTest', 'd.png', UNANIMOUS],
    // A name that comes twice.
    [4, 9, 'PublicTest', 'e.png', mixed],
    [5, 10, 'PublicTest', 'e.png', mixed],
    // Both at once.
    [6, 7, 'Training', 'b.png', mixed],
    // Dropped by FER+: the name is empty, and the votes are nobody's.
    [6, 11, 'PrivateTest', '', [0, 0, 0, 0, 0, 0, 0, 0, 0, 10]],
    [6, 12, 'PrivateTest', '', [0, 0, 0, 0, 0, 0, 0, 0, 0, 10]],
  ];
  await put('fer2013.csv', [FER2013, ...rows.map(([label, number, usage]) => faceLine(label, number, usage))]);
  await put('fer2013new.csv', [FERPLUS, ...rows.map(([, , usage, name, votes]) => votesLine(usage, name, votes))]);
  expect(await convert()).toBe(0);
  expect((await readFile(inside('to/index.csv'), 'utf8')).split('\n')).toEqual([
    'index,cell,split,label_id,votes,flag',
    '0,0,T,0,4001320000,dup_label_conflict',
    '1,1,T,1,0A00000000,ferplus_dup_name',
    '2,0,T,2,4001320000,dup_label_conflict',
    '3,1,P,3,0A00000000,',
    '4,2,V,4,4001320000,ferplus_dup_name',
    '5,3,V,5,4001320000,ferplus_dup_name',
    '6,0,T,6,4001320000,dup_label_conflict+ferplus_dup_name',
    '7,4,P,6,0000000000,',
    '8,5,P,6,0000000000,',
    '',
  ]);
  expect((await openDataset(inside('to'), 'P')).samples.map(({ votes }) => votes)).toEqual([UNANIMOUS, null, null]);
});

test('quotes, spaces, another order of columns and other ends of lines do not matter', async () => {
  const rows = [
    'emotion, Usage, pixels',
    `3,Training,"${picture(1).join(' ')}"`,
    `4,PrivateTest, ${picture(2).join(' ')}`,
  ];
  await writeFile(inside('fer2013.csv'), `\uFEFF${rows.join('\r\n')}\r\n\r\n`);
  const votes = [FERPLUS, votesLine('Training', 'a.png', UNANIMOUS), votesLine('PrivateTest', 'b.png', UNANIMOUS)];
  await writeFile(inside('fer2013new.csv'), `${votes.join('\r\n')}\r\n`);
  await mkdir(inside('to'));
  expect(await convert()).toBe(0);
  const [sample] = (await openDataset(inside('to'), 'P')).samples;
  expect(sample).toMatchObject({ truth: 'sad', votes: UNANIMOUS });
  const pixels = await (await sample?.open())?.toColourspace('b-w').raw().toBuffer();
  expect(pixels && new Uint8Array(pixels)).toEqual(picture(2));
});

describe('one clear sentence, exit code 1 and nothing written for', () => {
  const face = faceLine(0, 1, 'Training');
  const votes = votesLine('Training', 'a.png', UNANIMOUS);
  beforeEach(async () => {
    await put('fer2013.csv', [FER2013, face, face]);
    await put('fer2013new.csv', [FERPLUS, votes, votes]);
  });

  const complains = async (sentence: RegExp, run = convert) => {
    const before = await readdir(folder, { recursive: true });
    complained.length = 0;
    expect(await run()).toBe(1);
    expect(complained).toHaveLength(1);
    expect(complained[0]?.split('\n')[0]).toMatch(sentence);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  };

  test('arguments that are missing or unknown', async () => {
    await complains(/^--fer2013 is missing/, () => main([]));
    await complains(/^--ferplus is missing/, () => main(['--fer2013', 'a']));
    await complains(/^--to is missing/, () => main(['--fer2013', 'a', '--ferplus', 'b']));
    await complains(/^Unknown option '--data'/, () => main(['--data', 'a']));
  });

  test('a file that is missing or is a folder', async () => {
    await rm(inside('fer2013new.csv'));
    await complains(/^There is no file .*fer2013new\.csv\.$/);
    await rm(inside('fer2013.csv'));
    await mkdir(inside('fer2013.csv'));
    await complains(/^There is no file .*fer2013\.csv\.$/);
  });

  test('a place to write that is a file or not empty', async () => {
    await writeFile(inside('to'), '');
    await complains(/to is no empty folder; --to wants a new or an empty one\.$/);
    await rm(inside('to'));
    await mkdir(inside('to'));
    await writeFile(inside('to/.note'), '');
    await complains(/to is no empty folder; --to wants a new or an empty one\.$/);
  });

  test('a place where nothing can be written', async () => {
    await writeFile(inside('file'), '');
    const to = inside('file/to');
    const args = ['--fer2013', inside('fer2013.csv'), '--ferplus', inside('fer2013new.csv'), '--to', to];
    await complains(/^ENOTDIR: .*file\/to/, () => main(args));
  });

  test('columns that are missing', async () => {
    await put('fer2013.csv', ['emotion,picture', face]);
    await complains(/fer2013\.csv lacks pixels, Usage in its first line\.$/);
    await put('fer2013.csv', ['']);
    await complains(/fer2013\.csv lacks emotion, pixels, Usage in its first line\.$/);
    await put('fer2013new.csv', [FERPLUS.replace(',contempt', ''), votes]);
    await complains(/fer2013new\.csv lacks contempt in its first line\.$/);
  });

  test('lines of fer2013.csv that hold nonsense', async () => {
    const pixels = Array.from(picture(1), String);
    const cases: [line: string, problem: RegExp][] = [
      [`7,${pixels.join(' ')},Training`, /the emotion is "7" where 0 to 6 belongs/],
      [`,${pixels.join(' ')},Training`, /the emotion is "" where/],
      [`0,${pixels.join(' ')},Test`, /the Usage is "Test" where Training, PublicTest or PrivateTest belongs/],
      [`0,${pixels.slice(1).join(' ')},Training`, /2303 pixels where 2304 belong/],
      [`0,${pixels.join(' ')} 0,Training`, /2305 pixels where 2304 belong/],
      ['0,,Training', /1 pixels where 2304 belong/],
      [`0,${pixels.with(5, '256').join(' ')},Training`, /a pixel is no whole number from 0 to 255/],
      [`0,${pixels.with(5, '-1').join(' ')},Training`, /a pixel is no whole/],
      [`0,${pixels.with(5, '1.5').join(' ')},Training`, /a pixel is no whole/],
      [`0,${pixels.with(5, 'x').join(' ')},Training`, /a pixel is no whole/],
    ];
    for (const [line, problem] of cases) {
      await put('fer2013.csv', [FER2013, face, line]);
      await complains(new RegExp(`fer2013\\.csv cannot be read in line 3: ${problem.source}`));
    }
  });

  test('counts of voters that are none', async () => {
    for (const count of ['11', '-1', '1.5', '']) {
      await put('fer2013new.csv', [FERPLUS, votes, votes.replace(',10,', `,${count},`)]);
      await complains(new RegExp(`fer2013new\\.csv cannot be read in line 3: "${count}" is no count from 0 to 10\\.$`));
    }
  });

  test('files that do not belong together', async () => {
    await put('fer2013new.csv', [FERPLUS, votes]);
    await complains(/^fer2013\.csv has 2 faces, fer2013new\.csv 1; the two belong together line by line\.$/);
    await put('fer2013new.csv', [FERPLUS, votes, votes.replace('Training', 'PublicTest')]);
    await complains(/^Face 2 is Training in fer2013\.csv and PublicTest in fer2013new\.csv; the two belong together/);
  });
});
