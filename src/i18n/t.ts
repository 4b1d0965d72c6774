// How words are asked for, so that badges and pages name messages and never hold a sentence themselves.
import type messages from '../../_locales/en/messages.json';
import { isolated } from './isolate.ts';

/** Of a message that changes with a count there is one for each plural category: `keepDays_one`, `keepDays_other`. */
type FileKey = keyof typeof messages;
type PluralCategory = Intl.LDMLPluralRule;
export type CountedKey = FileKey extends infer Key ? (Key extends `${infer Stem}_other` ? Stem : never) : never;
export type MessageKey = Exclude<FileKey, `${CountedKey}_${PluralCategory}`>;

type Fillings = readonly (string | number)[];

export interface T {
  /** Looks up a message and fills in $1, $2 … Numbers are written as the language writes them. */
  (key: MessageKey, subs?: Fillings): string;
  /** The message for this count by the language's plural rules. @param subs what is filled in, the count alone unless given. */
  counted(key: CountedKey, count: number, subs?: Fillings): string;
}

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

/** Numbers are counted as they are written. */
const PRECISION = { maximumFractionDigits: 2 };

/**
 * A `T` over a way to look up messages, which gives '' for one that is not there.
 * @param language the language of the messages, whose plural rules hold
 * @param locale how numbers are written
 */
export function speak(
  lookUp: (key: string, filled: string[]) => string,
  language: string,
  locale: string = language,
): T {
  const numbers = new Intl.NumberFormat(locale, PRECISION);
  const plurals = new Intl.PluralRules(language, PRECISION);
  const written = (sub: string | number) => (typeof sub === 'number' ? numbers.format(sub) : sub);
  const t = (key: MessageKey, subs: Fillings = []) => {
    const isNamed = WITH_NAME.includes(key);
    return lookUp(
      key,
      subs.map((sub, i) => (isNamed && i === 0 ? isolated(String(sub)) : written(sub))),
    );
  };
  const counted = (key: CountedKey, count: number, subs: Fillings = [count]) => {
    const filled = subs.map(written);
    return lookUp(`${key}_${plurals.select(count)}`, filled) || lookUp(`${key}_other`, filled);
  };
  return Object.assign(t, { counted });
}

/** A message of a messages file, filled in. */
export function lookUpIn(catalogue: Catalogue, key: string, filled: readonly string[]): string {
  const message = catalogue[key]?.message ?? '';
  return message.replace(/\$(\d)/g, (_, n: string) => filled[Number(n) - 1] ?? '');
}

/** A `T` over one messages file. @param language as Intl names it, e.g. 'pt-BR' */
export const fromCatalogue = (catalogue: Catalogue, language: string): T =>
  speak((key, filled) => lookUpIn(catalogue, key, filled), language);
