// The people of the practice call are drawn. The engine that ships finds each of them and reads each look as what it is drawn for.
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedFullRangeDetector } from '../../harness/models.ts';
import { decoded } from '../../scripts/lib/evaluation/reading.ts';
import { type Reading, readingsOf } from '../../scripts/lib/read/readings.ts';
import { DEFAULT_SETTINGS, roomOptions } from '../../src/call/settings.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { act, EXPRESSIONS, type Look, ROUND_SECONDS } from '../../src/ui/practice/acting.ts';
import { MIDDLE, UNIT } from '../../src/ui/practice/cameras.ts';
import { drawPerson } from '../../src/ui/practice/face.ts';
import type { Face, Hold } from '../../src/ui/practice/looks.ts';
import { PEOPLE, type Person } from '../../src/ui/practice/people.ts';
import { svgOf } from '../support/drawn.ts';
import { kernelFile, shippedModels } from '../support/models.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({
    backend: 'wasm',
    models: await shippedModels(),
    fullRangeDetector: shippedFullRangeDetector,
    kernels: kernelFile,
    warmUp: false,
  });
});
afterAll(() => engine.dispose());

/** As a camera of the practice call shows them. */
async function readingsIn({ looks }: Person, face: Face, hold: Hold, height: number): Promise<Reading[]> {
  const size = { width: (height * 16) / 9, height, middle: MIDDLE * height, unit: UNIT * height };
  const svg = svgOf(drawPerson(looks, face, hold), { ...size, ground: looks.room.wall });
  const picture = await decoded(sharp(Buffer.from(svg)));
  return readingsOf(engine, picture, picture, roomOptions(DEFAULT_SETTINGS));
}

const LEVEL: Hold = { yaw: 0, pitch: 0, roll: 0 };
const TURNED: Hold = { yaw: 0.12, pitch: 0.05, roll: 0.05 };
const WORDS: Record<Look, string> = {
  neutral: 'neutral',
  happy: 'happy',
  surprise: 'surprised',
  sad: 'sad',
  angry: 'angry',
};
const looksOf = Object.keys(EXPRESSIONS) as Look[];

describe.each(PEOPLE)('$name', (person) => {
  it.each([
    ['before a camera', LEVEL, 270],
    ['turned and smaller', TURNED, 180],
  ])('is one face, and reads as what is drawn: %s', async (_, hold, height) => {
    for (const look of looksOf) {
      const readings = await readingsIn(person, EXPRESSIONS[look], hold, height);
      expect(
        readings.map(({ word }) => word),
        look,
      ).toEqual([WORDS[look]]);
      expect(readings[0]?.votes[look], look).toBeGreaterThan(0.6);
    }
  });
});

describe('a round of the practice call', () => {
  /** The largest step of any number of a face between two frames, and of a head, without blinks. */
  const steps = (person: Person, nth: number) => {
    const most = { face: 0, hold: 0 };
    const frame = 1 / 12;
    for (let seconds = 0; seconds < 2 * ROUND_SECONDS; seconds += frame) {
      const [before, after] = [act(person.part, nth, seconds), act(person.part, nth, seconds + frame)];
      const far = <T extends object>(one: T, other: T, but = '') =>
        Math.max(
          ...Object.entries(one).map(([key, value]) =>
            key === but ? 0 : Math.abs(value - ((other as Record<string, number>)[key] ?? 0)),
          ),
        );
      most.face = Math.max(most.face, far(before.face, after.face, 'lids'));
      most.hold = Math.max(most.hold, far(before.hold, after.hold));
    }
    return most;
  };

  it('moves from one look to the next without a jump, into the next round, too', () => {
    for (const [nth, person] of PEOPLE.entries()) {
      const { face, hold } = steps(person, nth);
      expect(face, person.name).toBeLessThan(0.5);
      expect(hold, person.name).toBeLessThan(0.2);
      expect(face, 'it moves at all').toBeGreaterThan(0.1);
    }
  });

  it('shows every look, each for longer than a label takes to change', () => {
    const held = PEOPLE.flatMap(({ part }) => {
      const cues = Object.entries(part.looks).map(([from, look]) => ({ from: Number(from), look }));
      return cues.map(({ from, look }, i) => ({ look, seconds: (cues[i + 1]?.from ?? ROUND_SECONDS) - from }));
    });
    expect([...new Set(held.map(({ look }) => look))].sort()).toEqual([...looksOf].sort());
    for (const { look, seconds } of held) expect(seconds, look).toBeGreaterThanOrEqual(6);
  });
});
