// The visible mark that a call is being read: a small tab at the page's edge, there whether badges are shown or not, with the way out.

import { directionOf } from '../../i18n/languages.ts';
import type { Speech } from '../../i18n/t.ts';
import { arcDots } from '../../theme/arc.ts';
import { BADGE, SURFACES } from '../../theme/surfaces.ts';
import { CONTROLS } from '../view/tile-parts.ts';
import { Host } from './host.ts';

const dark = SURFACES.dark;
const LAYER = 2147483645;
/** Of its closed form, pixels. */
const SIZE = 32;
/** Where it stands at best, and where else, as parts of the window's height. */
const HEIGHTS = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8, 0.15, 0.85];
const PLACED_EVERY_MS = 5000;
/** Where there is no room at all, it is looked for this seldom: a hit test of a page with fifty videos takes 0.15 ms of its thread. */
const CROWDED_EVERY_MS = 20_000;

const STYLE = `
.mark { position: absolute; left: 0; top: 50%; transform: translateY(-50%); display: flex; align-items: center; height: 32px;
  padding: 0 8px 0 4px; border-radius: 0 16px 16px 0; background: ${BADGE.background}; color: ${BADGE.text};
  font: 400 12px/16px system-ui, sans-serif; white-space: nowrap; pointer-events: auto; opacity: ${BADGE.opacity}; }
.mark:is(:hover, :focus-within) { opacity: 1; }
.more { display: none; align-items: center; gap: 8px; padding-inline-start: 8px; }
.mark:is(:hover, :focus-within) .more { display: flex; }
button { all: unset; padding: 2px 8px; border-radius: 8px; border: 1px solid ${dark.edge}; cursor: pointer; }
/* Closed, it is still reached by keyboard. */
.mark:not(:hover, :focus-within) .more { display: flex; width: 0; padding: 0; overflow: hidden; }
button:hover { background: ${dark.raised}; }
button:focus-visible { outline: 2px solid ${dark.accent}; outline-offset: 2px; }
svg { display: block; fill: ${dark.accent}; }
`;

/** Shows the mark on the page until the signal aborts. @param onStop somebody wants the reading to end. */
export function showMark(document: Document, { t, locale }: Speech, onStop: () => void, signal: AbortSignal): void {
  const host = new Host(document, STYLE, LAYER, signal);
  const mark = document.createElement('div');
  mark.className = 'mark';
  mark.lang = locale;
  mark.dir = directionOf(locale);
  mark.setAttribute('role', 'region');
  mark.setAttribute('aria-label', t('extName'));
  const dots = arcDots(10, { centre: 16, radius: 12.5, sweep: 250 })
    .map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="2.2"/>`)
    .join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">${dots}</svg>`;
  // As XML: pages with Trusted Types forbid innerHTML to their scripts.
  mark.append(document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true));
  const more = document.createElement('span');
  more.className = 'more';
  const words = document.createElement('span');
  words.textContent = t('markReading');
  const stop = document.createElement('button');
  stop.textContent = t('markStop');
  stop.addEventListener('click', onStop, { signal });
  more.append(words, stop);
  mark.append(more);
  host.root.append(mark);

  let height = HEIGHTS[0] as number;
  let crowdedUntil = 0;
  const put = () => {
    host.put();
    if (performance.now() < crowdedUntil || isFree(document, height)) return;
    const free = HEIGHTS.find((one) => isFree(document, one));
    if (free === undefined) crowdedUntil = performance.now() + CROWDED_EVERY_MS;
    height = free ?? (HEIGHTS[0] as number);
    mark.style.top = `${height * 100}%`;
  };
  put();
  // A page that rebuilds itself may throw it out.
  const observer = new MutationObserver(() => host.put());
  observer.observe(document.documentElement, { childList: true });
  const timer = setInterval(put, PLACED_EVERY_MS);
  signal.addEventListener(
    'abort',
    () => {
      observer.disconnect();
      clearInterval(timer);
    },
    { once: true },
  );
}

/** Some pages say only by the pointer what can be clicked. */
function isControl(element: Element): boolean {
  return element.closest(CONTROLS) !== null || getComputedStyle(element).cursor === 'pointer';
}

/** Has the page nothing to click at this part of the window's height, at its edge? */
function isFree(document: Document, part: number): boolean {
  const middle = part * (document.defaultView?.innerHeight ?? 0);
  return [0, -SIZE / 2, SIZE / 2].every((y) =>
    [2, SIZE].every((x) => !document.elementsFromPoint(x, middle + y).some(isControl)),
  );
}
