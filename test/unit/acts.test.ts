// Moments of movements: when more than half of those who are seen do the same at once, once, and not for what a few do by chance.
import { describe, expect, it } from 'vitest';
import { type Acting, countActs, noActing, withActing } from '../../src/call/room/acts.ts';
import { newcomer } from '../../src/call/room/participant.ts';
import type { ActMoment, Participant } from '../../src/call/room/types.ts';
import { random } from '../support/stream.ts';

const somebody = (id: string, more: Partial<Participant>): Participant => ({
  ...newcomer({ id, name: id, isSelf: false, isCameraOff: false, excludedBecause: null }, 0).participant,
  state: 'read',
  ...more,
});
const people = (count: number, does: (i: number) => Partial<Participant>) =>
  Array.from({ length: count }, (_, i) => somebody(`p${i}`, does(i)));
const SMILES: Partial<Participant> = { gestures: ['smiling'] };

/** @param does what somebody does at a time, milliseconds. */
function play(ms: number, count: number, does: (i: number, at: number) => Partial<Participant>): ActMoment[] {
  let acting: Acting = noActing();
  const all: ActMoment[] = [];
  for (let at = 0; at < ms; at += 200) {
    const next = withActing(
      acting,
      people(count, (i) => does(i, at)),
      at,
    );
    acting = next.acting;
    all.push(...next.moments);
  }
  return all;
}

describe('what people do', () => {
  it('is counted, each for each thing', () => {
    const room = [
      ...people(2, () => SMILES),
      somebody('a', { gestures: ['smiling', 'brows-raised'], isTalking: true, movement: 'nodding' }),
      somebody('b', { state: 'turned-away' }),
    ];
    expect(countActs(room)).toEqual({
      smiling: 3,
      'brows-raised': 1,
      'mouth-open': 0,
      talking: 1,
      nodding: 1,
      shaking: 0,
      'turned-away': 1,
    });
  });

  it('is a moment when more than half of them do it, though one after the other', () => {
    const laughter = play(20_000, 8, (i, at) => (at > 2000 + 500 * i && at < 3500 + 500 * i && i < 6 ? SMILES : {}));
    expect(laughter).toEqual([{ at: expect.any(Number), act: 'smiling', people: 6, of: 8 }]);
  });

  it('is told once while it goes on, and again only after it was over for a while', () => {
    const during = (at: number, from: number, to: number) => at >= from && at < to;
    const on = (at: number) => during(at, 1000, 30_000) || during(at, 36_000, 40_000) || during(at, 70_000, 80_000);
    expect(play(90_000, 4, (_, at) => (on(at) ? SMILES : {})).map(({ at }) => at)).toEqual([1000, 70_000]);
  });

  it('is none for half or fewer, nor for one alone', () => {
    expect(play(30_000, 8, (i) => (i < 4 ? SMILES : {}))).toEqual([]);
    expect(play(30_000, 1, () => SMILES)).toEqual([]);
  });

  it('comes by chance in no hour in which each of eight smiles for three seconds in a minute', () => {
    const next = random(3);
    const until = Array.from({ length: 8 }, () => 0);
    const told = play(3_600_000, 8, (i, at) => {
      if (at > (until[i] ?? 0) && next() < 200 / 60_000) until[i] = at + 3000;
      return at < (until[i] ?? 0) ? SMILES : {};
    });
    expect(told).toEqual([]);
  });
});
