// The border between the views of the report page and the browser: what they know, and what they may ask for.
import type { CallReport } from '../../../call/report/log.ts';
import type { Loaded, Settings } from '../../../call/settings.ts';
import type { KeptCall } from '../../../storage/history.ts';
import type { SaveProblem } from './link.ts';

/** Which report is shown. */
export type ShownReport =
  | { kind: 'loading' }
  /** What is stored cannot be read. */
  | { kind: 'failed' }
  /** No call has been read since the browser started. */
  | { kind: 'none' }
  /** The call that was asked for is not kept. */
  | { kind: 'gone' }
  /** `live`: the call goes on. `kept`: taken from those kept, by its id. */
  | { kind: 'live' | 'over'; report: CallReport }
  | { kind: 'kept'; report: CallReport; id: string };

export interface ReportState {
  shown: ShownReport;
  /** The newest first. */
  kept: readonly KeptCall[];
  /** Null until they are known. */
  loaded: Loaded | null;
  /** What the last command led to where it failed. */
  problem: SaveProblem | null;
}

export interface ReportCommands {
  refresh(): void;
  changeSettings(settings: Partial<Settings>): void;
  remove(id: string): void;
  removeAll(): void;
  /** Starts the page again. */
  tryAgain(): void;
  /** Offers text as a file. */
  download(name: string, type: string, text: string): void;
  /** Offers an article of this page as a page of its own. */
  savePage(name: string, title: string, article: Element): void;
}
