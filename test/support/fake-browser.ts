// A browser for tests of the extension's parts in Node: contexts that share storage, permissions and tabs, and reach each other by messages and ports.
// What it has behaves as Chromium does: messages are structured clones and arrive in a later task, whoever closes a port is not told, content scripts
// may not touch session storage, session storage is shared with private windows. What it lacks is undefined, so that using it fails.
import { vi } from 'vitest';

type Listener = (...args: never[]) => unknown;
type Area = 'local' | 'sync' | 'session' | 'managed';
type Stored = Record<string, unknown>;

/** A real task, also under a test's fake timers. */
const later = setImmediate;
const task = () => new Promise<void>((resolve) => later(resolve));

class FakeEvent<L extends Listener = Listener> {
  readonly listeners = new Set<L>();
  addListener = (listener: L) => void this.listeners.add(listener);
  removeListener = (listener: L) => void this.listeners.delete(listener);
  hasListener = (listener: L) => this.listeners.has(listener);
  emit(...args: Parameters<L>): ReturnType<L>[] {
    return [...this.listeners].map((listener) => listener(...args) as ReturnType<L>);
  }
}

export interface FakeTab {
  id: number;
  url: string;
  incognito: boolean;
  /** Addresses of frames of other sites, by number. */
  frames: Map<number, string>;
}

class FakeArea {
  private items: Stored = {};
  /** What every read or write rejects with; null for none. */
  failing: { get: Error | null; set: Error | null } = { get: null, set: null };
  latencyMs = 0;

  constructor(
    private readonly changed: (changes: Record<string, { oldValue?: unknown; newValue?: unknown }>) => void,
  ) {}

  get = async (keys: null | string | readonly string[] = null): Promise<Stored> => {
    await this.wait();
    if (this.failing.get) throw this.failing.get;
    const wanted = keys === null ? Object.keys(this.items) : [keys].flat();
    return structuredClone(
      Object.fromEntries(wanted.flatMap((key) => (key in this.items ? [[key, this.items[key]]] : []))),
    );
  };

  set = async (items: Stored): Promise<void> => {
    const cloned = structuredClone(items);
    await this.wait();
    if (this.failing.set) throw this.failing.set;
    this.change({ ...this.items, ...cloned });
  };

  remove = async (keys: string | readonly string[]): Promise<void> => {
    await this.wait();
    if (this.failing.set) throw this.failing.set;
    this.change(Object.fromEntries(Object.entries(this.items).filter(([key]) => ![keys].flat().includes(key))));
  };

  clear(): void {
    this.change({});
  }

  private wait(): Promise<unknown> {
    return this.latencyMs > 0 ? new Promise((resolve) => setTimeout(resolve, this.latencyMs)) : task();
  }

  private change(next: Stored): void {
    const before = this.items;
    this.items = next;
    const keys = [...new Set([...Object.keys(before), ...Object.keys(next)])];
    const isSame = (key: string) => JSON.stringify(before[key]) === JSON.stringify(next[key]);
    const changes = Object.fromEntries(
      keys.filter((key) => !isSame(key)).map((key) => [key, { oldValue: before[key], newValue: next[key] }]),
    );
    if (Object.keys(changes).length > 0) this.changed(changes);
  }
}

/** One end of a port. */
class FakePort {
  readonly onMessage = new FakeEvent<(message: unknown) => void>();
  readonly onDisconnect = new FakeEvent<(port: FakePort) => void>();
  others: FakePort[] = [];
  isOpen = true;

  constructor(
    readonly name: string,
    readonly sender?: object,
  ) {}

  postMessage = (message: unknown): void => {
    if (!this.isOpen) throw new Error('Attempting to use a disconnected port object');
    const cloned = structuredClone(message);
    for (const other of this.others) later(() => other.isOpen && other.onMessage.emit(cloned));
  };

  disconnect = (): void => {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const other of this.others) later(() => other.leftBy(this));
  };

  /** The opener's end stays until the last of the others has gone. */
  leftBy(port: FakePort): void {
    this.others = this.others.filter((other) => other !== port);
    if (this.others.length > 0 || !this.isOpen) return;
    this.isOpen = false;
    this.onDisconnect.emit(this);
  }
}

export interface ContextOptions {
  kind: 'background' | 'page' | 'content';
  /** Of a page: its file. */
  file?: string;
  /** Content scripts have one; a page of the extension may. */
  tab?: number;
  /** Of a content script: the frame's number and address; without them the page itself. */
  frame?: { id: number; url: string };
  incognito?: boolean;
}

