// Keeps the answers to the three questions, on this device alone: where and for whom a machine is used differs from one to the next.
import browser from 'webextension-polyfill';
import { type Answers, answersFrom } from './consent/answers.ts';

const KEY = 'answers';

/** Null as long as the questions have not been answered, or not so that this version understands it. */
export async function loadAnswers(): Promise<Answers | null> {
  return answersFrom((await browser.storage.local.get(KEY))[KEY]);
}

export async function saveAnswers(answers: Answers): Promise<void> {
  await browser.storage.local.set({ [KEY]: answers });
}

/** Calls back with the answers that hold now and after every change, until the signal aborts. */
export function followAnswers(tell: (answers: Answers | null) => void, signal: AbortSignal): void {
  const load = () => {
    void loadAnswers().then((answers) => {
      if (!signal.aborted) tell(answers);
    });
  };
  const changed = (changes: Record<string, unknown>, area: string) => {
    if (area === 'local' && Object.hasOwn(changes, KEY)) load();
  };
  browser.storage.onChanged.addListener(changed);
  signal.addEventListener('abort', () => browser.storage.onChanged.removeListener(changed), { once: true });
  load();
}
