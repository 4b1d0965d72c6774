// A page's line to the engine's host: one question in flight, errors as message keys, gone with its signal.
import browser from 'webextension-polyfill';
import type { CallReport } from '../call/report/log.ts';
import type { Atlas, BackendName, EngineReply, EngineTiming, Sighting, WantedBackend } from '../engine/types.ts';
import { askBackground, ENGINE_PORT, type EnginePortDown, type EnginePortUp } from './messages.ts';

/** `key` is a key of the messages file. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
  constructor(
    readonly key: string,
    detail: string,
  ) {
    super(detail);
  }
}

export interface EngineClient {
  readonly backend: BackendName;
  readonly backends: EngineTiming[];
  /** Changes what the engine runs on; resolves once it does. Not while an atlas is under way. */
  use(backend: WantedBackend): Promise<void>;
  /** One at a time; rejects with EngineUnavailable when the engine has gone. */
  read(atlas: Atlas): Promise<EngineReply>;
  /** As Engine.survey; not while an atlas is under way. */
  survey(pictures: Uint8ClampedArray<ArrayBuffer>): Promise<Sighting[][]>;
  /** Leaves the call's report with the host, also as the page goes. */
  handOver(report: CallReport): void;
}

type Progress = (step: 'detector' | 'expression' | 'warm-up' | 'engine', done: number) => void;

/** Longer than any honest tick; an engine that says nothing for this long is dead. */
const REPLY_LIMIT_MS = 30_000;

/** @throws EngineUnavailable when the engine does not start; the signal's reason when it aborts. */
export async function connectEngine(
  backend: WantedBackend,
  onProgress: Progress,
  signal: AbortSignal,
): Promise<EngineClient> {
  onProgress('engine', 0);
  const opened = await askBackground('openEngine', null);
  if (!opened.ok) throw new EngineUnavailable(opened.error, opened.detail);
  signal.throwIfAborted();
  onProgress('engine', 1);

  const port = browser.runtime.connect({ name: ENGINE_PORT });
  signal.addEventListener('abort', () => port.disconnect(), { once: true });
  const post = (message: EnginePortUp) => port.postMessage(message);
  let pending: { id: number; resolve: (reply: never) => void; reject: (error: Error) => void } | null = null;
  let gone: EngineUnavailable | null = null;
  let stopWaiting: ((error: Error) => void) | null = null;

  return new Promise<EngineClient>((resolve, reject) => {
    const fail = (key: string, detail: string) => {
      gone = new EngineUnavailable(key, detail);
      pending?.reject(gone);
      pending = null;
      stopWaiting?.(gone);
      reject(gone);
      port.disconnect();
    };
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    port.onDisconnect.addListener(() => fail('errorEngineLost', 'The port to the engine closed.'));

    const ask = <T>(question: (id: number) => EnginePortUp) =>
      new Promise<T>((resolveAnswer, rejectAnswer) => {
        if (gone) return rejectAnswer(gone);
        if (pending) return rejectAnswer(new Error('One question at a time.'));
        const id = nextId++;
        const limit = setTimeout(() => fail('errorEngineLost', 'The engine did not answer.'), REPLY_LIMIT_MS);
        const settled =
          <V>(then: (value: V) => void) =>
          (value: V) => {
            clearTimeout(limit);
            then(value);
          };
        pending = { id, resolve: settled(resolveAnswer), reject: settled(rejectAnswer) };
        post(question(id));
      });
    let nextId = 0;
    const read = (atlas: Atlas) => ask<EngineReply>((id) => ({ kind: 'atlas', id, ...atlas }));
    const survey = (data: Uint8ClampedArray<ArrayBuffer>) => ask<Sighting[][]>((id) => ({ kind: 'survey', id, data }));

    let ready: (() => void) | null = null;
    const use = (next: WantedBackend) =>
      new Promise<void>((resolveReady, rejectReady) => {
        if (gone) return rejectReady(gone);
        ready = resolveReady;
        stopWaiting = rejectReady;
        post({ kind: 'open', backend: next });
      });
    const handOver = (report: CallReport) => {
      if (!gone) post({ kind: 'ended', report });
    };
    const client: EngineClient = { backend: 'wasm', backends: [], use, read, survey, handOver };

    port.onMessage.addListener((raw) => {
      const message = raw as EnginePortDown;
      if (message.kind === 'progress') onProgress(message.step, message.done);
      else if (message.kind === 'ready') {
        Object.assign(client, { backend: message.backend, backends: message.backends });
        resolve(client);
        ready?.();
      } else if (message.kind === 'error') fail(message.error, message.detail);
      else if (pending?.id === message.id) {
        const { resolve: answer } = pending;
        pending = null;
        answer(message.reply as never);
      }
    });
    post({ kind: 'open', backend });
  });
}
