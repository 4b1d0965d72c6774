// A page's line to the engine's host. It outlives the host: when the browser closes the host's document, or the engine dies, the client opens a
// fresh one and the page reads on.
import type { CallReport } from '../call/report/log.ts';
import type { BackendName, EngineTiming, Look, LookReply, WantedBackend } from '../engine/types.ts';
import {
  type EngineErrorKey,
  type EnginePort,
  type EnginePortUp,
  type EngineStep,
  engineAnswer,
  type HostAccess,
  packed,
} from './engine-port.ts';
import { noteProblem } from './problems.ts';

/** There is no engine, and there will be none without the user. `key` is a key of the messages file. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
  constructor(
    readonly key: EngineErrorKey,
    detail: string,
  ) {
    super(detail);
  }
}

export interface EngineClient {
  readonly backend: BackendName;
  readonly backends: EngineTiming[];
  /** Changes what the engine runs on; resolves once it does. Not while a question is under way. @throws EngineUnavailable */
  use(backend: WantedBackend): Promise<void>;
  /**
   * One question at a time. Null when this question alone has no answer: the engine was lost and a fresh one has taken its place by then, or
   * it failed. The pixels are not sent again: who may be read can have changed meanwhile.
   * @throws EngineUnavailable
   */
  look(look: Look): Promise<LookReply | null>;
  /** Leaves the call's report so far with the host, which passes on the newest when this page has gone; null takes it back. */
  leaveReport(report: CallReport | null): void;
}

export type Progress = (step: EngineStep, done: number) => void;

export interface ClientLimits {
  /** How long opening the host may take, milliseconds. */
  hostMs: number;
  /** Longer than any honest answer; the host gives up a hung engine before this. */
  answerMs: number;
  /** An engine that is lost again within this time is not opened once more. */
  recoverEveryMs: number;
}
const LIMITS: ClientLimits = { hostMs: 60_000, answerMs: 40_000, recoverEveryMs: 60_000 };

/** A fresh engine in a fresh document is likely to mend these. */
const MENDS: readonly EngineErrorKey[] = ['errorEngineLost', 'errorEngineClosed', 'errorEngineSilent'];

/**
 * @param host what runs the engine for this page.
 * @param onProgress told while an engine starts, the first time and again after a loss.
 * @throws EngineUnavailable when the engine does not start; the signal's reason when it aborts.
 */
export async function connectEngine(
  host: HostAccess,
  backend: WantedBackend,
  onProgress: Progress,
  signal: AbortSignal,
  limits: Partial<ClientLimits> = {},
): Promise<EngineClient> {
  const client = new Client(host, backend, onProgress, signal, { ...LIMITS, ...limits });
  await client.start();
  return client;
}

/** When an extension is unloaded its ports close first; a moment later its pages' scripts can tell. */
const SETTLE_MS = 200;

class Client implements EngineClient {
  backend: BackendName = 'wasm';
  backends: EngineTiming[] = [];
  private line: Line | null = null;
  /** Under way after a loss. */
  private recovery: Promise<void> | null = null;
  private recoveredAt = Number.NEGATIVE_INFINITY;
  private gone: EngineUnavailable | null = null;

  constructor(
    private readonly host: HostAccess,
    private wanted: WantedBackend,
    private readonly onProgress: Progress,
    private readonly signal: AbortSignal,
    private readonly limits: ClientLimits,
  ) {
    signal.addEventListener('abort', () => this.line?.close(signal.reason), { once: true });
  }

  async start(): Promise<void> {
    try {
      await this.connect();
    } catch (error) {
      await this.recover(error);
    }
  }

  async use(backend: WantedBackend): Promise<void> {
    this.wanted = backend;
    await this.recovery;
    try {
      await this.current().open(backend);
    } catch (error) {
      await this.recover(error);
    }
  }

  look(look: Look): Promise<LookReply | null> {
    return this.ask<LookReply>((id) => packed(id, look));
  }

  leaveReport(report: CallReport | null): void {
    this.line?.tell({ kind: 'report', report });
  }

  private async ask<T>(question: (id: number) => EnginePortUp): Promise<T | null> {
    if (this.recovery) {
      await this.recovery;
      return null;
    }
    try {
      return await this.current().ask<T>(question);
    } catch (error) {
      await this.recover(error);
      return null;
    }
  }

  private current(): Line {
    this.signal.throwIfAborted();
    if (this.gone) throw this.gone;
    return this.line as Line;
  }

  /** Resolves once a fresh engine is there. @throws what stands in the way. */
  private recover(error: unknown): Promise<void> {
    this.recovery ??= this.openAnew(error).finally(() => {
      this.recovery = null;
    });
    return this.recovery;
  }

