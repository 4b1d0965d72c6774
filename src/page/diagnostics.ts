// How the reading goes, as text for people to paste into a report: no names, no pictures.
import type { Snapshot } from '../call/snapshot.ts';
import type { EngineTiming } from '../engine/types.ts';
import type { Problem } from '../messaging/problems.ts';

export interface Machine {
  /** navigator.userAgent. */
  userAgent: string;
  cores: number;
}

/** Only these lines, whoever is in the call. */
export function describeReading(snapshot: Snapshot, problems: readonly Problem[], machine: Machine): string {
  const { phase, error, settings, room, backend, replaced, tickMs, paceMs, looksPerSecond, pageShare } = snapshot;
  const browser = /(?:Firefox|Edg|Chrome)\/[\d.]+/.exec(machine.userAgent)?.[0] ?? 'unknown browser';
  const { people, seen } = room.summary;
  const reads = backend ? `${backend}${replaced ? `, in place of ${replaced}` : ''}` : 'nothing yet';
  return [
    `Reading: ${phase}${error ? `, ${error}` : ''}${snapshot.isLate ? ', the engine is late' : ''}`,
    `${browser}, ${machine.cores} cores; read by ${reads} (wanted: ${settings.backend}), mode ${settings.mode}`,
    `people: ${people}, read: ${seen}`,
    `a tick: ${tickMs ? `${round(tickMs.median)} ms, 95 of 100 within ${round(tickMs.p95)} ms` : 'not measured'}, every ${round(paceMs)} ms`,
    `looks a second: ${looksPerSecond?.toFixed(1) ?? 'not measured'}, of the page’s thread: ${pageShare === null ? 'not measured' : `${(100 * pageShare).toFixed(1)} %`}`,
    '',
    `Backends: ${snapshot.backends.length || 'none measured'}`,
    ...snapshot.backends.map(describeBackend),
    '',
    `Problems: ${problems.length || 'none'}`,
    ...problems.map(({ at, text }) => `  ${new Date(at).toISOString().slice(11, 19)}  ${text}`),
  ].join('\n');
}

const round = (ms: number) => Math.round(ms);

const ANSWERS = {
  wrong: 'reads the known picture wrongly',
  slow: 'too slow',
  failed: 'failed',
  unneeded: 'not needed',
} as const satisfies Record<NonNullable<EngineTiming['leftOut']>, string>;

function describeBackend({ backend, threads, tickMs, leftOut, error }: EngineTiming): string {
  const answers = leftOut ? ANSWERS[leftOut] : 'reads the known picture rightly';
  const speed = tickMs === null ? 'not measured' : `${tickMs.toFixed(1)} ms`;
  return `  ${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}: ${speed}; ${answers}${error ? ` (${error})` : ''}`;
}
