// What a session in a call page shows to popup and panel.

import type { BackendName, EngineTiming } from '../engine/types.ts';
import type { Mode } from './consent/policy.ts';
import type { Room } from './room/types.ts';
import type { Loaded, Settings } from './settings.ts';

/** `disabled`: an organisation has switched Roomtone off; `setup`: nobody has said yet what it is used for, so nobody is read. */
export type SessionPhase = 'disabled' | 'setup' | 'no-call' | 'off' | 'starting' | 'on' | 'error';

export const isReading = ({ phase }: Pick<Snapshot, 'phase'>): boolean => phase === 'on' || phase === 'starting';

/** Somebody on screen who may be the user. */
export interface SelfCandidate {
  /** The participant's. */
  id: string;
  /** '' when the page does not tell. */
  name: string;
  /** The page suggests it: the one mirrored video, a name like "Ana (you)". Never taken as proof. */
  isHinted: boolean;
}

export interface Snapshot {
  phase: SessionPhase;
  /** The call site, e.g. 'Google Meet'. */
  platform: string;
  /** While starting: what is under way and how far, 0..1. */
  progress: { step: 'engine' | 'detector' | 'expression' | 'warm-up'; done: number } | null;
  /** In phase `error`: a key of _locales/en/messages.json that says what went wrong in one sentence. */
  error: string | null;
  backend: BackendName | null;
  /** What read at the beginning, where something else has taken its place: it failed, or became slow. */
  replaced: BackendName | null;
  /** Has the engine not answered for far longer than it takes? Readings are as they were. */
  isLate: boolean;
  backends: EngineTiming[];
  /** Milliseconds a tick takes from pixels to readings, over the last minute; null before the first. */
  tickMs: { median: number; p95: number } | null;
  /** Milliseconds between two ticks at present. */
  paceMs: number;
  /** How often each participant is looked at, the median of all, of late; null before there is anything to tell. */
  looksPerSecond: number | null;
  /** The part of the page's main thread that is ours, of late, 0..1; null before there is anything to tell. */
  pageShare: number | null;
  /** Milliseconds from switching on to the first reading. */
  firstReadingMs: number | null;
  room: Room;
  /** In mode `self` while it is not known who that is: among whom the user picks; else null. */
  selfCandidates: readonly SelfCandidate[] | null;
  /** Has the user, and not the site, said who oneself is? */
  selfPicked: boolean;
  settings: Settings;
  forced: Loaded['forced'];
  /** Modes that the answers to the three questions leave to choose from. */
  offered: readonly Mode[];
  /** Names that are not to be read in any call. */
  blockedNames: readonly string[];
  /** The page's own, as BCP 47; '' when it does not tell. */
  pageLanguage: string;
  /** The stream of readings that is being kept for saving, null when none is; epoch milliseconds. */
  recording: { since: number; events: number; isFull: boolean } | null;
  /** Is there something to report of a call in this page, under way or over? */
  hasReport: boolean;
}
