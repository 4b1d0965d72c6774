// The mode "movements": what is told of nine people of whom six smile, then nod, then turn away, and that no expression is anywhere.
import { describe, expect, test } from 'vitest';
import catalogue from '../../../_locales/en/messages.json';
import { callReport, step, view } from '../../../src/call/call.ts';
import { toCsv, toJson } from '../../../src/call/report/export.ts';
import { guard } from '../../../src/call/schemas/base.ts';
import { callReport as reportSchema } from '../../../src/call/schemas/report.ts';
import { EXPRESSIONS } from '../../../src/engine/types.ts';
import { fromCatalogue } from '../../../src/i18n/t.ts';
import { momentSentence, roomSentence } from '../../../src/i18n/words.ts';
import { movingCall, six } from '../../support/moving.ts';

const english = fromCatalogue(catalogue, 'en');
const sentence = (call: Parameters<typeof view>[0]) => roomSentence(view(call).room.summary, english);

describe.each(['movements', 'movements-each'] as const)('%s', (mode) => {
  const least = mode === 'movements' ? 'At least ' : '';

  test('says live how many smile, then nod, then have turned away', () => {
    const played = movingCall(mode);
    expect(sentence(played.call)).toBe('Seen: 9. No movement just now.');
    played.play(5, six('smile'));
    expect(sentence(played.call)).toBe(`${least}6 of 9: smiling`);
    played.play(5, six('nod'));
    expect(sentence(played.call)).toBe(`${least}6 of 9: nodding`);
    played.play(5, six('away'));
    expect(sentence(played.call)).toBe(`${least}6 of 9: turned away`);
    played.play(8, () => 'rest');
    expect(sentence(played.call)).toBe('Seen: 9. No movement just now.');
  });

  test('a moment comes once, when most do the same', () => {
    const played = movingCall(mode);
    played.play(12, six('smile'));
    played.play(15, () => 'rest');
    played.play(10, (i) => (i < 3 ? 'smile' : 'rest'));
    const { moments } = view(played.call).room;
    expect(moments.map((moment) => momentSentence(moment, english))).toEqual([`${least}6 of 9: smiling`]);
  });

  test('no expression is in the snapshot, the report or its files', () => {
    const played = movingCall(mode);
    played.play(10, six('smile'));
    const report = callReport(played.call);
    if (!report) throw new Error('no report');
    const { settings: _, ...snapshot } = view(played.call);
    const files = [toCsv(report, { names: true, language: 'en' }), toJson(report, { names: true })];
    const told = [JSON.stringify(snapshot), JSON.stringify(report), ...files].join('\n');
    for (const word of EXPRESSIONS) expect(told).not.toContain(word);
    expect(told).not.toMatch(/"valence":[^n]|"valence",|"liveliness",/);
    expect(files.every((file) => file.includes('smiling'))).toBe(true);
    expect(guard(reportSchema)(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test('votes that arrive late, from before the mode was changed, are not kept', () => {
    const played = movingCall(mode);
    const votes = { neutral: 0.1, happy: 0.9, surprise: 0, sad: 0, angry: 0, disgust: 0, fear: 0 };
    const observations = played.call.identity.people.map(({ id }) => ({
      id,
      observation: {
        facePx: 90,
        yaw: 0,
        pitch: 0,
        nod: 0,
        movements: { smile: 0.27, mouthOpen: 0.03, browsRaised: 0.34, browsDrawn: -0.4, eyesOpen: 0.3 },
        votes,
        balanced: votes,
        doubt: 0,
      },
    }));
    const call = step(played.call, { kind: 'observations', at: played.at + 200, observations });
    expect(call.room.room.participants.map((p) => p.votes)).toEqual(played.call.identity.people.map(() => null));
  });

  test('is not recorded', () => {
    const { call, at } = movingCall(mode);
    expect(step(call, { kind: 'record', at, on: true }).recording).toBeNull();
  });
});

test('of the room alone nobody is spoken of', () => {
  const played = movingCall('movements');
  played.play(5, six('smile'));
  const { room } = view(played.call);
  expect(room.participants).toEqual([]);
  expect(callReport(played.call)?.people).toBeNull();
  // One person, or two, are nobody's business.
  played.play(10, () => 'rest');
  played.play(5, (i) => (i < 2 ? 'smile' : 'rest'));
  expect(view(played.call).room.summary.acts.smiling).toBe(0);
});

test('each person is told what they do, and a report says for how long', () => {
  const played = movingCall('movements-each');
  played.play(60, (i) => (i === 0 ? 'smile' : i === 1 ? 'nod' : i === 2 ? 'away' : 'rest'));
  const report = callReport(played.call);
  if (report?.reads !== 'movements') throw new Error('no report of movements');
  const [first, second, third] = report.people ?? [];
  expect(first?.totals.acts.smiling).toBeGreaterThan(55_000);
  expect(second?.totals.acts.nodding).toBeGreaterThan(50_000);
  expect(third?.totals.acts['turned-away']).toBeGreaterThan(55_000);
  const table = toCsv(report, { names: true, language: 'en' });
  expect(table.split('\r\n').at(-2)).toMatch(/^"person","","","Imre",/);
});

test('another mode begins anew: what was read before is in no report of it, and the other way round', () => {
  const played = movingCall('movements-each');
  played.play(10, six('smile'));
  const at = played.at + 100;
  const answers = { version: 1, purpose: 'understand', place: 'eu', people: 'private', told: 'informed' } as const;
  const settings = { ...view(played.call).settings, mode: 'individual' } as const;
  const looks = step(step(played.call, { kind: 'consent', at, answers }), {
    kind: 'settings',
    at,
    loaded: { settings, forced: [], disabled: false },
  });
  expect(looks.log?.course).toEqual([]);
  expect(looks.room.room.summary.reads).toBe('expressions');
  expect(looks.room.room.participants.every(({ gestures }) => gestures.length === 0)).toBe(true);
});
