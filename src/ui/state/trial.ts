// The try-it page as a call with one tile, whose picture is the user's camera or a file; kept only while the page shows it.
import { type ReadonlySignal, signal } from '@preact/signals';
import { DEFAULTS } from '../../call/room/participant.ts';
import { emptyRoom, type RoomEvent, type RoomState, reduce } from '../../call/room/room.ts';
import type { WantedBackend } from '../../engine/types.ts';
import { connectEngine, type EngineClient, EngineUnavailable } from '../../messaging/engine-client.ts';
import { loadAnswers } from '../../storage/answers.ts';
import { loadSettings } from '../../storage/settings.ts';
import type { TrialCommands, TrialState } from '../components/common/trial-link.ts';
import { MediaUnavailable, openCamera, openPicture, playing } from './media.ts';
import { observe } from './observe.ts';

type Work = (backend: WantedBackend, signal: AbortSignal) => Promise<void>;

const IDLE: TrialState = { media: null, asking: false, progress: null, problem: null, person: null, face: null };

const TILE = { id: 'self', name: '', isSelf: true, isCameraOff: false, excludedBecause: null };
const step = (call: RoomState, event: RoomEvent): RoomState => reduce(call, event, DEFAULTS);
const begun = (at: number): RoomState => step(emptyRoom(at), { kind: 'tiles', at, tiles: [TILE] });
const personIn = ({ room }: RoomState) => room.participants[0] ?? null;

/** Lives until its signal aborts; the camera is off at the latest then. */
export function createTrial(until: AbortSignal): { state: ReadonlySignal<TrialState>; commands: TrialCommands } {
  const state = signal<TrialState>(IDLE);
  let engine: EngineClient | null = null;
  /** What is read at present; aborting it frees the camera or the picture. */
  let current = new AbortController();
  let last = () => {};

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

  async function watch(source: HTMLVideoElement | HTMLImageElement, backend: WantedBackend, signal: AbortSignal) {
    engine ??= await connectEngine(backend, (of, done) => change({ progress: { step: of, done } }), until);
    if (signal.aborted) return;
    change({ progress: null });
    let call = begun(Date.now());
    for await (const { observation, face } of observe(source, engine, signal)) {
      call = step(call, { kind: 'observations', at: Date.now(), observations: [{ id: TILE.id, observation }] });
      const person = personIn(call);
      // One miss keeps the last reading, and the frame around the face with it.
      change({ person, face: face ?? (person?.votes ? state.value.face : null) });
    }
  }

  /** Runs `work` in place of what was read before; whatever it throws is shown. */
  async function run(work: Work) {
    const signal = begin();
    last = () => void run(work);
    try {
      // Nobody is read before the three questions are answered, not even oneself.
      const stored = await Promise.all([loadAnswers(), loadSettings()]).catch(() => null);
      if (signal.aborted) return;
      if (!stored) return change({ problem: { key: 'errorStorage', subs: [], again: true } });
      const [answers, { settings }] = stored;
      if (!answers) return change({ problem: { key: 'phaseSetup', subs: [], again: false } });
      await work(settings.backend, signal);
    } catch (error) {
      if (signal.aborted || until.aborted) return;
      begin();
      if (error instanceof MediaUnavailable) {
        change({ problem: { key: error.key, subs: error.subs, again: false } });
        return;
      }
      console.error('Roomtone:', error);
      engine = null;
      const key = error instanceof EngineUnavailable ? error.key : 'errorUnknown';
      change({ problem: { key, subs: [], again: true } });
    }
  }

  const useCamera: Work = async (backend, signal) => {
    change({ asking: true });
    const stream = await openCamera(signal);
    if (signal.aborted) return;
    stream.getVideoTracks()[0]?.addEventListener('ended', () => {
      if (signal.aborted) return;
      begin();
      change({ problem: { key: 'tryNoCamera', subs: [], again: false } });
    });
    change({ asking: false, media: { kind: 'camera', stream } });
    // The page shows the stream in a video of its own.
    await watch(await playing(stream, signal), backend, signal);
  };

  const usePicture =
    (file: File): Work =>
    async (backend, signal) => {
      const image = await openPicture(file, signal);
      if (signal.aborted) return;
      change({ media: { kind: 'picture', image, name: file.name } });
      await watch(image, backend, signal);
    };

  return {
    state,
    commands: {
      useCamera: () => void run(useCamera),
      usePicture: (file) => void run(usePicture(file)),
      tryAgain: () => last(),
      stop,
    },
  };
}
