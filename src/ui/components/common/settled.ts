// Words that change twice a second cannot be read, by eye or by ear: this holds each back for its time.
import { useEffect, useRef, useState } from 'preact/hooks';

/** The latest value, but at most one change every `ms`. */
export function useSettled<V>(value: V, ms: number): V {
  const [shown, setShown] = useState(value);
  const changedAt = useRef(0);
  useEffect(() => {
    if (Object.is(value, shown)) return;
    const timer = setTimeout(
      () => {
        changedAt.current = Date.now();
        setShown(value);
      },
      Math.max(0, changedAt.current + ms - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [value, shown, ms]);
  return shown;
}
