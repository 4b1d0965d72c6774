// `npm run evaluate`: makes sure that the packages are there, then hands over to evaluate.ts.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('scripts/evaluate.ts', process.argv.slice(2));
