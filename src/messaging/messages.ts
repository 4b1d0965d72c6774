// Every message between the extension's parts: name -> (payload) => reply. Both are rebuilt by their schemas where they arrive.
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import type { CallReport } from '../call/report/log.ts';
import { guard, index, type Schema, shape, text } from '../call/schemas/base.ts';
import { callReport } from '../call/schemas/report.ts';
import { snapshot } from '../call/schemas/snapshot.ts';
import { LANGUAGES, type Language } from '../call/settings.ts';
import type { Snapshot } from '../call/snapshot.ts';
import type { Catalogue } from '../i18n/t.ts';
import { ENGINE_ERRORS, type HostOpened } from './engine-port.ts';

/**
 * May Roomtone read the sender's page? `granted`: its site is allowed; `this-visit`: it is not, but the user has opened Roomtone on this very
 * tab, which lasts until the tab leaves the page; `none`: neither.
 */
export type SiteAccess = 'granted' | 'this-visit' | 'none';

/** Sent with runtime.sendMessage to the service worker. */
export interface BackgroundMessages {
  /** Makes sure that the engine's host exists; resolves once it listens. */
  openEngine: (payload: null) => HostOpened;
  /** The sender's tab is being read, or no longer: the toolbar icon shows it. */
  readingChanged: (payload: { on: boolean }) => null;
  /** A call that was read is over: its report can be looked at once more, and is kept if the user has asked for that. */
  callEnded: (payload: { report: CallReport }) => null;
  /** A language's words, for call pages, which cannot read the extension's files. */
  catalogue: (payload: { language: Language }) => Catalogue | null;
  /** The number of the sender's frame in its tab. */
  frameNumber: (payload: null) => number;
  /** Asked by a call page when it starts to read, and whenever it is told `siteAccessChanged`. */
  siteAccess: (payload: null) => SiteAccess;
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
  /** The recording so far as a text without names, in parts that fit into a message; null when none is kept. See recording-parts.ts. */
  getRecordingPart: (payload: { part: number }) => RecordingPart | null;
  /** What is found on the page and how the reading goes, as text without names or pictures. */
  describePage: (payload: null) => string;
  /** A site's permission has been given or taken back; the page asks for its own with `siteAccess`. */
  siteAccessChanged: (payload: null) => null;
}

export interface RecordingPart {
  text: string;
  /** Of how many. */
  parts: number;
  /** Which text this is a part of: it changes when the text is written anew. */
  of: number;
}

/** Sent with runtime.sendMessage by the service worker to the engine's host. */
export interface HostMessages {
  /** Only a host that listens answers. */
  areYouThere: (payload: null) => true;
}

export type Messages = BackgroundMessages & PageMessages & HostMessages;
export type Name = keyof Messages;
export type Payload<N extends Name> = Parameters<Messages[N]>[0];
export type Reply<N extends Name> = ReturnType<Messages[N]>;

/** The browser hands over undefined as null, and null as either. */
const nothing: Schema<null> = v.nullish(v.null(), null);
const on = shape({ on: v.boolean() });
/** Sites make ids of accounts and addresses; none comes near. */
const id = text(2000);
const report = v.nullable(callReport);
const part = shape<RecordingPart>({ text: v.string(), parts: index, of: index });
const opened = v.union([
  shape({ ok: v.literal(true) }),
  shape({ ok: v.literal(false), error: v.picklist(ENGINE_ERRORS), detail: v.string() }),
]);
const catalogue = v.nullable(v.record(v.string(), shape({ message: v.string() })));
const access = v.picklist(['granted', 'this-visit', 'none']);

