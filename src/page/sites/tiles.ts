// From what adapters see to the tiles of one sweep: hints of oneself, each person once, in the order in which they are seen.
import { isLive, isMirrored, type Source, trackOf, videoSource } from '../capture/source.ts';
import { cleanName, hasOwnMark, isOwnPicture, withoutOwnMark } from './names.ts';
import { all, attempt, elementIdOf, type Page, type SeenTile, type Tile } from './platform.ts';

/** Reads each element by itself: one that throws becomes a tile that cannot be read. */
export function readEach(elements: readonly HTMLElement[], read: (element: HTMLElement) => SeenTile): SeenTile[] {
  return elements.map((element) => attempt(() => read(element), unreadable(element)));
}

function unreadable(element: HTMLElement): SeenTile {
  const picture = () => {
    throw new Error('The tile could not be read.');
  };
  return { element, siteId: null, name: '', isMarkedSelf: false, isShare: false, picture, keepClear: [] };
}

/** The newest of a tile's videos with a live picture: sites leave old ones behind when a camera was switched off. */
export function videoOf(element: Element): Source | null {
  const videos = element.tagName === 'VIDEO' ? [element as HTMLVideoElement] : [...element.querySelectorAll('video')];
  const video = videos.filter(isLive).at(-1);
  return video ? videoSource(video) : null;
}

/** What is worked out of the seen tiles of one sweep. */
interface Draft {
  seen: SeenTile;
  tile: Tile;
  rect: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>;
}

export function tilesOf(page: Page, seen: readonly SeenTile[]): Tile[] {
  // Pictures are asked for hints only where nothing is certain: that costs the page's thread more than all the rest.
  const isCertain = seen.some(({ isMarkedSelf, isShare }) => isMarkedSelf && !isShare);
  const isHintedBy = isCertain ? () => false : pictureHints(page);
  return asSeen(eachOnce(seen.map((one) => draftOf(one, isHintedBy)))).map(({ tile }) =>
    tile.self === 'marked' ? { ...tile, name: withoutOwnMark(tile.name) } : tile,
  );
}

function draftOf(seen: SeenTile, isHintedBy: (track: MediaStreamTrack) => boolean): Draft {
  const { element, isShare, keepClear } = seen;
  const name = cleanName(seen.name);
  const [source, isLost] = attempt<[Source | null, boolean]>(() => [seen.picture(), false], [null, true]);
  const isUnreadable = isLost || source?.hasFailed === true;
  const track = source?.track ?? null;
  // A name may be anybody's.
  const isHinted = seen.isHintedSelf || hasOwnMark(name) || isOwnPicture(name) || (track !== null && isHintedBy(track));
  const self = isShare ? null : seen.isMarkedSelf ? 'marked' : isHinted ? 'hinted' : null;
  const elementId = elementIdOf(seen.key ?? element);
  const tile: Tile = {
    id: seen.siteId || `element ${elementId}`,
    elementId,
    siteId: seen.siteId || null,
    track: track && trackIdOf(track),
    name,
    self,
    isSelf: self === 'marked',
    isShare,
    isShareForNow: seen.isShareForNow ?? false,
    shareMark: seen.shareMark ?? null,
    isCameraOff: source === null && !isShare && !isUnreadable,
    element,
    source,
    isUnreadable,
    keepClear: keepClear.filter((part) => part !== null),
  };
  const rect = attempt<Draft['rect']>(() => element.getBoundingClientRect(), { left: 0, top: 0, width: 0, height: 0 });
  return { seen, tile, rect };
}

/** The id of a track; senders choose it, so where several have the same one a number tells them apart. */
function trackIdOf(track: MediaStreamTrack): string {
  const known = trackIds.get(track);
  if (known !== undefined) return known;
  for (const [other] of trackIds) if (other.readyState === 'ended') trackIds.delete(other);
  const taken = new Set(trackIds.values());
  let id = track.id;
  for (let n = 2; taken.has(id); n++) id = `${track.id} #${n}`;
  trackIds.set(track, id);
  return id;
}
/** Holds them: what the page still has may get another object here, once nobody holds the one before. */
const trackIds = new Map<MediaStreamTrack, string>();

