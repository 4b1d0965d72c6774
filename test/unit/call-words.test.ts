// What is said of a call and of people over it, and where its clock and its signs stand.
import { describe, expect, it } from 'vitest';
import catalogue from '../../_locales/en/messages.json';
import type { Totals } from '../../src/call/report/log.ts';
import { type Moment, type ParticipantState, STATES } from '../../src/call/room/types.ts';
import { normalised } from '../../src/call/room/votes.ts';
import { EXPRESSIONS, type Expression } from '../../src/engine/types.ts';
import { callSentence, coverageWords, minutesWords, personCallWords } from '../../src/i18n/call-words.ts';
import { fromCatalogue } from '../../src/i18n/t.ts';
import { signsOf, ticksOf } from '../../src/ui/components/report/Course.tsx';

const t = fromCatalogue(catalogue, 'en');

function lasted(
  labels: Partial<Record<Expression, number>>,
  states: Partial<Record<ParticipantState, number>> = {},
): Totals {
  const read = Object.values(labels).reduce((a, b) => a + b, 0);
  const all = Object.fromEntries(EXPRESSIONS.map((e) => [e, labels[e] ?? 0])) as Totals['labels'];
  return {
    labels: all,
    states: Object.fromEntries(STATES.map((s) => [s, s === 'read' ? read : (states[s] ?? 0)])) as Totals['states'],
    votes: normalised(Object.fromEntries(EXPRESSIONS.map((e) => [e, all[e] ** 0.2])) as Totals['labels']),
    doubt: 0,
  };
}

it.each<[string, string, Totals]>([
  ['On the whole, faces looked mostly happy', 'looked mostly happy', lasted({ happy: 10, neutral: 5 })],
  [
    'On the whole, faces looked mostly neutral or happy',
    'looked mostly neutral or happy',
    lasted({ happy: 7, neutral: 10, sad: 5 }),
  ],
  ['On the whole mixed: no expression led', 'mixed: no expression led', lasted({ happy: 7, neutral: 10, sad: 6 })],
  [
    'On the whole, faces were mostly unclear',
    'mostly unclear',
    { ...lasted({ happy: 7 }, { unclear: 8 }), doubt: 0.6 },
  ],
  ['Nobody could be read in this call', 'camera off', lasted({}, { 'camera-off': 9, 'no-face': 2 })],
  ['Nobody could be read in this call', 'left out', lasted({}, { excluded: 9, 'camera-off': 2 })],
])('%s; %s', (call, person, sums) => {
  expect(callSentence(sums, t)).toBe(call);
  expect(personCallWords(sums, t)).toBe(person);
});

it('how much could be read is told in words', () => {
  const words = [1, 0.95, 0.94, 0.6, 0.5, 0.2, 0.01, 0].map((share) => coverageWords(share * 1000, 1000, t));
  expect(words).toEqual([
    'could be read nearly all the time',
    'could be read nearly all the time',
    'could be read most of the time',
    'could be read most of the time',
    'could be read about half of the time',
    'could be read part of the time',
    'could hardly be read',
    '',
  ]);
  expect(coverageWords(0, 0, t)).toBe('');
});

it('minutes are whole', () => {
  expect([0, 59_999, 60_000, 89_000, 91_000].map((ms) => minutesWords(ms, t))).toEqual([
    'under 1 min',
    'under 1 min',
    '1 min',
    '1 min',
    '2 min',
  ]);
});

describe('the course of a call', () => {
  const at = (hours: number, minutes: number, seconds = 0) => new Date(2026, 2, 3, hours, minutes, seconds).getTime();
  const clock = (from: number, to: number) =>
    ticksOf({ from, to }).map((tick) => new Date(tick).toTimeString().slice(0, 5));

  it('has few, round clock times', () => {
    expect(clock(at(10, 30), at(11, 15))).toEqual(['10:30', '10:40', '10:50', '11:00', '11:10']);
    expect(clock(at(10, 31, 20), at(10, 36))).toEqual(['10:32', '10:33', '10:34', '10:35', '10:36']);
    expect(clock(at(9, 50), at(14, 20))).toEqual(['10:00', '11:00', '12:00', '13:00', '14:00']);
  });
  it('has start and end of a call too short for round times', () => {
    expect(ticksOf({ from: at(10, 30, 10), to: at(10, 30, 50) })).toEqual([at(10, 30, 10), at(10, 30, 50)]);
    expect(ticksOf({ from: at(10, 30, 10), to: at(10, 31, 50) })).toEqual([at(10, 30, 10), at(10, 31, 50)]);
  });
  it('gives moments close to each other one sign, and loses none', () => {
    const moments = [10, 20, 22, 24, 90, 100].map(
      (percent): Moment => ({ at: percent * 1000, expression: 'happy', rose: true, people: 1, of: 1 }),
    );
    const signs = signsOf(moments, { from: 0, to: 100_000, stepMs: 5000 });
    expect(signs.map(({ x, first, moments: of }) => [x, first, of.length])).toEqual([
      [0.1, 1, 1],
      [0.2, 2, 3],
      [0.9, 5, 1],
      [1, 6, 1],
    ]);
  });
});
