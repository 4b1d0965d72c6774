// The expression net's heads, one by one: movements are had without any other being computed.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTfjsWasm } from '../../harness/tfjs-wasm.ts';
import { Memory } from '../../src/engine/cpu/wasm-memory.ts';
import { BEFORE, BORDER, makeNet } from '../../src/engine/cpu/wasm-net.ts';
import { WasmRunner } from '../../src/engine/cpu/wasm-runner.ts';
import { DETECTION_WIDTH } from '../../src/engine/geometry/best-face.ts';
import { FACE } from '../../src/engine/geometry/framing.ts';
import { knownAtlas } from '../../src/engine/known/known-answer.ts';
import {
  CLASSIFICATION_WIDTH,
  HEADS,
  nodeOf,
  readClassification,
  unaskedNodes,
} from '../../src/engine/nets/classification.ts';
import { readGraph } from '../../src/engine/nets/graph.ts';
import type { Models } from '../../src/engine/nets/model-files.ts';
import { planNet } from '../../src/engine/nets/net.ts';
import { loadModel } from '../../src/engine/tfjs/load-model.ts';
import { EXPRESSIONS, FACE_MOVEMENTS } from '../../src/engine/types.ts';
import { kernelFile, shippedModels } from '../support/models.ts';
import { random } from '../support/stream.ts';

const INPUT = { node: 'standardise/face', side: FACE, channels: 1 };
const next = random(11);
const face = Float32Array.from({ length: FACE * FACE }, next);

let models: Models;
let module: WebAssembly.Module;
beforeAll(async () => {
  models = await shippedModels();
  module = await WebAssembly.compile(await kernelFile('kernels.wasm'));
  await startTfjsWasm();
});

const standardised = () => {
  const mean = face.reduce((a, b) => a + b) / face.length;
  const spread = Math.sqrt(face.reduce((sum, v) => sum + (v - mean) ** 2, 0) / face.length + 1e-4);
  return face.map((value) => (value - mean) / spread);
};

describe('movements alone', () => {
  it('need no operation of the heads that name expressions', () => {
    const graph = readGraph('expression', models.expression);
    const [all, alone] = [HEADS.map(nodeOf), ['movements']].map((outputs) => planNet(graph, INPUT, outputs));
    expect(alone?.operations.length).toBe((all?.operations.length ?? 0) - (HEADS.length - 1));
    expect(alone?.operations.at(-1)?.y.channels).toBe(FACE_MOVEMENTS.length);
    for (const head of ['votes', 'labels', 'shown'])
      expect(() => alone?.tensor(`${head}/logits`), head).toThrow(/nothing gives/);
  });

  it('are the same numbers as beside all others, by our kernels', async () => {
    const whole = await new WasmRunner(module, models).classify(face, 1);
    const memory = new Memory(module);
    const net = makeNet(memory, readGraph('expression', models.expression), 1, INPUT, ['movements']);
    const side = FACE + BORDER;
    const input = memory.floats(net.input.at, side * side);
    for (const [i, value] of standardised().entries())
      input[(Math.floor(i / FACE) + BEFORE) * side + (i % FACE) + BEFORE] = value;
    net.run(1);
    const alone = memory.floats(net.output('movements').at, FACE_MOVEMENTS.length);
    const { movements } = readClassification(whole);
    FACE_MOVEMENTS.forEach((name, i) => {
      expect(alone[i], name).toBeCloseTo(movements[name], 3);
    });
  });

  it('take three sums fewer by our kernels: those of the other heads', () => {
    const memory = new Memory(module);
    let sums = 0;
    const { kernels } = memory;
    const conv: typeof kernels.conv = (...of) => {
      sums++;
      kernels.conv(...of);
    };
    Object.assign(memory, { kernels: { ...kernels, conv } });
    const net = makeNet(memory, readGraph('expression', models.expression), 1, INPUT, HEADS.map(nodeOf));
    net.run(1);
    const all = sums;
    net.run(1, unaskedNodes('movements'));
    expect(sums - all).toBe(all - 3);
  });

  it('are read out of an atlas, with zeros in place of all else', async () => {
    const runner = new WasmRunner(module, models);
    const whole = await runner.read(knownAtlas(4));
    const alone = await new WasmRunner(module, models).read(knownAtlas(4), 'movements');
    const row = DETECTION_WIDTH + CLASSIFICATION_WIDTH;
    const movements = row - FACE_MOVEMENTS.length;
    for (let cell = 0; cell < 4; cell++) {
      const of = (rows: Float32Array, from: number, to: number) => [...rows.slice(cell * row + from, cell * row + to)];
      expect(of(alone, 0, DETECTION_WIDTH)).toEqual(of(whole, 0, DETECTION_WIDTH));
      expect(of(alone, movements, row)).toEqual(of(whole, movements, row));
      expect(new Set(of(alone, DETECTION_WIDTH, movements))).toEqual(new Set([0]));
      expect(Math.max(...of(whole, DETECTION_WIDTH, movements))).toBeGreaterThan(0);
    }
  });

  it('are had of TensorFlow.js without a softmax', async () => {
    const model = loadModel('expression', models.expression, ['face'], ['movements']);
    const kernelsOf = async (outputs: string[]) => {
      const { kernelNames } = await tf.profile(() =>
        tf.tidy(() => void model.execute({ face: tf.tensor4d(face, [1, FACE, FACE, 1]) }, outputs)),
      );
      return kernelNames;
    };
    expect(await kernelsOf(['movements'])).not.toContain('Softmax');
    expect(await kernelsOf(['votes'])).toContain('Softmax');
    model.dispose();
  });
});

describe('a row of a face', () => {
  it('is read head by head, in the order in which it was written', () => {
    const row = Float32Array.from({ length: HEADS.reduce((sum, { length }) => sum + length, 0) }, (_, i) => i / 100);
    const { labels, balanced, movements, voters } = readClassification(row);
    expect(voters[9]).toBeCloseTo(0.09, 6);
    EXPRESSIONS.forEach((e, i) => {
      expect(labels[e]).toBeCloseTo((10 + i) / 100, 6);
      expect(balanced[e]).toBeCloseTo((17 + i) / 100, 6);
    });
    FACE_MOVEMENTS.forEach((name, i) => {
      expect(movements[name]).toBeCloseTo((24 + i) / 100, 6);
    });
  });
});
