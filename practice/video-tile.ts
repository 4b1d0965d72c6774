// A tile whose picture is a video element of its own, as most sites have it.
import type { Place } from './grid.ts';
import type { Loudness, TileView } from './session.ts';

/** Old tiles and streams that went away in the meantime never get a picture. */
const PATIENCE_MS = 5000;

/** Resolves with the first picture, or when there will be none. */
export function play(video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  video.srcObject = stream;
  void video.play().catch(() => {});
  return new Promise((resolve) => {
    video.addEventListener('loadeddata', () => resolve(), { once: true });
    video.addEventListener('emptied', () => resolve(), { once: true });
    setTimeout(resolve, PATIENCE_MS);
  });
}

export function isPlaying(video: HTMLVideoElement | null): boolean {
  return video !== null && video.readyState >= video.HAVE_CURRENT_DATA;
}

export function placeAt(box: HTMLElement, place: Place): void {
  for (const side of ['left', 'top', 'width', 'height'] as const) box.style[side] = `${place[side]}px`;
}

/** What differs from site to site. */
export interface Parts {
  box: HTMLElement;
  /** Makes a new video and puts it into the tile: a camera goes on. */
  video(): HTMLVideoElement;
  /** The camera went on or off. */
  camera?(video: HTMLVideoElement | null): void;
  /** The video of a camera that went off is left where it was. */
  keepsVideo?: boolean;
  place?(place: Place): void;
  /** Where the tile's picture is shown once more. */
  double?(): HTMLElement | null;
  speak?(loudness: Loudness): void;
  remove?(): void;
}

export class VideoTile implements TileView {
  readonly #parts: Parts;
  #video: HTMLVideoElement | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  place(place: Place): void {
    placeAt(this.#parts.box, place);
    this.#parts.place?.(place);
  }

  show(stream: MediaStream): Promise<void> {
    this.#drop();
    const video = this.#parts.video();
    this.#video = video;
    const playing = play(video, stream);
    this.#parts.camera?.(video);
    return playing;
  }

  hide(): void {
    this.#drop();
    this.#parts.camera?.(null);
  }

  speak(loudness: Loudness): void {
    this.#parts.speak?.(loudness);
  }

  elements(): HTMLElement[] {
    const double = this.#parts.double?.();
    return double ? [this.#parts.box, double] : [this.#parts.box];
  }

  isRunning(): boolean {
    return isPlaying(this.#video);
  }

  remove(): void {
    this.#drop();
    if (this.#parts.remove) this.#parts.remove();
    else this.#parts.box.remove();
  }

  #drop(): void {
    const video = this.#video;
    this.#video = null;
    if (!video || this.#parts.keepsVideo) return;
    video.srcObject = null;
    video.remove();
  }
}
