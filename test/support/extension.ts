// The built extension in a real browser, in a practice call: what tests do and see there, as a user would.
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { vi } from 'vitest';
import {
  type ExtensionBrowser,
  type LaunchOptions,
  launchWithExtension,
  openPopup,
  PRACTICE_ANSWERS,
} from '../../harness/browser.ts';
import { openPracticeCall, type PracticeOptions } from '../../harness/practice-server.ts';
import type { CallReport } from '../../src/call/report/log.ts';
import type { Settings } from '../../src/call/settings.ts';
import type { Snapshot } from '../../src/call/snapshot.ts';
import type { PageMessages } from '../../src/messaging/messages.ts';
import { root } from './models.ts';

export interface BadgeOnPage {
  /** "Ada: looks happy to 7 of 10", as a screen reader has it. */
  label: string;
  word: string;
  box: { x: number; y: number; width: number; height: number };
}

export interface Call {
  browser: ExtensionBrowser;
  page: Page;
  tab: number;
  popup: Page;
  /** What the popup would ask of the page. */
  ask<N extends keyof PageMessages>(
    name: N,
    payload: Parameters<PageMessages[N]>[0],
  ): Promise<ReturnType<PageMessages[N]>>;
  snapshot(): Promise<Snapshot>;
  /** Rejects when there is nothing to report. */
  report(): Promise<CallReport>;
  /** Polls the snapshot until `holds`; its error shows the last one. */
  until(holds: (s: Snapshot) => boolean, ms?: number): Promise<Snapshot>;
  /**
   * Resolves once the call is so much later by its own time, milliseconds: it has been swept and read all the while.
   * @param see is shown the snapshots on the way.
   */
  passes(ms: number, see?: (s: Snapshot) => void): Promise<void>;
  /** Resolves once the page, which is not read, has been looked at so often more for a call; that is done once a second. */
  idles(sweeps: number): Promise<void>;
  switchOn(): Promise<void>;
  switchOff(): Promise<void>;
  badges(): Promise<BadgeOnPage[]>;
  close(): Promise<void>;
}

export const DIST = path.join(root, process.env.ROOMTONE_DIST ?? 'dist');

interface BrowserOptions extends Pick<Partial<LaunchOptions>, 'dist' | 'answers' | 'flags' | 'others'> {
  /** What reads: the processor, unless a test is about the choice. Measuring all takes a machine without a GPU some seconds. */
  backend?: Settings['backend'];
}

export async function launch({
  dist = DIST,
  answers,
  others = [],
  flags = [],
  backend = 'wasm',
}: BrowserOptions = {}): Promise<ExtensionBrowser> {
  const browser = await launchWithExtension({
    headless: true,
    dist,
    others,
    flags,
    ...(answers !== undefined && { answers }),
  });
  if (backend !== 'auto') await browser.serviceWorker.evaluate((own) => chrome.storage.local.set(own), { backend });
  return browser;
}

export async function openCall(options: BrowserOptions & PracticeOptions = {}): Promise<Call> {
  const browser = await launch(options);
  return enterCall(browser, await openPracticeCall(browser.context, options));
}

/** One browser for calls that come one after the other; each finds what a new profile would have. Closing a call closes its pages. */
export async function openBrowser(dist = DIST): Promise<{
  open(options: PracticeOptions): Promise<Call>;
  close(): Promise<void>;
}> {
  const browser = await launch({ dist });
  const open = async (options: PracticeOptions): Promise<Call> => {
    await browser.serviceWorker.evaluate(
      async (own) => {
        const { local, sync, session } = chrome.storage;
        // The copies of the content script know each other by it.
        const { pageSecret } = await local.get('pageSecret');
        await Promise.all([local.clear(), sync.clear(), session.remove('lastReport')]);
        await local.set({ ...own, pageSecret });
      },
      { answers: PRACTICE_ANSWERS, backend: 'wasm' },
    );
    const call = await enterCall(browser, await openPracticeCall(browser.context, options));
    const close = async () => {
      await call.popup.close();
      await call.page.close();
    };
    return { ...call, close };
  };
  return { open, close: browser.close };
}

