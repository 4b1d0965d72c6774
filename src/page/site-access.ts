// May Roomtone read this page? The browser tells a content script nothing when its site's permission is taken back; the service worker does.
import type { SiteAccess } from '../messaging/messages.ts';
import { askBackground } from '../messaging/messages.ts';

const RANK: Record<SiteAccess, number> = { none: 0, 'this-visit': 1, granted: 2 };

/** What cannot be asked is not allowed. */
const ask = (): Promise<SiteAccess> => askBackground('siteAccess', null).catch(() => 'none' as const);

export interface SiteAccessWatch {
  /** To be asked before reading starts. */
  mayRead(): Promise<boolean>;
  /** To be called when the page is told `siteAccessChanged`. @returns whether reading must stop: less is allowed than when it started. */
  hasShrunk(): Promise<boolean>;
}

export function watchSiteAccess(): SiteAccessWatch {
  let atStart: SiteAccess = 'none';
  return {
    mayRead: async () => {
      atStart = await ask();
      return atStart !== 'none';
    },
    hasShrunk: async () => RANK[await ask()] < RANK[atStart],
  };
}