export class FakeContext {
  readonly events = {
    onMessage: new FakeEvent<(message: unknown, sender: object) => Promise<unknown> | undefined>(),
    onConnect: new FakeEvent<(port: FakePort) => void>(),
    onChanged: new FakeEvent<(changes: object, area: string) => void>(),
    onInstalled: new FakeEvent<(details: { reason: string }) => void>(),
    onStartup: new FakeEvent<() => void>(),
    onPermissionsAdded: new FakeEvent<(permissions: { origins: string[] }) => void>(),
    onPermissionsRemoved: new FakeEvent<(permissions: { origins: string[] }) => void>(),
    onCommand: new FakeEvent<(command: string, tab?: { id: number }) => void>(),
  };
  readonly ports = new Set<FakePort>();
  isAlive = true;
  /** As webextension-polyfill's default export. */
  readonly browser: Record<string, unknown>;

  constructor(
    readonly world: FakeBrowser,
    readonly options: ContextOptions,
  ) {
    this.browser = world.apiOf(this);
  }

  get sender(): object {
    const { kind, file = 'background.js', tab, frame, incognito = false } = this.options;
    const shown = tab === undefined ? {} : { tab: { ...this.world.tabs.get(tab), incognito }, frameId: frame?.id ?? 0 };
    const url = kind === 'content' ? (frame?.url ?? this.world.tabs.get(tab as number)?.url) : this.world.urlOf(file);
    return {
      id: this.world.id,
      url,
      origin: new URL(url ?? 'null:').origin.replace(/^null$/, this.world.urlOf('').slice(0, -1)),
      ...shown,
    };
  }

  /** Imports modules as this context has them: each context has its own, as in a browser. */
  async load<T>(importing: () => Promise<T>): Promise<T> {
    vi.resetModules();
    vi.doMock('webextension-polyfill', () => ({ default: this.browser }));
    return importing();
  }

  /** Its extension has been unloaded; the script runs on, and is told that its ports have closed. */
  orphan(): void {
    const ports = [...this.ports].filter(({ isOpen }) => isOpen);
    this.close();
    for (const port of ports) later(() => port.onDisconnect.emit(port));
  }

  /** Closed, crashed, stopped: its ports close and nobody in it hears anything more. */
  close(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.world.contexts.delete(this);
    for (const event of Object.values(this.events)) event.listeners.clear();
    for (const port of this.ports) port.disconnect();
  }
}

const NOBODY = 'Could not establish connection. Receiving end does not exist.';

export class FakeBrowser {
  readonly id = 'abcdefghijklmnopabcdefghijklmnop';
  readonly contexts = new Set<FakeContext>();
  readonly tabs = new Map<number, FakeTab>();
  readonly origins = new Set<string>();
  readonly areas: Record<Area, FakeArea>;
  readonly registered = new Map<string, { id: string; matches: string[] }>();
  /** Tabs that scripts were put into, once for each frame. */
  readonly injected: number[] = [];
  /** The same for frames of other sites. */
  readonly injectedFrames: [tab: number, frame: number][] = [];
  /** Tabs in which the user has clicked the extension's button. */
  readonly clicked = new Set<number>();
  /** Is told when an offscreen document is asked for; makes its context. */
  makeOffscreen: () => Promise<FakeContext> = () => Promise.reject(new Error('No offscreen document is expected.'));
  offscreen: FakeContext | null = null;
  manifest: object = { content_scripts: [] };
  private readonly locks = new Map<string, Promise<unknown>>();

  constructor() {
    const area = (name: Area) =>
      new FakeArea((changes) => {
        for (const context of this.contexts) {
          if (name === 'session' && context.options.kind === 'content') continue;
          later(() => context.events.onChanged.emit(structuredClone(changes), name));
        }
      });
    this.areas = { local: area('local'), sync: area('sync'), session: area('session'), managed: area('managed') };
    vi.stubGlobal('navigator', { locks: { request: this.lock } });
  }

  mayReadUrl = (url: string) => [...this.origins].some((pattern) => covers(pattern, url));

  urlOf = (path: string) => `chrome-extension://${this.id}/${path}`;

  context(options: ContextOptions): FakeContext {
    const context = new FakeContext(this, options);
    this.contexts.add(context);
    return context;
  }

  tab(id: number, url: string, incognito = false): FakeTab {
    const tab = { id, url, incognito, frames: new Map<number, string>() };
    this.tabs.set(id, tab);
    return tab;
  }

