// `npm run soak`: makes sure that the packages are there, then hands over to soak.ts.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('scripts/soak.ts', process.argv.slice(2));
