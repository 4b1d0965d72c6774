// What the report page knows and may ask for; the border between its views and the browser.

import type { CallReport } from '../../../call/report/log.ts';
import type { Loaded, Settings } from '../../../call/settings.ts';
import type { KeptCall } from '../../../storage/history.ts';

/** Which report is shown. */
export type ShownReport =
  | { kind: 'loading' }
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
}

export interface ReportCommands {
  refresh(): void;
  changeSettings(settings: Partial<Settings>): void;
  remove(id: string): void;
  removeAll(): void;
}
