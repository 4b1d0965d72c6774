// What a call site's adapter tells of the page; everything known of a site stands behind this.
import { isLive, type Source, videoSource } from '../capture/source.ts';

/** The documents that a call is drawn in: the page, frames of its own origin, a picture-in-picture window. */
export type Page = readonly Document[];

export interface Tile {
  /** Stable for as long as this person is in the call. */
  id: string;
  /** The tile as people see it: badges stand on its rectangle. */
  element: HTMLElement;
  /** Where its pixels come from; null while the camera is off. */
  source: Source | null;
  /** '' when the page does not tell. */
  name: string;
  isSelf: boolean;
  isShare: boolean;
  isCameraOff: boolean;
  /** Parts of the tile that a badge must not cover: the name, the mute mark, controls. */
  keepClear: Element[];
}

/** A selector, and where and when it was seen. */
export interface Selector {
  css: string;
  from: string;
}

export interface Platform {
  /** As its makers write it. */
  name: string;
  matches(url: URL): boolean;
  selectors: Readonly<Record<string, Selector>>;
  find(page: Page): Found;
}

export interface Found {
  /** Is a call going on, or is this a lobby or the page after it? */
  inCall: boolean;
  /** The tiles on screen, one an id, in the order in which they are seen: row by row. */
  tiles: Tile[];
}

/** A tile as most sites show one: without a picture its camera is off. */
export function tileOf<Who extends Pick<Tile, 'name' | 'isSelf' | 'isShare'>>(
  element: HTMLElement,
  source: Source | null,
  keepClear: readonly (Element | null)[],
  who: Who,
): Who & Omit<Tile, 'id'> {
  return { element, source, isCameraOff: source === null, keepClear: keepClear.filter((e) => e !== null), ...who };
}

/** Every element that a selector finds, document by document. */
export function all(page: Page, { css }: Selector): HTMLElement[] {
  return page.flatMap((document) => [...document.querySelectorAll<HTMLElement>(css)]);
}

export function has(page: Page, { css }: Selector): boolean {
  return page.some((document) => document.querySelector(css) !== null);
}

/** What a selector finds within one element, which may be the element itself. */
export function within(element: Element, { css }: Selector): HTMLElement | null {
  return element.matches(css) ? (element as HTMLElement) : element.querySelector<HTMLElement>(css);
}

/** The newest of a tile's videos with a live picture: sites leave old ones behind when a camera was switched off. */
export function videoOf(element: Element): Source | null {
  const videos = element.tagName === 'VIDEO' ? [element as HTMLVideoElement] : [...element.querySelectorAll('video')];
  const video = videos.filter(isLive).at(-1);
  return video ? videoSource(video) : null;
}

/** How a page marks one's own name, in the languages seen so far: "Ana (me)", "Ana (Host, me)". */
const OWN =
  /\s*\((?:[^()]*,\s*)?(?:me|you|ich|du|sie|moi|vous|yo|tú|eu|você|io|tu|ik|jij|自分|あなた|私|我|你|나)\)\s*$/iu;

export function isOwnName(text: string): boolean {
  return OWN.test(text);
}

const LONGEST_NAME = 80;

/** A name as people wrote it, without marks of the page's; '' for what is none: icons' ligatures, times, essays. */
export function cleanName(text: string | null | undefined): string {
  const name = (text ?? '').replace(OWN, '').replaceAll(/\s+/gu, ' ').trim();
  const isIcon = /^[a-z]+(_[a-z]+)+/.test(name);
  return name.length <= LONGEST_NAME && /[\p{L}\p{N}]/u.test(name) && !/^[\d:.,%\s]+$/.test(name) && !isIcon
    ? name
    : '';
}

/** Does the page show this element at all? Some sites keep empty tiles of people who have left. */
export function isShown(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1;
}

/** A tile of a site that has no ids of its own. */
export type Named = Omit<Tile, 'id'> & {
  /** The part of the page that it stands in: who is in two of them is one person, namesakes in one are two. */
  group?: string;
  /** What else tells namesakes apart. */
  key?: string;
};

/** Sites without ids of their own go by names. */
export function withIds(tiles: Named[]): Tile[] {
  const namesakes = new Map<string, Named[]>();
  const base = ({ name, isSelf, isShare }: Named) => (isShare ? `share ${name}` : isSelf && !name ? 'self' : name);
  for (const tile of tiles) {
    const place = `${tile.group ?? ''} ${base(tile)}`;
    namesakes.set(place, [...(namesakes.get(place) ?? []), tile]);
  }
  return [...namesakes.values()].flatMap((same) =>
    same
      .sort((a, b) => (a.key ?? '').localeCompare(b.key ?? ''))
      .map(({ group, key, ...tile }, i) => ({ ...tile, id: i === 0 ? base(tile) : `${base(tile)} ${i + 1}` })),
  );
}

/** One tile an id: where somebody is shown twice, the larger one is read. */
export function onePerPerson(tiles: Tile[]): Tile[] {
  const largest = new Map<string, Tile>();
  for (const tile of tiles) {
    const known = largest.get(tile.id);
    if (!known || area(known.element) < area(tile.element)) largest.set(tile.id, tile);
  }
  return [...largest.values()];
}

/** Sorts tiles as they are seen: row by row, whatever order the document has them in. Hidden ones come last. */
export function asSeen(tiles: Tile[]): Tile[] {
  const placed = tiles.map((tile) => ({ tile, rect: tile.element.getBoundingClientRect() }));
  const hidden = ({ rect }: { rect: DOMRect }) => Number(rect.width === 0 || rect.height === 0);
  return placed
    .sort((a, b) => {
      const [one, other] = [a.rect, b.rect];
      // Tiles whose middles lie within each other's heights stand in one row.
      const rows = one.top + one.height / 2 - (other.top + other.height / 2);
      const sameRow = Math.abs(rows) < Math.min(one.height, other.height) / 2;
      return hidden(a) - hidden(b) || (sameRow ? one.left - other.left : rows);
    })
    .map(({ tile }) => tile);
}

export function area(element: Element): number {
  const { width, height } = element.getBoundingClientRect();
  return width * height;
}
