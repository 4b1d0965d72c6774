// The service worker: answers call pages and the extension's own pages. It keeps nothing in memory, so the browser may stop it at any time.
import browser from 'webextension-polyfill';
import { readCatalogue } from '../i18n/translate.ts';
import { type BackgroundMessages, handleMessages, type Reply } from '../messaging/messages.ts';
import { rememberReport } from '../storage/last-report.ts';
import { greetOnInstall } from './first-run.ts';
import { listenToKeys } from './shortcuts.ts';
import { keepSites, siteAccessOf } from './site-pages.ts';

/**
 * To be called while the background starts: the browser tells an event only to listeners that are there by then.
 * @param openEngine resolves once the engine's host listens.
 */
export function startBackground(openEngine: () => Promise<Reply<'openEngine'>>): void {
  handleMessages<BackgroundMessages>({
    openEngine,
    readingChanged: async ({ on }, { tab }) => {
      if (tab?.id !== undefined) await showOnIcon(tab.id, on);
      return null;
    },
    callEnded: async ({ report }, { tab }) => {
      if (!tab?.incognito) await rememberReport(report);
      return null;
    },
    catalogue: ({ language }) => readCatalogue(language),
    frameNumber: (_, { frameId = 0 }) => frameId,
    siteAccess: (_, sender) => siteAccessOf(sender as Parameters<typeof siteAccessOf>[0]),
  });
  keepSites();
  greetOnInstall();
  listenToKeys();
}

/** The toolbar icon of a tab that is read shows it. */
async function showOnIcon(tabId: number, isRead: boolean): Promise<void> {
  const path = Object.fromEntries([16, 32, 48, 128].map((size) => [size, `icons/${isRead ? 'on-' : ''}${size}.png`]));
  // The tab may have been closed in the meantime.
  await browser.action.setIcon({ tabId, path }).catch(() => {});
}
