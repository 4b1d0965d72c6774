// Every message between the extension's parts: name -> (payload) => reply.
import browser from 'webextension-polyfill';
import type { CallReport } from '../call/report/log.ts';
import type { Language } from '../call/settings.ts';
import type { Snapshot } from '../call/snapshot.ts';
import type { BackendName, EngineReply, EngineTiming, Sighting, WantedBackend } from '../engine/types.ts';
import type { Catalogue } from '../i18n/t.ts';

/** Sent with runtime.sendMessage to the service worker. */
export interface BackgroundMessages {
  /** Makes sure that the engine's host exists; resolves once it listens. `error` is a key of the messages file. */
  openEngine: (payload: null) => { ok: true } | { ok: false; error: string; detail: string };
  /** The sender's tab is being read, or no longer: the toolbar icon shows it. */
  readingChanged: (payload: { on: boolean }) => null;
  /** A call that was read is over: its report can be looked at once more, and is kept if somebody wishes it. */
  callEnded: (payload: { report: CallReport }) => null;
  /** A language's words, for call pages, which cannot read the extension's files; null for one that is none of ours. */
  catalogue: (payload: { language: Language }) => Catalogue | null;
}

/** Sent with tabs.sendMessage to a call page. */
export interface PageMessages {
  /** Switches reading on or off; replies with the state at once, the rest follows over the room port. */
  setReading: (payload: { on: boolean }) => Snapshot;
  /** Stops or resumes reading one participant for the rest of this call. */
  setExcluded: (payload: { id: string; excluded: boolean }) => Snapshot;
  /** Says which participant is oneself, for as long as the page lives; null takes it back. */
  setSelf: (payload: { id: string | null }) => Snapshot;
  getSnapshot: (payload: null) => Snapshot;
  /** Of the call under way, else of the last one in this page; null when nobody has been read. */
  getReport: (payload: null) => CallReport | null;
  /** Begins to keep the stream of readings, or forgets what was kept. */
  setRecording: (payload: { on: boolean }) => Snapshot;
  /** What was kept so far as a text in parts, without names; null when nothing is. */
  getRecording: (payload: null) => string[] | null;
  /** What is found on the page, as text without names or pictures. */
  describePage: (payload: null) => string;
}

/** Popup or panel -> page, tabs.connect: the page posts a Snapshot on connect and after each change, at most two a second. */
export const ROOM_PORT = 'room';
export type RoomPortDown = Snapshot;

/** Page (or try-it page) -> engine's host, runtime.connect. One question in flight at a time. */
export const ENGINE_PORT = 'engine';
export type EnginePortUp =
  /** Opens the engine, or changes what it runs on, for everybody. */
  | { kind: 'open'; backend: WantedBackend }
  | { kind: 'atlas'; id: number; width: number; height: number; cells: number; data: Uint8ClampedArray<ArrayBuffer> }
  /** Pictures to be searched for all their faces, as Engine.survey takes them. */
  | { kind: 'survey'; id: number; data: Uint8ClampedArray<ArrayBuffer> }
  /**
   * For the service worker. A page that is closed has no time to wake it, and what the page sends it then is lost; the host is awake and stays.
   * Whoever is awake besides hears of the same report twice, which does no harm.
   */
  | { kind: 'ended'; report: CallReport };
export type EnginePortDown =
  | { kind: 'progress'; step: NonNullable<Snapshot['progress']>['step']; done: number }
  | { kind: 'ready'; backend: BackendName; backends: EngineTiming[] }
  | { kind: 'faces'; id: number; reply: EngineReply }
  | { kind: 'sightings'; id: number; reply: Sighting[][] }
  /** `error` is a key of the messages file; `detail` is for the console. */
  | { kind: 'error'; id: number | null; error: string; detail: string };

type Messages = BackgroundMessages & PageMessages;
type Name = keyof Messages;
type Payload<N extends Name> = Parameters<Messages[N]>[0];
type Reply<N extends Name> = ReturnType<Messages[N]>;

export function askBackground<N extends keyof BackgroundMessages>(name: N, payload: Payload<N>): Promise<Reply<N>> {
  return browser.runtime.sendMessage({ name, payload });
}

/** Rejects when no Roomtone runs in that tab. */
export function askPage<N extends keyof PageMessages>(tab: number, name: N, payload: Payload<N>): Promise<Reply<N>> {
  return browser.tabs.sendMessage(tab, { name, payload }, { frameId: 0 });
}

export type Handlers<M extends Partial<Messages>> = {
  [N in keyof M & Name]: (payload: Payload<N>, sender: browser.Runtime.MessageSender) => Reply<N> | Promise<Reply<N>>;
};

/**
 * Answers messages by `handlers` until the signal aborts. Only this extension's own parts are listened to; a message
 * that has no handler here is somebody else's.
 */
export function handleMessages<M extends Partial<Messages>>(handlers: Handlers<M>, signal?: AbortSignal): void {
  const listener = (message: unknown, sender: browser.Runtime.MessageSender): undefined | Promise<unknown> => {
    if (sender.id !== browser.runtime.id || !isEnvelope(message) || !Object.hasOwn(handlers, message.name)) return;
    const handler = handlers[message.name as keyof M & Name] as (p: unknown, s: typeof sender) => unknown;
    return Promise.resolve(handler(message.payload, sender));
  };
  browser.runtime.onMessage.addListener(listener as never);
  signal?.addEventListener('abort', () => browser.runtime.onMessage.removeListener(listener as never), { once: true });
}

function isEnvelope(message: unknown): message is { name: string; payload: unknown } {
  return typeof message === 'object' && message !== null && typeof (message as { name?: unknown }).name === 'string';
}
