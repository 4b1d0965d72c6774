// What is said of people: plainly, in counts of people, and never more than how a face looks to others.
import { describe, expect, it } from 'vitest';
import catalogue from '../../_locales/en/messages.json';
import { newcomer } from '../../src/call/room/participant.ts';
import {
  EXCLUSION_REASONS,
  type ExclusionReason,
  type Participant,
  type ParticipantState,
  type RoomSummary,
  STATES,
} from '../../src/call/room/types.ts';
import { each, normalised, zeros } from '../../src/call/room/votes.ts';
import { EXPRESSIONS, type Expression } from '../../src/engine/types.ts';
import { fromCatalogue } from '../../src/i18n/t.ts';
import {
  besidesWords,
  dotsWords,
  lastReadWords,
  looksToTen,
  marksWords,
  momentSentence,
  movementsSentence,
  personWords,
  roomSentence,
  scaleWords,
  unreadSentence,
} from '../../src/i18n/words.ts';
import { tenDots } from '../../src/theme/dots.ts';

const t = fromCatalogue(catalogue, 'en');

/** A reason counts as `excluded`. */
type Counts = Partial<Record<Exclude<ParticipantState, 'excluded'> | ExclusionReason, number>>;

function summary(labels: Partial<Record<Expression, number>>, counts: Counts = {}) {
  const because = Object.fromEntries(EXCLUSION_REASONS.map((reason) => [reason, counts[reason] ?? 0]));
  const states: Partial<Record<ParticipantState, number>> = {
    ...Object.fromEntries(STATES.flatMap((s) => (s !== 'excluded' && counts[s] ? [[s, counts[s]]] : []))),
    excluded: Object.values(because).reduce((sum, n) => sum + n, 0),
  };
  const read = Object.values(labels).reduce((sum, n) => sum + n, 0);
  const all: Record<string, number> = { read, ...states };
  const people = Object.values(all).reduce((sum, n) => sum + n, 0);
  // Dots that go with the words: each face is as its label says, one without is of two minds.
  const votes = normalised(
    each((e) => (labels[e] ?? 0) + ((states.unclear ?? 0) * (e === 'disgust' || e === 'surprise' ? 0.2 : 0.15)) / 1.15),
  );
  return {
    votes,
    doubt: 0,
    clearDots: 5,
    people,
    seen: read + (states.unclear ?? 0),
    because,
    states: Object.fromEntries(STATES.map((s) => [s, all[s] ?? 0])),
    labels: Object.fromEntries(EXPRESSIONS.map((e) => [e, labels[e] ?? 0])),
  } as RoomSummary;
}

