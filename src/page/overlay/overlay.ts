// Badges over the tiles, in a layer of each document that tiles stand in.

import type { Participant } from '../../call/room/types.ts';
import type { BadgeStyle } from '../../call/settings.ts';
import type { PixelBox } from '../../engine/types.ts';
import type { PersonAction } from '../../i18n/person-actions.ts';
import type { Speech } from '../../i18n/t.ts';
import { tenDots } from '../../theme/dots.ts';
import type { Meter } from '../capture/pace.ts';
import type { Tile } from '../sites/platform.ts';
import { Badge } from './badge.ts';
import { cornerBox, freeCorner, freeSpot, type Size, spotBox } from './corner.ts';
import { Layer } from './layer.ts';

/** Somebody whose badge stands on a tile. */
export interface BadgeTarget {
  /** The participant's. */
  id: string;
  tile: Tile;
  /** Among several people in the tile, else null; their badges stand at their faces, not in a corner of the tile. */
  number: number | null;
}

export interface OverlayOptions {
  speech: Speech;
  /** The user has decided something about a person on a badge. */
  onAction: (id: string, action: PersonAction) => void;
  /** Counts what the page's thread is used for. */
  meter: Meter;
  signal: AbortSignal;
}

/** Tiles narrower than this get dots alone, and those under the second none, pixels. */
const DOTS_ONLY_BELOW = 150;
const NOTHING_BELOW = 72;
const MARGIN = 8;
/** By so much of its width a tile changes before the whole pill is tried again. */
const TIGHT_UNTIL = 0.1;

interface Placed {
  badge: Badge;
  target: BadgeTarget;
  face: PixelBox | null;
  corner: number;
  /** The whole pill, as last seen. */
  whole: Size | null;
  /** How wide the tile was when no corner had room for the whole pill: it stays dots until that changes, lest it flicker. */
  tightAt: number | null;
  /** Where the badge stands of one of several: its middle, as parts of the tile's width and height. */
  spot: { x: number; y: number } | null;
}

export class Overlay {
  private readonly layers = new Map<Document, Layer>();
  private readonly placed = new Map<string, Placed>();
  /** What badges stand on. */
  private readonly tiles = new Set<Node>();
  private isShown = true;
  private style: BadgeStyle = 'word';
  private speech: Speech;

  constructor(private readonly options: OverlayOptions) {
    this.speech = options.speech;
    const leave = () => {
      this.isShown = false;
      for (const layer of this.layers.values()) layer.leave();
    };
    options.signal.addEventListener('abort', leave, { once: true });
  }

  get shown(): boolean {
    return this.isShown;
  }

  /** How much a badge says. */
  setStyle(style: BadgeStyle) {
    this.style = style;
    for (const { badge } of this.placed.values()) badge.setStyle(style);
  }

  /** The badges come back in other words when they are shown next. */
  speak(speech: Speech) {
    this.speech = speech;
    for (const { badge } of this.placed.values()) badge.element.remove();
    this.placed.clear();
  }

  setShown(shown: boolean) {
    this.isShown = shown;
    for (const layer of this.layers.values()) {
      if (shown) layer.show();
      else layer.hide();
    }
  }

  /**
   * Brings the badges up to date. @param faces the last known faces in their pictures' pixels. @param anew are places chosen anew? That has
   * the page laid out, so it is for now and then; whoever is new gets a place in any case.
   */
  show(
    all: readonly BadgeTarget[],
    participants: readonly Participant[],
    faces: ReadonlyMap<string, PixelBox>,
    anew = true,
  ) {
    let isStirred = anew;
    const people = new Map(participants.map((p) => [p.id, p]));
    for (const [id, { badge, target }] of this.placed) {
      const now = people.has(id) && all.find((one) => one.id === id);
      if (now && (now.number === null) === (target.number === null)) continue;
      badge.element.remove();
      this.placed.delete(id);
      isStirred = true;
    }
    for (const target of all) {
      const { id } = target;
      const person = people.get(id);
      if (!person) continue;
      let placed = this.placed.get(id);
      if (!placed) {
        const badge = new Badge(this.speech, target.number === null, (action) => this.options.onAction(id, action));
        badge.setStyle(this.style);
        placed = { badge, target, face: null, corner: 0, whole: null, tightAt: null, spot: null };
        this.placed.set(id, placed);
        isStirred = true;
      }
      placed.target = target;
      placed.face = faces.get(id) ?? null;
      // A tile may move to another window.
      this.layerOf(target.tile.element.ownerDocument).add(placed.badge);
      isStirred = placed.badge.update(person, person.votes ? tenDots(person.votes, person.doubt) : null) || isStirred;
    }
    this.tiles.clear();
    for (const { target } of this.placed.values()) this.tiles.add(target.tile.element);
    // Nothing to move, and no frame of the page to ask for.
    if (!isStirred) return;
    this.choosePlaces();
    const inUse = new Set([...this.placed.values()].map(documentOf));
    for (const [document, layer] of this.layers) {
      if (inUse.has(document)) {
        if (this.isShown) layer.show();
        continue;
      }
      layer.leave();
      this.layers.delete(document);
    }
  }

