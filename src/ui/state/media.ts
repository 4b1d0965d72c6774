// What the try-it page reads: cameras, pictures and videos. Whoever opens one closes it.

import type { CropWindow } from '../../engine/geometry/crop-window.ts';
import { PictureTaker } from '../../engine/pictures/take.ts';
import type { CellPicture } from '../../engine/types.ts';
import type { MessageKey } from '../../i18n/t.ts';
import type { NamedFile } from './files.ts';

/** `key` is a key of the messages file. */
export class MediaUnavailable extends Error {
  override readonly name = 'MediaUnavailable';
  constructor(
    readonly key: MessageKey,
    readonly subs: readonly (string | number)[] = [],
  ) {
    super(key);
  }
}

/** Something that faces are found in. */
export interface Source {
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** @param window in the source's pixels. @param side of the cell, pixels. */
  take(window: CropWindow, side: number): Promise<CellPicture>;
}

function cameraProblem(error: unknown): MessageKey {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'tryCameraRefused';
  return name === 'NotReadableError' || name === 'AbortError' ? 'tryCameraBusy' : 'tryNoCamera';
}

/** The camera is off once the signal aborts, also while the browser still asks. @throws MediaUnavailable */
export async function openCamera(id: string | undefined, until: AbortSignal): Promise<MediaStream> {
  let stream: MediaStream;
  try {
    const device = id === undefined ? {} : { deviceId: { exact: id } };
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, ...device }, audio: false });
  } catch (error) {
    throw new MediaUnavailable(cameraProblem(error));
  }
  const free = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (until.aborted) free();
  else until.addEventListener('abort', free, { once: true });
  return stream;
}

/** The cameras of this machine; the browser names them once one has been allowed. */
export async function camerasHere(): Promise<{ id: string; name: string }[]> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.flatMap(({ kind, deviceId, label }) =>
    kind === 'videoinput' && deviceId ? [{ id: deviceId, name: label }] : [],
  );
}

/** A video of a stream that is read and not shown; it lets go of the stream once the signal aborts. */
export async function playing(stream: MediaStream, until: AbortSignal): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  const free = () => {
    video.srcObject = null;
  };
  until.addEventListener('abort', free, { once: true });
  await video.play();
  return video;
}

/** The picture that a video shows at the moment. */
export function videoSource(video: HTMLVideoElement): Source {
  const taker = new PictureTaker();
  return {
    get width() {
      return video.videoWidth;
    },
    get height() {
      return video.videoHeight;
    },
    take: (window, side) =>
      taker.take(video, { part: { x: 0, y: 0, width: video.videoWidth, height: video.videoHeight }, window, side }),
  };
}

/** No more of a picture is kept, pixels a side: a sixty-fourth of it is a face that can be read. */
const MOST_SIDE = 4096;
const LEAST_SIDE = 256;

/** A picture at full size, half of it, a quarter …: a window is taken from the smallest that shows enough, so that nothing flickers. */
export class OpenPicture implements Source {
  private readonly taker = new PictureTaker();
  private constructor(
    readonly width: number,
    readonly height: number,
    private readonly levels: readonly ImageBitmap[],
  ) {}

  /** Turned as its EXIF says. @throws MediaUnavailable */
  static async open({ file, name }: NamedFile): Promise<OpenPicture> {
    if (file.size === 0) throw new MediaUnavailable('tryEmptyFile', [name]);
    const whole = await createImageBitmap(file).catch(async () => {
      throw new MediaUnavailable(await pictureProblem(file), [name]);
    });
    const { width, height } = whole;
    const levels = [whole];
    for (let last = whole; Math.max(last.width, last.height) > LEAST_SIDE; ) {
      const half = { resizeWidth: Math.ceil(last.width / 2), resizeHeight: Math.ceil(last.height / 2) };
      const isTooLarge = Math.max(last.width, last.height) > MOST_SIDE;
      const before = last;
      last = await createImageBitmap(before, { ...half, resizeQuality: 'medium' });
      if (isTooLarge) levels.pop()?.close();
      levels.push(last);
    }
    return new OpenPicture(width, height, levels);
  }

