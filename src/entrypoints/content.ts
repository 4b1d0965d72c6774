// Entry in a call page: answers popup and panel, starts and ends one Session.
import browser from 'webextension-polyfill';
import type { Answers } from '../call/consent/answers.ts';
import { modeFor, offeredModes } from '../call/consent/rules.ts';
import type { CallReport } from '../call/report/log.ts';
import { emptyRoom } from '../call/room/room.ts';
import { DEFAULT_SETTINGS, type Loaded, type Settings } from '../call/settings.ts';
import type { Snapshot } from '../call/snapshot.ts';
import { browserSpeech } from '../i18n/translate.ts';
import { askBackground, handleMessages, type PageMessages, ROOM_PORT } from '../messaging/messages.ts';
import { closeTaps } from '../page/capture/source.ts';
import { noMemory, Session } from '../page/session.ts';
import { describePage } from '../page/sites/doctor.ts';
import { pageOf, platformOf } from '../page/sites/index.ts';
import type { Platform } from '../page/sites/platform.ts';
import { followAnswers } from '../storage/answers.ts';
import { followBlockedNames } from '../storage/blocked-names.ts';
import { followSettings } from '../storage/settings.ts';
import { followSpeech } from '../storage/speech.ts';

/** At most two snapshots a second go out. */
const SNAPSHOT_MS = 500;
/** How often a page that is not read is looked at for the start or the end of a call. */
const IDLE_SWEEP_MS = 1000;

/** Sent through the document when the extension is updated, so that the copy from before leaves. */
const REPLACED = `roomtone-replaced-${browser.runtime.id}`;

/** Windows without an address of their own that this page has opened; Slack shows its huddles in one. */
type Opener = typeof globalThis & { roomtoneWindows?: Set<Window> };
const windows = new Set<Window>();

if (location.protocol === 'about:') (opener as Opener | null)?.roomtoneWindows?.add(window);
else {
  (globalThis as Opener).roomtoneWindows = windows;
  document.dispatchEvent(new Event(REPLACED));
  const end = new AbortController();
  document.addEventListener(REPLACED, () => end.abort(), { once: true });
  serve(platformOf(new URL(location.href), document), end);
}

