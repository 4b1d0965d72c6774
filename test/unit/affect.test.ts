// Valence and liveliness: what they are of plain faces, within which bounds they lie, and how they are spread over people.
import { describe, expect, it } from 'vitest';
import { livelinesses, livelinessOf, spreadOf, valenceOf, valences } from '../../src/call/room/affect.ts';
import type { Participant } from '../../src/call/room/types.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../../src/engine/types.ts';
import { random } from '../support/stream.ts';

const only = (expression: Expression): Votes =>
  Object.fromEntries(EXPRESSIONS.map((e) => [e, e === expression ? 1 : 0])) as Votes;

function anyVotes(next: () => number): Votes {
  const raw = EXPRESSIONS.map(() => next() ** 3);
  const sum = raw.reduce((a, b) => a + b, 0);
  return Object.fromEntries(EXPRESSIONS.map((e, i) => [e, (raw[i] as number) / sum])) as Votes;
}

const person = (more: Partial<Participant>): Participant => ({
  id: 'a',
  name: 'A',
  isSelf: false,
  state: 'unclear',
  because: null,
  label: null,
  votes: null,
  doubt: 0,
  since: 0,
  readAt: null,
  resting: null,
  movement: null,
  isTalking: false,
  gestures: [],
  marks: [],
  ...more,
});

describe('valence', () => {
  it.each([
    ['happy', 1],
    ['sad', -1],
    ['angry', -1],
    ['disgust', -1],
    ['fear', -1],
    // Neither pleasant nor unpleasant by itself.
    ['neutral', 0],
    ['surprise', 0],
  ] as const)('of a face that all call %s is %i', (expression, valence) => {
    expect(valenceOf(only(expression), 0)).toBeCloseTo(valence, 12);
  });

  it('is nearer to nothing the more voters would name nothing', () => {
    expect(valenceOf(only('happy'), 0.25)).toBeCloseTo(0.75, 12);
    expect(valenceOf(only('sad'), 1)).toBeCloseTo(0, 12);
  });

  it('lies between -1 and 1 whatever the votes', () => {
    const next = random(3);
    for (let i = 0; i < 2000; i++) {
      const [votes, doubt] = [anyVotes(next), next()];
      const valence = valenceOf(votes, doubt);
      expect(Math.abs(valence)).toBeLessThanOrEqual(1 - doubt + 1e-12);
    }
  });
});

describe('liveliness', () => {
  it('is none at rest, all where nobody would say the same, and how many would say something else between', () => {
    const rest = { ...only('neutral'), neutral: 0.7, sad: 0.3 };
    expect(livelinessOf(rest, rest)).toBe(0);
    expect(livelinessOf(only('happy'), rest)).toBeCloseTo(1, 12);
    expect(livelinessOf({ ...only('neutral'), neutral: 0.5, sad: 0.3, happy: 0.2 }, rest)).toBeCloseTo(0.2, 12);
  });

  it('is a distance: within 0 and 1, the same both ways, no shorter by a detour', () => {
    const next = random(5);
    for (let i = 0; i < 2000; i++) {
      const [a, b, c] = [anyVotes(next), anyVotes(next), anyVotes(next)];
      const direct = livelinessOf(a, b);
      expect(direct).toBeGreaterThanOrEqual(0);
      expect(direct).toBeLessThanOrEqual(1 + 1e-12);
      expect(livelinessOf(b, a)).toBeCloseTo(direct, 12);
      expect(direct).toBeLessThanOrEqual(livelinessOf(a, c) + livelinessOf(c, b) + 1e-12);
    }
  });
});

describe('the spread over people', () => {
  it('is quartiles and median, and none of nobody', () => {
    expect(spreadOf([])).toBeNull();
    expect(spreadOf([0.4])).toEqual({ median: 0.4, low: 0.4, high: 0.4, of: 1 });
    expect(spreadOf([5, 1, 3, 2, 4])).toEqual({ median: 3, low: 2, high: 4, of: 5 });
    expect(spreadOf([0, 1])).toEqual({ median: 0.5, low: 0.25, high: 0.75, of: 2 });
  });

  it('is in order, within what people have, and not moved by one who is far from all others', () => {
    const next = random(11);
    for (let i = 0; i < 500; i++) {
      const values = Array.from({ length: 1 + Math.floor(12 * next()) }, () => 2 * next() - 1);
      const { low, median, high, of } = spreadOf(values) as NonNullable<ReturnType<typeof spreadOf>>;
      const [least, most] = [Math.min(...values), Math.max(...values)];
      expect([least, low, median, high, most]).toEqual([least, low, median, high, most].sort((a, b) => a - b));
      expect(of).toBe(values.length);
      expect(spreadOf(values.toReversed())).toEqual({ low, median, high, of });
    }
    expect(spreadOf([0.1, 0.1, 0.1, 0.1, -1])?.median).toBe(0.1);
  });

  it('counts whoever is read, and for liveliness whose resting face is known', () => {
    const rest = only('neutral');
    const people = [
      person({ votes: only('happy'), resting: rest }),
      person({ votes: only('sad') }),
      person({ state: 'camera-off', resting: rest }),
    ];
    expect(valences(people)).toMatchObject({ median: 0, of: 2 });
    expect(livelinesses(people)).toMatchObject({ median: 1, of: 1 });
    expect(valences([person({ state: 'no-face' })])).toBeNull();
    expect(livelinesses([person({ votes: only('sad') })])).toBeNull();
  });
});
