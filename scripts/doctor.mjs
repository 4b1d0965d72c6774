// `npm run doctor`: makes sure that the packages are there, then hands over to doctor.ts.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('scripts/doctor.ts', process.argv.slice(2));
