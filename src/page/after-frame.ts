/** For so long at most a frame of the page is waited for, milliseconds. */
const FRAME_WAIT_MS = 100;

/**
 * Works right after the page has drawn itself: until it changes something, asking for boxes costs no layout. A page that draws nothing is not waited
 * for long.
 */
export function afterFrame(view: Window, work: () => void, signal: AbortSignal): void {
  let isDone = false;
  const once = () => {
    if (!isDone && !signal.aborted) work();
    isDone = true;
  };
  view.requestAnimationFrame(() => view.setTimeout(once));
  view.setTimeout(once, FRAME_WAIT_MS);
}
