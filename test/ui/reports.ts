// States of the report page, with calls made up for the purpose.

import { callReport } from '../../src/call/call.ts';
import type { Mode } from '../../src/call/consent/policy.ts';
import type { LookReport, MovementReport, ReportPerson, ReportPoint, Totals } from '../../src/call/report/log.ts';
import { type LookMoment, type ParticipantState, STATES } from '../../src/call/room/types.ts';
import { DEFAULT_SETTINGS, type Loaded } from '../../src/call/settings.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../../src/engine/types.ts';
import type { ReportState } from '../../src/ui/components/common/report-link.ts';
import { movingCall } from '../support/moving.ts';
import { votesOf } from './fixtures.ts';

const START = Date.UTC(2026, 2, 3, 10, 30);
const MINUTE = 60_000;

const each = <K extends string>(keys: readonly K[], parts: Partial<Record<K, number>>) =>
  Object.fromEntries(keys.map((key) => [key, (parts[key] ?? 0) * MINUTE])) as Record<K, number>;

/** Minutes. */
function totalsOf(
  labels: Partial<Record<Expression, number>>,
  states: Partial<Record<ParticipantState, number>>,
  doubt = 0.1,
): Totals {
  const read = EXPRESSIONS.reduce((sum, e) => sum + (labels[e] ?? 0), 0);
  return {
    labels: each(EXPRESSIONS, labels),
    states: each(STATES, { ...states, read }),
    votes: read > 0 ? votesOf({ neutral: 0.5, ...labels }) : null,
    doubt,
  };
}

function timelineOf(minutes: number, nobody: (minute: number) => boolean, people: number): ReportPoint[] {
  const points: ReportPoint[] = [];
  for (let s = 5; s <= minutes * 60; s += 5) {
    const m = s / 60;
    const wave = 0.14 * Math.sin(m * 0.7) + 0.04 * Math.sin(m * 5.3);
    const votes: Votes = votesOf({
      happy: Math.max(0.05, 0.3 + 0.012 * Math.min(m, 45) + wave),
      neutral: Math.max(0.1, 0.5 - 0.005 * m),
      surprise: 0.04 + 0.4 * Math.exp(-((m - 11) ** 2) / 2),
      sad: 0.05 + 0.2 * Math.exp(-((m - 31) ** 2) / 9),
      angry: 0.02 + 0.12 * Math.exp(-((m - 22) ** 2)),
      fear: 0.02,
      disgust: 0.01,
    });
    const isSeen = !nobody(m);
    points.push({
      at: START + s * 1000,
      votes: isSeen ? votes : null,
      doubt: isSeen ? 0.08 + 0.06 * Math.sin(m * 2) ** 2 : 0,
      seen: isSeen ? people - 1 : 0,
      people,
      valence: isSeen ? votes.happy - votes.sad - votes.angry : null,
      liveliness: isSeen && m > 1 ? 0.12 + 0.1 * Math.sin(m / 3) ** 2 + 0.2 * Math.exp(-((m - 11) ** 2) / 2) : null,
    });
  }
  return points;
}

const MOMENTS: LookMoment[] = (
  [
    [4.2, 'happy', true, 4, 6],
    [10.6, 'surprise', true, 5, 6],
    [12.1, 'surprise', false, 5, 6],
    [12.6, 'happy', true, 3, 6],
    [21.8, 'angry', true, 1, 5],
    [30.2, 'sad', true, 3, 6],
    [44.6, 'happy', true, 6, 6],
  ] as const
).map(([minute, expression, rose, people, of]) => ({ at: START + minute * MINUTE, expression, rose, people, of }));

const PEOPLE: ReportPerson[] = [
  { name: 'Ada Okafor', isSelf: true, totals: totalsOf({ happy: 28, neutral: 9 }, { unclear: 4, 'turned-away': 1 }) },
  { name: 'Bruno Lindqvist', isSelf: false, totals: totalsOf({ neutral: 20, happy: 17 }, { unclear: 5 }) },
  {
    name: 'Chiara Montefeltro-Castiglione della Rovere',
    isSelf: false,
    totals: totalsOf({ surprise: 9, happy: 8, neutral: 7, sad: 6 }, { 'turned-away': 15 }),
  },
  { name: '=Dariusz+1', isSelf: false, totals: totalsOf({ neutral: 4 }, { unclear: 18, 'too-small': 20 }, 0.4) },
  { name: '', isSelf: false, totals: totalsOf({ neutral: 20, sad: 6, angry: 2 }, { 'no-face': 3 }) },
  { name: 'Emeka, "EE" Eze', isSelf: false, totals: totalsOf({}, { 'camera-off': 40 }) },
  { name: 'Karim Haddad', isSelf: false, totals: totalsOf({}, { excluded: 12 }) },
];

