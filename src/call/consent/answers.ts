// What somebody has said about their calls: what for, where, and who is on screen. Everything that may be read follows from it.

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

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | null =>
  values.find((known) => known === value) ?? null;

/** Rebuilt field by field; null where a question has no answer that this version knows, so that it is asked anew. */
export function answersFrom(stored: unknown): Answers | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { version, purpose, place, people, told } = stored as Partial<Record<keyof Answers, unknown>>;
  const answers = { purpose: oneOf(PURPOSES, purpose), place: oneOf(PLACES, place), people: oneOf(PEOPLE, people) };
  if (version !== 1 || !answers.purpose || !answers.place || !answers.people) return null;
  const statement = oneOf(STATEMENTS, told);
  return {
    version: 1,
    purpose: answers.purpose,
    place: answers.place,
    people: answers.people,
    ...(statement && { told: statement }),
  };
}
