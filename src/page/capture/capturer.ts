// Takes pixels: of each readable tile a picture for one cell, zoomed to the face once one is known; one cell a face where a tile shows several
// people. Keeps where the faces are between two ticks.
import { participantId } from '../../call/call.ts';
import type { Observation } from '../../call/room/participant.ts';
import {
  boxInPicture,
  type CropWindow,
  faceWindow,
  searchWindows,
  surveyWindows,
} from '../../engine/geometry/crop-window.ts';
import {
  distinctFaces,
  type FollowedFace,
  type SightedFace,
  sightedIn,
  withCloseLooks,
  withSightings,
} from '../../engine/geometry/crowd.ts';
import { MOST_CELLS } from '../../engine/geometry/grid.ts';
import { headPose } from '../../engine/geometry/pose.ts';
import { type Cut, PictureTaker } from '../../engine/pictures/take.ts';
import {
  type Asked,
  CELL,
  type CellPicture,
  type FaceMoving,
  type FaceReading,
  type Look,
  type LookReply,
  type PixelBox,
  type Sighting,
  SURVEY,
} from '../../engine/types.ts';
import { nameOf, noteProblem } from '../../messaging/problems.ts';
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
  /** Its last new frame, as in Source, and when it came, on performance.now()'s clock. */
  frame: number | null;
  frameAt: number;
  /** By number of the followed face: the frame that was looked at last. */
  looked: Map<number, number | null>;
  /** When all its faces are searched for next, on performance.now()'s clock. */
  surveyAt: number;
}

/** A cell whose picture is about to be taken. */
interface Ready extends Subject {
  memory: TileMemory;
  face: FollowedFace | null;
  /** As in Source. */
  frame: number | null;
}

/** What a cell shows. */
interface CapturedCell {
  id: string;
  /** The followed face's; null while a face is searched for. */
  number: number | null;
  window: CropWindow;
  memory: TileMemory;
  /** Of the whole picture. */
  size: Size;
  frame: number | null;
}

export interface Capture {
  look: Look;
  cells: CapturedCell[];
  /** What the pictures of the look's survey show. */
  windows: CropWindow[];
}

interface Survey {
  id: string;
  memory: TileMemory;
  /** Of the picture when it began. */
  size: Size;
  /** Still to be captured. */
  windows: CropWindow[];
  found: SightedFace[];
}

