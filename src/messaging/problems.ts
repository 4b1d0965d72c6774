// The last faults in this context, for people to paste into a report: our own words alone, since what a page throws can say anything.

export interface Problem {
  /** Epoch milliseconds. */
  at: number;
  text: string;
}

const MOST = 12;
const LONGEST = 300;
const ADDRESS = /\b[a-z][\w+.-]*:\/\/\S+/gi;

const last: Problem[] = [];

/** @param what in our own words, without names. @param error for the console alone */
export function noteProblem(what: string, error?: unknown): void {
  console.error(`Roomtone: ${what}`, ...(error === undefined ? [] : [error]));
  const text = what.replace(ADDRESS, '(an address)').replace(/\s+/g, ' ').slice(0, LONGEST);
  last.push({ at: Date.now(), text });
  if (last.length > MOST) last.shift();
}

/** The latest last. */
export const lastProblems = (): readonly Problem[] => last;

/** What kind of error it is; what it says may be the page's. */
export const nameOf = (error: unknown): string =>
  error instanceof DOMException ? error.name : error instanceof Error ? error.constructor.name : 'unknown';
