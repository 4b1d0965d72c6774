// The line between a view and the call page in its tab: snapshots come up a port, commands go down as messages.
import { type Signal, signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import type { Snapshot } from '../../call/snapshot.ts';
import { readCatalogue, speechIn } from '../../i18n/translate.ts';
import { askPage, type PageMessages, ROOM_PORT, type RoomPortDown } from '../../messaging/messages.ts';
import { setBlocked } from '../../storage/blocked-names.ts';
import { saveSettings } from '../../storage/settings.ts';
import type { Commands, Link } from '../components/common/link.ts';
import { download } from './download.ts';
import { matches } from './match-pattern.ts';

export interface Connection {
  link: Signal<Link>;
  commands: Commands;
}

/** Messages that the page answers with how things are then. */
type SnapshotMessage = {
  [N in keyof PageMessages]: ReturnType<PageMessages[N]> extends Snapshot ? N : never;
}[keyof PageMessages];

/** A page that is loading has no content script yet; the line is tried again until then. */
const RETRY_MS = 1000;

/** Why nobody answers in a tab. */
async function silence(tabId: number): Promise<Link> {
  const tab = await browser.tabs.get(tabId).catch(() => null);
  // Known to us where we may read, and in the tab whose toolbar button has been clicked.
  const address = tab?.url ?? '';
  const { origins = [] } = await browser.permissions.getAll();
  // Roomtone belongs there: the tab is older than this version of it.
  if (origins.some((pattern) => matches(pattern, address)))
    return { kind: 'silent', why: tab?.status === 'complete' ? 'reload' : 'no-call' };
  const site = /^(https?:\/\/[^/?#]+)/.exec(address)?.[1];
  return site ? { kind: 'foreign', site: `${site.replace(/:\d+$/, '')}/*` } : { kind: 'silent', why: 'no-call' };
}

async function activeTab(): Promise<number | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

/** Keeps `link` at what the tab says until the signal aborts; `followTabs` moves on with the window's active tab. */
export function connect(fixedTab: number | null, followTabs: boolean, until: AbortSignal): Connection {
  const link = signal<Link>({ kind: 'connecting' });
  let tabId: number | null = null;
  let port: browser.Runtime.Port | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const drop = () => {
    clearTimeout(retry);
    port?.disconnect();
    port = null;
  };

  const open = (tab: number) => {
    drop();
    tabId = tab;
    const line = browser.tabs.connect(tab, { name: ROOM_PORT, frameId: 0 });
    port = line;
    line.onMessage.addListener((message) => {
      if (port === line) link.value = { kind: 'live', snapshot: message as RoomPortDown };
    });
    line.onDisconnect.addListener(async () => {
      // Nobody at the other end is an answer here; unread, it would be logged as an error every time.
      void chrome.runtime.lastError;
      if (port !== line) return;
      port = null;
      const why = await silence(tab);
      if (port !== null || tabId !== tab || until.aborted) return;
      link.value = why;
      retry = setTimeout(() => open(tab), RETRY_MS);
    });
  };

  const openActive = async () => {
    const tab = fixedTab ?? (await activeTab());
    if (until.aborted) return;
    if (tab === undefined) link.value = { kind: 'silent', why: 'no-call' };
    else if (tab !== tabId) open(tab);
  };

  void openActive();
  if (followTabs && fixedTab === null) {
    const follow = () => void openActive();
    browser.tabs.onActivated.addListener(follow);
    until.addEventListener('abort', () => browser.tabs.onActivated.removeListener(follow), { once: true });
  }
  until.addEventListener('abort', drop, { once: true });

  const ask = async <N extends SnapshotMessage>(name: N, payload: Parameters<PageMessages[N]>[0]) => {
    const tab = tabId;
    if (tab === null) return;
    try {
      const snapshot = await askPage(tab, name, payload);
      if (tab === tabId) link.value = { kind: 'live', snapshot };
    } catch {
      // The page has gone meanwhile; the port says so too and shows what to do.
    }
  };

  const commands: Commands = {
    setReading: (on) => void ask('setReading', { on }),
    // The page hears of it as everybody does: from storage.
    changeSettings: (settings) => void saveSettings(settings),
    setRecording: (on) => void ask('setRecording', { on }),
    saveRecording: () => {
      if (tabId === null) return;
      void askPage(tabId, 'getRecording', null).then(
        (parts) => parts && download('roomtone-readings.json', 'application/json', parts.join('')),
        () => {},
      );
    },
    openReport: () => void browser.tabs.create({ url: `report.html${tabId === null ? '' : `?tab=${tabId}`}` }),
    openWelcome: () => void browser.tabs.create({ url: 'welcome.html' }),
    openSettings: () => void browser.runtime.openOptionsPage(),
    setSelf: (id) => void ask('setSelf', { id }),
    setExcluded: (id, excluded) => void ask('setExcluded', { id, excluded }),
    translation: async (language) => (await speechIn(language, readCatalogue)).t,
    setLeftOut: (name, leftOut) => void setBlocked(name, leftOut),
    reloadTab: () => {
      if (tabId !== null) void browser.tabs.reload(tabId);
    },
    // The service worker hears of it and goes into the page; this view may be closed by then.
    readSite: (site) => void browser.permissions.request({ origins: [site] }).catch(() => {}),
    describePage: async () => (tabId === null ? '' : askPage(tabId, 'describePage', null).catch(() => '')),
  };
  const { sidePanel } = chrome;
  if (sidePanel) {
    commands.openPanel = () => {
      if (tabId !== null) void sidePanel.open({ tabId }).then(() => close());
    };
  }
  return { link, commands };
}
