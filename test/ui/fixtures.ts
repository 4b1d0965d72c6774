// One snapshot for each state that popup and panel can be in, with people made up for the purpose.

import { view } from '../../src/call/call.ts';
import type { Mode } from '../../src/call/consent/policy.ts';
import { countActs } from '../../src/call/room/acts.ts';
import { livelinesses, valences } from '../../src/call/room/affect.ts';
import {
  EXCLUSION_REASONS,
  type ExclusionReason,
  type Mark,
  type Participant,
  type ParticipantState,
  type Room,
  STATES,
  type TimelinePoint,
} from '../../src/call/room/types.ts';
import { CLEAR_DOTS } from '../../src/call/room/words.ts';
import { DEFAULT_SETTINGS } from '../../src/call/settings.ts';
import type { SelfCandidate, Snapshot } from '../../src/call/snapshot.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../../src/engine/types.ts';
import type { Link } from '../../src/ui/components/common/link.ts';

import { movingCall, six as sixOf } from '../support/moving.ts';

const NOW = Date.UTC(2026, 2, 3, 10, 30);

export function votesOf(parts: Partial<Votes>): Votes {
  const votes = Object.fromEntries(EXPRESSIONS.map((e) => [e, parts[e] ?? 0])) as Votes;
  const sum = EXPRESSIONS.reduce((total, e) => total + votes[e], 0) || 1;
  for (const e of EXPRESSIONS) votes[e] /= sum;
  return votes;
}

const MARKS: readonly Mark[] = ['neutral', 'neutral', 'happy', 'happy', 'unclear', 'neutral', 'surprise', null];

/** A reason stands for the state `excluded`; `*` behind a name marks oneself. */
type Sketch = [name: string, state: ParticipantState | ExclusionReason, votes?: Partial<Votes>, doubt?: number];

const isReason = (state: string): state is ExclusionReason => EXCLUSION_REASONS.some((reason) => reason === state);

function person([name, sketched, parts, doubt = 0]: Sketch, i: number): Participant {
  const state = isReason(sketched) ? 'excluded' : sketched;
  const votes = parts ? votesOf(parts) : null;
  const label = votes && EXPRESSIONS.reduce<Expression>((best, e) => (votes[e] > votes[best] ? e : best), 'neutral');
  return {
    id: `tile-${i}`,
    name: name.replace(/\*$/, ''),
    isSelf: name.endsWith('*'),
    state,
    because: isReason(sketched) ? sketched : null,
    label: state === 'read' ? label : null,
    votes,
    doubt,
    since: NOW - 4000 * (i + 1),
    readAt: votes ? NOW : NOW - 95_000,
    resting: votes && votesOf({ neutral: 7, happy: 2, sad: 1 }),
    movement: name.startsWith('Bruno') && votes ? 'nodding' : null,
    isTalking: name.startsWith('Bruno') && votes !== null,
    gestures: name.startsWith('Chiara') && votes ? ['brows-raised'] : [],
    marks: votes
      ? Array.from(
          { length: 30 },
          (_, k): Mark => MARKS[Math.floor((k + 5 * i) / (3 + (i % 3))) % MARKS.length] ?? null,
        )
      : [],
  };
}

/** A room drifting from neutral to happy, with a moment of surprise and, if wanted, a break. */
function timelineOf(minutes: number, breakAt: number | null): TimelinePoint[] {
  const points: TimelinePoint[] = [];
  for (let s = minutes * 60; s >= 0; s -= 5) {
    const m = s / 60;
    if (breakAt !== null && Math.abs(m - breakAt) < 0.4) continue;
    const wave = Math.sin(m * 1.7) * 0.12 + Math.sin(m * 5.3) * 0.05;
    points.push({
      at: NOW - s * 1000,
      votes: votesOf({
        happy: Math.max(0.05, 0.62 - m * 0.05 + wave),
        neutral: 0.25 + m * 0.035,
        surprise: 0.04 + 0.3 * Math.exp(-((m - 3.2) ** 2) * 6),
        sad: 0.05 + 0.03 * Math.sin(m * 2.1),
        fear: 0.02,
        angry: 0.02 + 0.12 * Math.exp(-((m - 7) ** 2) * 3),
        disgust: 0.01,
      }),
      doubt: 0.08 + 0.05 * Math.sin(m * 3) ** 2,
      seen: 5,
    });
  }
  return points;
}

const MOMENTS: Room['moments'] = [
  { at: NOW - 431_000, expression: 'happy', rose: true, people: 4, of: 5 },
  { at: NOW - 65_000, expression: 'surprise', rose: true, people: 1, of: 5 },
  { at: NOW - 31_000, expression: 'surprise', rose: false, people: 3, of: 5 },
];

