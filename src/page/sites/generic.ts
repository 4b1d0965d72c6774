// Any page with videos: what looks like a call's tiles, without knowing the site.

import { canvasSource, isLive, isMirrored, isVisible, streamOf, videoSource } from '../capture/source.ts';
import { area, asSeen, cleanName, isOwnName, onePerPerson, type Page, type Platform, type Tile } from './platform.ts';

const SELECTORS = {
  video: { css: 'video', from: 'any page' },
  canvas: { css: 'canvas', from: 'any page' },
} as const;

/** What a tile measures on the page at least, pixels, and how wide for its height. */
const LEAST = { width: 96, height: 72 };
const SHAPE = { least: 0.4, most: 2.6 };
/** Words by which pages call a shared screen, in the languages of the largest call sites. */
const SHARE_WORDS =
  /screen|sharing|shared|presentation|presenting|bildschirm|freigabe|präsent|écran|présent|partag|pantalla|compart|tela|apresent|schermo|scherm|ekran|экран|画面|共有|屏幕|屏幕共享|화면/iu;
/** The same in names of classes, where "screen" alone means anything. */
const SHARE_CLASS = /screen-?_?shar|shar\w*-?_?screen|presentation|desktop-?_?shar/i;
/** Elements whose text is no name. */
const NO_NAME =
  'button, [role="button"], [role="menu"], [role="menuitem"], [role="tooltip"], [aria-hidden="true"], select, input, script, style, time';
const NAMED = '[class*="name" i], [data-name], [class*="label" i], figcaption';

export const generic: Platform = {
  name: '',
  matches: () => true,
  selectors: SELECTORS,
  find: (page) => {
    const tiles = genericTiles(page);
    return { inCall: tiles.length > 0, tiles };
  },
};

type Media = HTMLVideoElement | HTMLCanvasElement;

export function genericTiles(page: Page): Tile[] {
  return asSeen(onePerPerson(page.flatMap(tilesOf)));
}

/** Those that show somebody's camera for sure, and not a clip of the page's. */
export function streamTiles(page: Page): Tile[] {
  return genericTiles(page).filter(({ element }) => streamOf(element));
}

function tilesOf(document: Document): Tile[] {
  const videos = [...document.querySelectorAll('video')].filter((video) => isLive(video) && isPlausible(video));
  // A page that shows a video by way of a canvas hides the video; one that does not has its canvases for something else.
  const canvases = [...document.querySelectorAll('canvas')].filter(
    (canvas) => isPlausible(canvas) && !videos.some((video) => overlapping(video, canvas)),
  );
  const media: Media[] = [...videos, ...canvases];
  return media.map((one) => mediaTile(one, media));
}

function mediaTile(media: Media, all: Media[]): Tile {
  const { text, label } = nameOf(media, all);
  const isVideo = media.tagName === 'VIDEO';
  const source = isVideo ? videoSource(media as HTMLVideoElement) : canvasSource(media as HTMLCanvasElement, media);
  return {
    id: idOf(media),
    // Not what lies around it: nobody knows how much of that is the tile.
    element: media,
    source,
    name: cleanName(text),
    isSelf: isOwnName(text) || isMirrored(media),
    isShare: isShare(media, text),
    isCameraOff: false,
    keepClear: label ? [label] : [],
  };
}

function isPlausible(media: Media): boolean {
  const { width, height } = media.getBoundingClientRect();
  const shape = width / height;
  return (
    width >= LEAST.width && height >= LEAST.height && shape >= SHAPE.least && shape <= SHAPE.most && isVisible(media)
  );
}

function overlapping(a: Element, b: Element): boolean {
  const [one, other] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** A stream stays the same person's when the page builds its elements anew. */
function idOf(media: Media): string {
  const stream = streamOf(media);
  if (stream?.id) return `stream ${stream.id}`;
  let number = numbers.get(media);
  if (number === undefined) {
    number = numbered++;
    numbers.set(media, number);
  }
  return `element ${number}`;
}
const numbers = new WeakMap<Element, number>();
let numbered = 1;

function holdsAnother(element: Element, media: Media, all: Media[]): boolean {
  return all.some((other) => other !== media && element.contains(other));
}

/** A name stands near: what is this much larger than the picture holds other things, and a page's texts are many. */
const NEAR = 4;
const MOST_TEXTS = 200;

/** The text that stands nearest to a picture, and where. */
function nameOf(media: Media, all: Media[]): { text: string; label: Element | null } {
  const own = labelOf(media);
  if (own) return { text: own, label: null };
  const most = area(media) * NEAR;
  for (let up = media.parentElement; up && up !== media.ownerDocument.documentElement; up = up.parentElement) {
    if (holdsAnother(up, media, all) || area(up) > most) break;
    const inside = [...up.querySelectorAll(NAMED), ...up.querySelectorAll('*')].slice(0, MOST_TEXTS).find(isLabel);
    if (inside) return { text: inside.textContent ?? '', label: inside };
    const label = labelOf(up);
    if (label) return { text: label, label: null };
  }
  return { text: '', label: null };
}

/** A short text of its own that people see. */
function isLabel(element: Element): boolean {
  const own = [...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim());
  return own && cleanName(element.textContent) !== '' && !element.closest(NO_NAME) && element.checkVisibility();
}

function labelOf(element: Element): string {
  const label = element.getAttribute('aria-label') ?? element.getAttribute('title') ?? '';
  return cleanName(label) && label;
}

function isShare(media: Media, text: string): boolean {
  const [track] = streamOf(media)?.getVideoTracks?.() ?? [];
  const surface = track?.getSettings?.().displaySurface;
  if (surface || track?.contentHint === 'detail' || track?.contentHint === 'text') return true;
  const around = [media, media.parentElement, media.parentElement?.parentElement];
  const marks = around.flatMap((element) => [element?.id, element?.className]).map(String);
  return SHARE_WORDS.test(text) || marks.some((mark) => SHARE_CLASS.test(mark));
}
