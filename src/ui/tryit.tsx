// Entry of the try-it page.
import { render } from 'preact';
import browser from 'webextension-polyfill';
import { TranslationProvider } from './context.ts';
import { extensionT } from './mount.tsx';
import { TrialView } from './TrialView.tsx';
import { createTrial } from './trial.ts';

const root = document.getElementById('app');
if (root) {
  const page = new AbortController();
  const trial = createTrial(page.signal);
  addEventListener('pagehide', () => page.abort(), { once: true });
  // A page that nobody sees has no business with the camera.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && trial.state.value.media?.kind === 'camera') trial.stop();
  });
  document.documentElement.lang = browser.i18n.getUILanguage();
  render(
    <TranslationProvider value={extensionT}>
      <TrialView state={trial.state} trial={trial} />
    </TranslationProvider>,
    root,
  );
}
