// What server, page and tests agree on: who is invited to the practice call, and what may be asked of it while it runs.

import type { Movement } from '../src/call/room/types.ts';
import type { Expression } from '../src/engine/types.ts';
import type { Rect, SampleFace } from './people.ts';

/** Where a person's picture comes from; addresses are on the page's own origin. */
export type Source =
  /** One face of a group picture, shown as a webcam would; the others' faces are blurred away. */
  | { kind: 'face'; url: string; face: Rect; others: Rect[]; mouth: SampleFace['mouth'] }
  /** A whole picture. */
  | { kind: 'picture'; url: string }
  /** A clip, looped. */
  | { kind: 'clip'; url: string };

export interface Guest {
  name: string;
  looks: Expression | null;
  source: Source;
}

/** Served to the page as JSON. */
export interface Invitation {
  /** The first is oneself. */
  present: Guest[];
  /** They join when the call's life or a test asks for it. */
  waiting: Guest[];
  /** Nobody joins, leaves or turns a camera off unless a test says so. Faces move all the same. */
  still: boolean;
  /** Everything random comes from this. */
  seed: number;
}

export interface PracticePerson {
  /** By which the site's page tells people apart; each site says what that is. */
  id: string;
  name: string;
  isSelf: boolean;
  looks: Expression | null;
  cameraOn: boolean;
  /** Has a tile in the present layout. */
  onScreen: boolean;
}

export interface PracticeTile {
  id: string;
  name: string;
  isSelf: boolean;
  /** Pixels of the whole page's viewport. */
  box: { x: number; y: number; width: number; height: number };
}

export const ARRANGEMENTS = ['tiled', 'sidebar', 'spotlight'] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];

/** `window.practice` in the page. */
export interface Practice {
  phase(): 'lobby' | 'call' | 'left';
  /** Everybody whose camera is on has a moving picture; before and after the call at once. */
  ready(): boolean;
  people(): PracticePerson[];
  /** Where people are to be seen; whoever is shown twice is there twice. */
  tiles(): PracticeTile[];
  /** From the lobby, or again from the page after the call; resolves when everybody's camera is on. */
  enterCall(): Promise<void>;
  /** The next of the waiting; resolves to the id once the picture arrives, or null when nobody waits. */
  join(): Promise<string | null>;
  leave(id: string): void;
  cameraOff(id: string): void;
  cameraOn(id: string): Promise<void>;
  /** The person begins to nod or to shake the head, null stops it; for faces of the sample pictures. */
  move(id: string, movement: Movement | null): void;
  /** -1 (the mouth's corners down) to 1 (a broad smile), 0 as in the picture; of others than the sample faces nothing changes. */
  smile(id: string, amount: number): void;
  /** The given person presents a screen, null ends it. */
  share(id: string | null): Promise<void>;
  layout(arrangement: Arrangement): void;
  /** Opens or closes the participants panel. */
  panel(open: boolean): void;
  /** Comings and goings, spread over this many seconds; at the end as many people are there as before. */
  live(seconds: number): void;
  endCall(): void;
  /** Sources that could not be shown, one sentence each. */
  problems: string[];
}

declare global {
  interface Window {
    practice: Practice;
  }
}
