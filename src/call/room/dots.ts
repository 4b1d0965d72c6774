// A reading as ten people: how many of them would name which expression. Words and drawings both follow from these counts.
import { EXPRESSIONS, type Expression, type Votes } from '../../engine/types.ts';

/** One of ten people: the expression that they would name, or null for none. */
export type Dot = Expression | null;

const SEATS: readonly Dot[] = [...EXPRESSIONS, null];
const share = (value: number) => (value > 0 && Number.isFinite(value) ? value : 0);

/** Counts in SEATS' order, together 10, by largest remainder: each is within one of its exact share. */
function counts(votes: Votes, doubt: number): number[] {
  const total = EXPRESSIONS.reduce((sum, expression) => sum + share(votes[expression]), 0);
  const sure = total > 0 ? 1 - Math.min(1, share(doubt)) : 0;
  const exact = SEATS.map((dot) => 10 * (dot === null ? 1 - sure : (sure * share(votes[dot])) / (total || 1)));
  // A share of 2.9999999999 is 3 that went through floating point.
  const given = exact.map((value) => Math.floor(value + 1e-9));
  const rest = (i: number) => (exact[i] as number) - (given[i] as number);
  const missing = 10 - given.reduce((a, b) => a + b, 0);
  // The sort is stable: equal remainders are served in EXPRESSIONS' order.
  const order = SEATS.map((_, i) => i).sort((a, b) => rest(b) - rest(a));
  for (const i of order.slice(0, missing)) given[i] = (given[i] as number) + 1;
  return given;
}

/** How many of the ten would name each expression; together at most 10, the others would name none. */
export function dotCounts(votes: Votes, doubt: number): Record<Expression, number> {
  const given = counts(votes, doubt);
  return Object.fromEntries(EXPRESSIONS.map((e, i) => [e, given[i]])) as Record<Expression, number>;
}

/**
 * Ten people, the most frequent expression first, those who would name none last. Equal counts stand in EXPRESSIONS' order, so that equal
 * readings always look the same.
 */
export function tenDots(votes: Votes, doubt: number): Dot[] {
  const given = counts(votes, doubt);
  const order = (i: number) => (SEATS[i] === null ? -1 : (given[i] as number));
  return SEATS.map((_, i) => i)
    .sort((a, b) => order(b) - order(a))
    .flatMap((i) => Array<Dot>(given[i] as number).fill(SEATS[i] as Dot));
}

/** How many of the ten say what, in the dots' order. */
export function countDots(dots: readonly Dot[]): { dot: Dot; count: number }[] {
  const found = new Map<Dot, number>();
  for (const dot of dots) found.set(dot, (found.get(dot) ?? 0) + 1);
  return [...found].map(([dot, count]) => ({ dot, count }));
}

/** The number of dots that a share of ten people comes to, 1..10; what lies between two counts needs the higher one. */
export function dotsFor(threshold: number): number {
  return Math.min(10, Math.max(1, Math.ceil(10 * threshold - 1e-9)));
}
