// A word and its dots never contradict each other, in any surface, for whatever readings come in whatever order.
import { describe, expect, it } from 'vitest';
import catalogue from '../../_locales/en/messages.json';
import { emptyLog, type LookReport, logged, reportOf, type Totals } from '../../src/call/report/log.ts';
import { dotsFor, tenDots } from '../../src/call/room/dots.ts';
import { emptyGroup, regroup } from '../../src/call/room/group.ts';
import { DEFAULTS, type Observation, type RoomOptions } from '../../src/call/room/participant.ts';
import { emptyRoom, reduce } from '../../src/call/room/room.ts';
import type { RoomSummary } from '../../src/call/room/types.ts';
import { CLEAR_DOTS, leadOf, nextWord, wordOf } from '../../src/call/room/words.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../../src/engine/types.ts';
import { callSentence, personCallWords } from '../../src/i18n/call-words.ts';
import { EXPRESSION_WORDS } from '../../src/i18n/expression-words.ts';
import { fromCatalogue } from '../../src/i18n/t.ts';
import { roomSentence } from '../../src/i18n/words.ts';
import { AT_REST } from '../support/face.ts';

const t = fromCatalogue(catalogue, 'en');

/** Mulberry32. */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

const each = (of: (e: Expression, i: number) => number) =>
  Object.fromEntries(EXPRESSIONS.map((e, i) => [e, of(e, i)])) as Votes;

/** Shares, lopsided as real ones are. */
function shares(next: () => number, power: number): Votes {
  const raw = EXPRESSIONS.map(() => next() ** power);
  const sum = raw.reduce((a, b) => a + b);
  return each((_, i) => (raw[i] as number) / sum);
}

interface Beside {
  votes: Votes | null;
  doubt: number;
}

function dotsBeside({ votes, doubt }: Beside) {
  const dots = tenDots(votes ?? each(() => 0), votes ? doubt : 1);
  const counts = each((e) => dots.filter((dot) => dot === e).length);
  return { counts, most: Math.max(...Object.values(counts)) };
}

/** What is wrong with these words beside these dots; null for nothing. @param words none for "unclear" or "mixed". */
function contradiction(words: readonly Expression[], beside: Beside, clearDots: number): string | null {
  const { counts, most } = dotsBeside(beside);
  if (words.length === 0) return most >= clearDots ? `no word beside ${most} dots` : null;
  const worse = words.find((word) => counts[word] < most - 1);
  return worse ? `${worse} beside ${counts[worse]} dots, and another has ${most}` : null;
}

/** The expressions that a sentence names, by its English words. */
function namedIn(sentence: string): Expression[] {
  return EXPRESSIONS.filter((e) =>
    [t(EXPRESSION_WORDS[e].word), ...[1, 2].map((count) => t.counted(EXPRESSION_WORDS[e].looks, count))].some((words) =>
      new RegExp(`\\b${words}\\b`).test(sentence),
    ),
  );
}

const OPTIONS: [string, RoomOptions][] = [
  ['as set at first', DEFAULTS],
  ['four classes', { ...DEFAULTS, classes: ['happy', 'sad', 'angry', 'neutral'] }],
  ['quick smoothing', { ...DEFAULTS, smoothingMs: 200 }],
  ['slow smoothing', { ...DEFAULTS, smoothingMs: 5000 }],
  ...[2, 3, 4, 6, 7, 9].map((clearDots): [string, RoomOptions] => [
    `${clearDots} dots needed`,
    { ...DEFAULTS, clearDots },
  ]),
];

/** Calls of one to eight people, each with a mood that lasts a while, read about every third of a second. */
function* calls(options: RoomOptions, seed: number) {
  const next = random(seed);
  for (let call = 0; call < 12; call++) {
    const people = Array.from({ length: 1 + Math.floor(8 * next()) }, (_, i) => `p${i}`);
    let state = reduce(emptyRoom(0), {
      kind: 'tiles',
      at: 0,
      tiles: people.map((id) => ({ id, name: '', isSelf: false, isCameraOff: false, excludedBecause: null })),
    });
    const power = 1 + 8 * next();
    const moods = new Map<string, [Votes, Votes]>();
    for (let tick = 1; tick <= 60; tick++) {
      const observations = people.map((id): { id: string; observation: Observation } => {
        // In every other call everybody is of one mood.
        const key = call % 2 ? 'all' : id;
        if (!moods.has(key) || next() < 0.08 / (call % 2 ? people.length : 1))
          moods.set(key, [shares(next, power), shares(next, power)]);
        const [votes, balanced] = moods.get(key) as [Votes, Votes];
        const noise = 0.4 * next();
        const wavering = shares(next, power);
        const observation = {
          facePx: 100,
          yaw: 0,
          pitch: 0,
          nod: 0,
          movements: AT_REST,
          votes: each((e) => (1 - noise) * votes[e] + noise * wavering[e]),
          balanced,
          doubt: next() < 0.3 ? 0 : next() ** 2,
        };
        return { id, observation: next() < 0.04 ? null : observation };
      });
      state = reduce(state, { kind: 'observations', at: 330 * tick, observations }, options);
      yield { state, call, tick };
    }
  }
}

