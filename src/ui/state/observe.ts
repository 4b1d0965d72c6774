// Finds and reads the faces of a picture, a camera or a video as a call's page does those of a tile: cells to the engine, observations back.
import { DEFAULTS, type Observation } from '../../call/room/participant.ts';
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
  isNear,
  MOST_PEOPLE,
  type SightedFace,
  sightedIn,
  withCloseLooks,
  withSightings,
} from '../../engine/geometry/crowd.ts';
import { MOST_CELLS } from '../../engine/geometry/grid.ts';
import { headPose } from '../../engine/geometry/pose.ts';
import { netCrop } from '../../engine/pictures/net-crop.ts';
import {
  CELL,
  type Keypoints,
  type Look,
  type LookReply,
  type PixelBox,
  type Point,
  SURVEY,
} from '../../engine/types.ts';
import { type EngineClient, EngineUnavailable } from '../../messaging/engine-client.ts';
import type { Source } from './media.ts';

/** A face where it was seen last. */
export interface Seen {
  number: number;
  /** Null while it is not found. */
  observation: Observation;
  /** In the source's pixels. */
  box: PixelBox;
  keypoints: Keypoints;
  crop: Uint8ClampedArray;
}

/** Milliseconds of the engine. */
export interface Took {
  findMs: number;
  readMs: number;
}

/** A face that is smaller than this part of the picture's longer side is not looked for. */
const SMALLEST_PART = 1 / 64;
/** Pictures of faces too small to read are found, too, so that it can be said. */
const SMALLEST_PX = 24;
/** So many pictures of a survey a question. */
const TOGETHER = 4;
/** A question without an answer is asked again. */
const MOST_TRIES = 3;
/** How long after a survey the next one is due, milliseconds, and after one that saw nobody. */
const FIND_EVERY_MS = 2000;
const FIND_SOMEBODY_MS = 600;

type CloseLook = Omit<Seen, 'number'>;

/** The faces of one source: who is there, and where. */
class Finder {
  people: FollowedFace[] = [];
  took: Took = { findMs: 0, readMs: 0 };

  constructor(
    private readonly source: Source,
    private readonly engine: Pick<EngineClient, 'look'>,
    private readonly smallest: number,
    private readonly most: number,
    private readonly until: AbortSignal,
  ) {}

  /** Searches all of the picture for faces that are not known yet. */
  async find(): Promise<void> {
    const { width, height } = this.source;
    const windows = surveyWindows(width, height, this.smallest);
    const found: SightedFace[] = [];
    for (let i = 0; i < windows.length; i += TOGETHER) {
      const some = windows.slice(i, i + TOGETHER);
      const { survey } = await this.ask([], some);
      this.took.findMs += survey?.ms ?? 0;
      found.push(...sightedIn(some, survey?.sightings ?? []));
    }
    this.people = withSightings(this.people, distinctFaces(found, this.smallest), this.most);
    if (this.people.length > 0) return;
    // A face that fills the picture, or a very small one, is seen by the other detector alone.
    const search = searchWindows(width, height);
    const { faces, ms } = await this.ask(search, []);
    this.took.findMs += ms;
    const best = faces
      .flatMap((face, i) => (face ? [{ score: face.score, box: boxInPicture(face.box, search[i] as CropWindow) }] : []))
      .reduce<{ score: number; box: PixelBox } | null>((a, b) => (a && a.score >= b.score ? a : b), null);
    if (best) this.people = [{ number: 1, face: best.box, isConfirmed: false, misses: 0 }];
  }

  /** Looks closely at everybody; a face that is none close up is none. @returns by number who was found. */
  async closely(): Promise<Map<number, CloseLook>> {
    const { people } = this;
    if (people.length === 0) return new Map();
    const windows = people.map(({ face }) => faceWindow(face));
    const { faces, ms, cells } = await this.ask(windows, []);
    this.took.readMs += ms;
    const seen = new Map<number, CloseLook>();
    for (const [i, { number }] of people.entries()) {
      const [reading, window] = [faces[i], windows[i] as CropWindow];
      if (!reading || !('votes' in reading)) continue;
      const { votes, balanced, doubt, movements } = reading;
      const box = boxInPicture(reading.box, window);
      const keypoints = pointsIn(reading.keypoints, window);
      const observation = { votes, balanced, doubt, movements, facePx: box.width, ...headPose(reading.keypoints) };
      seen.set(number, { observation, box, keypoints, crop: netCrop(cells[i] as Look['cells'][number], reading) });
    }
    this.people = withCloseLooks(people, new Map(people.map(({ number }) => [number, seen.get(number)?.box ?? null])));
    const found = this.people.filter((p) => p.misses === 0 && p.isConfirmed).map((p) => p.number);
    return new Map([...seen].filter(([number]) => found.includes(number)));
  }

