// Follows the language that is set, and tells how to speak it.
import type { Settings } from '../call/settings.ts';
import type { Speech } from '../i18n/t.ts';
import { type LoadCatalogue, speechIn } from '../i18n/translate.ts';
import { followSettings } from './settings.ts';

/** Calls back with how to speak now and after every change of the language, until the signal aborts. */
export function followSpeech(
  load: LoadCatalogue,
  tell: (speech: Speech) => void,
  signal: AbortSignal,
  onError?: (error: unknown) => void,
): void {
  let latest: Settings['language'] | null = null;
  followSettings(
    ({ settings: { language } }) => {
      if (language === latest) return;
      latest = language;
      void speechIn(language, load).then((speech) => {
        if (language === latest && !signal.aborted) tell(speech);
      });
    },
    signal,
    onError,
  );
}
