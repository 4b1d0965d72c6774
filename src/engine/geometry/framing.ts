// How a face is cut out of its cell, in numbers that both runners share.

/** Side of the expression net's input, pixels. */
export const FACE = 48;
/** What is added to a face's variance, of gray values in 0..1, see training/model.py. */
export const VARIANCE_FLOOR = 1e-4;
/** How much red, green and blue weigh in gray (ITU-R BT.601). */
export const LUMA: [number, number, number] = [0.299, 0.587, 0.114];
/** The crop is sampled this much finer and then averaged, so that large faces do not alias. */
export const OVERSAMPLE = 2;

/**
 * FER2013's framing in terms of what BlazeFace sees, in units of its box's side: the square's side, and how far its
 * centre lies from two points towards the chin, of which it takes a weighted mean: the middle between the eyes, which
 * tells FER2013's centre best on faces to the front (scattering by 3 % of the side, the box's middle by 5 %), and the
 * box's, which does not run away when a head turns. Medians over 2,384 of FER2013's training faces.
 */
export const FRAMING = { side: 1.159, belowEyes: 0.114, belowBox: -0.106, eyes: 0.75 };
