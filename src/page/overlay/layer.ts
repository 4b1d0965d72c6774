// One document's layer of badges: moved in the same frame as the tiles, gone without a trace when it leaves.
import { afterFrame } from '../after-frame.ts';
import { OPENING } from '../view/cover.ts';
import { BADGE_STYLE, type Badge } from './badge.ts';
import { Host, type Scale } from './host.ts';

/** A transition that has just begun hardly moves; frames are asked for this long whatever has moved, milliseconds. */
const STIRRED_MS = 500;
/** Properties whose transitions move nothing. */
const PAINT_ONLY = /color$|^opacity$|shadow$|^visibility$|^filter$|^backdrop-filter$|^fill|^stroke|^background/;

/**
 * A chat that grows beside the tiles moves nothing: as long as changes there do not, they are followed more and more seldom, down to this, milliseconds,
 * and where a look at all badges takes more of the page's thread than this part of it, more seldom still.
 */
const QUIET_MS = { least: 100, most: 500, mostOfMany: 2000 };
const QUIET_SHARE = 0.004;

/** So long after one of OPENING the menu is there, milliseconds. */
const OPENED_MS = 50;
/** A pointer rests on a badge for this long before its card opens, milliseconds. */
const REST_MS = 120;
const LAYER = 2147483646;

export interface LayerEvents {
  /** Puts every badge in its place. @returns whether any moved */
  move(): boolean;
  /** Something may lie over badges now that did not before. @param isLikely a click or the like, and no key */
  onOpened(isLikely: boolean): void;
  /** Is this part of the page inside of a tile? What changes there, a meter of somebody's voice, does not move the tile. */
  isWithin(node: Node): boolean;
  /** Is any tile inside of this part of the page? */
  isAround(node: Node): boolean;
}

export class Layer {
  private readonly host: Host;
  private readonly view: Window;
  private readonly watching = new AbortController();
  private readonly badges = new Set<Badge>();
  private frame = 0;
  /** Shown, as far as it is up to us. */
  private isOut = false;
  private stirredAt = Number.NEGATIVE_INFINITY;
  private resting = 0;
  /** How long changes beside the tiles wait, milliseconds, and until when the next ones do, on performance.now()'s clock. */
  private quietMs = 0;
  private quietUntil = 0;
  private waking = 0;
  /** How long putting all badges in their places took last, milliseconds. */
  private followMs = 0;

  constructor(
    private readonly document: Document,
    private readonly on: LayerEvents,
  ) {
    const { signal } = this.watching;
    this.view = document.defaultView as Window;
    this.host = new Host(document, BADGE_STYLE, LAYER, signal);
    this.watchPage(signal);
    this.watchPointer(signal);
  }

  /** @returns whether it was elsewhere, or nowhere. */
  add(badge: Badge): boolean {
    if (badge.element.getRootNode() === this.host.root) return false;
    this.host.root.append(badge.element);
    this.badges.add(badge);
    return true;
  }

  remove(badge: Badge): void {
    badge.element.remove();
    this.badges.delete(badge);
  }

  /** Brings the layer onto the page, or up to date. */
  show(): void {
    this.isOut = true;
    this.wake();
  }

  /** Looks soon whether anything has moved unnoticed, without having the page laid out. */
  check(): void {
    if (this.isOut) this.wakeQuietly();
  }

  /** Leaves the page; a frame that was asked for before would bring it back. */
  hide(): void {
    this.isOut = false;
    this.view.cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.view.clearTimeout(this.waking);
    this.waking = 0;
    this.host.remove();
  }

  leave(): void {
    this.watching.abort();
    this.hide();
  }

  get scale(): Scale {
    return this.host.scale;
  }

  private wake(): void {
    if (!this.frame && this.isOut) this.frame = this.view.requestAnimationFrame(() => this.follow());
  }

  /** At once, and then more and more seldom until something has moved. */
  private wakeQuietly(): void {
    const now = performance.now();
    if (now < this.quietUntil) {
      this.waking ||= this.view.setTimeout(() => this.wakeQuietly(), this.quietUntil - now);
      return;
    }
    this.view.clearTimeout(this.waking);
    this.waking = 0;
    const most = Math.min(QUIET_MS.mostOfMany, Math.max(QUIET_MS.most, this.followMs / QUIET_SHARE));
    this.quietMs = Math.min(most, Math.max(QUIET_MS.least, 2 * this.quietMs));
    this.quietUntil = now + this.quietMs;
    // Nothing is likely to move, so it may be seen a frame late, and the page need not be laid out for us.
    afterFrame(this.view, () => !this.frame && this.isOut && this.follow(), this.watching.signal);
  }

  /** Goes on while anything moves. */
  private follow(): void {
    this.frame = 0;
    // Its coming back is a change of the page, which asks for a frame.
    if (!this.host.put()) return;
    const start = performance.now();
    const moved = this.on.move();
    this.followMs = performance.now() - start;
    if (moved) this.quietMs = this.quietUntil = 0;
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
      if (this.frame || !this.isOut) return;
      const outside = changes.map(({ target }) => target).filter((target) => !this.on.isWithin(target));
      if (outside.some((target) => this.on.isAround(target))) this.wake();
      else if (outside.length > 0) this.wakeQuietly();
    });
    const attributeFilter = ['style', 'class', 'hidden'];
    observer.observe(this.document.documentElement, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter,
    });
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
    // Of a tile that is marked as speaking only the colour changes, several times a second.
    const moves = (event: Event) => {
      const isPaint = PAINT_ONLY.test((event as TransitionEvent).propertyName ?? '');
      if (!isPaint && !this.on.isWithin(event.target as Node)) stir();
    };
    for (const type of ['transitionrun', 'animationstart'])
      this.view.addEventListener(type, moves, { capture: true, passive: true, signal });
    for (const type of ['scroll', 'resize', 'fullscreenchange'])
      this.view.addEventListener(type, stir, { capture: true, passive: true, signal });
    const opened = ({ type }: Event) => setTimeout(() => this.isOut && this.on.onOpened(type !== 'keyup'), OPENED_MS);
    for (const type of OPENING) this.view.addEventListener(type, opened, { capture: true, passive: true, signal });
  }

  /** A badge takes no clicks: the page's own controls may lie below. So its card is opened by where the pointer is. */
  private watchPointer(signal: AbortSignal): void {
    const options = { capture: true, passive: true, signal };
    const point = ({ clientX, clientY }: PointerEvent, wait: number) => {
      this.view.clearTimeout(this.resting);
      const over = [...this.badges].find((badge) => badge.covers(clientX, clientY)) ?? null;
      for (const badge of this.badges) if (badge !== over) badge.setOpen(false);
      if (over && !over.isOpen) this.resting = this.view.setTimeout(() => over.setOpen(true), wait);
    };
    this.view.addEventListener('pointermove', (event) => point(event, REST_MS), options);
    // A finger does not move before it is on something.
    const touched = (event: PointerEvent) => event.pointerType !== 'mouse' && point(event, 0);
    this.view.addEventListener('pointerdown', touched, options);
    const gone = () => {
      this.view.clearTimeout(this.resting);
      for (const badge of this.badges) badge.setOpen(false);
    };
    this.document.documentElement.addEventListener('pointerleave', gone, { signal });
    signal.addEventListener('abort', () => this.view.clearTimeout(this.resting), { once: true });
  }
}
