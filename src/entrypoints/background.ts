// Service worker: makes the engine's host when somebody needs it and shows on the icon which tab is read. It keeps
// nothing, so that it may die at any time.
import browser from 'webextension-polyfill';
import { keepSites } from '../background/allowed-sites.ts';
import { greetOnInstall } from '../background/first-run.ts';
import { listenToKeys } from '../background/shortcuts.ts';
import { LANGUAGES } from '../call/settings.ts';
import { readCatalogue } from '../i18n/translate.ts';
import { type BackgroundMessages, handleMessages } from '../messaging/messages.ts';
import { rememberReport } from '../storage/last-report.ts';

const HOST = 'offscreen.html';

handleMessages<BackgroundMessages>({
  openEngine: async () => {
    if (!chrome.offscreen) {
      return { ok: false, error: 'errorBrowserTooOld', detail: 'This browser has no offscreen documents.' };
    }
    try {
      await openHost();
      return { ok: true };
    } catch (error) {
      return { ok: false, error: 'errorEngineStart', detail: String(error) };
    }
  },
  readingChanged: async ({ on }, sender) => {
    const tabId = sender.tab?.id;
    if (tabId === undefined) return null;
    const path = Object.fromEntries([16, 32, 48, 128].map((size) => [size, `icons/${on ? 'on-' : ''}${size}.png`]));
    // The tab may have been closed in the meantime.
    await browser.action.setIcon({ tabId, path }).catch(() => {});
    return null;
  },
  callEnded: async ({ report }) => {
    await rememberReport(report);
    return null;
  },
  catalogue: ({ language }) => (LANGUAGES.includes(language) ? readCatalogue(language) : null),
});

keepSites();
greetOnInstall();
listenToKeys();

/** While the host loads it exists but does not listen yet; who asks then waits for the same promise. */
let opening: Promise<void> | null = null;

function openHost(): Promise<void> {
  opening ??= createHost().finally(() => {
    opening = null;
  });
  return opening;
}

async function createHost() {
  const exists = async () =>
    (await chrome.runtime.getContexts({ contextTypes: [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT] })).length > 0;
  if (await exists()) return;
  await chrome.offscreen.createDocument({
    url: HOST,
    reasons: [chrome.offscreen.Reason.WORKERS],
    justification: 'Runs the face and expression models (WebGL or WebAssembly) on the pictures of the call.',
  });
}
