// The models as files, before anything is read out of them.

/** A TensorFlow.js graph model as it lies on disk. */
export interface ModelFiles {
  /** model.json, parsed. */
  json: unknown;
  /** The one file of weights that model.json describes. */
  weights: ArrayBuffer;
}

/** The two nets that every runner needs. */
export interface Models {
  /** BlazeFace short range: finds the face of a cell. */
  detector: ModelFiles;
  /** Reads a face that is cut out. */
  expression: ModelFiles;
}

/** What has been loaded, for progress. */
export type ModelStep = keyof Models;
