// Where the report page has its report from: the tab of the call while that answers, else the last one remembered, or one of those kept.
import { type ReadonlySignal, signal } from '@preact/signals';
import { isReading } from '../../call/snapshot.ts';
import { askPage } from '../../messaging/messages.ts';
import { get, list, prune, remove, removeAll } from '../../storage/history.ts';
import { followLastReport, lastReport } from '../../storage/last-report.ts';
import { followSettings, saveSettings } from '../../storage/settings.ts';
import type { ReportCommands, ReportState, ShownReport } from '../components/common/report-link.ts';
import { download } from './download.ts';
import { savedPage } from './save-page.ts';
import { saveProblem } from './save-problem.ts';

/** How often a call that goes on is asked again, while the page is visible. */
const REFRESH_MS = 10_000;
/** A report that is not there by then is said to have failed. */
const PATIENCE_MS = 5000;

/** Null when the tab does not answer, or has nothing to report. */
async function ofTab(tab: number, frame: number): Promise<ShownReport | null> {
  try {
    const report = await askPage(tab, 'getReport', null, frame);
    if (!report) return null;
    const snapshot = await askPage(tab, 'getSnapshot', null, frame);
    return { kind: isReading(snapshot) ? 'live' : 'over', report };
  } catch {
    return null;
  }
}

async function ofMemory(before: ShownReport): Promise<ShownReport> {
  const last = await lastReport();
  // Another call that has ended meanwhile does not replace the one that the user is reading about.
  const mine = 'report' in before && before.report.startedAt !== last?.startedAt ? before.report : last;
  return mine ? { kind: 'over', report: mine } : { kind: 'none' };
}

async function ofHistory(id: string): Promise<ShownReport> {
  const report = await get(id);
  return report ? { kind: 'kept', report, id } : { kind: 'gone' };
}

/** Keeps `state` up to date until the signal aborts. `address` may name a tab or a kept call. */
export function connectReport(
  address: URLSearchParams,
  until: AbortSignal,
): { state: ReadonlySignal<ReportState>; commands: ReportCommands } {
  const state = signal<ReportState>({ shown: { kind: 'loading' }, kept: [], loaded: null, problem: null });
  const tab = Number(address.get('tab')) || null;
  const frame = Number(address.get('frame'));
  const call = address.get('call');

  const change = (part: Partial<ReportState>) => {
    if (!until.aborted) state.value = { ...state.value, ...part };
  };
  /** A report that is shown stays. */
  const fail = (error: unknown) => {
    console.error('Roomtone:', error);
    if (!('report' in state.value.shown)) change({ shown: { kind: 'failed' } });
  };
  const refresh = async () => {
    const before = state.value.shown;
    try {
      const shown =
        call !== null ? await ofHistory(call) : (tab !== null && (await ofTab(tab, frame))) || (await ofMemory(before));
      change({ shown });
    } catch (error) {
      fail(error);
    }
  };
  const readKept = async () => {
    try {
      change({ kept: await list() });
    } catch (error) {
      fail(error);
    }
  };
  const store = (saved: Promise<unknown>) => {
    change({ problem: null });
    return saved.catch((error) => change({ problem: saveProblem(error) }));
  };

  const isOpen = () => call === null && ['live', 'none', 'loading', 'failed'].includes(state.value.shown.kind);
  const refreshIfOpen = () => {
    if (!document.hidden && isOpen()) void refresh();
  };
  const timer = setInterval(refreshIfOpen, REFRESH_MS);
  document.addEventListener('visibilitychange', refreshIfOpen, { signal: until });
  const patience = setTimeout(() => {
    if (state.value.shown.kind === 'loading') fail('There is no report after five seconds.');
  }, PATIENCE_MS);
  until.addEventListener(
    'abort',
    () => {
      clearInterval(timer);
      clearTimeout(patience);
    },
    { once: true },
  );
  followLastReport(() => {
    if (isOpen()) void refresh();
    void readKept();
  }, until);

  let isPruned = false;
  followSettings(
    (loaded) => {
      // Nothing is removed by defaults that stand in for what cannot be read.
      if (loaded.isUnreadable) return;
      change({ loaded });
      // Once: a user who moves the choice to a shorter time by mistake can move it back.
      if (isPruned) return;
      isPruned = true;
      // The reports are shown all the same when the old ones cannot be removed.
      void prune(loaded.settings.retentionDays, Date.now())
        .catch((error) => console.error('Roomtone:', error))
        .then(readKept)
        .then(refresh);
    },
    until,
    fail,
  );

  return {
    state,
    commands: {
      refresh: () => void readKept().then(refresh),
      changeSettings: (settings) => void store(saveSettings(settings)),
      remove: (id) => void store(remove(id)).then(readKept).then(refresh),
      removeAll: () => void store(removeAll()).then(readKept).then(refresh),
      tryAgain: () => location.reload(),
      download,
      savePage: (name, title, article) =>
        void savedPage(article, title).then((text) => download(name, 'text/html', text)),
    },
  };
}
