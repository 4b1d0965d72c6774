// Who talks, by the mouth's opening alone, at the paces at which calls are looked at.
import { describe, expect, it } from 'vitest';
import { emptyRoom, type RoomEvent, reduce } from '../../src/call/room/room.ts';
import { CLOSED, type Mouth, weightOf, withMouth } from '../../src/call/room/talking.ts';
import { AT_REST, face } from '../support/face.ts';
import { random } from '../support/stream.ts';

/** The net's own wavering from one look to the next, over the distance of the eyes; measured on a still clip: 0.001 to 0.002. */
const NOISE = 0.002;

interface Watch {
  opening: (at: number) => number;
  spacing?: number;
  until?: number;
  seed?: number;
  noise?: number;
}

function watch({ opening, spacing = 166, until = 12_000, seed = 1, noise = NOISE }: Watch) {
  const next = random(seed);
  const normal = () => next() + next() + next() + next() - 2;
  const said: { at: number; mouth: Mouth }[] = [];
  let mouth = CLOSED;
  for (let at = 0; at <= until; at += spacing * (0.9 + 0.2 * next())) {
    mouth = withMouth(mouth, opening(at) + 1.7 * noise * normal(), at);
    said.push({ at, mouth });
  }
  return said;
}

/** Syllables of 150 to 330 ms, opened 0.04 to 0.12 wide, with a pause of a second after every ten. */
function speech(seed: number): (at: number) => number {
  const next = random(seed);
  const syllables: { from: number; to: number; wide: number }[] = [];
  for (let at = 0; at < 60_000; ) {
    const long = 150 + 180 * next();
    if (syllables.length % 11 === 10) at += 1000;
    syllables.push({ from: at, to: at + long, wide: 0.04 + 0.08 * next() });
    at += long;
  }
  return (at) => {
    const one = syllables.find(({ from, to }) => at >= from && at < to);
    return one ? 0.02 + one.wide * Math.sin((Math.PI * (at - one.from)) / (one.to - one.from)) : 0.02;
  };
}

const smooth = (from: number, to: number, high: number) => (at: number) =>
  0.02 + (high * (1 + Math.tanh((4 * (at - from)) / (to - from) - 2))) / 2;

describe('a mouth', () => {
  it.each([
    [120, 0.95, 2],
    [166, 0.9, 3],
    [250, 0.45, 30],
    [340, 0.35, 34],
  ])('that talks is told soon and for most of the time, a look every %i ms', (spacing, least, mostLate) => {
    let [told, late] = [0, 0];
    for (let seed = 1; seed <= 40; seed++) {
      const said = watch({ opening: speech(seed), spacing, seed });
      const first = said.find(({ mouth }) => mouth.isTalking)?.at ?? Number.POSITIVE_INFINITY;
      if (first > 3500) late++;
      const after = said.filter(({ at }) => at > 3500);
      told += after.filter(({ mouth }) => mouth.isTalking).length / after.length / 40;
    }
    console.log(
      `a look every ${spacing} ms: talking is told for ${Math.round(100 * told)} % of the time, late for ${late} of 40`,
    );
    expect(told).toBeGreaterThan(least);
    expect(late).toBeLessThanOrEqual(mostLate);
  });

  it.each<[string, (at: number) => number]>([
    ['is closed', () => 0.02],
    ['stands open', () => 0.15],
    ['opens for a smile and closes again', (at) => (at > 3000 && at < 8000 ? 0.1 : 0.02)],
    [
      'yawns',
      (at) => 0.02 + 0.5 * Math.max(0, Math.sin(((at - 3000) * Math.PI) / 4000)) * (at > 3000 && at < 7000 ? 1 : 0),
    ],
    ['opens for good', smooth(4000, 4600, 0.2)],
    ['laughs once and holds it', (at) => (at > 4000 ? 0.2 + 0.01 * Math.sin(at / 90) : 0.02)],
    ['breathes', (at) => 0.03 + 0.008 * Math.sin((at * 2 * Math.PI) / 3500)],
  ])('that %s does not talk', (_, opening) => {
    for (const spacing of [120, 166, 300])
      for (let seed = 1; seed <= 10; seed++)
        expect(watch({ opening, spacing, seed }).filter(({ mouth }) => mouth.isTalking)).toEqual([]);
  });

  it('that only wavers talks by mistake less than once in ten hours, at three times the noise that was measured', () => {
    let spells = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const said = watch({ opening: () => 0.03, until: 3_600_000, seed, noise: 3 * NOISE });
      spells += said.filter(({ mouth }, i) => mouth.isTalking && !said[i - 1]?.mouth.isTalking).length;
    }
    expect(spells).toBeLessThanOrEqual(1);
  });

  it('is not judged by looks that are too far apart, nor across a gap, and rests two seconds after the last word', () => {
    expect(watch({ opening: speech(3), spacing: 700 }).some(({ mouth }) => mouth.isTalking)).toBe(false);
    const talked = watch({ opening: speech(3), until: 3000 }).at(-1)?.mouth as Mouth;
    expect(talked.isTalking).toBe(true);
    let mouth = talked;
    for (let at = 4100; at < 7700; at += 166) mouth = withMouth(mouth, 0.02, at);
    expect(mouth.isTalking).toBe(false);
    expect(withMouth(talked, 0.1, 9000)).toMatchObject({ isTalking: false, looks: [{ at: 9000, value: 0.1 }] });
  });

  it('counts less while it is open, and only of somebody who talks', () => {
    const looks = [0.02, 0.1, 0.02, 0.1].map((value, i) => ({ at: i * 166, value }));
    expect(weightOf({ looks, isTalking: true, talkedAt: 0 })).toBeCloseTo(0.5, 9);
    expect(weightOf({ looks: looks.slice(0, 3), isTalking: true, talkedAt: 0 })).toBe(1);
    expect(weightOf({ looks, isTalking: false, talkedAt: 0 })).toBe(1);
    expect(weightOf(CLOSED)).toBe(1);
  });
});

