// Renders a page in the language that holds, and again when the user chooses another one.
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { directionOf } from '../../../i18n/languages.ts';
import type { Speech } from '../../../i18n/t.ts';
import { LocaleProvider, TranslationProvider } from './context.ts';

interface Props {
  /** Null until it is known. */
  speech: ReadonlySignal<Speech | null>;
  children: ComponentChildren;
}

export function Spoken({ speech, children }: Props) {
  const now = speech.value;
  const locale = now?.locale;
  useEffect(() => {
    if (!locale) return;
    document.documentElement.lang = locale;
    document.documentElement.dir = directionOf(locale);
  }, [locale]);
  return (
    now && (
      <LocaleProvider value={now.locale}>
        <TranslationProvider value={now.t}>{children}</TranslationProvider>
      </LocaleProvider>
    )
  );
}