/** Opens the popup for `page`'s tab; `opened` where that has been done, as in a private window. */
export async function enterCall(
  browser: ExtensionBrowser,
  page: Page,
  opened?: { tab: number; popup: Page },
): Promise<Call> {
  const { tab, popup } = opened ?? (await openPopup(browser, page));
  await popup.setViewportSize({ width: 360, height: 640 });
  await page.bringToFront();

  const ask: Call['ask'] = (name, payload) =>
    popup.evaluate(([id, n, p]) => chrome.tabs.sendMessage(id, { name: n, payload: p }), [tab, name, payload] as const);
  const snapshot = () => ask('getSnapshot', null);
  const report = async () => {
    const now = await ask('getReport', null);
    if (!now) throw new Error('There is nothing to report.');
    return now;
  };
  const until = async (holds: (s: Snapshot) => boolean, ms = 20_000) => {
    const ask = async () => {
      // A page that has just been opened, or whose extension has just been loaded, does not answer yet.
      const now = await snapshot().catch(() => null);
      if (now && holds(now)) return now;
      throw new Error(`still not so after ${ms} ms: ${JSON.stringify(now && brief(now))}`);
    };
    return vi.waitFor(ask, { timeout: ms, interval: 200 });
  };
  const passes: Call['passes'] = async (ms, see = () => {}) => {
    const { at } = (await snapshot()).room;
    const isLater = (s: Snapshot) => {
      see(s);
      return s.room.at >= at + ms;
    };
    await until(isLater, 3 * ms + 20_000);
  };
  const idles = async (sweeps: number) => {
    const speak = (language: string) =>
      page.evaluate((to) => {
        const { lang } = document.documentElement;
        document.documentElement.lang = to;
        return lang;
      }, language);
    const own = await speak('');
    for (let i = 0; i < sweeps; i++) {
      // What the page is found to be written in is told with each look.
      const other = i % 2 ? 'eo' : 'la';
      await speak(other);
      await until(({ pageLanguage }) => pageLanguage === other);
    }
    await speak(own);
  };
  const toggle = popup.getByRole('switch').first();
  return {
    browser,
    page,
    tab,
    popup,
    ask,
    snapshot,
    report,
    until,
    passes,
    idles,
    switchOn: () => toggle.click(),
    switchOff: () => toggle.click(),
    badges: () => badgesOn(page),
    close: () => browser.close(),
  };
}

const brief = ({ phase, error, hasReport, progress, room }: Snapshot) => ({
  phase,
  error,
  hasReport,
  progress,
  people: room.participants.map((p) => `${p.name}: ${p.state} ${p.label ?? ''}`),
});

interface CdpNode {
  nodeId: number;
  backendNodeId: number;
  localName: string;
  attributes?: string[];
  children?: CdpNode[];
  shadowRoots?: CdpNode[];
  /** Of a frame. */
  contentDocument?: CdpNode;
  nodeValue?: string;
}

const attribute = (node: CdpNode, name: string) => {
  const at = node.attributes?.findIndex((a, i) => i % 2 === 0 && a === name) ?? -1;
  return at < 0 ? '' : (node.attributes?.[at + 1] ?? '');
};
const inside = (node: CdpNode): CdpNode[] =>
  [
    ...(node.shadowRoots ?? []),
    ...(node.contentDocument ? [node.contentDocument] : []),
    ...(node.children ?? []),
  ].flatMap((child) => [child, ...inside(child)]);
const text = (node: CdpNode) =>
  inside(node)
    .map((n) => n.nodeValue ?? '')
    .join('');

/** Badges stand in a closed shadow root; the devtools protocol sees them as they are, with no door for tests. */
/** @param frame of another site. */
export async function badgesOn(page: Page, frame?: Frame): Promise<BadgeOnPage[]> {
  const cdp = await page.context().newCDPSession(frame ?? page);
  try {
    const { root: document } = (await cdp.send('DOM.getDocument', { depth: -1, pierce: true })) as { root: CdpNode };
    const badges: BadgeOnPage[] = [];
    for (const pill of inside(document).filter((n) => attribute(n, 'class') === 'pill')) {
      // Hidden ones have no box.
      const model = await cdp.send('DOM.getBoxModel', { nodeId: pill.nodeId }).catch(() => null);
      if (!model) continue;
      const [x = 0, y = 0] = model.model.border;
      const word = inside(pill).find((n) => attribute(n, 'class').startsWith('word'));
      const { width, height } = model.model;
      // The name is isolated from the words around it.
      const label = attribute(pill, 'aria-label').replace(/[\u2068\u2069]/g, '');
      badges.push({ label, word: word ? text(word) : '', box: { x, y, width, height } });
    }
    return badges;
  } finally {
    await cdp.detach();
  }
}

/** What Roomtone has in the page; its elements are the only ones beside head and body. */
export const tracesOn = (page: Page) =>
  page.evaluate(
    () => [...document.documentElement.children].filter((e) => !['head', 'body'].includes(e.localName)).length,
  );
