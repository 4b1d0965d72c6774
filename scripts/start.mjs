// `npm start`: answers what is wrong with the options at once, makes sure that the packages are there, then hands over to start.ts.
import { callersFolder, fail, launch } from './lib/launch.mjs';
import { HELP, parseOptions } from './lib/setup.mjs';

const WRONG_USE = 2;

process.exitCode = await main();

async function main() {
  let options;
  try {
    options = parseOptions(process.argv.slice(2), callersFolder());
  } catch (error) {
    return fail(error.message, WRONG_USE);
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  return launch('scripts/start.ts', [JSON.stringify(options)]);
}
