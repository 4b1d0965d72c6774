// Badges over the tiles, in a layer of each document that tiles stand in.

import type { Participant } from '../../call/room/types.ts';
import type { BadgeStyle } from '../../call/settings.ts';
import type { PixelBox } from '../../engine/types.ts';
import type { PersonAction } from '../../i18n/person-actions.ts';
import type { Speech } from '../../i18n/t.ts';
import { tenDots } from '../../theme/dots.ts';
import type { Meter } from '../capture/pace.ts';
import type { Tile } from '../sites/platform.ts';
import { Clips, intersection } from '../view/clip.ts';
import { coverAt, partsOf, Turns } from '../view/cover.ts';
import { Transforms } from '../view/placement.ts';
import { surroundingsOf } from '../view/surroundings.ts';
import { controlsOf, shapesOf } from '../view/tile-parts.ts';
import { Badge, type Form } from './badge.ts';
import { cornerBox, freeCorner, freeSpot, type Obstacles, type Size, spotBox } from './corner.ts';
import type { Scale } from './host.ts';
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
/** By so much of its width a tile changes before the whole pill is tried again, or after so long, milliseconds: what lay over it may be gone. */
const TIGHT_UNTIL = 0.1;
const TIGHT_MS = 4000;
/** So many badges that had no place are tried again beside those whose turn it is. */
const MOST_CROWDED = 2;
/** Between two turns of a look over all badges, milliseconds. */
const LOOK_MS = 30;

interface Placed {
  badge: Badge;
  target: BadgeTarget;
  face: PixelBox | null;
  corner: number;
  margin: number;
  /** The corners over which something lay when that was last tested. */
  covered: Set<number>;
  /** Is there no place where it would not lie on something that matters? */
  isCrowdedOut: boolean;
  /** The whole pill, as last seen. */
  whole: Size | null;
  /** How wide the tile was, and when, as no corner had room for the whole pill: it stays dots for a while, lest it flicker. */
  tight: { width: number; at: number } | null;
  /** What its place was chosen for: sizes of the tile and of the badge. '' for none yet. */
  chosenFor: string;
  /** Where the badge stands of one of several: its middle, as parts of the tile's width and height. */
  spot: { x: number; y: number } | null;
}

