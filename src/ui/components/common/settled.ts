// Words that change twice a second cannot be read, by eye or by ear: this holds each back for its time.
import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * The latest value, but at most one change every `ms`.
 * @param mayStay false takes the value shown away at once, whatever its time.
 */
export function useSettled<V>(value: V, ms: number, mayStay: (shown: V) => boolean = () => true): V {
  const [held, setHeld] = useState(value);
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  const shown = mayStay(held) ? held : value;
  const isOverdue = shown !== held;
  useEffect(() => {
    if (Object.is(value, held)) return;
    const wait = isOverdue ? 0 : Math.max(0, changedAt.current + ms - performance.now());
    const timer = setTimeout(() => {
      changedAt.current = performance.now();
      setHeld(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, held, ms, isOverdue]);
  return shown;
}
