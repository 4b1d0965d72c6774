// The engine's host, the service worker's half: makes sure that the offscreen document is there and listens.
import browser from 'webextension-polyfill';
import type { HostOpened } from '../../messaging/engine-port.ts';

const DOCUMENT = 'offscreen.html';

export interface OpenLimits {
  /** How long a document that is there may take to answer; it may be busy compiling, milliseconds. */
  answerMs: number;
  /** How long the browser may take to make one, milliseconds. */
  createMs: number;
}
const LIMITS: OpenLimits = { answerMs: 15_000, createMs: 20_000 };

/** The sender's reply to `openEngine`. */
export async function openEngine(limits: Partial<OpenLimits> = {}): Promise<HostOpened> {
  if (!chrome.offscreen) {
    return { ok: false, error: 'errorBrowserTooOld', detail: 'This browser has no offscreen documents.' };
  }
  try {
    await openHost({ ...LIMITS, ...limits });
    return { ok: true };
  } catch (error) {
    return { ok: false, error: 'errorEngineHost', detail: String(error) };
  }
}

/** Everybody who asks meanwhile waits for the same document. */
let opening: Promise<void> | null = null;

function openHost(limits: OpenLimits): Promise<void> {
  opening ??= makeHost(limits).finally(() => {
    opening = null;
  });
  return opening;
}

async function makeHost({ answerMs, createMs }: OpenLimits): Promise<void> {
  // Not to be taken for granted: an earlier service worker may have been stopped while the document loaded.
  if ((await exists()) && (await listens(answerMs))) return;
  if (await exists()) await chrome.offscreen.closeDocument().catch(() => {});
  await Promise.race([create(), pause(createMs).then(() => Promise.reject(new Error('The document does not load.')))]);
  if (!(await listens(answerMs))) throw new Error('The document does not answer.');
}

async function create(): Promise<void> {
  try {
    await chrome.offscreen.createDocument({
      url: DOCUMENT,
      reasons: [chrome.offscreen.Reason.WORKERS],
      justification: 'Runs the face and expression models (WebGL or WebAssembly) on the pictures of the call.',
    });
  } catch (error) {
    // An earlier service worker was faster.
    if (!(await exists())) throw error;
  }
}

async function exists(): Promise<boolean> {
  const contextTypes = [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT];
  return (await chrome.runtime.getContexts({ contextTypes })).length > 0;
}

/** Asks the document until it answers. */
async function listens(ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  const message = { name: 'areYouThere', payload: null };
  do {
    // Rejects while nobody listens; other pages of the extension hear it too and say nothing.
    const answer = browser.runtime.sendMessage(message).catch(() => null);
    if ((await Promise.race([answer, pause(Math.max(0, end - performance.now()))])) === true) return true;
    await pause(50);
  } while (performance.now() < end);
  return false;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
