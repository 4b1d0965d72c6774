// People whose camera is off on a page that nobody knows: the tile and its label stay while the picture goes, or stand from the start beside tiles of
// the same make.
import { isVisible, trackOf } from '../capture/source.ts';
import { attempt } from './attempt.ts';
import { attributeOf, type Found, isLabel, type Labels, type Media, textsOf } from './labels.ts';
import { cleanName, labelText } from './names.ts';
import type { SeenTile } from './platform.ts';
import { isWithin } from './roots.ts';
import { marksShare, type ShareMark, saysShare } from './share.ts';

/** Somebody's picture and what goes with it. */
export interface Live {
  media: Media;
  label: Found;
  /** What lies around this picture alone, from the inside out. */
  around: readonly HTMLElement[];
  /** Undefined where it cannot be told. */
  share: ShareMark | null | undefined;
}

/** A place on the page that is somebody's, with or without a picture. */
interface Seat {
  /** What its person is known by while pictures come and go. */
  key: Element;
  /** The picture's when it was last seen. */
  track: MediaStreamTrack | null;
  label: Element | null;
  name: string;
  isOff: boolean;
}
const seats = new WeakMap<Document, Map<HTMLElement, Seat>>();
const keys = new WeakMap<Media, Element>();

/** A tile without a picture measures this much at least, pixels. */
const LEAST = { width: 48, height: 48 };
/** More is no tile but a list, a chat or a page. */
const MOST_TEXTS = 5;
const MOST_SIBLINGS = 200;
const NO_TILE = 'input, textarea, [contenteditable], form, iframe, ul, ol, table';

/** What a picture's tile is known by: what it was known by before its camera was off. */
export function keyOf(media: Media): Element {
  return keys.get(media) ?? media;
}

/** @param busy videos that show something which is nobody's camera */
export function offTiles(
  document: Document,
  lives: readonly Live[],
  busy: readonly HTMLVideoElement[],
  labels: Labels,
): SeenTile[] {
  const here = seats.get(document) ?? new Map<HTMLElement, Seat>();
  seats.set(document, here);
  for (const live of lives) take(live, here);
  for (const [box] of here) {
    const isTaken = labels.holds(box) && !lives.some((live) => live.label.box === box);
    if (!box.isConnected || isTaken) here.delete(box);
  }
  const isFree = (box: Element) => !labels.holds(box) && !busy.some((video) => isWithin(video, box));
  discover(lives, here, isFree);
  const shown = new Set(lives.map(({ media }) => trackOfMedia(media)));
  return [...here].flatMap(([box, seat]) => {
    // Whoever's picture stands elsewhere on the page is there.
    const isElsewhere = seat.track !== null && shown.has(seat.track);
    if (!isFree(box) || isElsewhere || !isVisible(box) || isTooSmall(box)) return [];
    return offTile(box, seat);
  });
}

function offTile(box: HTMLElement, seat: Seat): SeenTile[] {
  seat.isOff = true;
  seat.label = labelIn(box, seat);
  const text = seat.label ? labelText(seat.label) : attributeOf(box);
  const name = cleanName(text);
  if (!name || saysShare(text) || marksShare(box, 'tile')) return [];
  seat.name = name;
  const { key, label } = seat;
  const picture = () => null;
  return [{ element: box, key, siteId: null, name, isMarkedSelf: false, isShare: false, picture, keepClear: [label] }];
}

/** The label that the seat had, or the one that has come in its place. */
function labelIn(box: HTMLElement, { label, name }: Seat): Element | null {
  if (label && isWithin(label, box) && isLabel(label)) return label;
  if (!label && attributeOf(box)) return null;
  const texts = textsOf(box);
  return texts.find((text) => cleanName(labelText(text)) === name) ?? texts[0] ?? null;
}

/** Keeps in mind whose tile this is. */
function take({ media, label, around, share }: Live, here: Map<HTMLElement, Seat>): void {
  const { box, text } = label;
  const before = around.find((up) => here.get(up)?.isOff);
  const seat = before && here.get(before);
  if (before && seat && before !== box) here.delete(before);
  if (!box || share !== null) {
    if (box) here.delete(box);
    return;
  }
  const name = cleanName(text);
  // Under another name it is somebody else.
  if (seat && seat.name === name) keys.set(media, seat.key);
  here.set(box, { key: keyOf(media), track: trackOfMedia(media), label: label.element, name, isOff: false });
}

