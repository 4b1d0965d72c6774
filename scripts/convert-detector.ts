// Turns MediaPipe's BlazeFace (.tflite) into a TensorFlow.js graph model that takes any number of cells at once.
import { type Operator, readTflite, type Tensor, TfliteError, type TfliteModel } from './tflite.ts';

export interface ConvertedModel {
  /** What stands in model.json; its weights are in one file, weights.bin. */
  modelJson: ModelJson;
  weights: Uint8Array<ArrayBuffer>;
}

export interface ModelJson {
  format: 'graph-model';
  generatedBy: string;
  convertedBy: string;
  signature: { inputs: Record<string, TensorInfo>; outputs: Record<string, TensorInfo> };
  modelTopology: { node: GraphNode[]; library: Record<string, never>; versions: { producer: number } };
  weightsManifest: [{ paths: string[]; weights: WeightEntry[] }];
}
interface TensorInfo {
  name: string;
  dtype: 'DT_FLOAT';
  tensorShape: { dim: { size: string }[] };
}
interface GraphNode {
  name: string;
  op: string;
  input: string[];
  attr: Record<string, object>;
}
interface WeightEntry {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32';
  quantization?: { dtype: 'float16'; original_dtype: 'float32' };
}

/** A constant before it is laid out as TensorFlow.js wants it. */
interface Constant {
  shape: number[];
  values: Uint16Array | Float32Array | Int32Array;
}

/** The graph model of a face detector: `cells` [N, side, side, 3] in -1..1 -> `scores` [N, anchors, 1] raw logits, `boxes` [N, anchors, 16]. */
export function convertDetector(tflite: Uint8Array): ConvertedModel {
  return convertModel(readTflite(tflite));
}

export function convertModel(model: TfliteModel): ConvertedModel {
  return new Conversion(model).run();
}

class Conversion {
  readonly #model: TfliteModel;
  readonly #nodes: GraphNode[] = [];
  readonly #entries: WeightEntry[] = [];
  readonly #chunks: Uint8Array[] = [];
  /** Tensor index -> the node that computes it. */
  readonly #names = new Map<number, string>();
  /** Output of a DEQUANTIZE -> the half-precision constant behind it. */
  readonly #halves = new Map<number, number>();
  readonly #outputs: Map<number, string>;

  constructor(model: TfliteModel) {
    this.#model = { ...model, operators: [...model.operators] };
    this.#outputs = nameOutputs(model);
  }

