// Answers popup, panel and report for the call in this page, and sends them a snapshot after every change.
import browser from 'webextension-polyfill';
import { callReport, view } from '../call/call.ts';
import { recordingText } from '../call/report/recording.ts';
import { closedFrames, serveFrame } from '../messaging/frames.ts';
import { askBackground, type Handlers, handleMessages, type PageMessages } from '../messaging/messages.ts';
import { lastProblems } from '../messaging/problems.ts';
import { inParts } from '../messaging/recording-parts.ts';
import { serveRoom } from '../messaging/room-port.ts';
import { closeTaps } from './capture/source.ts';
import { describeReading } from './diagnostics.ts';
import type { Switch } from './reading.ts';
import { describePage } from './sites/doctor.ts';
import type { Page, Platform } from './sites/platform.ts';
import type { CallEventNow, CallStore } from './store.ts';

export interface ServeOptions {
  store: CallStore;
  platform: Platform;
  page: () => Page;
  reading: Switch;
  /** Resolves once it is known what is stored: before, a snapshot would ask for answers. */
  loaded: Promise<void>;
  signal: AbortSignal;
}

/** @returns what it answers with, for a view in the same page. */
export function servePages({ store, platform, page, reading, loaded, signal }: ServeOptions): Handlers<PageMessages> {
  const snapshot = async () => {
    await loaded;
    return view(store.call);
  };
  const { publish } = serveRoom(snapshot, signal);
  store.subscribe(publish, signal);
  serveFrame(async () => {
    await loaded;
    const { isOn, inCall } = store.call;
    const site = `${location.protocol}//${location.hostname}/*`;
    return { frame: await frameNumber(), isOn, inCall, site, closed: closedFrames() };
  }, signal);

  const after = (event: CallEventNow) => {
    store.dispatch(event);
    return view(store.call);
  };
  const recordingParts = inParts(() => {
    const { recording } = store.call;
    return recording && [...recordingText(recording)].join('');
  });
  const handlers: Handlers<PageMessages> = {
    getSnapshot: snapshot,
    setReading: async ({ on }) => {
      await loaded;
      await reading.set(on);
      return view(store.call);
    },
    setExcluded: ({ id, excluded }) => after({ kind: 'exclude', id, excluded }),
    setSelf: ({ id }) => after({ kind: 'self', id }),
    setRecording: ({ on }) => after({ kind: 'record', on }),
    getRecordingPart: recordingParts,
    getReport: () => callReport(store.call),
    describePage: () => {
      const found = describePage(platform, page(), browser.runtime.getManifest().version);
      if (!store.call.isOn) closeTaps(true);
      const machine = { userAgent: navigator.userAgent, cores: navigator.hardwareConcurrency };
      return `${found}\n\n${describeReading(view(store.call), lastProblems(), machine)}`;
    },
    siteAccessChanged: async () => {
      await reading.checkAccess();
      return null;
    },
  };
  handleMessages(handlers, signal);
  return handlers;
}

let known: number | undefined;

/** As the browser numbers this frame, which it tells the service worker alone. */
async function frameNumber(): Promise<number> {
  known ??= window === window.top ? 0 : await askBackground('frameNumber', null);
  return known;
}
