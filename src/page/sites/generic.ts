// Any page with videos: what looks like a call's tiles, without knowing the site.
import { canvasSource, isLive, isVisible, streamOf, trackOf, videoSource } from '../capture/source.ts';
import { cleanName } from './names.ts';
import { attempt, type Page, type Platform, type SeenTile, type Tile } from './platform.ts';
import { tilesOf } from './tiles.ts';

const SELECTORS = {
  video: { css: 'video', from: 'any page', expects: { 'any-page': 11 } },
  canvas: { css: 'canvas', from: 'any page', expects: { 'any-page': 1 } },
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
  'button, [role="button"], [role="menu"], [role="menuitem"], [role="tooltip"], select, input, script, style, time';
/** Where labels stand, by the words that pages have for them. */
const NAMED = '[class*="name" i], [data-name], [class*="label" i], figcaption';
/** What pages keep unseen that is no label: tooltips, menus, texts for screen readers. */
const UNSEEN_NO_NAME =
  '[class*="tooltip" i], [class*="menu" i], [class*="sr-only" i], [class*="visually-hidden" i], [class*="visuallyhidden" i], [class*="screen-reader" i], [aria-live], dialog, label';

export const generic: Platform = {
  name: '',
  hosts: [],
  opensBlankWindows: false,
  matches: () => true,
  selectors: SELECTORS,
  find: (page) => {
    const tiles = genericTiles(page);
    return { inCall: tiles.length > 0, tiles };
  },
};

type Media = HTMLVideoElement | HTMLCanvasElement;

export function genericTiles(page: Page): Tile[] {
  return tilesOf(
    page,
    page.flatMap((document) => attempt(() => seenIn(document), [])),
  );
}

/** Those that show somebody's camera for sure, and not a clip of the page's. */
export function streamTiles(page: Page): Tile[] {
  return genericTiles(page).filter(({ element }) => attempt(() => streamOf(element), null));
}

function seenIn(document: Document): SeenTile[] {
  // A video that cannot be asked is listed: what is not known of it must not make it disappear.
  const videos = [...document.querySelectorAll('video')].filter(
    (video) => attempt(() => isLive(video), true) && attempt(() => isPlausible(video), false),
  );
  // A page that shows a video by way of a canvas hides the video; one that does not has its canvases for something else.
  const canvases = [...document.querySelectorAll('canvas')].filter((canvas) =>
    attempt(() => isPlausible(canvas) && !videos.some((video) => overlapping(video, canvas)), false),
  );
  const media: Media[] = [...videos, ...canvases];
  return media.map((one) => seenAs(one, media));
}

function seenAs(media: Media, all: Media[]): SeenTile {
  const { text, label } = attempt(() => nameOf(media, all), { text: '', label: null });
  return {
    // Not what lies around it: nobody knows how much of that is the tile.
    element: media,
    siteId: null,
    name: cleanName(text),
    isMarkedSelf: false,
    isShare: attempt(() => isShare(media, text), false),
    picture: () => {
      if (media.tagName === 'CANVAS') return canvasSource(media as HTMLCanvasElement, media);
      const video = media as HTMLVideoElement;
      return isLive(video) ? videoSource(video) : null;
    },
    keepClear: [label],
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

/** A name stands near: what is this much larger than the picture holds other things, and a page's texts are many. */
const NEAR = 4;
const MOST_TEXTS = 200;

interface Found {
  text: string;
  label: Element | null;
}

/** The text that stands nearest to a picture, and where. One that nobody sees counts where nothing else is there. */
function nameOf(media: Media, all: Media[]): Found {
  const texts: Element[] = [];
  for (const up of [media, ...nearby(media, all)]) {
    const inside = up === media ? [] : textsOf(up);
    const label = labelAmong(media, inside);
    if (label) return { text: label.textContent ?? '', label };
    const text = attributeOf(up);
    if (text) return { text, label: null };
    texts.push(...inside);
  }
  const unseen = texts.find((text) => text.matches(NAMED) && !text.closest(UNSEEN_NO_NAME));
  return { text: unseen?.textContent ?? '', label: unseen ?? null };
}

/** What lies around a picture and around no other one, from the inside out. */
function nearby(media: Media, all: Media[]): Element[] {
  const most = area(media) * NEAR;
  const around: Element[] = [];
  for (let up = media.parentElement; up && up !== media.ownerDocument.documentElement; up = up.parentElement) {
    const outer = up;
    if (all.some((other) => other !== media && outer.contains(other)) || area(up) > most) break;
    around.push(up);
  }
  return around;
}

function area(element: Element): number {
  const { width, height } = element.getBoundingClientRect();
  return width * height;
}

/** Elements with a short text of their own, those first that are called after names. */
function textsOf(element: Element): Element[] {
  const all = [...element.querySelectorAll(NAMED), ...element.querySelectorAll('*')].slice(0, MOST_TEXTS);
  return [...new Set(all)].filter(
    (one) =>
      [...one.childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim()) &&
      cleanName(one.textContent) !== '' &&
      !one.closest(NO_NAME),
  );
}

/** A picture's label when it was last seen, and the other texts that were seen with it. */
const remembered = new WeakMap<Media, { label: Element; beside: WeakSet<Element> }>();

/**
 * The first text that people see. Pages hide their labels while the pointer rests: a label that was seen and is hidden now stays the label, unless a
 * text has come that was not seen beside it.
 */
function labelAmong(media: Media, texts: readonly Element[]): Element | null {
  const seen = texts.filter(isSeen);
  const known = remembered.get(media);
  if (known && texts.includes(known.label) && !seen.includes(known.label)) {
    const fresh = seen.find((text) => !known.beside.has(text));
    if (!fresh) return known.label;
    remembered.set(media, { label: fresh, beside: new WeakSet(seen) });
    return fresh;
  }
  const [label = null] = seen;
  if (label) remembered.set(media, { label, beside: new WeakSet(seen) });
  return label;
}

function isSeen(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && isVisible(element) && !element.closest('[aria-hidden="true"]');
}

function attributeOf(element: Element): string {
  const label = element.getAttribute('aria-label') ?? element.getAttribute('title') ?? '';
  return cleanName(label) && label;
}

function isShare(media: Media, text: string): boolean {
  const track = media.tagName === 'VIDEO' ? trackOf(media as HTMLVideoElement) : null;
  const surface = track?.getSettings?.().displaySurface;
  if (surface || track?.contentHint === 'detail' || track?.contentHint === 'text') return true;
  const around = [media, media.parentElement, media.parentElement?.parentElement];
  const marks = around.flatMap((element) => [element?.id, element?.className]).map(String);
  return SHARE_WORDS.test(text) || marks.some((mark) => SHARE_CLASS.test(mark));
}
