// Sites beyond the built-in ones: whoever wants a page read allows its site, and the content script goes there from then on.
import browser from 'webextension-polyfill';

const SCRIPT = 'sites-of-ones-own';

/** As match patterns: those that somebody has allowed. */
async function ownSites(): Promise<string[]> {
  const { origins = [] } = await browser.permissions.getAll();
  const builtIn = (browser.runtime.getManifest().content_scripts ?? []).flatMap((script) => script.matches);
  return origins.filter((origin) => !builtIn.includes(origin));
}

/** Makes the browser's list of pages that the content script runs in agree with what is allowed. */
async function register(): Promise<void> {
  const matches = await ownSites();
  const known = await chrome.scripting.getRegisteredContentScripts({ ids: [SCRIPT] });
  const script = { id: SCRIPT, matches, js: ['content.js'], runAt: 'document_idle' as const };
  if (matches.length === 0) {
    if (known.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [SCRIPT] });
  } else if (known.length > 0) await chrome.scripting.updateContentScripts([script]);
  else await chrome.scripting.registerContentScripts([script]);
}

/** One change after the other: events come while the last one is still under way. */
let changes: Promise<void> = Promise.resolve();
function changed(): Promise<void> {
  changes = changes.then(register, register);
  return changes;
}

/** Goes into the pages of these sites that are open already. */
async function enter(origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  for (const { id } of await browser.tabs.query({ url: [...origins] })) {
    // A tab that is closing, or one that shows an error page.
    if (id !== undefined)
      await chrome.scripting.executeScript({ target: { tabId: id }, files: ['content.js'] }).catch(() => {});
  }
}

/** To be called when the service worker starts. */
export function keepSites(): void {
  // Pages that were open before are entered too.
  browser.runtime.onInstalled.addListener(() => void changed().then(ownSites).then(enter));
  browser.runtime.onStartup.addListener(() => void changed());
  browser.permissions.onRemoved.addListener(() => void changed());
  // Here and not in the popup, which closes when the browser asks.
  browser.permissions.onAdded.addListener(({ origins = [] }) => void changed().then(() => enter(origins)));
}
