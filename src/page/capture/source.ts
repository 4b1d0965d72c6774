// Where a tile's picture comes from: a video of its own, or its part of a canvas that paints many tiles. Pages are odd, and some are hostile: a
// source answers instead of throwing, so that one tile's fault stays with that tile.
import type { PixelBox } from '../../engine/types.ts';
import { intersection } from '../view/clip.ts';
import { pictureOnPage, type Transforms } from '../view/placement.ts';

export interface Source {
  /** What drawImage takes. Ask for it only after `part()` has given a box: for a canvas it opens a tap, which may throw. */
  readonly image: HTMLVideoElement;
  /** What shows it on the page. */
  readonly media: HTMLElement;
  /** The video track that is shown; null for a canvas and for a file. */
  readonly track: MediaStreamTrack | null;
  /** Did taking the picture throw when it was last tried? Every `part()` tries anew. */
  readonly hasFailed: boolean;
  /** Which frame is shown now: another number for every new one; null where that cannot be told. */
  readonly frame: number | null;
  /** The part of the image that shows the tile, in its pixels; null while there is nothing to see, and where taking it throws. */
  part(): PixelBox | null;
  /**
   * Where a box of that part, in its pixels, stands on the page: pixels of the element's own viewport; null where that cannot be told.
   * @param transforms shared by everything that is asked for at one time
   */
  onPage(box: PixelBox, transforms?: Transforms): PixelBox | null;
}

/** Of a video that belongs to one tile. */
export function videoSource(video: HTMLVideoElement): Source {
  return guarded(video, {
    image: video,
    media: video,
    get frame() {
      return frameOf(video);
    },
    track: trackOf(video),
    part: () =>
      video.isConnected && hasFrame(video) ? { x: 0, y: 0, width: video.videoWidth, height: video.videoHeight } : null,
    onPage: (box, transforms) =>
      pictureOnPage(box, video, { width: video.videoWidth, height: video.videoHeight }, transforms),
  });
}

/**
 * Of the part of a canvas that lies under `element`. Its pixels are taken from its stream: a canvas that is drawn by WebGL is blank to
 * everybody else once its frame has been shown.
 */
export function canvasSource(canvas: HTMLCanvasElement, element: Element): Source {
  /** The part of the canvas under the element, in the picture's pixels; null for none. */
  const shared = () => {
    const whole = canvas.getBoundingClientRect();
    const part = intersection(whole, element.getBoundingClientRect());
    const image = tapOf(canvas);
    const [x, y] = [image.videoWidth / whole.width, image.videoHeight / whole.height];
    return (
      part && { x: (part.x - whole.x) * x, y: (part.y - whole.y) * y, width: part.width * x, height: part.height * y }
    );
  };
  return guarded(canvas, {
    // Tapped when its picture is asked for and not before: tiles are listed while nobody is read, too.
    get image() {
      return tapOf(canvas);
    },
    media: canvas,
    get frame() {
      return frameOf(tapOf(canvas));
    },
    track: null,
    part: () => (canvas.isConnected && hasFrame(tapOf(canvas)) ? shared() : null),
    onPage: (box, transforms) => {
      const part = shared();
      const { videoWidth, videoHeight } = tapOf(canvas);
      const size = { width: videoWidth, height: videoHeight };
      return part && pictureOnPage({ ...box, x: part.x + box.x, y: part.y + box.y }, canvas, size, transforms);
    },
  });
}

/** Videos and canvases whose picture could not be taken when it was last tried. Sources live for one sweep, this lasts. */
const failed = new WeakSet<Element>();

function guarded(media: Element, source: Omit<Source, 'hasFailed'>): Source {
  return {
    get image() {
      return source.image;
    },
    media: source.media,
    track: source.track,
    get frame() {
      try {
        return source.frame;
      } catch {
        return null;
      }
    },
    get hasFailed() {
      return failed.has(media);
    },
    part: () => {
      try {
        const part = source.part();
        failed.delete(media);
        return part;
      } catch {
        failed.add(media);
        return null;
      }
    },
    onPage: (box, transforms) => {
      try {
        return source.onPage(box, transforms);
      } catch {
        return null;
      }
    },
  };
}

