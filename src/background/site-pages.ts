// Where the content script runs: on the built-in call sites by the manifest, and on sites that the user has allowed. It also enters pages that are
// open already, and tells them when a site's permission changes.
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { guard } from '../call/schemas/base.ts';
import { matches } from '../messaging/match-pattern.ts';
import { isOwnPage, type SiteAccess, tellFrames } from '../messaging/messages.ts';
import { ensurePageSecret } from '../storage/page-secret.ts';
import { isPrivateWindow } from '../storage/private-window.ts';

const SCRIPT = 'sites-of-ones-own';

/** In session storage, which the browser empties whenever the extension is loaded: open pages have been entered since. */
const ENTERED = isPrivateWindow() ? 'privatePagesEntered' : 'pagesEntered';
/**
 * In session storage, which private windows share: the last change of permissions. The browser tells it to the normal windows' service worker
 * alone, and each service worker sees only the tabs of its own kind.
 */
const CHANGE = 'siteAccessChange';
interface Change {
  /** Match patterns. */
  added: string[];
  /** Tells two changes apart. */
  id: string;
}
const changeFrom = guard<Change>(v.object({ added: v.array(v.string()), id: v.string() }));

function builtIn(): { matches: string[] }[] {
  return (browser.runtime.getManifest().content_scripts ?? []) as { matches: string[] }[];
}

/** As match patterns: sites that the user has allowed. */
async function ownSites(): Promise<string[]> {
  const { origins = [] } = await browser.permissions.getAll();
  const known = builtIn().flatMap(({ matches }) => matches);
  return origins.filter((origin) => !known.includes(origin));
}

/** Makes the browser's list of pages that the content script runs in agree with what is allowed. */
async function register(): Promise<void> {
  // The list is shared, and normal windows' service worker keeps it.
  if (isPrivateWindow()) return;
  const matches = await ownSites();
  const known = await chrome.scripting.getRegisteredContentScripts({ ids: [SCRIPT] });
  const script = { id: SCRIPT, matches, js: ['content.js'], runAt: 'document_idle' as const, allFrames: true };
  if (matches.length === 0) {
    if (known.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [SCRIPT] });
  } else if (known.length > 0) await chrome.scripting.updateContentScripts([script]);
  else await chrome.scripting.registerContentScripts([script]);
}

/** Goes into pages that are open; a copy of this very load that is there already stays (page/succession.ts). */
async function enter(patterns: readonly string[]): Promise<void> {
  if (patterns.length === 0) return;
  const tabs = await browser.tabs.query({});
  // A tab that is closing, one that shows an error page, and one whose page is not ours to look into refuse.
  await Promise.all(tabs.map(({ id }) => id !== undefined && enterTab(id, patterns).catch(() => {})));
}

async function enterTab(tabId: number, patterns: readonly string[]): Promise<void> {
  const found = await chrome.scripting.executeScript({
    target: { tabId, allFrames: true },
    func: () => location.href,
  });
  // After a click on our button a page may be looked into without being allowed; it is not entered.
  const frameIds = found
    .filter(({ result }) => patterns.some((pattern) => matches(pattern, result ?? '')))
    .map(({ frameId }) => frameId);
  if (frameIds.length > 0) await chrome.scripting.executeScript({ target: { tabId, frameIds }, files: ['content.js'] });
}

/** Enters all pages once after each load of the extension: install, update, and enabling, for which there is no event. */
async function enterOnce(): Promise<void> {
  await register();
  // Where this cannot be read, pages would be entered whenever the service worker wakes.
  const { [ENTERED]: isEntered } = await browser.storage.session.get(ENTERED).catch(() => ({ [ENTERED]: true }));
  if (isEntered) return;
  await browser.storage.session.set({ [ENTERED]: true });
  await ensurePageSecret().catch((error) => console.error('Roomtone:', error));
  await enter([...builtIn().flatMap(({ matches }) => matches), ...(await ownSites())]);
}

/** Told to every page: the browser hides addresses from us where we may not read, so that we cannot know whom it concerns. */
async function tellPages(): Promise<void> {
  const tabs = await browser.tabs.query({});
  const told = tabs.map(({ id }) => (id === undefined ? null : tellFrames(id, 'siteAccessChanged')));
  // Most have no Roomtone.
  await Promise.allSettled(told);
}

/** The sender's own site, whatever else its tab shows. The extension's own page may read the practice call that it draws. */
export async function siteAccessOf(sender: {
  origin?: string;
  url?: string;
  frameId?: number;
  tab?: { id?: number };
}): Promise<SiteAccess> {
  if (isOwnPage(sender as browser.Runtime.MessageSender)) return 'granted';
  const { origin, frameId, tab } = sender;
  const { protocol, hostname } = new URL(origin ?? 'null:');
  const pattern = `${protocol}//${hostname}/*`;
  if (/^https?:$/.test(protocol) && (await browser.permissions.contains({ origins: [pattern] }))) return 'granted';
  // A visit is to the page, not to frames of other sites in it.
  if (tab?.id === undefined || frameId !== 0) return 'none';
  // Known where we may read, and after the user has opened us on this tab.
  const { url } = await browser.tabs.get(tab.id);
  return url === undefined ? 'none' : 'this-visit';
}

/** To be called when the service worker starts. */
export function keepSites(): void {
  // One after the other: an event can come while the last one is still under way.
  let last: Promise<void> = Promise.resolve();
  const inOrder = (act: () => Promise<void>) => {
    last = last.then(act).catch((error) => console.error('Roomtone:', error));
    return last;
  };

  const changed = async (added: string[]) => {
    await enter(added);
    await tellPages();
  };
  const permissionsChanged = (added: string[]) => {
    // First the pages: reading stops within a second.
    void changed(added).catch((error) => console.error('Roomtone:', error));
    void inOrder(register);
    const change: Change = { added, id: crypto.randomUUID() };
    void browser.storage.session.set({ [CHANGE]: change }).catch((error) => console.error('Roomtone:', error));
  };

  void inOrder(enterOnce);
  browser.runtime.onInstalled.addListener(() => void inOrder(enterOnce));
  // Wakes the service worker, so that what is registered agrees with what is allowed.
  browser.runtime.onStartup.addListener(() => void inOrder(enterOnce));
  browser.permissions.onRemoved.addListener(() => permissionsChanged([]));
  // Here and not in the popup, which closes when the browser asks.
  browser.permissions.onAdded.addListener(({ origins = [] }) => permissionsChanged(origins));
  browser.storage.onChanged.addListener((changes, area) => {
    const change = area === 'session' && isPrivateWindow() ? changeFrom(changes[CHANGE]?.newValue) : undefined;
    if (change) void changed(change.added).catch((error) => console.error('Roomtone:', error));
  });
}
