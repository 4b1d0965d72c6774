// Which frame of a tab a call is in. Every frame that Roomtone runs in says so when a view asks all of them at once; a view then speaks to one.
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { guard, index, listOf, shape, text } from '../call/schemas/base.ts';
import { isOwnPage } from './messages.ts';

const FRAMES_PORT = 'frames';
/** How long the frames of a tab have to answer, milliseconds: nobody knows how many there are. */
const ANSWER_MS = 250;

/** What the script in one frame says. */
export interface FrameState {
  /** As the browser numbers the frames of a tab; 0 is the page itself. */
  frame: number;
  /** Is it read? */
  isOn: boolean;
  inCall: boolean;
  /** Its own site, as a match pattern. */
  site: string;
  /** Sites of frames within it that no script of ours may look into, and that may use a camera, as match patterns; '' for one without any. */
  closed: string[];
}

const frameState = guard<FrameState>(
  shape({
    frame: index,
    isOn: v.boolean(),
    inCall: v.boolean(),
    site: text(300),
    closed: listOf(text(300), 100),
  }),
);

/** A frame's side, until the signal aborts. */
export function serveFrame(state: () => Promise<FrameState>, signal: AbortSignal): void {
  const onConnect = (port: browser.Runtime.Port) => {
    if (port.name !== FRAMES_PORT || !isOwnPage(port.sender)) return;
    void state().then((now) => {
      if (!signal.aborted) port.postMessage(now);
    }, noFrame);
  };
  browser.runtime.onConnect.addListener(onConnect);
  // In a page that has outlived its extension the event is gone already.
  signal.addEventListener('abort', () => browser.runtime?.onConnect?.removeListener(onConnect), { once: true });
}

/** The view has gone, or the frame's number cannot be had: it is not found then. */
const noFrame = () => {};

/** A view's side: what the frames of a tab say now, the page itself first. */
export function askFrames(tab: number): Promise<FrameState[]> {
  return new Promise((resolve) => {
    const states: FrameState[] = [];
    const port = browser.tabs.connect(tab, { name: FRAMES_PORT });
    const end = () => {
      clearTimeout(limit);
      resolve(states.sort((a, b) => a.frame - b.frame));
    };
    const limit = setTimeout(() => {
      port.disconnect();
      end();
    }, ANSWER_MS);
    port.onMessage.addListener((raw) => {
      const state = frameState(raw);
      if (state) states.push(state);
    });
    port.onDisconnect.addListener(() => {
      // Unread, it would be logged as an error.
      void chrome.runtime.lastError;
      end();
    });
  });
}

/** The frame that is read, else the first one with a call; null where there is none. */
export function frameOfCall(states: readonly FrameState[]): number | null {
  return (states.find(({ isOn }) => isOn) ?? states.find(({ inCall }) => inCall))?.frame ?? null;
}

/**
 * Frames that we cannot look into, and that their page lets use a camera, a microphone or the screen. Also run in pages by
 * `scripting.executeScript`, so that it stands by itself.
 * @returns the sites that may be there, as match patterns: '' for a frame without an address of its own.
 */
export function closedFrames(): string[] {
  const sites: string[] = [];
  const visit = (page: Document) => {
    for (const frame of page.querySelectorAll('iframe')) {
      let inner: Document | null = null;
      try {
        inner = frame.contentDocument;
      } catch {}
      if (inner) visit(inner);
      const { width, height } = frame.getBoundingClientRect();
      if (inner || width < 2 || height < 2 || !/\b(camera|microphone|display-capture)\b/.test(frame.allow)) continue;
      // A sandboxed frame of no origin has no camera to share, and nobody can allow it.
      const isOpaque = frame.sandbox.length > 0 && !frame.sandbox.contains('allow-same-origin');
      const [, scheme, host] = /^(https?:)\/\/([^/?#:]+)/.exec(frame.src) ?? [];
      sites.push(scheme && !isOpaque ? `${scheme}//${host}/*` : '');
    }
  };
  visit(document);
  return [...new Set(sites)];
}
