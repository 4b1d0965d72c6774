// Every message between the extension's parts: name -> (payload) => reply.
import type { BackendName, EngineReply, EngineTiming } from './engine/types.ts';
import type { Snapshot } from './session/types.ts';

/** Sent with runtime.sendMessage to the service worker. */
export interface BackgroundMessages {
  /** Makes sure that the engine's host exists; resolves once it listens. */
  openEngine: (payload: null) => { ok: true } | { ok: false; error: string };
}

/** Sent with tabs.sendMessage to a call page. */
export interface PageMessages {
  /** Switches reading on or off; replies with the state at once, the rest follows over the room port. */
  setReading: (payload: { on: boolean }) => Snapshot;
  setBadges: (payload: { on: boolean }) => Snapshot;
  /** Stops or resumes reading one participant for the rest of this call. */
  setExcluded: (payload: { id: string; excluded: boolean }) => Snapshot;
  getSnapshot: (payload: null) => Snapshot;
}

/** Popup or panel -> page, tabs.connect: the page posts a Snapshot on connect and after each change, at most two a second. */
export const ROOM_PORT = 'room';
export type RoomPortDown = Snapshot;

/** Page (or try-it page) -> engine's host, runtime.connect. One atlas in flight at a time. */
export const ENGINE_PORT = 'engine';
export type EnginePortUp =
  | { kind: 'open'; backend: BackendName | 'auto' }
  | { kind: 'atlas'; id: number; width: number; height: number; cells: number; data: Uint8ClampedArray<ArrayBuffer> };
export type EnginePortDown =
  | { kind: 'progress'; step: NonNullable<Snapshot['progress']>['step']; done: number }
  | { kind: 'ready'; backend: BackendName; backends: EngineTiming[] }
  | { kind: 'faces'; id: number; reply: EngineReply }
  /** `error` is a key of the messages file; `detail` is for the console. */
  | { kind: 'error'; id: number | null; error: string; detail: string };
