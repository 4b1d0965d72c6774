// Takes pixels: draws each readable tile into its cell of one atlas, zoomed to the face once one is known; one cell a face where a tile shows
// several people. Keeps where the faces are between two ticks.
import { participantId } from '../../call/call.ts';
import type { Observation } from '../../call/room/participant.ts';
import { drawCell } from '../../engine/geometry/cell.ts';
import {
  boxInPicture,
  type CropWindow,
  drawArguments,
  faceWindow,
  searchWindows,
  surveyWindows,
} from '../../engine/geometry/crop-window.ts';
import { gridSide, MOST_CELLS } from '../../engine/geometry/grid.ts';
import { overlap } from '../../engine/geometry/overlap.ts';
import { headPose } from '../../engine/geometry/pose.ts';
import {
  type Atlas,
  CELL,
  type EngineReply,
  type FaceReading,
  type PixelBox,
  type Sighting,
  SURVEY,
} from '../../engine/types.ts';
import { type FollowedFace, withCloseLooks, withSightings } from './crowd.ts';
import type { Meter } from './pace.ts';
import type { Source } from './source.ts';

/** A tile whose pixels may be taken. */
export interface Subject {
  /** The participant's. */
  id: string;
  source: Source;
}

interface Size {
  width: number;
  height: number;
}

/** What is kept of a tile between two ticks. */
interface TileMemory {
  /** Empty while no face is known. */
  faces: FollowedFace[];
  /** Index of the next search window while no face is known. */
  search: number;
  /** Of the picture, pixels. */
  width: number;
  height: number;
  /** The time of its last new frame, by the source and on performance.now()'s clock. */
  frame: number | null;
  frameAt: number;
  /** When all its faces are searched for next, on performance.now()'s clock. */
  surveyAt: number;
}

/** A cell that is about to be drawn. */
interface Ready extends Subject {
  memory: TileMemory;
  face: FollowedFace | null;
}

/** What a cell of the atlas shows. */
interface CapturedCell {
  id: string;
  /** The followed face's; null while a face is searched for. */
  number: number | null;
  window: CropWindow;
  memory: TileMemory;
  /** Of the picture that was drawn. */
  size: Size;
}

export interface Capture {
  atlas: Atlas;
  cells: CapturedCell[];
}

/** Part of a survey: pictures as Engine.survey takes them, and what they show. */
export interface SurveyCapture {
  data: Uint8ClampedArray<ArrayBuffer>;
  windows: CropWindow[];
}

interface Survey {
  id: string;
  memory: TileMemory;
  /** Of the picture when it began. */
  size: Size;
  /** Still to be captured. */
  windows: CropWindow[];
  found: (Sighting & { at: number })[];
}

/** A picture that has gone. */
const NOTHING: PixelBox = { x: 0, y: 0, width: 0, height: 0 };
/** Drawing goes on for this long before the page gets its turn, milliseconds. */
const SLICE_MS = 4;
/** More than that are read back in a turn of their own. */
const CELLS_IN_ONE_GO = 4;
/** A face this many cell pixels wide needs no closer window for the classifier's 48. */
const SHARP_CELL_PX = 44;
/** How often a tile is surveyed in which nobody is known, one, or several; and when a new one is for the first time. */
const SURVEY_EVERY_MS = { nobody: 3000, one: 20_000, several: 8000 };
const FIRST_SURVEY_MS = 1500;
/** Pictures of a survey a tick: some 8 ms of the processor each. */
const SURVEY_PICTURES = 2;
/** A picture without a new frame for this long stands still, milliseconds: poor lines leave out seconds. */
const STILL_MS = 4000;
/** A tile whose pixels could not be taken is tried again after this long, milliseconds. */
const RETRY_MS = 5000;

export class Capturer {
  private cells = canvasInMemory();
  private pictures = canvasInMemory();
  private readonly memories = new Map<string, TileMemory>();
  /** Tiles whose pixels cannot be taken, until when, on performance.now()'s clock. */
  private readonly broken = new Map<string, number>();
  /** Where the next tick goes on when there are more faces than cells. */
  private turn = 0;
  private survey: Survey | null = null;

  /** @param smallest width of a face that is worth finding, pixels of the video. */
  constructor(private readonly smallest: number) {}

  /** Can this tile's pixels be taken, as far as is known? */
  isUnreadable(id: string): boolean {
    return (this.broken.get(id) ?? 0) > performance.now();
  }

  /** Has the tile shown the same frame for some seconds? */
  isStill({ id, source }: Subject): boolean {
    const memory = this.memories.get(id);
    const frame = memory ? source.frame : null;
    if (!memory || frame === null) return false;
    const now = performance.now();
    if (frame !== memory.frame) Object.assign(memory, { frame, frameAt: now });
    return now - memory.frameAt > STILL_MS;
  }

