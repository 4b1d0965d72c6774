// The engine's host in the extension: the background opens it, and a port leads to it.
import browser from 'webextension-polyfill';
import { ENGINE_PORT, type HostAccess } from './engine-port.ts';
import { askBackground } from './messages.ts';

export const extensionHost: HostAccess = {
  open: () => askBackground('openEngine', null),
  connect: () => {
    const port = browser.runtime.connect({ name: ENGINE_PORT });
    port.onDisconnect.addListener(() => {
      // Unread, it would be logged as an error.
      void (globalThis as { chrome?: typeof chrome }).chrome?.runtime?.lastError;
    });
    return port;
  },
  canReturn: () => Boolean(browser.runtime?.id),
};
