// The browser's own page of extensions, driven as a user would: reload, switch off and on, allow in private windows, take a site back.
import type { Page, Worker } from 'playwright-core';
import { vi } from 'vitest';
import type { ExtensionBrowser } from '../../harness/browser.ts';

/** Of chrome.developerPrivate and chrome.management, which only that page has. */
interface ExtensionsApi {
  developerPrivate: {
    updateProfileConfiguration(change: { inDeveloperMode: boolean }): Promise<void>;
    updateExtensionConfiguration(change: {
      extensionId: string;
      incognitoAccess?: boolean;
      hostAccess?: 'ON_CLICK' | 'ON_ALL_SITES' | 'ON_SPECIFIC_SITES';
    }): Promise<void>;
    addHostPermission(extensionId: string, host: string): Promise<void>;
    removeHostPermission(extensionId: string, host: string): Promise<void>;
    reload(extensionId: string, options: { failQuietly: boolean }): Promise<void>;
  };
  management: { setEnabled(id: string, enabled: boolean): Promise<void> };
}

export interface ExtensionsPage {
  page: Page;
  reload(): Promise<void>;
  setEnabled(isOn: boolean): Promise<void>;
  /** Reloads the extension. */
  allowPrivateWindows(): Promise<void>;
  setSiteAccess(access: 'ON_CLICK' | 'ON_ALL_SITES'): Promise<void>;
  /** @param pattern a match pattern that the user has allowed. */
  takeBack(pattern: string): Promise<void>;
  /** Allows a site that was taken back. */
  giveBack(pattern: string): Promise<void>;
}

export async function openExtensionsPage({ context, extensionId }: ExtensionBrowser): Promise<ExtensionsPage> {
  const page = await context.newPage();
  await page.goto('chrome://extensions/');
  const use = <T>(act: (api: ExtensionsApi, id: string, given: T) => Promise<void>, given: T) =>
    page.evaluate(`(${act})(chrome, ${JSON.stringify(extensionId)}, ${JSON.stringify(given)})`) as Promise<void>;
  // An extension from a folder cannot be loaded again without it.
  await use((api) => api.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }), null);
  return {
    page,
    reload: () => use((api, id) => api.developerPrivate.reload(id, { failQuietly: true }), null),
    setEnabled: (isOn) => use((api, id, on) => api.management.setEnabled(id, on), isOn),
    allowPrivateWindows: () =>
      use(
        (api, extensionId) => api.developerPrivate.updateExtensionConfiguration({ extensionId, incognitoAccess: true }),
        null,
      ),
    setSiteAccess: (access) =>
      use(
        (api, extensionId, hostAccess) =>
          api.developerPrivate.updateExtensionConfiguration({ extensionId, hostAccess }),
        access,
      ),
    giveBack: (pattern) => use((api, id, host) => api.developerPrivate.addHostPermission(id, host), pattern),
    takeBack: (pattern) => use((api, id, host) => api.developerPrivate.removeHostPermission(id, host), pattern),
  };
}

/** The running service worker of normal or of private windows; waits until there is one that answers. */
export async function serviceWorkerOf({ context }: ExtensionBrowser, isPrivate = false): Promise<Worker> {
  const find = async () => {
    for (const worker of context.serviceWorkers()) {
      const is = await worker.evaluate(() => chrome.extension.inIncognitoContext).catch(() => null);
      if (is === isPrivate) return worker;
    }
    throw new Error('No service worker answers.');
  };
  return vi.waitFor(find, { timeout: 20_000, interval: 100 });
}
