// The two things that the try-it page reads: the user's camera and one picture.
import type { MessageKey } from '../../i18n/t.ts';

/** `key` is a key of the messages file. */
export class MediaUnavailable extends Error {
  override readonly name = 'MediaUnavailable';
  constructor(
    readonly key: MessageKey,
    readonly subs: readonly string[] = [],
  ) {
    super(key);
  }
}

function cameraProblem(error: unknown): MessageKey {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'tryCameraRefused';
  return name === 'NotReadableError' || name === 'AbortError' ? 'tryCameraBusy' : 'tryNoCamera';
}

/** The camera is off once the signal aborts, also while the browser still asks. @throws MediaUnavailable */
export async function openCamera(until: AbortSignal): Promise<MediaStream> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } }, audio: false });
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

/** The picture's address is good until the signal aborts. @throws MediaUnavailable when the file is no picture */
export async function openPicture(file: File, until: AbortSignal): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file);
  until.addEventListener('abort', () => URL.revokeObjectURL(url), { once: true });
  const image = new Image();
  image.src = url;
  const isOpened = await image.decode().then(
    () => image.naturalWidth > 0 && image.naturalHeight > 0,
    () => false,
  );
  if (!isOpened) throw new MediaUnavailable('tryBadPicture', [file.name]);
  return image;
}
