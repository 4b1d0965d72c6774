// Badges over the tiles: one own layer in a closed shadow root, moved in the same frame as the tiles, gone without a
// trace when its signal aborts.
import browser from 'webextension-polyfill';
import type { Box } from '../engine/types.ts';
import { tenDots } from '../look/dots.ts';
import type { T } from '../look/t.ts';
import type { Tile } from '../platforms/platform.ts';
import type { Participant } from '../room/types.ts';
import { BADGE_STYLE, Badge } from './badge.ts';
import { boxOnPage, cornerBox, freeCorner, freeSpot, spotBox } from './corner.ts';

/** Somebody whose badge stands on a tile. */
export interface Shown {
  /** The participant's. */
  id: string;
  tile: Tile;
  /** Among several people in the tile, else null; their badges stand at their faces, not in a corner of the tile. */
  number: number | null;
}

export interface OverlayOptions {
  /** Somebody asked on a badge not to read this person. */
  onExclude: (id: string) => void;
  signal: AbortSignal;
}

/** Tiles narrower than this get dots alone, and those under the second none, pixels. */
const DOTS_ONLY_BELOW = 150;
const NOTHING_BELOW = 72;
const MARGIN = 8;
/** A transition that has just begun hardly moves; frames are asked for this long whatever has moved, milliseconds. */
const STIRRED_MS = 500;

const t: T = (key, subs = []) => browser.i18n.getMessage(key, subs.map(String));

interface Placed {
  badge: Badge;
  shown: Shown;
  face: Box | null;
  corner: number;
  /** Where the badge stands of one of several: its middle, as parts of the tile's width and height. */
  spot: { x: number; y: number } | null;
}

export class Overlay {
  private readonly host = document.createElement('div');
  private readonly root: ShadowRoot;
  private readonly placed = new Map<string, Placed>();
  private isShown = true;
  private frame = 0;
  private stirredAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: OverlayOptions) {
    this.root = this.host.attachShadow({ mode: 'closed' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(BADGE_STYLE);
    this.root.adoptedStyleSheets = [sheet];
    // Only set what the page must not override: the rest is inside the shadow.
    this.host.style.cssText =
      'all: initial; position: fixed; inset: 0; z-index: 2147483646; pointer-events: none; contain: layout style;';
    const { signal } = options;
    signal.addEventListener(
      'abort',
      () => {
        this.isShown = false;
        this.leave();
      },
      { once: true },
    );
    this.watchPage(signal);
  }

  /** A frame that was asked for before would bring the layer back. */
  private leave() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.host.remove();
  }

  get shown(): boolean {
    return this.isShown;
  }

  setShown(shown: boolean) {
    this.isShown = shown;
    if (shown) this.wake();
    else this.leave();
  }

  /** Brings the badges up to date. @param faces the last known faces in their video's pixels. */
  show(all: Shown[], participants: Participant[], faces: ReadonlyMap<string, Box>) {
    const people = new Map(participants.map((p) => [p.id, p]));
    for (const [id, { badge, shown }] of this.placed) {
      const now = people.has(id) && all.find((one) => one.id === id);
      if (now && (now.number === null) === (shown.number === null)) continue;
      badge.element.remove();
      this.placed.delete(id);
    }
    for (const shown of all) {
      const { id } = shown;
      const person = people.get(id);
      if (!person) continue;
      let placed = this.placed.get(id);
      if (!placed) {
        const label = t(shown.number === null ? 'doNotReadThisPerson' : 'doNotReadAnybodyHere');
        const badge = new Badge(t, label, () => this.options.onExclude(id));
        this.root.append(badge.element);
        placed = { badge, shown, face: null, corner: 0, spot: null };
        this.placed.set(id, placed);
      }
      placed.shown = shown;
      placed.face = faces.get(id) ?? null;
      placed.badge.update(person, person.votes ? tenDots(person.votes, person.doubt) : null);
    }
    this.choosePlaces();
    this.wake();
  }

  /**
   * Asks for a frame whenever something may have moved. A frame on every refresh would be simpler, but makes the page
   * draw itself sixty times a second even while nothing changes.
   */
  private watchPage(signal: AbortSignal) {
    const stir = () => {
      this.stirredAt = performance.now();
      this.wake();
    };
    const observer = new MutationObserver(this.wake);
    const attributeFilter = ['style', 'class', 'hidden'];
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter });
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
    for (const type of ['scroll', 'resize', 'transitionrun', 'animationstart', 'fullscreenchange'])
      window.addEventListener(type, stir, { capture: true, passive: true, signal });
  }

  private readonly wake = () => {
    if (!this.frame && this.isShown && this.placed.size > 0) this.frame = requestAnimationFrame(() => this.follow());
  };

  /** Reads all rectangles first and writes after that, so that the page is laid out once. Goes on while they move. */
  private follow() {
    this.frame = 0;
    // A page that rebuilds itself may have thrown the layer out.
    if (!this.host.isConnected) document.documentElement.append(this.host);
    const rects = [...this.placed.values()].map((placed) => ({
      placed,
      rect: placed.shown.tile.element.getBoundingClientRect(),
    }));
    let moved = false;
    for (const { placed, rect } of rects) {
      const { badge, corner, spot, shown } = placed;
      badge.setForm(formFor(rect, shown));
      const { x, y } = spot ? spotBox(rect, badge.size, spot) : cornerBox(rect, badge.size, corner, MARGIN);
      moved = badge.moveTo(x, y, corner) || moved;
    }
    if (moved || performance.now() - this.stirredAt < STIRRED_MS) this.wake();
  }

  private choosePlaces() {
    const faces = new Map([...this.placed.values()].map((placed) => [placed, faceOnPage(placed)]));
    for (const [placed, own] of faces) {
      const { tile, number } = placed.shown;
      const rect = tile.element.getBoundingClientRect();
      const clear: Box[] = tile.keepClear.map((e) => e.getBoundingClientRect());
      for (const [other, face] of faces) if (face && other.shown.tile.id === tile.id) clear.push(face);
      if (number !== null && own) placed.spot = freeSpot(rect, placed.badge.size, own, clear);
      else placed.corner = freeCorner(rect, placed.badge.size, clear, MARGIN, placed.corner);
    }
  }
}

function faceOnPage({ face, shown: { tile } }: Placed): Box | null {
  if (!face || !tile.source) return null;
  const style = getComputedStyle(tile.source);
  const video = { width: tile.source.videoWidth, height: tile.source.videoHeight };
  return boxOnPage(face, video, tile.source.getBoundingClientRect(), style.objectFit, isMirrored(style));
}

/** Several people leave each other room. */
function formFor({ width, height }: DOMRect, { tile, number }: Shown): 'full' | 'dots' | 'none' {
  if (!tile.element.isConnected || width < NOTHING_BELOW || height < NOTHING_BELOW * 0.6) return 'none';
  return number !== null || width < DOTS_ONLY_BELOW ? 'dots' : 'full';
}

/** Self views are mirrored by a transform or by the scale property. */
function isMirrored(style: CSSStyleDeclaration): boolean {
  return /^matrix\(-/.test(style.transform) || /^-/.test(style.scale) || /rotateY\(180/.test(style.transform);
}
