// One's own camera or one picture, read as a call's tile would be: a room of one, kept only while the page shows it.
import { type Signal, signal } from '@preact/signals';
import { DEFAULTS, newcomer, withObservation } from '../../call/room/participant.ts';
import type { Participant } from '../../call/room/types.ts';
import type { Snapshot } from '../../call/snapshot.ts';
import { drawCell } from '../../engine/geometry/cell.ts';
import { boxInPicture, type CropWindow, faceWindow, searchWindows } from '../../engine/geometry/crop-window.ts';
import { headNod, headPitch, headYaw } from '../../engine/geometry/pose.ts';
import { CELL, type FaceReading, type UnitBox } from '../../engine/types.ts';
import type { MessageKey } from '../../i18n/t.ts';
import { connectEngine, type EngineClient, EngineUnavailable } from '../../messaging/engine-client.ts';
import { loadAnswers } from '../../storage/answers.ts';
import { loadSettings } from '../../storage/settings.ts';

export type Media =
  | { kind: 'camera'; stream: MediaStream }
  | { kind: 'picture'; image: HTMLImageElement; name: string };

export interface TrialState {
  media: Media | null;
  /** The camera has been asked for and has not answered. */
  asking: boolean;
  /** While the engine starts. */
  progress: Snapshot['progress'];
  /** What went wrong, and whether trying the same again may help. */
  problem: { key: MessageKey; subs: readonly string[]; again: boolean } | null;
  /** Null before the first look. */
  person: Participant | null;
  /** The last face, in the media's pixels. */
  face: UnitBox | null;
}

export interface Trial {
  state: Signal<TrialState>;
  useCamera(): Promise<void>;
  usePicture(file: File): Promise<void>;
  tryAgain(): Promise<void>;
  stop(): void;
}

const IDLE: TrialState = { media: null, asking: false, progress: null, problem: null, person: null, face: null };

/** A face on the way to the next tick; faster than this nobody can follow. */
const PERIOD_MS = 200;

const SELF = { id: 'self', name: '', isSelf: true, isCameraOff: false, excludedBecause: null };

type Picture = HTMLVideoElement | HTMLImageElement;
const sizeOf = (p: Picture) =>
  p instanceof HTMLVideoElement
    ? ([p.videoWidth, p.videoHeight] as const)
    : ([p.naturalWidth, p.naturalHeight] as const);

