// `npm run package`: makes sure that the packages are there, then hands over to package.ts.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('scripts/package.ts', process.argv.slice(2));
