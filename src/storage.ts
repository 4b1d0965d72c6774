// What Roomtone keeps between calls: a few settings, nothing about anybody.
import browser from 'webextension-polyfill';

export interface Settings {
  badges: boolean;
  /** Share of the machine that the engine may use, 0..1. */
  share: number;
}

export const DEFAULT_SETTINGS: Settings = { badges: true, share: 0.3 };

/** Falls back to the default field by field when something else has been stored. */
export async function loadSettings(): Promise<Settings> {
  const stored: Record<string, unknown> = await browser.storage.local.get(Object.keys(DEFAULT_SETTINGS));
  const { badges, share } = stored;
  return {
    badges: typeof badges === 'boolean' ? badges : DEFAULT_SETTINGS.badges,
    share: typeof share === 'number' && share >= 0.05 && share <= 1 ? share : DEFAULT_SETTINGS.share,
  };
}

export async function saveSettings(settings: Partial<Settings>): Promise<void> {
  await browser.storage.local.set(settings);
}