function roomOf(sketches: Sketch[], timeline: TimelinePoint[]): Room {
  const participants = sketches.map(person);
  const seen = participants.filter((p) => p.votes);
  const mean = (of: (p: Participant) => number) => seen.reduce((sum, p) => sum + of(p), 0) / (seen.length || 1);
  const count = (is: (p: Participant) => boolean) => participants.filter(is).length;
  return {
    at: NOW,
    participants,
    moments: seen.length > 3 ? MOMENTS : [],
    summary: {
      votes:
        seen.length > 0
          ? votesOf(Object.fromEntries(EXPRESSIONS.map((e) => [e, mean((p) => p.votes?.[e] ?? 0)])))
          : null,
      doubt: mean((p) => p.doubt),
      people: participants.length,
      seen: seen.length,
      reads: 'expressions',
      acts: countActs(participants),
      because: Object.fromEntries(
        EXCLUSION_REASONS.map((reason) => [reason, count((p) => p.because === reason)]),
      ) as Room['summary']['because'],
      states: Object.fromEntries(STATES.map((s) => [s, count((p) => p.state === s)])) as Room['summary']['states'],
      labels: Object.fromEntries(EXPRESSIONS.map((e) => [e, count((p) => p.label === e)])) as Room['summary']['labels'],
      clearDots: CLEAR_DOTS,
      valence: valences(participants),
      liveliness: livelinesses(participants),
      group: null,
      movements: { nodding: count((p) => p.movement === 'nodding'), shaking: 0 },
    },
    timeline,
    course: [],
  };
}

const EMPTY = roomOf([], []);

function live(part: Partial<Snapshot>): Link {
  const snapshot: Snapshot = {
    phase: 'on',
    platform: 'Google Meet',
    progress: null,
    error: null,
    backend: 'wasm',
    replaced: null,
    isLate: false,
    backends: [],
    tickMs: { median: 41.6, p95: 70 },
    paceMs: 1000,
    looksPerSecond: 1,
    pageShare: 0.01,
    firstReadingMs: 1900,
    room: EMPTY,
    settings: DEFAULT_SETTINGS,
    forced: [],
    offered: ['self', 'group', 'individual'],
    selfCandidates: null,
    selfPicked: false,
    recording: null,
    hasReport: false,
    blockedNames: [],
    pageLanguage: 'en',
    ...part,
  };
  return { kind: 'live', snapshot };
}

const six: Sketch[] = [
  ['Ada Okafor*', 'read', { happy: 9, neutral: 1 }, 0.05],
  ['Bruno Lindqvist', 'read', { happy: 7, neutral: 1, surprise: 2 }, 0.1],
  ['Chiara Montefeltro-Castiglione della Rovere', 'read', { surprise: 6, happy: 2, fear: 2 }, 0.1],
  ['Dariusz', 'unclear', { neutral: 4, happy: 3, sad: 2 }, 0.4],
  ['', 'read', { neutral: 6, happy: 4 }, 0.02],
  ['Emeka Eze', 'camera-off'],
];

const twelve: Sketch[] = [
  ['Ada Okafor*', 'read', { happy: 9, neutral: 1 }],
  ['Bruno Lindqvist', 'read', { happy: 6, neutral: 3 }, 0.1],
  ['Chiara Rossi', 'read', { neutral: 8, sad: 1 }, 0.1],
  ['Dariusz Nowak', 'read', { sad: 6, neutral: 3 }, 0.1],
  ['Emeka Eze', 'read', { angry: 6, neutral: 2, disgust: 1 }, 0.1],
  ['Fatima Zahra', 'read', { fear: 6, surprise: 3 }, 0.1],
  ['Gao Lin', 'read', { disgust: 6, angry: 2 }, 0.2],
  ['Hana Sato', 'read', { surprise: 7, happy: 3 }],
  ['Ilse de Vries', 'turned-away'],
  ['Jonas Berg', 'too-small'],
  ['Karim Haddad', 'asked'],
  ['Lucía Fernández', 'no-face'],
];

/** One for each reason to be excluded, and one whose picture cannot be read. */
const excluded: Sketch[] = [
  ['Ada Okafor*', 'read', { happy: 9, neutral: 1 }],
  ['Bruno Lindqvist', 'read', { happy: 6, neutral: 3 }, 0.1],
  ['Karim Haddad', 'asked'],
  ['Zoë Müller', 'blocked'],
  ['Alex Kim', 'unsure'],
  ['', 'nameless'],
  ['Hana Sato', 'unreadable'],
  ['Ivo Petrov', 'still'],
  ['Jun Tanaka', 'hidden'],
];

/** Names in letters that run from right to left, one of them with a character that turns what follows. */
const letters: Sketch[] = [
  ['דנה לוי 2 (Guest)*', 'read', { happy: 9, neutral: 1 }],
  ['سارة حداد 2 (Guest)', 'read', { happy: 6, neutral: 3 }, 0.1],
  ['Ana 2 (Guest)', 'asked'],
  ['\u202eKim 2\u2069', 'unsure'],
];

const CANDIDATES: readonly SelfCandidate[] = [
  { id: 'tile-0', name: 'Bruno Lindqvist', isHinted: false },
  { id: 'tile-1', name: '', isHinted: false },
  { id: 'tile-2', name: 'Ada Okafor (you)', isHinted: true },
  { id: 'tile-3', name: 'Chiara Montefeltro-Castiglione della Rovere', isHinted: false },
];
const ONLY_ME = { ...DEFAULT_SETTINGS, mode: 'self' } as const;

