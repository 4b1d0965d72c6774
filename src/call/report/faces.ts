// Readings of pictures and videos as files for other programs: one row, or one object, a face and moment; what could not be read stands there, too.
import { EXPRESSIONS } from '../../engine/types.ts';
import { actsOf } from '../room/acts.ts';
import type { Participant } from '../room/types.ts';
import { four, shares, tableOf } from './export.ts';

export interface FaceRead {
  /** From 1. */
  number: number;
  person: Participant;
  /** In the picture's pixels. */
  box: { x: number; y: number; width: number; height: number };
}

export interface FileRead {
  name: string;
  kind: 'picture' | 'video';
  state: string;
  /** A key of the messages file. */
  problem: { key: string } | null;
  width: number;
  height: number;
  /** Of a picture. */
  faces: readonly FaceRead[];
  /** Of a video: `at` in seconds from its beginning. */
  moments: readonly { at: number; faces: readonly FaceRead[] }[];
}

const HEADER = [
  'file',
  'second',
  'face',
  'state',
  'word',
  'movements',
  ...EXPRESSIONS,
  'unclear',
  'left',
  'top',
  'width',
  'height',
] as const;

const momentsOf = ({ kind, faces, moments }: FileRead): { at: number | null; faces: readonly FaceRead[] }[] =>
  kind === 'video' ? [...moments] : [{ at: null, faces }];

const boxOf = ({ box: { x, y, width, height } }: FaceRead) => ({
  left: Math.round(x),
  top: Math.round(y),
  width: Math.round(width),
  height: Math.round(height),
});

/** What became of a file in which no face was found; null of one that has some. */
function outcomeOf(file: FileRead): string | null {
  if (momentsOf(file).some(({ faces }) => faces.length > 0)) return null;
  if (file.problem) return 'not-read';
  return file.state === 'done' ? 'no-face' : 'left';
}

/**
 * A table with one header (RFC 4180). `second` is a video's time, `face` the number; `state` and `word` are as shown, `movements` what face and head
 * do; each expression and `unclear` are shares of ten people's words, together 1; the box is in pixels of the upright picture. A file without any face has one row,
 * whose state says why: `no-face`, `not-read`, or `left` where reading was stopped.
 */
export function facesCsv(files: readonly FileRead[]): string {
  const rows = files.flatMap((file): Partial<Record<(typeof HEADER)[number], string | number | null>>[] => {
    const outcome = outcomeOf(file);
    if (outcome) return [{ file: file.name, state: outcome }];
    return momentsOf(file).flatMap(({ at, faces }) =>
      faces.map((face) => ({
        file: file.name,
        second: four(at),
        face: face.number,
        state: face.person.state,
        word: face.person.label,
        movements: actsOf(face.person).join('; '),
        ...(face.person.votes ? shares(face.person.votes, face.person.doubt) : {}),
        ...boxOf(face),
      })),
    );
  });
  return tableOf(HEADER, rows);
}

/** `version` counts up when a field changes its meaning or goes. Everything is as in facesCsv. */
export function facesJson(files: readonly FileRead[]): string {
  const faceOf = (face: FaceRead) => ({
    face: face.number,
    state: face.person.state,
    word: face.person.label,
    movements: actsOf(face.person),
    shares: face.person.votes && shares(face.person.votes, face.person.doubt),
    box: boxOf(face),
  });
  const told = files.map((file) => ({
    file: file.name,
    width: file.width,
    height: file.height,
    outcome: outcomeOf(file),
    ...(file.kind === 'video'
      ? { moments: file.moments.map(({ at, faces }) => ({ second: four(at), faces: faces.map(faceOf) })) }
      : { faces: file.faces.map(faceOf) }),
  }));
  return JSON.stringify({ format: 'roomtone-faces', version: 1, files: told }, null, 2);
}
