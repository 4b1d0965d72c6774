// The life of a page.

/** Starts a page. `until` aborts when the page is left. */
export function startPage(start: (root: HTMLElement, until: AbortSignal) => void): void {
  const root = document.getElementById('app');
  if (!root) return;
  const page = new AbortController();
  addEventListener('pagehide', () => page.abort(), { once: true });
  start(root, page.signal);
}
