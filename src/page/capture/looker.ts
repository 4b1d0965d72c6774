// Looks at tiles: draws each into its cell of the atlas, zoomed to the face once one is known; one cell a face, where
// a tile shows several people.

import type { Observation as Finding } from '../../call/room/participant.ts';
import { drawCell } from '../../engine/geometry/cell.ts';
import {
  boxInPicture,
  type CropWindow,
  faceWindow,
  searchWindows,
  surveyWindows,
} from '../../engine/geometry/crop-window.ts';
import { gridSide, MOST_CELLS } from '../../engine/geometry/grid.ts';
import { overlap } from '../../engine/geometry/overlap.ts';
import { headNod, headPitch, headYaw } from '../../engine/geometry/pose.ts';
import {
  type Atlas,
  CELL,
  type EngineReply,
  type FaceReading,
  type Sighting,
  SURVEY,
  type UnitBox,
} from '../../engine/types.ts';
import { type Person, withLooks, withSightings } from './crowd.ts';
import type { Meter } from './pace.ts';
import type { Source } from './source.ts';

export interface Subject {
  id: string;
  source: Source;
}

/** What the looker remembers of a tile between two ticks. */
interface Memory {
  /** Nobody while no face is known. */
  people: Person[];
  /** Which of the search looks comes next while no face is known. */
  search: number;
  /** Of the picture, pixels. */
  width: number;
  height: number;
  /** When all its faces are to be looked for next, on performance.now()'s clock. */
  surveyAt: number;
}

/** Somebody, or a tile in which nobody is known, about to be drawn. */
interface Ready extends Subject {
  memory: Memory;
  person: Person | null;
}

export interface Drawn {
  atlas: Atlas;
  /** `person` null while a face is searched for. */
  looks: { id: string; person: number | null; look: CropWindow; memory: Memory }[];
}

/** Part of a survey: pictures that Engine.survey takes, and what they show. */
export interface DrawnSurvey {
  data: Uint8ClampedArray<ArrayBuffer>;
  looks: CropWindow[];
}

/** Somebody in a tile, or the tile itself while nobody is known there. */
export interface Seen {
  id: string;
  /** Counted from 1 where a tile shows several people, else null. */
  number: number | null;
}

/** A picture that has gone. */
const NOTHING: UnitBox = { x: 0, y: 0, width: 0, height: 0 };
/** Drawing goes on for this long before the page gets its turn, milliseconds. */
const SLICE_MS = 4;
/** More than that are read back in a turn of their own. */
const CELLS_IN_ONE_GO = 4;
/** A face this many cell pixels wide needs no closer look for the classifier's 48. */
const SHARP_CELL_PX = 44;
/** How often a tile is surveyed in which nobody is known, one, or several; and when a new one is for the first time. */
const SURVEY_EVERY_MS = { nobody: 3000, one: 20_000, several: 8000 };
const FIRST_SURVEY_MS = 1500;
/** Pictures of a survey a tick: some 8 ms of the processor each. */
const SURVEY_PICTURES = 2;

export class Looker {
  private readonly cells = canvasInMemory();
  private readonly pictures = canvasInMemory();
  private readonly memories = new Map<string, Memory>();
  /** Where the next tick goes on when there are more faces than cells. */
  private turn = 0;
  private underSurvey: {
    id: string;
    memory: Memory;
    looks: CropWindow[];
    found: (Sighting & { at: number })[];
  } | null = null;

  /** @param smallest width of a face that is worth finding, pixels of the video. */
  constructor(private readonly smallest: number) {}

  /** Draws every subject that holds a picture; null when there is none. Faces beyond MOST_CELLS take turns. */
  async draw(subjects: Subject[], meter: Meter, signal: AbortSignal): Promise<Drawn | null> {
    const ready = meter.run(() => this.nextCells(subjects));
    if (ready.length === 0) return null;
    const columns = gridSide(ready.length);
    const side = columns * CELL;
    const { canvas } = this.cells;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const looks: Drawn['looks'] = [];
    for (let next = 0; next < ready.length; ) {
      if (next > 0) {
        await new Promise((done) => setTimeout(done));
        signal.throwIfAborted();
      }
      next = meter.run(() => this.drawSlice(ready, looks, columns));
    }
    // Reading back and sending cost as much again where there are many.
    if (ready.length > CELLS_IN_ONE_GO) await new Promise((done) => setTimeout(done));
    signal.throwIfAborted();
    const { data } = meter.run(() => this.cells.getImageData(0, 0, side, side));
    return { atlas: { width: side, height: side, cells: ready.length, data: data as Atlas['data'] }, looks };
  }

