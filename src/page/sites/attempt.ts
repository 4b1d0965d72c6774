/** What `compute` gives, or `otherwise` where it throws. */
export function attempt<T>(compute: () => T, otherwise: T): T {
  try {
    return compute();
  } catch {
    return otherwise;
  }
}
