// How words are asked for, so that badges and pages name messages and never hold a sentence themselves.
import type messages from '../../_locales/en/messages.json';

export type MessageKey = keyof typeof messages;

/** Looks up a message and fills in $1, $2 … */
export type T = (key: MessageKey, subs?: readonly (string | number)[]) => string;

/** A `T` over one messages file, for where there is no extension around: tests and fixtures. */
export function fromCatalogue(catalogue: Record<string, { message: string }>): T {
  return (key, subs = []) => {
    const message = catalogue[key]?.message ?? '';
    return message.replace(/\$(\d)/g, (_, n: string) => String(subs[Number(n) - 1] ?? ''));
  };
}
