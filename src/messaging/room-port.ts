// The port by which popup, panel and other views watch a call page: the page posts a Snapshot on connect and after each change.
import browser from 'webextension-polyfill';
import { guard } from '../call/schemas/base.ts';
import { snapshot as snapshotSchema } from '../call/schemas/snapshot.ts';
import type { Snapshot } from '../call/snapshot.ts';
import { isOwnPage } from './messages.ts';

const ROOM_PORT = 'room';
/** At most two snapshots a second go out. */
const SNAPSHOT_MS = 500;

type Port = browser.Runtime.Port;

export interface RoomServer {
  /** To be called after every change. */
  publish(): void;
}

/** The page's side, until the signal aborts. @param snapshot asked when one is sent; what it rejects with is not sent. */
export function serveRoom(snapshot: () => Promise<Snapshot>, signal: AbortSignal): RoomServer {
  const ports = new Set<Port>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;

  const send = async (to: Iterable<Port>) => {
    const now = await snapshot();
    if (signal.aborted) return;
    for (const port of to) if (ports.has(port)) port.postMessage(now);
  };

  const onConnect = (port: Port) => {
    if (port.name !== ROOM_PORT || !isOwnPage(port.sender)) return;
    ports.add(port);
    port.onDisconnect.addListener(() => ports.delete(port));
    void send([port]);
  };
  browser.runtime.onConnect.addListener(onConnect);

  const leave = () => {
    if (timer) clearTimeout(timer);
    // In a page that has outlived its extension the event and the ports are gone already.
    if (!browser.runtime?.id) return;
    browser.runtime.onConnect.removeListener(onConnect);
    for (const port of ports) port.disconnect();
  };
  signal.addEventListener('abort', leave, { once: true });

  return {
    publish: () => {
      if (timer || ports.size === 0 || signal.aborted) return;
      timer = setTimeout(
        () => {
          timer = null;
          sentAt = performance.now();
          void send(ports);
        },
        Math.max(0, sentAt + SNAPSHOT_MS - performance.now()),
      );
    },
  };
}

export interface RoomWatcher {
  tell(snapshot: Snapshot): void;
  /** Nobody answers in that tab, or no longer. Not after close(). */
  lost(): void;
}

const snapshotFrom = guard(snapshotSchema);

/** A view's side. What is no snapshot is left out. */
export function watchRoom(tab: number, frame: number, { tell, lost }: RoomWatcher): { close(): void } {
  let isClosed = false;
  const port = browser.tabs.connect(tab, { name: ROOM_PORT, frameId: frame });
  port.onMessage.addListener((raw) => {
    const snapshot = snapshotFrom(raw);
    if (!isClosed && snapshot) tell(snapshot);
  });
  port.onDisconnect.addListener(() => {
    // Nobody at the other end is an answer here; unread, it would be logged as an error every time.
    void chrome.runtime.lastError;
    if (!isClosed) lost();
    isClosed = true;
  });
  return {
    close: () => {
      isClosed = true;
      port.disconnect();
    },
  };
}
