// Builds every sentence about people, so that no other file can say more than how a face looks to others.

import { actsOf, mostFirst } from '../call/room/acts.ts';
import { countDots, type Dot } from '../call/room/dots.ts';
import type {
  Act,
  ActMoment,
  ExclusionReason,
  Mark,
  Moment,
  Participant,
  RoomSummary,
  Spread,
} from '../call/room/types.ts';
import { roomLead } from '../call/room/words.ts';
import { EXPRESSIONS, type Expression } from '../engine/types.ts';
import { EXCLUSION_WORDS, EXPRESSION_WORDS, STATE_WORDS } from './expression-words.ts';
import type { MessageKey, T } from './t.ts';

/** "happy"; "unclear" for none. */
export const wordFor = (dot: Dot, t: T) => t(dot === null ? 'unclear' : EXPRESSION_WORDS[dot].word);

/** "looks happy", "look happy": of so many. */
const ofMany = (expression: Expression, count: number, t: T) => t.counted(EXPRESSION_WORDS[expression].looks, count);

/** "looks happy" */
const looksLike = (expression: Expression, t: T) => ofMany(expression, 1, t);

/** What is said of one person: "looks happy", "unclear", "camera off", or why somebody is not read. */
export function personWords(person: Participant, t: T): string {
  const { state, label, because } = person;
  if (isOfMovements(person)) return actsWords(person, t);
  if (state === 'read') return label === null ? t('unclear') : looksLike(label, t);
  return t(state === 'excluded' && because ? EXCLUSION_WORDS[because] : STATE_WORDS[state]);
}

const ACT_WORDS = {
  smiling: 'smiling',
  'brows-raised': 'browsRaised',
  'mouth-open': 'mouthOpen',
  talking: 'talking',
  nodding: 'nodding',
  shaking: 'shakingHead',
  'turned-away': 'turnedAway',
} as const satisfies Record<Act, MessageKey>;

/** "smiling" */
export const actWord = (act: Act, t: T) => t(ACT_WORDS[act]);

/** Of somebody of whom movements alone are read: "smiling, nodding"; "no movement". */
function actsWords(person: Participant, t: T): string {
  return (
    actsOf(person)
      .map((act) => actWord(act, t))
      .join(t('listSeparator')) || t('actNone')
  );
}

/** Is this somebody of whom movements alone are read? */
export const isOfMovements = ({ state, votes }: Pick<Participant, 'state' | 'votes'>): boolean =>
  state === 'read' && votes === null;

/** "6 of 9: smiling" */
export function actCountWords({ act, people, of, isAtLeast }: Omit<ActMoment, 'at'>, t: T): string {
  return t(isAtLeast ? 'actCountAtLeast' : 'actCount', [people, of, actWord(act, t)]);
}

/** How many of a room do so now. */
export const actNow = (act: Act, { acts, seen, group }: RoomSummary): Omit<ActMoment, 'at'> => ({
  act,
  people: acts[act],
  of: seen,
  ...(group && { isAtLeast: true }),
});

function actsSentence(summary: RoomSummary, t: T): string {
  const [first] = mostFirst(summary.acts);
  return first ? actCountWords(actNow(first, summary), t) : t('actsNone', [summary.seen]);
}

/** What head and face do, and whether the face mostly looks like this anyway: "nodding", "as mostly in this call". */
export function besidesWords(person: Participant, t: T): string[] {
  if (!person.votes) return [];
  const { label, resting } = person;
  const usual = resting && label && label !== 'neutral' && EXPRESSIONS.every((e) => resting[label] >= resting[e]);
  return [...actsBesideWords(person, t), ...(usual ? [t('asUsual')] : [])];
}

const actsBesideWords = (person: Participant, t: T) => actsBeside(person).map((act) => actWord(act, t));

/** What is said of a face outside a call: "looks neutral, talking". */
export const faceWords = (person: Participant, t: T) =>
  [personWords(person, t), ...actsBesideWords(person, t)].join(t('listSeparator'));

/** What stands beside the expression: the head first. Who looks happy smiles. */
export function actsBeside(person: Participant): Act[] {
  const rank = (act: Act) => BESIDE.indexOf(act);
  return (person.votes ? actsOf(person) : [])
    .filter((act) => act !== 'smiling' || person.label !== 'happy')
    .sort((a, b) => rank(a) - rank(b));
}
const BESIDE: readonly Act[] = ['nodding', 'shaking', 'talking', 'smiling', 'brows-raised', 'mouth-open'];