  /** The part of a source that shows its tile; null while there is nothing to see, also where the source throws. */
  partOf({ id, source }: Subject): PixelBox | null {
    return this.attempt(id, () => {
      const part = source.part();
      if (part === null && source.hasFailed) throw new Error('The picture of the tile cannot be taken.');
      return part;
    });
  }

  /** Forgets all other tiles. */
  keep(subjects: readonly Subject[]): void {
    const known = new Set(subjects.map(({ id }) => id));
    for (const id of this.memories.keys()) if (!known.has(id)) this.memories.delete(id);
    for (const id of this.broken.keys()) if (!known.has(id)) this.broken.delete(id);
  }

  /** Draws every subject that holds a picture; null when there is none. Faces beyond MOST_CELLS take turns. */
  async capture(subjects: readonly Subject[], meter: Meter, signal: AbortSignal): Promise<Capture | null> {
    const ready = meter.run(() => this.nextCells(subjects));
    if (ready.length === 0) return null;
    const columns = gridSide(ready.length);
    const side = columns * CELL;
    const { canvas } = this.cells;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const cells: CapturedCell[] = [];
    while (cells.length < ready.length) {
      if (cells.length > 0) {
        await new Promise((done) => setTimeout(done));
        signal.throwIfAborted();
      }
      meter.run(() => this.drawSlice(ready, cells, columns));
    }
    // Reading back and sending cost as much again where there are many.
    if (ready.length > CELLS_IN_ONE_GO) await new Promise((done) => setTimeout(done));
    signal.throwIfAborted();
    const data = meter.run(() => this.readBack(this.cells, ready, side, side));
    if (!data) {
      this.cells = canvasInMemory();
      return null;
    }
    return { atlas: { width: side, height: side, cells: ready.length, data }, cells };
  }

  /** Draws until its time is over. */
  private drawSlice(ready: readonly Ready[], cells: CapturedCell[], columns: number): void {
    const start = performance.now();
    for (let i = cells.length; i < ready.length; i++) {
      if (i > 0 && performance.now() - start > SLICE_MS) return;
      const { id, source, memory, face } = ready[i] as Ready;
      const window = face ? faceWindow(face.face) : nextSearchWindow(memory);
      this.attempt(id, () => {
        // Asked for again: the page may have been laid out anew while it had its turn.
        const part = source.part() ?? NOTHING;
        drawCell(this.cells, source.image, part, window, (i % columns) * CELL, Math.floor(i / columns) * CELL);
      });
      const { width, height } = memory;
      cells.push({ id, number: face?.number ?? null, window, memory, size: { width, height } });
    }
  }

  /** Whose turn it is. */
  private nextCells(subjects: readonly Subject[]): Ready[] {
    const all = subjects.flatMap((subject) => {
      const part = this.isUnreadable(subject.id) ? null : this.partOf(subject);
      if (!part) return [];
      const memory = this.memoryOf(subject.id, part);
      const faces: (FollowedFace | null)[] = memory.faces.length ? memory.faces : [null];
      return faces.map((face): Ready => ({ ...subject, memory, face }));
    });
    const turn = all.length > MOST_CELLS ? this.turn % all.length : 0;
    this.turn = turn + MOST_CELLS;
    return [...all.slice(turn), ...all.slice(0, turn)].slice(0, MOST_CELLS);
  }

  /** Keeps where the faces are. @returns what the call should know of each participant that was captured. */
  digest(capture: Capture, reply: EngineReply): { id: string; observation: Observation }[] {
    const observations: { id: string; observation: Observation }[] = [];
    const closeLooks = new Map<TileMemory, Map<number, PixelBox | null>>();
    for (const [i, { id, number, window, memory, size }] of capture.cells.entries()) {
      if (this.isUnreadable(id)) continue;
      const reading = reply.faces[i] ?? null;
      const face = reading && resized(boxInPicture(reading.box, window), size, memory);
      if (number !== null) {
        const found = closeLooks.get(memory) ?? new Map<number, PixelBox | null>();
        closeLooks.set(memory, found.set(number, face));
      } else if (face) {
        memory.faces = [{ number: 1, face, isConfirmed: true, misses: 0 }];
      }
      const isBlack = !reading && isBlackCell(capture.atlas, i, window, size);
      const observation = isBlack
        ? 'black'
        : reading && isSharp(reading, window)
          ? observationOf(reading, window)
          : null;
      if (!reading || observation) observations.push({ id: participantId(id, number ?? 1), observation });
    }
    for (const [memory, found] of closeLooks) {
      memory.faces = withCloseLooks(memory.faces, found);
      // It may just have moved out of the window: the search starts anew, and the room waits a while.
      if (memory.faces.length > 0) continue;
      memory.search = 0;
      memory.surveyAt = Math.min(memory.surveyAt, performance.now() + SURVEY_EVERY_MS.nobody);
    }
    // What a close look took from a neighbour's face is nobody's.
    const missing = new Set(
      capture.cells.flatMap(({ id, number, memory }) =>
        memory.faces.some((f) => f.number === number && f.misses > 0) ? [participantId(id, number ?? 1)] : [],
      ),
    );
    return observations.map((one) =>
      missing.has(one.id) && one.observation !== 'black' ? { ...one, observation: null } : one,
    );
  }

