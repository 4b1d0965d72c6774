// Lets one change of a stored value happen after the other, in all of the extension's pages and its service worker together.

/** Runs `change` when no other change of the same `name` is under way in any context of the extension. Not for call pages, which have locks of their own. */
export function exclusively<T>(name: string, change: () => Promise<T>): Promise<T> {
  return navigator.locks.request(`roomtone ${name}`, change) as Promise<T>;
}
