// Entry in a call page: answers popup and panel, starts and ends one Session.
import browser from 'webextension-polyfill';
import type { Answers } from '../call/consent/answers.ts';
import { modeFor, offeredModes } from '../call/consent/rules.ts';
import type { CallReport } from '../call/report/log.ts';
import { emptyRoom } from '../call/room/room.ts';
import { DEFAULT_SETTINGS, type Settings } from '../call/settings.ts';
import type { Snapshot } from '../call/snapshot.ts';
import { browserSpeech } from '../i18n/translate.ts';
import { askBackground, handleMessages, type PageMessages } from '../messaging/messages.ts';
import { inParts } from '../messaging/recording-parts.ts';
import { serveRoom } from '../messaging/room-port.ts';
import { closeTaps } from '../page/capture/source.ts';
import { type CallMemory, noMemory, Session } from '../page/session.ts';
import { watchSiteAccess } from '../page/site-access.ts';
import { describePage } from '../page/sites/doctor.ts';
import { pageOf, platformOf } from '../page/sites/index.ts';
import type { Platform } from '../page/sites/platform.ts';
import { succeed } from '../page/succession.ts';
import { followAnswers } from '../storage/answers.ts';
import { followBlockedNames } from '../storage/blocked-names.ts';
import { followSettings, type LoadedSettings } from '../storage/settings.ts';
import { followSpeech } from '../storage/speech.ts';

/** How often a page that is not read is looked at for the start or the end of a call. */
const IDLE_SWEEP_MS = 1000;

/** Windows without an address of their own that this page has opened; Slack shows its huddles in one. */
type Opener = typeof globalThis & { roomtoneWindows?: Set<Window> };
const windows = new Set<Window>();

if (location.protocol === 'about:') (opener as Opener | null)?.roomtoneWindows?.add(window);
else {
  (globalThis as Opener).roomtoneWindows = windows;
  void enter();
}

/** What a copy leaves to the next one. */
interface Kept {
  exclusions: ReturnType<CallMemory['exclusions']['kept']>;
  log: CallMemory['log'];
  mode: CallMemory['mode'];
  report: CallReport | null;
}

async function enter() {
  const life = new AbortController();
  let leave: () => Kept | null = () => null;
  const succession = await succeed(() => {
    const kept = leave();
    life.abort();
    return kept;
  });
  if (!succession || life.signal.aborted) return;
  leave = serve(platformOf(new URL(location.href), document), life, succession.inherited?.state as Kept | null);
}

function serve(platform: Platform, life: AbortController, inherited: Kept | null): () => Kept {
  const { signal } = life;
  let current: { session: Session; abort: AbortController } | null = null;
  let error: string | null = null;
  const page = () => pageOf(document, windows);
  const isCall = () => platform.find(page()).inCall;
  let inCall = isCall();
  let { settings, forced, disabled, isUnreadable }: LoadedSettings = {
    settings: DEFAULT_SETTINGS,
    forced: [],
    disabled: false,
    isUnreadable: false,
  };
  /** Stores that cannot be read: what they hold is not known, so nobody is read. */
  const unreadable = new Set<'settings' | 'answers' | 'blocked names'>();
  const access = watchSiteAccess();
  let answers: Answers | null = null;
  let leftOut: string[] = [];
  const memory = noMemory();
  /** Of the last call here. */
  let report: CallReport | null = inherited?.report ?? null;
  let speech = browserSpeech();
  if (inherited) {
    memory.exclusions.restore(inherited.exclusions);
    memory.log = inherited.log;
    memory.mode = inherited.mode;
  }

  /** The settings with the mode that the answers leave; null while nobody may be read. */
  const allowed = (): Settings | null => {
    const mode = modeFor(settings.mode, answers);
    return mode && { ...settings, mode };
  };

  const snapshot = (): Snapshot => {
    const base: Snapshot = {
      phase: disabled
        ? 'disabled'
        : unreadable.size > 0
          ? 'error'
          : !answers
            ? 'setup'
            : error
              ? 'error'
              : inCall
                ? 'off'
                : 'no-call',
      platform: platform.name,
      progress: null,
      error: unreadable.size > 0 ? 'errorStorage' : error,
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
      recording: null,
      hasReport: report !== null,
      blockedNames: leftOut,
      pageLanguage: document.documentElement.lang,
    };
    return current ? { ...base, ...current.session.snapshot() } : base;
  };

  const { publish } = serveRoom(async () => {
    // Before the answers are known it would ask for them.
    await loaded;
    return snapshot();
  }, signal);

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
    if (!inCall || disabled || unreadable.size > 0 || !held) return;
    if (!(await access.mayRead())) {
      error = 'errorSiteWithdrawn';
      return publish();
    }
    if (current || signal.aborted || !isCall()) return;
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
      getRecordingPart: inParts(() => {
        const recording = current?.session.recorded();
        return recording ? JSON.stringify(recording) : null;
      }),
      siteAccessChanged: async () => {
        const isLess = await access.hasShrunk();
        if (current && isLess) {
          stop();
          error = 'errorSiteWithdrawn';
        } else if (!current && error === 'errorSiteWithdrawn') error = null;
        publish();
        return null;
      },
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
    if (disabled || unreadable.size > 0 || !held) stop();
    else current?.session.configure(held, leftOut);
    publish();
  };

  /** Resolves once it is known what is stored, or that it cannot be read. */
  const first = <T>(
    store: 'settings' | 'answers' | 'blocked names',
    follow: (tell: (now: T) => void, until: AbortSignal, fail: (why: unknown) => void) => void,
    take: (now: T) => void,
  ) =>
    new Promise<void>((resolve) => {
      const told = (change: () => void) => {
        change();
        apply();
        resolve();
      };
      follow(
        (now) =>
          told(() => {
            unreadable.delete(store);
            take(now);
          }),
        signal,
        (why) => {
          console.error(`Roomtone: the ${store} cannot be read.`, why);
          told(() => unreadable.add(store));
        },
      );
    });
  const loaded = Promise.all([
    first<LoadedSettings>('settings', followSettings, (now) => {
      ({ settings, forced, disabled, isUnreadable } = now);
      if (isUnreadable) unreadable.add('settings');
    }),
    first<string[]>('blocked names', followBlockedNames, (now) => {
      leftOut = now;
    }),
    first<Answers | null>('answers', followAnswers, (now) => {
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

  const sweep = setInterval(() => {
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
    },
    { once: true },
  );

  return () => ({
    exclusions: memory.exclusions.kept(),
    log: memory.log,
    mode: memory.mode,
    report: current?.session.report() ?? report,
  });
}
