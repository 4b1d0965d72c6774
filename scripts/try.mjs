// `npm run try`: makes sure that the packages are there, then hands over to try.ts.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('scripts/try.ts', process.argv.slice(2));
