// Lends one engine to every page that reads, and goes when nobody needs it. How pages come to it is told by whoever runs it.
import type { CallReport } from '../../call/report/log.ts';
import type { Engine, EngineOptions } from '../../engine/engine.ts';
import { EngineError } from '../../engine/errors.ts';
import { limited } from '../../engine/limited.ts';
import type { Look, WantedBackend } from '../../engine/types.ts';
import {
  type EngineErrorKey,
  type EnginePort,
  type EnginePortDown,
  engineQuestion,
} from '../../messaging/engine-port.ts';

export type StartOptions = Required<Pick<EngineOptions, 'onProgress' | 'onMeasured' | 'alone' | 'signal'>>;

export interface HostOptions {
  /** @throws EngineError; the signal's reason when it aborts. */
  createEngine(backend: WantedBackend, options: StartOptions): Promise<Engine>;
  /** Closes the host's document. */
  close(): void;
  /** Takes the report of a call whose page has gone. */
  passOn(report: CallReport): Promise<unknown>;
  /** How long the warm engine waits for the next page, milliseconds. */
  lingerMs?: number;
  /** An engine that has made no progress for so long will not start, milliseconds. */
  progressMs?: number;
  /** An engine that has not answered within this is dead; longer than it takes to replace a backend that fails, milliseconds. */
  answerMs?: number;
}

/** One engine from its start to its end. */
interface Tenure {
  backend: WantedBackend;
  engine: Promise<Engine>;
  /** Null while it starts. */
  running: Engine | null;
  progress: EnginePortDown | null;
  /** Gives it up, started or not. */
  end(): void;
}

class HostFailure extends Error {
  constructor(
    readonly key: EngineErrorKey,
    detail: string,
  ) {
    super(detail);
  }
}