  private async ask(
    cells: readonly CropWindow[],
    survey: readonly CropWindow[],
  ): Promise<LookReply & { cells: Look['cells'] }> {
    const look: Look = { cells: [], survey: [], asked: 'all' };
    for (const window of cells) look.cells.push(await this.source.take(window, CELL));
    for (const window of survey) look.survey.push(await this.source.take(window, SURVEY));
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      this.until.throwIfAborted();
      const reply = await this.engine.look(look);
      this.until.throwIfAborted();
      if (reply) return { ...reply, cells: look.cells };
    }
    throw new EngineUnavailable('errorEngineLost', 'A question failed several times.');
  }
}

function pointsIn(keypoints: Keypoints, { x, y, side }: CropWindow): Keypoints {
  const inPicture = (point: Point) => ({ x: x + point.x * side, y: y + point.y * side });
  return Object.fromEntries(
    Object.entries(keypoints).map(([name, at]) => [name, inPicture(at)]),
  ) as unknown as Keypoints;
}

/** The faces of a still picture, numbered from left to right. @throws the signal's reason, EngineUnavailable */
export async function facesIn(
  source: Source,
  engine: Pick<EngineClient, 'look'>,
  until: AbortSignal,
): Promise<{ faces: Seen[]; took: Took }> {
  const smallest = Math.max(SMALLEST_PX, SMALLEST_PART * Math.max(source.width, source.height));
  const finder = new Finder(source, engine, smallest, MOST_CELLS, until);
  await finder.find();
  const first = await finder.closely();
  // From the middle of what the first look has found.
  const second = await finder.closely();
  const faces = finder.people
    .flatMap(({ number }) => second.get(number) ?? first.get(number) ?? [])
    .sort((a, b) => a.box.x - b.box.x)
    .map((face, i) => ({ ...face, number: i + 1 }));
  return { faces, took: finder.took };
}

/** Follows every face of a moving picture. Who leaves and comes back is somebody new: nobody is recognised. */
export class Follower {
  private readonly finder: Finder;
  /** By their own numbers; `place` is the finder's number, null while the face is not found. */
  private readonly known = new Map<number, Seen & { place: number | null; seenAt: number }>();
  private count = 0;
  private findAt = Number.NEGATIVE_INFINITY;

  constructor(source: Source, engine: Pick<EngineClient, 'look'>, until: AbortSignal) {
    this.finder = new Finder(source, engine, DEFAULTS.minFacePx, MOST_PEOPLE, until);
  }

  /** @param at when the picture was, milliseconds. @returns everybody who is there, in the order in which they came. */
  async look(at: number): Promise<{ faces: Seen[]; took: Took }> {
    const { finder, known } = this;
    finder.took = { findMs: 0, readMs: 0 };
    if (at >= this.findAt) {
      await finder.find();
      this.findAt = at + (finder.people.length > 0 ? FIND_EVERY_MS : FIND_SOMEBODY_MS);
    }
    const seen = await finder.closely();
    const places = new Set(finder.people.map(({ number }) => number));
    for (const [number, one] of known) {
      if (one.place === null || places.has(one.place)) continue;
      known.set(number, { ...one, place: null });
      // A face that moved out of its window is looked for at once.
      this.findAt = at;
    }
    for (const [place, face] of seen) {
      const isSame = (one: Seen & { place: number | null }) =>
        one.place === place || (one.place === null && isNear(one.box, face.box));
      const same = [...known.values()].find((one) => one.place === place) ?? [...known.values()].find(isSame);
      const number = same?.number ?? ++this.count;
      known.set(number, { ...face, number, place, seenAt: at });
    }
    for (const [number, { seenAt, place }] of known)
      if (place === null && at - seenAt > DEFAULTS.lostAfterMs) known.delete(number);
    const faces = [...known.values()]
      .sort((a, b) => a.number - b.number)
      .map(({ place: _, seenAt, ...face }) => (seenAt === at ? face : { ...face, observation: null }));
    return { faces, took: finder.took };
  }
}
