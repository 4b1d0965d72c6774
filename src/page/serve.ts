// Answers popup, panel and report for the call in this page, and sends them a snapshot after every change.
import browser from 'webextension-polyfill';
import { callReport, view } from '../call/call.ts';
import { nameless, withoutExcluded } from '../call/report/recording.ts';
import { handleMessages, type PageMessages, ROOM_PORT } from '../messaging/messages.ts';
import { closeTaps } from './capture/source.ts';
import { describePage } from './sites/doctor.ts';
import type { Page, Platform } from './sites/platform.ts';
import type { CallEventNow, CallStore } from './store.ts';

/** At most two snapshots a second go out. */
const SNAPSHOT_MS = 500;

/** @param loaded resolves once settings, answers and blocked names are known: before, a snapshot would ask for them. */
export function servePages(
  store: CallStore,
  platform: Platform,
  page: () => Page,
  loaded: Promise<void>,
  signal: AbortSignal,
): void {
  const ports = new Set<browser.Runtime.Port>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let sentAt = 0;

  const publish = () => {
    if (timer || ports.size === 0) return;
    timer = setTimeout(
      () => {
        timer = null;
        sentAt = Date.now();
        const snapshot = view(store.call);
        for (const port of ports) port.postMessage(snapshot);
      },
      Math.max(0, sentAt + SNAPSHOT_MS - Date.now()),
    );
  };
  store.subscribe(publish, signal);

  const after = (event: CallEventNow) => {
    store.dispatch(event);
    return view(store.call);
  };
  handleMessages<PageMessages>(
    {
      getSnapshot: () => loaded.then(() => view(store.call)),
      setReading: ({ on }) => loaded.then(() => after({ kind: 'reading', on })),
      setExcluded: ({ id, excluded }) => after({ kind: 'exclude', id, excluded }),
      setSelf: ({ id }) => after({ kind: 'self', id }),
      setRecording: ({ on }) => after({ kind: 'record', on }),
      getRecording: () => store.call.recording && nameless(withoutExcluded(store.call.recording)),
      getReport: () => callReport(store.call),
      describePage: () => {
        const report = describePage(platform, page(), browser.runtime.getManifest().version);
        if (!store.call.isOn) closeTaps(true);
        return report;
      },
    },
    signal,
  );

  const onConnect = (port: browser.Runtime.Port) => {
    if (port.name !== ROOM_PORT) return;
    ports.add(port);
    port.onDisconnect.addListener(() => ports.delete(port));
    void loaded.then(() => ports.has(port) && port.postMessage(view(store.call)));
  };
  browser.runtime.onConnect.addListener(onConnect);
  signal.addEventListener(
    'abort',
    () => {
      if (timer) clearTimeout(timer);
      if (browser.runtime?.id) browser.runtime.onConnect.removeListener(onConnect);
      for (const port of ports) port.disconnect();
    },
    { once: true },
  );
}
