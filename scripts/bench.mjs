// `npm run bench`: makes sure that the packages are there, then hands over to bench.ts.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('scripts/bench.ts', process.argv.slice(2));
