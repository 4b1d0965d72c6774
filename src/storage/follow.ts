// Follows a stored value: tells it now and after every change.
import browser from 'webextension-polyfill';

/** Calls back with what `load` gives, or why it gives nothing, now and after every change that concerns it, until the signal aborts. */
export function follow<T>(
  load: () => Promise<T>,
  concerns: (key: string, area: string) => boolean,
  tell: (now: T) => void,
  signal: AbortSignal,
  onError: (error: unknown) => void = (error) => console.error('Roomtone:', error),
): void {
  const reload = () => {
    void load().then(
      (now) => {
        if (!signal.aborted) tell(now);
      },
      (error) => {
        if (!signal.aborted) onError(error);
      },
    );
  };
  whenStored(concerns, reload, signal);
  reload();
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
  signal.addEventListener('abort', () => browser.storage.onChanged.removeListener(changed), { once: true });
}
