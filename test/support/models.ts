// What tests in Node share about the shipped files.
import path from 'node:path';

export { kernelFile } from '../../harness/kernels.ts';
export { shippedModels } from '../../harness/models.ts';
export const root = path.resolve(import.meta.dirname, '../..');
