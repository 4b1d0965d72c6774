// The border between the views of popup and side panel and the browser: what they know of a tab, and what they may ask of it.
import type { Language, Settings } from '../../../call/settings.ts';
import type { Snapshot } from '../../../call/snapshot.ts';
import type { T } from '../../../i18n/t.ts';

export type Link =
  | { kind: 'connecting' }
  /**
   * `no-call`: no call site; `reload`: a call site that was open before the extension was; `no-answer`: Roomtone runs in the tab and says
   * nothing.
   */
  | { kind: 'silent'; why: 'no-call' | 'reload' | 'no-answer' }
  /** A site that nobody has allowed to be read so far, as a match pattern. */
  | { kind: 'foreign'; site: string }
  /** The call may be in a frame of another site, a match pattern; null where nobody can allow it. */
  | { kind: 'frame'; site: string | null }
  | { kind: 'live'; snapshot: Snapshot };

/** What could not be stored; a key of the messages file. */
export type SaveProblem = 'saveFailed' | 'saveTooOften' | 'privateListLocked';

export interface Commands {
  setReading(on: boolean): void;
  changeSettings(settings: Partial<Settings>): void;
  /** For this call. */
  setExcluded(id: string, excluded: boolean): void;
  /** Says which participant is oneself; null takes it back. */
  setSelf(id: string | null): void;
  /** Puts a name on the list of people who are never read, or takes it off. */
  setBlocked(name: string, blocked: boolean): void;
  /** Words in another language. */
  translation(language: Language): Promise<T>;
  /** Copies text to the clipboard. */
  copy(text: string): Promise<void>;
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
