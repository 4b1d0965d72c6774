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

/** Answers whose confidence lies in low..high. */
export interface Bin {
  low: number;
  high: number;
  n: number;
  /** Mean of what was said. */
  confidence: Share;
  /** Mean of what came true. */
  agreement: Share;
}

/**
 * Sorts answers into bins of equal width by confidence: a limit belongs to the upper bin, 1 to the last.
 * @param confidences each in 0..1. @param cameTrue for each confidence 1 or 0, or the share of voters who agreed.
 * @throws RangeError for a confidence outside 0..1.
 */
export function calibrationBins(confidences: number[], cameTrue: number[], bins = BINS): Bin[] {
  const members = Array.from({ length: bins }, (): number[] => []);
  confidences.forEach((confidence, i) => {
    const bin = members[Math.min(Math.floor(confidence * bins), bins - 1)];
    if (!bin) throw new RangeError(`A confidence of ${confidence} is outside 0..1.`);
    bin.push(i);
  });
  return members.map((bin, i) => ({
    low: i / bins,
    high: (i + 1) / bins,
    n: bin.length,
    confidence: mean(bin.map((answer) => confidences[answer] ?? null)),
    agreement: mean(bin.map((answer) => cameTrue[answer] ?? null)),
  }));
}

/** The bins of the top answer's confidence against whether it was right. */
export function topBins(answers: Answer[]): Bin[] {
  return calibrationBins(
    answers.map(({ shares }) => shares[argmax(shares)] ?? 0),
    answers.map(({ truth, shares }) => (argmax(shares) === truth ? 1 : 0)),
  );
}

/** Expected calibration error: the gap between confidence and agreement, each bin weighted with its number of faces. */
export function calibrationError(bins: Bin[]): Share {
  const gaps = bins.map(({ n, confidence, agreement }) => n * Math.abs((confidence ?? 0) - (agreement ?? 0)));
  return share(sum(gaps), sum(bins.map(({ n }) => n)));
}

/** How often something is said at a threshold, and how often that is right. */
export interface CoveragePoint {
  threshold: number;
  /** Share of the faces that get an answer. */
  coverage: Share;
  /** Share of those answers that are right. */
  accuracy: Share;
}

/** Accuracy against coverage, one point a threshold. @param isRight for each face, null where the threshold withholds the answer. */
export function coverage(thresholds: number[], isRight: (threshold: number) => (boolean | null)[]): CoveragePoint[] {
  return thresholds.map((threshold) => {
    const all = isRight(threshold);
    const given = all.filter((right) => right !== null);
    return {
      threshold,
      coverage: share(given.length, all.length),
      accuracy: share(given.filter(Boolean).length, given.length),
    };
  });
}

/** Asks among some classes only: faces of other classes are left out, and so are the shares of other classes. */
export function among(answers: Answer[], classes: number[]): Answer[] {
  return answers
    .filter(({ truth }) => classes.includes(truth))
    .map(({ truth, shares }) => ({
      truth: classes.indexOf(truth),
      shares: classes.map((at) => shares[at] ?? 0),
    }));
}

/** The class that most voters chose; null when several share the lead or nobody voted. */
export function majority(votes: ArrayLike<number>): number | null {
  const top = argmax(votes);
  const most = votes[top] ?? 0;
  return most > 0 && Array.from(votes).filter((count) => count === most).length === 1 ? top : null;
}

/**
 * The majority by FER+'s own protocol (Barsoum et al. 2016, arXiv 1608.01041, and the preprocessing published with
 * it): single votes are dropped, and of what is left the top class has more than half; else null, "unknown" to them.
 */
export function authorsMajority(votes: ArrayLike<number>): number | null {
  const kept = Array.from(votes, (count) => (count > 1 ? count : 0));
  const top = argmax(kept);
  return (kept[top] ?? 0) > sum(kept) / 2 ? top : null;
}

export function share(part: number, whole: number): Share {
  return whole === 0 ? null : part / whole;
}

/** Of the shares that are known. */
export function mean(shares: Share[]): Share {
  const known = shares.filter((value) => value !== null);
  return share(sum(known), known.length);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
