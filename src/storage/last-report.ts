// The report of the last call, in memory that goes with the browser; and kept for longer if the user has asked for that.
import browser from 'webextension-polyfill';
import type { CallReport } from '../call/report/log.ts';
import { guard } from '../call/schemas/base.ts';
import { callReport } from '../call/schemas/report.ts';
import { exclusively } from './exclusive.ts';
import { whenStored } from './follow.ts';
import { keep, prune } from './history.ts';
import { isPrivateWindow } from './private-window.ts';
import { loadSettings } from './settings.ts';

const KEY = 'lastReport';

/**
 * A call is over. A report that cannot be stored is lost, which is said on the console; the call's page still has it. Nothing is stored of a
 * private window's call: session storage is shared with normal windows, and outlives the private one.
 */
export async function rememberReport(report: CallReport): Promise<void> {
  if (isPrivateWindow()) return;
  const { settings, disabled, isUnreadable } = await loadSettings();
  if (disabled) return;
  if (settings.history && !isUnreadable) {
    const kept = keep(report).then(() => prune(settings.retentionDays, Date.now()));
    await kept.catch((error) => console.error('Roomtone: the report could not be kept.', error));
  }
  // Last, so that whoever hears of it finds it among those kept.
  await exclusively(KEY, () => remember(report)).catch((error) =>
    console.error('Roomtone: the report could not be remembered.', error),
  );
}

async function remember(report: CallReport): Promise<void> {
  // It arrives on two ways, and an earlier state of the same call may come later.
  const before = await lastReport().catch(() => null);
  if (before && before.startedAt === report.startedAt && before.endedAt > report.endedAt) return;
  try {
    await browser.storage.session.set({ [KEY]: report });
  } catch (error) {
    // Rather none than one of the call before, taken for this one.
    await browser.storage.session.remove(KEY);
    throw error;
  }
}

/** Null in a private window: the one that is stored is of another call. Rejects when it cannot be read. */
export async function lastReport(): Promise<CallReport | null> {
  if (isPrivateWindow()) return null;
  const { [KEY]: report } = await browser.storage.session.get(KEY);
  return guard(callReport)(report) ?? null;
}

/** Calls back when a call has ended, until the signal aborts. */
export function followLastReport(tell: () => void, signal: AbortSignal): void {
  whenStored((key, area) => area === 'session' && key === KEY, tell, signal);
}
