// What is told of a picture: its faces as the engine reads them, each with the word that a call would say at the first look.
import messages from '../../../_locales/en/messages.json' with { type: 'json' };
import type { Picture } from '../../../harness/atlas.ts';
import { dotCounts } from '../../../src/call/room/dots.ts';
import type { RoomOptions } from '../../../src/call/room/participant.ts';
import { emptyRoom, reduce } from '../../../src/call/room/room.ts';
import type { Participant, ParticipantState } from '../../../src/call/room/types.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Expression, FaceMovements, PixelBox, Votes } from '../../../src/engine/types.ts';
import { STATE_WORDS } from '../../../src/i18n/expression-words.ts';
import { fromCatalogue } from '../../../src/i18n/t.ts';
import { wordFor } from '../../../src/i18n/words.ts';
import { allFaces, type Found, faceOf, observationOf } from '../evaluation/reading.ts';

export interface Reading {
  /** From 1, left to right. */
  number: number;
  state: ParticipantState;
  /** "happy", "unclear", or why there is no word: "too small". */
  word: string;
  /** How many of ten would name what, as a badge shows them; null where a call shows none. */
  dots: Record<Expression | 'none', number> | null;
  /** In pixels of the picture, the right way up. */
  box: PixelBox;
  /** The detector's confidence, 0..1. */
  score: number;
  /** Of the head, degrees: to the side, and up or down. */
  yaw: number;
  pitch: number;
  /** As the net says, before a call weighs them: what `npm run evaluate` counts. Shares, together 1. */
  votes: Votes;
  /** Share of voters who would name none of the seven, 0..1. */
  doubt: number;
  /** The net's other head, for FER2013's labels: probabilities, together 1. */
  labels: Votes;
  movements: FaceMovements;
}

const t = fromCatalogue(messages, 'en');
export const NO_FACE = t(STATE_WORDS['no-face']);

/** @param size of the picture as it is in its file, pixels, where it was brought down for looking. */
export async function readingsOf(
  engine: Engine,
  picture: Picture,
  size: { width: number; height: number },
  options: RoomOptions,
): Promise<Reading[]> {
  const faces = await allFaces(engine, picture);
  return faces.map((found, i) => readingOf(found, i + 1, size.width / picture.width, options));
}

function readingOf(found: Found, number: number, scale: number, options: RoomOptions): Reading {
  const { score, votes, doubt, labels, movements } = found.face;
  const { x, y, width, height } = faceOf(found);
  const observation = observationOf(found);
  const { state, label, ...person } = atFirstLook(observation, options);
  return {
    number,
    state,
    word: state === 'read' ? wordFor(label, t) : t(STATE_WORDS[state]),
    dots: person.votes && withNone(dotCounts(person.votes, person.doubt)),
    box: { x: scale * x, y: scale * y, width: scale * width, height: scale * height },
    score,
    yaw: degrees(observation.yaw),
    pitch: degrees(observation.pitch),
    votes,
    doubt,
    labels,
    movements,
  };
}

/** What a call says of somebody who has just come. */
function atFirstLook(observation: ReturnType<typeof observationOf>, options: RoomOptions): Participant {
  const tile = { id: 'a', name: '', isSelf: false, isCameraOff: false, excludedBecause: null };
  const before = reduce(emptyRoom(0), { kind: 'tiles', at: 0, tiles: [tile] }, options);
  const looked = { kind: 'observations' as const, at: 0, observations: [{ id: tile.id, observation }] };
  return reduce(before, looked, options).room.participants[0] as Participant;
}

function withNone(counts: Record<Expression, number>): Record<Expression | 'none', number> {
  return { ...counts, none: 10 - Object.values(counts).reduce((sum, count) => sum + count, 0) };
}

const degrees = (radians: number) => (radians * 180) / Math.PI;
