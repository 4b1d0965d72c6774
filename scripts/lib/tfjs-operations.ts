// What of TensorFlow.js goes into the package.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * TensorFlow.js registers every operation that it knows; these are the ones that our nets and tensors ask for. One that is
 * missing fails in the browser's tests. WASM is not among the backends: it has kernels of our own.
 */
const OPERATIONS = [
  ...['_FusedMatMul', 'Abs', 'Add', 'ArgMax', 'AvgPool', 'BatchMatMul', 'Cast', 'Concat', 'Conv2D', 'FromPixels'],
  ...['FusedConv2D', 'FusedDepthwiseConv2D', 'GatherV2', 'Greater', 'GreaterEqual', 'Identity', 'LogicalAnd', 'Max'],
  ...[
    'Maximum',
    'MaxPool',
    'Mean',
    'Minimum',
    'Multiply',
    'Neg',
    'PadV2',
    'Pow',
    'Range',
    'RealDiv',
    'Relu',
    'Reshape',
  ],
  ...['Rsqrt', 'Sigmoid', 'Slice', 'Softmax', 'Sqrt', 'Square', 'Sub', 'Sum', 'Transform', 'Transpose', 'ZerosLike'],
];

/** Leaves the others out of a bundle. */
export const onlyOurOperations: Plugin = {
  name: 'only-our-operations',
  setup(b) {
    b.onLoad({ filter: /tfjs-backend-web\w+[\\/]dist[\\/]register_all_kernels\.js$/ }, async ({ path: file }) => {
      const all = (await readFile(file, 'utf8')).matchAll(/^import \{ (\w+) \} from '\.\/kernels\/(\w+)';$/gm);
      const ours = [...all].filter(([, , name]) => OPERATIONS.includes(name as string));
      const configs = ours.map(([, config]) => config);
      const imports = ours.map(([line]) => line).join('\n');
      return {
        contents: `import { registerKernel } from '@tensorflow/tfjs-core';\n${imports}\n[${configs}].forEach(registerKernel);`,
      };
    });
  },
};