  private async openAnew(error: unknown): Promise<void> {
    this.signal.throwIfAborted();
    const now = performance.now();
    const isHopeless = !(error instanceof EngineUnavailable) || !MENDS.includes(error.key);
    if (isHopeless || now - this.recoveredAt < this.limits.recoverEveryMs) {
      if (error instanceof EngineUnavailable) this.gone = error;
      this.line?.close(error);
      throw error;
    }
    noteProblem(`the engine is opened anew: ${error.message}`);
    this.recoveredAt = now;
    this.line?.close(error);
    try {
      await pause(SETTLE_MS);
      // Whoever ends this copy of the script ends the wait.
      if (!this.host.canReturn()) await rejectedBy(this.signal);
      await this.connect();
    } catch (again) {
      if (again instanceof EngineUnavailable) this.gone = again;
      this.line?.close(again);
      throw again;
    }
  }

  private async connect(): Promise<void> {
    const { host, signal, limits, onProgress } = this;
    onProgress('engine', 0);
    const opened = await within(limits.hostMs, 'errorEngineHost', host.open()).catch((error) => {
      throw error instanceof EngineUnavailable ? error : new EngineUnavailable('errorEngineHost', String(error));
    });
    signal.throwIfAborted();
    if (!opened.ok) throw new EngineUnavailable(opened.error, opened.detail);
    onProgress('engine', 1);
    const line = new Line(host.connect(), {
      answerMs: limits.answerMs,
      onProgress,
      onReady: (backend, backends) => Object.assign(this, { backend, backends }),
      // Between two questions nobody else notices.
      onLost: (error) => {
        if (this.line === line && !this.recovery && !signal.aborted) void this.recover(error).catch(() => {});
      },
    });
    this.line = line;
    await line.open(this.wanted);
    signal.throwIfAborted();
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Rejects when the signal aborts. */
function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

interface LineEvents {
  answerMs: number;
  onProgress: Progress;
  onReady(backend: BackendName, backends: EngineTiming[]): void;
  /** Told once, unless the line was closed from this side. */
  onLost(error: EngineUnavailable): void;
}

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** One port, until it breaks. */
class Line {
  private opening: Waiting<void>[] = [];
  private question: (Waiting<never> & { id: number }) | null = null;
  private nextId = 0;
  private broken: { why: unknown } | null = null;

  constructor(
    private readonly port: EnginePort,
    private readonly events: LineEvents,
  ) {
    port.onDisconnect.addListener(() => this.lose('errorEngineClosed', 'The port to the engine closed.'));
    port.onMessage.addListener((raw) => this.hear(raw));
  }

  /** Resolves once the engine runs on it. */
  open(backend: WantedBackend): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.broken) return reject(this.broken.why);
      this.opening.push({ resolve, reject });
      this.tell({ kind: 'open', backend });
    });
  }

  async ask<T>(question: (id: number) => EnginePortUp): Promise<T | null> {
    if (this.broken) throw this.broken.why;
    if (this.question) throw new Error('One question at a time.');
    const id = this.nextId++;
    const silent = () => this.lose('errorEngineSilent', `No answer within ${this.events.answerMs / 1000} s.`);
    const limit = setTimeout(silent, this.events.answerMs);
    try {
      return await new Promise<T | null>((resolve, reject) => {
        this.question = { id, resolve, reject };
        this.tell(question(id));
      });
    } finally {
      clearTimeout(limit);
      this.question = null;
    }
  }

  tell(message: EnginePortUp): void {
    if (this.broken) return;
    try {
      this.port.postMessage(message);
    } catch (error) {
      // It has closed, and the event is on its way.
      this.lose('errorEngineClosed', String(error));
    }
  }

  /** Whoever waits is told `why`. */
  close(why: unknown): void {
    if (this.broken) return;
    this.broken = { why };
    this.port.disconnect();
    for (const waiting of this.opening.splice(0)) waiting.reject(why);
    this.question?.reject(why);
  }

  private lose(key: EngineErrorKey, detail: string): void {
    // The call goes on, over another line; the host may still listen to this one.
    if (key !== 'errorEngineClosed') this.tell({ kind: 'report', report: null });
    if (this.broken) return;
    const error = new EngineUnavailable(key, detail);
    const isAwaited = this.question !== null || this.opening.length > 0;
    this.close(error);
    // Whoever waits decides what comes next.
    if (!isAwaited) this.events.onLost(error);
  }

  private hear(raw: unknown): void {
    const message = engineAnswer(raw);
    if (!message) return;
    if (message.kind === 'progress') this.events.onProgress(message.step, message.done);
    else if (message.kind === 'ready') {
      this.events.onReady(message.backend, message.backends);
      for (const waiting of this.opening.splice(0)) waiting.resolve();
    } else if (message.kind === 'error') this.lose(message.error, message.detail);
    else if (this.question?.id === message.id) {
      if (message.kind === 'failed') noteProblem(`one question to the engine failed: ${message.detail}`);
      this.question.resolve((message.kind === 'failed' ? null : message.reply) as never);
    }
  }
}

async function within<T>(ms: number, key: EngineErrorKey, answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new EngineUnavailable(key, `No answer within ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
