// What the try-it page tells of those who are there: everybody where the answers allow it, else oneself alone.
import { describe, expect, it } from 'vitest';
import type { Answers } from '../../../src/call/consent/answers.ts';
import { DEFAULTS } from '../../../src/call/room/participant.ts';
import { emptyRoom } from '../../../src/call/room/room.ts';
import type { Room } from '../../../src/call/room/types.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/call/settings.ts';
import type { Seen } from '../../../src/ui/state/observe.ts';
import { clipReport, mayReadOthers, PERIOD_MS, spokenOf, told } from '../../../src/ui/state/trial-room.ts';
import { face } from '../../support/face.ts';

const at0 = { x: 0, y: 0 };
const seen = (number: number, shares: Parameters<typeof face>[0] = { happy: 0.9 }): Seen => ({
  number,
  observation: face(shares),
  box: { ...at0, width: 120, height: 120 },
  keypoints: { rightEye: at0, leftEye: at0, nose: at0, mouth: at0, rightEar: at0, leftEar: at0 },
  crop: new Uint8ClampedArray(48 * 48),
});
const all = { options: DEFAULTS, others: true };
const alone = { options: DEFAULTS, others: false };
const states = (...args: Parameters<typeof told>) => told(...args)[1].map(({ person }) => person.state);

describe('of those who are there', () => {
  it('everybody is read where the answers allow it', () => {
    expect(states(emptyRoom(0), [seen(1), seen(2)], 0, all, null)).toEqual(['read', 'read']);
  });

  it('one is taken for the user where nobody else may be read, and of several nobody is', () => {
    expect(states(emptyRoom(0), [seen(1)], 0, alone, null)).toEqual(['read']);
    const [room, faces] = told(emptyRoom(0), [seen(1), seen(2)], 0, alone, null);
    expect(faces.map(({ person }) => [person.state, person.because, person.votes])).toEqual([
      ['excluded', 'not-self', null],
      ['excluded', 'not-self', null],
    ]);
    // Nor is what the net saw of them kept.
    expect(faces.map(({ crop }) => crop)).toEqual([null, null]);
    expect(room.room.summary.votes).toBeNull();
    expect(spokenOf(faces)).toEqual([]);
  });

  it('the one is read whom the user has said to be, and nobody else, not even alone', () => {
    expect(states(emptyRoom(0), [seen(1), seen(2)], 0, alone, 2)).toEqual(['excluded', 'read']);
    expect(states(emptyRoom(0), [seen(3)], 0, alone, 2)).toEqual(['excluded']);
  });

  it('whoever was read alone is forgotten when somebody joins', () => {
    const [room] = told(emptyRoom(0), [seen(1)], 0, alone, null);
    const [, faces] = told(room, [seen(1), seen(2)], 200, alone, null);
    expect(faces[0]?.person).toMatchObject({ state: 'excluded', votes: null, label: null });
  });
});

describe('others', () => {
  const ROOM = { mode: 'group' } as const;
  const stored = (answers: Partial<Answers>, set: Partial<Settings> = {}, forced: (keyof Settings)[] = []) => ({
    loaded: { settings: { ...DEFAULT_SETTINGS, ...set }, forced, disabled: false },
    answers: { version: 1, purpose: 'understand', place: 'elsewhere', people: 'private', ...answers } as Answers,
  });

  it.each([
    ['adults who know', stored({ told: 'informed' }), true],
    ['adults who have not been told', stored({}), false],
    ['oneself alone', stored({ people: 'alone' }), false],
    [
      'colleagues in the EU',
      stored({ purpose: 'meeting', place: 'eu', people: 'colleagues', told: 'informed' }),
      false,
    ],
    ['children', stored({ people: 'children', told: 'informed' }), false],
    ['adults who know, where an organisation has set the room', stored({ told: 'informed' }, ROOM, ['mode']), false],
    ['adults who know, where the user has chosen the room for calls', stored({ told: 'informed' }, ROOM), true],
  ])('may be read or not: %s', (_, given, may) => {
    expect(mayReadOthers(given)).toBe(may);
  });
});

describe('a clip', () => {
  const SECONDS = 40;
  const rooms = (shares: (at: number) => Parameters<typeof face>[0]): Room[] => {
    let room = emptyRoom(0);
    return Array.from({ length: (1000 * SECONDS) / PERIOD_MS }, (_, i) => {
      const at = i * PERIOD_MS;
      [room] = told(room, [seen(1, shares(at))], at, all, null);
      return room.room;
    });
  };

  it('has its mix at every look, its moments and its totals, from its own beginning', () => {
    const report = clipReport(rooms((at) => (at < 25_000 ? { happy: 0.9 } : { sad: 0.9 })));
    expect(report).toMatchObject({ startedAt: 0, endedAt: 1000 * SECONDS - PERIOD_MS, stepMs: PERIOD_MS });
    expect(report?.timeline.length).toBe((1000 * SECONDS) / PERIOD_MS);
    expect(report?.moments.map(({ at }) => at > 25_000 && at < 32_000)).toEqual([true]);
    const labels = report?.totals.labels;
    expect(labels?.happy).toBeGreaterThan(20_000);
    expect(labels?.sad).toBeGreaterThan(5000);
    expect(report?.people).toBeNull();
  });

  it('is none where nobody could be read', () => {
    let room = emptyRoom(0);
    [room] = told(room, [seen(1), seen(2)], 0, alone, null);
    expect(clipReport([room.room])).toBeNull();
    expect(clipReport([])).toBeNull();
  });
});
