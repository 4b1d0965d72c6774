// Any page with videos: what looks like a call's tiles, without knowing the site.
import { canvasSource, hasEnded, isLive, isVisible, streamOf, trackOf, videoSource } from '../capture/source.ts';
import { Labels, type Media, NOBODY } from './labels.ts';
import { cleanName } from './names.ts';
import { all, attempt, type Page, type Platform, type SeenTile, type Tile } from './platform.ts';
import { isLikeTileOf, keyOf, type Live, offTiles, trackOfMedia } from './seats.ts';
import { marksShare, type ShareMark, saysShare } from './share.ts';
import { tilesOf } from './tiles.ts';

const SELECTORS = {
  video: { css: 'video', from: 'any page', expects: { 'any-page': 11 } },
  canvas: { css: 'canvas', from: 'any page', expects: { 'any-page': 1 } },
} as const;

/** What a tile measures on the page at least, pixels, and how wide for its height. */
const LEAST = { width: 96, height: 72 };
const SHAPE = { least: 0.4, most: 2.6 };

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

/** Why a video or a canvas is nobody's picture. */
export type Fault =
  | 'hidden'
  | 'without a picture'
  | 'ended'
  | 'paused'
  | "a clip of the page's own"
  | 'too small'
  | 'of an odd shape'
  | 'over a video'
  | 'without a label like those of tiles';

export function genericTiles(page: Page): Tile[] {
  return tilesOf(
    page,
    page.flatMap((document) => attempt(() => lookAt(document).seen, [])),
  );
}

/** What was left out, and why. */
export function leftOut(page: Page): { media: Media; fault: Fault }[] {
  return page.flatMap((document) => attempt(() => lookAt(document).leftOut, []));
}

/** Those that show somebody's camera for sure, and not a clip of the page's, and those whose camera has gone off. */
export function streamTiles(page: Page): Tile[] {
  return genericTiles(page).filter(
    ({ element, isCameraOff }) => isCameraOff || attempt(() => streamOf(element), null) !== null,
  );
}

interface Look {
  seen: SeenTile[];
  leftOut: { media: Media; fault: Fault }[];
}

function lookAt(document: Document): Look {
  const faults = new Map<Media, Fault>();
  const sound = (media: Media, fault: Fault | null) => {
    if (fault) faults.set(media, fault);
    return fault === null;
  };
  const videos = (all([document], SELECTORS.video) as HTMLVideoElement[]).filter((video) =>
    sound(video, videoFault(video)),
  );
  // A page that shows a video by way of a canvas hides the video; one that does not has its canvases for something else.
  const canvases = (all([document], SELECTORS.canvas) as HTMLCanvasElement[]).filter((canvas) =>
    sound(
      canvas,
      attempt(
        () => sizeFault(canvas) ?? (videos.some((video) => overlapping(video, canvas)) ? 'over a video' : null),
        'hidden',
      ),
    ),
  );
  // Files of other sites and canvases may be anything: a tile like the others says that they are somebody's.
  const doubtful = new Set<Media>([...videos.filter((video) => attempt(() => isFile(video), false)), ...canvases]);
  const media: Media[] = [...videos, ...canvases];
  const labels = new Labels(media);
  const found = media.map((one) => lookedAt(one, labels));
  const sure = found.filter((one) => !doubtful.has(one.media));
  const kept = found.filter(
    (one) =>
      !doubtful.has(one.media) ||
      sound(one.media, attempt(() => isSomebody(one, sure), false) ? null : 'without a label like those of tiles'),
  );
  const around = kept.length < found.length ? new Labels(kept.map((one) => one.media)) : labels;
  // Looked for once, unless fewer pictures stand around now.
  const lives = withSilentDoubles(
    kept.map((one) => liveOf(around === labels ? one : lookedAt(one.media, around), around)),
  );
  const busy = videosOf(faults);
  const off = attempt(() => offTiles(document, lives, busy, around), []);
  return {
    seen: [...lives.map(seenAs), ...off],
    leftOut: [...faults].map(([one, fault]) => ({ media: one, fault })),
  };
}

type LookedAt = Omit<Live, 'share'>;

function lookedAt(media: Media, labels: Labels): LookedAt {
  const around = attempt(() => labels.around(media), []);
  return { media, around, label: attempt(() => labels.of(media), NOBODY) };
}

/** Videos that show something, though nobody's camera. */
function videosOf(faults: ReadonlyMap<Media, Fault>): HTMLVideoElement[] {
  const busy: Fault[] = ["a clip of the page's own", 'too small', 'of an odd shape'];
  const videos = [...faults].filter(([{ tagName }, fault]) => tagName === 'VIDEO' && busy.includes(fault));
  return videos.map(([video]) => video as HTMLVideoElement);
}

