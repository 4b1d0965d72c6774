// What carries our pixels on a page: one transparent element with a closed shadow root, over everything, in full screen, too.
import { fullScreenOf } from '../view/clip.ts';

/** Page pixels to the host's own, whatever zoom or transform the page's root has. */
export interface Scale {
  x: number;
  y: number;
  /** Page pixels for one of the host's. */
  factor: number;
}

/** A page that throws it out is not fought with: it comes back after so long at the earliest, milliseconds. */
const BACK_MS = 250;

export class Host {
  readonly root: ShadowRoot;
  private readonly element: HTMLElement;
  private readonly probes: [HTMLElement, HTMLElement];
  private putAt = Number.NEGATIVE_INFINITY;
  private returning = 0;

  /** @param layer z-index among what is not in the top layer */
  constructor(
    private readonly document: Document,
    css: string,
    layer: number,
    signal: AbortSignal,
  ) {
    this.element = document.createElement('div');
    this.root = this.element.attachShadow({ mode: 'closed' });
    // Of the document's own kind: a sheet of another document is refused.
    const view = document.defaultView as Window & typeof globalThis;
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(css);
    this.root.adoptedStyleSheets = [sheet];
    // Only what the page must not override: the rest is inside the shadow.
    this.element.style.cssText = `all: initial; position: fixed; inset: 0; width: auto; height: auto; display: block;
      z-index: ${layer}; pointer-events: none; contain: layout style; background: none; overflow: visible;`;
    this.probes = [this.probe(0), this.probe(PROBE_PX)];
    document.addEventListener('fullscreenchange', () => this.raise(), { capture: true, signal });
    signal.addEventListener('abort', () => this.remove(), { once: true });
  }

  /** Puts it on the page; also anew where the page has thrown it out. @returns whether it is there now */
  put(): boolean {
    if (this.element.isConnected) return true;
    const wait = this.putAt + BACK_MS - performance.now();
    if (wait > 0) {
      this.returning ||= window.setTimeout(() => this.comeBack(), wait);
      return false;
    }
    this.putAt = performance.now();
    this.document.documentElement.append(this.element);
    this.raise();
    return true;
  }

  private comeBack(): void {
    this.returning = 0;
    this.put();
  }

  remove(): void {
    clearTimeout(this.returning);
    this.returning = 0;
    this.putAt = Number.NEGATIVE_INFINITY;
    this.element.remove();
  }

  /** Has the page laid out. */
  get scale(): Scale {
    const [from, to] = this.probes.map((probe) => probe.getBoundingClientRect()) as [DOMRect, DOMRect];
    return { x: from.x, y: from.y, factor: (to.x - from.x) / PROBE_PX || 1 };
  }

  /** What fills the screen is drawn over all the rest but for popovers that were opened later. */
  private raise(): void {
    const { element } = this;
    if (fullScreenOf(this.document) === null) {
      element.removeAttribute('popover');
      return;
    }
    if (!element.isConnected || !('showPopover' in element)) return;
    element.setAttribute('popover', 'manual');
    if (element.matches(':popover-open')) element.hidePopover();
    element.showPopover();
  }

  private probe(at: number): HTMLElement {
    const probe = this.document.createElement('div');
    probe.style.cssText = `position: absolute; left: 0; top: 0; transform: translate(${at}px, ${at}px); visibility: hidden;`;
    this.root.append(probe);
    return probe;
  }
}

const PROBE_PX = 100;