/** Often enough for the fastest pace. */
const TAP_FPS = 10;
const taps = new Map<HTMLCanvasElement, HTMLVideoElement>();

/** A video, not part of the page, that shows what a canvas paints. */
function tapOf(canvas: HTMLCanvasElement): HTMLVideoElement {
  let video = taps.get(canvas);
  if (!video) {
    // Throws where the page has drawn what it may not hand out.
    const stream = canvas.captureStream(TAP_FPS);
    video = document.createElement('video');
    video.muted = true;
    video.srcObject = stream;
    void video.play().catch(() => {});
    taps.set(canvas, video);
  }
  return video;
}

/** Lets the canvases go that have left the page; all of them when reading ends. */
export function closeTaps(all: boolean): void {
  for (const [canvas, video] of taps) {
    if (canvas.isConnected && !all) continue;
    for (const track of streamOf(video)?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    taps.delete(canvas);
  }
}

/** What a video plays, where that is a stream. */
export function streamOf(media: Element | undefined): MediaStream | null {
  return media?.tagName === 'VIDEO' ? ((media as HTMLVideoElement).srcObject as MediaStream | null) : null;
}

/** The track that a video shows; null where it plays no stream. */
export function trackOf(video: HTMLVideoElement): MediaStreamTrack | null {
  const tracks = streamOf(video)?.getVideoTracks?.() ?? [];
  return tracks.find(({ readyState }) => readyState === 'live') ?? tracks[0] ?? null;
}

/** A stream's currentTime goes on without frames. */
function frameOf(video: HTMLVideoElement): number | null {
  if (!hasFrame(video)) return null;
  // Firefox gives frames the element's time, in whole seconds.
  if (navigator.userAgent.includes('Firefox/')) return countedFrame(video);
  if (typeof VideoFrame === 'undefined') return null;
  const frame = new VideoFrame(video);
  const { timestamp } = frame;
  frame.close();
  return timestamp;
}

const counted = new WeakMap<HTMLVideoElement, { frames: number; isAwaited: boolean }>();

/** Counts new frames, those between two questions as one: a callback for every frame would take more of the page's thread than looks do. */
function countedFrame(video: HTMLVideoElement): number {
  const count = counted.get(video) ?? { frames: 0, isAwaited: false };
  counted.set(video, count);
  // A hidden page shows none, and they go on.
  if (video.ownerDocument.hidden) return ++count.frames;
  if (!count.isAwaited) {
    count.isAwaited = true;
    video.requestVideoFrameCallback(() => {
      count.isAwaited = false;
      count.frames++;
    });
  }
  return count.frames;
}

function hasFrame(video: HTMLVideoElement): boolean {
  return video.videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
}

/** Does this video show a live picture on the page? Sites hide the videos of cameras that are off, each in its own way. */
export function isLive(video: HTMLVideoElement): boolean {
  const isGoing = video.srcObject === null ? !video.paused : !hasEnded(video);
  return hasFrame(video) && isGoing && isVisible(video);
}

/** Does a video play a stream without a camera behind it any more? It goes on showing the last picture. */
export function hasEnded(video: HTMLVideoElement): boolean {
  const tracks = streamOf(video)?.getVideoTracks?.();
  return tracks?.every(({ readyState }) => readyState === 'ended') ?? false;
}

export function isVisible(element: Element): boolean {
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

/** Self views are mirrored by a transform or by the scale property, of the video or of what it lies in. */
export function isMirrored(video: Element): boolean {
  let mirrored = false;
  for (let element: Element | null = video, up = 0; element && up < 4; element = element.parentElement, up++) {
    const { transform, scale } = getComputedStyle(element);
    if (/^matrix\(-/.test(transform) || /^matrix3d\(-/.test(transform) || /^-/.test(scale)) mirrored = !mirrored;
  }
  return mirrored;
}