function liveOf(looked: LookedAt, labels: Labels): Live {
  const share = attempt<ShareMark | null | undefined>(
    () => shareMarkOf(looked.media, looked.label.text, labels),
    undefined,
  );
  return { ...looked, share };
}

/** Somebody's second picture, by its name, without a sound where the other one has some: screens are mostly shared so. */
const DOUBLE: ShareMark = { isSure: false, by: 'a second picture of one name, without sound' };
/** It stays one when the other picture goes. */
const doubles = new WeakSet<MediaStreamTrack>();

function withSilentDoubles(lives: readonly Live[]): Live[] {
  const pictures = lives.map((live) => {
    const { media, label } = live;
    return { live, name: cleanName(label.text), track: trackOfMedia(media), isLoud: hasSound(media) };
  });
  const loud = pictures.filter(({ isLoud }) => isLoud);
  return pictures.map(({ live, name, track, isLoud }) => {
    if (live.share !== null || isLoud || !name || !track) return live;
    if (loud.some((one) => one.name === name && one.track !== track)) doubles.add(track);
    return doubles.has(track) ? { ...live, share: DOUBLE } : live;
  });
}

function hasSound(media: Media): boolean {
  return attempt(() => (streamOf(media)?.getAudioTracks().length ?? 0) > 0, false);
}

function seenAs(live: Live): SeenTile {
  const { media, label, share } = live;
  return {
    // Not what lies around it: nobody knows how much of that is the tile.
    element: media,
    key: keyOf(media),
    siteId: null,
    name: cleanName(label.text),
    isMarkedSelf: false,
    // Only one's own name can be written anew.
    isHintedSelf: label.element?.matches('input, [contenteditable]:not([contenteditable="false"])') ?? false,
    isShare: Boolean(share),
    isShareForNow: share === DOUBLE,
    shareMark: share ?? null,
    picture: () => {
      if (share === undefined) throw new Error('It cannot be told whether this is a screen.');
      if (media.tagName === 'CANVAS') return canvasSource(media as HTMLCanvasElement, media);
      const video = media as HTMLVideoElement;
      return isLive(video) ? videoSource(video) : null;
    },
    keepClear: [label.element],
  };
}

/** A video that cannot be asked is listed: what is not known of it must not make it disappear. */
function videoFault(video: HTMLVideoElement): Fault | null {
  return attempt(() => pictureFault(video), null) ?? attempt(() => sizeFault(video), 'hidden');
}

function pictureFault(video: HTMLVideoElement): Fault | null {
  if (!isLive(video)) {
    if (!isVisible(video)) return 'hidden';
    if (hasEnded(video)) return 'ended';
    return video.srcObject === null && video.paused && video.currentSrc ? 'paused' : 'without a picture';
  }
  return isFile(video) && isOwn(video) ? "a clip of the page's own" : null;
}

function isFile({ srcObject, duration }: HTMLVideoElement): boolean {
  return srcObject === null && Number.isFinite(duration);
}

/** May this page read a file's pixels? */
function isOwn({ currentSrc, crossOrigin, ownerDocument }: HTMLVideoElement): boolean {
  const { protocol, origin } = new URL(currentSrc, ownerDocument.baseURI);
  return crossOrigin !== null || protocol === 'data:' || origin === ownerDocument.defaultView?.origin;
}

function sizeFault(media: Media): Fault | null {
  if (!isVisible(media)) return 'hidden';
  const { width, height } = media.getBoundingClientRect();
  // Some pages hide the picture of a camera that is off so.
  if (width < 1 || height < 1) return 'hidden';
  if (width < LEAST.width || height < LEAST.height) return 'too small';
  return width / height < SHAPE.least || width / height > SHAPE.most ? 'of an odd shape' : null;
}

function overlapping(a: Element, b: Element): boolean {
  const [one, other] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** Has a file of another site or a canvas a label as tiles here have, or does it lie in a tile like theirs? */
function isSomebody(one: LookedAt, sure: readonly LookedAt[]): boolean {
  const { media, label } = one;
  if (media.tagName === 'VIDEO') return sure.length > 0 && (label.text !== '' || isLikeTileOf(one, sure));
  return sure.length > 0 ? isLikeTileOf(one, sure) : label.element !== null && overlapping(label.element, media);
}

function shareMarkOf(media: Media, text: string, labels: Labels): ShareMark | null {
  const track = media.tagName === 'VIDEO' ? trackOf(media as HTMLVideoElement) : null;
  if (track?.getSettings?.().displaySurface) return { isSure: true, by: 'its picture' };
  if (track?.contentHint === 'detail' || track?.contentHint === 'text')
    return { isSure: true, by: "its picture's hint" };
  const said = saysShare(text);
  const marks = labels
    .reaches(media)
    .map(([element, reach]) => labels.once(element, reach, () => marksShare(element, reach)));
  return [said, ...marks].find((mark) => mark?.isSure) ?? said ?? marks.find(Boolean) ?? null;
}
