// How words are asked for, so that badges and pages name messages and never hold a sentence themselves.
import type messages from '../../_locales/en/messages.json';
import { isolated } from './isolate.ts';

export type MessageKey = keyof typeof messages;

/** Looks up a message and fills in $1, $2 … */
export type T = (key: MessageKey, subs?: readonly (string | number)[]) => string;

export interface Speech {
  t: T;
  /** For numbers, dates and the `lang` of what is written, e.g. 'en-GB'. */
  locale: string;
}

/** A messages file. */
export type Catalogue = Record<string, { message: string }>;

/** Messages whose $1 is a name: a person's, a site's, a file's or an address. `personOfTile` makes a name, and is isolated with it. */
export const WITH_NAME: readonly MessageKey[] = [
  'doNotRead',
  'readAgainName',
  'readPersonName',
  'selfThisName',
  'neverReadName',
  'blockedRemoveName',
  'tryBadPicture',
  'tryBadVideo',
  'tryEmptyFile',
  'tryGoneFile',
  'tryHeic',
  'tryNotMedia',
  'tryNoVideoTrack',
  'tryVideoEnds',
  'recordingBad',
  'emptyFrame',
  'keysMissing',
];

/** What is filled in, as it is to stand in the sentence. */
export function fillings(key: MessageKey, subs: readonly (string | number)[]): string[] {
  const isNamed = WITH_NAME.includes(key);
  return subs.map((sub, i) => (isNamed && i === 0 ? isolated(String(sub)) : String(sub)));
}

/** A `T` over one messages file. */
export function fromCatalogue(catalogue: Catalogue): T {
  return (key, subs = []) => {
    const message = catalogue[key]?.message ?? '';
    const filled = fillings(key, subs);
    return message.replace(/\$(\d)/g, (_, n: string) => filled[Number(n) - 1] ?? '');
  };
}
