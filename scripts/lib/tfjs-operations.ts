// Leaves out of the package what our nets do not use of TensorFlow.js. The browser tests fail when something is missing.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Parts of the whole library; layers, data, gradients, chained operations and the CPU backend stay out. */
const PARTS = ['core', 'converter', 'backend-webgl'];

/** WebGL kernels that our nets and our own tensor code run. */
const KERNELS = [
  ...['_FusedMatMul', 'Abs', 'Add', 'ArgMax', 'AvgPool', 'BatchMatMul', 'Cast', 'Concat', 'Conv2D', 'FromPixels'],
  ...['FusedConv2D', 'FusedDepthwiseConv2D', 'GatherV2', 'Greater', 'GreaterEqual', 'Identity', 'LogicalAnd', 'Max'],
  ...['Maximum', 'MaxPool', 'Mean', 'Minimum', 'Multiply', 'Neg', 'PadV2', 'Pow', 'Range', 'RealDiv', 'Relu'],
  ...['Reshape', 'Rsqrt', 'Sigmoid', 'Slice', 'Softmax', 'Sqrt', 'Square', 'Sub', 'Sum', 'Transform', 'Transpose'],
  ...['ZerosLike'],
];

/** Categories of graph nodes in our models, as the converter names its files. */
const CATEGORIES = [
  ...['arithmetic', 'basic_math', 'convolution', 'graph', 'matrices', 'normalization', 'reduction', 'slice_join'],
  ...['transformation'],
];

/** Functions that the converter calls for our models' nodes. */
const FUNCTIONS = [
  ...['add', 'avgPool', 'concat', 'fused', 'maxPool', 'mean', 'mul', 'pad', 'relu', 'reshape', 'rsqrt', 'sigmoid'],
  ...['softmax', 'square', 'sub'],
];

export const onlyOurOperations: Plugin = {
  name: 'only-our-operations',
  setup(b) {
    b.onLoad({ filter: /@tensorflow[\\/]tfjs[\\/]dist[\\/]index\.js$/ }, () => ({
      contents: PARTS.map((part) => `export * from '@tensorflow/tfjs-${part}';`).join('\n'),
    }));
    b.onLoad({ filter: /tfjs-backend-webgl[\\/]dist[\\/]register_all_kernels\.js$/ }, async ({ path: file }) => {
      const all = (await readFile(file, 'utf8')).matchAll(/^import \{ (\w+) \} from '\.\/kernels\/(\w+)';$/gm);
      const ours = [...all].filter(([, , name]) => KERNELS.includes(name as string));
      const configs = ours.map(([, config]) => config);
      const imports = ours.map(([line]) => line).join('\n');
      return {
        contents: `import { registerKernel } from '@tensorflow/tfjs-core';\n${imports}\n[${configs}].forEach(registerKernel);`,
      };
    });
    // TensorFlow.js means this file to be replaced in a custom build.
    b.onLoad({ filter: /tfjs-core[\\/]dist[\\/]ops[\\/]ops_for_converter\.js$/ }, () => ({
      contents: `export { ${FUNCTIONS} } from './ops';`,
    }));
    const converter =
      /tfjs-converter[\\/]dist[\\/]operations[\\/](?:executors[\\/](\w+)_executor|op_list[\\/](\w+))\.js$/;
    b.onLoad({ filter: converter }, ({ path: file }) => {
      const [, executor, list] = converter.exec(file) ?? [];
      if (CATEGORIES.includes(executor ?? list ?? '')) return null;
      return {
        contents: executor ? 'export const executeOp = () => { throw new Error(); };' : 'export const json = [];',
      };
    });
  },
};
