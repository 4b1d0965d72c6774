// Holds the converted face detectors against an independent runtime of the same files: LiteRT's WASM build.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ConvertedModel, convertDetector, convertModel } from '../../scripts/convert-detector.ts';
import { type Operator, readTflite, type TfliteModel } from '../../scripts/tflite.ts';

const modules = path.resolve(import.meta.dirname, '../../node_modules');
const detectorFile = (range: string) =>
  new Uint8Array(readFileSync(path.join(modules, `@mediapipe/face_detection/face_detection_${range}.tflite`)));
const samplePicture = path.join(modules, '@vladmandic/face-api/demo/sample1.jpg');

/**
 * Both runtimes compute in single precision (XNNPACK widens the half-precision weights first) but sum in different
 * orders, so a value may differ by this much of the largest value of its output.
 */
const TOLERANCE = 1e-5;

interface Outputs {
  scores: Float32Array;
  boxes: Float32Array;
}

/** The largest difference, as a share of the largest expected value. */
function difference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  let largest = 0;
  let apart = 0;
  expected.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    apart = Math.max(apart, Math.abs((actual[i] ?? Number.NaN) - value));
  });
  return apart / largest;
}

async function picture(side: number): Promise<Float32Array> {
  const pixels = await sharp(samplePicture)
    .resize(side, side, { fit: 'contain', background: '#808080' })
    .removeAlpha()
    .raw()
    .toBuffer();
  return Float32Array.from(pixels, (value) => value / 127.5 - 1);
}

