// The border between the try-it page's view and the browser: what it knows, and what it may ask for.
import type { Participant } from '../../../call/room/types.ts';
import type { Snapshot } from '../../../call/snapshot.ts';
import type { UnitBox } from '../../../engine/types.ts';
import type { MessageKey } from '../../../i18n/t.ts';

export type Media =
  | { kind: 'camera'; stream: MediaStream }
  | { kind: 'picture'; image: HTMLImageElement; name: string };

export interface TrialState {
  media: Media | null;
  /** The camera has been asked for and has not answered. */
  asking: boolean;
  /** While the engine starts. */
  progress: Snapshot['progress'];
  /** What went wrong, and whether trying the same again may help. */
  problem: { key: MessageKey; subs: readonly string[]; again: boolean } | null;
  /** Null before the first look. */
  person: Participant | null;
  /** The last face, in the media's pixels. */
  face: UnitBox | null;
}

export interface TrialCommands {
  useCamera(): void;
  usePicture(file: File): void;
  tryAgain(): void;
  stop(): void;
}
