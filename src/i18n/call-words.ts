// What is said of a call as a whole, and of one person over it: how faces mostly looked, and how much of the time they could be read.

import type { ActTotals, Totals } from '../call/report/log.ts';
import { mostFirst } from '../call/room/acts.ts';
import { CLEAR_DOTS, type Lead, leadOf } from '../call/room/words.ts';
import type { Expression } from '../engine/types.ts';
import { EXPRESSION_WORDS, STATE_WORDS } from './expression-words.ts';
import type { MessageKey, T } from './t.ts';
import { actWord, UNREAD_STATES } from './words.ts';

/** A word that was said for at least this part of the longest one's time is named with it. */
const NEARLY = 0.6;

/** Null of somebody, or of a call, that was never read. */
function mostly({ labels, states, votes, doubt, clearDots = CLEAR_DOTS }: Totals): Lead | null {
  if (states.read + states.unclear === 0) return null;
  return leadOf({ labels, unclear: states.unclear, votes, doubt, clearDots }, NEARLY);
}

/** "happy", "happy or neutral"; null when there is no word to say. */
function leading(lead: Lead, t: T): string | null {
  if (lead.kind === 'words') return either(lead.words, t);
  return lead.kind === 'together' ? t(EXPRESSION_WORDS[lead.word].word) : null;
}

const either = (leaders: readonly Expression[], t: T) => {
  const [first = '', second] = leaders.map((e) => t(EXPRESSION_WORDS[e].word));
  return second === undefined ? first : t('eitherOr', [first, second]);
};

/** "On the whole, faces looked mostly happy or neutral" */
export function callSentence(totals: Totals, t: T): string {
  const lead = mostly(totals);
  if (lead === null) return t('callNobody');
  const words = leading(lead, t);
  if (words !== null) return t('callMostly', [words]);
  return t(lead.kind === 'unclear' ? 'callUnclear' : 'callMixed');
}

/** "looked mostly happy"; of somebody who never was read, why: "camera off". */
export function personCallWords(totals: Totals, t: T): string {
  const lead = mostly(totals);
  if (lead === null) return t(STATE_WORDS[longestUnread(totals)]);
  const words = leading(lead, t);
  if (words !== null) return t('personMostly', [words]);
  return t(lead.kind === 'unclear' ? 'personUnclear' : 'personMixed');
}

/** At most so many are named. */
const NAMED = 3;

/** "Most often: smiling, talking, nodding" */
export function actsCallSentence(totals: ActTotals, t: T): string {
  const { read } = totals.states;
  if (read + totals.states['turned-away'] === 0) return t('callNobody');
  const done = mostFirst(totals.acts).slice(0, NAMED);
  return done.length > 0
    ? t('actsMostly', [done.map((act) => actWord(act, t)).join(t('listSeparator'))])
    : t('actNone');
}

/** "smiling: 2 min, nodding: under 1 min"; of somebody who never was read, why. */
export function personActsWords(totals: ActTotals, t: T): string {
  const { read } = totals.states;
  if (read + totals.states['turned-away'] === 0) return t(STATE_WORDS[longestUnread(totals)]);
  const done = mostFirst(totals.acts).slice(0, NAMED);
  return (
    done.map((act) => `${actWord(act, t)}: ${minutesWords(totals.acts[act], t)}`).join(t('listSeparator')) ||
    t('actNone')
  );
}

function longestUnread({ states }: Pick<Totals, 'states'>): (typeof UNREAD_STATES)[number] {
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
