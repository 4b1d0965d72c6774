// Names beside words of another direction: each is laid out by itself, so that no part of a sentence changes its place.

/** Embeddings, overrides and isolates, which change how the text after them is laid out, or end somebody else's isolate. */
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/gu;
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** A name for an element of its own, which has to be an isolate: a bdi. */
export const displayName = (name: string): string => name.replace(CONTROLS, '');

/** A name for the middle of a sentence, where there are no elements. */
export const isolated = (name: string): string =>
  name === '' ? '' : `${FIRST_STRONG_ISOLATE}${displayName(name)}${POP_ISOLATE}`;
