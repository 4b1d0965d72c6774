// The port between a page that reads (a call page, the try-it page) and the engine's host: its messages, and their guards.
import * as v from 'valibot';
import type { CallReport } from '../call/report/log.ts';
import { each, guard, index, listOf, number, type Schema, shape } from '../call/schemas/base.ts';
import { callReport, MOST, votes } from '../call/schemas/report.ts';
import { engineTiming } from '../call/schemas/snapshot.ts';
import { MOST_CELLS } from '../engine/geometry/grid.ts';
import {
  type Asked,
  BACKENDS,
  type BackendName,
  bytesIn,
  CELL,
  type CellPicture,
  type EngineTiming,
  FACE_MOVEMENTS,
  type FaceMoving,
  type FaceReading,
  type Look,
  type LookReply,
  type Point,
  type Sighting,
  SURVEY,
  type UnitBox,
  type WantedBackend,
} from '../engine/types.ts';
import type { MessageKey } from '../i18n/t.ts';

export const ENGINE_PORT = 'engine';

/** One end of the line between a page and the engine's host: a port of the extension, or a worker. */
export interface EnginePort {
  postMessage(message: EnginePortUp | EnginePortDown): void;
  disconnect(): void;
  readonly onMessage: { addListener(hear: (message: unknown) => void): void };
  /** Told when the other end has gone. */
  readonly onDisconnect: { addListener(tell: () => void): void };
}

/** Whether the engine's host could be opened; `detail` is for the console. */
export type HostOpened = { ok: true } | { ok: false; error: EngineErrorKey; detail: string };

/** How a page comes to the engine's host. */
export interface HostAccess {
  /** Has the host there, and listening. */
  open(): Promise<HostOpened>;
  connect(): EnginePort;
  /** False once the host can never be there again, as when the extension has been unloaded. */
  canReturn(): boolean;
}

/** What can go wrong between a page and its reading; each is the key of a sentence. */
export const ENGINE_ERRORS = [
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
   * What there is to tell of the call so far; null for nothing. The host keeps the newest in memory and passes it on when the port closes. A page
   * that is being closed has no time to wake the service worker, and in Firefox nothing that it says then arrives.
   */
  | { kind: 'report'; report: CallReport | null };

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

/** Pictures that are little larger than their cell go as they are, and whole pixels reach beyond it. */
const MOST_OF_CELL = 1.25;
const BEYOND = 2;

const size = v.pipe(number, v.gtValue(0));
const place = shape<CellPicture['place']>({ x: number, y: number, width: size, height: size });
const picture = (side: number) => {
  const pixels = v.pipe(index, v.minValue(1), v.maxValue(MOST_OF_CELL * side + BEYOND));
  return shape<Omit<CellPicture, 'data'>>({
    place,
    width: pixels,
    height: pixels,
    colours: v.union([
      v.literal('rgba'),
      shape({ matrix: v.picklist(['bt601', 'bt709', 'bt2020']), isFull: v.boolean() }),
    ]),
  });
};
type Question = { kind: 'look'; id: number } & Look;
const pictures = ({ cells, survey }: PackedLook) => [...cells, ...survey];
const look: Schema<Question> = v.pipe(
  shape<PackedLook>({
    kind: v.literal('look'),
    id: index,
    cells: listOf(picture(CELL), MOST_CELLS),
    survey: listOf(picture(SURVEY), MOST_PICTURES),
    asked: v.picklist(['all', 'movements']),
    bytes: v.instance(Uint8Array<ArrayBuffer>),
  }),
  v.check((packed) => pictures(packed).reduce((sum, one) => sum + bytesIn(one), 0) === packed.bytes.length),
  v.transform(unpacked),
);
function unpacked({ cells, survey, bytes, ...question }: PackedLook): Question {
  let at = 0;
  const withData = (about: Omit<CellPicture, 'data'>): CellPicture => {
    const from = at;
    at += bytesIn(about);
    return { ...about, data: bytes.subarray(from, at) };
  };
  return { ...question, cells: cells.map(withData), survey: survey.map(withData) };
}

type Up<K extends EnginePortUp['kind']> = Extract<EnginePortUp, { kind: K }>;
/** `garbled` when a question arrives without its pixels, which happens in browsers that do not clone structured messages. */
export const engineQuestion = guard<Up<'open'> | Question | Up<'report'> | Garbled>(
  v.union([
    look,
    shape<Up<'open'>>({ kind: v.literal('open'), backend: v.picklist(['auto', ...BACKENDS]) }),
    shape<Up<'report'>>({ kind: v.literal('report'), report: v.nullable(callReport) }),
    v.pipe(
      shape<Pick<PackedLook, 'kind' | 'id'>>({ kind: v.literal('look'), id: index }),
      v.transform((): Garbled => ({ kind: 'garbled' })),
    ),
  ]),
);

const backend = v.picklist(BACKENDS);
const point = shape<Point>({ x: number, y: number });
const box = shape<UnitBox>({ x: number, y: number, width: number, height: number });
const moving = {
  score: number,
  box,
  keypoints: each(['rightEye', 'leftEye', 'nose', 'mouth', 'rightEar', 'leftEar'], point),
  movements: each(FACE_MOVEMENTS, number),
};
const said = { votes, doubt: number, labels: votes, balanced: votes, voters: v.instance(Float32Array) };
const face = v.union([
  shape<FaceReading>({ ...said, ...moving }),
  shape<FaceMoving & { votes?: never }>({ votes: v.exactOptional(v.never()), ...moving }),
]);
const sightings = listOf(shape<Sighting>({ score: number, box }), MOST);

type Down<K extends EnginePortDown['kind']> = Extract<EnginePortDown, { kind: K }>;
export const engineAnswer = guard<EnginePortDown>(
  v.union([
    shape<Down<'faces'>>({
      kind: v.literal('faces'),
      id: index,
      reply: shape({
        backend,
        // A face with a number that is none has not been found; the others have.
        faces: listOf(v.fallback(v.nullable(face), null), MOST_CELLS),
        ms: number,
        survey: v.nullable(shape({ sightings: listOf(sightings, MOST_PICTURES), ms: number })),
      }),
    }),
    shape<Down<'progress'>>({
      kind: v.literal('progress'),
      step: v.picklist(['detector', 'expression', 'warm-up']),
      done: number,
    }),
    shape<Down<'ready'>>({ kind: v.literal('ready'), backend, backends: listOf(engineTiming, MOST) }),
    shape<Down<'failed'>>({ kind: v.literal('failed'), id: index, detail: v.string() }),
    shape<Down<'error'>>({ kind: v.literal('error'), error: v.picklist(ENGINE_ERRORS), detail: v.string() }),
  ]),
);
