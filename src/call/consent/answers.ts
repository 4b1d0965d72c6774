// What somebody has said about their calls: what for, where, and who is on screen. Everything that may be read follows from it.

import * as v from 'valibot';
import { guard, shape } from '../schemas/base.ts';

export const PURPOSES = ['rehearse', 'understand', 'accessibility', 'research', 'class', 'meeting'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const PLACES = ['eu', 'uk', 'elsewhere'] as const;
export type Place = (typeof PLACES)[number];

/** In the order of how much care they ask for; where several fit, the last of them counts. */
export const PEOPLE = ['alone', 'private', 'participants', 'audience', 'colleagues', 'students', 'children'] as const;
export type People = (typeof PEOPLE)[number];

/** What somebody states about the others: they have been told, or they have agreed to be read for a study. */
export const STATEMENTS = ['informed', 'agreed'] as const;
export type Statement = (typeof STATEMENTS)[number];

export interface Answers {
  version: 1;
  purpose: Purpose;
  place: Place;
  people: People;
  /** Absent while nothing has been stated. */
  told?: Statement;
}

const questions = {
  version: v.literal(1),
  purpose: v.picklist(PURPOSES),
  place: v.picklist(PLACES),
  people: v.picklist(PEOPLE),
};
const answers = guard<Answers>(
  v.union([
    shape<Required<Answers>>({ ...questions, told: v.picklist(STATEMENTS) }),
    shape<Omit<Answers, 'told'>>(questions),
  ]),
);

/** Null where a question has no answer that this version knows, so that it is asked anew; a statement that it does not know is none. */
export const answersFrom = (stored: unknown): Answers | null => answers(stored) ?? null;
