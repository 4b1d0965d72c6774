// Where a tile's picture comes from: a video of its own, or its part of a canvas that paints many tiles. Pages are odd, and some are hostile: a
// source answers instead of throwing, so that one tile's fault stays with that tile.
import type { PixelBox } from '../../engine/types.ts';

export interface Source {
  /** What drawImage takes. Ask for it only after `part()` has given a box: for a canvas it opens a tap, which may throw. */
  readonly image: HTMLVideoElement;
  /** The video track that is shown; null for a canvas and for a file. */
  readonly track: MediaStreamTrack | null;
  /** Did taking the picture throw when it was last tried? Every `part()` tries anew. */
  readonly hasFailed: boolean;
  /** The part of the image that shows the tile, in its pixels; null while there is nothing to see, and where taking it throws. */
  part(): PixelBox | null;
  /** Where a box of that part, in its pixels, stands on the page: pixels of the element's own viewport; null where that cannot be told. */
  onPage(box: PixelBox): PixelBox | null;
}

/** Of a video that belongs to one tile. */
export function videoSource(video: HTMLVideoElement): Source {
  return guarded(video, {
    image: video,
    track: trackOf(video),
    part: () =>
      video.isConnected && hasFrame(video) ? { x: 0, y: 0, width: video.videoWidth, height: video.videoHeight } : null,
    onPage: (box) => {
      const style = getComputedStyle(video);
      const size = { width: video.videoWidth, height: video.videoHeight };
      return boxOnPage(box, size, video.getBoundingClientRect(), style.objectFit, isMirrored(video));
    },
  });
}

/**
 * Of the part of a canvas that lies under `element`. Its pixels are taken from its stream: a canvas that is drawn by WebGL is blank to
 * everybody else once its frame has been shown.
 */
export function canvasSource(canvas: HTMLCanvasElement, element: Element): Source {
  const scale = () => {
    const { width, height } = canvas.getBoundingClientRect();
    const image = tapOf(canvas);
    return { x: image.videoWidth / width, y: image.videoHeight / height };
  };
  /** The part of the canvas under the element, pixels of the viewport. */
  const shared = () => {
    const [a, b] = [canvas.getBoundingClientRect(), element.getBoundingClientRect()];
    const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
    return { left, top, width: Math.min(a.right, b.right) - left, height: Math.min(a.bottom, b.bottom) - top, of: a };
  };
  return guarded(canvas, {
    // Tapped when its picture is asked for and not before: tiles are listed while nobody is read, too.
    get image() {
      return tapOf(canvas);
    },
    track: null,
    part: () => {
      const { left, top, width, height, of } = shared();
      if (!canvas.isConnected || !hasFrame(tapOf(canvas)) || !(width >= 1 && height >= 1)) return null;
      const { x, y } = scale();
      return { x: (left - of.left) * x, y: (top - of.top) * y, width: width * x, height: height * y };
    },
    onPage: (box) => {
      const { left, top } = shared();
      const { x, y } = scale();
      return { x: left + box.x / x, y: top + box.y / y, width: box.width / x, height: box.height / y };
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
    track: source.track,
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
    onPage: (box) => {
      try {
        return source.onPage(box);
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
    video = document.createElement('video');
    video.muted = true;
    video.srcObject = canvas.captureStream(TAP_FPS);
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
  return streamOf(video)?.getVideoTracks?.()[0] ?? null;
}

function hasFrame(video: HTMLVideoElement): boolean {
  return video.videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
}

/** Does this video show a live picture on the page? Sites hide the videos of cameras that are off, each in its own way. */
export function isLive(video: HTMLVideoElement): boolean {
  return hasFrame(video) && (video.srcObject !== null || !video.paused) && isVisible(video);
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

/**
 * Where a box of a video's picture stands on the page.
 * @param rect the video element's rectangle @param fit its object-fit @param mirrored shown mirrored (a self view)
 */
export function boxOnPage(
  box: PixelBox,
  video: { width: number; height: number },
  rect: PixelBox,
  fit: string,
  mirrored: boolean,
): PixelBox {
  const [sx, sy] = [rect.width / video.width, rect.height / video.height];
  const scale = fit === 'cover' ? Math.max(sx, sy) : Math.min(sx, sy);
  const [kx, ky] = fit === 'fill' ? [sx, sy] : [scale, scale];
  const x = mirrored ? video.width - box.x - box.width : box.x;
  return {
    x: rect.x + (rect.width - video.width * kx) / 2 + x * kx,
    y: rect.y + (rect.height - video.height * ky) / 2 + box.y * ky,
    width: box.width * kx,
    height: box.height * ky,
  };
}
