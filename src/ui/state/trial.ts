// The try-it page: a camera, or files that are read one after the other. Kept only while the page shows it.
import { type ReadonlySignal, signal } from '@preact/signals';
import { type Call, type CallEvent, newCall, readableTiles, settingsOf, step, view } from '../../call/call.ts';
import type { Answers } from '../../call/consent/answers.ts';
import { facesCsv, facesJson } from '../../call/report/faces.ts';
import { emptyRoom } from '../../call/room/room.ts';
import type { Room } from '../../call/room/types.ts';
import { type Loaded, roomOptions } from '../../call/settings.ts';
import type { ObservedTile } from '../../call/tiles.ts';
import { connectEngine, type EngineClient, EngineUnavailable } from '../../messaging/engine-client.ts';
import {
  IDLE,
  type SavedKind,
  type TrialCommands,
  type TrialFile,
  type TrialState,
  type VideoMoment,
} from '../components/common/trial-link.ts';
import { annotated, annotatedVideo, videoKind, type WordsOf } from './annotate.ts';
import { download } from './download.ts';
import { filesOf, isVideo, type NamedFile, named } from './files.ts';
import { camerasHere, MediaUnavailable, OpenPicture, OpenVideo, openCamera, playing, videoSource } from './media.ts';
import { Follower, facesIn } from './observe.ts';
import type { Platform } from './platform.ts';
import { clipReport, facesAt, mayReadOthers, PERIOD_MS, type Rules, spokenOf, told } from './trial-room.ts';