export class Overlay {
  private readonly layers = new Map<Document, Layer>();
  private readonly placed = new Map<string, Placed>();
  /** What badges stand on. */
  private readonly tiles = new Set<Element>();
  private readonly turns = new Turns();
  private looking = 0;
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
    for (const { badge, target } of this.placed.values())
      this.layers.get(target.tile.element.ownerDocument)?.remove(badge);
    this.placed.clear();
  }

  setShown(shown: boolean) {
    this.isShown = shown;
    for (const layer of this.layers.values()) {
      if (shown) layer.show();
      else layer.hide();
    }
  }

  /** Something may lie over badges now that did not before, or no more. */
  stir(): void {
    this.turns.stir();
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
    let isOther = false;
    const people = new Map(participants.map((p) => [p.id, p]));
    for (const [id, { badge, target }] of this.placed) {
      const now = people.has(id) && all.find((one) => one.id === id);
      if (now && (now.number === null) === (target.number === null)) continue;
      this.layers.get(target.tile.element.ownerDocument)?.remove(badge);
      this.placed.delete(id);
      isOther = true;
    }
    for (const target of all) {
      const { id } = target;
      const person = people.get(id);
      if (!person) continue;
      let placed = this.placed.get(id);
      if (!placed) {
        const badge = new Badge(this.speech, target.number === null, (action) => this.options.onAction(id, action));
        badge.setStyle(this.style);
        placed = {
          badge,
          target,
          face: null,
          corner: 0,
          margin: MARGIN,
          covered: new Set(),
          isCrowdedOut: false,
          whole: null,
          tight: null,
          chosenFor: '',
          spot: null,
        };
        this.placed.set(id, placed);
        this.stir();
        isOther = true;
      }
      placed.target = target;
      placed.face = faces.get(id) ?? null;
      // A tile may move to another window.
      isOther = this.layerOf(target.tile.element.ownerDocument).add(placed.badge) || isOther;
    }
    this.tiles.clear();
    for (const { target } of this.placed.values()) this.tiles.add(target.tile.element);
    // Before anything is written, so that the page is as it was laid out last.
    if (anew || isOther) isOther = this.choosePlaces(anew).isChanged || isOther;
    for (const [id, { badge }] of this.placed) {
      const person = people.get(id) as Participant;
      isOther = badge.update(person, person.votes ? tenDots(person.votes, person.doubt) : null) || isOther;
    }
    // Nothing to move, as far as is known, and no frame of the page to ask for.
    if (!isOther) {
      if (anew && this.isShown) for (const layer of this.layers.values()) layer.check();
      return;
    }
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
      layer = new Layer(document, {
        move: () => meter.run(() => this.follow(document)),
        onOpened: (isLikely) => {
          this.stir();
          this.lookOver(isLikely ? this.placed.size : 0);
        },
        isWithin: (node) => meter.run(() => this.isWithin(node)),
        isAround: (node) => meter.run(() => [...this.tiles].some((tile) => node.contains(tile))),
      });
      this.layers.set(document, layer);
    }
    return layer;
  }

  /** Is it inside of a tile, and not the tile itself? */
  private isWithin(node: Node): boolean {
    for (let outer = node.parentNode; outer; outer = outer.parentNode)
      if (this.tiles.has(outer as Element)) return true;
    return false;
  }

  /** Reads all rectangles first, writes forms, reads sizes, and writes places after that, so that the page is laid out twice at most. */
  private follow(document: Document): boolean {
    const layer = this.layerOf(document);
    const { scale } = layer;
    const clips = new Clips();
    const views = [...this.placed.values()]
      .filter((placed) => documentOf(placed) === document)
      .map((placed) => ({ placed, view: clips.shown(placed.target.tile.element) }));
    const forms = views.map(({ placed, view }) => formFor(view, placed));
    for (const [i, { placed }] of views.entries()) placed.badge.setForm(forms[i] as Form);
    for (const [i, { placed }] of views.entries()) {
      placed.badge.measure();
      if (forms[i] === 'full') placed.whole = scaled(placed.badge.size, scale);
    }
    let moved = false;
    for (const { placed, view } of views) moved = this.put(placed, view, scale) || moved;
    return moved;
  }

  /** @param view the part of the tile that is shown */
  private put(placed: Placed, view: PixelBox | null, scale: Scale): boolean {
    const { badge, corner, margin, spot, target } = placed;
    const size = scaled(badge.size, scale);
    const isMoved = badge.setHidden(view === null || placed.isCrowdedOut);
    if (view === null) return isMoved;
    // Of several people each badge stays at its face; in a corner it stays in view.
    const box = spot
      ? spotBox(target.tile.element.getBoundingClientRect(), size, spot)
      : cornerBox(view, size, corner, margin);
    return badge.moveTo(box, corner, scale) || isMoved;
  }

  /** Tests so many badges at once for what lies over them, a few in each turn of the page's. */
  private lookOver(count: number) {
    const { meter, signal } = this.options;
    const { tested, isChanged } = meter.run(() => this.choosePlaces(true));
    if (isChanged && this.isShown) for (const layer of this.layers.values()) layer.show();
    clearTimeout(this.looking);
    if (count > tested)
      this.looking = window.setTimeout(() => !signal.aborted && this.lookOver(count - tested), LOOK_MS);
  }

  /**
   * Looks for better places, by what is on the page now: for all that have changed and, where `anew`, for a few others.
   * @returns how many few are, and whether any badge is to stand elsewhere than before
   */
  private choosePlaces(anew: boolean): { tested: number; isChanged: boolean } {
    const clips = new Clips();
    const transforms = new Transforms();
    const around = surroundingsOf([...this.tiles]);
    const scales = new Map([...this.layers.values()].map((layer) => [layer, layer.scale]));
    const all = [...this.placed.values()];
    const before = all.map(placeOf);
    const crowded = anew ? all.filter(({ isCrowdedOut }) => isCrowdedOut).slice(0, MOST_CROWDED) : [];
    const taken = anew ? this.turns.take(all) : [];
    const due = new Set([...taken, ...crowded, ...all.filter(({ chosenFor }) => chosenFor === '')]);
    let testedMs = 0;
    const facesIn = new Map<number, Map<Placed, PixelBox | null>>();
    const facesOf = ({ target }: Placed) => {
      const { elementId } = target.tile;
      const inTile = all.filter((other) => other.target.tile.elementId === elementId);
      const faces = facesIn.get(elementId) ?? new Map(inTile.map((other) => [other, faceOnPage(other, transforms)]));
      facesIn.set(elementId, faces);
      return faces;
    };
    for (const placed of all) {
      const { tile, number } = placed.target;
      const { width, height } = tile.element.getBoundingClientRect();
      const chosenFor = JSON.stringify([width, height, placed.badge.size]);
      const isChanged = chosenFor !== placed.chosenFor || number !== null;
      if (!isChanged && !due.has(placed)) continue;
      const view = clips.shown(tile.element);
      if (!view) continue;
      placed.chosenFor = chosenFor;
      const faces = facesOf(placed);
      const own = faces.get(placed) ?? null;
      const scale = scales.get(this.layerOf(documentOf(placed))) as Scale;
      const covered = partsOf(tile, around);
      const { surroundings } = covered;
      if (due.has(placed)) placed.covered = new Set();
      const isCovered = (box: PixelBox, corner: number) => {
        const start = performance.now();
        const isOver = due.has(placed) && coversIn(box).some(([x, y]) => coverAt(covered, x, y) !== 'none');
        testedMs += performance.now() - start;
        if (isOver) placed.covered.add(corner);
        return placed.covered.has(corner);
      };
      const labels: PixelBox[] = tile.keepClear.map((e) => e.getBoundingClientRect());
      const controls = controlsOf(surroundings, tile.element);
      for (const face of faces.values()) if (face) labels.push(face);
      if (number !== null && own) {
        const size = scaled(placed.badge.size, scale);
        const rect = tile.element.getBoundingClientRect();
        placed.spot = freeSpot(rect, size, own, [...labels, ...controls]);
        const box = spotBox(rect, size, placed.spot);
        placed.isCrowdedOut = isCovered(box, placed.corner) || intersection(box, view)?.height !== box.height;
        continue;
      }
      placed.spot = null;
      this.chooseCorner(placed, view, scale, labels, {
        clear: controls,
        shapes: shapesOf(tile.element, surroundings),
        isTaken: isCovered,
      });
    }
    if (anew) this.turns.took(testedMs);
    return { tested: taken.length, isChanged: all.some((placed, i) => placeOf(placed) !== before[i]) };
  }

  /** @param labels what is better not covered @param never what must not be */
  private chooseCorner(placed: Placed, view: PixelBox, scale: Scale, labels: readonly PixelBox[], never: Obstacles) {
    const { badge, whole, corner, tight } = placed;
    const now = performance.now();
    if (tight && (Math.abs(view.width / tight.width - 1) > TIGHT_UNTIL || now - tight.at > TIGHT_MS))
      placed.tight = null;
    const size = scaled(badge.size, scale);
    const all = { ...never, clear: [...never.clear, ...labels] };
    const free = placed.tight === null ? freeCorner(view, whole ?? size, all, MARGIN, corner) : null;
    if (free === null && whole && whole.width > 0) placed.tight ??= { width: view.width, at: now };
    const place =
      free ??
      freeCorner(view, size, all, MARGIN, corner) ??
      freeCorner(view, size, never, MARGIN, corner) ??
      (view.width < DOTS_ONLY_BELOW
        ? freeCorner(view, size, { ...never, clear: never.clear.map(iconOf) }, MARGIN, corner)
        : null);
    placed.isCrowdedOut = place === null;
    if (place) Object.assign(placed, place);
  }
}

