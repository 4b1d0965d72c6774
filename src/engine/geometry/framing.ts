// The numbers by which every runner cuts a face out of its cell.

/** Side of the expression net's input, pixels. */
export const FACE = 48;
/** Added to the variance of a face's gray values, 0..1. Source: training/model.py. */
export const VARIANCE_FLOOR = 1e-4;
/** Weights of red, green and blue in gray. Source: ITU-R BT.601. */
export const LUMA: [number, number, number] = [0.299, 0.587, 0.114];
/** Samples along each side of a pixel of the crop, which are averaged so that large faces do not alias. */
export const OVERSAMPLE = 2;

/**
 * FER2013's framing relative to BlazeFace's output, in sides of its box. `side`: of the crop's square. Its centre is a weighted mean, with weight
 * `eyes` for the first, of the point `belowEyes` below the eyes' middle and the point `belowBox` below the box's middle. The eyes tell FER2013's
 * centre best on frontal faces (it scatters by 3 % of the side, 5 % from the box); the box is steadier when a head turns.
 * Source: medians over 2,384 of FER2013's training faces.
 */
export const FRAMING = { side: 1.159, belowEyes: 0.114, belowBox: -0.106, eyes: 0.75 };
