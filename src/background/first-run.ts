// Opens the three questions when Roomtone is installed: nothing is read before they are answered.
import browser from 'webextension-polyfill';
import { loadSettings } from '../storage/settings.ts';

const WELCOME = 'welcome.html';

/** To be called while the service worker starts, or it misses being told. */
export function greetOnInstall(): void {
  browser.runtime.onInstalled.addListener(async ({ reason }) => {
    if (reason !== 'install') return;
    const windowOpened = new Promise<void>((resolve) => browser.windows.onCreated.addListener(() => resolve()));
    if ((await loadSettings()).disabled) return;
    const greet = () => browser.tabs.create({ url: WELCOME });
    // An extension that comes along with the browser can be there before its first window is.
    await greet().catch(() => windowOpened.then(greet));
  });
}