/** What holds while something is read. */
interface Reading extends Rules {
  engine: Pick<EngineClient, 'look'>;
  until: AbortSignal;
}
type Work = (call: Call, others: boolean, until: AbortSignal) => Promise<void>;

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

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Lives until its signal aborts; the camera is off, and no file is held, at the latest then. */
export function createTrial(
  platform: Platform,
  until: AbortSignal,
): { state: ReadonlySignal<TrialState>; commands: TrialCommands } {
  const kind = videoKind();
  const state = signal<TrialState>({ ...IDLE, canSaveVideo: kind !== null });
  let engine: EngineClient | null = null;
  /** The end of the last question, whoever asked it. */
  let turn: Promise<unknown> = Promise.resolve();
  /** What is read at present; aborting it frees the camera. */
  let current = new AbortController();
  /** What is written at present. */
  let saving = new AbortController();
  let again = () => {};
  /** By the id of their entry. */
  const files = new Map<number, NamedFile>();
  let nextId = 1;
  /** What is shown or read of files; each is let go of as soon as it is neither. */
  const pictures = new Map<number, string>();
  const videos = new Map<number, OpenVideo>();
  let resume = () => {};
  /** Number of the user's face before the camera, once the user has said it. */
  let self: number | null = null;

  const change = (part: Partial<TrialState>) => {
    state.value = { ...state.value, ...part };
  };
  const selfIn = (id: number) => fileOf(id)?.self ?? null;
  const fileOf = (id: number | null) => state.value.files.find((file) => file.id === id) ?? null;
  const changeFile = (id: number, part: Partial<TrialFile>) =>
    change({ files: state.value.files.map((file) => (file.id === id ? { ...file, ...part } : file)) });

  /** Every file in the one state is in the other from now on. */
  const turned = (from: TrialFile['state'], to: TrialFile['state']) =>
    state.value.files.map((file) => (file.state === from ? { ...file, state: to } : file));
  /** Ends what is read. */
  const begin = () => {
    current.abort();
    self = null;
    current = new AbortController();
    const { media, ...kept } = state.value;
    state.value = {
      ...IDLE,
      ...(media?.kind === 'camera' ? {} : { media, faces: kept.faces, timing: kept.timing, at: kept.at }),
      answers: kept.answers,
      isOnlySelf: kept.isOnlySelf,
      backend: kept.backend,
      cameras: kept.cameras,
      saving: kept.saving,
      canSaveVideo: kept.canSaveVideo,
      files: turned('reading', 'waiting'),
      selected: kept.selected,
    };
    resume();
    return current.signal;
  };
  const letGo = () => {
    const isNeeded = (id: number) => id === state.value.selected || fileOf(id)?.state === 'reading';
    for (const [id, url] of pictures) {
      if (isNeeded(id)) continue;
      URL.revokeObjectURL(url);
      pictures.delete(id);
    }
    for (const [id, video] of videos) {
      if (isNeeded(id)) continue;
      video.close();
      videos.delete(id);
    }
  };
  const stop = () => {
    begin();
    change({ files: turned('waiting', 'left') });
    letGo();
  };
  const clear = () => {
    begin();
    stopSaving();
    files.clear();
    change({ media: null, files: [], selected: null, faces: null, timing: null, at: 0 });
    letGo();
  };
  until.addEventListener('abort', clear, { once: true });

  async function opened(call: Call, others: boolean, signal: AbortSignal): Promise<Reading> {
    const { backend } = view(call).settings;
    engine ??= await connectEngine(
      platform.host,
      backend,
      (of, done) => change({ progress: { step: of, done } }),
      until,
    );
    signal.throwIfAborted();
    change({ progress: null, backend: engine.backend });
    const client = engine;
    // One question at a time: that of a reading which has just ended may still be on its way.
    const look: EngineClient['look'] = async (asked) => {
      const answer = turn.then(() => client.look(asked));
      turn = answer.catch(() => {});
      const reply = await answer;
      if (reply && reply.backend !== state.value.backend) change({ backend: reply.backend });
      return reply;
    };
    return { engine: { look }, options: roomOptions(settingsOf(call)), others, until: signal };
  }

  async function load() {
    const stored = await platform.load();
    const answers = stored?.answers ?? null;
    change({ answers, isOnlySelf: stored !== null && answers !== null && !mayReadOthers(stored) });
    return stored;
  }
  void load();

  /** Runs `work` in place of what was read before; whatever it throws is shown. */
  async function run(work: Work) {
    const signal = begin();
    again = () => void run(work);
    try {
      const stored = await load();
      if (signal.aborted) return;
      if (!stored) return change({ problem: { key: 'errorStorage', subs: [], again: true } });
      const call = callOf(stored.loaded, stored.answers);
      // Nobody is read before the three questions are answered, not even oneself.
      if (readableTiles(call).length === 0) {
        const key = view(call).phase === 'disabled' ? 'phaseDisabled' : 'phaseSetup';
        return change({ problem: { key, subs: [], again: false } });
      }
      await work(call, mayReadOthers(stored), signal);
    } catch (error) {
      if (signal.aborted || until.aborted) return;
      begin();
      letGo();
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

  const useCamera =
    (id: string | undefined): Work =>
    async (call, others, signal) => {
      change({
        asking: true,
        files: turned('waiting', 'left'),
        media: null,
        selected: null,
        faces: null,
        timing: null,
      });
      letGo();
      const stream = await openCamera(id, signal);
      if (signal.aborted) return;
      const [track] = stream.getVideoTracks();
      track?.addEventListener('ended', () => {
        if (signal.aborted) return;
        begin();
        change({ problem: { key: 'tryNoCamera', subs: [], again: false } });
      });
      change({ asking: false, media: { kind: 'camera', stream }, camera: track?.getSettings().deviceId ?? null });
      void camerasHere().then((cameras) => !signal.aborted && change({ cameras }));
      // The page shows the stream in a video of its own.
      const source = videoSource(await playing(stream, signal));
      const reading = await opened(call, others, signal);
      const follower = new Follower(source, reading.engine, signal);
      let room = emptyRoom(Date.now());
      while (!signal.aborted) {
        const started = performance.now();
        const at = Date.now();
        const { faces: seen, took } = await follower.look(at);
        const [next, faces] = told(room, seen, at, reading, self);
        room = next;
        change({ faces, timing: { openMs: null, ...took } });
        await pause(Math.max(0, PERIOD_MS - (performance.now() - started)));
      }
    };

  const readFiles: Work = async (call, others, signal) => {
    change({ isReading: true });
    let reading: Reading | null = null;
    for (;;) {
      const next = state.value.files.find((file) => file.state === 'waiting');
      const file = next && files.get(next.id);
      if (!next || !file) break;
      reading ??= await opened(call, others, signal);
      changeFile(next.id, { state: 'reading', problem: null });
      try {
        await (next.kind === 'video' ? readVideo : readPicture)(next.id, file, reading);
        signal.throwIfAborted();
        changeFile(next.id, { state: 'done' });
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof MediaUnavailable)) throw error;
        changeFile(next.id, { state: 'done', problem: { key: error.key, subs: error.subs } });
      }
      if (state.value.selected === next.id) showFile(next.id);
      letGo();
    }
    change({ isReading: false });
  };

  async function readPicture(id: number, file: NamedFile, reading: Reading) {
    const { engine, until } = reading;
    const started = performance.now();
    const picture = await OpenPicture.open(file);
    try {
      until.throwIfAborted();
      const openMs = performance.now() - started;
      const { faces: seen, took } = await facesIn(picture, engine, until);
      const [, faces] = told(emptyRoom(0), seen, 0, reading, selfIn(id));
      const { width, height } = picture;
      changeFile(id, { width, height, faces, timing: { openMs, ...took } });
    } finally {
      picture.close();
    }
  }

  async function readVideo(id: number, file: NamedFile, reading: Reading) {
    const { engine, until } = reading;
    const started = performance.now();
    const video = videos.get(id) ?? (await OpenVideo.open(file, until));
    videos.set(id, video);
    const openMs = performance.now() - started;
    const { duration, videoWidth: width, videoHeight: height } = video.element;
    const moments: VideoMoment[] = [];
    changeFile(id, { width, height, duration, moments, report: null });
    // Another file on the stage stays there.
    if (state.value.selected === id) showFile(id);
    const follower = new Follower(videoSource(video.element), engine, until);
    let room = emptyRoom(0);
    const rooms: Room[] = [];
    try {
      for (let i = 0; i === 0 || (i * PERIOD_MS) / 1000 < duration; i++) {
        while (state.value.isPaused) {
          await new Promise<void>((resolve) => {
            resume = resolve;
          });
          until.throwIfAborted();
        }
        const at = (i * PERIOD_MS) / 1000;
        const isThere = await video.seek(at, until);
        until.throwIfAborted();
        const frameAt = video.frameAt();
        const hasMore = await isGoingOn(video, at, frameAt, until);
        if (!isThere || !hasMore) {
          const end = isThere ? (frameAt ?? 0) : at;
          // What stood still since then was no picture of its time.
          while ((moments.at(-1)?.at ?? 0) > end + PERIOD_MS / 1000) moments.pop();
          throw new MediaUnavailable('tryVideoEnds', [file.name, clock(end), clock(duration)]);
        }
        // Somebody looks at another moment: this one is looked at when reading goes on.
        if (state.value.isPaused) {
          i--;
          continue;
        }
        const { faces: seen, took } = await follower.look(i * PERIOD_MS);
        const [next, faces] = told(room, seen, i * PERIOD_MS, reading, selfIn(id));
        room = next;
        rooms.push(room.room);
        moments.push({ at, faces: faces.map((face) => ({ ...face, crop: null })) });
        changeFile(id, { moments, timing: { openMs, ...took } });
        if (state.value.selected === id && !state.value.isPaused) change({ at, faces, timing: { openMs, ...took } });
      }
    } finally {
      changeFile(id, { report: clipReport(rooms.slice(0, moments.length)) });
    }
  }

  /** Puts a file on the stage, as far as it has been read. */
  function showFile(id: number) {
    const [entry, file] = [fileOf(id), files.get(id)];
    if (!entry || !file) return;
    change({ selected: id });
    letGo();
    const { width, height, timing } = entry;
    if (width === 0) return change({ media: null, faces: null, timing: null, at: 0 });
    if (entry.kind === 'picture') {
      const src = pictures.get(id) ?? URL.createObjectURL(file.file);
      pictures.set(id, src);
      return change({ media: { kind: 'picture', src, width, height }, faces: entry.faces, timing, at: 0 });
    }
    const video = videos.get(id);
    if (!video) return void reopen(id, file);
    const { element } = video;
    const at = entry.state === 'reading' ? state.value.at : element.currentTime;
    change({ media: { kind: 'video', element, width, height }, faces: facesAt(entry, at), timing, at });
    // Whoever plays the video sees what was read of it.
    element.ontimeupdate = element.onseeked = () => {
      const now = fileOf(id);
      if (state.value.selected !== id || !now || (now.state === 'reading' && !state.value.isPaused)) return;
      change({ at: element.currentTime, faces: facesAt(now, element.currentTime) });
    };
  }

  async function reopen(id: number, file: NamedFile) {
    const video = await OpenVideo.open(file, until).catch(() => null);
    if (!video) return;
    if (state.value.selected !== id || videos.has(id)) return video.close();
    videos.set(id, video);
    showFile(id);
  }

  function add(chosen: readonly NamedFile[]) {
    if (chosen.length === 0) return;
    const entries = chosen.map((file): TrialFile => {
      const id = nextId++;
      files.set(id, file);
      return {
        id,
        name: file.name,
        kind: isVideo(file.file) ? 'video' : 'picture',
        state: 'waiting',
        self: null,
        problem: null,
        width: 0,
        height: 0,
        faces: [],
        moments: [],
        report: null,
        duration: 0,
        timing: null,
      };
    });
    change({ files: [...state.value.files, ...entries] });
    const [first] = entries;
    if (first) showFile(first.id);
    if (!state.value.isReading) void run(readFiles);
  }

  function save(as: SavedKind, wordsOf: WordsOf) {
    const { files: list, media, faces } = state.value;
    if (as === 'csv') return download('roomtone-faces.csv', 'text/csv', facesCsv(list));
    if (as === 'json') return download('roomtone-faces.json', 'application/json', facesJson(list));
    const entry = fileOf(state.value.selected);
    const file = entry && files.get(entry.id);
    if (!file || !media || media.kind === 'camera') return;
    const name = `${file.name.replace(/.*\//, '').replace(/\.\w+$/, '')}-roomtone`;
    if (as === 'video') return void saveVideo(entry, file, name, wordsOf);
    const from = media.kind === 'video' ? media.element : file.file;
    void annotated(from, media, spokenOf(faces), wordsOf).then(
      (png) => download(`${name}.png`, 'image/png', png),
      (error) => console.error('Roomtone:', error),
    );
  }

  async function saveVideo(entry: TrialFile, file: NamedFile, name: string, wordsOf: WordsOf) {
    if (!kind) return;
    saving.abort();
    saving = new AbortController();
    const { signal } = saving;
    const { type, ending } = kind;
    change({ saving: 0 });
    try {
      const written = await annotatedVideo(
        {
          file,
          type,
          facesAt: (at) => spokenOf(facesAt(entry, at)),
          wordsOf,
          onProgress: (done) => !signal.aborted && change({ saving: done }),
        },
        signal,
      );
      download(`${name}.${ending}`, type, written);
      change({ saving: null });
    } catch (error) {
      if (signal.aborted) return;
      console.error('Roomtone:', error);
      change({ saving: 'failed' });
    }
  }

  const setSelf = (number: number) => {
    const { media, selected } = state.value;
    if (media?.kind === 'camera') self = number;
    else if (selected !== null) {
      changeFile(selected, { self: number, state: 'waiting' });
      void run(readFiles);
    }
  };

  const stopSaving = () => {
    saving.abort();
    change({ saving: null });
  };

  const { saveAnswers } = platform;
  const answer = (answers: Answers) => {
    const isAwaited = state.value.problem?.key === 'phaseSetup';
    saveAnswers?.(answers);
    if (isAwaited) return again();
    // What was read by other answers goes.
    const unread = { state: 'waiting', faces: [], moments: [], report: null } as const;
    change({ files: state.value.files.map((file) => ({ ...file, ...unread })), faces: null });
    void run(readFiles);
  };

  const setPaused = (isPaused: boolean) => {
    change({ isPaused });
    if (!isPaused) resume();
  };
  return {
    state,
    commands: {
      useCamera: (id) => void run(useCamera(id)),
      open: (chosen) => add(named(chosen)),
      openFrom: (data) => void filesOf(data).then(add),
      select: showFile,
      setSelf,
      stop,
      goOn: () => {
        change({ files: turned('left', 'waiting') });
        void run(readFiles);
      },
      clear,
      setPaused,
      seek: (at) => {
        const { media, selected } = state.value;
        if (media?.kind !== 'video') return;
        if (fileOf(selected)?.state === 'reading') setPaused(true);
        media.element.currentTime = at;
      },
      tryAgain: () => again(),
      answer: saveAnswers && answer,
      save,
      stopSaving,
    },
  };
}

/** A frame that stands for longer is perhaps the last one of a file that was cut off, seconds. */
const LONG_FRAME_S = 2;

/** Does a video have pictures after the one that it shows, if that is an old one? It is at the same moment afterwards. */
async function isGoingOn(video: OpenVideo, at: number, frameAt: number | null, until: AbortSignal): Promise<boolean> {
  if (frameAt === null || at - frameAt <= LONG_FRAME_S) return true;
  await video.seek(video.element.duration - 0.05, until);
  const last = video.frameAt();
  return last !== null && last > frameAt && video.seek(at, until);
}

/** 1:05 */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
