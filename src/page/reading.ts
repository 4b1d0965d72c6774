// Starts and ends the reading of a page as the call says; tells the call while it is off whether there is one, and whether the site may be read.
import type { CallReport } from '../call/report/log.ts';
import type { Speech } from '../i18n/t.ts';
import { askBackground } from '../messaging/messages.ts';
import { Session, type SessionOptions } from './session.ts';
import { watchSiteAccess } from './site-access.ts';

/** How often a page that is not read is looked at for the start or the end of a call. */
const IDLE_SWEEP_MS = 1000;
/** Pages that are being drawn anew show no call for a moment; a click that comes just then waits for it so long, milliseconds. */
const CALL_WAIT_MS = 3000;
const CALL_WAIT_STEP_MS = 100;

export interface Switch {
  /** Switches reading on, where the site may be read, or off. */
  set(on: boolean): Promise<void>;
  /** The permission for a site has changed: what may no longer be read is let go of. */
  checkAccess(): Promise<void>;
}

export interface Reading extends Switch {
  /** Changes the language of badges. */
  speak(speech: Speech): void;
}

const WITHDRAWN = 'errorSiteWithdrawn';

export function keepReading(options: SessionOptions): Reading {
  const { store, platform, page, signal } = options;
  let { speech } = options;
  let current: { session: Session; abort: AbortController } | null = null;

  const lookForCall = () => {
    if (!store.call.isOn)
      store.dispatch({
        kind: 'page',
        inCall: platform.find(page()).inCall,
        language: document.documentElement.lang.slice(0, 100),
      });
  };
  const begin = () => {
    const abort = new AbortController();
    const until = AbortSignal.any([abort.signal, signal]);
    current = { session: new Session({ ...options, speech, signal: until }), abort };
    void askBackground('readingChanged', { on: true }).catch(() => {});
  };
  const end = (report: CallReport | null) => {
    if (!options.isPractice) current?.session.handOver(report);
    current?.abort.abort();
    current = null;
    void askBackground('readingChanged', { on: false }).catch(() => {});
    lookForCall();
  };

  store.subscribe((call, before) => {
    if (platform.name !== call.platform) store.dispatch({ kind: 'platform', name: platform.name });
    if (call.isOn && !before.isOn) begin();
    else if (!call.isOn && before.isOn) end(call.report === before.report ? null : call.report);
  }, signal);
  const access = watchSiteAccess();
  const timer = setInterval(lookForCall, IDLE_SWEEP_MS);
  lookForCall();
  // Also when the page is closed: the report is handed over while that is possible. A page that only says so goes on.
  const leave = ({ isTrusted }: Event) => isTrusted && store.dispatch({ kind: 'reading', on: false });
  window.addEventListener('pagehide', leave, { signal });
  signal.addEventListener(
    'abort',
    () => {
      clearInterval(timer);
      current?.abort.abort();
    },
    { once: true },
  );
  /** The last one decides. */
  let clicks = 0;
  const callShown = async () => {
    const end = performance.now() + CALL_WAIT_MS;
    for (lookForCall(); !store.call.inCall && performance.now() < end && !signal.aborted; lookForCall())
      await new Promise((next) => setTimeout(next, CALL_WAIT_STEP_MS));
  };
  return {
    set: async (on) => {
      const mine = ++clicks;
      if (on && !(await access.mayRead())) return store.dispatch({ kind: 'failed', error: WITHDRAWN });
      if (on) await callShown();
      if (!signal.aborted && mine === clicks) store.dispatch({ kind: 'reading', on });
    },
    checkAccess: async () => {
      const hasShrunk = await access.hasShrunk();
      if (store.call.isOn && hasShrunk) store.dispatch({ kind: 'failed', error: WITHDRAWN });
      else if (store.call.error === WITHDRAWN && !hasShrunk) store.dispatch({ kind: 'reading', on: false });
    },
    speak: (now) => {
      speech = now;
      store.dispatch({ kind: 'words', personOfTile: speech.t('personOfTile', ['$1', '$2']) });
      current?.session.speak(speech);
    },
  };
}
