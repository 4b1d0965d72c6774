// What lies over a tile: the page's chat, menus and dialogs. Told by hit tests, so what takes no clicks covers nothing.
import { attempt } from '../sites/platform.ts';
import { isLaidOutIn, layoutAncestors } from './flat-tree.ts';
import { surroundingsOf } from './surroundings.ts';

/** Nothing; something that what is below shines through; something that hides what is below. */
export type Cover = 'none' | 'veil' | 'solid';

/** Events after which the page may have opened something that covers. */
export const OPENING = ['click', 'keyup', 'contextmenu', 'toggle'];

/** What a tile is made of, as far as covering it goes. */
export interface Covered {
  /** Its elements: what lies in one of them does not cover it. */
  own: readonly Element[];
  /** As far out as nobody else's tile is: veils in there are the tile's own, such as the shade under its label. */
  surroundings: Element;
}

const PICTURES = 'img, video, canvas, iframe, embed, object';
/** A background with so much of its own colour hides what is below. */
const SOLID = 0.85;
const VEIL = 0.3;

interface ShownTile {
  element: Element;
  source: { media: Element } | null;
}

/** Where a tile is tested for being covered, as parts of its width and height: the middle first, which is enough for most. */
const TESTED: readonly [x: number, y: number][] = [
  [0.5, 0.5],
  [0.2, 0.2],
  [0.8, 0.2],
  [0.2, 0.8],
  [0.8, 0.8],
];

/** So many tiles are tested at a time, in turn: a hit test of a page with fifty videos takes 0.15 to 0.4 ms of its thread. */
const TESTED_AT_ONCE = { least: 2, most: 6 };
/** All have a turn in so many times at most, whether anything has changed or not: not all that covers is told of. */
const LONGEST_ROUND = 16;
/** What the tests of one time may take, milliseconds. */
const BUDGET_MS = 1.5;

/** Whose turn it is: the next few, and the least of them once all had a turn since the page has changed. */
export class Turns {
  private next = 0;
  private most: number = TESTED_AT_ONCE.most;
  private taken = 0;
  private left = Number.POSITIVE_INFINITY;

  /** The page has changed: all are to have a turn. */
  stir(): void {
    this.left = Number.POSITIVE_INFINITY;
  }

  take<T>(all: readonly T[]): T[] {
    const least = Math.max(TESTED_AT_ONCE.least, Math.ceil(all.length / LONGEST_ROUND));
    const count = this.left > 0 ? Math.max(least, this.most) : least;
    if (all.length > 0) this.left = Math.min(this.left, all.length) - count;
    const from = all.length > count ? this.next % all.length : 0;
    this.next = from + count;
    const taken = [...all.slice(from), ...all.slice(0, from)].slice(0, count);
    this.taken = taken.length;
    return taken;
  }

  /** How long those took that were taken last, milliseconds. */
  took(ms: number): void {
    if (this.taken === 0) return;
    const fitting = (this.taken * BUDGET_MS) / Math.max(ms, 0.01);
    const { least, most } = TESTED_AT_ONCE;
    this.most = Math.max(least, Math.min(most, Math.floor((this.most + fitting) / 2)));
  }
}

/** Tiles over which something lies that hides all of them, as far as is seen in a few places. */
export class CoveredTiles {
  private readonly turns = new Turns();
  private covered: ReadonlySet<Element> = new Set();

  /** Something may lie over tiles now that did not before, or no more. */
  stir(): void {
    this.turns.stir();
  }

  has(element: Element): boolean {
    return this.covered.has(element);
  }

  look(tiles: readonly ShownTile[]): void {
    const surroundings = surroundingsOf(tiles.map(({ element }) => element));
    const due = this.turns.take(tiles);
    const start = performance.now();
    const isCovered = (tile: ShownTile) =>
      due.includes(tile) ? attempt(() => isHidden(tile, surroundings), false) : this.covered.has(tile.element);
    this.covered = new Set(tiles.filter(isCovered).map(({ element }) => element));
    this.turns.took(performance.now() - start);
  }
}

function isHidden(tile: ShownTile, surroundings: ReadonlyMap<Element, Element>): boolean {
  const covered = partsOf(tile, surroundings);
  const { left, top, width, height } = tile.element.getBoundingClientRect();
  return TESTED.every(([x, y]) => coverAt(covered, left + x * width, top + y * height) === 'solid');
}

/** @param surroundings of all tiles */
export function partsOf({ element, source }: ShownTile, surroundings: ReadonlyMap<Element, Element>): Covered {
  return { own: source ? [element, source.media] : [element], surroundings: surroundings.get(element) ?? element };
}

/** @param x and y pixels of the element's viewport. Our own host paints nothing itself, so it covers nothing. */
export function coverAt(tile: Covered, x: number, y: number): Cover {
  const [first] = tile.own;
  const root = first?.getRootNode() as Document | ShadowRoot;
  // What is hit first is nearly always the tile itself, or what it lies in.
  const top = root.elementFromPoint?.(x, y);
  if (!top || tile.own.some((one) => one.contains(top) || top.contains(one))) return 'none';
  const own = tile.own.map(touchable);
  let cover: Cover = 'none';
  for (const element of root.elementsFromPoint?.(x, y) ?? []) {
    if (own.some((one) => isLaidOutIn(element, one) || isLaidOutIn(one, element))) break;
    const paint = paintAt(element, x, y);
    if (paint >= SOLID) return 'solid';
    if (paint >= VEIL && !isLaidOutIn(element, tile.surroundings)) cover = 'veil';
  }
  return cover;
}

/** The element or the nearest around it that hit tests find. */
function touchable(element: Element): Element {
  for (const up of layoutAncestors(element)) if (getComputedStyle(up).pointerEvents !== 'none') return up;
  return element;
}

/** How much of what is below an element hides at a point, 0..1. */
function paintAt(element: Element, x: number, y: number): number {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  // A dialog is hit through its backdrop, too.
  if (x < left || x > right || y < top || y > bottom) return 0;
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return 0;
  const { opacity, backgroundColor, backgroundImage } = getComputedStyle(element);
  const own = element.matches(PICTURES) || backgroundImage.includes('url(') ? 1 : alphaOf(backgroundColor);
  // Of a gradient it is not known how much it hides.
  return Number(opacity) * (own < VEIL && backgroundImage !== 'none' ? VEIL : own);
}

/** Of a computed colour: "rgb(0, 0, 0)", "rgba(0, 0, 0, 0.5)", "color(srgb 0 0 0 / 0.5)". */
function alphaOf(color: string): number {
  const alpha = /^rgba\(.*,\s*([\d.]+)\)$/.exec(color) ?? /\/\s*([\d.]+)\)$/.exec(color);
  return alpha ? Number(alpha[1]) : 1;
}