  /** Draws a few pictures of the tile whose turn it is to be searched for all its faces; null when none is due. */
  captureSurvey(subjects: readonly Subject[]): SurveyCapture | null {
    if (this.survey && !this.isCurrent(this.survey)) this.survey = null;
    this.survey ??= this.nextSurvey();
    const { survey } = this;
    const subject = survey && subjects.find(({ id }) => id === survey.id);
    const part = subject && !this.isUnreadable(subject.id) ? this.partOf(subject) : null;
    if (!survey || !subject || !part) return null;
    const windows = survey.windows.splice(0, SURVEY_PICTURES);
    const { canvas } = this.pictures;
    const height = SURVEY * windows.length;
    if (canvas.width !== SURVEY || canvas.height !== height) Object.assign(canvas, { width: SURVEY, height });
    this.attempt(subject.id, () => {
      for (const [i, window] of windows.entries())
        drawCell(this.pictures, subject.source.image, part, window, 0, i * SURVEY, SURVEY);
    });
    const data = this.isUnreadable(subject.id) ? null : this.readBack(this.pictures, [subject], SURVEY, height);
    if (data) return { data, windows };
    this.pictures = canvasInMemory();
    return null;
  }

  /** Takes in what the engine saw in those pictures. */
  digestSurvey(capture: SurveyCapture, sightings: Sighting[][]): void {
    const { survey } = this;
    // Of a picture of another size it is not known any more where the windows were.
    if (!survey || !this.isCurrent(survey)) return;
    for (const [i, window] of capture.windows.entries())
      for (const { score, box } of sightings[i] ?? [])
        survey.found.push({ score, box: boxInPicture(box, window), at: window.side });
    if (survey.windows.length > 0) return;
    this.survey = null;
    const { memory } = survey;
    // The same face is seen in several pictures; the closest of those that are sure of it has it best.
    const faces = survey.found
      .sort((a, b) => a.at - b.at || b.score - a.score)
      .map(({ box }) => box)
      .filter((box, i, all) => box.width >= this.smallest && !all.slice(0, i).some((one) => overlap(one, box) > 0.2));
    memory.faces = withSightings(memory.faces, faces);
    const { length } = memory.faces;
    const every = length === 0 ? 'nobody' : length === 1 ? 'one' : 'several';
    memory.surveyAt = performance.now() + SURVEY_EVERY_MS[every];
  }

  /** Gives up the survey under way: it failed, and the next one comes when it is due. */
  dropSurvey(): void {
    if (this.survey) this.survey.memory.surveyAt = performance.now() + SURVEY_EVERY_MS.one;
    this.survey = null;
  }

  /** Numbers of the confirmed faces of every tile that shows several. */
  get crowds(): Record<string, number[]> {
    return Object.fromEntries(
      [...this.memories].flatMap(([id, { faces }]) => {
        const numbers = faces.filter((f) => f.isConfirmed).map(({ number }) => number);
        return numbers.length > 1 ? [[id, numbers.sort((a, b) => a - b)]] : [];
      }),
    );
  }

  /** The last known faces, in their pictures' pixels, by participant. */
  get faces(): ReadonlyMap<string, PixelBox> {
    return new Map(
      [...this.memories].flatMap(([id, { faces }]) =>
        faces.filter((f) => f.isConfirmed).map(({ number, face }) => [participantId(id, number), face] as const),
      ),
    );
  }

  private isCurrent({ id, memory, size }: Survey): boolean {
    return this.memories.get(id) === memory && size.width === memory.width && size.height === memory.height;
  }

  private nextSurvey(): Survey | null {
    const [next] = [...this.memories].sort(([, a], [, b]) => a.surveyAt - b.surveyAt);
    if (!next || next[1].surveyAt > performance.now()) return null;
    const [id, memory] = next;
    const { width, height } = memory;
    return { id, memory, size: { width, height }, windows: surveyWindows(width, height, this.smallest), found: [] };
  }

