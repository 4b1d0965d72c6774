// Reads one camera or picture as a call reads a tile: cells to the engine, observations back.
import type { Observation } from '../../call/room/participant.ts';
import { boxInPicture, type CropWindow, faceWindow, searchWindows } from '../../engine/geometry/crop-window.ts';
import { headPose } from '../../engine/geometry/pose.ts';
import { PictureTaker } from '../../engine/pictures/take.ts';
import { CELL, type PixelBox } from '../../engine/types.ts';
import type { EngineClient } from '../../messaging/engine-client.ts';

export interface Seen {
  observation: Observation;
  /** In the source's pixels; null when no face was found. */
  face: PixelBox | null;
}

/** Milliseconds between two looks. */
const PERIOD_MS = 200;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function sizeOf(source: HTMLVideoElement | HTMLImageElement): { width: number; height: number } {
  return source instanceof HTMLVideoElement
    ? { width: source.videoWidth, height: source.videoHeight }
    : { width: source.naturalWidth, height: source.naturalHeight };
}

/**
 * A video is observed until the signal aborts, a picture once: its face counts when it has been read close up, and it has none when it was
 * found in no window.
 */
export async function* observe(
  source: HTMLVideoElement | HTMLImageElement,
  engine: EngineClient,
  until: AbortSignal,
): AsyncGenerator<Seen> {
  const isVideo = source instanceof HTMLVideoElement;
  const taker = new PictureTaker();
  const size = sizeOf(source);
  const windows = searchWindows(size.width, size.height);
  let closeUp: CropWindow | null = null;
  for (let misses = 0; !until.aborted; ) {
    const started = performance.now();
    const at: CropWindow = closeUp ??
      windows[misses % windows.length] ?? { x: 0, y: 0, side: Math.max(size.width, size.height) };
    const picture = await taker.take(source, { part: { x: 0, y: 0, ...sizeOf(source) }, window: at, side: CELL });
    if (until.aborted) return;
    const reply = await engine.look({ cells: [picture], survey: [], asked: 'all' });
    if (until.aborted) return;
    // This look has no answer; the next one will.
    if (!reply) continue;
    const found = reply.faces[0] ?? null;
    const face = found && boxInPicture(found.box, at);
    const wasCloseUp = closeUp !== null;
    closeUp = face && faceWindow(face);
    misses = found ? 0 : misses + 1;
    // A face that is none close up is none, also in a picture.
    if (isVideo || wasCloseUp || misses >= windows.length) {
      const observation = found && face && { ...found, facePx: face.width, ...headPose(found.keypoints) };
      yield { observation, face };
      if (!isVideo) return;
    }
    if (isVideo) await pause(Math.max(0, PERIOD_MS - (performance.now() - started)));
  }
}