  /** Resolves so many tasks later: each way of a message, and each read or write of a store without latency, takes one. */
  async settle(tasks = 50): Promise<void> {
    for (let i = 0; i < tasks; i++) await task();
  }

  revoke(origin: string): void {
    this.origins.delete(origin);
    this.tellPermissions('onPermissionsRemoved', origin);
  }

  grant(origin: string): void {
    this.origins.add(origin);
    this.tellPermissions('onPermissionsAdded', origin);
  }

  /** Private windows' service worker is not told. */
  private tellPermissions(name: 'onPermissionsAdded' | 'onPermissionsRemoved', origin: string): void {
    for (const { options, events } of this.contexts)
      if (!options.incognito) later(() => events[name].emit({ origins: [origin] }));
  }

  /** As Chromium of any kind of context: `chrome`, of which code uses what the polyfill lacks. */
  chromeOf(context: FakeContext) {
    return {
      runtime: {
        get lastError() {
          return undefined;
        },
        ContextType: { OFFSCREEN_DOCUMENT: 'OFFSCREEN_DOCUMENT' },
        getContexts: async () => {
          await task();
          return this.offscreen ? [{ contextType: 'OFFSCREEN_DOCUMENT' }] : [];
        },
      },
      offscreen: {
        Reason: { WORKERS: 'WORKERS' },
        createDocument: async () => {
          await task();
          if (this.offscreen) throw new Error('Only a single offscreen document may be created.');
          this.offscreen = await this.makeOffscreen();
        },
        closeDocument: async () => {
          await task();
          this.offscreen?.close();
          this.offscreen = null;
        },
      },
      scripting: {
        getRegisteredContentScripts: async () => [...this.registered.values()],
        registerContentScripts: async (scripts: { id: string; matches: string[] }[]) => {
          for (const script of scripts) {
            if (this.registered.has(script.id)) throw new Error(`Duplicate script ID '${script.id}'`);
            this.registered.set(script.id, script);
          }
        },
        updateContentScripts: async (scripts: { id: string; matches: string[] }[]) => {
          for (const script of scripts) this.registered.set(script.id, script);
        },
        unregisterContentScripts: async ({ ids }: { ids: string[] }) => {
          for (const id of ids) this.registered.delete(id);
        },
        executeScript: async ({ target, files }: Injection) => {
          await task();
          const { tabId, frameIds, allFrames } = target;
          const tab = this.tabs.get(tabId);
          if (!tab) throw new Error(`No tab with id: ${tabId}`);
          const mayRead = (frame: number, url: string) =>
            this.mayReadUrl(url) || (frame === 0 && this.clicked.has(tabId));
          // As in Chromium: into all frames only where the page itself may be looked into, and then into those that may be.
          if (!frameIds && !mayRead(0, tab.url)) throw new Error('Cannot access contents of the page.');
          const all = [[0, tab.url] as const, ...tab.frames];
          const into = all.filter(
            ([id, url]) => (frameIds ?? (allFrames ? all.map(([one]) => one) : [0])).includes(id) && mayRead(id, url),
          );
          if (!files) return into.map(([frameId, result]) => ({ frameId, result }));
          for (const [id] of into) id === 0 ? this.injected.push(tabId) : this.injectedFrames.push([tabId, id]);
          return [];
        },
      },
      commands: { onCommand: context.events.onCommand },
      action: { openPopup: async () => {} },
      sidePanel: { open: async () => {} },
    };
  }

