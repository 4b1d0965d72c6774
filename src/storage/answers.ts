// Keeps the answers to the three questions, on this device alone: where and for whom a machine is used differs from one to the next.
import browser from 'webextension-polyfill';
import { type Answers, answersFrom } from '../call/consent/answers.ts';
import { follow } from './follow.ts';

const KEY = 'answers';

/** Null as long as the questions have not been answered, or not so that this version understands it. Rejects when they cannot be read. */
export async function loadAnswers(): Promise<Answers | null> {
  return answersFrom((await browser.storage.local.get(KEY))[KEY]);
}

export async function saveAnswers(answers: Answers): Promise<void> {
  await browser.storage.local.set({ [KEY]: answers });
}

/** Calls back with the answers that hold now and after every change, until the signal aborts; `fail` means that nobody may be read. */
export function followAnswers(
  tell: (now: Answers | null) => void,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): void {
  follow(loadAnswers, (key, area) => area === 'local' && key === KEY, tell, signal, fail);
}
