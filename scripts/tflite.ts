// Reads a .tflite file into plain objects, so that the build can turn MediaPipe's face detectors into TensorFlow.js models without any other tool.

export type TensorType = 'FLOAT32' | 'FLOAT16' | 'INT32';
export type Padding = 'SAME' | 'VALID';

export interface Tensor {
  name: string;
  shape: number[];
  type: TensorType;
  /** The constant's bytes, little-endian; null where the tensor is computed. */
  data: Uint8Array | null;
}

interface Window {
  padding: Padding;
  strideHeight: number;
  strideWidth: number;
}
interface Dilated extends Window {
  dilationHeight: number;
  dilationWidth: number;
  activation: string;
}

export type Options =
  | ({ type: 'CONV_2D' } & Dilated)
  | ({ type: 'DEPTHWISE_CONV_2D'; depthMultiplier: number } & Dilated)
  | ({ type: 'MAX_POOL_2D'; filterHeight: number; filterWidth: number; activation: string } & Window)
  | { type: 'ADD'; activation: string }
  | { type: 'CONCATENATION'; axis: number; activation: string }
  | { type: 'RESIZE_BILINEAR'; alignCorners: boolean; halfPixelCenters: boolean }
  | { type: 'PAD' | 'RELU' | 'RESHAPE' | 'DEQUANTIZE' };

export type Operator = Options & {
  /** Indices into Model.tensors; -1 for an input left out. */
  inputs: number[];
  outputs: number[];
};

export interface TfliteModel {
  tensors: Tensor[];
  operators: Operator[];
  inputs: number[];
  outputs: number[];
}

export class TfliteError extends Error {
  override name = 'TfliteError';
}

// The schema's own numbering. Only names are needed of the operators that nothing here can convert.
const OPERATORS =
  `ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE EMBEDDING_LOOKUP FLOOR
  FULLY_CONNECTED HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION LSTM
  MAX_POOL_2D MUL RELU RELU_N1_TO_1 RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH
  CONCAT_EMBEDDINGS SKIP_GRAM CALL CUSTOM EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER
  BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND TRANSPOSE MEAN SUB DIV SQUEEZE`.split(/\s+/);
const OPERATOR_NAMES = new Map<number, string>([
  ...OPERATORS.entries(),
  [54, 'PRELU'],
  [114, 'QUANTIZE'],
  [124, 'DENSIFY'],
]);
const ACTIVATIONS = ['NONE', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'TANH', 'SIGN_BIT'];
const PADDINGS: Padding[] = ['SAME', 'VALID'];
const TENSOR_TYPES: TensorType[] = ['FLOAT32', 'FLOAT16', 'INT32'];

/** One flatbuffer table: its fields are found through the vtable that stands before it. */
class Table {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** Where the field's value stands; 0 where the file leaves it at its default. */
  #field(id: number): number {
    const vtable = this.#at - this.#view.getInt32(this.#at, true);
    const entry = 4 + 2 * id;
    if (entry >= this.#view.getUint16(vtable, true)) return 0;
    const offset = this.#view.getUint16(vtable + entry, true);
    return offset === 0 ? 0 : this.#at + offset;
  }

  int32(id: number, otherwise = 0): number {
    const at = this.#field(id);
    return at === 0 ? otherwise : this.#view.getInt32(at, true);
  }

  byte(id: number): number {
    const at = this.#field(id);
    return at === 0 ? 0 : this.#view.getUint8(at);
  }

