// Which part of an element the page shows: not what scrolling boxes cut off, nor what lies outside of the window or under full screen.
import type { PixelBox } from '../../engine/types.ts';
import { isLaidOutIn, layoutParent } from './flat-tree.ts';

const EVERYTHING: PixelBox = { x: -1e6, y: -1e6, width: 2e6, height: 2e6 };
const NOTHING: PixelBox = { x: 0, y: 0, width: 0, height: 0 };

/** Works out what is cut off; ancestors that elements share are asked once. Good for one layout of the page. */
export class Clips {
  private readonly known = new Map<Element, PixelBox>();

  /** The part of the element's rectangle that is shown, pixels of its own viewport; null for none. */
  shown(element: Element): PixelBox | null {
    const clip = isUnderFullScreen(element) ? null : this.around(element);
    return clip && intersection(element.getBoundingClientRect(), clip);
  }

  /** What may be seen of whatever lies in the same place as this element. */
  private around(element: Element): PixelBox {
    const { position } = getComputedStyle(element);
    // What is fixed, and what stands in the top layer, escapes from boxes around it, but not from the window.
    if (position === 'fixed' || isInTopLayer(element)) return this.window(element);
    const parent = layoutParent(element);
    if (!parent) return this.window(element);
    return position === 'absolute' ? this.within(containingBlock(parent)) : this.within(parent);
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
    const { x, y } = frame.getBoundingClientRect();
    const within = shown && { ...shown, x: shown.x - x - frame.clientLeft, y: shown.y - y - frame.clientTop };
    return (within && intersection(whole, within)) ?? NOTHING;
  }

  /** What may be seen of whatever is laid out in this element. */
  private within(element: Element): PixelBox {
    let clip = this.known.get(element);
    if (!clip) {
      const around = this.around(element);
      const own = cutBy(element);
      clip = own ? (intersection(around, own) ?? NOTHING) : around;
      this.known.set(element, clip);
    }
    return clip;
  }
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

/** The box by which an element cuts off what is in it; null where it does not. */
function cutBy(element: Element): PixelBox | null {
  const { overflowX, overflowY, contain, clipPath, contentVisibility } = getComputedStyle(element);
  // The root's and the body's overflow is the window's.
  const isRoot = element === element.ownerDocument.documentElement || element === element.ownerDocument.body;
  const cuts = isRoot
    ? [false, false]
    : /paint|strict|content/.test(contain) || clipPath !== 'none' || contentVisibility === 'hidden'
      ? [true, true]
      : [overflowX !== 'visible', overflowY !== 'visible'];
  if (!cuts.includes(true)) return null;
  const { x, y, width, height } = element.getBoundingClientRect();
  const [across, down] = cuts;
  return {
    x: across ? x : EVERYTHING.x,
    y: down ? y : EVERYTHING.y,
    width: across ? width : EVERYTHING.width,
    height: down ? height : EVERYTHING.height,
  };
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
