// Opens the three questions when Roomtone is installed: nothing is read before they are answered.
import browser from 'webextension-polyfill';
import { loadSettings } from './storage.ts';

export const WELCOME = 'welcome.html';

/** To be called while the service worker starts, or it misses being told. */
export function greetOnInstall(): void {
  browser.runtime.onInstalled.addListener(async ({ reason }) => {
    if (reason !== 'install' || (await loadSettings()).disabled) return;
    // Without a window there is nobody to greet; popup and panel ask then.
    await browser.tabs.create({ url: WELCOME }).catch(() => {});
  });
}
