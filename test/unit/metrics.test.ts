// Holds the evaluation's figures against numbers worked out by hand.
import { describe, expect, test } from 'vitest';
import {
  accuracy,
  among,
  argmax,
  authorsMajority,
  BINS,
  calibrationBins,
  calibrationError,
  confusionMatrix,
  coverage,
  macroF1,
  macroRecall,
  majority,
  recalls,
  topBins,
} from '../../scripts/lib/metrics.ts';

// Ten faces of three classes; rows are the truth.
const CONFUSION = [
  [3, 1, 0],
  [1, 2, 1],
  [0, 0, 2],
];

describe('figures of a confusion matrix', () => {
  test('accuracy is what lies on the diagonal', () => {
    expect(accuracy(CONFUSION)).toBeCloseTo(7 / 10);
  });

  test('recall goes by rows', () => {
    expect(recalls(CONFUSION)).toEqual([3 / 4, 2 / 4, 2 / 2]);
    expect(macroRecall(CONFUSION)).toBeCloseTo((0.75 + 0.5 + 1) / 3);
  });

  test('F1 weighs what was said too often', () => {
    // Precisions 3/4, 2/3, 2/3; recalls 3/4, 2/4, 2/2; F1 0.75, 4/7, 0.8.
    expect(macroF1(CONFUSION)).toBeCloseTo((0.75 + 4 / 7 + 0.8) / 3);
  });

  test('a class that does not occur counts in no mean, but answers it got are wrong', () => {
    const without = [
      [3, 0, 1],
      [0, 4, 0],
      [0, 0, 0],
    ];
    expect(recalls(without)).toEqual([3 / 4, 1, null]);
    expect(macroRecall(without)).toBeCloseTo((0.75 + 1) / 2);
    expect(macroF1(without)).toBeCloseTo((6 / 7 + 1) / 2);
  });

  test('a class that is never named has an F1 of 0', () => {
    expect(
      macroF1([
        [0, 2],
        [0, 2],
      ]),
    ).toBeCloseTo((0 + 4 / 6) / 2);
  });

  test('no faces, no figures', () => {
    const empty = confusionMatrix([], 3);
    expect([accuracy(empty), macroF1(empty), macroRecall(empty), calibrationError(topBins([]))]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

test('answers are counted at their largest share', () => {
  const answers = [
    { truth: 0, shares: [0.5, 0.3, 0.2] },
    { truth: 0, shares: [0.1, 0.2, 0.7] },
    { truth: 2, shares: [0.1, 0.2, 0.7] },
  ];
  expect(confusionMatrix(answers, 3)).toEqual([
    [1, 0, 1],
    [0, 0, 0],
    [0, 0, 1],
  ]);
  expect(() => confusionMatrix([{ truth: 3, shares: [1] }], 3)).toThrow('There is no class 3.');
});

test('the first of equal shares is the answer', () => {
  expect(argmax([0.2, 0.4, 0.4])).toBe(1);
  expect(argmax(new Float32Array([0.2, 0.1]))).toBe(0);
});

describe('calibration', () => {
  const error = (confidences: number[], cameTrue: number[], bins?: number) =>
    calibrationError(calibrationBins(confidences, cameTrue, bins));

  test('bins are of equal width and hold means; an empty one holds none', () => {
    const bins = calibrationBins([0.4, 0.7, 0.8, 0.9], [1, 1, 0, 1], 4);
    expect(bins).toEqual([
      { low: 0, high: 0.25, n: 0, confidence: null, agreement: null },
      { low: 0.25, high: 0.5, n: 1, confidence: 0.4, agreement: 1 },
      { low: 0.5, high: 0.75, n: 1, confidence: 0.7, agreement: 1 },
      { low: 0.75, high: 1, n: 2, confidence: expect.closeTo(0.85), agreement: 0.5 },
    ]);
    expect(calibrationBins([], [])).toHaveLength(BINS);
  });

  test('the error is the gap in each bin, weighted with its faces', () => {
    // Of two bins: below a half 0.4 said and 1 came true; above, 0.8 on average said and 2/3 came true.
    expect(error([0.4, 0.7, 0.8, 0.9], [1, 1, 0, 1], 2)).toBeCloseTo((1 * 0.6 + 3 * (0.8 - 2 / 3)) / 4);
  });

  test('gaps of one bin cancel out, those of two do not', () => {
    expect(error([0.8, 0.8, 0.8, 0.8, 0.8], [1, 1, 1, 1, 0])).toBeCloseTo(0);
    expect(error([0.6, 0.9], [1, 0], 2)).toBeCloseTo(Math.abs(0.75 - 0.5));
    expect(error([0.6, 0.9], [1, 0], 15)).toBeCloseTo((0.4 + 0.9) / 2);
  });

  test('the edges belong to bins: 1 to the last, a limit to the upper one', () => {
    expect(error([1, 0.5], [1, 0], 2)).toBeCloseTo(0.25);
    expect(error([0, 0.5], [0, 0], 2)).toBeCloseTo(0.25);
    expect(() => calibrationBins([Number.NaN], [1])).toThrow('outside 0..1');
  });

  test('shares of voters may stand where hits stand', () => {
    expect(error([0.7, 0.72], [0.6, 0.7], 2)).toBeCloseTo(0.06);
  });

  test('of the top answer', () => {
    const bins = topBins([
      { truth: 0, shares: [0.9, 0.1] },
      { truth: 0, shares: [0.1, 0.9] },
    ]);
    expect(bins.filter(({ n }) => n > 0)).toEqual([
      { low: 13 / 15, high: 14 / 15, n: 2, confidence: 0.9, agreement: 0.5 },
    ]);
    expect(calibrationError(bins)).toBeCloseTo(0.4);
  });
});

test('coverage is of all faces, and accuracy of those that get an answer', () => {
  const scores = [0.2, 0.5, 0.5, 0.9];
  const right = [false, true, false, true];
  const isRight = (threshold: number) => scores.map((score, i) => (score >= threshold ? (right[i] ?? null) : null));
  expect(coverage([0, 0.5, 0.6, 0.95], isRight)).toEqual([
    { threshold: 0, coverage: 1, accuracy: 2 / 4 },
    { threshold: 0.5, coverage: 3 / 4, accuracy: 2 / 3 },
    { threshold: 0.6, coverage: 1 / 4, accuracy: 1 },
    { threshold: 0.95, coverage: 0, accuracy: null },
  ]);
  expect(coverage([0], () => [])).toEqual([{ threshold: 0, coverage: null, accuracy: null }]);
});

test('among some classes only, the others neither occur nor answer', () => {
  const answers = [
    { truth: 2, shares: [0.1, 0.6, 0.3] },
    { truth: 1, shares: [0.1, 0.6, 0.3] },
    { truth: 0, shares: [0.2, 0.7, 0.1] },
  ];
  expect(among(answers, [2, 0])).toEqual([
    { truth: 0, shares: [0.3, 0.1] },
    { truth: 1, shares: [0.1, 0.2] },
  ]);
});

test('a majority is clear or none', () => {
  expect(majority([4, 0, 0, 1, 3, 2, 0, 0, 0, 0])).toBe(0);
  expect(majority([4, 4, 0, 0, 0, 0, 0, 0, 2, 0])).toBe(null);
  expect(majority([0, 1, 0, 0, 0, 0, 0, 0, 9, 0])).toBe(8);
  expect(majority([0, 0, 0])).toBe(null);
});

test("by FER+'s authors a majority is more than half of the votes, single ones dropped", () => {
  expect(authorsMajority([6, 0, 4, 0, 0, 0, 0, 0, 0, 0])).toBe(0);
  // Half is not more than half.
  expect(authorsMajority([5, 0, 5, 0, 0, 0, 0, 0, 0, 0])).toBe(null);
  expect(authorsMajority([0, 4, 2, 2, 0, 0, 0, 0, 2, 0])).toBe(null);
  // Of ten votes four are no majority; without five single ones they are.
  expect(authorsMajority([1, 1, 4, 1, 1, 1, 1, 0, 0, 0])).toBe(2);
  expect(authorsMajority([0, 0, 2, 0, 0, 0, 0, 0, 0, 8])).toBe(9);
  // Nothing is left but single votes.
  expect(authorsMajority([1, 0, 1, 0, 0, 0, 1, 0, 0, 0])).toBe(null);
});
