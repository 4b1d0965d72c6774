// Types of setup.mjs, which is plain JavaScript because it runs before the packages are there.
export const LAYOUT_NAMES: string[];
export const BROWSERS: string[];
export const MOST_PEOPLE: number;
export const HELP: string;
export class UsageError extends Error {}
export interface Options {
  headless: boolean;
  help: boolean;
  room: boolean;
  layout: string;
  browser: string;
  /** Absolute paths; null where not given. */
  shots: string | null;
  json: string | null;
  faces: string | null;
  seconds: number | null;
  people: number | null;
}
export function parseOptions(args: string[], folder?: string): Options;
export function nodeProblem(version: string): string | null;
export function hasDisplay(platform?: string, env?: Record<string, string | undefined>): boolean;
export function needsInstall(root: string): boolean;
