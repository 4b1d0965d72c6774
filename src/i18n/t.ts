// How words are asked for, so that badges and pages name messages and never hold a sentence themselves.
import type messages from '../../_locales/en/messages.json';

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

/** A `T` over one messages file. */
export function fromCatalogue(catalogue: Catalogue): T {
  return (key, subs = []) => {
    const message = catalogue[key]?.message ?? '';
    return message.replace(/\$(\d)/g, (_, n: string) => String(subs[Number(n) - 1] ?? ''));
  };
}