function noise(side: number): Float32Array {
  let state = 20130707;
  return Float32Array.from({ length: side * side * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

async function load({ modelJson, weights }: ConvertedModel): Promise<tf.GraphModel> {
  const { modelTopology, signature, weightsManifest } = modelJson;
  const artifacts = { modelTopology, signature, weightSpecs: weightsManifest[0].weights, weightData: weights.buffer };
  return tf.loadGraphModel(tf.io.fromMemory(artifacts as unknown as tf.io.ModelArtifacts));
}

/** Runs the cells as one batch. */
function runConverted(model: tf.GraphModel, cells: Float32Array[], side: number): Outputs[] {
  return tf.tidy(() => {
    const batch = tf.stack(cells.map((cell) => tf.tensor3d(cell, [side, side, 3])));
    const [scores, boxes] = model.execute({ cells: batch }, ['scores', 'boxes']) as [tf.Tensor, tf.Tensor];
    const rows = (tensor: tf.Tensor) => tf.unstack(tensor).map((row) => row.dataSync() as Float32Array);
    const allBoxes = rows(boxes);
    return rows(scores).map((row, i) => ({ scores: row, boxes: allBoxes[i] ?? new Float32Array() }));
  });
}

type LiteRt = typeof import('@litertjs/core');
let liteRt: LiteRt;

beforeAll(async () => {
  // LiteRT expects a browser's worker and, once it notices Node, a CommonJS module around it. The compat build does
  // without relaxed SIMD, whose results may depend on the processor.
  const script = path.join(modules, '@litertjs/core/wasm/litert_wasm_compat_internal.js');
  vi.stubGlobal('self', globalThis);
  vi.stubGlobal('importScripts', (file: string) => vm.runInThisContext(readFileSync(file, 'utf8'), { filename: file }));
  vi.stubGlobal('require', createRequire(import.meta.url));
  vi.stubGlobal('__filename', script);
  vi.stubGlobal('__dirname', path.dirname(script));
  liteRt = await import('@litertjs/core');
  await liteRt.loadLiteRt(script);
  vi.unstubAllGlobals();
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(`${path.join(modules, '@tensorflow/tfjs-backend-wasm/dist')}/`);
  await tf.setBackend('wasm');
});
afterAll(() => liteRt?.unloadLiteRt());

async function runLiteRt(file: Uint8Array, cells: Float32Array[], side: number): Promise<Outputs[]> {
  const model = await liteRt.loadAndCompile(file, { accelerator: 'wasm' });
  const all: Outputs[] = [];
  for (const cell of cells) {
    const results = await model.run([new liteRt.Tensor(cell, [1, side, side, 3])]);
    const named: Partial<Outputs> = {};
    for (const result of results) {
      const data = (await result.data()) as Float32Array;
      named[result.type.layout.dimensions[2] === 1 ? 'scores' : 'boxes'] = data;
    }
    all.push(named as Outputs);
  }
  model.delete();
  return all;
}

describe.each([
  { range: 'short_range', side: 128, anchors: 896 },
  { range: 'full_range', side: 192, anchors: 2304 },
])('$range', ({ range, side, anchors }) => {
  const file = detectorFile(range);
  const cells = async () => ({
    picture: await picture(side),
    noise: noise(side),
    gray: new Float32Array(side * side * 3),
    white: new Float32Array(side * side * 3).fill(1),
  });

  test('gives what LiteRT gives, for several cells at once', async () => {
    const inputs = await cells();
    const expected = await runLiteRt(file, Object.values(inputs), side);
    const model = await load(convertDetector(file));
    const actual = runConverted(model, Object.values(inputs), side);
    model.dispose();
    for (const [i, name] of Object.keys(inputs).entries()) {
      const [mine, theirs] = [actual[i], expected[i]];
      if (!mine || !theirs) throw new Error(`nothing came back for ${name}`);
      expect(theirs.scores.length).toBe(anchors);
      const apart = { scores: difference(mine.scores, theirs.scores), boxes: difference(mine.boxes, theirs.boxes) };
      const shown = `scores ${apart.scores.toExponential(1)}, boxes ${apart.boxes.toExponential(1)}`;
      console.log(`${range}, ${name}: furthest from LiteRT, of the largest value: ${shown}`);
      expect(apart.scores).toBeLessThan(TOLERANCE);
      expect(apart.boxes).toBeLessThan(TOLERANCE);
    }
    const [face, random, gray] = actual.map(({ scores }) => Math.max(...scores));
    expect(face).toBeGreaterThan(0);
    expect(random).toBeLessThan(0);
    expect(gray).toBeLessThan(0);
  });

  test('any number of cells gives for each what it gives alone', async () => {
    const inputs = Object.values(await cells());
    const model = await load(convertDetector(file));
    const together = runConverted(model, inputs, side);
    const alone = inputs.flatMap((cell) => runConverted(model, [cell], side));
    model.dispose();
    alone.forEach((one, i) => {
      expect(difference(together[i]?.boxes ?? new Float32Array(), one.boxes)).toBeLessThan(1e-6);
    });
  });

  test('the comparison notices two weights that changed places', async () => {
    const input = await picture(side);
    const [expected] = await runLiteRt(file, [input], side);
    const converted = convertDetector(file);
    const { weights } = converted;
    // The first kernel's first two values.
    weights.set([weights[2] ?? 0, weights[3] ?? 0, weights[0] ?? 0, weights[1] ?? 0]);
    const model = await load(converted);
    const [actual] = runConverted(model, [input], side);
    model.dispose();
    expect(actual && expected && difference(actual.boxes, expected.boxes)).toBeGreaterThan(TOLERANCE);
  });
});

describe('what cannot be converted is refused by name', () => {
  const file = detectorFile('short_range');

  test.each([0, 6, 100, 20_000, file.length - 1])('a file cut off after %i bytes', (length) => {
    expect(() => convertDetector(file.slice(0, length))).toThrow(/truncated or damaged/);
  });

  test('another kind of file', () => {
    expect(() => convertDetector(new TextEncoder().encode('<!doctype html>'))).toThrow(
      'This is not a .tflite file: its identifier is "ctyp", not "TFL3".',
    );
  });

  test('an operator that has no counterpart here', () => {
    expect(() => convertDetector(detectorFile('full_range_sparse'))).toThrow(/Operator DENSIFY .* cannot be converted/);
  });

  /** Converts the real file after the first operator of this type (or all of them) got other options. */
  const changed = (type: Operator['type'], options: object) => {
    const model = readTflite(file);
    const at = model.operators.findIndex((operator) => operator.type === type);
    model.operators[at] = { ...model.operators[at], ...options } as Operator;
    return convertModel(model);
  };

  test.each<[Operator['type'], object, RegExp]>([
    ['CONV_2D', { activation: 'RELU6' }, /CONV_2D with the activation RELU6/],
    ['CONV_2D', { activation: 'TANH' }, /CONV_2D with the activation TANH/],
    ['CONV_2D', { inputs: [0, 224, -1] }, /CONV_2D without a bias/],
    ['DEPTHWISE_CONV_2D', { activation: 'SIGN_BIT' }, /DEPTHWISE_CONV_2D with the activation SIGN_BIT/],
    ['DEPTHWISE_CONV_2D', { depthMultiplier: 2 }, /depth multiplier of 2/],
    ['MAX_POOL_2D', { activation: 'RELU' }, /MAX_POOL_2D with the activation RELU/],
    ['ADD', { activation: 'RELU_N1_TO_1' }, /ADD with the activation RELU_N1_TO_1/],
    ['ADD', { inputs: [0, 4] }, /ADD of different shapes/],
    ['CONCATENATION', { activation: 'RELU' }, /CONCATENATION with the activation RELU/],
    ['CONCATENATION', { axis: 0 }, /CONCATENATION of batches/],
    ['CONCATENATION', { axis: -3 }, /CONCATENATION of batches/],
    ['RELU', { inputs: [174] }, /no operator before computes it/],
    ['DEQUANTIZE', { inputs: [0] }, /not of a half-precision constant/],
  ])('%s with %o', (type, options, message) => {
    expect(() => changed(type, options)).toThrow(message);
  });

  test('padding or reshaping that mixes cells', () => {
    const model = readTflite(file);
    const paddings = model.operators.find(({ type }) => type === 'PAD')?.inputs[1] ?? -1;
    const padded = withTensor(model, paddings, { data: new Uint8Array(Int32Array.of(0, 1, 0, 0, 0, 0, 0, 4).buffer) });
    expect(() => convertModel(padded)).toThrow(/PAD of the batch/);
    const reshaped = model.operators.find(({ type }) => type === 'RESHAPE')?.outputs[0] ?? -1;
    expect(() => convertModel(withTensor(model, reshaped, { shape: [512, 1, 1] }))).toThrow(/does not keep the batch/);
  });

  test('outputs of another network', () => {
    const model = readTflite(file);
    expect(() => convertModel({ ...model, outputs: model.outputs.slice(1) })).toThrow(/The detector has no output/);
    expect(() => convertModel({ ...model, inputs: [0, 1] })).toThrow('One input can be converted, not 2.');
  });

  test('the model that was read stays as it is', () => {
    const model = readTflite(file);
    const before = JSON.stringify(model.operators);
    convertModel(model);
    expect(JSON.stringify(model.operators)).toBe(before);
  });
});

describe('options that change what is computed', () => {
  const nodes = (model: TfliteModel) => convertModel(model).modelJson.modelTopology.node;

  test('a sum takes its activation along', () => {
    const model = readTflite(detectorFile('short_range'));
    const at = model.operators.findIndex(({ type }) => type === 'ADD');
    model.operators[at] = { ...model.operators[at], activation: 'RELU' } as Operator;
    const [sum, relu] = nodes(model).filter(({ name }) => name.startsWith(`add_${at}`));
    expect(sum?.op).toBe('AddV2');
    expect(relu).toMatchObject({ op: 'Relu', input: [sum?.name] });
  });

  test('resizing keeps its corners and centres', () => {
    const model = readTflite(detectorFile('full_range'));
    const attributes = () => nodes(model).find(({ op }) => op === 'ResizeBilinear')?.attr;
    expect(attributes()).toMatchObject({ align_corners: { b: false }, half_pixel_centers: { b: true } });
    const at = model.operators.findIndex(({ type }) => type === 'RESIZE_BILINEAR');
    model.operators[at] = { ...model.operators[at], alignCorners: true, halfPixelCenters: false } as Operator;
    expect(attributes()).toMatchObject({ align_corners: { b: true }, half_pixel_centers: { b: false } });
  });
});

function withTensor(model: TfliteModel, index: number, changes: object): TfliteModel {
  return { ...model, tensors: model.tensors.map((tensor, i) => (i === index ? { ...tensor, ...changes } : tensor)) };
}
