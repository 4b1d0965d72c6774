// The table of faults in INTERNALS.md: what was done to a call that is read, and how long it took until all were read again.
import { table } from './card/format.ts';

export interface FaultRow {
  fault: string;
  /** What the user sees meanwhile. */
  seen: string;
  /** Until all were read again, or until it was said what to do, milliseconds. */
  ms: number;
  /** Title of the test. */
  test: string;
}

const [FROM, TO] = ['<!-- Faults, written by `npm run faults`. -->', '<!-- Up to here the faults. -->'];

/** @throws Error when `text` has no place for the table. */
export function withFaults(text: string, rows: readonly FaultRow[]): string {
  const [from, to] = [text.indexOf(FROM), text.indexOf(TO)];
  if (from < 0 || to < from) throw new Error('INTERNALS.md has no place for the table of faults.');
  const lines = rows.map(({ fault, seen, ms, test }) => [fault, seen, `${(ms / 1000).toFixed(1)} s`, test]);
  const drawn = table(['fault', 'what the user sees', 'mended after', 'test'], lines);
  return `${text.slice(0, from + FROM.length)}\n\n${drawn}\n\n${text.slice(to)}`;
}
