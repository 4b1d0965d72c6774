// The port between a page that reads (a call page, the try-it page) and the engine's host: its messages, and their guards.
import type { CallReport } from '../call/report/log.ts';
import { MOST_CELLS } from '../engine/geometry/grid.ts';
import {
  type Asked,
  BACKENDS,
  type BackendName,
  bytesIn,
  CELL,
  type CellPicture,
  type Colours,
  type EngineTiming,
  type Look,
  type LookReply,
  SURVEY,
  type WantedBackend,
} from '../engine/types.ts';
import type { MessageKey } from '../i18n/t.ts';
import { anIndex, callReport, fieldsOf, itemsOf, oneOf } from './guards.ts';

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

/** A look with all pictures' bytes in one piece, cells first: many small pieces take the page longer to send. */
export interface PackedLook {
  kind: 'look';
  id: number;
  cells: Omit<CellPicture, 'data'>[];
  survey: Omit<CellPicture, 'data'>[];
  asked: Asked;
  bytes: Uint8Array<ArrayBuffer>;
}

export function packed(id: number, { cells, survey, asked }: Look): PackedLook {
  const pictures = [...cells, ...survey];
  const bytes = new Uint8Array(pictures.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of pictures) {
    bytes.set(data, at);
    at += data.length;
  }
  const about = ({ data: _, ...rest }: CellPicture) => rest;
  return { kind: 'look', id, cells: cells.map(about), survey: survey.map(about), asked, bytes };
}

/** Page -> host. One question (`look`) is in flight at a time. */
export type EnginePortUp =
  /** Opens the engine, or changes what it runs on, for everybody. */
  | { kind: 'open'; backend: WantedBackend }
  | PackedLook
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
  | { kind: 'faces'; id: number; reply: LookReply }
  /** This question alone has no answer. */
  | { kind: 'failed'; id: number; detail: string }
  /** There is no engine: it did not start, or it is lost. `open` makes a fresh one. */
  | { kind: 'error'; error: EngineErrorKey; detail: string };

/** A question whose pixels did not arrive as they were sent. */
export interface Garbled {
  kind: 'garbled';
}

const anAsked = oneOf<Asked>(['all', 'movements']);
const wanted = oneOf<WantedBackend>(['auto', ...BACKENDS]);

/** `garbled` when a question arrives without its pixels, which happens in browsers that do not clone structured messages. */
export function engineQuestion(
  raw: unknown,
): Exclude<EnginePortUp, PackedLook> | ({ kind: 'look'; id: number } & Look) | Garbled | undefined {
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
  if (fields.kind === 'look') {
    const look = lookFrom(fields);
    return look ? { kind: 'look', id, ...look } : { kind: 'garbled' };
  }
  return undefined;
}

function lookFrom({ cells, survey, asked, bytes }: Record<string, unknown>): Look | undefined {
  if (!(bytes instanceof Uint8Array)) return undefined;
  let at = 0;
  const take = (raw: unknown, side: number, most: number): CellPicture[] | undefined => {
    const pictures = itemsOf(raw, most)?.map((one) => {
      const about = aboutFrom(one, side);
      if (!about) return undefined;
      const from = at;
      at += bytesIn(about);
      return { ...about, data: bytes.subarray(from, at) as Uint8Array<ArrayBuffer> };
    });
    return pictures?.every((picture) => picture !== undefined) ? pictures : undefined;
  };
  const look = {
    cells: take(cells, CELL, MOST_CELLS),
    survey: take(survey, SURVEY, MOST_PICTURES),
    asked: anAsked(asked),
  };
  return look.cells && look.survey && look.asked && at === bytes.length ? (look as Look) : undefined;
}

/** Pictures that are little larger than their cell go as they are. */
const LARGEST = 1.25;
/** Whole pixels reach beyond it. */
const BEYOND = 2;

function aboutFrom(raw: unknown, side: number): Omit<CellPicture, 'data'> | undefined {
  const fields = fieldsOf(raw);
  const [width, height] = [anIndex(fields?.width), anIndex(fields?.height)];
  const [place, colours] = [placeFrom(fields?.place), coloursFrom(fields?.colours)];
  if (!width || !height || Math.max(width, height) > LARGEST * side + BEYOND || !place || !colours) return undefined;
  return { place, width, height, colours };
}

function placeFrom(raw: unknown): CellPicture['place'] | undefined {
  const { x, y, width, height } = fieldsOf(raw) ?? {};
  const numbers = [x, y, width, height].map((value) => (Number.isFinite(value) ? (value as number) : null));
  const [left, top, wide, high] = numbers;
  if (left == null || top == null || !wide || !high || wide < 0 || high < 0) return undefined;
  return { x: left, y: top, width: wide, height: high };
}

const matrix = oneOf(['bt601', 'bt709', 'bt2020'] as const);

function coloursFrom(raw: unknown): Colours | undefined {
  if (raw === 'rgba') return raw;
  const fields = fieldsOf(raw);
  const known = matrix(fields?.matrix);
  return known && typeof fields?.isFull === 'boolean' ? { matrix: known, isFull: fields.isFull } : undefined;
}

/** The host is our own document: its numbers are taken as they are, by the hundred and five times a second. */
export function engineAnswer(raw: unknown): EnginePortDown | undefined {
  const fields = fieldsOf(raw);
  return KINDS.some((kind) => kind === fields?.kind) ? (raw as EnginePortDown) : undefined;
}

const KINDS: readonly EnginePortDown['kind'][] = ['progress', 'ready', 'faces', 'failed', 'error'];
