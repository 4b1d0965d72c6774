// Renders a page in the language that holds, and anew when somebody chooses another one.
import { type ComponentChild, render } from 'preact';
import { followSpeech, readCatalogue } from '../translate.ts';
import { LocaleProvider, TranslationProvider } from './context.ts';

export function renderSpoken(view: ComponentChild, root: Element, signal: AbortSignal): void {
  followSpeech(
    readCatalogue,
    ({ t, locale }) => {
      document.documentElement.lang = locale;
      render(
        <LocaleProvider value={locale}>
          <TranslationProvider value={t}>{view}</TranslationProvider>
        </LocaleProvider>,
        root,
      );
    },
    signal,
  );
}
