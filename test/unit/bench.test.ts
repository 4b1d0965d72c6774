// What the bench makes of its arguments and of its measurements; the measuring itself needs a browser and an idle machine.
import { expect, test } from 'vitest';
import { main } from '../../scripts/bench.ts';
import { costOf, pageTable } from '../../scripts/lib/bench/call-page.ts';
import { tilePictures } from '../../scripts/lib/bench/pictures.ts';
import { type BenchReport, describe, median, type Row } from '../../scripts/lib/bench/report.ts';
import { printed } from '../support/command.ts';

const { said, complained } = printed();

test.each([
  [['--backends', 'wasm,cpu'], '--backends knows wasm, webgl, webgpu, not cpu.'],
  [['--tiles', '9,10'], '--tiles knows 1, 4, 9, 16, 25, 49, not 10.'],
  [['--runs', '3'], "Unknown option '--runs'"],
  [['--page', '--backends', 'wasm'], '--page measures what the extension chooses'],
])('%j is answered in one sentence before anything starts', async (argv, sentence) => {
  expect(await main(argv)).toBe(1);
  expect(complained[0]?.startsWith(sentence)).toBe(true);
  expect(complained[0]).toContain('\nUsage: npm run bench');
  expect(said).toEqual([]);
});

const row = (part: Partial<Row>): Row => ({
  engine: 'roomtone',
  backend: 'wasm',
  tiles: 9,
  msPerTick: 30,
  min: 29,
  max: 44.4,
  facesPerSecond: 300,
  firstResultMs: 250,
  bytes: 2.6e6,
  found: 9,
  inCallMs: 1.25,
  peakTensors: 0,
  ...part,
});

test('the table says how many times faster ours is, size by size', () => {
  const report: BenchReport = {
    machine: { cpu: 'A processor', cores: 2, browser: 'Chromium 156', gpu: 'None' },
    rows: [
      row({}),
      row({ engine: 'human', msPerTick: 345, found: 8, facesPerSecond: 23.19 }),
      row({ tiles: 1, msPerTick: 4 }),
      row({ tiles: 1, engine: 'human', msPerTick: 42 }),
    ],
    peak: { wasm: 20.96e9, relaxed: 31.8e9, webgl: null },
    reached: { convolutions: 19e9, nets: 25.44e9, of: 31.8e9 },
  };
  const text = describe(report);
  expect(text).toContain(
    'multiply-adds a second: 21.0 G on one WASM SIMD thread, 31.8 G with relaxed SIMD, none on WebGL',
  );
  expect(text).toContain('our convolutions do 19.0 G on one WASM thread, 60 % of the peak; both nets');
  expect(text).toMatch(/^ +9 {2}roomtone +30 +29–44 +300\.0 +9\/9 +1\.3 +250 +2\.60 MB +0$/m);
  expect(text).toMatch(/^ +9 {2}human +345 .* 23\.2 +8\/9 +11\.5 × /m);
  expect(text).toMatch(/^ +1 {2}human +42 .* 10\.5 × /m);
});

test('the median is the one in the middle, however the values come', () => {
  expect([median([3, 1, 2]), median([10, 9, 1, 2])]).toEqual([2, 9]);
});

test('tiles are as many as asked for, all of one size and all different', async () => {
  const tiles = await tilePictures(24);
  expect(new Set(tiles.map((tile) => tile.toString('base64'))).size).toBe(24);
});

test('of a page’s thread whatever our scripts call is ours, and the longest stretch is told', () => {
  const node = (id: number, url: string, children: number[] = []) => ({ id, callFrame: { url }, children });
  const nodes = [
    node(1, '', [2, 4]),
    node(2, 'https://call.example/app.js'),
    node(4, 'chrome-extension://us/content.js', [5]),
    // The browser's own work for us has no address.
    node(5, ''),
  ];
  const samples = [1, 2, 4, 5, 5, 2, 4];
  const timeDeltas = [1000, 1000, 500, 1500, 1000, 4000, 1000];
  expect(costOf({ nodes, samples, timeDeltas })).toEqual({ pageShare: 0.4, longestMs: 3 });
});

test('the page’s table has a line for each size', () => {
  const framesPerSecond = { off: 59.96, on: 59.2 };
  const line = pageTable([
    { tiles: 9, read: 9, looksPerSecond: 5.04, pageShare: 0.0196, longestMs: 6.6, framesPerSecond },
  ]);
  expect(line.split('\n').at(-1)).toBe('| 9 | 5.0 | 2.0 % | 7 ms | 60.0 and 59.2 | 9 |');
});
