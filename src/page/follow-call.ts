// Tells the call what is stored: settings, answers and blocked names, now and after every change.
import { followAnswers } from '../storage/answers.ts';
import { followBlockedNames } from '../storage/blocked-names.ts';
import { followSettings } from '../storage/settings.ts';
import type { CallEventNow, CallStore } from './store.ts';

/** Resolves once all three are known. */
export async function followCall(store: CallStore, signal: AbortSignal): Promise<void> {
  const first = <T>(
    follow: (tell: (now: T) => void, until: AbortSignal) => void,
    eventOf: (now: T) => CallEventNow,
  ): Promise<void> =>
    new Promise((resolve) => {
      follow((now) => {
        store.dispatch(eventOf(now));
        resolve();
      }, signal);
    });
  await Promise.all([
    first(followSettings, (loaded) => ({ kind: 'settings', loaded })),
    first(followAnswers, (answers) => ({ kind: 'consent', answers })),
    first(followBlockedNames, (names) => ({ kind: 'blocked', names })),
  ]);
}
