// The line between a view and the call page in its tab: snapshots come up a port, commands go down as messages.
import { type Signal, signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import type { Snapshot } from '../../call/snapshot.ts';
import { askFrames, closedFrames, type FrameState, frameOfCall } from '../../messaging/frames.ts';
import { matches } from '../../messaging/match-pattern.ts';
import { askPage, type PageMessages } from '../../messaging/messages.ts';
import { watchRoom } from '../../messaging/room-port.ts';
import type { Link } from '../components/common/link.ts';

/** Messages that the page answers with its snapshot. */
type SnapshotMessage = {
  [N in keyof PageMessages]: ReturnType<PageMessages[N]> extends Snapshot ? N : never;
}[keyof PageMessages];

export interface Connection {
  link: Signal<Link>;
  /** The tab that `link` speaks of; null until it is known. */
  tab(): number | null;
  /** The frame of that tab which the call is in, as the browser numbers them; 0 is the page itself. */
  frame(): number;
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

/** Nothing to be read is known of in the page, so that it may be in a frame of another site. */
const lacksCall = (link: Link) =>
  link.kind !== 'live' || (link.snapshot.phase === 'no-call' && !link.snapshot.hasReport);

/** Where a call may be that no script of ours can look at: a frame whose site is not allowed, or that is older than we are; else null. */
async function closedCall(tabId: number, states: readonly FrameState[]): Promise<Link | null> {
  const isPageOurs = states.some(({ frame }) => frame === 0);
  const ofPage = isPageOurs ? [] : await sitesInPage(tabId);
  const sites = [...new Set([...states.flatMap(({ closed }) => closed), ...ofPage])];
  for (const site of sites.filter(Boolean)) {
    if (!(await browser.permissions.contains({ origins: [site] }).catch(() => true))) return { kind: 'frame', site };
    if (!states.some((state) => state.site === site)) return { kind: 'silent', why: 'reload' };
  }
  return sites.includes('') ? { kind: 'frame', site: null } : null;
}

/** Possible in the tab whose toolbar button has been clicked. */
async function sitesInPage(tabId: number): Promise<string[]> {
  const found = await chrome.scripting.executeScript({ target: { tabId }, func: closedFrames }).catch(() => []);
  return found[0]?.result ?? [];
}

/** Keeps `link` at what the tab says until the signal aborts; `followTabs` moves on with the window's active tab. */
export function connect(fixedTab: number | null, followTabs: boolean, until: AbortSignal): Connection {
  const link = signal<Link>({ kind: 'connecting' });
  let tabId: number | null = null;
  let frameId = 0;
  /** What the frame that is spoken to says, and what is known of others while it has no call. */
  let own: Link = link.value;
  let elsewhere: Link | null = null;
  let watch: { close(): void } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const drop = () => {
    clearTimeout(timer);
    watch?.close();
    watch = null;
  };
  const show = (now: Link) => {
    own = now;
    link.value = elsewhere && lacksCall(own) ? elsewhere : own;
  };

  const open = (tab: number, frame: number) => {
    drop();
    tabId = tab;
    frameId = frame;
    timer = setTimeout(() => show({ kind: 'silent', why: 'no-answer' }), ANSWER_MS);
    watch = watchRoom(tab, frame, {
      tell: (snapshot) => {
        clearTimeout(timer);
        show({ kind: 'live', snapshot });
      },
      lost: async () => {
        // The frame has gone, or has gone elsewhere; the page may know more.
        if (frame !== 0) return open(tab, 0);
        watch = null;
        clearTimeout(timer);
        const why = await silence(tab);
        if (watch !== null || tabId !== tab || until.aborted) return;
        show(why);
        timer = setTimeout(() => open(tab, 0), RETRY_MS);
      },
    });
  };

  /** Moves to the frame that has the call, if that is another one. One that is read comes before all others. */
  const look = async () => {
    const tab = tabId;
    if (tab === null) return;
    const states = await askFrames(tab).catch(() => []);
    const target = frameOfCall(states);
    const closed = target === null ? await closedCall(tab, states) : null;
    if (until.aborted || tab !== tabId) return;
    elsewhere = closed;
    const isRead = states.some(({ frame, isOn }) => frame === target && isOn);
    if (target !== null && target !== frameId && (isRead || lacksCall(own))) open(tab, target);
    else show(own);
  };

  const openActive = async () => {
    const tab = fixedTab ?? (await activeTab());
    if (until.aborted) return;
    if (tab === undefined) show({ kind: 'silent', why: 'no-call' });
    else if (tab !== tabId) {
      elsewhere = null;
      open(tab, 0);
      void look();
    }
  };

  void openActive();
  const looking = setInterval(() => {
    if (lacksCall(own)) void look();
  }, RETRY_MS);
  if (followTabs && fixedTab === null) {
    const follow = () => void openActive();
    browser.tabs.onActivated.addListener(follow);
    until.addEventListener('abort', () => browser.tabs.onActivated.removeListener(follow), { once: true });
  }
  const leave = () => {
    clearInterval(looking);
    drop();
  };
  until.addEventListener('abort', leave, { once: true });

  return {
    link,
    tab: () => tabId,
    frame: () => frameId,
    ask: async (name, payload) => {
      const [tab, frame] = [tabId, frameId];
      if (tab === null) return;
      try {
        const snapshot = await askPage(tab, name, payload, frame);
        if (tab === tabId && frame === frameId) show({ kind: 'live', snapshot });
      } catch {
        // The page has gone; the port says so too and shows what to do.
      }
    },
  };
}
