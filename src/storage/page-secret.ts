// A random text that only this extension's scripts know. Copies of the content script, before and after an update, find each other by it in a page,
// which can neither guess nor read it (page/succession.ts).
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { guard } from '../call/schemas/base.ts';
import { exclusively } from './exclusive.ts';

const KEY = 'pageSecret';

/** Null while there is none. Rejects when it cannot be read. */
export async function loadPageSecret(): Promise<string | null> {
  const { [KEY]: secret } = await browser.storage.local.get(KEY);
  return guard(v.string())(secret) ?? null;
}

/** For the service worker: makes one where there is none. */
export async function ensurePageSecret(): Promise<void> {
  await exclusively(KEY, async () => {
    if ((await loadPageSecret()) === null) await browser.storage.local.set({ [KEY]: crypto.randomUUID() });
  });
}
