// The report of the last call, in memory that goes with the browser; and kept for longer if somebody has asked for it.
import browser from 'webextension-polyfill';
import type { CallReport } from '../call/report/log.ts';
import { whenStored } from './follow.ts';
import { keep, prune } from './history.ts';
import { loadSettings } from './settings.ts';

const KEY = 'lastReport';

/** A call is over. What cannot be stored is lost, and the rest is not. */
export async function rememberReport(report: CallReport): Promise<void> {
  const { settings, disabled } = await loadSettings();
  if (disabled) return;
  if (settings.history) {
    const kept = keep(report).then(() => prune(settings.retentionDays, Date.now()));
    await kept.catch((error) => console.error('Roomtone: the report could not be kept.', error));
  }
  // Last, so that who hears of it finds it among those kept.
  await browser.storage.session.set({ [KEY]: report }).catch(async (error) => {
    console.error('Roomtone: the report could not be remembered.', error);
    // Rather none than one of the call before, taken for this one.
    await browser.storage.session.remove(KEY);
  });
}

export async function lastReport(): Promise<CallReport | null> {
  const { [KEY]: report } = await browser.storage.session.get(KEY);
  return (report as CallReport | undefined) ?? null;
}

/** Calls back when a call has ended, until the signal aborts. */
export function followLastReport(tell: () => void, signal: AbortSignal): void {
  whenStored((key, area) => area === 'session' && key === KEY, tell, signal);
}