/** What speaks for a picture being one's own without proving it: it is the page's only mirrored one, or comes from a camera of this machine. */
function pictureHints(page: Page): (track: MediaStreamTrack) => boolean {
  const mirrored = attempt(() => all(page, { css: 'video' }), [])
    .map((video) => video as HTMLVideoElement)
    .filter((video) => attempt(() => isLive(video) && isMirrored(video), false))
    // The same picture in two places is one.
    .map((video) => trackOf(video) ?? video);
  // Some pages mirror everybody.
  const [only, ...others] = new Set(mirrored);
  return (track) => (track === only && others.length === 0) || isLocal(track);
}

/**
 * Does a track come from a camera of this machine? Somebody else may sit before it. Measured in Chromium 156: of all tracks only one of a capture device
 * has a `groupId`; one that came by WebRTC, a canvas', a generator's and a shared screen's have none.
 */
function isLocal(track: MediaStreamTrack): boolean {
  let known = local.get(track);
  if (known === undefined) {
    known = Boolean(attempt(() => track.getSettings().groupId, ''));
    local.set(track, known);
  }
  return known;
}
const local = new WeakMap<MediaStreamTrack, boolean>();

/** Somebody who is shown twice is listed once, where they are larger. */
function eachOnce(drafts: readonly Draft[]): Draft[] {
  const lone = loneNames(drafts);
  const kept: Draft[] = [];
  // Copies last: what they are copies of is known by then.
  for (const draft of [...drafts].sort((a, b) => Number(a.seen.isCopy ?? false) - Number(b.seen.isCopy ?? false))) {
    const at = kept.findIndex((other) => isSame(draft, other, lone));
    if (at >= 0) kept[at] = merged(kept[at] as Draft, draft);
    else if (!draft.seen.isCopy) kept.push(draft);
  }
  return kept;
}

/** Those whose name nobody else in their part of the page has. */
function loneNames(drafts: readonly Draft[]): ReadonlySet<SeenTile> {
  const places = new Map<string, SeenTile[]>();
  for (const { seen } of drafts) {
    if (seen.group === undefined || !seen.name) continue;
    const place = JSON.stringify([seen.group, seen.name]);
    places.set(place, [...(places.get(place) ?? []), seen]);
  }
  return new Set([...places.values()].filter((same) => same.length === 1).flat());
}

/** By the site's id; else by the picture; else by a name that is the only one of its kind in each of two parts of the page. */
function isSame(a: Draft, b: Draft, lone: ReadonlySet<SeenTile>): boolean {
  const [one, other] = [a.tile, b.tile];
  if (one.siteId !== null && other.siteId !== null) return one.siteId === other.siteId;
  const track = one.source?.track;
  // The object and not its id: the sender chooses the id of a track.
  if (track && track === other.source?.track) return true;
  return a.seen.group !== b.seen.group && one.name === other.name && lone.has(a.seen) && lone.has(b.seen);
}

/** The larger tile, with what only the other one tells. */
function merged(a: Draft, b: Draft): Draft {
  const area = ({ rect }: Draft) => rect.width * rect.height;
  const [large, small] = area(b) > area(a) ? [b, a] : [a, b];
  const selves = [large.tile.self, small.tile.self];
  const self = selves.find((mark) => mark === 'marked') ?? selves.find(Boolean) ?? null;
  const isShare = large.tile.isShare || small.tile.isShare;
  const siteId = large.tile.siteId ?? small.tile.siteId;
  const tile: Tile = {
    ...large.tile,
    id: siteId ?? large.tile.id,
    siteId,
    name: large.tile.name || small.tile.name,
    self: isShare ? null : self,
    isSelf: self === 'marked' && !isShare,
    isShare,
    isShareForNow: [large, small].every(({ tile: one }) => one.isShareForNow || !one.isShare),
    shareMark: large.tile.shareMark ?? small.tile.shareMark,
  };
  return { ...large, tile };
}

/** Sorts tiles as they are seen: row by row, whatever order the document has them in. Hidden ones come last. */
function asSeen(drafts: Draft[]): Draft[] {
  const hidden = ({ rect }: Draft) => Number(rect.width === 0 || rect.height === 0);
  return drafts.sort((a, b) => {
    const [one, other] = [a.rect, b.rect];
    // Tiles whose middles lie within each other's heights stand in one row.
    const rows = one.top + one.height / 2 - (other.top + other.height / 2);
    const sameRow = Math.abs(rows) < Math.min(one.height, other.height) / 2;
    return hidden(a) - hidden(b) || (sameRow ? one.left - other.left : rows);
  });
}
