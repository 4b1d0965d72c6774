// The expression net's output for one face.
import { type Classification, EXPRESSIONS, VOTERS, type Votes } from '../types.ts';

/** Names of the net's outputs, in the order of a row's numbers. */
export const HEADS = ['votes', 'labels', 'shown'];
/** Numbers of a face: shares in VOTERS' order, then FER2013's labels and the balanced probabilities, both in EXPRESSIONS' order. */
export const CLASSIFICATION_WIDTH = VOTERS.length + 2 * EXPRESSIONS.length;

/** @param row CLASSIFICATION_WIDTH numbers. */
export function readClassification(row: Float32Array): Classification {
  const voters = row.slice(0, VOTERS.length);
  const named = voters.subarray(0, EXPRESSIONS.length).reduce((a, b) => a + b, 0);
  const share = (from: ArrayLike<number>, at: number, whole: number) =>
    Object.fromEntries(EXPRESSIONS.map((e, i) => [e, (from[at + i] ?? 0) / whole])) as Votes;
  return {
    votes: share(voters, 0, Math.max(named, 1e-9)),
    doubt: Math.min(1, Math.max(0, 1 - named)),
    labels: share(row, VOTERS.length, 1),
    balanced: share(row, VOTERS.length + EXPRESSIONS.length, 1),
    voters,
  };
}

/** @param to as many numbers as there are logits, or more. */
export function softmax(logits: Float32Array, to: Float32Array): void {
  const most = Math.max(...logits);
  let sum = 0;
  for (const [i, logit] of logits.entries()) {
    const value = Math.exp(logit - most);
    to[i] = value;
    sum += value;
  }
  for (let i = 0; i < logits.length; i++) to[i] = (to[i] as number) / sum;
}
