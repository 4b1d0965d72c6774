// What `npm start` must know before anything is installed: its options, the Node version and whether packages are missing.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Kept here and not read from the practice call, which needs packages to load. */
export const LAYOUT_NAMES = ['meet', 'zoom', 'teams', 'webex', 'jitsi', 'plain'];
export const BROWSERS = ['chromium', 'firefox'];
export const MOST_PEOPLE = 49;
const DEFAULT_PEOPLE = 6;
const LONGEST_SECONDS = 24 * 3600;

export const HELP = `Opens a practice call in Chromium or Firefox and switches Roomtone on.

npm start -- [options]

  --browser NAME   chromium (the default) or firefox
  --headless       without a window, as on a server (the default where there is no display)
  --seconds N      ends after N seconds of reading (without a window: 30)
  --people N       people in the call, 1 to ${MOST_PEOPLE} (${DEFAULT_PEOPLE}; with --faces one a file)
  --room           one more joins from a meeting room: several people before one camera
  --faces DIR      pictures (jpg, png, webp) and clips (mp4, webm) of your own as people
  --layout NAME    the call site to look like: ${LAYOUT_NAMES.join(', ')}
  --json FILE      writes what was read to FILE
  --shots DIR      folder for the screenshots (out/shots)
  --help           shows this`;

/** Options that cannot be understood, as one sentence. */
export class UsageError extends Error {}

/** `folder` is where the caller stands: relative paths count from there. */
export function parseOptions(args, folder = process.cwd()) {
  const options = {
    headless: false,
    help: false,
    room: false,
    layout: LAYOUT_NAMES[0],
    browser: BROWSERS[0],
    shots: null,
    json: null,
    faces: null,
    seconds: null,
    people: null,
  };
  const rest = [...args];
  while (rest.length > 0) {
    const [name, inline] = split(rest.shift());
    const value = () => {
      const given = inline ?? rest.shift();
      if (given === undefined || given === '' || (inline === undefined && given.startsWith('--')))
        throw new UsageError(`${name} needs a value.`);
      return given;
    };
    const flag = () => {
      if (inline !== undefined) throw new UsageError(`${name} takes no value.`);
      return true;
    };
    if (name === '--headless') options.headless = flag();
    else if (name === '--help' || name === '-h') options.help = flag();
    else if (name === '--room') options.room = flag();
    else if (name === '--seconds') options.seconds = number(name, value(), 1, LONGEST_SECONDS);
    else if (name === '--people') options.people = number(name, value(), 1, MOST_PEOPLE);
    else if (name === '--layout') options.layout = oneOf('layout', LAYOUT_NAMES, value());
    else if (name === '--browser') options.browser = oneOf('browser', BROWSERS, value());
    else if (name === '--json') options.json = path.resolve(folder, value());
    else if (name === '--shots') options.shots = path.resolve(folder, value());
    else if (name === '--faces') options.faces = path.resolve(folder, value());
    else throw new UsageError(`There is no option ${name}; --help shows which exist.`);
  }
  return options;
}

function split(argument) {
  const at = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function number(name, text, least, most) {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(`${name} must be a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}

function oneOf(kind, names, name) {
  if (!names.includes(name)) throw new UsageError(`There is no ${kind} "${name}"; there is: ${names.join(', ')}.`);
  return name;
}

/** What to say where Node is too old, else null. `version` as in process.versions.node. */
export function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `Roomtone needs Node 20.19 or newer; this is Node ${version}.`;
}

/** A window can be shown. */
export function hasDisplay(platform = process.platform, env = process.env) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * Whether packages are missing or not those of the lockfile. Compares versions, not dates: npm writes both files in an
 * order that makes dates lie.
 */
export function needsInstall(root) {
  const installed = path.join(root, 'node_modules/.package-lock.json');
  const locked = path.join(root, 'package-lock.json');
  if (!existsSync(installed)) return true;
  if (!existsSync(locked)) return false;
  const have = packagesOf(installed);
  // npm leaves out what is for other machines.
  return Object.entries(packagesOf(locked)).some(
    ([name, entry]) =>
      name !== '' &&
      (have[name] ? have[name].version !== entry.version : !entry.optional && !entry.devOptional && !entry.peer),
  );
}

function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
