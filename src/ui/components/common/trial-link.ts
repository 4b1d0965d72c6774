// The border between the try-it page's view and the browser: what it knows, and what it may ask for.
import type { Answers } from '../../../call/consent/answers.ts';
import type { LookReport } from '../../../call/report/log.ts';
import type { Participant } from '../../../call/room/types.ts';
import type { Snapshot } from '../../../call/snapshot.ts';
import type { BackendName, Keypoints, PixelBox } from '../../../engine/types.ts';
import type { MessageKey } from '../../../i18n/t.ts';

/** `src` and `element` are good while they are shown. Sizes in pixels, upright. */
export type Media =
  | { kind: 'camera'; stream: MediaStream }
  | { kind: 'picture'; src: string; width: number; height: number }
  | { kind: 'video'; element: HTMLVideoElement; width: number; height: number };

/** `key` is a key of the messages file. */
export interface Problem {
  key: MessageKey;
  subs: readonly (string | number)[];
}

export interface TrialFace {
  /** From 1: from left to right in a picture, in the order in which they came before a camera and in a video. */
  number: number;
  person: Participant;
  /** Where the face was seen last, in the media's pixels. */
  box: PixelBox;
  /** In the media's pixels. */
  keypoints: Keypoints;
  /** What the net saw, 48·48 gray values row by row; null where it is not kept, and of whoever is left out. */
  crop: Uint8ClampedArray | null;
}

/** A look at a video. */
export interface VideoMoment {
  /** Seconds from its beginning. */
  at: number;
  faces: readonly TrialFace[];
}

/** What one look took, milliseconds; `openMs` is null where nothing was opened. */
export interface Timing {
  openMs: number | null;
  findMs: number;
  readMs: number;
}

export interface TrialFile {
  id: number;
  /** With its folders, where it came in one. */
  name: string;
  kind: 'picture' | 'video';
  /** `left`: reading was stopped before its end. */
  state: 'waiting' | 'reading' | 'done' | 'left';
  /** Number of the user's face, once the user has said it. */
  self: number | null;
  /** Why it could not be read, or not to its end. */
  problem: Problem | null;
  /** Pixels, upright; 0 before it has been opened. */
  width: number;
  height: number;
  /** Of a picture. */
  faces: readonly TrialFace[];
  /** Of a video, five a second. */
  moments: readonly VideoMoment[];
  /** Of a video as a whole, times in milliseconds from its beginning; null before it has been read, and where nobody could be. */
  report: LookReport | null;
  /** Of a video, seconds; 0 before it has been opened. */
  duration: number;
  timing: Timing | null;
}

export interface TrialState {
  /** Do the answers, or an organisation, leave nobody but the user to be read? */
  isOnlySelf: boolean;
  /** To the three questions; null while they have not been answered. */
  answers: Answers | null;
  media: Media | null;
  /** The camera has been asked for and has not answered. */
  asking: boolean;
  /** While the engine starts. */
  progress: Snapshot['progress'];
  /** What went wrong, and whether trying the same again may help. */
  problem: (Problem & { again: boolean }) | null;
  /** Who is on the stage; null before the first look. */
  faces: readonly TrialFace[] | null;
  /** Of the last look at what is on the stage. */
  timing: Timing | null;
  backend: BackendName | null;
  /** Known once one of them has been allowed. */
  cameras: readonly { id: string; name: string }[];
  /** Which of them is on. */
  camera: string | null;
  files: readonly TrialFile[];
  /** The file on the stage. */
  selected: number | null;
  isReading: boolean;
  /** A video's reading waits. */
  isPaused: boolean;
  /** What of a video is on the stage, seconds. */
  at: number;
  /** How much of a video has been written with its frames, 0..1; null while none is, `failed` when it could not be. */
  saving: number | 'failed' | null;
  /** Can this browser write videos? */
  canSaveVideo: boolean;
}

export const IDLE: TrialState = {
  isOnlySelf: false,
  answers: null,
  media: null,
  asking: false,
  progress: null,
  problem: null,
  faces: null,
  timing: null,
  backend: null,
  cameras: [],
  camera: null,
  files: [],
  selected: null,
  isReading: false,
  isPaused: false,
  at: 0,
  saving: null,
  canSaveVideo: true,
};

export type SavedKind = 'csv' | 'json' | 'png' | 'video';

export interface TrialCommands {
  /** @param id one of `cameras`; the browser's choice without. */
  useCamera(id?: string): void;
  open(files: readonly File[]): void;
  /** What was dropped or pasted, folders with all that is in them. */
  openFrom(data: DataTransfer): void;
  select(id: number): void;
  /** Says which face is the user's, where only that may be read. */
  setSelf(number: number): void;
  /** Lets go of the camera, or ends the reading of files; what has been read stays. */
  stop(): void;
  /** Reads what was left. */
  goOn(): void;
  clear(): void;
  setPaused(paused: boolean): void;
  /** Shows a moment of the video, seconds; its reading waits then. */
  seek(at: number): void;
  tryAgain(): void;
  /** Answers the three questions; what has been asked for goes on then. Null where another page asks them. */
  answer: ((answers: Answers) => void) | null;
  /** `png` is what is on the stage with its frames, `video` all of the video with them. @param wordsOf what stands at a frame. */
  save(kind: SavedKind, wordsOf: (face: TrialFace) => string): void;
  /** Ends the writing of a video. */
  stopSaving(): void;
}
