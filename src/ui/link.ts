// What a view knows of the tab it speaks of, and what it may ask of it; the border between views and the browser.
import type { WantedBackend } from '../engine/types.ts';
import type { Snapshot } from '../session/types.ts';

export type Link =
  | { kind: 'connecting' }
  /** Nobody answers in this tab: no call site, or one that was open before the extension was. */
  | { kind: 'silent'; why: 'no-call' | 'reload' }
  | { kind: 'live'; snapshot: Snapshot };

export interface Commands {
  setReading(on: boolean): void;
  setBadges(on: boolean): void;
  setBackend(backend: WantedBackend): void;
  setExcluded(id: string, excluded: boolean): void;
  reloadTab(): void;
  /** Absent where the browser has no side panel. */
  openPanel?(): void;
}