  run(): ConvertedModel {
    const { inputs, operators } = this.#model;
    const [input, ...others] = inputs;
    if (input === undefined || others.length > 0)
      throw new TfliteError(`One input can be converted, not ${inputs.length}.`);
    const shape = this.#tensor(input).shape;
    this.#node('cells', 'Placeholder', [], { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: batched(shape) } } });
    this.#names.set(input, 'cells');
    const fused = this.#fuseRelus();
    operators.forEach((operator, index) => {
      if (operator.type === 'RELU' && fused.has(operator)) return;
      this.#convert(operator, index);
    });
    return {
      modelJson: {
        format: 'graph-model',
        generatedBy: 'MediaPipe face detection',
        convertedBy: 'Roomtone',
        signature: { inputs: { cells: tensorInfo('cells', shape) }, outputs: this.#signatureOutputs() },
        modelTopology: { node: this.#nodes, library: {}, versions: { producer: 1087 } },
        weightsManifest: [{ paths: ['weights.bin'], weights: this.#entries }],
      },
      weights: concatenate(this.#chunks),
    };
  }

  #signatureOutputs(): Record<string, TensorInfo> {
    const entries = [...this.#outputs].map(([index, name]) => {
      if (this.#names.get(index) !== name) throw new TfliteError(`No operator computes the output "${name}".`);
      return [name, tensorInfo(name, this.#tensor(index).shape)] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Lets a convolution take over the RELU behind it when nobody else reads the value between them. */
  #fuseRelus(): Set<Operator> {
    const { operators } = this.#model;
    const fused = new Set<Operator>();
    operators.forEach((operator, index) => {
      if (operator.type !== 'CONV_2D' && operator.type !== 'DEPTHWISE_CONV_2D') return;
      const output = operator.outputs[0] ?? -1;
      const readers = operators.filter((reader) => reader.inputs.includes(output));
      const [relu] = readers;
      if (readers.length !== 1 || relu?.type !== 'RELU' || operator.activation !== 'NONE' || this.#outputs.has(output))
        return;
      fused.add(relu);
      operators[index] = { ...operator, activation: 'RELU', outputs: relu.outputs };
    });
    return fused;
  }

  #convert(operator: Operator, index: number): void {
    const output = operator.outputs[0];
    if (output === undefined || operator.outputs.length !== 1)
      throw new TfliteError(`${operator.type} has no single output.`);
    const name = this.#outputs.get(output) ?? `${operator.type.toLowerCase()}_${index}`;
    const first = operator.inputs[0] ?? -1;
    switch (operator.type) {
      case 'DEQUANTIZE': {
        const half = this.#tensor(first);
        if (half.type !== 'FLOAT16' || !half.data) {
          throw new TfliteError(`DEQUANTIZE of "${half.name}" is not of a half-precision constant.`);
        }
        this.#halves.set(output, first);
        return;
      }
      case 'CONV_2D':
      case 'DEPTHWISE_CONV_2D':
        this.#convolution(operator, name);
        break;
      case 'MAX_POOL_2D':
        requireNoActivation(operator);
        this.#node(name, 'MaxPool', [this.#value(first)], {
          ...windowAttributes(operator),
          ksize: ints([1, operator.filterHeight, operator.filterWidth, 1]),
        });
        break;
      case 'ADD': {
        const sum = operator.activation === 'NONE' ? name : `${name}_sum`;
        const [left, right] = operator.inputs.map((input) => this.#tensor(input).shape.join());
        if (left !== right)
          throw new TfliteError(`ADD of different shapes (${left} and ${right}) cannot be converted.`);
        this.#node(sum, 'AddV2', this.#values(operator.inputs));
        if (isRelu(operator)) this.#node(name, 'Relu', [sum]);
        break;
      }
      case 'RELU':
        this.#node(name, 'Relu', [this.#value(first)]);
        break;
      case 'PAD': {
        const paddings = this.#constant(operator.inputs[1] ?? -1);
        if (!(paddings.values instanceof Int32Array)) throw new TfliteError('PAD has paddings that are not integers.');
        if (paddings.values[0] || paddings.values[1]) throw new TfliteError('PAD of the batch cannot be converted.');
        this.#node(name, 'Pad', [this.#value(first), this.#weight(`${name}/paddings`, paddings)]);
        break;
      }
      case 'RESHAPE': {
        const shape = this.#tensor(output).shape;
        const size = (of: number[]) => of.slice(1).reduce((product, side) => product * side, 1);
        if (shape[0] !== 1 || size(shape) !== size(this.#tensor(first).shape)) {
          throw new TfliteError(`RESHAPE to ${shape.join('×')} does not keep the batch.`);
        }
        const target = integers([-1, ...shape.slice(1)]);
        this.#node(name, 'Reshape', [this.#value(first), this.#weight(`${name}/shape`, target)]);
        break;
      }
      case 'CONCATENATION': {
        requireNoActivation(operator);
        const axis = operator.axis < 0 ? operator.axis + this.#tensor(output).shape.length : operator.axis;
        if (axis === 0) throw new TfliteError('CONCATENATION of batches cannot be converted.');
        const inputs = [...this.#values(operator.inputs), this.#weight(`${name}/axis`, integers([axis], []))];
        this.#node(name, 'ConcatV2', inputs, { N: { i: String(operator.inputs.length) } });
        break;
      }
      case 'RESIZE_BILINEAR': {
        const size = this.#constant(operator.inputs[1] ?? -1);
        this.#node(name, 'ResizeBilinear', [this.#value(first), this.#weight(`${name}/size`, size)], {
          align_corners: { b: operator.alignCorners },
          half_pixel_centers: { b: operator.halfPixelCenters },
        });
        break;
      }
    }
    this.#names.set(output, name);
  }

  #convolution(operator: Operator & { type: 'CONV_2D' | 'DEPTHWISE_CONV_2D' }, name: string): void {
    const [input, kernel, bias] = operator.inputs;
    if (input === undefined || kernel === undefined || bias === undefined || bias < 0) {
      throw new TfliteError(`${operator.type} without a bias cannot be converted.`);
    }
    const depthwise = operator.type === 'DEPTHWISE_CONV_2D';
    if (depthwise && operator.depthMultiplier !== 1) {
      throw new TfliteError(
        `DEPTHWISE_CONV_2D with a depth multiplier of ${operator.depthMultiplier} cannot be converted.`,
      );
    }
    const activations = isRelu(operator) ? ['BiasAdd', 'Relu'] : ['BiasAdd'];
    const inputs = [
      this.#value(input),
      this.#weight(`${name}/kernel`, outputChannelsLast(this.#constant(kernel), depthwise)),
      this.#weight(`${name}/bias`, this.#constant(bias)),
    ];
    this.#node(name, depthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D', inputs, {
      ...windowAttributes(operator),
      dilations: ints([1, operator.dilationHeight, operator.dilationWidth, 1]),
      fused_ops: { list: { s: activations.map(base64) } },
      num_args: { i: '1' },
      epsilon: { f: 0 },
    });
  }

  #node(name: string, op: string, input: string[], attr: Record<string, object> = {}): void {
    this.#nodes.push({ name, op, input, attr: op === 'Placeholder' ? attr : { T: { type: 'DT_FLOAT' }, ...attr } });
  }

  #tensor(index: number): Tensor {
    const tensor = this.#model.tensors[index];
    if (!tensor) throw new TfliteError(`An operator reads tensor ${index}, which does not exist.`);
    return tensor;
  }

  #value(index: number): string {
    const name = this.#names.get(index);
    if (name === undefined) {
      throw new TfliteError(
        `"${this.#tensor(index).name}" is used as a computed value, but no operator before computes it.`,
      );
    }
    return name;
  }

  #values(indices: number[]): string[] {
    return indices.map((index) => this.#value(index));
  }

  #constant(index: number): Constant {
    const { name, shape, type, data } = this.#tensor(this.#halves.get(index) ?? index);
    if (!data) throw new TfliteError(`"${name}" should be a constant, but is computed.`);
    // Copied, because a constant may start at an odd byte of the file.
    const { buffer } = data.slice();
    const values =
      type === 'FLOAT16'
        ? new Uint16Array(buffer)
        : type === 'FLOAT32'
          ? new Float32Array(buffer)
          : new Int32Array(buffer);
    const count = shape.reduce((product, side) => product * side, 1);
    if (values.length !== count) throw new TfliteError(`"${name}" holds ${values.length} values instead of ${count}.`);
    return { shape, values };
  }

