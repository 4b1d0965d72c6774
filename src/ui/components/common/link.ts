// What a view knows of the tab it speaks of, and what it may ask of it; the border between views and the browser.

import type { Language, Settings } from '../../../call/settings.ts';
import type { Snapshot } from '../../../call/snapshot.ts';
import type { T } from '../../../i18n/t.ts';

export type Link =
  | { kind: 'connecting' }
  /** Nobody answers in this tab: no call site, or one that was open before the extension was. */
  | { kind: 'silent'; why: 'no-call' | 'reload' }
  /** A site that nobody has allowed to be read so far, as a match pattern. */
  | { kind: 'foreign'; site: string }
  | { kind: 'live'; snapshot: Snapshot };

export interface Commands {
  setReading(on: boolean): void;
  changeSettings(settings: Partial<Settings>): void;
  setExcluded(id: string, excluded: boolean): void;
  /** Says which participant is oneself; null takes it back. */
  setSelf(id: string | null): void;
  /** Leaves somebody out of every call by name, or takes that back. */
  setLeftOut(name: string, leftOut: boolean): void;
  /** Words in another language. */
  translation(language: Language): Promise<T>;
  reloadTab(): void;
  /** Asks for leave to read the pages of a site, a match pattern; to be called while a click is handled. */
  readSite(site: string): void;
  /** Begins to keep the stream of readings, or forgets it. */
  setRecording(on: boolean): void;
  /** Offers what was kept of the readings as a file. */
  saveRecording(): void;
  openReport(): void;
  openSettings(): void;
  /** The page of three questions. */
  openWelcome(): void;
  /** What is found on the page, as text; '' when it does not answer. */
  describePage(): Promise<string>;
  /** Absent where the browser has no side panel. */
  openPanel?(): void;
}