/** What the random calls brought about. */
const tried = { words: 0, unclear: 0, behind: 0 };
const sentences = new Map<string, number>();

describe.each(OPTIONS)('over random calls, %s,', (_, options) => {
  const { clearDots } = options;

  it('a person’s word has the most dots or one fewer, and "unclear" stands only where none has enough', () => {
    const wrong: string[] = [];
    for (const { state } of calls(options, 11)) {
      for (const p of state.room.participants) {
        if (!p.votes) continue;
        const { counts, most } = dotsBeside(p);
        const problem = contradiction(p.label ? [p.label] : [], p, clearDots);
        if (problem) wrong.push(problem);
        tried[p.label === null ? 'unclear' : counts[p.label] < most ? 'behind' : 'words'] += 1;
        // "looks happy to 1 of 10" is no word.
        if (p.label && counts[p.label] < Math.max(2, clearDots - 1))
          wrong.push(`${p.label} to ${counts[p.label]} of 10`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('neither the room’s sentence nor a group’s nor the report’s contradicts the dots beside it', () => {
    const wrong: string[] = [];
    const check = (kind: string, sentence: string, beside: Beside) => {
      const words = namedIn(sentence);
      const problem = contradiction(words, beside, clearDots);
      if (problem) wrong.push(`${kind}: ${sentence}: ${problem}`);
      const key = `${kind} ${words.length === 0 ? sentence.replace(/\d+/g, 'n') : 'words'}`;
      sentences.set(key, (sentences.get(key) ?? 0) + 1);
    };
    let [log, group, groupLog] = [emptyLog(0), emptyGroup(0), emptyLog(0)];
    for (const { state, tick } of calls(options, 12)) {
      if (tick === 1) [log, group, groupLog] = [emptyLog(0), emptyGroup(0), emptyLog(0)];
      log = logged(log, state.room);
      group = regroup(group, state.room, 3);
      groupLog = logged(groupLog, group.room);
      if (state.room.summary.votes) check('room', roomSentence(state.room.summary, t), state.room.summary);
      if (group.room.summary.votes) check('group', roomSentence(group.room.summary, t), group.room.summary);
      if (tick % 10 > 0) continue;
      const report = reportOf(log, '', true) as LookReport;
      if (report.totals.votes) check('report', callSentence(report.totals, t), report.totals);
      for (const { totals } of report.people ?? [])
        if (totals.votes) check('person', personCallWords(totals, t), totals);
      const { totals } = reportOf(groupLog, '', false) as LookReport;
      if (totals.votes) check('group report', callSentence(totals, t), totals);
    }
    expect(wrong).toEqual([]);
  });
});

it('random calls bring about words, words that lag behind another by a dot, doubt, and sentences of every kind', () => {
  expect(Math.min(...Object.values(tried)), JSON.stringify(tried)).toBeGreaterThan(300);
  for (const kind of ['room', 'group', 'report', 'person', 'group report'])
    expect(sentences.get(`${kind} words`) ?? 0, kind).toBeGreaterThan(50);
  for (const [kind, word] of [
    ['room', 'All n are unclear'],
    ['room', 'Mixed: no expression leads among n faces'],
    ['group', 'Mixed: no expression leads among n faces'],
    ['person', 'mostly unclear'],
    ['report', 'On the whole, faces were mostly unclear'],
  ])
    expect(sentences.get(`${kind} ${word}`) ?? 0, `${kind}: ${word}`).toBeGreaterThan(10);
});

const even = each(() => 1 / EXPRESSIONS.length);
const some = (parts: Partial<Votes>) => each((e) => parts[e] ?? 0);

describe('the word', () => {
  it('is the expression with dots enough', () => {
    const votes = some({ happy: 0.6, neutral: 0.4 });
    expect(wordOf({ votes, balanced: even, doubt: 0 }, 5)).toBe('happy');
    expect(wordOf({ votes, balanced: even, doubt: 0 }, 7)).toBeNull();
    expect(wordOf({ votes, balanced: even, doubt: 1 }, 1)).toBeNull();
  });

  it('is what stands out, among expressions that the dots leave open', () => {
    const votes = some({ neutral: 0.5, sad: 0.4, fear: 0.1 });
    const balanced = some({ fear: 0.8, sad: 0.15, neutral: 0.05 });
    // Fear stands out most, and nobody would say it.
    expect(wordOf({ votes, balanced, doubt: 0 }, 4)).toBe('sad');
    expect(wordOf({ votes, balanced, doubt: 0 }, 5)).toBe('neutral');
    expect(wordOf({ votes: some({ neutral: 0.6, sad: 0.4 }), balanced, doubt: 0 }, 4)).toBe('neutral');
  });

  const rules = { clearDots: 5, margin: 0.1, isNew: false };
  const wordAfter = (before: Expression | null, votes: Partial<Votes>, more: Partial<typeof rules> = {}) =>
    nextWord(before, { votes: some(votes), balanced: some(votes), doubt: 0 }, { ...rules, ...more });

  it('goes at once when its dots fall two behind: to the word that has enough, else to "unclear"', () => {
    for (const isNew of [true, false]) {
      expect(wordAfter('happy', { happy: 0.4, sad: 0.6 }, { isNew })).toBe('sad');
      expect(wordAfter('happy', { happy: 0.3, sad: 0.4, fear: 0.3 }, { isNew })).toBeNull();
    }
  });

  it('comes at once when an expression has dots enough', () => {
    expect(wordAfter(null, { happy: 0.5, sad: 0.3, fear: 0.2 }, { isNew: true })).toBe('happy');
  });

  it('is kept with one dot fewer than it needs, and against one that has one dot more', () => {
    expect(wordAfter('happy', { happy: 0.4, sad: 0.3, fear: 0.3 })).toBe('happy');
    expect(wordAfter('happy', { happy: 0.45, sad: 0.53, fear: 0.02 })).toBe('happy');
    expect(wordAfter('happy', { happy: 0.3, sad: 0.35, fear: 0.35 })).toBeNull();
  });

  it('gives way to one with dots enough that stands out by the margin, but not while it is new', () => {
    const said = { votes: some({ happy: 0.5, sad: 0.5 }), balanced: some({ happy: 0.4, sad: 0.6 }), doubt: 0 };
    expect(nextWord('happy', said, rules)).toBe('sad');
    expect(nextWord('happy', said, { ...rules, isNew: true })).toBe('happy');
    expect(nextWord('happy', said, { ...rules, margin: 0.3 })).toBe('happy');
  });

  it('needs as many dots as the share that is set comes to', () => {
    expect([0, 0.1, 0.2, 0.45, 0.5, 0.55, 0.7, 0.9, 1].map(dotsFor)).toEqual([1, 1, 2, 5, 5, 6, 7, 9, 10]);
    expect(CLEAR_DOTS).toBe(5);
  });
});

describe('what leads among several', () => {
  const lead = (labels: Partial<Votes>, votes: Partial<Votes>, unclear = 0, nearly = 1) =>
    leadOf({ labels: some(labels), unclear, votes: some(votes), doubt: 0, clearDots: 5 }, nearly);

  it('is the most frequent word, or two, where the dots allow', () => {
    expect(lead({ happy: 4, sad: 2 }, { happy: 0.6, sad: 0.4 })).toEqual({ kind: 'words', words: ['happy'] });
    expect(lead({ happy: 3, sad: 3 }, { happy: 0.5, sad: 0.5 })).toEqual({ kind: 'words', words: ['happy', 'sad'] });
    expect(lead({ happy: 3, sad: 3 }, { happy: 0.6, sad: 0.4 })).toEqual({ kind: 'words', words: ['happy'] });
    expect(lead({ happy: 9, sad: 7 }, { happy: 0.5, sad: 0.5 }, 0, 0.6)).toEqual({
      kind: 'words',
      words: ['happy', 'sad'],
    });
  });

  it('is what the faces look like together, where the most frequent word has too few dots', () => {
    const neutral = { kind: 'together', word: 'neutral' };
    expect(lead({ happy: 4, neutral: 2 }, { happy: 0.3, neutral: 0.7 })).toEqual(neutral);
    expect(lead({ happy: 2, sad: 2, neutral: 2 }, { neutral: 0.5, sad: 0.3, happy: 0.2 })).toEqual(neutral);
    expect(lead({ happy: 1 }, { happy: 0.1, neutral: 0.9 }, 4)).toEqual(neutral);
  });

  it('is nothing where neither words nor dots lead, and "unclear" where most faces are', () => {
    const flat = { neutral: 0.4, happy: 0.3, sad: 0.3 };
    expect(lead({ happy: 2, sad: 2, neutral: 2 }, flat)).toEqual({ kind: 'mixed' });
    expect(lead({ happy: 2 }, flat, 3)).toEqual({ kind: 'unclear' });
    expect(lead({}, flat, 3)).toEqual({ kind: 'unclear' });
    expect(lead({ happy: 2 }, { happy: 0.6, sad: 0.4 }, 3)).toEqual({ kind: 'words', words: ['happy'] });
  });

  it('is said in a sentence', () => {
    const summary = {
      ...emptyRoom(0).room.summary,
      votes: some({ happy: 0.3, neutral: 0.7 }),
      people: 6,
      seen: 6,
      labels: some({ happy: 4, neutral: 2 }),
    } satisfies RoomSummary;
    expect(roomSentence(summary, t)).toBe('Taken together, the 6 faces look neutral');
    const totals = { ...summary, labels: summary.labels, states: { ...summary.states, read: 6 } } satisfies Totals;
    expect(callSentence(totals, t)).toBe('On the whole, faces looked mostly neutral');
  });
});
