// Starts popup and side panel: connects to the tab and renders the view of it.
import { render } from 'preact';
import browser from 'webextension-polyfill';
import type { T } from '../look/t.ts';
import { connect } from './connection.ts';
import { TranslationProvider } from './context.ts';
import { RoomApp } from './RoomApp.tsx';

export const extensionT: T = (key, subs = []) => browser.i18n.getMessage(key, subs.map(String));

export function mount(surface: 'popup' | 'panel') {
  const root = document.getElementById('app');
  if (!root) return;
  const page = new AbortController();
  addEventListener('pagehide', () => page.abort(), { once: true });
  // A view opened as a page of its own (by tests, or to keep it in a window) names its tab in the address.
  const tab = Number(new URLSearchParams(location.search).get('tab')) || null;
  const { link, commands } = connect(tab, surface === 'panel', page.signal);
  document.documentElement.lang = browser.i18n.getUILanguage();
  render(
    <TranslationProvider value={extensionT}>
      <RoomApp link={link} commands={commands} surface={surface} />
    </TranslationProvider>,
    root,
  );
}