const SCHEMAS: { [N in Name]: [payload: Schema<Payload<N>>, reply: Schema<Reply<N>>] } = {
  openEngine: [nothing, opened],
  readingChanged: [on, nothing],
  callEnded: [shape({ report: callReport }), nothing],
  catalogue: [shape({ language: v.picklist(LANGUAGES) }), catalogue],
  frameNumber: [nothing, index],
  siteAccess: [nothing, access],
  setReading: [on, snapshot],
  setExcluded: [shape({ id, excluded: v.boolean() }), snapshot],
  setSelf: [shape({ id: v.nullable(id) }), snapshot],
  getSnapshot: [nothing, snapshot],
  getReport: [nothing, report],
  setRecording: [on, snapshot],
  getRecordingPart: [shape({ part: index }), v.nullable(part)],
  describePage: [nothing, v.string()],
  siteAccessChanged: [nothing, nothing],
  areYouThere: [nothing, v.literal(true)],
};
const messageFrom = guard(
  shape<{ name: Name; payload: unknown }>({
    name: v.picklist(Object.keys(SCHEMAS) as Name[]),
    payload: v.unknown(),
  }),
);

/** @throws TypeError when it is no reply to `name`. */
function replyTo<N extends Name>(name: N, raw: unknown): Reply<N> {
  const reply = guard(SCHEMAS[name][1])(raw);
  if (reply === undefined) throw new TypeError(`No reply to ${name}.`);
  return reply;
}

/** Call pages hand these over as well; all others come from the extension's own pages and its service worker. */
const FROM_CALL_PAGES: readonly Name[] = [
  'openEngine',
  'readingChanged',
  'callEnded',
  'catalogue',
  'frameNumber',
  'siteAccess',
] satisfies (keyof BackgroundMessages)[];

/** Rejects, also where the browser throws, when nobody answers as they should: the extension has been updated, say. */
export async function askBackground<N extends keyof BackgroundMessages>(
  name: N,
  payload: Payload<N>,
): Promise<Reply<N>> {
  return replyTo(name, await browser.runtime.sendMessage({ name, payload }));
}

/** Rejects when no Roomtone runs in that frame of the tab, or its reply is none. */
export async function askPage<N extends keyof PageMessages>(
  tab: number,
  name: N,
  payload: Payload<N>,
  frame = 0,
): Promise<Reply<N>> {
  return replyTo(name, await browser.tabs.sendMessage(tab, { name, payload }, { frameId: frame }));
}

/** Tells every frame of a tab. Rejects when no Roomtone runs in any. */
export async function tellFrames(tab: number, name: 'siteAccessChanged'): Promise<void> {
  await browser.tabs.sendMessage(tab, { name, payload: null });
}

type Sender = browser.Runtime.MessageSender;

export type Handlers<M extends Partial<Messages>> = {
  [N in keyof M & Name]: (payload: Payload<N>, sender: Sender) => Reply<N> | Promise<Reply<N>>;
};

/** Is the sender this extension itself, in a call page or one of its own? */
export function isOurs(sender: Sender | undefined): boolean {
  return sender?.id === browser.runtime.id;
}

/** Is the sender one of the extension's own pages, or its service worker? A call page's process cannot claim to be. */
export function isOwnPage(sender: Sender | undefined): boolean {
  const address = sender?.url ?? (sender as { origin?: string } | undefined)?.origin ?? '';
  return isOurs(sender) && `${address}/`.startsWith(browser.runtime.getURL(''));
}

/**
 * Answers messages by `handlers` until the signal aborts. A message from anybody else, one that has no handler here, or one whose payload is not
 * what its name says is left to others.
 */
export function handleMessages<M extends Partial<Messages>>(handlers: Handlers<M>, signal?: AbortSignal): void {
  const listener = (message: unknown, sender: Sender): undefined | Promise<unknown> => {
    const { name, payload: raw } = messageFrom(message) ?? {};
    if (!name || !Object.hasOwn(handlers, name)) return;
    if (!(FROM_CALL_PAGES.includes(name) ? isOurs(sender) : isOwnPage(sender))) return;
    const payload = guard<unknown>(SCHEMAS[name][0])(raw);
    if (payload === undefined) return;
    const handler = handlers[name as keyof M & Name] as (p: unknown, s: Sender) => unknown;
    return (async () => handler(payload, sender))();
  };
  browser.runtime.onMessage.addListener(listener as never);
  const leave = () => {
    // In a page that has outlived its extension the event is gone, and so is the need.
    if (browser.runtime?.id) browser.runtime.onMessage.removeListener(listener as never);
  };
  signal?.addEventListener('abort', leave, { once: true });
}
