// The expression net's outputs for one face.
import {
  type Asked,
  type Classification,
  EXPRESSIONS,
  FACE_MOVEMENTS,
  movementsOf,
  VOTERS,
  type Votes,
} from '../types.ts';

/** One of the net's outputs. */
export interface Head {
  name: 'votes' | 'labels' | 'shown' | 'movements';
  /** How many numbers it gives. */
  length: number;
  /** Are they probabilities, of logits in NAME/logits? */
  isShares: boolean;
}

/** In the order of a row's numbers: shares in VOTERS' order, twice EXPRESSIONS' order, FACE_MOVEMENTS' order. */
export const HEADS: readonly Head[] = [
  { name: 'votes', length: VOTERS.length, isShares: true },
  { name: 'labels', length: EXPRESSIONS.length, isShares: true },
  { name: 'shown', length: EXPRESSIONS.length, isShares: true },
  { name: 'movements', length: FACE_MOVEMENTS.length, isShares: false },
];

const MOVEMENTS = HEADS.filter(({ name }) => name === 'movements');

/** Those that are computed; numbers of the others stay 0 in a row. */
export const headsFor = (asked: Asked): readonly Head[] => (asked === 'all' ? HEADS : MOVEMENTS);

/** The nodes of those that are not. */
export function unaskedNodes(asked: Asked): ReadonlySet<string> {
  return new Set(HEADS.filter((head) => !headsFor(asked).includes(head)).map(nodeOf));
}

/** Numbers of a face. */
export const CLASSIFICATION_WIDTH = HEADS.reduce((sum, { length }) => sum + length, 0);

/** Where each head's numbers begin in a row. */
const STARTS = HEADS.map((_, i) => HEADS.slice(0, i).reduce((sum, { length }) => sum + length, 0));
const MOVEMENTS_AT = HEADS.findIndex(({ name }) => name === 'movements');

/** The node that gives what a head's numbers are made of. */
export const nodeOf = ({ name, isShares }: Head): string => (isShares ? `${name}/logits` : name);

/** @param from what the head's node gives. @param to as many numbers or more. */
export function writeHead({ isShares }: Head, from: Float32Array, to: Float32Array): void {
  if (isShares) softmax(from, to);
  else to.set(from);
}

/** @param row CLASSIFICATION_WIDTH numbers. */
export function readMovements(row: Float32Array): Classification['movements'] {
  return movementsOf((i) => row[(STARTS[MOVEMENTS_AT] ?? 0) + i] ?? 0);
}

/** @param row CLASSIFICATION_WIDTH numbers. */
export function readClassification(row: Float32Array): Classification {
  const [votes = 0, labels = 0, shown = 0] = STARTS;
  const voters = row.slice(votes, votes + VOTERS.length);
  const named = voters.subarray(0, EXPRESSIONS.length).reduce((a, b) => a + b, 0);
  const share = (from: ArrayLike<number>, at: number, whole: number) =>
    Object.fromEntries(EXPRESSIONS.map((e, i) => [e, (from[at + i] ?? 0) / whole])) as Votes;
  return {
    votes: share(voters, 0, Math.max(named, 1e-9)),
    doubt: Math.min(1, Math.max(0, 1 - named)),
    labels: share(row, labels, 1),
    balanced: share(row, shown, 1),
    voters,
    movements: readMovements(row),
  };
}

/** @param to as many numbers as there are logits, or more. */
function softmax(logits: Float32Array, to: Float32Array): void {
  const most = Math.max(...logits);
  let sum = 0;
  for (const [i, logit] of logits.entries()) {
    const value = Math.exp(logit - most);
    to[i] = value;
    sum += value;
  }
  for (let i = 0; i < logits.length; i++) to[i] = (to[i] as number) / sum;
}
