// Movements against the face mesh that the net learnt them from, and against what expressions are known to do.
import { EXPRESSIONS, type Expression, FACE_MOVEMENTS, type FaceMovements } from '../../../src/engine/types.ts';
import type { Sample } from '../dataset.ts';
import { majority, type Share } from '../metrics.ts';
import type { Result } from './figures.ts';

type Name = keyof FaceMovements;

export interface MovementFigures {
  /** Pearson's correlation with what the mesh measures, -1..1, over `n` faces that it is sure of; null where nothing was measured. */
  mesh: { n: number; correlation: Record<Name, number | null> } | null;
  /**
   * How well a movement tells an expression from all others: area under the receiver operating characteristic, 0.5 for chance. The truth is FER+'s
   * clear majority or, where there are no votes, the label.
   */
  expressions: { movement: Name; expression: Expression; n: number; area: Share }[];
}

/** What faces are known to do with these expressions (Ekman and Friesen's action units 12, 25 to 27, 1 and 2, 4, 5). */
const KNOWN: readonly [Name, Expression][] = [
  ['smile', 'happy'],
  ['mouthOpen', 'surprise'],
  ['browsRaised', 'surprise'],
  ['browsDrawn', 'angry'],
  ['eyesOpen', 'surprise'],
];

/** Null where no face was found. */
export function movementFigures(results: readonly Result[]): MovementFigures | null {
  const faces = results.flatMap(({ sample, said }) => (said ? [{ sample, movements: said.movements }] : []));
  if (faces.length === 0) return null;
  const measured = faces.flatMap(({ sample, movements }) =>
    sample.measured ? [{ said: movements, by: sample.measured }] : [],
  );
  const byVotes = faces.some(({ sample }) => sample.votes);
  const truths = faces.flatMap(({ sample, movements }) => {
    const truth = truthOf(sample, byVotes);
    return truth === null ? [] : [{ truth, movements }];
  });
  const correlation = (name: Name) =>
    pearson(
      measured.map(({ said }) => said[name]),
      measured.map(({ by }) => by[name]),
    );
  return {
    mesh:
      measured.length === 0
        ? null
        : {
            n: measured.length,
            correlation: Object.fromEntries(FACE_MOVEMENTS.map((name) => [name, correlation(name)])) as Record<
              Name,
              number | null
            >,
          },
    expressions: KNOWN.map(([movement, expression]) => {
      const values = (is: boolean) =>
        truths.filter(({ truth }) => (truth === expression) === is).map(({ movements }) => movements[movement]);
      return { movement, expression, n: values(true).length, area: areaUnder(values(true), values(false)) };
    }),
  };
}

/** The first VOTERS are EXPRESSIONS, in the same order. */
function truthOf({ votes, truth }: Sample, byVotes: boolean): Expression | null {
  if (!byVotes) return truth;
  const most = votes && majority(votes);
  return most === null ? null : (EXPRESSIONS[most] ?? null);
}

/** Null of fewer than two, or where one does not vary. */
export function pearson(a: readonly number[], b: readonly number[]): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squareA, squareB] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const [x, y] = [value - meanA, (b[i] as number) - meanB];
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return squareA > 0 && squareB > 0 ? both / Math.sqrt(squareA * squareB) : null;
}

/** How often one of `yes` is larger than one of `no`, equal ones counting half (Mann and Whitney's U); null where one of both is empty. */
export function areaUnder(yes: readonly number[], no: readonly number[]): Share {
  if (yes.length === 0 || no.length === 0) return null;
  const all = [...yes.map((value) => ({ value, is: 1 })), ...no.map((value) => ({ value, is: 0 }))];
  all.sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let i = 0; i < all.length; ) {
    let end = i;
    while (end < all.length && all[end]?.value === all[i]?.value) end++;
    for (let k = i; k < end; k++) ranks += all[k]?.is ? (i + 1 + end) / 2 : 0;
    i = end;
  }
  return (ranks - (yes.length * (yes.length + 1)) / 2) / (yes.length * no.length);
}
