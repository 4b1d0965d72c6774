// Tells the call what is stored: settings, answers and blocked names, now and after every change, or that it cannot be known.
import type { Store } from '../call/call.ts';
import { nameOf, noteProblem } from '../messaging/problems.ts';
import { followAnswers } from '../storage/answers.ts';
import { followBlockedNames } from '../storage/blocked-names.ts';
import { followSettings } from '../storage/settings.ts';
import type { CallEventNow, CallStore } from './store.ts';

type Follow<T> = (tell: (now: T) => void, until: AbortSignal, fail: (error: unknown) => void) => void;

/** Resolves once something is known of all three. */
export async function followCall(store: CallStore, signal: AbortSignal): Promise<void> {
  const first = <T>(name: Store, follow: Follow<T>, eventOf: (now: T) => CallEventNow): Promise<void> =>
    new Promise((resolve) => {
      const told = (event: CallEventNow) => {
        store.dispatch(event);
        resolve();
      };
      follow(
        (now) => told(eventOf(now)),
        signal,
        (error) => {
          noteProblem(`the store of ${name} cannot be read: ${nameOf(error)}`, error);
          told({ kind: 'unreadable', store: name });
        },
      );
    });
  await Promise.all([
    first('settings', followSettings, (loaded) => ({ kind: 'settings', loaded })),
    first('answers', followAnswers, (answers) => ({ kind: 'consent', answers })),
    first('blocked', followBlockedNames, (names) => ({ kind: 'blocked', names })),
  ]);
}
