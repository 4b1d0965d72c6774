// To and fro: the turning points of a series. A turning point is one once the series has come back from it by so much (a zigzag), so that
// wavering on the way makes none.

export interface Sample {
  /** Epoch milliseconds. */
  at: number;
  value: number;
}

export interface Swings {
  /** Swings up to the end of the series that each took no longer than asked, as many as there are in a row. */
  inARow: number;
  /** How far the series goes to and fro in all. */
  way: number;
}

/**
 * @param least how far a swing goes at least, from turning point to turning point, in the series' unit.
 * @param longestMs what a swing takes at most; after the last turning point as well, or the series has come to rest.
 */
export function swings(series: readonly Sample[], least: number, longestMs: number): Swings {
  const turns: Sample[] = [];
  let [low, high] = [0, 0];
  let goesUp: boolean | null = null;
  const value = (i: number) => (series[i] as Sample).value;
  const turn = (i: number) => turns.push(series[i] as Sample);
  let way = 0;
  for (let i = 1; i < series.length; i++) {
    way += Math.abs(value(i) - value(i - 1));
    if (goesUp !== false && value(i) > value(high)) high = i;
    if (goesUp !== true && value(i) < value(low)) low = i;
    if (goesUp !== false && value(high) - value(i) >= least) {
      // Where watching began nothing need have turned.
      if (high > 0) turn(high);
      goesUp = false;
      low = i;
    } else if (goesUp !== true && value(i) - value(low) >= least) {
      if (low > 0) turn(low);
      goesUp = true;
      high = i;
    }
  }
  if (goesUp !== null) turn(goesUp ? high : low);
  let inARow = 0;
  let later = series.at(-1)?.at ?? 0;
  for (const { at } of turns.toReversed()) {
    if (later - at > longestMs) break;
    inARow++;
    later = at;
  }
  // Between so many turning points lie one fewer swings.
  return { inARow: Math.max(0, inARow - 1), way };
}

/** A series with one more sample: the last `windowMs` of it, and nothing from before a gap of more than `breakMs`. */
export function continued<T extends Pick<Sample, 'at'>>(
  series: readonly T[],
  next: T,
  { breakMs, windowMs }: { breakMs: number; windowMs: number },
): T[] {
  const last = series.at(-1);
  const before = last && next.at - last.at <= breakMs ? series : [];
  return [...before.filter(({ at }) => next.at - at < windowMs), next];
}

/** Whether a series has been watched for so long, with samples at most so far apart on average, milliseconds. */
export function isWatched(series: readonly Pick<Sample, 'at'>[], leastMs: number, mostApartMs: number): boolean {
  const [first, last] = [series[0], series.at(-1)];
  if (!first || !last || last.at - first.at < leastMs) return false;
  return (last.at - first.at) / (series.length - 1) <= mostApartMs;
}