  /** Draws until its time is over. @returns which cell comes next */
  private drawSlice(ready: Ready[], looks: Drawn['looks'], columns: number): number {
    const start = performance.now();
    for (let i = looks.length; i < ready.length; i++) {
      if (i > 0 && performance.now() - start > SLICE_MS) return i;
      const { id, source, memory, person } = ready[i] as Ready;
      const look = person ? faceWindow(person.face) : nextSearch(memory);
      // Asked for again: the page may have been laid out anew while it had its turn.
      const part = source.part() ?? NOTHING;
      drawCell(this.cells, source.image, part, look, (i % columns) * CELL, Math.floor(i / columns) * CELL);
      looks.push({ id, person: person?.number ?? null, look, memory });
    }
    return ready.length;
  }

  /** Whose turn it is. */
  private nextCells(subjects: Subject[]): Ready[] {
    const known = new Set(subjects.map(({ id }) => id));
    for (const id of this.memories.keys()) if (!known.has(id)) this.memories.delete(id);
    const all = subjects.flatMap(({ id, source }) => {
      const part = source.part();
      if (!part) return [];
      const memory = this.memoryOf(id, part);
      const people: (Person | null)[] = memory.people.length ? memory.people : [null];
      return people.map((person) => ({ id, source, memory, person }));
    });
    const turn = all.length > MOST_CELLS ? this.turn % all.length : 0;
    this.turn = turn + MOST_CELLS;
    return [...all.slice(turn), ...all.slice(0, turn)].slice(0, MOST_CELLS);
  }

  /** Remembers where the faces are and says what the room should know of each person or tile. */
  digest(drawn: Drawn, reply: EngineReply): { id: string; look: Finding }[] {
    const findings: { id: string; look: Finding }[] = [];
    const closeLooks = new Map<Memory, Map<number, UnitBox | null>>();
    for (const [i, { id, person, look, memory }] of drawn.looks.entries()) {
      const reading = reply.faces[i] ?? null;
      const face = reading && boxInPicture(reading.box, look);
      if (person !== null) {
        const found = closeLooks.get(memory) ?? new Map<number, UnitBox | null>();
        closeLooks.set(memory, found.set(person, face));
      } else if (face) {
        memory.people = [{ number: 1, face, isConfirmed: true, misses: 0 }];
      }
      const finding = reading && isSharp(reading, look) ? findingOf(reading, look) : null;
      if (!reading || finding) findings.push({ id: personId(id, person ?? 1), look: finding });
    }
    for (const [memory, found] of closeLooks) {
      memory.people = withLooks(memory.people, found);
      // It may just have moved out of the zoomed look: the search starts anew, and the room waits a while.
      if (memory.people.length > 0) continue;
      memory.search = 0;
      memory.surveyAt = Math.min(memory.surveyAt, performance.now() + SURVEY_EVERY_MS.nobody);
    }
    // What a close look took from a neighbour's face is nobody's.
    const missing = new Set(
      drawn.looks.flatMap(({ id, person, memory }) =>
        memory.people.some((p) => p.number === person && p.misses > 0) ? [personId(id, person ?? 1)] : [],
      ),
    );
    return findings.map((finding) => (missing.has(finding.id) ? { ...finding, look: null } : finding));
  }

  /** Draws a few pictures of the tile whose turn it is to be searched for all its faces; null when none is due. */
  drawSurvey(subjects: Subject[]): DrawnSurvey | null {
    const sources = new Map(subjects.map(({ id, source }) => [id, source]));
    if (this.underSurvey && this.memories.get(this.underSurvey.id) !== this.underSurvey.memory) this.underSurvey = null;
    this.underSurvey ??= this.nextSurvey();
    const survey = this.underSurvey;
    const source = survey && sources.get(survey.id);
    const part = source?.part();
    if (!survey || !source || !part) return null;
    const looks = survey.looks.splice(0, SURVEY_PICTURES);
    const { canvas } = this.pictures;
    const height = SURVEY * looks.length;
    if (canvas.width !== SURVEY || canvas.height !== height) Object.assign(canvas, { width: SURVEY, height });
    for (const [i, look] of looks.entries()) drawCell(this.pictures, source.image, part, look, 0, i * SURVEY, SURVEY);
    const { data } = this.pictures.getImageData(0, 0, SURVEY, height);
    return { data: data as DrawnSurvey['data'], looks };
  }

