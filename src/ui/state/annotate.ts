// Pictures and videos with a frame around each face, and what was said of it, as files.
import type { TrialFace } from '../components/common/trial-link.ts';
import type { NamedFile } from './files.ts';
import { OpenVideo } from './media.ts';

/** Larger ones are brought down to this side, pixels: of a picture, and of a video, which is written while it plays. */
const MOST_SIDE = 4096;
const MOST_VIDEO_SIDE = 1920;
const FONT = 'system-ui, sans-serif';
/** What a video is written as, the best first. */
const KINDS = [
  { type: 'video/mp4;codecs=avc1.640028', ending: 'mp4' },
  { type: 'video/webm;codecs=vp9', ending: 'webm' },
  { type: 'video/webm;codecs=vp8', ending: 'webm' },
];
/** For each pixel of a frame, at some thirty frames a second: little is lost. */
const BITS_A_SECOND = 5;

interface Size {
  width: number;
  height: number;
}
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
/** What stands at a face. */
export type WordsOf = (face: TrialFace) => string;

/** @param scale of the canvas to the picture that the faces' boxes are in. */
function drawFaces(context: Context, scale: number, faces: readonly TrialFace[], wordsOf: WordsOf) {
  const { width, height } = context.canvas;
  const line = Math.max(2, Math.max(width, height) / 500);
  const text = Math.max(14, Math.max(width, height) / 60);
  context.font = `600 ${text}px ${FONT}`;
  context.textBaseline = 'middle';
  for (const face of faces) {
    const { number, box } = face;
    const [x, y, side] = [box.x * scale, box.y * scale, box.width * scale];
    context.lineWidth = line;
    context.strokeStyle = '#ffffff';
    context.beginPath();
    context.roundRect(x, y, side, box.height * scale, side / 8);
    context.stroke();
    const said = `${number} · ${wordsOf(face)}`;
    const wide = context.measureText(said).width + text;
    const left = Math.max(0, Math.min(width - wide, x));
    const top = Math.min(height - 1.6 * text, (box.y + box.height) * scale + line);
    context.fillStyle = '#17191c';
    context.beginPath();
    context.roundRect(left, top, wide, 1.6 * text, 0.4 * text);
    context.fill();
    context.fillStyle = '#ffffff';
    context.fillText(said, left + text / 2, top + 0.8 * text);
  }
}

/** @param size of the picture that the faces' boxes are in, pixels. @throws where the picture cannot be drawn */
export async function annotated(
  from: File | HTMLVideoElement,
  size: Size,
  faces: readonly TrialFace[],
  wordsOf: WordsOf,
): Promise<Blob> {
  const scale = Math.min(1, MOST_SIDE / Math.max(size.width, size.height));
  const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('There is no canvas to draw on.');
  const picture = await createImageBitmap(from, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  context.drawImage(picture, 0, 0);
  picture.close();
  drawFaces(context, scale, faces, wordsOf);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Null where this browser cannot write videos. */
export function videoKind(): (typeof KINDS)[number] | null {
  if (!('MediaRecorder' in globalThis && 'requestVideoFrameCallback' in HTMLVideoElement.prototype)) return null;
  return KINDS.find(({ type }) => MediaRecorder.isTypeSupported(type)) ?? null;
}

interface Written {
  file: NamedFile;
  /** One of the browser's. */
  type: string;
  /** Whose frames to draw at a moment, seconds. */
  facesAt: (at: number) => readonly TrialFace[];
  wordsOf: WordsOf;
  /** Told how much of it has been written, 0..1. */
  onProgress: (done: number) => void;
}

/**
 * Plays a video, which takes as long as it is, and writes what it shows with the frames on it; without sound. It waits while nobody sees the page,
 * for then a browser shows no frames.
 * @throws MediaUnavailable; the signal's reason; where the video cannot be played to its end.
 */
export async function annotatedVideo(
  { file, type, facesAt, wordsOf, onProgress }: Written,
  until: AbortSignal,
): Promise<Blob> {
  const video = await OpenVideo.open(file, until);
  const { element } = video;
  const life = new AbortController();
  const { signal } = life;
  const canvas = document.createElement('canvas');
  const stream = canvas.captureStream();
  try {
    const { videoWidth, videoHeight, duration } = element;
    const scale = Math.min(1, MOST_VIDEO_SIDE / Math.max(videoWidth, videoHeight));
    // Encoders take even sizes.
    const even = (side: number) => 2 * Math.round((side * scale) / 2);
    [canvas.width, canvas.height] = [even(videoWidth), even(videoHeight)];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('There is no canvas to draw on.');
    const draw = (at: number) => {
      context.drawImage(element, 0, 0, canvas.width, canvas.height);
      drawFaces(context, scale, facesAt(at), wordsOf);
      onProgress(Math.min(1, at / duration));
    };
    const next = () =>
      element.requestVideoFrameCallback((_, { mediaTime }) => {
        if (signal.aborted) return;
        draw(mediaTime);
        next();
      });
    await video.seek(0, until);
    draw(0);
    next();
    const recorder = new MediaRecorder(stream, {
      mimeType: type,
      videoBitsPerSecond: BITS_A_SECOND * canvas.width * canvas.height,
    });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    const written = new Promise((resolve) => recorder.addEventListener('stop', resolve));
    const played = new Promise<void>((resolve, reject) => {
      element.addEventListener('ended', () => resolve(), { signal });
      element.addEventListener('error', () => reject(new Error('The video breaks off.')), { signal });
      recorder.addEventListener('error', () => reject(new Error('The video cannot be written.')), { signal });
      until.addEventListener('abort', () => reject(until.reason), { signal });
    });
    const goOn = async () => {
      if (document.hidden) {
        element.pause();
        recorder.pause();
        return;
      }
      recorder.resume();
      await element.play();
    };
    recorder.start();
    document.addEventListener('visibilitychange', () => void goOn().catch(() => {}), { signal });
    await goOn();
    await played;
    recorder.stop();
    await written;
    until.throwIfAborted();
    return new Blob(parts, { type });
  } finally {
    life.abort();
    for (const track of stream.getTracks()) track.stop();
    video.close();
  }
}
