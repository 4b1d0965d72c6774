// Where the report page has its report from: the tab of the call while that answers, else the last one remembered, or one of those kept.
import { type Signal, signal } from '@preact/signals';
import { isReading } from '../../call/snapshot.ts';
import { askPage } from '../../messaging/messages.ts';
import { get, list, prune, remove, removeAll } from '../../storage/history.ts';
import { followLastReport, lastReport } from '../../storage/last-report.ts';
import { followSettings, saveSettings } from '../../storage/settings.ts';
import type { ReportCommands, ReportState, ShownReport } from '../components/common/report-link.ts';

/** How often a call that goes on is asked again, while somebody looks. */
const REFRESH_MS = 10_000;

/** Null when the tab does not answer, or has nothing to report. */
async function ofTab(tab: number): Promise<ShownReport | null> {
  try {
    const report = await askPage(tab, 'getReport', null);
    if (!report) return null;
    const snapshot = await askPage(tab, 'getSnapshot', null);
    return { kind: isReading(snapshot) ? 'live' : 'over', report };
  } catch {
    return null;
  }
}

async function ofMemory(before: ShownReport): Promise<ShownReport> {
  // A store that cannot be read has nothing to show.
  const last = await lastReport().catch(() => null);
  // Another call that has ended meanwhile does not take the place of the one that somebody is reading about.
  const mine = 'report' in before && before.report.startedAt !== last?.startedAt ? before.report : last;
  return mine ? { kind: 'over', report: mine } : { kind: 'none' };
}

async function ofHistory(id: string): Promise<ShownReport> {
  const report = await get(id).catch(() => null);
  return report ? { kind: 'kept', report, id } : { kind: 'gone' };
}

/** Keeps `state` up to date until the signal aborts. `address` may name a tab or a kept call. */
export function connectReport(
  address: URLSearchParams,
  until: AbortSignal,
): { state: Signal<ReportState>; commands: ReportCommands } {
  const state = signal<ReportState>({ shown: { kind: 'loading' }, kept: [], loaded: null });
  const tab = Number(address.get('tab')) || null;
  const call = address.get('call');

  const refresh = async () => {
    const before = state.value.shown;
    const shown =
      call !== null ? await ofHistory(call) : (tab !== null && (await ofTab(tab))) || (await ofMemory(before));
    if (!until.aborted) state.value = { ...state.value, shown };
  };
  const readKept = async () => {
    const kept = await list().catch(() => []);
    if (!until.aborted) state.value = { ...state.value, kept };
  };

  const isOpen = () => call === null && ['live', 'none', 'loading'].includes(state.value.shown.kind);
  const timer = setInterval(() => {
    if (!document.hidden && isOpen()) void refresh();
  }, REFRESH_MS);
  const onVisible = () => {
    if (!document.hidden && isOpen()) void refresh();
  };
  document.addEventListener('visibilitychange', onVisible, { signal: until });
  until.addEventListener('abort', () => clearInterval(timer), { once: true });
  followLastReport(() => {
    if (isOpen()) void refresh();
    void readKept();
  }, until);

  let isPruned = false;
  followSettings((loaded) => {
    state.value = { ...state.value, loaded };
    // Once: who moves the choice to a shorter time by mistake can move it back.
    if (isPruned) return;
    isPruned = true;
    // By settings that cannot be read nothing is forgotten.
    const pruned = loaded.isUnreadable ? Promise.resolve() : prune(loaded.settings.retentionDays, Date.now());
    void pruned
      .catch(() => {})
      .then(readKept)
      .then(refresh);
  }, until);

  return {
    state,
    commands: {
      refresh: () => void refresh(),
      changeSettings: (settings) => void saveSettings(settings),
      remove: (id) => void remove(id).then(readKept).then(refresh),
      removeAll: () => void removeAll().then(readKept).then(refresh),
    },
  };
}
