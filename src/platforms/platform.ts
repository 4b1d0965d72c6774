// What a call site's adapter tells of the page; everything known of a site stands behind this.

export interface Tile {
  /** Stable for as long as this person is in the call. */
  id: string;
  /** The tile as people see it: badges stand on its rectangle. */
  element: HTMLElement;
  /** Where its pixels come from; null while the camera is off. */
  source: HTMLVideoElement | null;
  /** '' when the page does not tell. */
  name: string;
  isSelf: boolean;
  isShare: boolean;
  isCameraOff: boolean;
  /** Parts of the tile that a badge must not cover: the name, the mute mark, controls. */
  keepClear: Element[];
}

export interface Platform {
  /** As its makers write it. */
  name: string;
  matches(url: URL): boolean;
  /** Is a call going on, or is this a lobby or the page after it? */
  inCall(document: Document): boolean;
  /** The tiles on screen, one an id, in the order in which they are seen: row by row. */
  tiles(document: Document): Tile[];
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

/** Does this video hold a picture that can be drawn? */
export function hasPicture(video: HTMLVideoElement): boolean {
  return (
    video.srcObject !== null &&
    video.videoWidth > 0 &&
    video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA &&
    video.getClientRects().length > 0
  );
}
