// The engine's host: an offscreen document that lends one engine to every call page and closes when nobody needs it.
import browser from 'webextension-polyfill';
import { threadsFor } from '../engine/cpu/threads.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import { gridSide, MOST_CELLS } from '../engine/geometry/grid.ts';
import type { ModelFiles } from '../engine/nets/model-files.ts';
import { type Atlas, CELL, SURVEY, type WantedBackend } from '../engine/types.ts';
import { askBackground, ENGINE_PORT, type EnginePortDown, type EnginePortUp } from '../messaging/messages.ts';

const THREADS = threadsFor(navigator.hardwareConcurrency);
/** How long the warm engine waits for the next call page. */
const LINGER_MS = 30_000;

type Progress = EnginePortDown & { kind: 'progress' };

const ports = new Set<browser.Runtime.Port>();
let engine: Promise<Engine> | null = null;
let wanted: WantedBackend = 'auto';
let farewell: ReturnType<typeof setTimeout> | null = null;
let progress: Progress | null = null;

browser.runtime.onConnect.addListener((port) => {
  if (port.name !== ENGINE_PORT || port.sender?.id !== browser.runtime.id) return;
  if (farewell) clearTimeout(farewell);
  ports.add(port);
  port.onDisconnect.addListener(() => {
    ports.delete(port);
    if (ports.size === 0) farewell = setTimeout(leave, LINGER_MS);
  });
  port.onMessage.addListener((raw) => {
    const message = raw as EnginePortUp;
    if (message.kind === 'open') void open(port, message.backend);
    else if (message.kind === 'atlas') void read(port, message);
    else if (message.kind === 'survey') void survey(port, message);
    else if (message.kind === 'ended') void askBackground('callEnded', { report: message.report }).catch(() => {});
  });
});

farewell = setTimeout(leave, LINGER_MS);

function leave() {
  drop();
  window.close();
}

function drop() {
  void engine?.then((e) => e.dispose()).catch(() => {});
  engine = null;
  progress = null;
}

function post(port: browser.Runtime.Port, message: EnginePortDown) {
  // Its page may have gone while the engine worked.
  if (ports.has(port)) port.postMessage(message);
}

async function open(port: browser.Runtime.Port, backend: WantedBackend) {
  if (progress) post(port, progress);
  try {
    if (backend !== wanted) drop();
    wanted = backend;
    engine ??= start(backend);
    const { backend: chosen, backends } = await engine;
    post(port, { kind: 'ready', backend: chosen, backends });
  } catch (error) {
    // The next one who asks tries again from the start.
    engine = null;
    fail(port, null, error);
  }
}

async function model(name: string): Promise<ModelFiles> {
  const file = (path: string) => fetch(browser.runtime.getURL(`models/${name}/${path}`));
  try {
    const [json, weights] = await Promise.all([file('model.json'), file('weights.bin')]);
    return { json: await json.json(), weights: await weights.arrayBuffer() };
  } catch (cause) {
    throw new EngineError('errorModelBroken', `The ${name} model cannot be read.`, { cause });
  }
}

async function start(backend: WantedBackend): Promise<Engine> {
  const tell = (step: Progress['step'], done: number) => {
    progress = { kind: 'progress', step, done };
    for (const port of ports) post(port, progress);
  };
  const [detector, expression] = await Promise.all([model('detector'), model('expression')]);
  return createEngine({
    backend,
    models: { detector, expression },
    fullRangeDetector: () => model('detector-full-range'),
    ...(THREADS > 1 ? { threads: { count: THREADS, spawn: () => new Worker('engine-worker.js') } } : {}),
    kernels: async (name) => (await fetch(browser.runtime.getURL(`wasm/${name}`))).arrayBuffer(),
    onProgress: tell,
  });
}

async function read(port: browser.Runtime.Port, message: EnginePortUp & { kind: 'atlas' }) {
  try {
    const atlas = checkedAtlas(message);
    if (!atlas) return refuse(port, message.id);
    const reply = await (await opened()).read(atlas);
    post(port, { kind: 'faces', id: message.id, reply });
  } catch (error) {
    fail(port, message.id, error);
  }
}

/** At most so many pictures are searched at once. */
const MOST_PICTURES = 4;

async function survey(port: browser.Runtime.Port, { id, data }: EnginePortUp & { kind: 'survey' }) {
  const size = 4 * SURVEY * SURVEY;
  try {
    if (!(data instanceof Uint8ClampedArray) || data.length % size || data.length > MOST_PICTURES * size)
      return refuse(port, id);
    post(port, { kind: 'sightings', id, reply: await (await opened()).survey(data) });
  } catch (error) {
    fail(port, id, error);
  }
}

function opened(): Promise<Engine> {
  if (!engine) throw new EngineError('errorEngineLost', 'The engine has not been opened.');
  return engine;
}

function refuse(port: browser.Runtime.Port, id: number) {
  const detail = 'The pixels did not arrive as they were sent: this browser does not clone structured messages.';
  post(port, { kind: 'error', id, error: 'errorBrowserTooOld', detail });
}

/** Rebuilds the atlas field by field; null when it is none. */
function checkedAtlas({ width, height, cells, data }: EnginePortUp & { kind: 'atlas' }): Atlas | null {
  if (!(data instanceof Uint8ClampedArray) || !Number.isInteger(cells) || cells < 1 || cells > MOST_CELLS) return null;
  const side = gridSide(cells) * CELL;
  return width === side && height === side && data.length === 4 * side * side ? { width, height, cells, data } : null;
}

function fail(port: browser.Runtime.Port, id: number | null, error: unknown) {
  console.error('Roomtone:', error);
  const key = error instanceof EngineError ? error.code : 'errorEngineStart';
  post(port, { kind: 'error', id, error: key, detail: error instanceof Error ? error.message : String(error) });
}
