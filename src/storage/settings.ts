// What Roomtone keeps between calls: settings, nothing about anybody. They follow their owner to other devices (sync), but for what belongs
// to this machine (local); what an organisation has set (managed) wins.
import browser from 'webextension-polyfill';
import { FIELDS, type Loaded, SETTING_KEYS, type Settings, settle } from '../call/settings.ts';
import { exclusively } from './exclusive.ts';
import { follow } from './follow.ts';

const keysIn = (area: 'sync' | 'local') => SETTING_KEYS.filter((key) => FIELDS[key].area === area);

export interface LoadedSettings extends Loaded {
  /**
   * A store could not be read, and what it holds is not known: defaults stand in for it. Pages can show them; nobody may be read by them, for the
   * user or an organisation may have allowed less.
   */
  isUnreadable: boolean;
}

/** Firefox rejects where no organisation has set anything. @throws any other error */
function noneIsManaged(error: unknown): Record<string, unknown> {
  if (/manifest not found/i.test(String(error))) return {};
  throw error;
}

/** Never rejects. */
export async function loadSettings(): Promise<LoadedSettings> {
  let isUnreadable = false;
  const orNothing = async (stored: Promise<Record<string, unknown>>) => {
    try {
      return await stored;
    } catch (error) {
      console.error('Roomtone: a store of settings cannot be read.', error);
      isUnreadable = true;
      return {};
    }
  };
  const { sync, local, managed } = browser.storage;
  const [synced, here, set] = await Promise.all([
    orNothing(sync.get(keysIn('sync'))),
    orNothing(local.get(keysIn('local'))),
    orNothing(managed.get(null).catch(noneIsManaged)),
  ]);
  return { ...settle({ ...synced, ...here }, set), isUnreadable };
}

/** Rejects when they cannot be saved, also when a part of them could. */
export async function saveSettings(settings: Partial<Settings>): Promise<void> {
  for (const area of ['sync', 'local'] as const) {
    const part = Object.fromEntries(Object.entries(settings).filter(([key]) => keysIn(area).some((k) => k === key)));
    if (Object.keys(part).length > 0) await browser.storage[area].set(part);
  }
}

/** Saves what `change` makes of the settings as they are, one change after the other; null leaves them. */
export async function changeSettings(change: (loaded: LoadedSettings) => Partial<Settings> | null): Promise<void> {
  await exclusively('settings', async () => {
    const part = change(await loadSettings());
    if (part) await saveSettings(part);
  });
}

/** Back to the defaults. */
export async function forgetSettings(keys: readonly (keyof Settings)[]): Promise<void> {
  for (const area of ['sync', 'local'] as const)
    await browser.storage[area].remove(keysIn(area).filter((key) => keys.includes(key)));
}

/**
 * Calls back with what holds now and after every change, until the signal aborts; after an unreadable store also when it can be read
 * again. `fail` is told of an unreadable store, too.
 */
export function followSettings(
  tell: (loaded: LoadedSettings) => void,
  signal: AbortSignal,
  fail: (error: unknown) => void = () => {},
): void {
  const concerns = (key: string, area: string) =>
    area === 'managed' || ((area === 'sync' || area === 'local') && keysIn(area).some((k) => k === key));
  let last: LoadedSettings | null = null;
  const load = async () => {
    last = await loadSettings();
    if (last.isUnreadable) throw new Error('A store of settings cannot be read.');
    return last;
  };
  const failed = (error: unknown) => {
    if (last) tell(last);
    fail(error);
  };
  follow<LoadedSettings>(load, concerns, tell, signal, failed);
}
