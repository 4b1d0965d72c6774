// The states in which the page of three questions can be opened.
import type { WelcomeState } from '../../src/ui/components/common/welcome-link.ts';

export type WelcomeName =
  | 'fresh'
  | 'private'
  | 'told'
  | 'eu-work'
  | 'eu-work-told'
  | 'uk-class'
  | 'study'
  | 'children'
  | 'forced'
  | 'failed';

export const WELCOMES: Record<WelcomeName, WelcomeState | 'failed'> = {
  failed: 'failed',
  fresh: { answers: null, mode: 'individual', forced: false },
  private: {
    answers: { version: 1, purpose: 'understand', place: 'eu', people: 'private' },
    mode: 'self',
    forced: false,
  },
  told: {
    answers: { version: 1, purpose: 'understand', place: 'eu', people: 'private', told: 'informed' },
    mode: 'group',
    forced: false,
  },
  'eu-work': {
    answers: { version: 1, purpose: 'meeting', place: 'eu', people: 'colleagues' },
    mode: 'individual',
    forced: false,
  },
  'eu-work-told': {
    answers: { version: 1, purpose: 'meeting', place: 'eu', people: 'colleagues', told: 'informed' },
    mode: 'movements',
    forced: false,
  },
  'uk-class': {
    answers: { version: 1, purpose: 'class', place: 'uk', people: 'students', told: 'informed' },
    mode: 'group',
    forced: false,
  },
  study: {
    answers: { version: 1, purpose: 'research', place: 'elsewhere', people: 'participants', told: 'agreed' },
    mode: 'individual',
    forced: false,
  },
  children: {
    answers: { version: 1, purpose: 'understand', place: 'elsewhere', people: 'children' },
    mode: 'individual',
    forced: false,
  },
  forced: {
    answers: { version: 1, purpose: 'understand', place: 'elsewhere', people: 'private', told: 'informed' },
    mode: 'group',
    forced: true,
  },
};