  /** Takes in what the engine saw in those pictures. */
  digestSurvey(drawn: DrawnSurvey, sightings: Sighting[][]): void {
    const survey = this.underSurvey;
    if (!survey) return;
    for (const [i, look] of drawn.looks.entries())
      for (const { score, box } of sightings[i] ?? [])
        survey.found.push({ score, box: boxInPicture(box, look), at: look.side });
    if (survey.looks.length > 0) return;
    this.underSurvey = null;
    const { memory } = survey;
    // The same face is seen in several pictures; the closest of those that are sure of it has it best.
    const faces = survey.found
      .sort((a, b) => a.at - b.at || b.score - a.score)
      .map(({ box }) => box)
      .filter((box, i, all) => box.width >= this.smallest && !all.slice(0, i).some((one) => overlap(one, box) > 0.2));
    memory.people = withSightings(memory.people, faces);
    const { length } = memory.people;
    const every = length === 0 ? 'nobody' : length === 1 ? 'one' : 'several';
    memory.surveyAt = performance.now() + SURVEY_EVERY_MS[every];
  }

  /** Who is in a tile, as far as known. */
  people(id: string): Seen[] {
    const people = this.memories.get(id)?.people.filter((p) => p.isConfirmed) ?? [];
    if (people.length === 0) return [{ id, number: null }];
    const several = people.length > 1;
    return people
      .sort((a, b) => a.number - b.number)
      .map(({ number }) => ({ id: personId(id, number), number: several ? number : null }));
  }

  /** The last known faces, in their pictures' pixels, by the ids that `people` gives. */
  get faces(): ReadonlyMap<string, UnitBox> {
    return new Map(
      [...this.memories].flatMap(([id, { people }]) =>
        people.filter((p) => p.isConfirmed).map(({ number, face }) => [personId(id, number), face] as const),
      ),
    );
  }

  private nextSurvey(): Looker['underSurvey'] {
    const [next] = [...this.memories].sort(([, a], [, b]) => a.surveyAt - b.surveyAt);
    if (!next || next[1].surveyAt > performance.now()) return null;
    const [id, memory] = next;
    return { id, memory, looks: surveyWindows(memory.width, memory.height, this.smallest), found: [] };
  }

  private memoryOf(id: string, part: UnitBox): Memory {
    const [width, height] = [Math.round(part.width), Math.round(part.height)];
    const known = this.memories.get(id);
    // The picture's size changes in mid-call; positions from before mean nothing then.
    if (known && known.width === width && known.height === height) return known;
    const memory = { people: [], search: 0, width, height, surveyAt: performance.now() + FIRST_SURVEY_MS };
    this.memories.set(id, memory);
    return memory;
  }
}

/** The first person in a tile goes by the tile's own id. */
function personId(tile: string, number: number): string {
  return number === 1 ? tile : `${tile}#${number}`;
}

/** Read back every tick: a canvas in main memory is many times cheaper for that than one on the GPU. */
function canvasInMemory(): CanvasRenderingContext2D {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new Error('No 2D canvas.');
  return context;
}

function nextSearch(memory: Memory): CropWindow {
  const looks = searchWindows(memory.width, memory.height);
  const look = looks[memory.search] as CropWindow;
  memory.search = (memory.search + 1) % looks.length;
  return look;
}

/** Large enough in the cell, or as large as the video has it: a closer look would show no more. */
function isSharp(reading: FaceReading, look: CropWindow): boolean {
  return reading.box.width * CELL >= SHARP_CELL_PX || look.side <= CELL;
}

function findingOf(reading: FaceReading, look: CropWindow): Finding {
  return {
    facePx: reading.box.width * look.side,
    yaw: headYaw(reading.keypoints),
    pitch: headPitch(reading.keypoints),
    nod: headNod(reading.keypoints),
    votes: reading.votes,
    balanced: reading.balanced,
    doubt: reading.doubt,
  };
}
