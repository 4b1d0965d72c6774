// What a run of the practice call has to report: as a stable JSON object and as a small table.

import { emptyRoom } from '../../src/call/room/room.ts';
import { type ParticipantState, type RoomSummary, STATES } from '../../src/call/room/types.ts';
import type { Snapshot } from '../../src/call/snapshot.ts';
import type { Expression, Votes } from '../../src/engine/types.ts';
import { countDots, tenDots } from '../../src/theme/dots.ts';

export interface RunSummary {
  backend: string | null;
  /** Milliseconds. */
  tickMs: { median: number; p95: number } | null;
  /** Of each person, median; null where nobody was looked at. */
  looksPerSecond: number | null;
  /** The part of the call page's main thread that was ours, 0..1; null where nobody was looked at. */
  pageShare: number | null;
  /** Of the zip for the store; null where the build wrote none. */
  packageBytes: number | null;
  firstReadingMs: number | null;
  participants: {
    id: string;
    name: string;
    isSelf: boolean;
    state: ParticipantState;
    label: Expression | null;
    votes: Votes | null;
  }[];
  room: RoomSummary;
  errors: string[];
}

export function summaryOf(snapshot: Snapshot | null, packageBytes: number | null, errors: string[]): RunSummary {
  const room = snapshot?.room ?? emptyRoom(0).room;
  return {
    backend: snapshot?.backend ?? null,
    tickMs: snapshot?.tickMs ?? null,
    looksPerSecond: snapshot?.looksPerSecond ?? null,
    pageShare: snapshot?.pageShare ?? null,
    packageBytes,
    firstReadingMs: snapshot?.firstReadingMs ?? null,
    participants: room.participants.map(({ id, name, isSelf, state, label, votes }) => ({
      id,
      name,
      isSelf,
      // Nobody drops out of the report because a state has no name.
      state: STATES.includes(state) ? state : 'no-face',
      label,
      votes,
    })),
    room: room.summary,
    errors,
  };
}

const WORDS: Record<ParticipantState, string> = {
  read: 'looks',
  unclear: 'unclear',
  'too-small': 'too small',
  unreadable: 'cannot be read',
  still: 'stands still',
  hidden: 'not in view',
  'turned-away': 'turned away',
  'camera-off': 'camera off',
  'no-face': 'no face',
  excluded: 'not read',
};

export function tableOf({ participants, room, backend, tickMs, firstReadingMs, packageBytes }: RunSummary): string {
  const rows = participants.map(({ name, isSelf, state, label, votes }) => [
    isSelf ? `${name} (you)` : name,
    state === 'read' && label ? `looks ${label}` : WORDS[state],
    votes ? ofTen(votes, 0) : '',
  ]);
  rows.push(['The room', `${room.seen} of ${room.people} read`, room.votes ? ofTen(room.votes, room.doubt) : '']);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))))
      .join('   ')
      .trimEnd(),
  );
  // The room stands below a line of its own.
  lines.splice(-1, 0, '-'.repeat(Math.max(...lines.map(width))));
  const facts = [
    backend && `engine ${backend}`,
    tickMs && `${Math.round(tickMs.median)} ms a tick (95 %: ${Math.round(tickMs.p95)})`,
    firstReadingMs !== null && `first reading after ${(firstReadingMs / 1000).toFixed(1)} s`,
    packageBytes !== null && `package ${(packageBytes / 1024 / 1024).toFixed(1)} MB`,
  ].filter((fact) => fact);
  return [...lines, '', facts.join(' · ')].join('\n').trimEnd();
}

/** "of ten people 7 say happy, 3 neutral" */
function ofTen(votes: Votes, doubt: number): string {
  const said = countDots(tenDots(votes, doubt)).filter(({ dot }) => dot !== null);
  return `of ten: ${said.map(({ dot, count }) => `${count} ${dot}`).join(', ')}`;
}

/** Columns in a terminal: East Asian characters take two, combining marks none. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u.test(character) ? 2 : 1;
  }
  return columns;
}
