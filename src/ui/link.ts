// What a view knows of the tab it speaks of, and what it may ask of it; the border between views and the browser.
import type { WantedBackend } from '../engine/types.ts';
import type { Snapshot } from '../session/types.ts';

export type Link =
  | { kind: 'connecting' }
  /** Nobody answers in this tab: no call site, or one that was open before the extension was. */
  | { kind: 'silent'; why: 'no-call' | 'reload' }
  /** A site that nobody has allowed to be read so far, as a match pattern. */
  | { kind: 'foreign'; site: string }
  | { kind: 'live'; snapshot: Snapshot };

export interface Commands {
  setReading(on: boolean): void;
  setBadges(on: boolean): void;
  setBackend(backend: WantedBackend): void;
  setExcluded(id: string, excluded: boolean): void;
  reloadTab(): void;
  /** Asks for leave to read the pages of a site, a match pattern; to be called while a click is handled. */
  readSite(site: string): void;
  /** What is found on the page, as text; '' when it does not answer. */
  describePage(): Promise<string>;
  /** Absent where the browser has no side panel. */
  openPanel?(): void;
}