/** Where a badge stands in its tile, to be compared. */
const placeOf = ({ corner, margin, spot, isCrowdedOut, tight }: Placed) =>
  JSON.stringify([corner, margin, spot, isCrowdedOut, tight?.width]);

const scaled = ({ width, height }: Size, { factor }: Scale): Size => ({
  width: width * factor,
  height: height * factor,
});

/** The middle of a round or square control, where its icon is. In a small tile the dots may lie on its edge; clicks go through them. */
function iconOf(control: PixelBox): PixelBox {
  const { x, y, width, height } = control;
  if (Math.max(width, height) > 1.5 * Math.min(width, height)) return control;
  return { x: x + width / 4, y: y + height / 4, width: width / 2, height: height / 2 };
}

/** Points of a badge at which it is tested for what lies over it. */
function coversIn({ x, y, width, height }: PixelBox): [x: number, y: number][] {
  const middle = y + height / 2;
  return [
    [x + 2, middle],
    [x + width - 2, middle],
  ];
}

function documentOf({ target }: Placed): Document {
  return target.tile.element.ownerDocument;
}

function faceOnPage({ face, target: { tile } }: Placed, transforms: Transforms): PixelBox | null {
  return face && tile.source?.part() ? tile.source.onPage(face, transforms) : null;
}

/** Several people leave each other room. */
function formFor(view: PixelBox | null, { target: { tile, number }, tight }: Placed): Form {
  if (!view || !tile.element.isConnected) return 'none';
  if (view.width < NOTHING_BELOW || view.height < NOTHING_BELOW * 0.6) return 'none';
  return number !== null || tight !== null || view.width < DOTS_ONLY_BELOW ? 'dots' : 'full';
}
