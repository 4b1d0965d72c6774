// The fixed anchors that BlazeFace short range predicts boxes relative to.

/** The net's feature maps: side of the grid, and anchors at each of its points. Source: mediapipe, face_detection_short_range.pbtxt. */
export const LAYERS = [
  { side: 16, anchors: 2 },
  { side: 8, anchors: 6 },
] as const;

/** Anchors of all feature maps. */
export const ANCHORS = LAYERS.reduce((n, l) => n + l.side * l.side * l.anchors, 0);
/** Numbers that the net gives for each anchor: centre x and y, width, height, then x and y of six keypoints. */
export const REGRESSORS = 16;

/**
 * What to add to the net's raw output divided by the input size: the anchor's centre for coordinates, 0 for width and height.
 * @returns [ANCHORS, REGRESSORS], row-major, in shares of the cell.
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
