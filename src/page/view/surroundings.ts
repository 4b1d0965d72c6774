// How much of the page around a picture is that person's tile, on a page that nobody knows.
import { layoutAncestors } from './flat-tree.ts';

/** A label stands at most this many elements further out than its picture. */
const MOST_LEVELS = 5;

/** On a page that nobody knows a tile is the bare picture, and its label stands beside it: as far out as nobody else's tile is. By element. */
export function surroundingsOf<E extends Element>(tiles: readonly E[]): Map<E, Element> {
  const inside = new Map<Element, number>();
  for (const tile of tiles) for (const up of layoutAncestors(tile)) inside.set(up, (inside.get(up) ?? 0) + 1);
  return new Map(tiles.map((tile) => [tile, isBare(tile) ? outermost(tile, inside) : tile]));
}

const isBare = ({ tagName }: Element) => tagName === 'VIDEO' || tagName === 'CANVAS';

function outermost(tile: Element, inside: ReadonlyMap<Element, number>): Element {
  const around = [...layoutAncestors(tile)].slice(0, MOST_LEVELS + 1);
  return around.filter((up) => inside.get(up) === 1).at(-1) ?? tile;
}
