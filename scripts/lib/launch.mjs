// Runs one of our TypeScript programs on a machine that may have nothing but Node and npm: packages first, then tsx.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { needsInstall, nodeProblem } from './setup.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const INTERRUPTED = 130;

/** @param script path from the project's folder @returns the exit code */
export async function launch(script, args) {
  const problem = nodeProblem(process.versions.node);
  if (problem) return fail(problem);
  let running = null;
  let interrupted = false;
  // A terminal sends Ctrl-C to every process at once, other callers to this one alone: pass it on; the other end
  // counts it once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      interrupted = true;
      running?.kill(signal);
    });
  const run = (command, parameters, shell) =>
    new Promise((resolve) => {
      running = spawn(command, parameters, { cwd: root, stdio: 'inherit', shell });
      running.on('error', (error) => resolve(fail(error.message)));
      running.on('exit', resolve);
    });
  if (needsInstall(root)) {
    const command = existsSync(path.join(root, 'package-lock.json')) ? 'ci' : 'install';
    console.log(`Installing packages (npm ${command}) …`);
    const options = ['--no-audit', '--no-fund', '--loglevel=error'];
    const code = await run('npm', [command, ...options], process.platform === 'win32');
    if (interrupted) return INTERRUPTED;
    if (code !== 0) return fail(`npm ${command} failed; what it said stands above.`);
  }
  const code = await run(process.execPath, ['--import', 'tsx', path.join(root, script), ...args], false);
  // Null where a signal ended it.
  return code ?? INTERRUPTED;
}

/** Relative paths on the command line are meant from where the caller stands; npm runs scripts in the project's folder. */
export function callersFolder() {
  return (process.env.npm_lifecycle_event && process.env.INIT_CWD) || process.cwd();
}

export function fail(sentence, code = 1) {
  console.error(sentence);
  return code;
}