function serve(platform: Platform, life: AbortController) {
  const { signal } = life;
  const ports = new Set<browser.Runtime.Port>();
  let current: { session: Session; abort: AbortController } | null = null;
  let error: string | null = null;
  const page = () => pageOf(document, windows);
  const isCall = () => platform.find(page()).inCall;
  let inCall = isCall();
  let { settings, forced, disabled }: Loaded = { settings: DEFAULT_SETTINGS, forced: [], disabled: false };
  let answers: Answers | null = null;
  let leftOut: string[] = [];
  const memory = noMemory();
  /** Of the last call here. */
  let report: CallReport | null = null;
  let speech = browserSpeech();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let sentAt = 0;

  /** The settings with the mode that the answers leave; null while nobody may be read. */
  const allowed = (): Settings | null => {
    const mode = modeFor(settings.mode, answers);
    return mode && { ...settings, mode };
  };

  const snapshot = (): Snapshot => {
    const base: Snapshot = {
      phase: disabled ? 'disabled' : !answers ? 'setup' : error ? 'error' : inCall ? 'off' : 'no-call',
      platform: platform.name,
      progress: null,
      error,
      backend: null,
      replaced: null,
      backends: [],
      tickMs: null,
      paceMs: 0,
      firstReadingMs: null,
      room: emptyRoom(Date.now()).room,
      settings: allowed() ?? settings,
      forced,
      offered: offeredModes(answers),
      selfCandidates: null,
      selfPicked: false,
      recording: null,
      hasReport: report !== null,
      blockedNames: leftOut,
      pageLanguage: document.documentElement.lang,
    };
    return current ? { ...base, ...current.session.snapshot() } : base;
  };

  const publish = () => {
    if (timer || ports.size === 0) return;
    timer = setTimeout(
      () => {
        timer = null;
        sentAt = Date.now();
        const now = snapshot();
        for (const port of ports) port.postMessage(now);
      },
      Math.max(0, sentAt + SNAPSHOT_MS - Date.now()),
    );
  };

  /** The next call is another one. Whoever was left out stays so, and so does what has been told of a group: here it is safer to err. */
  const forgetCall = () => {
    memory.log = null;
    memory.mode = null;
  };

  const stop = () => {
    if (!current) return;
    const ended = current.session.handOver();
    report = ended ?? report;
    if (ended) void askBackground('callEnded', { report: ended }).catch(() => {});
    current.abort.abort();
    current = null;
    if (!isCall()) forgetCall();
    void askBackground('readingChanged', { on: false }).catch(() => {});
    publish();
  };

  const start = async () => {
    await loaded;
    if (current || signal.aborted) return;
    error = null;
    inCall = isCall();
    const held = allowed();
    if (!inCall || disabled || !held) return;
    const abort = new AbortController();
    const session = new Session({
      platform,
      page,
      settings: held,
      leftOut,
      memory,
      speech,
      onChange: publish,
      onEnd: (why) => {
        error = why;
        stop();
      },
      signal: abort.signal,
    });
    current = { session, abort };
    void askBackground('readingChanged', { on: true }).catch(() => {});
    publish();
  };

  handleMessages<PageMessages>(
    {
      getSnapshot: () => loaded.then(snapshot),
      describePage: () => {
        const report = describePage(platform, page(), browser.runtime.getManifest().version);
        if (!current) closeTaps(true);
        return report;
      },
      setReading: async ({ on }) => {
        if (on) await start();
        else {
          error = null;
          stop();
        }
        return snapshot();
      },
      getReport: () => (current ? current.session.report() : report),
      setRecording: ({ on }) => {
        current?.session.setRecording(on);
        return snapshot();
      },
      getRecording: () => current?.session.recorded() ?? null,
      setSelf: () => snapshot(),
      setExcluded: ({ id, excluded }) => {
        current?.session.setExcluded(id, excluded);
        return snapshot();
      },
    },
    signal,
  );

  /** After a change of settings or answers: what may no longer be read is let go of at once. */
  const apply = () => {
    const held = allowed();
    if (disabled || !held) stop();
    else current?.session.configure(held, leftOut);
    publish();
  };

  /** Resolves once the first is here. */
  const first = <T>(follow: (tell: (now: T) => void, until: AbortSignal) => void, take: (now: T) => void) =>
    new Promise<void>((resolve) => {
      follow((now) => {
        take(now);
        apply();
        resolve();
      }, signal);
    });
  const loaded = Promise.all([
    first<Loaded>(followSettings, (now) => {
      ({ settings, forced, disabled } = now);
    }),
    first<string[]>(followBlockedNames, (now) => {
      leftOut = now;
    }),
    first<Answers | null>(followAnswers, (now) => {
      answers = now;
    }),
  ]);

  followSpeech(
    (language) => askBackground('catalogue', { language }),
    (now) => {
      speech = now;
      current?.session.speak(speech);
    },
    signal,
  );

  const onConnect = (port: browser.Runtime.Port) => {
    if (port.name !== ROOM_PORT) return;
    ports.add(port);
    port.onDisconnect.addListener(() => ports.delete(port));
    // Before the answers are known it would ask for them.
    void loaded.then(() => ports.has(port) && port.postMessage(snapshot()));
  };
  browser.runtime.onConnect.addListener(onConnect);

  const sweep = setInterval(() => {
    // After an update or removal of the extension this copy is an orphan: it takes its badges along and goes.
    if (!browser.runtime?.id) return life.abort();
    if (current || inCall === isCall()) return;
    inCall = !inCall;
    if (!inCall) forgetCall();
    error = null;
    publish();
  }, IDLE_SWEEP_MS);
  window.addEventListener('pagehide', stop, { signal });

  signal.addEventListener(
    'abort',
    () => {
      current?.abort.abort();
      clearInterval(sweep);
      if (timer) clearTimeout(timer);
      if (browser.runtime?.id) browser.runtime.onConnect.removeListener(onConnect);
      for (const port of ports) port.disconnect();
    },
    { once: true },
  );
}
