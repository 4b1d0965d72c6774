// What is said of a call as a whole, and of one person over it: how faces mostly looked, and how much of the time that could be seen.

import type { ParticipantState } from '../call/room/types.ts';
import { EXPRESSIONS, type Expression } from '../engine/types.ts';
import { EXPRESSION_WORDS, STATE_WORDS } from './expression-words.ts';
import type { MessageKey, T } from './t.ts';
import { UNREAD_STATES } from './words.ts';

/** Milliseconds, of one person or of several together. */
export interface Lasted {
  labels: Record<Expression, number>;
  states: Record<ParticipantState, number>;
}

/** Whatever lasted nearly as long as the longest is named with it. */
const NEARLY = 0.6;

/** "happy", "happy or neutral"; 'mixed' when more than two are alike, 'unclear' when doubt prevails, null for nobody read. */
function mostly({ labels, states }: Lasted): Expression[] | 'mixed' | 'unclear' | null {
  if (states.read + states.unclear === 0) return null;
  const most = Math.max(...EXPRESSIONS.map((e) => labels[e]));
  if (most <= states.unclear) return 'unclear';
  const leaders = EXPRESSIONS.filter((e) => labels[e] >= NEARLY * most).sort((a, b) => labels[b] - labels[a]);
  return leaders.length > 2 ? 'mixed' : leaders;
}

const either = (leaders: readonly Expression[], t: T) => {
  const [first = '', second] = leaders.map((e) => t(EXPRESSION_WORDS[e].word));
  return second === undefined ? first : t('eitherOr', [first, second]);
};

/** "On the whole, faces looked mostly happy or neutral" */
export function callSentence(lasted: Lasted, t: T): string {
  const most = mostly(lasted);
  if (most === null) return t('callNobody');
  if (most === 'mixed') return t('callMixed');
  return most === 'unclear' ? t('callUnclear') : t('callMostly', [either(most, t)]);
}

/** "looked mostly happy"; of somebody who never was read, why: "camera off". */
export function personCallWords(lasted: Lasted, t: T): string {
  const most = mostly(lasted);
  if (most === null) return t(STATE_WORDS[longestUnread(lasted)]);
  if (most === 'mixed') return t('personMixed');
  return most === 'unclear' ? t('personUnclear') : t('personMostly', [either(most, t)]);
}

function longestUnread({ states }: Lasted): (typeof UNREAD_STATES)[number] {
  return UNREAD_STATES.reduce((longest, state) => (states[state] > states[longest] ? state : longest), 'no-face');
}

const COVERAGE: readonly (readonly [from: number, key: MessageKey])[] = [
  [0.95, 'readNearlyAlways'],
  [0.6, 'readMostly'],
  [0.4, 'readHalf'],
  [0.1, 'readPartly'],
  [0, 'readRarely'],
];

/** "could be read most of the time"; '' for somebody who never was. */
export function coverageWords(readMs: number, ofMs: number, t: T): string {
  const share = ofMs > 0 ? readMs / ofMs : 0;
  return share === 0 ? '' : t(COVERAGE.find(([from]) => share >= from)?.[1] ?? 'readRarely');
}

/** "12 min"; what is shorter than one is said to be so. */
export function minutesWords(ms: number, t: T): string {
  return ms < 60_000 ? t('minutesUnderOne') : t('minutes', [Math.round(ms / 60_000)]);
}
