// The border between the settings page's view and the browser: what it knows, and what it may ask for.
import type { Offer } from '../../../call/consent/rules.ts';
import type { Loaded, Settings } from '../../../call/settings.ts';
import type { SaveProblem } from './link.ts';

/** What the last change led to, beyond itself; a key of the messages file. */
export type Outcome = 'resetDone' | SaveProblem | null;

/** A key of the browser's, as it stands now; '' where it has none. */
export interface Shortcut {
  name: string;
  keys: string;
}

export interface SettingsState {
  /** Null until it is known. */
  loaded: Loaded | null;
  /** What is stored cannot be read. */
  isFailed: boolean;
  outcome: Outcome;
  /** Of the browser itself, e.g. 'de-AT'. */
  browserLanguage: string;
  shortcuts: readonly Shortcut[];
  /** The browser's page on which keys are set. */
  shortcutsAddress: string;
  /** What follows from the three questions; empty as long as they are not answered. */
  offers: readonly Offer[];
  /** Names of people who are not read in any call. */
  blockedNames: readonly string[];
}

export interface SettingsCommands {
  change(part: Partial<Settings>): void;
  reset(): void;
  /** Takes the reset back. */
  undo(): void;
  /** Takes a name off the list of people who are never read. */
  unblock(name: string): void;
  /** Absent where the browser has no page for it. */
  openShortcuts?(): void;
  /** Starts the page again. */
  tryAgain(): void;
}