  private memoryOf(id: string, part: PixelBox): TileMemory {
    const [width, height] = [Math.round(part.width), Math.round(part.height)];
    const known = this.memories.get(id);
    if (known && (known.width !== width || known.height !== height)) resize(known, width, height);
    if (known) return known;
    const now = performance.now();
    const memory = { faces: [], search: 0, width, height, frame: null, frameAt: now, surveyAt: now + FIRST_SURVEY_MS };
    this.memories.set(id, memory);
    return memory;
  }

  /** Runs what may throw for one tile: a page's own getters, a canvas of another origin. The other tiles go on. */
  private attempt<T>(id: string, work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (!this.isUnreadable(id)) console.warn('Roomtone: the pixels of a tile cannot be taken.', error);
      this.broken.set(id, performance.now() + RETRY_MS);
      return null;
    }
  }

  /** Null where one of the pictures may not be read: a canvas that has drawn it gives nobody's pixels any more. */
  private readBack(
    context: CanvasRenderingContext2D,
    subjects: readonly Subject[],
    width: number,
    height: number,
  ): Uint8ClampedArray<ArrayBuffer> | null {
    try {
      return context.getImageData(0, 0, width, height).data as Uint8ClampedArray<ArrayBuffer>;
    } catch {
      for (const { id, source } of subjects)
        this.attempt(id, () => {
          const probe = canvasInMemory();
          probe.drawImage(source.image, 0, 0, 1, 1);
          probe.getImageData(0, 0, 1, 1);
        });
      return null;
    }
  }
}

/** No part of a pixel, 0..255, is brighter in a picture that is black; noise of a camera in the dark is. */
const BLACK = 12;
/** Every so many pixels are looked at, across and down. */
const BLACK_STEP = 4;

/** Is there nothing in the part of the picture that a cell shows? */
function isBlackCell({ data, width }: Atlas, cell: number, window: CropWindow, size: Size): boolean {
  const columns = width / CELL;
  const [left, top] = [(cell % columns) * CELL, Math.floor(cell / columns) * CELL];
  const { target } = drawArguments(window, size.width, size.height);
  // The edges are mixed with what lies around the picture.
  const [right, bottom] = [Math.floor(target.x + target.width) - 1, Math.floor(target.y + target.height) - 1];
  if (right - target.x < BLACK_STEP || bottom - target.y < BLACK_STEP) return false;
  for (let y = Math.ceil(target.y) + 1; y < bottom; y += BLACK_STEP)
    for (let x = Math.ceil(target.x) + 1; x < right; x += BLACK_STEP) {
      const at = 4 * ((top + y) * width + left + x);
      if (Math.max(data[at] as number, data[at + 1] as number, data[at + 2] as number) > BLACK) return false;
    }
  return true;
}

/** Senders change the size of their pictures in mid-call; faces stay where they are in it. */
function resize(memory: TileMemory, width: number, height: number): void {
  const faces = memory.faces.map((one) => ({ ...one, face: resized(one.face, memory, { width, height }) }));
  // Of another shape it is another part of the room, perhaps: who is in it is looked up soon.
  const isOther = Math.abs((width / height) * (memory.height / memory.width) - 1) > 0.02;
  const surveyAt = isOther ? Math.min(memory.surveyAt, performance.now() + FIRST_SURVEY_MS) : memory.surveyAt;
  Object.assign(memory, { faces, width, height, search: 0, surveyAt });
}

/** A box in a picture, in that picture at another size. */
function resized({ x, y, width, height }: PixelBox, from: Size, to: Size): PixelBox {
  const [kx, ky] = [to.width / from.width, to.height / from.height];
  return { x: x * kx, y: y * ky, width: width * kx, height: height * ky };
}

/** Read back every tick: a canvas in main memory is many times cheaper for that than one on the GPU. */
function canvasInMemory(): CanvasRenderingContext2D {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new Error('No 2D canvas.');
  return context;
}

function nextSearchWindow(memory: TileMemory): CropWindow {
  const windows = searchWindows(memory.width, memory.height);
  const window = windows[memory.search] as CropWindow;
  memory.search = (memory.search + 1) % windows.length;
  return window;
}

/** Large enough in the cell, or as large as the video has it: a closer window would show no more. */
function isSharp(reading: FaceReading, window: CropWindow): boolean {
  return reading.box.width * CELL >= SHARP_CELL_PX || window.side <= CELL;
}

function observationOf(reading: FaceReading, window: CropWindow): Observation {
  return {
    facePx: reading.box.width * window.side,
    ...headPose(reading.keypoints),
    movements: reading.movements,
    votes: reading.votes,
    balanced: reading.balanced,
    doubt: reading.doubt,
  };
}
