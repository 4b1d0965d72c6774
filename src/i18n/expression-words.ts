// Maps each expression, state and reason to the keys of its messages.
import type { ExclusionReason, ParticipantState } from '../call/room/types.ts';
import type { Expression } from '../engine/types.ts';
import type { MessageKey } from './t.ts';

interface ExpressionWords {
  /** "happy" */
  word: MessageKey;
  /** "looks happy" */
  looks: MessageKey;
  /** "look happy", of several people */
  look: MessageKey;
}

export const EXPRESSION_WORDS: Record<Expression, ExpressionWords> = {
  neutral: { word: 'wordNeutral', looks: 'looksNeutral', look: 'lookNeutral' },
  happy: { word: 'wordHappy', looks: 'looksHappy', look: 'lookHappy' },
  surprise: { word: 'wordSurprise', looks: 'looksSurprise', look: 'lookSurprise' },
  sad: { word: 'wordSad', looks: 'looksSad', look: 'lookSad' },
  angry: { word: 'wordAngry', looks: 'looksAngry', look: 'lookAngry' },
  disgust: { word: 'wordDisgust', looks: 'looksDisgust', look: 'lookDisgust' },
  fear: { word: 'wordFear', looks: 'looksFear', look: 'lookFear' },
};

/** What each state is called. `read` has no word of its own: its expression has. */
export const STATE_WORDS: Record<Exclude<ParticipantState, 'read'>, MessageKey> = {
  unclear: 'unclear',
  'too-small': 'tooSmall',
  unreadable: 'unreadable',
  still: 'still',
  hidden: 'hidden',
  'turned-away': 'turnedAway',
  'camera-off': 'cameraOff',
  'no-face': 'noFace',
  excluded: 'excluded',
};

/** Why somebody is not read, as said of one person. */
export const EXCLUSION_WORDS: Record<ExclusionReason, MessageKey> = {
  asked: 'excludedAsked',
  blocked: 'excludedBlocked',
  unsure: 'excludedUnsure',
  nameless: 'excludedNameless',
  'not-self': 'excludedNotSelf',
};