/** "last read 2 min ago" of somebody who is not read now; '' when there is nothing to say. */
export function lastReadWords({ votes, readAt, state }: Participant, now: number, t: T): string {
  if (votes || readAt === null || state === 'excluded' || state === 'read') return '';
  const seconds = Math.max(0, Math.round((now - readAt) / 1000));
  return t('lastRead', [seconds < 60 ? t('agoSeconds', [seconds]) : t('agoMinutes', [Math.round(seconds / 60)])]);
}

/** The marks in words, runs of the same once: "neutral, happy, not read". */
export function marksWords(marks: readonly Mark[], t: T): string {
  const runs = marks.filter((mark, i) => i === 0 || mark !== marks[i - 1]);
  const word = (mark: Mark) => (mark === null ? t('markUnread') : wordFor(mark === 'unclear' ? null : mark, t));
  return t('marksText', [runs.map(word).join(t('listSeparator'))]);
}

/** "looks happy to 7 of 10" */
export function looksToTen(expression: Expression, dots: readonly Dot[], t: T): string {
  return t('looksToTen', [looksLike(expression, t), dots.filter((dot) => dot === expression).length]);
}

/** "Of ten people, 7 would say happy, 1 neutral, 2 nothing clear": the ten dots for those who hear them. */
export function dotsWords(dots: readonly Dot[], t: T): string {
  if (dots.every((dot) => dot === null)) return t('tenUnclear');
  const parts = countDots(dots).map(({ dot, count }, i) =>
    dot === null
      ? t('wouldSayUnclear', [count])
      : i === 0
        ? t.counted('wouldSay', count, [count, wordFor(dot, t)])
        : t('wouldSayNext', [count, wordFor(dot, t)]),
  );
  return t('tenWouldSay', [parts.join(t('listSeparator'))]);
}

/** "4 of 6 look happy". Says ties and doubt, names nobody, and never contradicts the room's ten dots. */
export function roomSentence(summary: RoomSummary, t: T): string {
  const { seen, people, states, labels, group } = summary;
  if (people === 0) return t('roomEmpty');
  if (seen === 0)
    return group ? t(group.withheld === 'settling' ? 'groupSettling' : 'groupTooFew') : noneRead(summary, t);
  if (!labels) return actsSentence(summary, t);
  const lead = roomLead(summary);
  // One face, and two that do the same, have sentences of their own; what begins at three follows the plural rules.
  if (lead.kind === 'together')
    return seen === 1
      ? t('roomSole', [looksLike(lead.word, t)])
      : t.counted('roomTogether', seen, [seen, ofMany(lead.word, seen, t)]);
  if (seen === 1 && lead.kind !== 'words') return t('roomSoleUnclear');
  if (lead.kind === 'mixed' || (group && lead.kind === 'unclear')) return t.counted('roomMixed', seen);
  if (lead.kind === 'unclear') {
    if (states.unclear < seen) return t.counted('roomUnclear', states.unclear, [states.unclear, seen]);
    return seen === 2 ? t('roomBothUnclear') : t.counted('roomAllUnclear', seen);
  }
  const [first, second] = lead.words as [Expression, Expression?];
  const most = labels[first];
  const next = second === undefined ? [] : [t('roomTieNext', [most, ofMany(second, most, t)])];
  const tied = (said: string) => next.reduce((before, after) => t('roomTie', [before, after]), said);
  if (group) return tied(t('groupCount', [most, seen, ofMany(first, most, t)]));
  if (seen === 1) return t('roomSole', [looksLike(first, t)]);
  if (most === seen)
    return seen === 2
      ? t('roomBoth', [ofMany(first, 2, t)])
      : t.counted('roomAll', seen, [seen, ofMany(first, seen, t)]);
  return tied(t('roomCount', [most, seen, ofMany(first, most, t)]));
}

function noneRead({ people, states, because }: RoomSummary, t: T): string {
  if (because['not-self'] > 0) return t('roomNoSelf');
  if (because.asked + because.blocked === people) return t('roomAllExcluded');
  if (states.excluded === people) return t('roomNoneRead');
  if (states['camera-off'] === people) return t('roomCamerasOff');
  // Excluded people and those without a camera cannot be found anyway.
  if (states['no-face'] + states['camera-off'] + states.excluded === people) return t('roomNoFaces');
  return t('roomNoneRead');
}

/** The states in which somebody on screen is not read, in the order in which they are told. */
export const UNREAD_STATES = [
  'camera-off',
  'no-face',
  'turned-away',
  'too-small',
  'still',
  'hidden',
  'unreadable',
  'excluded',
] as const;

