// The engine's types: what it takes and what it gives. Everything above the engine may import this file.

/** The seven expressions of FER2013 in the order of the vote head's first seven outputs (FER+'s order). */
export const EXPRESSIONS = ['neutral', 'happy', 'surprise', 'sad', 'angry', 'disgust', 'fear'] as const;
export type Expression = (typeof EXPRESSIONS)[number];

/** Shares of voters, one per expression, each in 0..1, together 1. */
export type Votes = Record<Expression, number>;

/** Our own kernels on the processor, our own shaders on WebGL and WebGPU, and TensorFlow.js on WebGL. */
export type BackendName = 'wasm' | 'webgl' | 'webgpu' | 'tfjs';
/** In the order in which they are tried. */
export const BACKENDS: readonly BackendName[] = ['wasm', 'webgl', 'webgpu', 'tfjs'];
/** What the user asks for: one of them, or the fastest on this machine. */
export type WantedBackend = BackendName | 'auto';

/** Side of one atlas cell in pixels: BlazeFace short range's input size, so no cell is ever resampled. */
export const CELL = 128;

/** Side of a picture that is searched for all its faces, pixels: BlazeFace full range's input size. */
export const SURVEY = 192;

/** In shares of a cell or picture: 0..1 from its left or top edge; may reach a little outside. */
export interface UnitBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** In pixels of a picture or a page; `x` and `y` are its left and top edge. */
export interface PixelBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** In the same units as the box or picture that it belongs to. */
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

/** How the numbers of a picture become colours: bytes of red, green, blue and a fourth that counts for nothing, or luma and chroma. */
export type Colours = 'rgba' | { matrix: 'bt601' | 'bt709' | 'bt2020'; isFull: boolean };

/** So many pixels of luma, across and down, share one of chroma: expressions are read from gray, and the detector needs no more. */
export const CHROMA_STEP = 4;

/** How many bytes a picture has. */
export function bytesIn({ width, height, colours }: Pick<CellPicture, 'width' | 'height' | 'colours'>): number {
  const chroma = Math.ceil(width / CHROMA_STEP) * Math.ceil(height / CHROMA_STEP);
  return colours === 'rgba' ? 4 * width * height : width * height + 2 * chroma;
}

/** What fills one square cell, as its page sends it: no larger than the cell shows it, no larger than the video has it. */
export interface CellPicture {
  /** The part of the cell that the picture fills; what lies around is middle gray. */
  place: UnitBox;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  colours: Colours;
  /** Row by row: 4·width·height bytes, or width·height of luma and then twice ⌈width/4⌉·⌈height/4⌉ of chroma, blue's first. */
  data: Uint8Array<ArrayBuffer>;
}

/** What the page sends at a time. */
export interface Look {
  /** CELL pixels wide each; at most MOST_CELLS of geometry/grid.ts. */
  cells: CellPicture[];
  /** Pictures to be searched for all their faces, SURVEY pixels wide each. */
  survey: CellPicture[];
  asked: Asked;
}

/** The choices of FER+'s voters, in the order of the net's `votes` output. */
export const VOTERS = [...EXPRESSIONS, 'contempt', 'unknown', 'not-a-face'] as const;

/**
 * A reading names an expression when at least this share of ten people would: five dots. Measured on PublicTest with faces drawn as in a call
 * (65 % neutral, 25 % happy): 93 % get a word, 8 of 100 neutral faces a wrong one. Four dots make that 15 of 100; six leave 20 % without a word.
 */
export const UNCLEAR_BELOW = 0.5;
/** A cell whose best score is below this holds no face. Source: mediapipe's default. */
export const MIN_SCORE = 0.5;
/** A crop is no face when at least this share of voters would say so. */
export const NOT_A_FACE_ABOVE = 0.5;

/**
 * What a face does, in the order of the net's output `movements`: measured with the points of a face mesh in training, over the distance of the eyes.
 * `smile`: how far the corners of the mouth lie above its middle, plus a third of its width; `mouthOpen`: the inner lips' distance; `browsRaised`: the
 * brows above the eyes; `browsDrawn`: minus the distance of their inner ends; `eyesOpen`: the lids' distance over the eye's width.
 */
export const FACE_MOVEMENTS = ['smile', 'mouthOpen', 'browsRaised', 'browsDrawn', 'eyesOpen'] as const;
export type FaceMovements = Record<(typeof FACE_MOVEMENTS)[number], number>;

/** @param value of each, by its place in FACE_MOVEMENTS. */
export const movementsOf = (value: (i: number) => number): FaceMovements =>
  Object.fromEntries(FACE_MOVEMENTS.map((name, i) => [name, value(i)])) as FaceMovements;

/** What the expression net says of one face. */
export interface Classification {
  votes: Votes;
  /** Share of voters who would name none of the seven (contempt, "unknown", "not a face"), 0..1. */
  doubt: number;
  /** The FER2013 head: one label a face, probabilities that are together 1. */
  labels: Votes;
  /**
   * Both heads joined, divided by how frequent each expression is in FER2013, so that rare ones count as much as common ones; probabilities,
   * together 1. The net's output
   * `shown`. Decides between words that the dots leave open.
   */
  balanced: Votes;
  /** The vote head as it is: shares in VOTERS' order, together 1. */
  voters: Float32Array;
  movements: FaceMovements;
}

/** Where a face is, and what it does. */
export interface FaceMoving {
  /** The detector's confidence that this is a face, 0..1. */
  score: number;
  box: UnitBox;
  keypoints: Keypoints;
  movements: FaceMovements;
}

/** What the engine says of one cell. */
export type FaceReading = Classification & FaceMoving;

/** All that the net can say of a face, or what it does alone: then nothing that names expressions is computed. */
export type Asked = 'all' | 'movements';

/** A face somewhere in a surveyed picture. */
export interface Sighting {
  /** The detector's confidence that this is a face, 0..1. */
  score: number;
  /** Normalised to the picture. */
  box: UnitBox;
}

/** What one candidate came to when backends were measured. */
export interface EngineTiming {
  backend: BackendName;
  /** How many threads worked on it. */
  threads: number;
  /** Milliseconds for a tick of four cells, median; null where it was left out or not measured. */
  tickMs: number | null;
  /**
   * Why it is not used: it reads the known picture wrongly, however fast; it is too slow or does not answer in time; it does not start or
   * fails; or another, which it would stand in for, works.
   */
  leftOut?: 'wrong' | 'slow' | 'failed' | 'unneeded';
  /** The reason in words, in English, for details and the console. */
  error?: string;
}

export interface EngineReply<Face = FaceReading> {
  /** The backend that read. */
  backend: BackendName;
  /** One a cell, null where no face was found; length is atlas.cells. */
  faces: (Face | null)[];
  /** Milliseconds from the arrival of the pixels to the end of the readback. */
  ms: number;
}

/** Of each cell what was asked for. */
export interface LookReply extends EngineReply<FaceReading | FaceMoving> {
  /** For each picture of the survey its faces, the surest first; null where there was none, or it failed. `ms`: what it took besides. */
  survey: { sightings: Sighting[][]; ms: number } | null;
}