  table(id: number): Table | null {
    const at = this.#field(id);
    return at === 0 ? null : new Table(this.#view, at + this.#view.getUint32(at, true));
  }

  #vector(id: number): { start: number; length: number } {
    const at = this.#field(id);
    if (at === 0) return { start: 0, length: 0 };
    const start = at + this.#view.getUint32(at, true);
    return { start: start + 4, length: this.#view.getUint32(start, true) };
  }

  tables(id: number): Table[] {
    const { start, length } = this.#vector(id);
    const tables: Table[] = [];
    for (let i = 0; i < length; i++) {
      const at = start + 4 * i;
      tables.push(new Table(this.#view, at + this.#view.getUint32(at, true)));
    }
    return tables;
  }

  int32s(id: number): number[] {
    const { start, length } = this.#vector(id);
    const values: number[] = [];
    for (let i = 0; i < length; i++) values.push(this.#view.getInt32(start + 4 * i, true));
    return values;
  }

  bytes(id: number): Uint8Array {
    const { start, length } = this.#vector(id);
    if (start + length > this.#view.byteLength) throw new RangeError('a vector reaches past the end');
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, length);
  }

  string(id: number): string {
    return new TextDecoder().decode(this.bytes(id));
  }
}

/** Reads the file's one subgraph. Throws TfliteError with a sentence when it is no .tflite file or holds what cannot be converted. */
export function readTflite(file: Uint8Array): TfliteModel {
  try {
    return readModel(new DataView(file.buffer, file.byteOffset, file.byteLength));
  } catch (error) {
    if (error instanceof RangeError) {
      throw new TfliteError(
        `The .tflite file is truncated or damaged: it points outside its ${file.byteLength} bytes.`,
      );
    }
    throw error;
  }
}

function readModel(view: DataView): TfliteModel {
  const identifier = String.fromCharCode(...[4, 5, 6, 7].map((at) => view.getUint8(at)));
  if (identifier !== 'TFL3') {
    throw new TfliteError(`This is not a .tflite file: its identifier is ${JSON.stringify(identifier)}, not "TFL3".`);
  }
  const model = new Table(view, view.getUint32(0, true));
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int32(3)));
  const buffers = model.tables(4).map((buffer) => buffer.bytes(0));
  const [graph, ...more] = model.tables(2);
  if (!graph || more.length > 0) {
    throw new TfliteError(
      `The .tflite file has ${graph ? more.length + 1 : 0} subgraphs; exactly one can be converted.`,
    );
  }
  const tensors = graph.tables(0).map((tensor) => readTensor(tensor, buffers));
  return {
    // Their types are checked once every operator is known to be one that can be converted: that error says more.
    operators: graph.tables(3).map((operator, index) => readOperator(operator, index, codes)),
    tensors: tensors.map((read) => read()),
    inputs: graph.int32s(1),
    outputs: graph.int32s(2),
  };
}

function readTensor(tensor: Table, buffers: Uint8Array[]): () => Tensor {
  const name = tensor.string(3);
  const data = buffers[tensor.int32(2)];
  if (!data) throw new RangeError('a tensor names a buffer that does not exist');
  return () => {
    const type = TENSOR_TYPES[tensor.byte(1)];
    if (!type)
      throw new TfliteError(`Tensor "${name}" has the type number ${tensor.byte(1)}, which cannot be converted.`);
    if (tensor.table(6)) throw new TfliteError(`Tensor "${name}" is sparse, which cannot be converted.`);
    return { name, shape: tensor.int32s(0), type, data: data.length > 0 ? data : null };
  };
}

function readOperator(operator: Table, index: number, codes: number[]): Operator {
  const code = codes[operator.int32(0)];
  if (code === undefined) throw new RangeError('an operator names a code that does not exist');
  const type = OPERATOR_NAMES.get(code) ?? `number ${code}`;
  const options = operator.table(4);
  const converted = readOptions(type, options);
  if (!converted) throw new TfliteError(`Operator ${type} (the ${index + 1}. of the file) cannot be converted.`);
  return { ...converted, inputs: operator.int32s(1), outputs: operator.int32s(2) };
}

function readOptions(type: string, table: Table | null): Options | null {
  const int = (id: number, otherwise = 0) => table?.int32(id, otherwise) ?? otherwise;
  const byte = (id: number) => table?.byte(id) ?? 0;
  const activation = (id: number) => ACTIVATIONS[byte(id)] ?? `number ${byte(id)}`;
  const window = (): Window => {
    const padding = PADDINGS[byte(0)];
    if (!padding) throw new TfliteError(`Operator ${type} has the padding number ${byte(0)}, which is unknown.`);
    return { padding, strideWidth: int(1), strideHeight: int(2) };
  };
  switch (type) {
    case 'CONV_2D':
      return { type, ...window(), activation: activation(3), dilationWidth: int(4, 1), dilationHeight: int(5, 1) };
    case 'DEPTHWISE_CONV_2D': {
      const dilations = { dilationWidth: int(5, 1), dilationHeight: int(6, 1) };
      return { type, ...window(), depthMultiplier: int(3), activation: activation(4), ...dilations };
    }
    case 'MAX_POOL_2D':
      return { type, ...window(), filterWidth: int(3), filterHeight: int(4), activation: activation(5) };
    case 'ADD':
      return { type, activation: activation(0) };
    case 'CONCATENATION':
      return { type, axis: int(0), activation: activation(1) };
    case 'RESIZE_BILINEAR':
      return { type, alignCorners: byte(2) !== 0, halfPixelCenters: byte(3) !== 0 };
    case 'PAD':
    case 'RELU':
    case 'RESHAPE':
    case 'DEQUANTIZE':
      return { type };
    default:
      return null;
  }
}