/** @returns takes in a page that has connected; of one in a private window nothing may be kept. */
export function lendEngine(options: HostOptions): (port: EnginePort, isPrivate: boolean) => void {
  const { lingerMs = 30_000, progressMs = 45_000, answerMs = 30_000 } = options;
  const ports = new Set<EnginePort>();
  /** The newest that each page has left of its call. */
  const reports = new Map<EnginePort, CallReport>();
  /** Ports that have asked for the engine and have not been told yet. */
  const waiting = new Set<EnginePort>();
  let tenure: Tenure | null = null;
  /** Reads in its place once it has started. */
  let next: Tenure | null = null;
  /** What is timed while nothing else reads. */
  let timed: Promise<unknown> = Promise.resolve();
  let farewell: ReturnType<typeof setTimeout> | undefined;

  const post = (port: EnginePort, message: EnginePortDown) => {
    // Its page may have gone while the engine worked.
    if (ports.has(port)) port.postMessage(message);
  };

  const tellReady = (port: EnginePort, { backend, backends }: Engine) => {
    waiting.delete(port);
    post(port, { kind: 'ready', backend, backends });
  };

  const tellError = (port: EnginePort, error: unknown) => {
    waiting.delete(port);
    const key =
      error instanceof HostFailure ? error.key : error instanceof EngineError ? error.code : 'errorEngineStart';
    post(port, { kind: 'error', error: key, detail: detailOf(error) });
  };

  /** The next `open` makes a fresh one. */
  const end = (ended: Tenure | null) => {
    ended?.end();
    if (tenure === ended) tenure = null;
    if (next === ended) next = null;
  };

  /** No look is begun meanwhile. */
  const alone = <T>(run: () => Promise<T>): Promise<T> => {
    const result = run();
    timed = result.catch(() => {});
    return result;
  };

  const begin = (backend: WantedBackend): Tenure => {
    const abort = new AbortController();
    const begun: Tenure = {
      backend,
      running: null,
      progress: null,
      engine: startWithin(progressMs, abort, (hear) =>
        options.createEngine(backend, {
          onProgress: (step, done) => {
            hear();
            begun.progress = { kind: 'progress', step, done };
            if (begun === tenure || begun === next) for (const port of waiting) post(port, begun.progress);
          },
          onMeasured: () => {
            if (begun === tenure && begun.running) for (const port of ports) tellReady(port, begun.running);
          },
          alone,
          signal: abort.signal,
        }),
      ),
      end: () => {
        if (abort.signal.aborted) return;
        abort.abort();
        begun.running?.dispose();
      },
    };
    begun.engine.then(
      (engine) => {
        begun.running = engine;
        if (begun !== tenure && begun !== next) return engine.dispose();
        if (begun === next) {
          end(tenure);
          [tenure, next] = [begun, null];
        }
        // Everybody: what it runs on may be new to those who have been reading.
        for (const port of ports) tellReady(port, engine);
      },
      (error) => {
        if (begun !== tenure && begun !== next) return;
        console.error('Roomtone:', error);
        end(begun);
        for (const port of waiting) tellError(port, error);
      },
    );
    return begun;
  };

  const open = (port: EnginePort, backend: WantedBackend) => {
    waiting.add(port);
    if (next && next.backend !== backend) end(next);
    if (tenure && tenure.backend !== backend) {
      // One that reads does so until the other can.
      if (tenure.running) next ??= begin(backend);
      else end(tenure);
    }
    tenure ??= begin(backend);
    const asked = next ?? tenure;
    if (asked.running) tellReady(port, asked.running);
    else if (asked.progress) post(port, asked.progress);
  };

  const look = async (port: EnginePort, { id, ...pictures }: { id: number } & Look) => {
    await timed;
    const asked = tenure;
    try {
      if (!asked) throw new HostFailure('errorEngineLost', 'The engine has not been opened.');
      const engine = await asked.engine;
      const reply = await limited(engine.look(pictures), answerMs, () => silent(answerMs));
      post(port, { kind: 'faces', id, reply });
    } catch (error) {
      // Another page has changed what the engine runs on meanwhile.
      if (tenure && tenure !== asked) return post(port, { kind: 'failed', id, detail: detailOf(error) });
      console.error('Roomtone:', error);
      // look() fails when no backend is left: this engine never answers again.
      end(asked);
      tellError(port, error instanceof HostFailure ? error : new HostFailure('errorEngineLost', detailOf(error)));
    }
  };

  const hear = (port: EnginePort, isPrivate: boolean, raw: unknown) => {
    const message = engineQuestion(raw);
    if (message?.kind === 'open') open(port, message.backend);
    else if (message?.kind === 'look') void look(port, message);
    else if (message?.kind === 'report') {
      if (message.report && !isPrivate) reports.set(port, message.report);
      else reports.delete(port);
    } else if (message?.kind === 'garbled') {
      tellError(port, new HostFailure('errorBrowserTooOld', 'The pixels did not arrive as they were sent.'));
    }
  };

  const leaveLater = () => {
    farewell = setTimeout(() => {
      end(next);
      end(tenure);
      options.close();
    }, lingerMs);
  };

  leaveLater();
  return (port, isPrivate) => {
    clearTimeout(farewell);
    ports.add(port);
    port.onDisconnect.addListener(() => {
      ports.delete(port);
      waiting.delete(port);
      const report = reports.get(port);
      reports.delete(port);
      if (report) void options.passOn(report).catch((error) => console.error('Roomtone:', error));
      if (ports.size === 0) leaveLater();
    });
    port.onMessage.addListener((raw) => hear(port, isPrivate, raw));
  };
}

const detailOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** @param start is given what to call at each sign of life. Aborts when there is none for `ms`, and rejects. */
function startWithin(
  ms: number,
  abort: AbortController,
  start: (hear: () => void) => Promise<Engine>,
): Promise<Engine> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hear = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        reject(new HostFailure('errorEngineTimeout', `The engine made no progress for ${ms / 1000} s.`));
        abort.abort();
      }, ms);
    };
    hear();
    abort.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(abort.signal.reason);
    });
    Promise.resolve()
      .then(() => start(hear))
      .finally(() => clearTimeout(timer))
      .then((engine) => {
        if (abort.signal.aborted) engine.dispose();
        resolve(engine);
      }, reject);
  });
}

const silent = (ms: number) => new HostFailure('errorEngineSilent', `The engine did not answer within ${ms / 1000} s.`);
