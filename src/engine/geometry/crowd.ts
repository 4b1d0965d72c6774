// The people in one picture: mostly one, but a meeting room's camera shows several, each followed by itself. Pure.
import type { PixelBox, Sighting } from '../types.ts';
import { boxInPicture, type CropWindow } from './crop-window.ts';
import { overlap } from './overlap.ts';

export interface FollowedFace {
  /** 1 for the first; free again once a person has gone. */
  number: number;
  /** Where the face was last, in the video's pixels. */
  face: PixelBox;
  /** A close look has found the face, too; before that it may be a picture on the wall of which one sees too little. */
  isConfirmed: boolean;
  /** Close looks since the last one that found the face. */
  misses: number;
}

/** More people than this in one tile are not read. */
export const MOST_PEOPLE = 8;
/** A face this much smaller than the tile's largest belongs to the background: a poster, somebody passing by. */
export const SMALLEST = 0.3;
/** So many close looks in a row without a face, and the person has gone; fewer for one who has never been confirmed. */
const MISSES = 5;
const UNCONFIRMED_MISSES = 2;
/** Among several, a face found further off than this part of its width is a neighbour's. */
const NEIGHBOUR = 0.75;
const SAME_FACE = 0.3;
/** Two windows of a survey show the same face where their boxes cover each other by more than this. */
const SAME_SEEN = 0.2;

/** What a survey saw in one of its windows. */
export interface SightedFace {
  /** In the video's pixels. */
  face: PixelBox;
  score: number;
  /** Side of the window, in the video's pixels. */
  side: number;
}

/** What a survey saw in its windows. @param sightings for each window, in its order */
export function sightedIn(windows: readonly CropWindow[], sightings: readonly (readonly Sighting[])[]): SightedFace[] {
  return windows.flatMap((window, i) =>
    (sightings[i] ?? []).map(({ box, score }) => ({ face: boxInPicture(box, window), score, side: window.side })),
  );
}

/**
 * The faces of a survey, each once: it is seen in several windows, and the closest of those that are sure of it has it best.
 * @param smallest width of a face that is worth finding, pixels of the video.
 */
export function distinctFaces(seen: readonly SightedFace[], smallest: number): PixelBox[] {
  return seen
    .toSorted((a, b) => a.side - b.side || b.score - a.score)
    .map(({ face }) => face)
    .filter((face, i, all) => face.width >= smallest && !all.slice(0, i).some((one) => overlap(one, face) > SAME_SEEN));
}

/**
 * Takes in the faces that a survey of the whole tile has seen; those not known yet become people, to be confirmed.
 * @param most so many people at most.
 */
export function withSightings(people: FollowedFace[], faces: PixelBox[], most = MOST_PEOPLE): FollowedFace[] {
  const largest = Math.max(...faces.map((f) => f.width), ...people.map((p) => p.face.width));
  const strangers = faces
    .filter((face) => face.width >= SMALLEST * largest && !people.some((p) => isNear(p.face, face)))
    .sort((a, b) => b.width - a.width)
    .slice(0, Math.max(0, most - people.length))
    .sort((a, b) => a.x - b.x);
  const all = [...people];
  for (const face of strangers) all.push({ number: freeNumber(all), face, isConfirmed: false, misses: 0 });
  return all;
}

/** Takes in one tick's close looks: by number the face that was found, or null. Who is not among them stays as is. */
export function withCloseLooks(people: FollowedFace[], found: ReadonlyMap<number, PixelBox | null>): FollowedFace[] {
  const looked = people.map((person): FollowedFace => {
    const face = found.get(person.number);
    if (face === undefined) return person;
    const isNeighbour = face && people.length > 1 && !isNear(person.face, face);
    if (!face || isNeighbour) return { ...person, misses: person.misses + 1 };
    return { ...person, face, isConfirmed: true, misses: 0 };
  });
  const limit = (person: FollowedFace) => (person.isConfirmed ? (people.length > 1 ? MISSES : 1) : UNCONFIRMED_MISSES);
  const present = looked.filter((person) => person.misses < limit(person));
  // Two who follow the same face are one; whoever has just been confirmed is the newcomer.
  return present.filter((person) => !present.some((other) => isDouble(person, other)));
}

function isDouble(person: FollowedFace, other: FollowedFace): boolean {
  if (person === other || overlap(person.face, other.face) <= SAME_FACE) return false;
  return other.misses === person.misses ? other.number < person.number : other.misses < person.misses;
}

/** May both be the same face, a moment later? */
export function isNear(a: PixelBox, b: PixelBox): boolean {
  const [x, y] = [a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2];
  return Math.hypot(x, y) <= NEIGHBOUR * Math.max(a.width, b.width);
}

function freeNumber(people: FollowedFace[]): number {
  for (let number = 1; ; number++) if (!people.some((p) => p.number === number)) return number;
}