  #weight(name: string, { shape, values }: Constant): string {
    const entry: WeightEntry = { name, shape, dtype: values instanceof Int32Array ? 'int32' : 'float32' };
    if (values instanceof Uint16Array) entry.quantization = { dtype: 'float16', original_dtype: 'float32' };
    this.#entries.push(entry);
    this.#chunks.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const dtype = entry.dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT';
    this.#nodes.push({
      name,
      op: 'Const',
      input: [],
      attr: { dtype: { type: dtype }, value: { tensor: { dtype, tensorShape: { dim: sizes(shape) } } } },
    });
    return name;
  }
}

/** `scores` is the output with one value an anchor, `boxes` the one with sixteen. */
function nameOutputs({ outputs, tensors }: TfliteModel): Map<number, string> {
  const names = new Map<number, string>();
  for (const [name, values] of [
    ['scores', 1],
    ['boxes', 16],
  ] as const) {
    const index = outputs.find((output) => tensors[output]?.shape.at(-1) === values);
    if (index === undefined)
      throw new TfliteError(`The detector has no output with ${values} value(s) an anchor (${name}).`);
    names.set(index, name);
  }
  return names;
}

function isRelu(operator: Operator & { activation: string }): boolean {
  if (operator.activation !== 'NONE' && operator.activation !== 'RELU') {
    throw new TfliteError(`${operator.type} with the activation ${operator.activation} cannot be converted.`);
  }
  return operator.activation === 'RELU';
}

function requireNoActivation(operator: Operator & { activation: string }): void {
  if (isRelu(operator)) throw new TfliteError(`${operator.type} with the activation RELU cannot be converted.`);
}

/** TFLite keeps kernels as [out, h, w, in] (depthwise: [1, h, w, out]); TensorFlow as [h, w, in, out] (depthwise: [h, w, out, 1]). */
function outputChannelsLast({ shape, values }: Constant, depthwise: boolean): Constant {
  const [outer = 0, height = 0, width = 0, inner = 0] = shape;
  if (shape.length !== 4 || (depthwise && outer !== 1)) {
    throw new TfliteError(`A kernel of shape ${shape.join('×')} cannot be converted.`);
  }
  if (depthwise) return { shape: [height, width, inner, 1], values };
  const taps = height * width * inner;
  const turned = values.slice();
  for (let out = 0; out < outer; out++) {
    for (let tap = 0; tap < taps; tap++) turned[tap * outer + out] = values[out * taps + tap] ?? 0;
  }
  return { shape: [height, width, inner, outer], values: turned };
}

function windowAttributes(window: {
  padding: string;
  strideHeight: number;
  strideWidth: number;
}): Record<string, object> {
  return {
    strides: ints([1, window.strideHeight, window.strideWidth, 1]),
    padding: { s: base64(window.padding) },
    data_format: { s: base64('NHWC') },
  };
}

function integers(values: number[], shape = [values.length]): Constant {
  return { shape, values: Int32Array.from(values) };
}
function ints(values: number[]): object {
  return { list: { i: values.map(String) } };
}
function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
function sizes(shape: number[]): { size: string }[] {
  return shape.map((size) => ({ size: String(size) }));
}
function batched(shape: number[]): { size: string }[] {
  return sizes([-1, ...shape.slice(1)]);
}
function tensorInfo(name: string, shape: number[]): TensorInfo {
  return { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: { dim: batched(shape) } };
}
function concatenate(chunks: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
