// `npm run build`: makes sure that the packages are there, then hands over to esbuild.config.mjs.
import { launch } from './lib/launch.mjs';

process.exitCode = await launch('esbuild.config.mjs', process.argv.slice(2));
