// A call page's snapshot, as popup, panel and report receive it.
import * as v from 'valibot';
import { BACKENDS, type EngineTiming, EXPRESSIONS } from '../../engine/types.ts';
import {
  EXCLUSION_REASONS,
  type Participant,
  type Room,
  type RoomSummary,
  type Spread,
  STATES,
} from '../room/types.ts';
import { FIELDS, MODES, SETTING_KEYS, type Settings } from '../settings.ts';
import type { Snapshot } from '../snapshot.ts';
import { each, listOf, number, type Schema, shape } from './base.ts';
import { acts, MOST, moment, NAME, states, votes } from './report.ts';

const flag = v.boolean();
const backend = v.picklist(BACKENDS);
const movements = ['nodding', 'shaking'] as const;

export const engineTiming = shape<EngineTiming>({
  backend,
  threads: number,
  tickMs: v.nullable(number),
  leftOut: v.exactOptional(v.picklist(['wrong', 'slow', 'failed', 'unneeded'])),
  error: v.exactOptional(v.string()),
});

export const participant = shape<Participant>({
  id: NAME,
  name: NAME,
  isSelf: flag,
  state: v.picklist(STATES),
  because: v.nullable(v.picklist(EXCLUSION_REASONS)),
  label: v.nullable(v.picklist(EXPRESSIONS)),
  votes: v.nullable(votes),
  doubt: number,
  since: number,
  readAt: v.nullable(number),
  resting: v.nullable(votes),
  movement: v.nullable(v.picklist(movements)),
  isTalking: flag,
  gestures: listOf(v.picklist(['smiling', 'brows-raised', 'mouth-open']), MOST),
  marks: listOf(v.nullable(v.picklist([...EXPRESSIONS, 'unclear'])), MOST),
});

const spread: Schema<Spread> = shape({ median: number, low: number, high: number, of: number });
const summary = shape<RoomSummary>({
  votes: v.nullable(votes),
  doubt: number,
  people: number,
  seen: number,
  reads: v.picklist(['expressions', 'movements']),
  states,
  because: each(EXCLUSION_REASONS, number),
  labels: v.nullable(votes),
  acts,
  clearDots: number,
  valence: v.nullable(spread),
  liveliness: v.nullable(spread),
  movements: v.nullable(each(movements, number)),
  group: v.nullable(shape({ withheld: v.nullable(v.picklist(['too-few', 'settling'])) })),
});

export const room = shape<Room>({
  at: number,
  participants: listOf(participant, MOST),
  summary,
  timeline: listOf(shape({ at: number, votes, doubt: number, seen: number }), MOST),
  course: listOf(shape({ at: number, acts, seen: number }), MOST),
  moments: listOf(moment, MOST),
});

const settings = shape<Settings>(
  Object.fromEntries(SETTING_KEYS.map((key) => [key, FIELDS[key].schema])) as {
    [K in keyof Settings]: Schema<Settings[K]>;
  },
);

export const snapshot = shape<Snapshot>({
  phase: v.picklist(['disabled', 'setup', 'no-call', 'off', 'starting', 'on', 'error']),
  platform: NAME,
  progress: v.nullable(shape({ step: v.picklist(['engine', 'detector', 'expression', 'warm-up']), done: number })),
  error: v.nullable(v.string()),
  backend: v.nullable(backend),
  replaced: v.nullable(backend),
  isLate: flag,
  backends: listOf(engineTiming, MOST),
  tickMs: v.nullable(shape({ median: number, p95: number })),
  paceMs: number,
  looksPerSecond: v.nullable(number),
  pageShare: v.nullable(number),
  firstReadingMs: v.nullable(number),
  room,
  selfCandidates: v.nullable(listOf(shape({ id: NAME, name: NAME, isHinted: flag }), MOST)),
  selfPicked: flag,
  settings,
  forced: listOf(v.picklist(SETTING_KEYS), MOST),
  offered: listOf(v.picklist(MODES), MOST),
  blockedNames: listOf(NAME, MOST),
  pageLanguage: NAME,
  recording: v.nullable(shape({ since: number, events: number, isFull: flag })),
  hasReport: flag,
});
