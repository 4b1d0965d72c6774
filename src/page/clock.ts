// The time of what happens in a call.

let last = Number.NEGATIVE_INFINITY;
let ahead = 0;

/** Epoch milliseconds that never go back, whatever is done to the machine's clock: what is kept of a call is in order, and nobody waits for an hour. */
export function now(): number {
  const time = Date.now() + ahead;
  if (time < last) ahead += last - time;
  last = Math.max(last, time);
  return last;
}
