// What the try-it page needs of where it runs. Each entry hands over its own: the extension's, or that of a page on the web.
import type { ReadonlySignal } from '@preact/signals';
import type { Answers } from '../../call/consent/answers.ts';
import type { Loaded } from '../../call/settings.ts';
import type { Speech } from '../../i18n/t.ts';
import type { HostAccess } from '../../messaging/engine-port.ts';

/** What holds. */
export interface Stored {
  loaded: Loaded;
  /** To the three questions; null while they have not been answered. */
  answers: Answers | null;
}

export interface Platform {
  readonly host: HostAccess;
  /** The words that hold; null for the moment until they are known. */
  followSpeech(until: AbortSignal): ReadonlySignal<Speech | null>;
  /** Settings and answers as they are now; null where they cannot be read, and so nobody either. */
  load(): Promise<Stored | null>;
  /** Keeps the answers to the three questions; null where another page asks them. */
  readonly saveAnswers: ((answers: Answers) => void) | null;
}
