// Names of people who are not to be read in any call; kept on this device alone until somebody takes them back.
import browser from 'webextension-polyfill';
import { nameKey } from '../call/consent/names.ts';
import { follow } from './follow.ts';

const KEY = 'leftOut';
/** Longer ones are no names. */
const LONGEST = 200;

/** As they were written when somebody was left out, in that order. */
export async function loadBlockedNames(): Promise<string[]> {
  const { [KEY]: stored } = await browser.storage.local.get(KEY);
  return Array.isArray(stored) ? stored.filter((name) => typeof name === 'string' && name.length <= LONGEST) : [];
}

export async function setBlocked(name: string, leftOut: boolean): Promise<void> {
  if (!nameKey(name)) return;
  const others = (await loadBlockedNames()).filter((known) => nameKey(known) !== nameKey(name));
  await browser.storage.local.set({ [KEY]: leftOut ? [...others, name.slice(0, LONGEST)] : others });
}

/** Calls back with the names now and after every change, until the signal aborts. */
export function followBlockedNames(
  tell: (names: string[]) => void,
  signal: AbortSignal,
  onError?: (error: unknown) => void,
): void {
  follow(loadBlockedNames, (key, area) => area === 'local' && key === KEY, tell, signal, onError);
}