/** A call of nine in which movements alone are read: six smile, then nod; three of them turn away. */
function moving(mode: Mode): Link {
  const played = movingCall(mode);
  played.play(60, () => 'rest');
  played.play(40, sixOf('smile'));
  played.play(30, () => 'rest');
  played.play(30, sixOf('nod'));
  played.play(20, () => 'rest');
  played.play(8, (i) => (i < 6 ? (i < 3 ? 'away' : 'smile') : i === 7 ? 'nod' : 'rest'));
  return live({
    room: view(played.call).room,
    settings: { ...DEFAULT_SETTINGS, mode },
    offered: ['self', 'movements', mode],
  });
}

const unsure: Sketch[] = ['Ada*', 'Bruno', 'Chiara', 'Dariusz'].map((name) => [
  name,
  'unclear',
  { neutral: 3, sad: 2, happy: 2, angry: 2 },
  0.4,
]);

export const LINKS = {
  connecting: { kind: 'connecting' },
  'no-call': { kind: 'silent', why: 'no-call' },
  foreign: { kind: 'foreign', site: 'https://call.example/*' },
  frame: { kind: 'frame', site: 'https://jitsi.example.org/*' },
  'closed-frame': { kind: 'frame', site: null },
  reload: { kind: 'silent', why: 'reload' },
  setup: live({ phase: 'setup', backend: null, tickMs: null, offered: [] }),
  off: live({ phase: 'off', backend: null, tickMs: null, pageLanguage: 'de-AT' }),
  starting: live({ phase: 'starting', progress: { step: 'expression', done: 0.5 }, backend: null, tickMs: null }),
  six: live({ room: roomOf(six, timelineOf(10, 5.4)) }),
  late: live({ room: roomOf(six, timelineOf(10, 5.4)), isLate: true }),
  wrong: live({
    room: roomOf(six, timelineOf(10, 5.4)),
    backends: [
      { backend: 'wasm', threads: 1, tickMs: 41 },
      { backend: 'webgl', threads: 1, tickMs: null, leftOut: 'wrong', error: 'reads the known picture wrongly' },
    ],
  }),
  twelve: live({ room: roomOf(twelve, timelineOf(4, null)), paceMs: 2500 }),
  unsure: live({ room: roomOf(unsure, timelineOf(1, null)) }),
  'all-off': live({
    room: roomOf(
      ['Ada*', 'Bruno', 'Chiara'].map((name) => [name, 'camera-off']),
      [],
    ),
  }),
  'no-faces': live({
    room: roomOf(
      [
        ['Ada*', 'no-face'],
        ['Bruno', 'camera-off'],
      ],
      [],
    ),
  }),
  empty: live({}),
  disabled: live({ phase: 'disabled', backend: null, tickMs: null }),
  over: live({ phase: 'off', backend: null, tickMs: null, hasReport: true }),
  alone: live({
    room: roomOf(six.slice(0, 1), timelineOf(3, null)),
    settings: ONLY_ME,
  }),
  picked: live({ room: roomOf(six.slice(0, 1), timelineOf(3, null)), settings: ONLY_ME, selfPicked: true }),
  who: live({
    room: roomOf(
      CANDIDATES.map(({ name }) => [name, 'not-self']),
      [],
    ),
    settings: ONLY_ME,
    selfCandidates: CANDIDATES,
  }),
  nowhere: live({ settings: ONLY_ME, selfCandidates: [] }),
  excluded: live({ room: roomOf(excluded, timelineOf(4, null)), blockedNames: ['zoë  müller'] }),
  doubtful: live({
    room: roomOf(
      [
        ['Alex Kim', 'unsure'],
        ['Alex Kim', 'unsure'],
        ['', 'nameless'],
      ],
      [],
    ),
  }),
  letters: live({ room: roomOf(letters, timelineOf(4, null)) }),
  'none-asked': live({
    room: roomOf(
      [
        ['Ada', 'asked'],
        ['Bruno', 'asked'],
      ],
      [],
    ),
  }),
  'no-answer': { kind: 'silent', why: 'no-answer' },
  recording: live({
    room: roomOf(six, timelineOf(10, 5.4)),
    recording: { since: NOW - 83_000, events: 400, isFull: false },
    hasReport: true,
  }),
  recordingFull: live({
    room: roomOf(six, timelineOf(10, 5.4)),
    recording: { since: NOW - 7_200_000, events: 60_000, isFull: true },
  }),
  group: live({
    room: { ...roomOf(six, timelineOf(10, 5.4)), participants: [] },
    settings: { ...DEFAULT_SETTINGS, mode: 'group', paceMs: 2500 },
    forced: ['mode', 'backend'],
  }),
  moving: moving('movements-each'),
  'moving-group': moving('movements'),
  error: live({ phase: 'error', error: 'errorEngineStart', backend: null, tickMs: null }),
  old: live({ phase: 'error', error: 'errorBrowserTooOld', backend: null, tickMs: null }),
} as const satisfies Record<string, Link>;

export type FixtureName = keyof typeof LINKS;
