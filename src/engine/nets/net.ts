// Plans a net: turns its graph into a list of operations in which sums, ReLUs and gates are fused and every shape is known.
import { brokenModel, type Graph, type Node, type Weight } from './graph.ts';

/** An operation's output. Tensors are compared by identity. */
export interface Tensor {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** An operation whose kernel slides over x in steps of `stride` pixels, from `top` rows and `left` columns before its first pixel. */
interface Sliding {
  x: Tensor;
  y: Tensor;
  stride: number;
  top: number;
  left: number;
  bias: Float32Array;
}

/** y = x ∗ weights + bias, then + residual (which may have fewer channels), then ReLU. */
export interface Convolution extends Sliding {
  kind: 'convolution';
  kernelHeight: number;
  kernelWidth: number;
  /** [kernelHeight, kernelWidth, x.channels, y.channels] */
  weights: Float32Array;
  residual: Tensor | null;
  relu: boolean;
}

/** Every channel by itself, 3×3. */
export interface Depthwise extends Sliding {
  kind: 'depthwise';
  /** [3, 3, channels] */
  weights: Float32Array;
}

export type Operation =
  | Convolution
  | Depthwise
  /** 2×2, every other pixel. */
  | { kind: 'maxPool'; x: Tensor; y: Tensor }
  /** y = residual + x at twice its size, bilinear, half-pixel centres. */
  | { kind: 'upsample'; x: Tensor; residual: Tensor; y: Tensor }
  /** Over all pixels: y is 1×1. */
  | { kind: 'mean'; x: Tensor; y: Tensor }
  /** y = relu(residual + x · sigmoid(gates)), gates 1×1. */
  | { kind: 'gate'; x: Tensor; gates: Tensor; residual: Tensor; y: Tensor };

/** The node that the input, a square picture, replaces; nodes before it are left out. */
export interface NetInput {
  node: string;
  side: number;
  channels: number;
}

export interface Plan {
  input: Tensor;
  operations: Operation[];
  /** A node's output. @throws EngineError errorModelBroken when no operation gives it. */
  tensor(node: string): Tensor;
}

/**
 * @param outputs nodes that are wanted; what none of them needs is left out.
 * @throws EngineError errorModelBroken for a graph that is not one of ours.
 */
export function planNet(graph: Graph, input: NetInput, outputs: readonly string[]): Plan {
  const { name, weights } = graph;
  const { node: inputNode, side, channels } = input;
  const nodes = neededFor(outputs, graph.nodes);
  const broken = (why: string) => brokenModel(name, why);
  const tensors = new Map<string, Tensor>();
  const operations: Operation[] = [];
  /** Nodes that are fused into an operation before them. */
  const joined = new Set<string>();
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const users = new Map<string, Node[]>();
  for (const node of nodes) for (const name of node.inputs) users.set(name, [...(users.get(name) ?? []), node]);

  const only = (node: Node | null, op: string): Node | null => {
    const found = node ? (users.get(node.name) ?? []) : [];
    return found.length === 1 && found[0]?.op === op ? found[0] : null;
  };
  const other = (node: Node, than: Node) => node.inputs.find((name) => name !== than.name) as string;
  const tensor = (name: string | undefined): Tensor => {
    const found = tensors.get(name ?? '');
    if (!found) throw broken(`nothing gives ${name}`);
    return found;
  };
  const weight = (name: string | undefined): Weight => {
    const found = weights.get(name ?? '');
    if (!found) throw broken(`it lacks the weights ${name}`);
    return found;
  };
  const give = (name: string, height: number, width: number, channels: number): Tensor => {
    const made = { height, width, channels };
    tensors.set(name, made);
    return made;
  };

  function convolution(node: Node): void {
    const x = tensor(node.inputs[0]);
    const { shape, values } = weight(node.inputs[1]);
    const full = shape.length === 2 ? [1, 1, ...shape] : shape;
    const [kernelHeight, kernelWidth, , channels] = full as [number, number, number, number];

    // Fuses the sum and the ReLU that follow, where nothing else reads what lies between.
    const sum = node.relu ? null : only(node, 'AddV2');
    const after = only(sum, 'Relu');
    const added = sum && after && byName.get(other(sum, node));
    // Padding adds channels of zeros, which are no work.
    const residual = (added && tensors.get((added.op === 'Pad' ? added.inputs[0] : added.name) as string)) ?? null;
    const last = residual && after ? after : node;
    if (residual) for (const part of [sum, after, added]) if (part && !tensors.has(part.name)) joined.add(part.name);

    operations.push({
      kind: 'convolution',
      x,
      y: give(last.name, Math.ceil(x.height / node.stride), Math.ceil(x.width / node.stride), channels),
      stride: node.stride,
      top: before(x.height, kernelHeight, node),
      left: before(x.width, kernelWidth, node),
      kernelHeight,
      kernelWidth,
      weights: values,
      bias: weight(node.inputs[2]).values,
      residual,
      relu: last.op === 'Relu' || node.relu,
    });
  }

  function depthwise(node: Node): void {
    const x = tensor(node.inputs[0]);
    operations.push({
      kind: 'depthwise',
      x,
      y: give(node.name, Math.ceil(x.height / node.stride), Math.ceil(x.width / node.stride), x.channels),
      stride: node.stride,
      top: before(x.height, 3, node),
      left: before(x.width, 3, node),
      weights: weight(node.inputs[1]).values,
      bias: weight(node.inputs[2]).values,
    });
  }

  function maxPool(node: Node): void {
    const x = tensor(node.inputs[0]);
    operations.push({ kind: 'maxPool', x, y: give(node.name, x.height / 2, x.width / 2, x.channels) });
  }

  /** Doubles the size, and adds a tensor of that size. */
  function upsample(node: Node): void {
    const x = tensor(node.inputs[0]);
    const sum = only(node, 'AddV2');
    if (!sum) throw broken(`${node.name} is added to nothing`);
    const residual = tensor(other(sum, node));
    if (residual.height !== 2 * x.height || residual.width !== 2 * x.width)
      throw broken(`its ${node.name} does not double the size of its input`);
    operations.push({ kind: 'upsample', x, residual, y: give(sum.name, residual.height, residual.width, x.channels) });
    joined.add(sum.name);
  }

  function mean(node: Node): void {
    const x = tensor(node.inputs[0]);
    operations.push({ kind: 'mean', x, y: give(node.name, 1, 1, x.channels) });
  }

  function gate(node: Node): void {
    const product = only(node, 'Mul');
    const sum = only(product, 'AddV2');
    const after = only(sum, 'Relu');
    if (!product || !sum || !after) throw broken(`${node.name} gates nothing`);
    const gates = tensor(node.inputs[0]);
    const x = tensor(other(product, node));
    const residual = tensor(other(sum, product));
    operations.push({ kind: 'gate', x, gates, residual, y: give(after.name, x.height, x.width, x.channels) });
    for (const part of [product, sum, after]) joined.add(part.name);
  }

  const makers: Record<string, (node: Node) => void> = {
    _FusedConv2D: convolution,
    _FusedMatMul: convolution,
    FusedDepthwiseConv2dNative: depthwise,
    MaxPool: maxPool,
    AvgPool: mean,
    ResizeBilinear: upsample,
    Sigmoid: gate,
    Reshape: (node) => void tensors.set(node.name, tensor(node.inputs[0])),
    // Fused into the sum that reads it.
    Pad: () => {},
    // Computed by whoever reads the outputs.
    ConcatV2: () => {},
    Softmax: () => {},
  };
  const picture = give(inputNode, side, side, channels);
  for (const node of nodes.slice(nodes.findIndex(({ name }) => name === inputNode) + 1)) {
    if (joined.has(node.name)) continue;
    const maker = makers[node.op];
    if (!maker) throw broken(`its ${node.name} is a ${node.op}, which no net of ours has`);
    maker(node);
  }
  return { input: picture, operations, tensor };
}

/** Those nodes that lead to the outputs, in their order. */
function neededFor(outputs: readonly string[], nodes: readonly Node[]): Node[] {
  const needed = new Set(outputs);
  for (const { name, inputs } of nodes.toReversed())
    if (needed.has(name)) for (const input of inputs) needed.add(input);
  return nodes.filter(({ name }) => needed.has(name));
}

/** Zeros before a row or column. TensorFlow's SAME padding puts the odd one behind. */
function before(length: number, kernel: number, { stride, same }: Node): number {
  const outside = (Math.ceil(length / stride) - 1) * stride + kernel - length;
  return same ? Math.floor(Math.max(0, outside) / 2) : 0;
}
