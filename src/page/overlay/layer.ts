// One document's layer of badges: in a closed shadow root, moved in the same frame as the tiles, gone without a trace when it leaves.
import { BADGE_STYLE, type Badge } from './badge.ts';

/** A transition that has just begun hardly moves; frames are asked for this long whatever has moved, milliseconds. */
const STIRRED_MS = 500;
/** Properties whose transitions move nothing. */
const PAINT_ONLY = /color$|^opacity$|shadow$|^visibility$|^filter$|^backdrop-filter$|^fill|^stroke|^background/;

export class Layer {
  private readonly host: HTMLElement;
  private readonly root: ShadowRoot;
  private readonly view: Window;
  private readonly watching = new AbortController();
  private frame = 0;
  /** Shown, as far as it is up to us. */
  private isOut = false;
  private stirredAt = Number.NEGATIVE_INFINITY;

  /**
   * @param move puts every badge in its place. @returns whether any moved
   * @param isWithin is this part of the page inside of a tile? What changes there, a meter of somebody's voice, does not move the tile
   */
  constructor(
    private readonly document: Document,
    private readonly move: () => boolean,
    private readonly isWithin: (node: Node) => boolean,
  ) {
    this.view = document.defaultView as Window;
    this.host = document.createElement('div');
    this.root = this.host.attachShadow({ mode: 'closed' });
    // Of the document's own kind: a sheet of another document is refused.
    const sheet = new (this.view as Window & typeof globalThis).CSSStyleSheet();
    sheet.replaceSync(BADGE_STYLE);
    this.root.adoptedStyleSheets = [sheet];
    // Only set what the page must not override: the rest is inside the shadow.
    this.host.style.cssText =
      'all: initial; position: fixed; inset: 0; z-index: 2147483646; pointer-events: none; contain: layout style;';
    this.watchPage(this.watching.signal);
  }

  add(badge: Badge): void {
    if (badge.element.getRootNode() !== this.root) this.root.append(badge.element);
  }

  /** Brings the layer onto the page, or up to date. */
  show(): void {
    this.isOut = true;
    this.wake();
  }

  /** Leaves the page; a frame that was asked for before would bring it back. */
  hide(): void {
    this.isOut = false;
    this.view.cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.host.remove();
  }

  leave(): void {
    this.watching.abort();
    this.hide();
  }

  private wake(): void {
    if (!this.frame && this.isOut) this.frame = this.view.requestAnimationFrame(() => this.follow());
  }

  /** Goes on while anything moves. */
  private follow(): void {
    this.frame = 0;
    // A page that rebuilds itself may have thrown the layer out.
    if (!this.host.isConnected) this.document.documentElement.append(this.host);
    const moved = this.move();
    if (moved || performance.now() - this.stirredAt < STIRRED_MS) this.wake();
  }

  /**
   * Asks for a frame whenever something may have moved. A frame on every refresh would be simpler, but makes the page
   * draw itself sixty times a second even while nothing changes.
   */
  private watchPage(signal: AbortSignal): void {
    const stir = () => {
      this.stirredAt = performance.now();
      this.wake();
    };
    const observer = new MutationObserver((changes) => {
      // Where a frame is asked for already there is nothing to find out.
      if (!this.frame && this.isOut && changes.some(({ target }) => !this.isWithin(target))) this.wake();
    });
    const attributeFilter = ['style', 'class', 'hidden'];
    observer.observe(this.document.body, { subtree: true, childList: true, attributes: true, attributeFilter });
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
    // Of a tile that is marked as speaking only the colour changes, several times a second.
    const moves = (event: Event) => {
      const isPaint = PAINT_ONLY.test((event as TransitionEvent).propertyName ?? '');
      if (!isPaint && !this.isWithin(event.target as Node)) stir();
    };
    for (const type of ['transitionrun', 'animationstart'])
      this.view.addEventListener(type, moves, { capture: true, passive: true, signal });
    for (const type of ['scroll', 'resize', 'fullscreenchange'])
      this.view.addEventListener(type, stir, { capture: true, passive: true, signal });
  }
}
