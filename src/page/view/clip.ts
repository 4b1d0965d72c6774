// Which part of an element the page shows: not what scrolling boxes cut off, nor what lies outside of the window or under full screen.
import type { PixelBox } from '../../engine/types.ts';
import { isLaidOutIn, layoutParent } from './flat-tree.ts';

const EVERYTHING: PixelBox = { x: -1e6, y: -1e6, width: 2e6, height: 2e6 };
const NOTHING: PixelBox = { x: 0, y: 0, width: 0, height: 0 };

/** An element that cuts off what is laid out in it, sideways, up and down, or both. */
interface Cutter {
  element: Element;
  across: boolean;
  down: boolean;
}

/** What cuts an element off changes seldom, where it does so often: looked up anew after this long, milliseconds. */
const KNOWN_MS = 1000;
const known = new WeakMap<Element, { cutters: readonly Cutter[]; until: number }>();

/** Works out what is cut off. Good for one layout of the page: boxes are asked for once. */
export class Clips {
  private readonly boxes = new Map<Element, PixelBox>();

  /** The part of the element's rectangle that is shown, pixels of its own viewport; null for none. */
  shown(element: Element): PixelBox | null {
    if (isUnderFullScreen(element)) return null;
    let shown = intersection(this.boxOf(element), this.window(element));
    for (const { element: cutter, across, down } of cuttersOf(element)) {
      if (!shown) return null;
      const { x, y, width, height } = this.boxOf(cutter);
      shown = intersection(shown, {
        ...EVERYTHING,
        ...(across ? { x, width } : {}),
        ...(down ? { y, height } : {}),
      });
    }
    return shown;
  }

  /** The window, or as much of a frame as is shown of it. */
  private window({ ownerDocument }: Element): PixelBox {
    const view = ownerDocument.defaultView;
    // A window that is not drawn has no size, and what it would show is not known.
    if (!view || view.innerWidth === 0 || view.innerHeight === 0) return EVERYTHING;
    const whole = { x: 0, y: 0, width: view.innerWidth, height: view.innerHeight };
    const frame = frameOf(ownerDocument);
    if (!frame) return whole;
    const shown = this.shown(frame);
    const { x, y } = this.boxOf(frame);
    const within = shown && { ...shown, x: shown.x - x - frame.clientLeft, y: shown.y - y - frame.clientTop };
    return (within && intersection(whole, within)) ?? NOTHING;
  }

  private boxOf(element: Element): PixelBox {
    let box = this.boxes.get(element);
    if (!box) {
      box = element.getBoundingClientRect();
      this.boxes.set(element, box);
    }
    return box;
  }
}

/** All that cuts off an element. What is fixed, and what stands in the top layer, escapes from boxes around it, but not from the window. */
function cuttersOf(element: Element): readonly Cutter[] {
  const now = performance.now();
  const last = known.get(element);
  if (last && now < last.until) return last.cutters;
  const { position } = getComputedStyle(element);
  const parent = position === 'fixed' || isInTopLayer(element) ? null : layoutParent(element);
  const outer = parent && (position === 'absolute' ? containingBlock(parent) : parent);
  const own = outer && cutterOf(outer);
  const cutters = outer ? [...(own ? [own] : []), ...cuttersOf(outer)] : [];
  known.set(element, { cutters, until: now + KNOWN_MS });
  return cutters;
}

/** The nearest box that an absolutely positioned element is placed in: boxes before it do not cut it off. */
function containingBlock(element: Element): Element {
  for (let up = element; ; ) {
    const { position, transform, filter, contain, willChange } = getComputedStyle(up);
    const isBlock =
      position !== 'static' ||
      transform !== 'none' ||
      filter !== 'none' ||
      /paint|layout|strict|content/.test(contain) ||
      /transform|filter/.test(willChange);
    const outer = isBlock ? null : layoutParent(up);
    if (!outer) return up;
    up = outer;
  }
}

/** How an element cuts off what is in it; null where it does not. */
function cutterOf(element: Element): Cutter | null {
  const { overflowX, overflowY, contain, clipPath, contentVisibility } = getComputedStyle(element);
  // The root's and the body's overflow is the window's.
  if (element === element.ownerDocument.documentElement || element === element.ownerDocument.body) return null;
  const isWhole = /paint|strict|content/.test(contain) || clipPath !== 'none' || contentVisibility === 'hidden';
  const [across, down] = [isWhole || overflowX !== 'visible', isWhole || overflowY !== 'visible'];
  return across || down ? { element, across, down } : null;
}

/** Does something else fill the screen? */
function isUnderFullScreen(element: Element): boolean {
  const full = fullScreenOf(element.ownerDocument);
  if (full && !isLaidOutIn(element, full) && !isInTopLayer(element)) return true;
  const frame = frameOf(element.ownerDocument);
  return frame !== null && isUnderFullScreen(frame);
}

/** What fills the screen, looked up in open shadow roots, too. */
export function fullScreenOf({ fullscreenElement }: DocumentOrShadowRoot): Element | null {
  const inner = fullscreenElement?.shadowRoot;
  return (inner && fullScreenOf(inner)) ?? fullscreenElement;
}

/** The frame that a document is in, where that is of the same origin. */
const frameOf = ({ defaultView }: Document) => defaultView?.frameElement ?? null;

/** Is an element drawn over all the rest of its document? */
export function isInTopLayer(element: Element): boolean {
  return element.matches(':modal, :popover-open, :fullscreen');
}

/** Null where they have nothing in common. */
export function intersection(a: PixelBox, b: PixelBox): PixelBox | null {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width >= 1 && height >= 1 ? { x, y, width, height } : null;
}
