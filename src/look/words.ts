// Every sentence about people is built here, so that none can say more than how a face looks to others.
import { EXPRESSIONS, type Expression } from '../engine/types.ts';
import type { Moment, Participant, ParticipantState, RoomSummary } from '../room/types.ts';
import { countDots, type Dot } from './dots.ts';
import { EXPRESSION_LOOKS, STATE_WORDS } from './expressions.ts';
import type { MessageKey, T } from './t.ts';

/** "happy"; "unclear" for none. */
export const wordFor = (dot: Dot, t: T) => t(dot === null ? 'unclear' : EXPRESSION_LOOKS[dot].word);

/** "looks happy" */
export const looksLike = (expression: Expression, t: T) => t(EXPRESSION_LOOKS[expression].looks);

/** What is said of one person: "looks happy", "unclear", "camera off" … */
export function personWords(person: Pick<Participant, 'state' | 'label'>, t: T): string {
  if (person.state === 'read') return person.label === null ? t('unclear') : looksLike(person.label, t);
  return t(STATE_WORDS[person.state]);
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
      : t(i === 0 ? 'wouldSay' : 'wouldSayNext', [count, t(EXPRESSION_LOOKS[dot].word)]),
  );
  return t('tenWouldSay', [parts.join(t('listSeparator'))]);
}

const ofMany = (expression: Expression, count: number, t: T) =>
  t(EXPRESSION_LOOKS[expression][count === 1 ? 'looks' : 'look']);

/** "4 of 6 look happy". Ties and doubt are said plainly; nobody is named. */
export function roomSentence(summary: RoomSummary, t: T): string {
  const { seen, people, states, labels } = summary;
  if (people === 0) return t('roomEmpty');
  if (seen === 0) {
    if (states.excluded === people) return t('roomAllExcluded');
    if (states['camera-off'] === people) return t('roomCamerasOff');
    // Those whom one asked not to read and those without a camera could not be found anyway.
    if (states['no-face'] + states['camera-off'] + states.excluded === people) return t('roomNoFaces');
    return t('roomNoneRead');
  }
  const most = Math.max(...EXPRESSIONS.map((expression) => labels[expression]));
  if (most === 0 || states.unclear > most) {
    if (seen === 1) return t('roomSoleUnclear');
    if (states.unclear < seen) return t('roomUnclear', [states.unclear, seen]);
    return seen === 2 ? t('roomBothUnclear') : t('roomAllUnclear', [seen]);
  }
  const leaders = EXPRESSIONS.filter((expression) => labels[expression] === most);
  const [first, second] = leaders;
  if (first === undefined) return t('roomNoneRead');
  if (seen === 1) return t('roomSole', [looksLike(first, t)]);
  if (most === seen)
    return t(seen === 2 ? 'roomBoth' : 'roomAll', seen === 2 ? [ofMany(first, 2, t)] : [seen, ofMany(first, seen, t)]);
  if (leaders.length > 2) return t('roomMixed', [seen]);
  const lead = t('roomCount', [most, seen, ofMany(first, most, t)]);
  if (second === undefined) return lead;
  return t('roomTie', [lead, t('roomTieNext', [most, ofMany(second, most, t)])]);
}

const UNREAD: readonly (readonly [ParticipantState, MessageKey])[] = [
  ['camera-off', 'countCameraOff'],
  ['no-face', 'countNoFace'],
  ['turned-away', 'countTurnedAway'],
  ['too-small', 'countTooSmall'],
  ['excluded', 'countExcluded'],
];

/** "Not read: 2 with camera off, 1 turned away", or '' when everybody is read. */
export function unreadSentence(summary: RoomSummary, t: T): string {
  const parts = UNREAD.flatMap(([state, key]) => (summary.states[state] > 0 ? [t(key, [summary.states[state]])] : []));
  return parts.length > 0 ? t('notRead', [parts.join(t('listSeparator'))]) : '';
}

/** "6 of 8 now look happy", "2 of 3 no longer look sad": how many, not who. */
export function momentSentence({ expression, rose, people, of }: Moment, t: T): string {
  return t(rose ? 'momentRose' : 'momentFell', [people, of, ofMany(expression, people, t)]);
}
