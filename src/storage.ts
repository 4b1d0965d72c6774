// What Roomtone keeps between calls: a few settings, nothing about anybody.
import browser from 'webextension-polyfill';
import { BACKENDS, type WantedBackend } from './engine/types.ts';

export interface Settings {
  badges: boolean;
  /** Share of the machine that the engine may use, 0..1. */
  share: number;
  backend: WantedBackend;
}

export const DEFAULT_SETTINGS: Settings = { badges: true, share: 0.3, backend: 'auto' };

/** Falls back to the default field by field when something else has been stored. */
export async function loadSettings(): Promise<Settings> {
  const stored: Record<string, unknown> = await browser.storage.local.get(Object.keys(DEFAULT_SETTINGS));
  const { badges, share, backend } = stored;
  return {
    badges: typeof badges === 'boolean' ? badges : DEFAULT_SETTINGS.badges,
    share: typeof share === 'number' && share >= 0.05 && share <= 1 ? share : DEFAULT_SETTINGS.share,
    backend: BACKENDS.find((known) => known === backend) ?? DEFAULT_SETTINGS.backend,
  };
}

export async function saveSettings(settings: Partial<Settings>): Promise<void> {
  await browser.storage.local.set(settings);
}