  apiOf(context: FakeContext): Record<string, unknown> {
    const { events, options } = context;
    const { incognito = false, kind } = options;
    const world = this;
    const { mayReadUrl } = this;
    const shown = ({ id, url, incognito: isPrivate }: FakeTab) => ({
      id,
      incognito: isPrivate,
      ...(mayReadUrl(url) && { url }),
    });
    const storage = Object.fromEntries(
      Object.entries(this.areas).map(([name, area]) => {
        const refuse = async () => {
          throw new Error('Access to storage is not allowed from this context.');
        };
        const isRefused = name === 'session' && kind === 'content';
        return [name, isRefused ? { get: refuse, set: refuse, remove: refuse } : area];
      }),
    );
    const forExtension = {
      tabs: {
        query: async ({ url }: { url?: string[] }) => {
          const own = [...this.tabs.values()].filter((tab) => tab.incognito === incognito);
          return own
            .filter((tab) => !url || (mayReadUrl(tab.url) && url.some((pattern) => covers(pattern, tab.url))))
            .map(shown);
        },
        get: async (id: number) => {
          const tab = this.tabs.get(id);
          if (!tab) throw new Error(`No tab with id: ${id}.`);
          return shown(tab);
        },
        sendMessage: (id: number, message: unknown, { frameId }: { frameId?: number } = {}) =>
          this.send(context, message, this.inTab(id, frameId)),
        connect: (id: number, { name, frameId }: { name: string; frameId?: number }) =>
          this.connect(context, name, this.inTab(id, frameId)),
        create: async () => {},
      },
      permissions: {
        getAll: async () => ({ origins: [...this.origins] }),
        contains: async ({ origins }: { origins: string[] }) =>
          origins.every((wanted) => [...this.origins].some((pattern) => covers(pattern, wanted))),
        onAdded: events.onPermissionsAdded,
        onRemoved: events.onPermissionsRemoved,
      },
      action: { setIcon: async () => {} },
      windows: { onCreated: new FakeEvent() },
    };
    return {
      runtime: {
        get id() {
          return context.isAlive ? world.id : undefined;
        },
        getURL: this.urlOf,
        getManifest: () => this.manifest,
        // An orphan's are gone.
        get onMessage() {
          return context.isAlive ? events.onMessage : undefined;
        },
        get onConnect() {
          return context.isAlive ? events.onConnect : undefined;
        },
        onInstalled: events.onInstalled,
        onStartup: events.onStartup,
        sendMessage: (message: unknown) => this.send(context, message, this.extensionSide(context)),
        connect: ({ name }: { name: string }) => this.connect(context, name, this.extensionSide(context)),
      },
      extension: { inIncognitoContext: incognito },
      storage: { ...storage, onChanged: events.onChanged },
      ...(kind === 'content' ? {} : forExtension),
    };
  }

  private inTab = (id: number, frame?: number) =>
    [...this.contexts].filter(
      ({ options }) =>
        options.kind === 'content' && options.tab === id && (frame === undefined || (options.frame?.id ?? 0) === frame),
    );

  /** Private windows have a service worker and a host of their own. */
  private extensionSide = (from: FakeContext) =>
    [...this.contexts].filter(
      (to) =>
        to !== from &&
        to.options.kind !== 'content' &&
        (to.options.incognito ?? false) === (from.options.incognito ?? false),
    );

  private async send(from: FakeContext, message: unknown, to: FakeContext[]): Promise<unknown> {
    if (!from.isAlive) throw new Error('Extension context invalidated.');
    const cloned = structuredClone(message);
    const { sender } = from;
    await task();
    const hearing = to.filter(({ isAlive, events }) => isAlive && events.onMessage.listeners.size > 0);
    if (hearing.length === 0) throw new Error(NOBODY);
    const replies = hearing.flatMap(({ events }) => events.onMessage.emit(cloned, sender));
    const first = replies.find((reply) => reply instanceof Promise);
    try {
      return structuredClone(await first);
    } catch (error) {
      // Only the message crosses.
      throw new Error(error instanceof Error ? error.message : String(error));
    }
  }

  private connect(from: FakeContext, name: string, to: FakeContext[]): FakePort {
    if (!from.isAlive) throw new Error('Extension context invalidated.');
    const opener = new FakePort(name);
    const { sender } = from;
    from.ports.add(opener);
    const hearing = to.filter(({ events }) => events.onConnect.listeners.size > 0);
    opener.others = hearing.map((context) => {
      const end = new FakePort(name, sender);
      end.others = [opener];
      context.ports.add(end);
      later(() => {
        if (context.isAlive) context.events.onConnect.emit(end);
      });
      return end;
    });
    if (hearing.length === 0) later(() => opener.leftBy(opener));
    return opener;
  }

  private lock = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const before = this.locks.get(name) ?? Promise.resolve();
    const mine = before.then(act, act);
    this.locks.set(name, mine);
    return mine;
  };
}

interface Injection {
  target: { tabId: number; frameIds?: number[]; allFrames?: boolean };
  files?: string[];
}

/** Patterns as the tests have them: one host, any path. */
function covers(pattern: string, address: string): boolean {
  const [, scheme, host] = /^(https?):\/\/([^/]+)\//.exec(pattern) ?? [];
  const url = new URL(address.replace('/*', '/'));
  return url.protocol === `${scheme}:` && url.hostname === host;
}
