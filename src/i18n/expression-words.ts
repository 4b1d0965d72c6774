// Maps each expression, state and reason to the keys of its messages.
import type { ExclusionReason, ParticipantState } from '../call/room/types.ts';
import type { Expression } from '../engine/types.ts';
import type { CountedKey, MessageKey } from './t.ts';

interface ExpressionWords {
  /** "happy" */
  word: MessageKey;
  /** "looks happy", "look happy" */
  looks: CountedKey;
}

export const EXPRESSION_WORDS: Record<Expression, ExpressionWords> = {
  neutral: { word: 'wordNeutral', looks: 'looksNeutral' },
  happy: { word: 'wordHappy', looks: 'looksHappy' },
  surprise: { word: 'wordSurprise', looks: 'looksSurprise' },
  sad: { word: 'wordSad', looks: 'looksSad' },
  angry: { word: 'wordAngry', looks: 'looksAngry' },
  disgust: { word: 'wordDisgust', looks: 'looksDisgust' },
  fear: { word: 'wordFear', looks: 'looksFear' },
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
