// `npm start`: makes sure that Node and the packages are right, then hands over to start.ts.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { HELP, needsInstall, nodeProblem, parseOptions } from './lib/setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
let running = null;
let interrupted = null;
// A terminal sends Ctrl-C to every process at once, other callers to this one alone: pass it on; the other end counts it once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    interrupted = signal;
    running?.kill(signal);
  });

process.exitCode = await main();

async function main() {
  const problem = nodeProblem(process.versions.node);
  if (problem) return fail(problem, 1);
  // npm runs scripts in the project's folder; relative paths are meant from where the caller stands.
  const folder = (process.env.npm_lifecycle_event === 'start' && process.env.INIT_CWD) || process.cwd();
  let options;
  try {
    options = parseOptions(process.argv.slice(2), folder);
  } catch (error) {
    return fail(error.message, 2);
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (needsInstall(root)) {
    const command = existsSync(path.join(root, 'package-lock.json')) ? 'ci' : 'install';
    console.log(`Installing packages (npm ${command}) …`);
    const code = await run(
      'npm',
      [command, '--no-audit', '--no-fund', '--loglevel=error'],
      process.platform === 'win32',
    );
    if (interrupted) return 130;
    if (code !== 0) return fail(`npm ${command} failed; what it said stands above.`, 1);
  }
  const code = await run(
    process.execPath,
    ['--import', 'tsx', path.join(root, 'scripts/start.ts'), JSON.stringify(options)],
    false,
  );
  return code ?? 130;
}

/** Resolves to the exit code, null where a signal ended it. */
function run(command, args, shell) {
  return new Promise((resolve) => {
    running = spawn(command, args, { cwd: root, stdio: 'inherit', shell });
    running.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    running.on('exit', resolve);
  });
}

function fail(sentence, code) {
  console.error(sentence);
  return code;
}
