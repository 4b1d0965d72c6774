// Sums with votes, expression by expression.
import { EXPRESSIONS, type Expression, type Votes } from '../../engine/types.ts';

export function each(value: (e: Expression) => number): Votes {
  // Called some hundred times a tick in a large call, where a loop is quicker than Object.fromEntries.
  const votes = {} as Votes;
  for (const e of EXPRESSIONS) votes[e] = value(e);
  return votes;
}

export const zeros = () => each(() => 0);

/** a + weight·(b − a) */
export function mix(a: Votes, b: Votes, weight: number): Votes {
  return each((e) => a[e] + weight * (b[e] - a[e]));
}

/** Scaled to be together 1; null when there is nothing to scale. */
export function normalised(votes: Votes): Votes | null {
  const sum = EXPRESSIONS.reduce((total, e) => total + votes[e], 0);
  return sum > 0 ? each((e) => votes[e] / sum) : null;
}

/** The value below which a part `q` of the values lies, between neighbours in proportion; `values` not empty. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number];
  return low + (at - Math.floor(at)) * (high - low);
}
