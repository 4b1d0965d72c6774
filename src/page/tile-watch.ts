// Notices when a tile may have become somebody else's between two sweeps: its label, an id, its picture or its place in the page has changed.
// Notices, too, when anything beside the tiles has changed, so that other things may lie over them.
import { trackOf } from './capture/source.ts';
import type { Tile } from './sites/platform.ts';
import { isWithin, rootsIn, withHosts } from './sites/roots.ts';
import { intersection } from './view/clip.ts';
import { OPENING } from './view/cover.ts';
import { surroundingsOf } from './view/surroundings.ts';

/** Attributes in which sites keep ids and names. */
const IDENTITY = ['id', 'title', 'alt', 'aria-label', 'node-id', 'media-type', 'href', 'src'];
const isIdentity = (name: string | null) => name !== null && (name.startsWith('data-') || IDENTITY.includes(name));

/** What a tile that comes, or comes back, brings along. */
const PICTURE = 'video, canvas';

/** What people do that opens or moves something, and the end of a movement. */
const STIRRING = ['scroll', 'resize', 'fullscreenchange', ...OPENING];
const SETTLING = ['transitionend', 'animationend'];
/** So many changed elements are looked at, to see whether they lie over a tile; of more it is taken for granted. */
const MOST_CHANGED = 60;

export class TileWatch {
  private readonly observer = new MutationObserver((changes) => this.note(changes));
  private readonly roots = new WeakSet<Node>();
  private elements: readonly Element[] = [];
  private tiles: readonly Tile[] = [];
  private boxes = new Map<Element, DOMRect>();
  private isTouched = false;
  private isStirred = true;
  /** What has come beside the tiles, and what something has gone from. */
  private readonly changed = new Set<Element>();

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.observer.disconnect(), { once: true });
  }

  /** From now on these are the tiles, as a sweep has just found them. */
  watch(tiles: readonly Tile[]): void {
    this.tiles = tiles;
    const elements = tiles.map(({ element }) => element);
    this.elements = [...surroundingsOf(elements).values()];
    for (const root of this.rootsOfTiles()) {
      if (this.roots.has(root)) continue;
      this.roots.add(root);
      this.observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
      if (root.nodeType === Node.DOCUMENT_NODE) this.watchEvents((root as Document).defaultView);
    }
    this.noteStirring(this.observer.takeRecords());
    this.noteBoxes();
    this.isTouched = false;
  }

  /** Mutations are seen in one root only: those around the tiles and those within them. */
  private rootsOfTiles(): Node[] {
    const documents = new Set(this.elements.map(({ ownerDocument }) => ownerDocument));
    return [...documents].flatMap((document) => {
      const [, ...shadows] = rootsIn(document);
      const isNear = (root: Node) =>
        this.elements.some((element) => isWithin(element, root) || isWithin((root as ShadowRoot).host, element));
      return [document, ...shadows.filter(isNear)];
    });
  }

  /** May the last sweep be out of date? */
  get isStale(): boolean {
    this.note(this.observer.takeRecords());
    return this.isTouched || this.tiles.some(isMoved);
  }

  /**
   * Has anything changed since this was last asked that may lie over tiles? What a tile shows within itself covers no other, and a line of chat
   * beside them covers nothing. Has the page laid out.
   */
  takeStirred(): boolean {
    const isStirred = this.isStirred || [...this.changed].some((element) => this.mayCover(element));
    this.isStirred = false;
    this.changed.clear();
    return isStirred;
  }

  /** What has no size of its own may hold what is placed elsewhere, as menus are. */
  private mayCover(element: Element): boolean {
    if (!element.isConnected) return false;
    const box = element.getBoundingClientRect();
    return box.width === 0 || box.height === 0 || [...this.boxes.values()].some((tile) => intersection(box, tile));
  }

  private watchEvents(view: Window | null): void {
    const options = { capture: true, passive: true, signal: this.signal };
    const stir = () => {
      this.isStirred = true;
    };
    const settle = ({ target }: Event) => this.isInTile(target as Node) || stir();
    for (const type of STIRRING) view?.addEventListener(type, stir, options);
    for (const type of SETTLING) view?.addEventListener(type, settle, options);
  }

  private noteStirring(changes: readonly MutationRecord[]): void {
    for (const { type, target, addedNodes, removedNodes } of changes) {
      if (this.isStirred) return;
      const [come, gone] = [elementsOf(addedNodes), elementsOf(removedNodes)];
      // New words in an element, as of a clock, cover nothing new.
      const isOfElements = type === 'attributes' || come.length + gone.length > 0;
      if (!isOfElements || this.isInTile(target)) continue;
      for (const element of come) this.changed.add(element);
      // Where it was is not known any more; something that covers moves by its attributes.
      if (gone.length > 0 && target.nodeType === Node.ELEMENT_NODE) this.changed.add(target as Element);
      else if (come.length === 0) this.isStirred = true;
      if (this.changed.size > MOST_CHANGED) this.isStirred = true;
    }
  }

  /** A tile that is new, or elsewhere than at the last sweep, may lie over another one. */
  private noteBoxes(): void {
    const boxes = new Map(this.tiles.map(({ element }) => [element, element.getBoundingClientRect()]));
    this.isStirred ||= [...boxes].some(([element, box]) => !isSame(this.boxes.get(element), box));
    this.boxes = boxes;
  }

  private isInTile(node: Node): boolean {
    return this.tiles.some(({ element }) => element.contains(node));
  }

  private note(changes: readonly MutationRecord[]): void {
    this.noteStirring(changes);
    if (this.isTouched) return;
    this.isTouched = changes.some(
      ({ type, target, attributeName, addedNodes }) =>
        ((type !== 'attributes' || isIdentity(attributeName)) && this.isOfTile(withHosts(target))) ||
        elementsOf(addedNodes).some(hasPicture),
    );
  }

  private isOfTile(nodes: readonly Node[]): boolean {
    return this.elements.some((tile) => nodes.some((node) => tile.contains(node)));
  }
}

/** To whole pixels. */
function isSame(a: DOMRect | undefined, b: DOMRect): boolean {
  const isNear = (side: 'x' | 'y' | 'width' | 'height') => Math.round(a?.[side] ?? Number.NaN) === Math.round(b[side]);
  return isNear('x') && isNear('y') && isNear('width') && isNear('height');
}

const hasPicture = (element: Element) => element.matches(PICTURE) || element.querySelector(PICTURE) !== null;

const elementsOf = (nodes: NodeList) =>
  [...nodes].filter((node): node is Element => node.nodeType === Node.ELEMENT_NODE);

/** Shows another picture than at the sweep, or is gone. A stream changes without any mutation. */
function isMoved({ element, source, track }: Tile): boolean {
  if (!element.isConnected) return true;
  if (track === null || source === null) return false;
  return trackOf(source.image)?.id !== track;
}
