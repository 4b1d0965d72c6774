// Readings as lines: JSON, one a picture or one a video's frame and face; or a table, one row a face.
import { type Cell, csvLine } from '../../../src/call/report/csv.ts';
import { EXPRESSIONS, FACE_MOVEMENTS } from '../../../src/engine/types.ts';
import { NO_FACE, type Reading } from './readings.ts';

/** What was read of one picture, or of one frame of a video. */
export interface Read {
  file: string;
  /** Where in the video; null for a picture. */
  seconds: number | null;
  /** Of the picture, the right way up, pixels. */
  width: number;
  height: number;
  faces: Reading[];
}

const NOBODY = { number: null, state: 'no-face', word: NO_FACE };

/** One line each, without its end. */
export function jsonLines({ file, seconds, width, height, faces }: Read): string[] {
  const size = { width, height };
  if (seconds === null) {
    const nobody = faces.length === 0 ? { state: NOBODY.state, word: NOBODY.word } : {};
    return [textOf({ file, ...size, ...nobody, faces })];
  }
  const each = faces.length > 0 ? faces : [NOBODY];
  return each.map((face) => textOf({ file, seconds, ...size, ...face }));
}

/** So many digits keep what single precision holds of a share. */
const DIGITS = 1e6;
const rounded = (value: number) => Math.round(value * DIGITS) / DIGITS;
const textOf = (line: object) =>
  JSON.stringify(line, (_, value) => (typeof value === 'number' ? rounded(value) : value));

export const csvHeader = (): string =>
  csvLine([
    'file',
    'seconds',
    'width',
    'height',
    'number',
    'state',
    'word',
    ...['x', 'y', 'width', 'height'].map((side) => `face_${side}`),
    'score',
    'yaw',
    'pitch',
    ...EXPRESSIONS,
    'doubt',
    ...EXPRESSIONS.map((e) => `label_${e}`),
    ...FACE_MOVEMENTS.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  ]);

/** Rows with their ends; a picture without a face has one without figures. */
export function csvRows({ file, seconds, width, height, faces }: Read): string {
  const picture: Cell[] = [file, seconds, width, height];
  if (faces.length === 0) return csvLine([...picture, null, NOBODY.state, NOBODY.word, ...FIGURES.map(() => null)]);
  return faces
    .map((face) => csvLine([...picture, face.number, face.state, face.word, ...FIGURES.map((of) => rounded(of(face)))]))
    .join('');
}

const FIGURES: readonly ((face: Reading) => number)[] = [
  ({ box }) => box.x,
  ({ box }) => box.y,
  ({ box }) => box.width,
  ({ box }) => box.height,
  ({ score }) => score,
  ({ yaw }) => yaw,
  ({ pitch }) => pitch,
  ...EXPRESSIONS.map((e) => (face: Reading) => face.votes[e]),
  ({ doubt }) => doubt,
  ...EXPRESSIONS.map((e) => (face: Reading) => face.labels[e]),
  ...FACE_MOVEMENTS.map((name) => (face: Reading) => face.movements[name]),
];