describe('somebody who talks', () => {
  const tile = { id: 'a', name: 'A', isSelf: false, isCameraOff: false, excludedBecause: null };
  /** An open mouth reads as surprise. */
  const look = (opening: number) =>
    face(
      { surprise: Math.min(0.9, 9 * Math.max(0, opening - 0.02)) },
      { movements: { ...AT_REST, mouthOpen: opening } },
    );
  const play = (opening: (at: number) => number, until: number) => {
    let state = reduce(emptyRoom(0), { kind: 'tiles', at: 0, tiles: [tile] });
    const said: { at: number; word: string | null; isTalking: boolean; surprise: number }[] = [];
    for (let at = 0; at <= until; at += 166) {
      const event: RoomEvent = {
        kind: 'observations',
        at,
        observations: [{ id: 'a', observation: look(opening(at)) }],
      };
      state = reduce(state, event);
      const [person] = state.room.participants;
      said.push({
        at,
        word: person?.label ?? null,
        isTalking: person?.isTalking ?? false,
        surprise: person?.votes?.surprise ?? 0,
      });
    }
    return said;
  };

  it('is told to talk, changes the word at most eight times a minute, and looks surprised less than with each look alone', () => {
    const talk = speech(7);
    const said = play(talk, 60_000);
    const settled = said.filter(({ at }) => at > 4000);
    expect(settled.filter(({ isTalking }) => isTalking).length / settled.length).toBeGreaterThan(0.75);
    const changes = settled.filter(({ word }, i) => i > 0 && word !== settled[i - 1]?.word).length;
    expect(changes).toBeLessThanOrEqual(8);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const alone = mean(settled.map(({ at }) => Math.min(0.9, 9 * Math.max(0, talk(at) - 0.02))));
    expect(mean(settled.map(({ surprise }) => surprise))).toBeLessThan(0.8 * alone);
  });

  it('and then is surprised is told so within three seconds', () => {
    const talk = speech(9);
    const said = play((at) => (at < 20_000 ? talk(at) : 0.14), 24_000);
    const turned = said.find(({ at, word }) => at > 20_000 && word === 'surprise');
    expect(turned?.at).toBeLessThan(23_000);
  });

  it('is nobody once the face is lost', () => {
    let state = reduce(emptyRoom(0), { kind: 'tiles', at: 0, tiles: [tile] });
    const talk = speech(5);
    for (let at = 0; at <= 6000; at += 166)
      state = reduce(state, { kind: 'observations', at, observations: [{ id: 'a', observation: look(talk(at)) }] });
    expect(state.room.participants[0]?.isTalking).toBe(true);
    for (let at = 6100; at <= 9000; at += 166)
      state = reduce(state, { kind: 'observations', at, observations: [{ id: 'a', observation: null }] });
    expect(state.room.participants[0]).toMatchObject({ state: 'no-face', isTalking: false });
  });
});
