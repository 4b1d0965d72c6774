// `npm run convert`: makes sure that the packages are there, then hands over to convert-fer2013.ts.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('scripts/convert-fer2013.ts', process.argv.slice(2));
