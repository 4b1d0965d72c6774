// What every page of the extension starts with: its place in the document, its end, and the language that holds.
import { type ComponentChild, render } from 'preact';
import { readCatalogue } from '../../i18n/translate.ts';
import { followSpeech } from '../../storage/speech.ts';
import { LocaleProvider, TranslationProvider } from '../components/common/context.ts';

/** Starts a page. `signal` aborts when it is left. */
export function startPage(start: (root: HTMLElement, signal: AbortSignal) => void): void {
  const root = document.getElementById('app');
  if (!root) return;
  const page = new AbortController();
  addEventListener('pagehide', () => page.abort(), { once: true });
  start(root, page.signal);
}

/** Renders, and anew when somebody chooses another language. */
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
