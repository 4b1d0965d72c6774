// Names of people who are not to be read in any call; kept on this device alone until the user takes them off the list.
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { nameKey } from '../call/consent/names.ts';
import { guard, text } from '../call/schemas/base.ts';
import { exclusively } from './exclusive.ts';
import { follow } from './follow.ts';
import { isPrivateWindow } from './private-window.ts';

/** What earlier versions called it. */
const KEY = 'leftOut';
/** Longer ones are no names. */
const LONGEST = 200;
/** What is no name is left out; the others hold. */
const namesFrom = guard(v.array(v.fallback(text(LONGEST), '')));

/** The list can be read in a private window, but not changed: no name may outlive the window. */
export class PrivateListLocked extends Error {
  override readonly name = 'PrivateListLocked';
  /** Of the messages file. */
  readonly key = 'privateListLocked';
}

/** As they were written when they were added, in that order. Rejects when they cannot be read, which does not mean that there are none. */
export async function loadBlockedNames(): Promise<string[]> {
  const { [KEY]: stored } = await browser.storage.local.get(KEY);
  return (namesFrom(stored) ?? []).filter(Boolean);
}

/** @throws PrivateListLocked in a private window; the browser's error when the list cannot be read or written. */
export async function setBlocked(name: string, isBlocked: boolean): Promise<void> {
  if (!nameKey(name)) return;
  if (isPrivateWindow()) throw new PrivateListLocked();
  await exclusively(KEY, async () => {
    const others = (await loadBlockedNames()).filter((known) => nameKey(known) !== nameKey(name));
    await browser.storage.local.set({ [KEY]: isBlocked ? [...others, name.slice(0, LONGEST)] : others });
  });
}

/** Calls back with the names now and after every change, until the signal aborts; `fail` means that nobody may be read. */
export function followBlockedNames(
  tell: (now: string[]) => void,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): void {
  follow(loadBlockedNames, (key, area) => area === 'local' && key === KEY, tell, signal, fail);
}
