// The words that the engine and everybody above it share: expressions, votes, atlas, reading.

/** The seven expressions of FER2013 in the order of the vote head's first seven outputs (FER+'s order). */
export const EXPRESSIONS = ['neutral', 'happy', 'surprise', 'sad', 'angry', 'disgust', 'fear'] as const;
export type Expression = (typeof EXPRESSIONS)[number];

/** Shares of voters, one per expression, each in 0..1, together 1. */
export type Votes = Record<Expression, number>;

export type BackendName = 'wasm' | 'webgl' | 'webgpu';
export const BACKENDS: readonly BackendName[] = ['wasm', 'webgl', 'webgpu'];
/** What somebody has asked for: one of them, or whichever is fastest here. */
export type WantedBackend = BackendName | 'auto';

/** Side of one atlas cell in pixels: BlazeFace short range's input size, so no cell is ever resampled. */
export const CELL = 128;

/** Side of a picture that is searched for all its faces, pixels: BlazeFace full range's input size. */
export const SURVEY = 192;

/** Normalised to the cell: 0..1 from its left or top edge; may reach a little outside. */
export interface UnitBox {
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}

/** BlazeFace's six keypoints; left and right are the person's own. */
export interface Keypoints {
  rightEye: Point;
  leftEye: Point;
  nose: Point;
  mouth: Point;
  rightEar: Point;
  leftEar: Point;
}

/** A grid of CELL×CELL cells, filled row by row. */
export interface Atlas {
  /** Pixels; a multiple of CELL. */
  width: number;
  /** Pixels; a multiple of CELL. */
  height: number;
  /** How many cells hold a picture; the rest of the grid is ignored. */
  cells: number;
  /** RGBA, 4·width·height bytes, row-major, not premultiplied. */
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** What FER+'s voters could choose from, in the order of the net's `votes` output. */
export const VOTERS = [...EXPRESSIONS, 'contempt', 'unknown', 'not-a-face'] as const;

/**
 * A reading names an expression when at least this share of ten people would: five dots. Measured on PublicTest with faces drawn as in a call
 * (65 % neutral, 25 % happy): 93 % get a word, 8 of 100 neutral faces a wrong one. Four dots make that 15 of 100; six leave 20 % without a word.
 */
export const UNCLEAR_BELOW = 0.5;
/** A crop that at least this share of voters would call no face is none. */
export const NOT_A_FACE_ABOVE = 0.5;

/** What the expression net says of one face. */
export interface Classification {
  votes: Votes;
  /** Share of voters who would name none of the seven (contempt, "unknown", "not a face"), 0..1. */
  doubt: number;
  /** The FER2013 head: one label a face, probabilities that are together 1. */
  labels: Votes;
  /**
   * Both heads joined, with the expressions' frequencies on the web taken out, so that rare ones count as much as
   * common ones; probabilities that are together 1. Decides between words that the dots leave open.
   */
  balanced: Votes;
  /** The vote head as it is: shares in VOTERS' order, together 1. */
  voters: Float32Array;
}

/** What the engine says of one cell. */
export interface FaceReading extends Classification {
  /** The detector's confidence that this is a face, 0..1. */
  score: number;
  box: UnitBox;
  keypoints: Keypoints;
}

/** A face somewhere in a surveyed picture. */
export interface Sighting {
  /** The detector's confidence that this is a face, 0..1. */
  score: number;
  /** Normalised to the picture. */
  box: UnitBox;
}

export interface EngineTiming {
  backend: BackendName;
  /** How many threads worked on it. */
  threads: number;
  /** Milliseconds for one tick of the probe, median; null when this backend did not start or ran out of time. */
  tickMs: number | null;
  /** Why tickMs is null. */
  error?: string;
}

export interface EngineReply {
  /** Who read. */
  backend: BackendName;
  /** One a cell, null where no face was found; length is atlas.cells. */
  faces: (FaceReading | null)[];
  /** Milliseconds from the pixels' arrival to the readback's end. */
  ms: number;
}
