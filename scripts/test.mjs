// `npm test`: everything, on a machine that may have nothing but Node and npm. Arguments go to vitest.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('scripts/test.ts', process.argv.slice(2));
