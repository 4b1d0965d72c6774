// The line between a view and the call page in its tab: snapshots come up a port, commands go down as messages.
import { type Signal, signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import type { Snapshot } from '../../call/snapshot.ts';
import { askPage, type PageMessages } from '../../messaging/messages.ts';
import { watchRoom } from '../../messaging/room-port.ts';
import type { Link } from '../components/common/link.ts';
import { matches } from './match-pattern.ts';

/** Messages that the page answers with its snapshot. */
type SnapshotMessage = {
  [N in keyof PageMessages]: ReturnType<PageMessages[N]> extends Snapshot ? N : never;
}[keyof PageMessages];

export interface Connection {
  link: Signal<Link>;
  /** The tab that `link` speaks of; null until it is known. */
  tab(): number | null;
  /** Asks the page for a change and shows the snapshot that it answers with. */
  ask<N extends SnapshotMessage>(name: N, payload: Parameters<PageMessages[N]>[0]): Promise<void>;
}

/** A page that is loading has no content script yet; the line is tried again until then. */
const RETRY_MS = 1000;
/** A page that says nothing for so long is said not to answer. */
const ANSWER_MS = 5000;

/** Why nobody answers in a tab. */
async function silence(tabId: number): Promise<Link> {
  const tab = await browser.tabs.get(tabId).catch(() => null);
  // The address is known where the extension may read, and in the tab whose toolbar button has been clicked.
  const address = tab?.url ?? '';
  const { origins = [] } = await browser.permissions.getAll().catch(() => ({ origins: [] }));
  // Roomtone belongs there: the tab is older than this version of it.
  if (origins.some((pattern) => matches(pattern, address)))
    return { kind: 'silent', why: tab?.status === 'complete' ? 'reload' : 'no-call' };
  const site = /^(https?:\/\/[^/?#]+)/.exec(address)?.[1];
  return site ? { kind: 'foreign', site: `${site.replace(/:\d+$/, '')}/*` } : { kind: 'silent', why: 'no-call' };
}

async function activeTab(): Promise<number | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true }).catch(() => []);
  return tab?.id;
}

/** Keeps `link` at what the tab says until the signal aborts; `followTabs` moves on with the window's active tab. */
export function connect(fixedTab: number | null, followTabs: boolean, until: AbortSignal): Connection {
  const link = signal<Link>({ kind: 'connecting' });
  let tabId: number | null = null;
  let watch: { close(): void } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const drop = () => {
    clearTimeout(timer);
    watch?.close();
    watch = null;
  };

  const open = (tab: number) => {
    drop();
    tabId = tab;
    timer = setTimeout(() => {
      link.value = { kind: 'silent', why: 'no-answer' };
    }, ANSWER_MS);
    watch = watchRoom(tab, {
      tell: (snapshot) => {
        clearTimeout(timer);
        link.value = { kind: 'live', snapshot };
      },
      lost: async () => {
        watch = null;
        clearTimeout(timer);
        const why = await silence(tab);
        if (watch !== null || tabId !== tab || until.aborted) return;
        link.value = why;
        timer = setTimeout(() => open(tab), RETRY_MS);
      },
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

  return {
    link,
    tab: () => tabId,
    ask: async (name, payload) => {
      const tab = tabId;
      if (tab === null) return;
      try {
        const snapshot = await askPage(tab, name, payload);
        if (tab === tabId) link.value = { kind: 'live', snapshot };
      } catch {
        // The page has gone; the port says so too and shows what to do.
      }
    },
  };
}
