// What is expected of a face before it is looked at, and a reading under that.
import { describe, expect, it } from 'vitest';
import { CALL, evenOf, expected, LEARNT, START, UNREAD, underPrior, withLook } from '../../src/call/room/prior.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../../src/engine/types.ts';
import { random } from '../support/stream.ts';

const sum = (votes: Votes) => EXPRESSIONS.reduce((total, e) => total + votes[e], 0);
const only = (e: Expression): Votes => Object.fromEntries(EXPRESSIONS.map((one) => [one, one === e ? 1 : 0])) as Votes;
const EVEN = 1 / EXPRESSIONS.length;
const said = (votes: Votes, doubt = 0.1) => ({ votes, balanced: evenOf(votes), doubt });

describe('a reading under another prior', () => {
  it('is the reading itself under the prior that the net learnt', () => {
    const votes = { neutral: 0.3, happy: 0.2, surprise: 0.1, sad: 0.2, angry: 0.1, disgust: 0.05, fear: 0.05 };
    const { votes: same, doubt } = underPrior(said(votes), LEARNT);
    for (const e of EXPRESSIONS) expect(same[e]).toBeCloseTo(votes[e], 9);
    expect(doubt).toBeCloseTo(0.1, 9);
  });

  it('follows Bayes: a face that tells nothing is what was expected, in both answers', () => {
    for (const prior of [CALL, START]) {
      const { votes, balanced } = underPrior(said(LEARNT), prior);
      for (const e of EXPRESSIONS) {
        expect(votes[e], e).toBeCloseTo(prior[e], 9);
        expect(balanced[e], e).toBeCloseTo(prior[e], 9);
      }
    }
  });

  it('is right as often as it says, where faces come as the prior has it', () => {
    const next = random(3);
    const pick = (shares: Votes) => {
      let left = next();
      for (const e of EXPRESSIONS) {
        left -= shares[e];
        if (left < 0) return e;
      }
      return 'neutral';
    };
    // A net that sees one of seven signs and has the expression's own with 0.7.
    const likelihood = (sign: Expression, e: Expression) => (sign === e ? 0.7 : 0.05);
    let [claimed, right] = [0, 0];
    for (let i = 0; i < 20_000; i++) {
      const truth = pick(CALL);
      const sign = pick(Object.fromEntries(EXPRESSIONS.map((e) => [e, likelihood(e, truth)])) as Votes);
      const raw = Object.fromEntries(EXPRESSIONS.map((e) => [e, LEARNT[e] * likelihood(sign, e)])) as Votes;
      const votes = Object.fromEntries(EXPRESSIONS.map((e) => [e, raw[e] / sum(raw)])) as Votes;
      const { votes: moved } = underPrior(said(votes, 0), CALL);
      const top = EXPRESSIONS.reduce((a, b) => (moved[b] > moved[a] ? b : a));
      claimed += moved[top];
      right += top === truth ? 1 : 0;
    }
    expect(Math.abs(claimed - right) / 20_000).toBeLessThan(0.01);
  });

  it('leaves a face alone that shows nothing that is expected at all, and one that voters do not name', () => {
    const half = said({ ...only('sad'), neutral: 0.45, sad: 0.55 }, 0.15);
    // Half hidden: what is expected of others says nothing of this face.
    expect(underPrior(half, START)).toEqual(half);
    expect(underPrior({ ...half, doubt: 0.14 }, START).votes.neutral).toBeGreaterThan(0.6);
    expect(underPrior(said(only('fear'), 1), START)).toMatchObject({ doubt: 1 });
    const none = { votes: only('fear'), balanced: only('fear'), doubt: 0.1 };
    expect(underPrior(none, only('happy'))).toMatchObject({ votes: only('fear'), doubt: 0.1 });
  });
});

describe('what is expected of a person', () => {
  const learnt = (shows: (i: number) => Votes, looks: number, ms = 500) => {
    let prior = UNREAD;
    for (let i = 0; i < looks; i++) prior = withLook(prior, shows(i), ms);
    return expected(prior);
  };

  it('lies between the web and a call at first', () => {
    for (const e of EXPRESSIONS) {
      const [low, high] = [Math.min(LEARNT[e], CALL[e]), Math.max(LEARNT[e], CALL[e])];
      expect(START[e], e).toBeGreaterThanOrEqual(low);
      expect(START[e], e).toBeLessThanOrEqual(high + 0.04);
    }
    expect(sum(CALL)).toBeCloseTo(1, 9);
    expect(sum(START)).toBeCloseTo(1, 9);
    for (const e of EXPRESSIONS) expect(expected(UNREAD)[e], e).toBeCloseTo(START[e], 9);
  });

  it('stays as it is for a face that is always neutral, so that a late change shows as soon as an early one', () => {
    const prior = learnt(() => only('neutral'), 2000);
    for (const e of EXPRESSIONS) expect(prior[e], e).toBeCloseTo(START[e], 9);
  });

  it('opens for a face that shows much, and never beyond an even mix', () => {
    const next = random(5);
    const lively = learnt(() => only(EXPRESSIONS[Math.floor(next() * EXPRESSIONS.length)] as Expression), 2000);
    expect(lively.neutral).toBeLessThan(START.neutral - 0.1);
    for (const e of ['surprise', 'sad', 'angry', 'disgust', 'fear'] as const)
      expect(lively[e], e).toBeGreaterThan(START[e]);
    const sad = learnt(() => only('sad'), 2000);
    expect(sad.sad / (sad.neutral + sad.happy)).toBeLessThanOrEqual(EVEN / (EVEN + START.happy) + 1e-9);
    expect(sum(sad)).toBeCloseTo(1, 9);
  });

  it('is learnt by time and not by looks, and not from gaps', () => {
    const [fast, slow] = [learnt(() => only('sad'), 400, 100), learnt(() => only('sad'), 40, 1000)];
    expect(fast.sad).toBeCloseTo(slow.sad, 2);
    const gap = expected(withLook(withLook(UNREAD, only('neutral'), 1000), only('sad'), 3_600_000));
    expect(gap.sad).toBeLessThan(START.sad * 1.5);
  });

  it('is not learnt from a first look', () => {
    expect(withLook(UNREAD, only('sad'), 0)).toEqual(UNREAD);
  });
});
