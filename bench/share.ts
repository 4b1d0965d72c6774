// What our own convolutions make of the machine: every call of the kernel that both nets make for nine faces, again and again, by itself.

import { compileKernels, type Kernels, Memory } from '../src/engine/cpu/wasm-memory.ts';
import { makeNet } from '../src/engine/cpu/wasm-net.ts';
import { FACE } from '../src/engine/geometry/framing.ts';
import { partsOf, readGraph } from '../src/engine/nets/graph.ts';
import type { Models } from '../src/engine/nets/model-files.ts';
import { CELL } from '../src/engine/types.ts';
import { best } from './peak.ts';
import { kernels, model } from './roomtone.ts';

export interface Share {
  /** Multiply-adds a second in the convolutions, those that they really do. */
  convolutions: number;
  /** The same for both nets as a whole, with each 3×3 convolution counted as written down, not as Winograd does it. */
  nets: number;
}

const FACES = 9;
/** As WasmRunner makes them: the detector cell by cell, the expression net for all faces at once. */
const NETS = [
  {
    name: 'detector',
    multiplyAdds: 30.8e6,
    input: { node: 'cells', side: CELL, channels: 3 },
    outputs: ['scores', 'boxes'],
    batch: 1,
  },
  {
    name: 'expression',
    multiplyAdds: 85.1e6,
    input: { node: 'standardise/face', side: FACE, channels: 1 },
    outputs: ['votes/logits', 'labels/logits', 'shown/logits'],
    batch: FACES,
  },
] as const;

type Call = Parameters<Kernels['conv']>;

/** One thread. */
export async function wasmShare(): Promise<Share> {
  const [module, detector, expression] = await Promise.all([
    compileKernels(kernels),
    model('detector'),
    model('expression'),
  ]);
  return measured(module, { detector, expression });
}

function measured(module: WebAssembly.Module, models: Models): Share {
  let done = 0;
  let written = 0;
  const nets: (() => void)[] = [];
  const convolutions: (() => void)[] = [];
  for (const { name, multiplyAdds, input, outputs, batch } of NETS) {
    const memory = new Memory(module);
    const real = memory.kernels;
    let calls: Call[] | null = [];
    const conv = (...call: Call) => {
      calls?.push(call);
      real.conv(...call);
    };
    Object.assign(memory, { kernels: { ...real, conv } });
    const graph = readGraph(name, models[name]);
    const parts = outputs.flatMap((output) => (name === 'detector' ? partsOf(graph, output) : [output]));
    const net = makeNet(memory, graph, batch, input, parts);
    net.run(batch);
    const recorded = calls;
    calls = null;
    const times = FACES / batch;
    for (const [images, , , inC, , , , taps, , , , , , pixels, outC] of recorded)
      done += times * images * inC * taps * pixels * outC;
    written += FACES * multiplyAdds;
    convolutions.push(() => {
      for (let i = 0; i < times; i++) for (const call of recorded) real.conv(...call);
    });
    nets.push(() => {
      for (let i = 0; i < times; i++) net.run(batch);
    });
  }
  const all = (list: (() => void)[]) => () => {
    for (const run of list) run();
  };
  return { convolutions: best(25, done, all(convolutions)), nets: best(25, written, all(nets)) };
}
