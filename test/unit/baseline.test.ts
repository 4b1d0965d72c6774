// A resting face that looks like an expression: how much less of that is expected of its owner.
import { describe, expect, it } from 'vitest';
import { discountOf, TYPICAL, withBaseline } from '../../src/call/room/baseline.ts';
import { START } from '../../src/call/room/prior.ts';
import { BLOCK_MS, UNKNOWN, withReading } from '../../src/call/room/resting.ts';
import { emptyRoom, type RoomEvent, reduce } from '../../src/call/room/room.ts';
import { EXPRESSIONS, type Votes } from '../../src/engine/types.ts';
import { face, votes } from '../support/face.ts';

const known = (usual: Votes, seconds: number) => {
  let resting = UNKNOWN;
  for (let at = 0; at <= seconds * 1000; at += 500) resting = withReading(resting, usual, at);
  return resting;
};
const SOMBRE = votes({ sad: 0.45, happy: 0.02, surprise: 0.02, angry: 0.03, disgust: 0.005, fear: 0.01 });

describe('what a resting face explains', () => {
  it('is nothing for half a minute, then more the longer it is known, and a third of an expression at most', () => {
    expect(discountOf(known(SOMBRE, 29)).sad).toBe(1);
    const after = [34, 60, 90, 120].map((seconds) => discountOf(known(SOMBRE, seconds)).sad);
    expect(after[0]).toBeLessThan(1);
    for (const [i, one] of after.entries()) if (i > 0) expect(one).toBeLessThanOrEqual(after[i - 1] as number);
    expect(after.at(-1)).toBeLessThan(0.4);
    expect(discountOf(known(votes({ sad: 1 }), 600)).sad).toBeCloseTo(1 / 3, 9);
  });

  it('is nothing of what others show as often, of a smile, or of a neutral face', () => {
    for (const e of EXPRESSIONS) expect(discountOf(known(TYPICAL, 120))[e], e).toBeCloseTo(1, 9);
    const merry = discountOf(known(votes({ happy: 0.6 }), 120));
    expect(merry).toMatchObject({ happy: 1, neutral: 1 });
    const blank = discountOf(known(votes({}), 120));
    for (const e of EXPRESSIONS) expect(blank[e], e).toBe(1);
  });

  it('leaves a prior that is together 1', () => {
    const prior = withBaseline(START, known(SOMBRE, 120));
    expect(EXPRESSIONS.reduce((sum, e) => sum + prior[e], 0)).toBeCloseTo(1, 9);
    expect(prior.sad).toBeLessThan(START.sad);
    expect(prior.neutral).toBeGreaterThan(START.neutral);
    expect(withBaseline(START, UNKNOWN)).toEqual(START);
  });

  it('counts blocks of two seconds', () => {
    expect(BLOCK_MS).toBe(2000);
  });
});

describe('somebody whose face looks sad to others', () => {
  const tile = { id: 'a', name: 'A', isSelf: false, isCameraOff: false, excludedBecause: null };
  const watched = (looks: (at: number) => Votes, until: number) => {
    const said: { at: number; word: string | null; resting: Votes | null }[] = [];
    let state = reduce(emptyRoom(0), { kind: 'tiles', at: 0, tiles: [tile] });
    for (let at = 0; at <= until; at += 250) {
      const observation = face(looks(at));
      const event: RoomEvent = { kind: 'observations', at, observations: [{ id: 'a', observation }] };
      state = reduce(state, event);
      const [person] = state.room.participants;
      said.push({ at, word: person?.label ?? null, resting: person?.resting ?? null });
    }
    return said;
  };
  // Under a call's prior five dots of ten look sad.
  const usual = votes({ sad: 0.72, happy: 0.02, surprise: 0.01, angry: 0.02, disgust: 0.005, fear: 0.01 });
  const truly = votes({ sad: 0.96, happy: 0.005, surprise: 0.005, angry: 0.005, disgust: 0.002, fear: 0.005 });

  it('is called sad at first, and neutral once the face is known; a sad face is still told within three seconds', () => {
    const said = watched((at) => (at < 120_000 ? usual : truly), 126_000);
    const wordAt = (at: number) => said.find((one) => one.at === at)?.word;
    expect(wordAt(10_000)).toBe('sad');
    expect(wordAt(110_000)).toBe('neutral');
    expect(wordAt(123_000)).toBe('sad');
  });

  it('has a resting face that says what is said of the face itself, so that “as usual” stays true', () => {
    const last = watched(() => usual, 110_000).at(-1);
    expect(last?.word).toBe('neutral');
    expect(last?.resting?.neutral).toBeGreaterThan(last?.resting?.sad as number);
  });
});
