// The picture whose numbers are known: what the reference reads in it, and what counts as wrong.
import { expect, test } from 'vitest';
import { knownRows } from '../../harness/known-rows.ts';
import { WasmRunner } from '../../src/engine/cpu/wasm-runner.ts';
import { DETECTION_WIDTH } from '../../src/engine/geometry/best-face.ts';
import { deviation, KNOWN_CELLS, knownAtlas, TOLERANCE } from '../../src/engine/known/known-answer.ts';
import { CLASSIFICATION_WIDTH } from '../../src/engine/nets/classification.ts';
import { kernelFile, shippedModels } from '../support/models.ts';

const WIDTH = DETECTION_WIDTH + CLASSIFICATION_WIDTH;
/** Rounding to five digits, and another order of sums. */
const CLOSE = 5e-5;

const reference = async () => {
  const rows = new Float32Array(KNOWN_CELLS * WIDTH);
  for (const [i, row] of (await knownRows()).entries()) if (row) rows.set(row, i * WIDTH);
  return rows;
};

test('the stored numbers are what TensorFlow.js reads with the models that ship (else run scripts/known-answer.ts)', async () => {
  expect(deviation(await reference())).toBeLessThan(CLOSE);
});

test('our kernels read them too, one cell and all cells', async () => {
  const module = await WebAssembly.compile(await kernelFile('kernels.wasm'));
  const runner = new WasmRunner(module, await shippedModels());
  for (const cells of [1, KNOWN_CELLS])
    expect(deviation(await runner.read(knownAtlas(cells)), cells)).toBeLessThan(CLOSE);
});

test('the faces are sure ones, and no number hangs on a decision that could go either way', async () => {
  const rows = await knownRows();
  expect(rows.map((row) => row !== null)).toEqual([true, false, true, true]);
  for (const row of rows) if (row) expect(row[0]).toBeGreaterThan(0.85);
});

test.each<[string, (rows: Float32Array) => void]>([
  ['zeros', (rows) => rows.fill(0)],
  ['one that is not a number', (rows) => rows.set([Number.NaN], 2 * WIDTH + 30)],
  ['a face where there is none', (rows) => rows.set([0.6], WIDTH)],
  ['NaN where there is no face', (rows) => rows.set([Number.NaN], WIDTH)],
  ['cells in another order', (rows) => rows.set(rows.slice(2 * WIDTH, 3 * WIDTH), 0)],
  ['one share that is off by 0.02', (rows) => rows.set([(rows[DETECTION_WIDTH] as number) + 0.02], DETECTION_WIDTH)],
])('%s: is wrong', async (_, change) => {
  const rows = await reference();
  change(rows);
  expect(deviation(rows)).toBeGreaterThan(TOLERANCE);
});

test('half precision is right', async () => {
  const rows = (await reference()).map((value) => Math.round(value * 512) / 512);
  expect(deviation(rows)).toBeLessThan(TOLERANCE);
});
