// Notices when a tile may have become somebody else's between two sweeps: its label, an id, its picture or its place in the page has changed.
import { trackOf } from './capture/source.ts';
import type { Tile } from './sites/platform.ts';

/** Attributes in which sites keep ids and names. */
const IDENTITY = ['id', 'title', 'alt', 'aria-label', 'node-id', 'media-type', 'href', 'src'];
const isIdentity = (name: string | null) => name !== null && (name.startsWith('data-') || IDENTITY.includes(name));

export class TileWatch {
  private readonly observer = new MutationObserver((changes) => this.note(changes));
  private readonly documents = new Set<Document>();
  private elements: readonly HTMLElement[] = [];
  private tiles: readonly Tile[] = [];
  private isTouched = false;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.observer.disconnect(), { once: true });
  }

  /** From now on these are the tiles, as a sweep has just found them. */
  watch(tiles: readonly Tile[]): void {
    this.tiles = tiles;
    const elements = tiles.map(({ element }) => element);
    this.elements = elements.map((element) => surroundingsOf(element, elements));
    for (const { element } of tiles) {
      const { ownerDocument } = element;
      if (this.documents.has(ownerDocument)) continue;
      this.documents.add(ownerDocument);
      this.observer.observe(ownerDocument, { subtree: true, childList: true, characterData: true, attributes: true });
    }
    this.observer.takeRecords();
    this.isTouched = false;
  }

  /** May the last sweep be out of date? */
  get isStale(): boolean {
    this.note(this.observer.takeRecords());
    return this.isTouched || this.tiles.some(isMoved);
  }

  private note(changes: readonly MutationRecord[]): void {
    if (this.isTouched) return;
    this.isTouched = changes.some(
      ({ type, target, attributeName }) =>
        (type !== 'attributes' || isIdentity(attributeName)) && this.elements.some((tile) => tile.contains(target)),
    );
  }
}

/** A label stands at most this many elements further out than its picture. */
const MOST_LEVELS = 5;

/** On a page that nobody knows a tile is the bare picture, and its label stands beside it: as far out as nobody else's tile is. */
function surroundingsOf(element: HTMLElement, all: readonly HTMLElement[]): HTMLElement {
  if (element.tagName !== 'VIDEO' && element.tagName !== 'CANVAS') return element;
  let around = element;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const { parentElement } = around;
    if (!parentElement || all.some((other) => other !== element && parentElement.contains(other))) break;
    around = parentElement;
  }
  return around;
}

/** Shows another picture than at the sweep, or is gone. A stream changes without any mutation. */
function isMoved({ element, source, track }: Tile): boolean {
  if (!element.isConnected) return true;
  if (track === null || source === null) return false;
  return trackOf(source.image)?.id !== track;
}
