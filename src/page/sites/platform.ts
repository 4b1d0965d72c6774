// What an adapter tells of a call page. An adapter says what it sees; who is who is decided elsewhere.
import type { ObservedTile } from '../../call/tiles.ts';
import type { Source } from '../capture/source.ts';
import { rootsIn } from './roots.ts';
import type { ShareMark } from './share.ts';

export { attempt } from './attempt.ts';

/** The documents that a call is drawn in: the page, frames of its own origin, a picture-in-picture window. */
export type Page = readonly Document[];

export interface Tile extends ObservedTile {
  /** Unique within one sweep. */
  id: string;
  /** Is `self` 'marked'? */
  isSelf: boolean;
  /** The tile as people see it: badges stand on its rectangle. */
  element: HTMLElement;
  /** Where its pixels come from; null while the camera is off. */
  source: Source | null;
  /** Looking for its picture, or taking it, threw when it was last tried. */
  isUnreadable: boolean;
  /** By what it was told for a shared screen, where words told it; null for a camera, and where the site's own marks tell. */
  shareMark: ShareMark | null;
  /** Parts of the tile that a badge must not cover: the name, the mute mark, controls. */
  keepClear: Element[];
}

/** What an adapter sees of one tile. `tilesOf` makes a Tile of it. */
export interface SeenTile {
  element: HTMLElement;
  /** The site's own id of this participant, or of this shared screen; null or '' where the site has none. */
  siteId: string | null;
  /** As `cleanName` gives it; '' where the page does not tell. */
  name: string;
  /** Does the site mark it as one's own by something that no other participant can bring about? A name is nothing of the kind. */
  isMarkedSelf: boolean;
  /** Does anything speak for its being one's own, without proving it? */
  isHintedSelf?: boolean;
  isShare: boolean;
  shareMark?: ShareMark | null;
  isShareForNow?: boolean;
  /** What the tile is known by, where that is not `element`: its element may change while its camera is off. */
  key?: Element;
  /** Finds the picture; null while the camera is off. It may throw. */
  picture: () => Source | null;
  keepClear: readonly (Element | null)[];
  /** The part of the page that it stands in, where a site shows somebody in two parts at once. */
  group?: string;
  /** Shows another tile's picture over again and counts only together with that tile. */
  isCopy?: boolean;
}

export interface Selector {
  css: string;
  /** Where and when it was seen. */
  from: string;
  /** How many elements it finds on each page in `test/fixtures/pages`; none where it is not named. */
  expects: Readonly<Record<string, number>>;
}

export interface Platform {
  /** As its makers write it. */
  name: string;
  /** Host names; one that begins with "*." stands for itself and all below it. The manifest's match patterns are made of them. */
  hosts: readonly string[];
  /** Does the call lie in an about:blank window that the page opens? Then the content script must go there too. */
  opensBlankWindows: boolean;
  matches(url: URL): boolean;
  selectors: Readonly<Record<string, Selector>>;
  /** Never throws. */
  find(page: Page): Found;
}

export interface Found {
  /** Is a call going on, or is this a lobby or the page after it? */
  inCall: boolean;
  /** The tiles on screen, each person once, in the order in which they are seen: row by row. */
  tiles: Tile[];
}

/** Every element that a selector finds, document by document, in shadow roots, too. */
export function all(page: Page, { css }: Pick<Selector, 'css'>): HTMLElement[] {
  return page.flatMap(rootsIn).flatMap((root) => [...root.querySelectorAll<HTMLElement>(css)]);
}

export function has(page: Page, { css }: Pick<Selector, 'css'>): boolean {
  return page.flatMap(rootsIn).some((root) => root.querySelector(css) !== null);
}

/** What a selector finds within one element, which may be the element itself. */
export function within(element: Element, { css }: Pick<Selector, 'css'>): HTMLElement | null {
  return element.matches(css) ? (element as HTMLElement) : element.querySelector<HTMLElement>(css);
}

/** Does the page show this element at all? Some sites keep empty tiles of people who have left. */
export function isShown(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1;
}

/** The same number for the same element, for as long as the page keeps it. */
export function elementIdOf(element: Element): number {
  let number = numbers.get(element);
  if (number === undefined) {
    number = nextNumber++;
    numbers.set(element, number);
  }
  return number;
}
const numbers = new WeakMap<Element, number>();
let nextNumber = 1;
