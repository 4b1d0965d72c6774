// What Roomtone keeps between calls: settings, nothing about anybody. They follow their owner to other devices (sync), but for what belongs
// to this machine (local); what an organisation has set (managed) wins.
import browser from 'webextension-polyfill';
import { FIELDS, type Loaded, SETTING_KEYS, type Settings, settle } from '../call/settings.ts';
import { follow } from './follow.ts';

const keysIn = (area: 'sync' | 'local') => SETTING_KEYS.filter((key) => FIELDS[key].area === area);

export async function loadSettings(): Promise<Loaded> {
  const { sync, local, managed } = browser.storage;
  const [synced, here, set] = await Promise.all([
    // A store that cannot be read counts as empty: defaults are better than a page that stays blank.
    sync.get(keysIn('sync')).catch(() => ({})),
    local.get(keysIn('local')).catch(() => ({})),
    // Rejects in browsers that know no managed storage.
    managed.get(null).catch(() => ({})),
  ]);
  return settle({ ...synced, ...here }, set);
}

export async function saveSettings(settings: Partial<Settings>): Promise<void> {
  for (const area of ['sync', 'local'] as const) {
    const part = Object.fromEntries(Object.entries(settings).filter(([key]) => keysIn(area).some((k) => k === key)));
    if (Object.keys(part).length > 0) await browser.storage[area].set(part);
  }
}

/** Back to the defaults. */
export async function forgetSettings(keys: readonly (keyof Settings)[]): Promise<void> {
  for (const area of ['sync', 'local'] as const)
    await browser.storage[area].remove(keysIn(area).filter((key) => keys.includes(key)));
}

/** Calls back with what holds now and after every change, until the signal aborts. */
export function followSettings(
  tell: (loaded: Loaded) => void,
  signal: AbortSignal,
  onError?: (error: unknown) => void,
): void {
  const concerns = (key: string, area: string) =>
    area === 'managed' || ((area === 'sync' || area === 'local') && keysIn(area).some((k) => k === key));
  follow(loadSettings, concerns, tell, signal, onError);
}
