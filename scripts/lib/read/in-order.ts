// Works on some items ahead, so that decoding and reading go on side by side, and gives the results in the items' order.

/**
 * @param most so many are worked on at once.
 * @throws what an item's work rejects with, or the source, in its place in the order. All that has begun has ended before this ends.
 */
export async function* inOrder<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  most: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  try {
    let failed: { error: unknown } | null = null;
    const items = guarded(source, (error) => {
      failed = { error };
    });
    for await (const item of items) {
      const one = work(item);
      // Told where it is waited for.
      one.catch(() => {});
      running.push(one);
      if (running.length >= most) yield await (running.shift() as Promise<R>);
    }
    for (let next = running.shift(); next; next = running.shift()) yield await next;
    if (failed) throw (failed as { error: unknown }).error;
  } finally {
    await Promise.allSettled(running);
  }
}

/** The source, which ends where it fails. */
async function* guarded<T>(source: AsyncIterable<T> | Iterable<T>, note: (error: unknown) => void) {
  try {
    yield* source;
  } catch (error) {
    note(error);
  }
}
