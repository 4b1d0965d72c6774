// What evaluations report, as pure functions of what was true and what was said.

/** A share in 0..1, or null where there was nothing to count. */
export type Share = number | null;

export interface Answer {
  /** Index of the true class. */
  truth: number;
  /** One number a class; the largest is the answer. */
  shares: ArrayLike<number>;
}

/** Equal-width bins of top-1 confidence in the calibration error. */
export const BINS = 15;

/** Index of the largest value; the first of equals. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

/** Counts; rows are the truth, columns the answers. */
export function confusionMatrix(answers: Answer[], classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { truth, shares } of answers) {
    const row = counts[truth];
    if (!row) throw new RangeError(`There is no class ${truth}.`);
    const said = argmax(shares);
    row[said] = (row[said] ?? 0) + 1;
  }
  return counts;
}

export function accuracy(confusion: number[][]): Share {
  return share(sum(confusion.map((row, i) => row[i] ?? 0)), sum(confusion.map(sum)));
}

/** For each class the share of its faces that were named right; null for a class that does not occur. */
export function recalls(confusion: number[][]): Share[] {
  return confusion.map((row, i) => share(row[i] ?? 0, sum(row)));
}

/** Mean of the recalls of the classes that occur. */
export function macroRecall(confusion: number[][]): Share {
  return mean(recalls(confusion));
}

/** Mean of the F1 scores of the classes that occur. */
export function macroF1(confusion: number[][]): Share {
  const scores = confusion.map((row, i) => {
    const occurs = sum(row);
    const said = sum(confusion.map((other) => other[i] ?? 0));
    return occurs === 0 ? null : share(2 * (row[i] ?? 0), occurs + said);
  });
  return mean(scores);
}

/**
 * Expected calibration error: how far confidence lies from what came true, averaged over equal-width bins of
 * confidence, each weighted with its number of faces.
 * @param cameTrue for each confidence 1 or 0, or the share of voters who agreed.
 */
export function calibrationError(confidences: number[], cameTrue: number[], bins = BINS): Share {
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, came: 0 }));
  confidences.forEach((confidence, i) => {
    const bin = sums[Math.min(Math.floor(confidence * bins), bins - 1)];
    if (!bin) throw new RangeError(`A confidence of ${confidence} is outside 0..1.`);
    bin.confidence += confidence;
    bin.came += cameTrue[i] ?? 0;
  });
  return share(sum(sums.map(({ confidence, came }) => Math.abs(confidence - came))), confidences.length);
}

/** Calibration error of the top answer: was it right? */
export function topCalibrationError(answers: Answer[]): Share {
  return calibrationError(
    answers.map(({ shares }) => shares[argmax(shares)] ?? 0),
    answers.map(({ truth, shares }) => (argmax(shares) === truth ? 1 : 0)),
  );
}

/** The class that most voters chose; null when several share the lead or nobody voted. */
export function majority(votes: ArrayLike<number>): number | null {
  const top = argmax(votes);
  const most = votes[top] ?? 0;
  return most > 0 && Array.from(votes).filter((count) => count === most).length === 1 ? top : null;
}

export function share(part: number, whole: number): Share {
  return whole === 0 ? null : part / whole;
}

function mean(shares: Share[]): Share {
  const known = shares.filter((value) => value !== null);
  return share(sum(known), known.length);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
