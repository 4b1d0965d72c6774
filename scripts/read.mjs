// `npm run read`: makes sure that the packages are there, then hands over to read.ts.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('scripts/read.ts', process.argv.slice(2));