describe('the room’s sentence', () => {
  it.each<[string, RoomSummary]>([
    ['4 of 6 look happy', summary({ happy: 4, sad: 1 }, { unclear: 1 })],
    ['1 of 2 looks angry', summary({ angry: 1 }, { unclear: 1 })],
    ['All 6 look happy', summary({ happy: 6 }, { 'camera-off': 2 })],
    ['Both look surprised', summary({ surprise: 2 })],
    ['The one face in view looks sad', summary({ sad: 1 }, { 'no-face': 3 })],
    ['3 of 6 look neutral and 3 look happy', summary({ happy: 3, neutral: 3 })],
    ['1 of 2 looks neutral and 1 looks afraid', summary({ fear: 1, neutral: 1 })],
    ['Mixed: no expression leads among 3 faces', summary({ happy: 1, sad: 1, fear: 1 })],
    ['3 of 5 are unclear', summary({ happy: 2 }, { unclear: 3 })],
    ['2 of 4 look happy', summary({ happy: 2 }, { unclear: 2 })],
    ['All 4 are unclear', summary({}, { unclear: 4 })],
    ['Both are unclear', summary({}, { unclear: 2 })],
    ['The one face in view is unclear', summary({}, { unclear: 1 })],
    ['Nobody is on screen yet', summary({})],
    ['No camera is on in this call', summary({}, { 'camera-off': 5 })],
    ['No face can be found right now', summary({}, { 'camera-off': 2, 'no-face': 1 })],
    ['You asked that nobody be read', summary({}, { asked: 1, blocked: 1 })],
    ['Nobody can be read right now', summary({}, { asked: 1, unsure: 1 })],
    ['Nobody can be read right now', summary({}, { nameless: 2 })],
    ['Nobody is read until you say which one is you', summary({}, { 'not-self': 3 })],
    ['Nobody can be read right now', summary({}, { 'too-small': 2, 'camera-off': 1 })],
  ])('%s', (sentence, room) => {
    expect(roomSentence(room, t)).toBe(sentence);
  });
  it('says “at least” of a group, and nothing of what is not told', () => {
    const group = (room: RoomSummary, withheld: 'too-few' | 'settling' | null = null) => ({
      ...room,
      group: { withheld },
    });
    expect(roomSentence(group(summary({ happy: 3 }, { unclear: 5 })), t)).toBe('At least 3 of 8 look happy');
    expect(roomSentence(group(summary({ happy: 3, sad: 3 }, { unclear: 2 })), t)).toBe(
      'At least 3 of 8 look happy and 3 look sad',
    );
    expect(roomSentence(group(summary({}, { unclear: 6 })), t)).toBe('Mixed: no expression leads among 6 faces');
    expect(roomSentence(group(summary({}, { 'no-face': 4 }), 'too-few'), t)).toBe(
      'Too few people can be read to speak of them together',
    );
    expect(roomSentence(group(summary({}, { 'no-face': 6 }), 'settling'), t)).toBe(
      'Waiting until no figure would show one person',
    );
    expect(unreadSentence(group(summary({ happy: 3 }, { 'no-face': 2, 'camera-off': 1 })), t)).toBe(
      'Not read: 1 with camera off, 2 not among them',
    );
    const moment = { at: 0, expression: 'happy', rose: true, people: 3, of: 8 } as const;
    expect(momentSentence(moment, t)).toBe('3 of 8 now look happy');
    expect(momentSentence({ ...moment, isAtLeast: true }, t)).toBe('At least 3 of 8 now look happy');
  });
  it('counts who is not read, and why', () => {
    expect(unreadSentence(summary({ happy: 2 }), t)).toBe('');
    expect(
      unreadSentence(summary({ happy: 2 }, { 'camera-off': 2, 'turned-away': 1, unreadable: 1, asked: 1 }), t),
    ).toBe('Not read: 2 with camera off, 1 turned away, 1 that cannot be read, 1 at your wish');
    expect(unreadSentence(summary({ happy: 2 }, { asked: 1, blocked: 2, unsure: 2, nameless: 1 }), t)).toBe(
      'Not read: 1 at your wish, 2 on your “Never read” list, 2 you may have left out, 1 without a known name',
    );
  });
});

const somebody = newcomer(
  { id: 'a', name: 'Ana', isSelf: false, isCameraOff: false, excludedBecause: null },
  0,
).participant;

describe('one person', () => {
  it('is said to look, or why there is nothing to say', () => {
    expect(personWords({ ...somebody, state: 'read', label: 'disgust', votes: zeros() }, t)).toBe('looks disgusted');
    expect(STATES.slice(1).map((state) => personWords({ ...somebody, state }, t))).toEqual([
      'unclear',
      'too small to read',
      'turned away',
      'camera off',
      'no face in view',
      'the picture stands still',
      'not in view',
      'cannot be read',
      'left out',
    ]);
    expect(EXCLUSION_REASONS.map((because) => personWords({ ...somebody, state: 'excluded', because }, t))).toEqual([
      'not read at your wish',
      'not read: on your “Never read” list',
      'not read: may be somebody you left out',
      'not read until the name is known',
      'not read until you say which one is you',
    ]);
  });
  it('is told in ten people’s words', () => {
    const votes = { neutral: 0.1, happy: 0.9, surprise: 0, sad: 0, angry: 0, disgust: 0, fear: 0 };
    const dots = tenDots(votes, 0.2);
    expect(looksToTen('happy', dots, t)).toBe('looks happy to 7 of 10');
    expect(dotsWords(dots, t)).toBe('Of ten people, 7 would say happy, 1 neutral, 2 nothing clear');
    expect(dotsWords(tenDots(votes, 1), t)).toBe('Of ten people, none would name one expression clearly');
  });
});

