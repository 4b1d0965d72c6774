// The language that a page of the extension speaks.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Speech } from '../../i18n/t.ts';
import { readCatalogue, speechIn } from '../../i18n/translate.ts';
import { followSpeech } from '../../storage/speech.ts';

/** The page speaks the browser's language when storage has not told another by then, milliseconds. */
const LANGUAGE_MS = 1000;

/** The words that the settings ask for; null for the moment until they are known. */
export function followPageSpeech(until: AbortSignal): ReadonlySignal<Speech | null> {
  const speech = signal<Speech | null>(null);
  const fallBack = () =>
    void speechIn('auto', readCatalogue).then((words) => {
      speech.value ??= words;
    });
  const timer = setTimeout(fallBack, LANGUAGE_MS);
  until.addEventListener('abort', () => clearTimeout(timer), { once: true });
  followSpeech(
    readCatalogue,
    (words) => {
      speech.value = words;
    },
    until,
    fallBack,
  );
  return speech;
}
