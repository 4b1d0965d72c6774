// Follows a stored value: tells it now and after every change, or that it cannot be read.
import browser from 'webextension-polyfill';

/** A store that cannot be read is tried again after this, until it can. */
const RETRY_MS = 5000;

/**
 * Calls back with what `load` gives, now and after every change that concerns it, until the signal aborts.
 * @param fail told when it cannot be read: what holds is not known then, and neither what was told last nor a default may be taken for it.
 */
export function follow<T>(
  load: () => Promise<T>,
  concerns: (key: string, area: string) => boolean,
  tell: (now: T) => void,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): void {
  let newest = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const reload = async () => {
    clearTimeout(retry);
    // Of two reads that are under way the one that began last counts.
    const mine = ++newest;
    const isOld = () => signal.aborted || mine !== newest;
    try {
      const now = await load();
      if (!isOld()) tell(now);
    } catch (error) {
      if (isOld()) return;
      fail(error);
      retry = setTimeout(reload, RETRY_MS);
    }
  };
  whenStored(concerns, () => void reload(), signal);
  signal.addEventListener('abort', () => clearTimeout(retry), { once: true });
  void reload();
}

/** Calls back after every change that concerns it, until the signal aborts. */
export function whenStored(
  concerns: (key: string, area: string) => boolean,
  tell: () => void,
  signal: AbortSignal,
): void {
  const changed = (changes: Record<string, unknown>, area: string) => {
    if (Object.keys(changes).some((key) => concerns(key, area))) tell();
  };
  browser.storage.onChanged.addListener(changed);
  const leave = () => {
    // In a page that has outlived its extension the event is gone, and so is the need.
    if (browser.runtime?.id) browser.storage.onChanged.removeListener(changed);
  };
  signal.addEventListener('abort', leave, { once: true });
}
