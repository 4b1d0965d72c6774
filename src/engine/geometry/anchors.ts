// BlazeFace short range predicts relative to fixed anchors; this file lays them out.

/** Feature maps of the short-range net: grid side and anchors a grid point (mediapipe, face_detection_short_range.pbtxt). */
export const LAYERS = [
  { side: 16, anchors: 2 },
  { side: 8, anchors: 6 },
] as const;

export const ANCHORS = LAYERS.reduce((n, l) => n + l.side * l.side * l.anchors, 0);
/** Numbers the net gives for each anchor: centre x and y, width, height, then x and y of six keypoints. */
export const REGRESSORS = 16;

/**
 * What has to be added to the net's raw output, divided by the input size, to get positions in the cell: the anchor's
 * centre for every coordinate, nothing for width and height.
 * @returns ANCHORS×REGRESSORS numbers, row-major, in units of the cell.
 */
export function anchorOffsets(): Float32Array {
  const offsets = new Float32Array(ANCHORS * REGRESSORS);
  let at = 0;
  for (const { side, anchors } of LAYERS)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++)
        for (let a = 0; a < anchors; a++) {
          for (let r = 0; r < REGRESSORS; r += 2) {
            if (r === 2) continue; // width and height
            offsets[at + r] = (x + 0.5) / side;
            offsets[at + r + 1] = (y + 0.5) / side;
          }
          at += REGRESSORS;
        }
  return offsets;
}
