// What tests in Node share about the shipped files.
import path from 'node:path';

export { kernelFile } from '../../scripts/lib/kernels.ts';
export { shippedModels } from '../../scripts/lib/models.ts';
export const root = path.resolve(import.meta.dirname, '../..');