function together(people: readonly ReportPerson[]): Totals {
  const minutes = (pick: (totals: Totals) => number) =>
    people.reduce((sum, { totals }) => sum + pick(totals), 0) / MINUTE;
  const labels = Object.fromEntries(EXPRESSIONS.map((e) => [e, minutes(({ labels: own }) => own[e])]));
  const states = Object.fromEntries(STATES.map((s) => [s, minutes(({ states: own }) => own[s])]));
  return totalsOf(labels, states, 0.14);
}

const LONG: LookReport = {
  version: 1,
  platform: 'Google Meet',
  startedAt: START,
  endedAt: START + 45 * MINUTE,
  stepMs: 5000,
  timeline: timelineOf(45, (m) => m < 0.3 || (m > 24 && m < 27.5), 6),
  moments: MOMENTS,
  totals: together(PEOPLE),
  people: PEOPLE,
};

const SHORT: LookReport = {
  ...LONG,
  platform: 'call.example',
  endedAt: START + 40_000,
  timeline: timelineOf(40 / 60, (m) => m < 0.2, 1),
  moments: [],
  totals: totalsOf({ neutral: 0.4, happy: 0.1 }, { unclear: 0.05 }),
  people: [{ name: '', isSelf: true, totals: totalsOf({ neutral: 0.4, happy: 0.1 }, { unclear: 0.05 }) }],
};

/** Four hours, and the room never at rest. */
const ENDLESS: LookReport = {
  ...LONG,
  endedAt: START + 240 * MINUTE,
  stepMs: 10_000,
  timeline: timelineOf(240, (m) => m > 60 && m < 75, 24).filter((_, i) => i % 2 === 0),
  moments: Array.from({ length: 60 }, (_, i) => ({
    ...(MOMENTS[i % MOMENTS.length] as LookMoment),
    at: START + (3 + i * 3.9 + (i % 4)) * MINUTE,
  })),
};

function moving(mode: Mode): MovementReport {
  const played = movingCall(mode);
  for (let minute = 0; minute < 6; minute++) {
    played.play(60, () => 'rest');
    played.play(30, (i) => (i < 3 + minute ? 'smile' : 'rest'));
    played.play(20, (i) => (i < 8 - minute ? 'nod' : 'rest'));
    played.play(10, (i) => (i > 4 ? 'away' : 'rest'));
  }
  return callReport(played.call) as MovementReport;
}

const LOADED: Loaded = { settings: DEFAULT_SETTINGS, forced: [], disabled: false };
const KEEPING: Loaded = { ...LOADED, settings: { ...DEFAULT_SETTINGS, history: true } };
const KEPT = [
  { id: '3', platform: 'Google Meet', startedAt: START, endedAt: LONG.endedAt, bytes: 162_000 },
  { id: '2', platform: 'Zoom', startedAt: START - 26 * 60 * MINUTE, endedAt: START - 25 * 60 * MINUTE, bytes: 201_000 },
  { id: '1', platform: '', startedAt: START - 99 * 60 * MINUTE, endedAt: START - 98.6 * 60 * MINUTE, bytes: 30_100 },
];

type Sketch = Omit<ReportState, 'problem'> & Partial<ReportState>;

export const REPORTS = {
  call: { shown: { kind: 'over', report: LONG }, kept: [], loaded: LOADED },
  live: { shown: { kind: 'live', report: LONG }, kept: [], loaded: LOADED },
  short: { shown: { kind: 'over', report: SHORT }, kept: [], loaded: LOADED },
  endless: { shown: { kind: 'over', report: ENDLESS }, kept: [], loaded: KEEPING },
  moving: { shown: { kind: 'over', report: moving('movements-each') }, kept: [], loaded: LOADED },
  'moving-group': { shown: { kind: 'over', report: moving('movements') }, kept: [], loaded: LOADED },
  group: { shown: { kind: 'over', report: { ...LONG, people: null } }, kept: [], loaded: LOADED },
  kept: { shown: { kind: 'kept', report: { ...LONG, people: null }, id: '3' }, kept: KEPT, loaded: KEEPING },
  failed: { shown: { kind: 'failed' }, kept: [], loaded: null },
  unsaved: { shown: { kind: 'none' }, kept: [], loaded: KEEPING, problem: 'saveFailed' },
  none: { shown: { kind: 'none' }, kept: [], loaded: LOADED },
  gone: { shown: { kind: 'gone' }, kept: KEPT.slice(1), loaded: KEEPING },
  forced: { shown: { kind: 'none' }, kept: [], loaded: { ...KEEPING, forced: ['history', 'retentionDays'] } },
} as const satisfies Record<string, Sketch>;

export type ReportName = keyof typeof REPORTS;
