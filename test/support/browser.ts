// A plain headless Chromium for tests that need real pages but no extension.
import { type Browser, chromium } from 'playwright-core';
import { browserFlags, findBrowser } from '../../harness/browser.ts';

export async function launchBrowser(more: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser().path,
    headless: true,
    args: [...browserFlags(), ...more],
  });
}
