// The try-it page as a call with one tile, whose picture is the user's camera or a file; kept only while the page shows it.
import { type ReadonlySignal, signal } from '@preact/signals';
import { type Call, type CallEvent, newCall, readableTiles, step, view } from '../../call/call.ts';
import type { Answers } from '../../call/consent/answers.ts';
import type { Loaded } from '../../call/settings.ts';
import type { ObservedTile } from '../../call/tiles.ts';
import { connectEngine, type EngineClient, EngineUnavailable } from '../../messaging/engine-client.ts';
import { loadAnswers } from '../../storage/answers.ts';
import { loadSettings } from '../../storage/settings.ts';
import type { TrialCommands, TrialState } from '../components/common/trial-link.ts';
import { MediaUnavailable, openCamera, openPicture, playing } from './media.ts';
import { observe } from './observe.ts';

type Work = (call: Call, signal: AbortSignal) => Promise<void>;

const IDLE: TrialState = { media: null, asking: false, progress: null, problem: null, person: null, face: null };

const TILE: ObservedTile = {
  elementId: 1,
  siteId: null,
  track: null,
  name: '',
  self: 'marked',
  isShare: false,
  isCameraOff: false,
};

/** A call in which the user alone is read, as far as settings and answers leave that. */
function callOf({ settings, ...loaded }: Loaded, answers: Answers | null): Call {
  const at = Date.now();
  const events: CallEvent[] = [
    { kind: 'settings', at, loaded: { ...loaded, settings: { ...settings, mode: 'self' } } },
    { kind: 'consent', at, answers },
    { kind: 'blocked', at, names: [] },
    { kind: 'page', at, inCall: true, language: '' },
    { kind: 'reading', at, on: true },
    { kind: 'tiles', at, inCall: true, tiles: [TILE] },
  ];
  return events.reduce(step, newCall('', at));
}

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

  async function watch(source: HTMLVideoElement | HTMLImageElement, begun: Call, signal: AbortSignal) {
    const { backend } = view(begun).settings;
    engine ??= await connectEngine(backend, (of, done) => change({ progress: { step: of, done } }), until);
    if (signal.aborted) return;
    change({ progress: null });
    let call = begun;
    for await (const { observation, face } of observe(source, engine, signal)) {
      const observations = readableTiles(call).map(({ id }) => ({ id, observation }));
      call = step(call, { kind: 'observations', at: Date.now(), observations });
      const person = view(call).room.participants[0] ?? null;
      // One miss keeps the last reading, and the frame around the face with it.
      change({ person, face: face ?? (person?.votes ? state.value.face : null) });
    }
  }

  /** Runs `work` in place of what was read before; whatever it throws is shown. */
  async function run(work: Work) {
    const signal = begin();
    last = () => void run(work);
    try {
      const [answers, loaded] = await Promise.all([loadAnswers().catch(() => 'unreadable' as const), loadSettings()]);
      if (signal.aborted) return;
      if (answers === 'unreadable' || loaded.isUnreadable)
        return change({ problem: { key: 'errorStorage', subs: [], again: true } });
      const call = callOf(loaded, answers);
      // Nobody is read before the three questions are answered, not even oneself.
      if (readableTiles(call).length === 0) {
        const key = view(call).phase === 'disabled' ? 'phaseDisabled' : 'phaseSetup';
        return change({ problem: { key, subs: [], again: false } });
      }
      await work(call, signal);
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

  const useCamera: Work = async (call, signal) => {
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
    await watch(await playing(stream, signal), call, signal);
  };

  const usePicture =
    (file: File): Work =>
    async (call, signal) => {
      const image = await openPicture(file, signal);
      if (signal.aborted) return;
      change({ media: { kind: 'picture', image, name: file.name } });
      await watch(image, call, signal);
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