  take(window: CropWindow, side: number): Promise<CellPicture> {
    const scaleOf = ({ width }: ImageBitmap) => width / this.width;
    const level = this.levels.findLast((one) => window.side * scaleOf(one) >= side) ?? this.levels[0];
    if (!level) throw new Error('The picture has been closed.');
    const scale = scaleOf(level);
    const { width, height } = level;
    return this.taker.take(level, {
      part: { x: 0, y: 0, width, height },
      window: { x: window.x * scale, y: window.y * scale, side: window.side * scale },
      side,
    });
  }

  close(): void {
    for (const level of this.levels) level.close();
  }
}

/** Brands of an ISO media file that is HEIF by HEVC. Source: ISO/IEC 23008-12, annex B. */
const HEIC = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];

/** Why a file is no picture here. */
async function pictureProblem(file: File): Promise<MessageKey> {
  const head = await file
    .slice(0, 12)
    .text()
    .catch(() => null);
  if (head === null) return 'tryGoneFile';
  if (head.slice(4, 8) === 'ftyp' && HEIC.includes(head.slice(8, 12))) return 'tryHeic';
  return file.type.startsWith('image/') ? 'tryBadPicture' : 'tryNotMedia';
}

/** A moment that a video does not show for so long it never does, milliseconds. */
const SEEK_MS = 20_000;
/** Beyond the end of any video: a recording that does not say how long it is turns out to be so long. */
const BEYOND_S = 1e7;

/** A video file; nothing of it is heard while it is read. */
export class OpenVideo {
  private constructor(
    readonly element: HTMLVideoElement,
    private readonly url: string,
  ) {}

  /** @throws MediaUnavailable */
  static async open({ file, name }: NamedFile, until: AbortSignal): Promise<OpenVideo> {
    if (file.size === 0) throw new MediaUnavailable('tryEmptyFile', [name]);
    const element = document.createElement('video');
    element.muted = true;
    element.playsInline = true;
    element.preload = 'auto';
    const video = new OpenVideo(element, URL.createObjectURL(file));
    element.src = video.url;
    const isOpen = await heard(element, 'loadeddata', until);
    // Sound alone never has a picture to load.
    if (isOpen && element.duration === Number.POSITIVE_INFINITY) await video.seek(BEYOND_S, until);
    if (isOpen && element.videoWidth > 0 && Number.isFinite(element.duration)) return video;
    const isSound = element.readyState >= HTMLMediaElement.HAVE_METADATA && element.videoWidth === 0;
    video.close();
    until.throwIfAborted();
    throw new MediaUnavailable(isSound ? 'tryNoVideoTrack' : 'tryBadVideo', [name]);
  }

  /** Shows the moment, seconds. @returns false where there is nothing to see any more. */
  async seek(at: number, until: AbortSignal): Promise<boolean> {
    const shown = heard(this.element, 'seeked', until);
    this.element.currentTime = at;
    return shown;
  }

  /** When the frame that is shown begins, seconds; null while there is none. */
  frameAt(): number | null {
    try {
      const frame = new VideoFrame(this.element);
      frame.close();
      return frame.timestamp / 1e6;
    } catch {
      return null;
    }
  }

  close(): void {
    this.element.pause();
    this.element.removeAttribute('src');
    this.element.load();
    URL.revokeObjectURL(this.url);
  }
}

/** Resolves with whether the event came: false after an error, when it takes too long, and when the signal aborts. */
function heard(element: HTMLVideoElement, event: 'loadeddata' | 'seeked', until: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const settle = (came: boolean) => () => {
      clearTimeout(timer);
      done.abort();
      resolve(came);
    };
    const timer = setTimeout(settle(false), SEEK_MS);
    const { signal } = done;
    element.addEventListener(event, settle(true), { signal });
    element.addEventListener('error', settle(false), { signal });
    if (event === 'loadeddata')
      // Sound alone.
      element.addEventListener('loadedmetadata', () => element.videoWidth === 0 && settle(true)(), { signal });
    until.addEventListener('abort', settle(false), { signal });
    if (element.error || until.aborted) settle(false)();
  });
}