function cameraProblem(error: unknown): MessageKey {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'tryCameraRefused';
  return name === 'NotReadableError' || name === 'AbortError' ? 'tryCameraBusy' : 'tryNoCamera';
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Lives until its signal aborts; the camera is off at the latest then. */
export function createTrial(until: AbortSignal): Trial {
  const state = signal<TrialState>(IDLE);
  const canvas = new OffscreenCanvas(CELL, CELL);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let engine: EngineClient | null = null;
  /** What is read at present; aborting it frees the camera or the picture. */
  let current = new AbortController();
  let last: (() => Promise<void>) | null = null;

  const change = (part: Partial<TrialState>) => {
    state.value = { ...state.value, ...part };
  };

  const begin = () => {
    current.abort();
    current = new AbortController();
    state.value = IDLE;
    return current.signal;
  };

  const stop = () => void begin();
  until.addEventListener('abort', stop, { once: true });

  async function look(source: Picture, at: CropWindow): Promise<FaceReading | null> {
    const [width, height] = sizeOf(source);
    if (!engine || !context) return null;
    drawCell(context, source, { width, height }, at, 0, 0);
    const { data } = context.getImageData(0, 0, CELL, CELL);
    const reply = await engine.read({ width: CELL, height: CELL, cells: 1, data });
    return reply?.faces[0] ?? null;
  }

  /** Reads a still picture once, a moving one until the signal aborts. */
  async function watch(source: Picture, moving: boolean, signal: AbortSignal) {
    const {
      settings: { backend },
    } = await loadSettings();
    engine ??= await connectEngine(backend, (step, done) => change({ progress: { step, done } }), until);
    if (signal.aborted) return;
    change({ progress: null });
    const [width, height] = sizeOf(source);
    const search = searchWindows(width, height);
    let tracked = newcomer(SELF, Date.now());
    let next: CropWindow | null = null;
    for (let misses = 0; !signal.aborted; ) {
      const started = performance.now();
      const at: CropWindow = next ?? search[misses % search.length] ?? { x: 0, y: 0, side: Math.max(width, height) };
      const found = await look(source, at);
      if (signal.aborted) return;
      const face = found && boxInPicture(found.box, at);
      const zoomed = next !== null;
      next = face && faceWindow(face);
      misses = found ? 0 : misses + 1;
      // A still picture counts when its face has been seen close up, or nowhere at all.
      const counts = moving || (found ? zoomed : misses >= search.length);
      if (counts) {
        const seen = found &&
          face && {
            ...found,
            facePx: face.width,
            yaw: headYaw(found.keypoints),
            pitch: headPitch(found.keypoints),
            nod: headNod(found.keypoints),
          };
        tracked = withObservation(tracked, seen, Date.now(), DEFAULTS);
        change({ person: tracked.participant, face: face ?? (tracked.participant.votes ? state.value.face : null) });
        if (!moving) return;
      } else if (!moving && zoomed && !found) {
        // Close up it is none after all.
        change({ person: withObservation(tracked, null, Date.now(), DEFAULTS).participant, face: null });
        return;
      }
      if (moving) await pause(Math.max(0, PERIOD_MS - (performance.now() - started)));
    }
  }

  async function guarded(signal: AbortSignal, work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      if (signal.aborted || until.aborted) return;
      console.error('Roomtone:', error);
      engine = null;
      const key = error instanceof EngineUnavailable ? error.key : 'errorUnknown';
      begin();
      change({ problem: { key, subs: [], again: true } });
    }
  }

  /** Is it said what Roomtone is used for? Nobody is read before, not even oneself. */
  async function mayLook(): Promise<boolean> {
    const answers = await loadAnswers().catch(() => 'unreadable' as const);
    if (answers === null) change({ problem: { key: 'phaseSetup', subs: [], again: false } });
    if (answers === 'unreadable') change({ problem: { key: 'errorStorage', subs: [], again: true } });
    return answers !== null && answers !== 'unreadable';
  }

  async function useCamera() {
    const signal = begin();
    last = useCamera;
    if (!(await mayLook()) || signal.aborted) return;
    change({ asking: true });
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } }, audio: false });
    } catch (error) {
      if (!signal.aborted) change({ asking: false, problem: { key: cameraProblem(error), subs: [], again: false } });
      return;
    }
    const free = () => {
      for (const track of stream.getTracks()) track.stop();
    };
    // The page may have been left while the browser asked.
    if (signal.aborted) return free();
    signal.addEventListener('abort', free, { once: true });
    stream.getVideoTracks()[0]?.addEventListener('ended', () => {
      if (signal.aborted) return;
      begin();
      change({ problem: { key: 'tryNoCamera', subs: [], again: false } });
    });
    change({ asking: false, media: { kind: 'camera', stream } });
    await guarded(signal, async () => {
      // The page shows a picture of its own from the same stream; this one is only read.
      const video = document.createElement('video');
      video.muted = true;
      video.srcObject = stream;
      signal.addEventListener(
        'abort',
        () => {
          video.srcObject = null;
        },
        { once: true },
      );
      await video.play();
      await watch(video, true, signal);
    });
  }

  async function usePicture(file: File) {
    const signal = begin();
    last = () => usePicture(file);
    if (!(await mayLook()) || signal.aborted) return;
    const url = URL.createObjectURL(file);
    signal.addEventListener('abort', () => URL.revokeObjectURL(url), { once: true });
    const image = new Image();
    image.src = url;
    const opened = await image.decode().then(
      () => image.naturalWidth > 0 && image.naturalHeight > 0,
      () => false,
    );
    if (signal.aborted) return;
    if (!opened) return change({ problem: { key: 'tryBadPicture', subs: [file.name], again: false } });
    change({ media: { kind: 'picture', image, name: file.name } });
    await guarded(signal, () => watch(image, false, signal));
  }

  return { state, useCamera, usePicture, stop, tryAgain: async () => last?.() };
}
