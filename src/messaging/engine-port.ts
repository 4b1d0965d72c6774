// The port between a page that reads (a call page, the try-it page) and the engine's host: its messages, and their guards.
import type { CallReport } from '../call/report/log.ts';
import { gridSide, MOST_CELLS } from '../engine/geometry/grid.ts';
import {
  type Atlas,
  BACKENDS,
  type BackendName,
  CELL,
  type EngineReply,
  type EngineTiming,
  type Sighting,
  SURVEY,
  type WantedBackend,
} from '../engine/types.ts';
import type { MessageKey } from '../i18n/t.ts';
import { anIndex, callReport, fieldsOf, oneOf } from './guards.ts';

export const ENGINE_PORT = 'engine';

/** What can go wrong between a page and its reading; each is the key of a sentence. */
const ENGINE_ERRORS = [
  'errorBrowserTooOld',
  'errorModelBroken',
  'errorNoBackend',
  'errorEngineHost',
  'errorEngineStart',
  'errorEngineTimeout',
  'errorEngineLost',
  'errorWrongAnswers',
  'errorEngineClosed',
  'errorEngineSilent',
] as const satisfies readonly MessageKey[];
export type EngineErrorKey = (typeof ENGINE_ERRORS)[number];

export type EngineStep = 'engine' | 'detector' | 'expression' | 'warm-up';

/** At most so many pictures are searched in one survey. */
const MOST_PICTURES = 4;

/** Page -> host. One question (`atlas`, `survey`) is in flight at a time. */
export type EnginePortUp =
  /** Opens the engine, or changes what it runs on, for everybody. */
  | { kind: 'open'; backend: WantedBackend }
  | ({ kind: 'atlas'; id: number } & Atlas)
  /** Pictures to be searched for all their faces, as Engine.survey takes them. */
  | { kind: 'survey'; id: number; data: Uint8ClampedArray<ArrayBuffer> }
  /**
   * For the service worker. A page that is being closed has no time to wake it, and what the page sends it then is lost; the host is awake and
   * passes the report on. A page that stays sends the report to the service worker itself as well; receiving it twice does no harm.
   */
  | { kind: 'ended'; report: CallReport };

/** Host -> page. `detail` is for the console. */
export type EnginePortDown =
  | { kind: 'progress'; step: Exclude<EngineStep, 'engine'>; done: number }
  /** Answers `open`; also sent to everybody when another page has changed what the engine runs on. */
  | { kind: 'ready'; backend: BackendName; backends: EngineTiming[] }
  | { kind: 'faces'; id: number; reply: EngineReply }
  | { kind: 'sightings'; id: number; reply: Sighting[][] }
  /** This question alone has no answer. */
  | { kind: 'failed'; id: number; detail: string }
  /** There is no engine: it did not start, or it is lost. `open` makes a fresh one. */
  | { kind: 'error'; error: EngineErrorKey; detail: string };

/** A question whose pixels did not arrive as they were sent. */
export interface Garbled {
  kind: 'garbled';
}

const wanted = oneOf<WantedBackend>(['auto', ...BACKENDS]);

/** `garbled` when a question arrives without its pixels, which happens in browsers that do not clone structured messages. */
export function engineQuestion(raw: unknown): EnginePortUp | Garbled | undefined {
  const fields = fieldsOf(raw);
  if (!fields) return undefined;
  const id = anIndex(fields.id);
  if (fields.kind === 'open') {
    const backend = wanted(fields.backend);
    return backend && { kind: 'open', backend };
  }
  if (fields.kind === 'ended') {
    const report = callReport(fields.report);
    return report && { kind: 'ended', report };
  }
  if (id === undefined) return undefined;
  if (fields.kind === 'atlas') {
    const atlas = atlasFrom(fields);
    return atlas ? { kind: 'atlas', id, ...atlas } : { kind: 'garbled' };
  }
  if (fields.kind === 'survey') {
    const data = pixels(fields.data);
    const size = 4 * SURVEY * SURVEY;
    const isWhole = data && data.length > 0 && data.length % size === 0 && data.length <= MOST_PICTURES * size;
    return isWhole ? { kind: 'survey', id, data } : { kind: 'garbled' };
  }
  return undefined;
}

const pixels = (raw: unknown) =>
  raw instanceof Uint8ClampedArray ? (raw as Uint8ClampedArray<ArrayBuffer>) : undefined;

function atlasFrom({ width, height, cells: count, data: raw }: Record<string, unknown>): Atlas | undefined {
  const [cells, data] = [anIndex(count), pixels(raw)];
  if (!data || !cells || cells > MOST_CELLS) return undefined;
  const side = gridSide(cells) * CELL;
  if (width !== side || height !== side || data.length !== 4 * side * side) return undefined;
  return { width: side, height: side, cells, data };
}

/** The host is our own document: its numbers are taken as they are, by the hundred and five times a second. */
export function engineAnswer(raw: unknown): EnginePortDown | undefined {
  const fields = fieldsOf(raw);
  return KINDS.some((kind) => kind === fields?.kind) ? (raw as EnginePortDown) : undefined;
}

const KINDS: readonly EnginePortDown['kind'][] = ['progress', 'ready', 'faces', 'sightings', 'failed', 'error'];