describe('what is said besides', () => {
  const votes = each((e) => (e === 'sad' ? 0.7 : 0.05));
  const person: Participant = {
    id: 'p1',
    name: 'Ada',
    isSelf: false,
    state: 'read',
    because: null,
    label: 'sad',
    votes,
    doubt: 0,
    since: 0,
    readAt: 0,
    resting: each((e) => (e === 'sad' ? 0.5 : e === 'neutral' ? 0.4 : 0.02)),
    movement: null,
    isTalking: false,
    gestures: [],
    marks: [],
  };
  it('tells movements, and a face that mostly looks like this', () => {
    expect(besidesWords(person, t)).toEqual(['as usual here']);
    expect(besidesWords({ ...person, movement: 'shaking' }, t)).toEqual(['shaking the head', 'as usual here']);
    expect(besidesWords({ ...person, label: 'angry' }, t)).toEqual([]);
    // That a neutral face is mostly neutral goes without saying.
    expect(besidesWords({ ...person, label: 'neutral', resting: each((e) => (e === 'neutral' ? 1 : 0)) }, t)).toEqual(
      [],
    );
    expect(besidesWords({ ...person, resting: null }, t)).toEqual([]);
  });
  it('tells when somebody was last read who is not read now', () => {
    const away: Participant = { ...person, state: 'turned-away', label: null, votes: null, readAt: 60_000 };
    expect(lastReadWords(away, 102_000, t)).toBe('last read 42 s ago');
    expect(lastReadWords(away, 60_000 + 150_000, t)).toBe('last read 3 min ago');
    expect(lastReadWords(person, 102_000, t)).toBe('');
    expect(lastReadWords({ ...away, readAt: null }, 102_000, t)).toBe('');
    expect(
      lastReadWords({ ...away, state: 'excluded', because: 'asked' }, 102_000, t),
      'who asked not to be read is not watched',
    ).toBe('');
  });
  it('tells marks as runs', () => {
    expect(marksWords(['happy', 'happy', null, 'unclear', 'unclear', 'happy'], t)).toBe(
      'The last five minutes, oldest first: happy, not read, unclear, happy',
    );
  });
  it('tells how many heads move how', () => {
    const room = summary({ happy: 3 }, { 'turned-away': 2 });
    expect(movementsSentence({ ...room, movements: null }, t)).toBe('Heads: 2 turned away');
    expect(movementsSentence({ ...room, movements: { nodding: 2, shaking: 1 } }, t)).toBe(
      'Heads: 2 nodding, 1 shaking the head, 2 turned away',
    );
    expect(movementsSentence({ ...summary({ happy: 3 }), movements: { nodding: 0, shaking: 0 } }, t)).toBe('');
  });
  it('tells mood and liveliness in words, with how far people are apart', () => {
    const spread = (median: number, apart: number, of = 5) => ({
      median,
      low: median - apart / 2,
      high: median + apart / 2,
      of,
    });
    const mood = [-0.8, -0.3, 0, 0.3, 0.8].map((at) => scaleWords('mood', spread(at, 0.1), t));
    expect(mood).toEqual(
      ['look low', 'look rather low', 'look even', 'look rather bright', 'look bright'].map(
        (words) => `Tone: faces ${words}. They are much alike.`,
      ),
    );
    expect(scaleWords('liveliness', spread(0.02, 0.3), t)).toBe('Liveliness: faces are still. They differ.');
    expect(scaleWords('liveliness', spread(0.9, 0, 1), t)).toBe('Liveliness: faces are very lively. One face alone.');
  });
});

describe('the messages', () => {
  const entries = Object.entries<{ message: string; description?: string }>(catalogue);
  it('never claim what somebody is or feels', () => {
    const words = EXPRESSIONS.map((e) => t(`word${e[0]?.toUpperCase()}${e.slice(1)}` as 'wordHappy')).join('|');
    const claim = new RegExp(`\\b(is|are|feels?|seems?)\\s+(${words})\\b`, 'i');
    expect(claim.test('Ada is happy')).toBe(true);
    for (const [key, { message }] of entries) expect(message, key).not.toMatch(claim);
    expect(entries.filter(([key, { message }]) => !key.endsWith('Caveat') && /\bfeel/i.test(message))).toEqual([]);
  });
  it('have names and placeholders that browsers take', () => {
    for (const [key, { message }] of entries) {
      expect(key).toMatch(/^\w+$/);
      expect(message.trim(), key).not.toBe('');
      expect(message.replace(/\$[1-9]/g, ''), key).not.toContain('$');
    }
    expect(t('extDescription').length).toBeLessThanOrEqual(132);
  });
});