/** Pictures are taken for this long before the page gets its turn, milliseconds. */
const SLICE_MS = 4;
/** Of a face's surroundings so many pixels a side are sent: 51 of them show what the classifier needs 48 for. */
const CLOSE_DETAIL = 96;
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
  private readonly taker = new PictureTaker();
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
    try {
      const part = source.part();
      if (part === null && source.hasFailed) throw new Error('The picture of the tile cannot be taken.');
      return part;
    } catch (error) {
      this.noteBroken(id, error);
      return null;
    }
  }

  /** Forgets all other tiles. */
  keep(subjects: readonly Subject[]): void {
    const known = new Set(subjects.map(({ id }) => id));
    for (const id of this.memories.keys()) if (!known.has(id)) this.memories.delete(id);
    for (const id of this.broken.keys()) if (!known.has(id)) this.broken.delete(id);
  }

  /**
   * A picture of every subject that has a new one, and of the tile whose turn it is to be searched for all its faces; null when there is none.
   * Faces beyond MOST_CELLS take turns.
   */
  async capture(
    subjects: readonly Subject[],
    asked: Asked,
    meter: Meter,
    signal: AbortSignal,
  ): Promise<Capture | null> {
    const ready = meter.run(() => this.nextCells(subjects));
    const capture: Capture = { look: { cells: [], survey: [], asked }, cells: [], windows: [] };
    let since = performance.now();
    /** Null where it cannot be taken, or has gone while the page had its turn. */
    const take = async ({ id, source }: Subject, cut: Omit<Cut, 'part'>): Promise<CellPicture | null> => {
      if (performance.now() - since > SLICE_MS) {
        await new Promise((done) => setTimeout(done));
        signal.throwIfAborted();
        since = performance.now();
      }
      return this.attempt(id, async () => {
        const part = meter.run(() => source.part());
        return part && (await this.taker.take(source.image, { ...cut, part }, meter.run));
      });
    };
    for (const one of ready) {
      const { id, memory, face, frame } = one;
      const { width, height } = memory;
      const window = face ? faceWindow(face.face) : nextSearchWindow(memory);
      const picture = await take(one, { window, side: CELL, ...(face && { detail: CLOSE_DETAIL }) });
      signal.throwIfAborted();
      if (!picture) continue;
      capture.look.cells.push(picture);
      capture.cells.push({ id, number: face?.number ?? null, window, memory, size: { width, height }, frame });
    }
    const survey = meter.run(() => this.currentSurvey(subjects));
    for (const window of survey?.windows.splice(0, SURVEY_PICTURES) ?? []) {
      const picture = survey && (await take(survey.subject, { window, side: SURVEY }));
      signal.throwIfAborted();
      if (!picture) continue;
      capture.look.survey.push(picture);
      capture.windows.push(window);
    }
    if (survey && capture.windows.length === 0) this.dropSurvey();
    return capture.look.cells.length + capture.look.survey.length > 0 ? capture : null;
  }

  /** Whose turn it is. A face whose picture is the one that was looked at last has nothing new to say. */
  private nextCells(subjects: readonly Subject[]): Ready[] {
    const all = subjects.flatMap((subject) => {
      const part = this.isUnreadable(subject.id) ? null : this.partOf(subject);
      if (!part) return [];
      const memory = this.memoryOf(subject.id, part);
      const { frame } = subject.source;
      const faces: (FollowedFace | null)[] = memory.faces.length ? memory.faces : [null];
      const isNew = (face: FollowedFace | null) =>
        face === null || frame === null || memory.looked.get(face.number) !== frame;
      return faces.filter(isNew).map((face): Ready => ({ ...subject, memory, face, frame }));
    });
    const turn = all.length > MOST_CELLS ? this.turn % all.length : 0;
    this.turn = turn + MOST_CELLS;
    return [...all.slice(turn), ...all.slice(0, turn)].slice(0, MOST_CELLS);
  }

  /** Keeps where the faces are. @returns what the call should know of each participant that was captured. */
  digest(capture: Capture, reply: LookReply): { id: string; observation: Observation }[] {
    if (capture.windows.length > 0) this.digestSurvey(capture.windows, reply.survey?.sightings ?? null);
    const observations: { id: string; observation: Observation }[] = [];
    const closeLooks = new Map<TileMemory, Map<number, PixelBox | null>>();
    for (const [i, { id, number, window, memory, size, frame }] of capture.cells.entries()) {
      if (this.isUnreadable(id)) continue;
      // A search has not looked closely.
      if (number !== null) memory.looked.set(number, frame);
      const reading = reply.faces[i] ?? null;
      const face = reading && resized(boxInPicture(reading.box, window), size, memory);
      if (number !== null) {
        const found = closeLooks.get(memory) ?? new Map<number, PixelBox | null>();
        closeLooks.set(memory, found.set(number, face));
      } else if (face && memory.faces.length === 0) {
        // What a survey has just seen is more.
        memory.faces = [{ number: 1, face, isConfirmed: true, misses: 0 }];
      }
      const isBlack = !reading && isBlackPicture(capture.look.cells[i] as CellPicture);
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

  /** The survey under way or due, and whose it is; null for none, and while its tile has no picture. */
  private currentSurvey(subjects: readonly Subject[]): { subject: Subject; windows: CropWindow[] } | null {
    if (this.survey && !this.isCurrent(this.survey)) this.survey = null;
    this.survey ??= this.nextSurvey();
    const { survey } = this;
    const subject = survey && subjects.find(({ id }) => id === survey.id);
    const hasPicture = subject && !this.isUnreadable(subject.id) && this.partOf(subject);
    return survey && hasPicture ? { subject, windows: survey.windows } : null;
  }

  /** Takes in what the engine saw in the pictures of these windows; null when it failed. */
  private digestSurvey(windows: readonly CropWindow[], sightings: Sighting[][] | null): void {
    const { survey } = this;
    // Of a picture of another size it is not known any more where the windows were.
    if (!survey || !this.isCurrent(survey)) return;
    if (!sightings) {
      this.dropSurvey();
      return;
    }
    survey.found.push(...sightedIn(windows, sightings));
    if (survey.windows.length > 0) return;
    this.survey = null;
    const { memory } = survey;
    memory.faces = withSightings(memory.faces, distinctFaces(survey.found, this.smallest));
    const { length } = memory.faces;
    const every = length === 0 ? 'nobody' : length === 1 ? 'one' : 'several';
    memory.surveyAt = performance.now() + SURVEY_EVERY_MS[every];
  }

  /** Gives up the survey under way: it failed, and the next one comes when it is due. */
  private dropSurvey(): void {
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
    const memory: TileMemory = {
      faces: [],
      search: 0,
      width,
      height,
      frame: null,
      frameAt: now,
      looked: new Map(),
      surveyAt: now + FIRST_SURVEY_MS,
    };
    this.memories.set(id, memory);
    return memory;
  }

  /** Runs what may throw for one tile: a page's own getters, a video of another origin. The other tiles go on. */
  private async attempt<T>(id: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.noteBroken(id, error);
      return null;
    }
  }

  private noteBroken(id: string, error: unknown): void {
    if (!this.isUnreadable(id)) noteProblem(`the pixels of a tile cannot be taken: ${nameOf(error)}`, error);
    this.broken.set(id, performance.now() + RETRY_MS);
  }
}

/** No part of a pixel, 0..255, is brighter in a picture that is black; noise of a camera in the dark is. */
const BLACK = 12;
/** Every so many pixels are looked at, across and down; the edges are mixed with what lies around the picture. */
const BLACK_STEP = 4;

function isBlackPicture({ width, height, colours, data }: CellPicture): boolean {
  if (width < 2 * BLACK_STEP || height < 2 * BLACK_STEP) return false;
  // Luma of limited range begins at 16.
  const limit = colours === 'rgba' || colours.isFull ? BLACK : 16 + BLACK * (219 / 255);
  const [size, values] = colours === 'rgba' ? [4, 3] : [1, 1];
  for (let y = 1; y < height - 1; y += BLACK_STEP)
    for (let x = 1; x < width - 1; x += BLACK_STEP)
      for (let c = 0; c < values; c++) if ((data[size * (y * width + x) + c] as number) > limit) return false;
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

function nextSearchWindow(memory: TileMemory): CropWindow {
  const windows = searchWindows(memory.width, memory.height);
  const window = windows[memory.search] as CropWindow;
  memory.search = (memory.search + 1) % windows.length;
  return window;
}

/** Large enough in the cell, or as large as the video has it: a closer window would show no more. */
function isSharp(reading: FaceMoving, window: CropWindow): boolean {
  return reading.box.width * CELL >= SHARP_CELL_PX || window.side <= CELL;
}

function observationOf(reading: FaceReading | FaceMoving, window: CropWindow): Observation {
  const { box, keypoints, movements } = reading;
  const moving = { facePx: box.width * window.side, ...headPose(keypoints), movements };
  if (!('votes' in reading)) return moving;
  const { votes, balanced, doubt } = reading;
  return { ...moving, votes, balanced, doubt };
}