const UNREAD_COUNTS = {
  'camera-off': 'countCameraOff',
  'no-face': 'countNoFace',
  'turned-away': 'countTurnedAway',
  'too-small': 'countTooSmall',
  still: 'countStill',
  hidden: 'countHidden',
  unreadable: 'countUnreadable',
} as const satisfies Record<Exclude<(typeof UNREAD_STATES)[number], 'excluded'>, MessageKey>;

/** `not-self` is a sentence of its own: it is then true of everybody. */
const EXCLUDED_COUNTS = {
  asked: 'countAsked',
  blocked: 'countBlocked',
  unsure: 'countUnsure',
  nameless: 'countNameless',
} as const satisfies Record<Exclude<ExclusionReason, 'not-self'>, MessageKey>;
const COUNTED_REASONS = Object.keys(EXCLUDED_COUNTS) as (keyof typeof EXCLUDED_COUNTS)[];

/** "Not read: 2 with camera off, 1 at your wish", or '' when everybody is read. */
export function unreadSentence({ states, because, group, reads }: RoomSummary, t: T): string {
  const parts = UNREAD_STATES.flatMap((state) => {
    const count = states[state];
    // A head that is turned away is read where movements are.
    if (count === 0 || (reads === 'movements' && state === 'turned-away')) return [];
    if (state === 'excluded')
      return COUNTED_REASONS.flatMap((reason) =>
        because[reason] > 0 ? [t(EXCLUDED_COUNTS[reason], [because[reason]])] : [],
      );
    // Of a group it is not told who is turned away and who only waits for others.
    return [t(group && state === 'no-face' ? 'countOutside' : UNREAD_COUNTS[state], [count])];
  });
  return parts.length > 0 ? t('notRead', [parts.join(t('listSeparator'))]) : '';
}

/** "6 of 8 now look happy", "2 of 3 no longer look sad": how many, not who. */
export function momentSentence(moment: Moment, t: T): string {
  if ('act' in moment) return actCountWords(moment, t);
  const { expression, rose, people, of, isAtLeast } = moment;
  const key = isAtLeast ? (rose ? 'momentRoseAtLeast' : 'momentFellAtLeast') : rose ? 'momentRose' : 'momentFell';
  return t(key, [people, of, ofMany(expression, people, t)]);
}

/** "Heads: 2 nodding, 1 turned away": movements and not meanings; '' when none is to be told. */
export function movementsSentence({ movements, states, group, reads }: RoomSummary, t: T): string {
  // They are the figure itself there.
  if (reads === 'movements') return '';
  const parts = [
    ...(movements?.nodding ? [t('movementsNodding', [movements.nodding])] : []),
    ...(movements?.shaking ? [t('movementsShaking', [movements.shaking])] : []),
    ...(states['turned-away'] ? [t('movementsAway', [states['turned-away']])] : []),
  ];
  return parts.length > 0 ? t(group ? 'movementsAtLeast' : 'movementsNow', [parts.join(t('listSeparator'))]) : '';
}

export type Scale = 'mood' | 'liveliness';

interface ScaleKeys {
  title: MessageKey;
  low: MessageKey;
  high: MessageKey;
  /** From the lowest to the highest, each up to its value. */
  steps: readonly (readonly [upTo: number, word: MessageKey])[];
}

const SCALES: Record<Scale, ScaleKeys> = {
  mood: {
    title: 'scaleMood',
    low: 'scaleMoodLow',
    high: 'scaleMoodHigh',
    steps: [
      [-0.5, 'moodVeryLow'],
      [-0.15, 'moodLow'],
      [0.15, 'moodEven'],
      [0.5, 'moodHigh'],
      [1, 'moodVeryHigh'],
    ],
  },
  liveliness: {
    title: 'scaleLiveliness',
    low: 'scaleLivelinessLow',
    high: 'scaleLivelinessHigh',
    steps: [
      [0.08, 'livelinessVeryLow'],
      [0.2, 'livelinessLow'],
      [0.35, 'livelinessHigh'],
      [1, 'livelinessVeryHigh'],
    ],
  },
};
/** People further apart than this, between the quartiles, are not called alike. */
const ALIKE = 0.25;

export const scaleKeys = (scale: Scale): Omit<ScaleKeys, 'steps'> => SCALES[scale];

/** "Tone: faces look even. They differ." */
export function scaleWords(scale: Scale, { median, low, high, of }: Spread, t: T): string {
  const { title, steps } = SCALES[scale];
  const word = steps.find(([upTo]) => median <= upTo)?.[1] ?? (steps.at(-1)?.[1] as MessageKey);
  const spread = of === 1 ? 'spreadNone' : high - low <= ALIKE ? 'spreadSmall' : 'spreadLarge';
  return t('scaleText', [t(title), t(word), t(spread)]);
}
