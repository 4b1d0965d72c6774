// Reads a TensorFlow.js graph model's own files: nodes in order, weights as float32.
import { EngineError } from '../errors.ts';
import type { ModelFiles } from './model-files.ts';

export interface Node {
  op: string;
  name: string;
  /** Names of nodes, without the output's number after the colon, which is always 0. */
  inputs: string[];
  stride: number;
  same: boolean;
  relu: boolean;
}

export interface Weight {
  shape: number[];
  values: Float32Array;
}

export interface Graph {
  /** The model's name in an error, e.g. 'detector'. */
  name: string;
  nodes: Node[];
  weights: Map<string, Weight>;
}

interface Attr {
  s?: string;
  list?: { i?: string[]; s?: string[] };
}
interface RawNode {
  op: string;
  name: string;
  input?: string[];
  attr?: Record<string, Attr>;
}
interface Spec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: { dtype: string; scale?: number; min?: number };
}

/** @param name the model's name in the error. */
export function brokenModel(name: string, why: string, cause?: unknown): EngineError {
  return new EngineError('errorModelBroken', `The ${name} model cannot be read: ${why}.`, { cause });
}

/** @throws EngineError errorModelBroken when the files do not hold a graph model or do not fit each other. */
export function readGraph(name: string, files: ModelFiles): Graph {
  try {
    return graphIn(name, files);
  } catch (error) {
    throw error instanceof EngineError
      ? error
      : brokenModel(name, 'its model.json has not the fields it should', error);
  }
}

function graphIn(name: string, { json, weights }: ModelFiles): Graph {
  const model = json as {
    format?: string;
    modelTopology?: { node?: RawNode[] };
    weightsManifest?: { weights: Spec[] }[];
  } | null;
  const raw = model?.modelTopology?.node;
  if (model?.format !== 'graph-model' || !Array.isArray(raw) || !model.weightsManifest)
    throw brokenModel(name, 'its model.json is no TensorFlow.js graph model');
  const read = new Map<string, Weight>();
  let at = 0;
  for (const spec of model.weightsManifest.flatMap((group) => group.weights)) {
    const count = spec.shape.reduce((a, b) => a * b, 1);
    const { values, bytes } = decode(spec, weights, at, count);
    at += bytes;
    read.set(spec.name, { shape: spec.shape, values });
  }
  if (!(at === weights.byteLength))
    throw brokenModel(name, `its weights are ${weights.byteLength} bytes where ${at} are described`);
  const nodes = raw
    .filter(({ op }) => op !== 'Const')
    .map(({ op, name, input = [], attr = {} }) => ({
      op,
      name,
      inputs: input.map((one) => one.replace(/:0$/, '')),
      stride: Number(attr.strides?.list?.i?.[1] ?? 1),
      same: text(attr.padding?.s) === 'SAME',
      relu: (attr.fused_ops?.list?.s ?? []).map(text).includes('Relu'),
    }));
  return { name, nodes, weights: read };
}

/** The computed nodes that a node reads. @throws EngineError errorModelBroken when there is no such node. */
export function partsOf({ name, nodes }: Graph, node: string): string[] {
  const found = nodes.find((one) => one.name === node);
  if (!found) throw brokenModel(name, `it lacks ${node}`);
  return found.inputs.filter((input) => nodes.some((one) => one.name === input));
}

function text(base64: string | undefined): string {
  return base64 === undefined ? '' : atob(base64);
}

function decode({ dtype, quantization }: Spec, buffer: ArrayBuffer, at: number, count: number) {
  const stored = quantization?.dtype ?? dtype;
  const size = { float32: 4, int32: 4, uint8: 1, uint16: 2, float16: 2, bool: 1 }[stored];
  // NaN makes the check of the file's length fail.
  if (size === undefined) return { values: new Float32Array(0), bytes: Number.NaN };
  const bytes = size * count;
  if (at + bytes > buffer.byteLength) return { values: new Float32Array(0), bytes };
  const slice = buffer.slice(at, at + bytes);
  const { scale = 1, min = 0 } = quantization ?? {};
  const whole = stored === 'uint8' ? new Uint8Array(slice) : stored === 'uint16' ? new Uint16Array(slice) : null;
  if (whole) return { values: Float32Array.from(whole, (q) => q * scale + min), bytes };
  if (stored === 'float16') return { values: Float32Array.from(new Uint16Array(slice), float16), bytes };
  return { values: stored === 'int32' ? Float32Array.from(new Int32Array(slice)) : new Float32Array(slice), bytes };
}

/** Decodes IEEE 754 half precision. */
function float16(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}