export function trackOfMedia(media: Media): MediaStreamTrack | null {
  return media.tagName === 'VIDEO' ? attempt(() => trackOf(media as HTMLVideoElement), null) : null;
}

interface Peer {
  box: HTMLElement;
  label: Found;
}

/** Finds tiles without a picture beside tiles of the same make. */
function discover(lives: readonly Live[], here: Map<HTMLElement, Seat>, isFree: (box: Element) => boolean): void {
  for (const [parent, peers] of peersIn(lives)) {
    if (parent.children.length === peers.length || parent.children.length > MOST_SIBLINGS) continue;
    for (const child of parent.children) {
      const box = child as HTMLElement;
      if (peers.some((peer) => peer.box === box) || !isFree(box) || isSeated(box, here)) continue;
      const like = peers.filter((peer) => isLikeBox(box, peer.box));
      if (like.length === 0 || !isVisible(box) || isTooSmall(box) || box.querySelector(NO_TILE)) continue;
      const texts = textsOf(box);
      if (texts.length > MOST_TEXTS) continue;
      const label = texts.find((text) => like.some((peer) => isLabelLike(text, peer.label))) ?? null;
      const hasAttribute = like.some((peer) => peer.label.element === null) && attributeOf(box) !== '';
      if (!label && !hasAttribute) continue;
      const name = cleanName(label ? labelText(label) : attributeOf(box));
      here.set(box, { key: box, track: null, label, name, isOff: true });
    }
  }
}

/** Tiles with a picture and a name, and what lies around each alone, by what they stand in. */
function peersIn(lives: readonly Live[]): Map<ParentNode, Peer[]> {
  const found = new Map<ParentNode, Peer[]>();
  for (const { label, around, share } of lives) {
    if (!label.box || share !== null) continue;
    for (const box of around.slice(around.indexOf(label.box))) {
      const parent = box.parentNode as ParentNode;
      const peers = found.get(parent);
      if (peers) peers.push({ box, label });
      else found.set(parent, [{ box, label }]);
    }
  }
  return found;
}

function isSeated(box: Element, here: Map<HTMLElement, Seat>): boolean {
  if (here.has(box as HTMLElement)) return true;
  for (const seat of here.keys()) if (isWithin(seat, box)) return true;
  return false;
}

function isTooSmall(box: Element): boolean {
  const { width, height } = box.getBoundingClientRect();
  return width < LEAST.width || height < LEAST.height;
}

/** Does a picture lie in a tile like those of `others`, or has it a label like theirs? */
export function isLikeTileOf(
  { label, around }: Omit<Live, 'share' | 'media'>,
  others: readonly Omit<Live, 'share' | 'media'>[],
): boolean {
  return others.some((other) => {
    const isBeside = around.some((box) =>
      other.around.some((peer) => box.parentNode === peer.parentNode && isLikeBox(box, peer)),
    );
    return (
      isBeside || (label.element !== null && isLabelLike(label.element, other.label) && isSameBox(label, other.label))
    );
  });
}

/** A label without classes may be any text. */
function isSameBox(one: Found, other: Found): boolean {
  if (one.element?.classList.length) return true;
  return one.box !== null && other.box !== null && isSameMake(one.box, other.box);
}

function isLabelLike(label: Element, other: Found): boolean {
  return other.element !== null && isSameMake(label, other.element);
}

/** Made alike: the same tag and a class in common. */
function isSameMake(one: Element, other: Element): boolean {
  if (one.localName !== other.localName) return false;
  if (one.classList.length === 0 || other.classList.length === 0)
    return one.classList.length === other.classList.length;
  return [...one.classList].some((name) => other.classList.contains(name));
}

/** How much the sizes of two tiles may differ that have nothing else in common. */
const ALIKE = 0.25;

function isLikeBox(box: Element, peer: Element): boolean {
  if (!isSameMake(box, peer)) return false;
  if (box.classList.length > 0 || box.localName.includes('-')) return true;
  const [one, other] = [box.getBoundingClientRect(), peer.getBoundingClientRect()];
  const isNear = (a: number, b: number) => Math.abs(a - b) <= ALIKE * Math.max(a, b);
  return isNear(one.width, other.width) && isNear(one.height, other.height);
}
