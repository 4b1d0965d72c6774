// Looks at tiles: draws each into its cell of the atlas, zoomed to the face once one is known.
import { drawCell } from '../engine/cell.ts';
import { gridSide, MOST_CELLS } from '../engine/grid.ts';
import { boxInPicture, type Look, searchLooks, zoomLook } from '../engine/looks.ts';
import { headYaw } from '../engine/pose.ts';
import { type Atlas, type Box, CELL, type EngineReply, type FaceReading } from '../engine/types.ts';
import type { Look as Finding } from '../room/participant.ts';

export interface Subject {
  id: string;
  source: HTMLVideoElement;
}

/** What the looker remembers of a tile between two ticks. */
interface Memory {
  /** Last known face in the video's pixels. */
  face: Box | null;
  /** Which of the search looks comes next while no face is known. */
  search: number;
  width: number;
  height: number;
}

export interface Drawn {
  atlas: Atlas;
  looks: { id: string; look: Look; memory: Memory }[];
}

/** Drawing goes on for this long before the page gets its turn, milliseconds. */
const SLICE_MS = 4;
/** A face this many cell pixels wide needs no closer look for the classifier's 48. */
const SHARP_CELL_PX = 44;

export class Looker {
  private readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private readonly memories = new Map<string, Memory>();

  constructor() {
    // Read back every tick: a canvas in main memory is many times cheaper for that than one on the GPU.
    const context = this.canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if (!context) throw new Error('No 2D canvas.');
    this.context = context;
  }

  /** Draws every subject whose video holds a picture; null when there is none. At most MOST_CELLS. */
  async draw(subjects: Subject[], signal: AbortSignal): Promise<Drawn | null> {
    const ready = subjects.filter(({ source }) => source.videoWidth > 0 && source.readyState >= 2).slice(0, MOST_CELLS);
    for (const id of this.memories.keys()) if (!subjects.some((s) => s.id === id)) this.memories.delete(id);
    if (ready.length === 0) return null;
    const columns = gridSide(ready.length);
    const side = columns * CELL;
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;

    const looks: Drawn['looks'] = [];
    let sliceStart = performance.now();
    for (const [i, { id, source }] of ready.entries()) {
      if (performance.now() - sliceStart > SLICE_MS) {
        await new Promise((next) => setTimeout(next));
        signal.throwIfAborted();
        sliceStart = performance.now();
      }
      const memory = this.memoryOf(id, source);
      const look = memory.face ? zoomLook(memory.face) : nextSearch(memory);
      drawCell(this.context, source, memory, look, (i % columns) * CELL, Math.floor(i / columns) * CELL);
      looks.push({ id, look, memory });
    }
    const { data } = this.context.getImageData(0, 0, side, side);
    return { atlas: { width: side, height: side, cells: ready.length, data: data as Atlas['data'] }, looks };
  }

  /** The last known faces, in their videos' pixels. */
  get faces(): ReadonlyMap<string, Box> {
    return new Map([...this.memories].flatMap(([id, { face }]) => (face ? [[id, face] as const] : [])));
  }

  /** Remembers where the faces are and says what the room should know of each tile. */
  digest(drawn: Drawn, reply: EngineReply): { id: string; look: Finding }[] {
    const findings: { id: string; look: Finding }[] = [];
    for (const [i, { id, look, memory }] of drawn.looks.entries()) {
      const reading = reply.faces[i] ?? null;
      const known = memory.face !== null;
      memory.face = reading ? boxInPicture(reading.box, look) : null;
      if (!reading) {
        // It may just have moved out of the zoomed look: the search starts anew, and the room waits a while.
        if (known) memory.search = 0;
        findings.push({ id, look: null });
        continue;
      }
      memory.search = 0;
      if (isSharp(reading, look)) findings.push({ id, look: findingOf(reading, look) });
    }
    return findings;
  }

  private memoryOf(id: string, source: HTMLVideoElement): Memory {
    const { videoWidth: width, videoHeight: height } = source;
    const known = this.memories.get(id);
    // The stream's size changes in mid-call; positions from before mean nothing then.
    if (known && known.width === width && known.height === height) return known;
    const memory = { face: null, search: 0, width, height };
    this.memories.set(id, memory);
    return memory;
  }
}

function nextSearch(memory: Memory): Look {
  const looks = searchLooks(memory.width, memory.height);
  const look = looks[memory.search] as Look;
  memory.search = (memory.search + 1) % looks.length;
  return look;
}

/** Large enough in the cell, or as large as the video has it: a closer look would show no more. */
function isSharp(reading: FaceReading, look: Look): boolean {
  return reading.box.width * CELL >= SHARP_CELL_PX || look.side <= CELL;
}

function findingOf(reading: FaceReading, look: Look): Finding {
  return {
    facePx: reading.box.width * look.side,
    yaw: headYaw(reading.keypoints),
    votes: reading.votes,
    shown: reading.shown,
    doubt: reading.doubt,
  };
}