  private layerOf(document: Document): Layer {
    let layer = this.layers.get(document);
    if (!layer) {
      const { meter } = this.options;
      const move = () => meter.run(() => this.follow(document));
      layer = new Layer(document, move, (node) => meter.run(() => this.isWithin(node)));
      this.layers.set(document, layer);
    }
    return layer;
  }

  /** Is it inside of a tile, and not the tile itself? */
  private isWithin(node: Node): boolean {
    for (let outer = node.parentNode; outer; outer = outer.parentNode) if (this.tiles.has(outer)) return true;
    return false;
  }

  /** Reads all rectangles first and writes after that, so that the page is laid out once. */
  private follow(document: Document): boolean {
    const rects = [...this.placed.values()]
      .filter((placed) => documentOf(placed) === document)
      .map((placed) => ({ placed, rect: placed.target.tile.element.getBoundingClientRect() }));
    let moved = false;
    for (const { placed, rect } of rects) {
      const { badge, corner, spot } = placed;
      const form = formFor(rect, placed);
      badge.setForm(form);
      if (form === 'full') placed.whole = badge.size;
      const { x, y } = spot ? spotBox(rect, badge.size, spot) : cornerBox(rect, badge.size, corner, MARGIN);
      moved = badge.moveTo(x, y, corner) || moved;
    }
    return moved;
  }

  private choosePlaces() {
    const faces = new Map([...this.placed.values()].map((placed) => [placed, faceOnPage(placed)]));
    for (const [placed, own] of faces) {
      const { tile, number } = placed.target;
      const rect = tile.element.getBoundingClientRect();
      const clear: PixelBox[] = tile.keepClear.map((e) => e.getBoundingClientRect());
      for (const [other, face] of faces) if (face && other.target.tile.elementId === tile.elementId) clear.push(face);
      if (number !== null && own) placed.spot = freeSpot(rect, placed.badge.size, own, clear);
      else this.chooseCorner(placed, rect, clear);
    }
  }

  private chooseCorner(placed: Placed, rect: DOMRect, clear: PixelBox[]) {
    const { badge, whole, corner, tightAt } = placed;
    if (tightAt !== null && Math.abs(rect.width / tightAt - 1) > TIGHT_UNTIL) placed.tightAt = null;
    const free = placed.tightAt === null ? freeCorner(rect, whole ?? badge.size, clear, MARGIN, corner) : null;
    if (free === null && whole && whole.width > 0) placed.tightAt ??= rect.width;
    placed.corner = free ?? freeCorner(rect, badge.size, clear, MARGIN, corner) ?? 0;
  }
}

function documentOf({ target }: Placed): Document {
  return target.tile.element.ownerDocument;
}

function faceOnPage({ face, target: { tile } }: Placed): PixelBox | null {
  return face && tile.source?.part() ? tile.source.onPage(face) : null;
}

/** Several people leave each other room. */
function formFor({ width, height }: DOMRect, { target: { tile, number }, tightAt }: Placed): 'full' | 'dots' | 'none' {
  if (!tile.element.isConnected || width < NOTHING_BELOW || height < NOTHING_BELOW * 0.6) return 'none';
  return number !== null || tightAt !== null || width < DOTS_ONLY_BELOW ? 'dots' : 'full';
}
