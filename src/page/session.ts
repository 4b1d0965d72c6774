// A call in progress: finds tiles, has them read, keeps the room, draws badges. Lives until its signal aborts.
import { Exclusions } from '../call/consent/exclusions.ts';
import { type Mode, mayRead, maySpeakOfIndividuals, nameKey, type Policy } from '../call/consent/policy.ts';
import { isNarrower } from '../call/consent/rules.ts';
import { type CallLog, type CallReport, emptyLog, logged, reportOf } from '../call/report/log.ts';
import { type Recording, record, recordingText, rounded, startRecording } from '../call/report/recording.ts';
import { emptyGroup, type GroupState, regroup } from '../call/room/group.ts';
import { DEFAULTS, type Observation, type RoomOptions } from '../call/room/participant.ts';
import { emptyRoom, type RoomEvent, type RoomState, reduce } from '../call/room/room.ts';
import type { Room } from '../call/room/types.ts';
import { roomOptions, type Settings } from '../call/settings.ts';
import type { Snapshot } from '../call/snapshot.ts';
import type { BackendName, WantedBackend } from '../engine/types.ts';
import type { Speech } from '../i18n/t.ts';
import { connectEngine, type EngineClient, EngineUnavailable } from '../messaging/engine-client.ts';
import { Looker, type Subject } from './capture/looker.ts';
import { Meter, Pace } from './capture/pace.ts';
import { closeTaps, type Source } from './capture/source.ts';
import { showMark } from './overlay/mark.ts';
import { Overlay, type Shown } from './overlay/overlay.ts';
import type { Page, Platform, Tile } from './sites/platform.ts';

/** What outlives a session, for reading may be switched off and on again in one call. */
export interface CallMemory {
  /** Who is left out by a click. */
  exclusions: Exclusions;
  /** What has been told of the group: what is forgotten could be subtracted. */
  group: GroupState;
  /** Null before anybody is read in a call. */
  log: CallLog | null;
  /** Who was spoken of last. */
  mode: Mode | null;
}

export function noMemory(): CallMemory {
  return { exclusions: new Exclusions(), group: emptyGroup(Date.now()), log: null, mode: null };
}

export interface SessionOptions {
  platform: Platform;
  /** The documents that the call is drawn in, anew each time: windows open and frames load. */
  page: () => Page;
  settings: Settings;
  /** Names that are not to be read in any call. */
  leftOut: readonly string[];
  memory: CallMemory;
  speech: Speech;
  /** Told after every change. */
  onChange: () => void;
  /** The call has ended, or the engine cannot go on; `error` is a message key or null. */
  onEnd: (error: string | null) => void;
  signal: AbortSignal;
}

/** How often the page is looked over for tiles. */
const SWEEP_MS = 500;
/** Meet takes its tiles away for a moment while it changes the layout; a call is over when it stays so. */
const CALL_OVER_SWEEPS = 4;

export class Session {
  private readonly abort = new AbortController();
  private readonly startedAt = performance.now();
  private readonly looker = new Looker(DEFAULTS.minFacePx);
  private readonly pace: Pace;
  /** What the page's thread is used for: by ticks, and by all else. */
  private readonly meter = new Meter();
  private readonly rest = new Meter();
  private readonly overlay: Overlay;
  private leftOut: ReadonlySet<string> = new Set();
  private engine: EngineClient | null = null;
  /** What the engine runs on or is changing to. */
  private asked: WantedBackend;
  private progress: Snapshot['progress'] = { step: 'engine', done: 0 };
  private firstReadingMs: number | null = null;
  /** Who read last. */
  private reading: BackendName | null = null;
  private settings: Settings;
  private speech: Speech;
  private state: RoomState = emptyRoom(Date.now());
  private recording: Recording | null = null;
  private tiles: Tile[] = [];
  private people: Shown[] = [];
  private sweepsWithoutCall = 0;

  constructor(private readonly options: SessionOptions) {
    this.settings = options.settings;
    this.speech = options.speech;
    this.pace = new Pace(this.settings.share, this.settings.paceMs);
    this.asked = this.settings.backend;
    // Nothing was seen while reading was off.
    this.log = { ...this.log, at: Date.now() };
    const { signal } = this.abort;
    options.signal.addEventListener('abort', () => this.abort.abort(), { once: true });
    this.overlay = new Overlay({
      speech: this.speech,
      onExclude: (id) => this.setExcluded(id, true),
      meter: this.rest,
      signal,
    });
    this.configure(this.settings, options.leftOut);
    showMark(document, options.speech.t, () => this.end(null), this.abort.signal);
    this.sweep();
    const timer = setInterval(() => this.rest.run(() => this.sweep()), SWEEP_MS);
    const leave = () => {
      clearInterval(timer);
      closeTaps(true);
    };
    signal.addEventListener('abort', leave, { once: true });
    void this.run(signal);
  }

  /** The part of the popup's snapshot that a session knows. */
  snapshot(): Omit<
    Snapshot,
    'platform' | 'pageLanguage' | 'error' | 'settings' | 'forced' | 'offered' | 'blockedNames'
  > {
    return {
      phase: this.engine ? 'on' : 'starting',
      progress: this.engine ? null : this.progress,
      backend: this.reading ?? this.engine?.backend ?? null,
      replaced: this.reading && this.reading !== this.engine?.backend ? (this.engine?.backend ?? null) : null,
      backends: this.engine?.backends ?? [],
      tickMs: this.pace.tickMs,
      paceMs: this.pace.periodMs,
      firstReadingMs: this.firstReadingMs,
      room: this.told,
      selfCandidates: null,
      recording: this.recording && {
        since: this.recording.startedAt ?? 0,
        events: this.recording.events,
        isFull: this.recording.isFull,
      },
      hasReport: this.hasReport,
    };
  }

  /** Takes effect at once, another backend before the next tick. */
  configure(settings: Settings, leftOut: readonly string[]) {
    this.leftOut = new Set(leftOut.map(nameKey));
    const before = JSON.stringify(this.room);
    const { memory } = this.options;
    const narrows = memory.mode !== null && isNarrower(settings.mode, memory.mode);
    memory.mode = settings.mode;
    this.settings = settings;
    if (narrows) {
      // What was kept of others while they might be spoken of goes when they may no longer.
      this.state = emptyRoom(Date.now());
      this.log = emptyLog(Date.now());
      this.setRecording(false);
      this.sweep();
    }
    this.pace.configure(settings.share, settings.paceMs);
    this.overlay.setStyle(settings.badgeStyle);
    this.overlay.setShown(settings.badges && maySpeakOfIndividuals(this.policy));
    // What was kept under other options would not play as it was.
    if (this.recording && JSON.stringify(this.room) !== before) this.setRecording(false);
    this.options.onChange();
  }

  /** Takes effect at once. */
  speak(speech: Speech) {
    this.speech = speech;
    this.overlay.speak(speech);
    this.populate();
    this.changed();
  }

  /** Null as long as nobody has been read. */
  report(): CallReport | null {
    return this.hasReport ? reportOf(this.log, this.options.platform.name, maySpeakOfIndividuals(this.policy)) : null;
  }

  /** The report for those whom it outlives; not after the signal. */
  handOver(): CallReport | null {
    const report = this.report();
    if (report) this.engine?.handOver(report);
    return report;
  }

  /** Begins to keep the stream of readings, or forgets it. In a group single people are not kept. */
  setRecording(on: boolean) {
    this.recording = on && maySpeakOfIndividuals(this.policy) ? startRecording(this.room) : null;
    this.options.onChange();
  }

  /** Without names, and without whoever is not to be read; null when none is kept. */
  recorded(): string[] | null {
    return this.recording && [...recordingText(this.recording)];
  }

  private get log(): CallLog {
    this.options.memory.log ??= emptyLog(Date.now());
    return this.options.memory.log;
  }

  private set log(log: CallLog) {
    this.options.memory.log = log;
  }

  private get hasReport(): boolean {
    return this.log.timeline.some(({ seen }) => seen > 0);
  }

  private get room(): RoomOptions {
    return roomOptions(this.settings);
  }

  /** What may be told of the room. */
  private get told(): Room {
    return maySpeakOfIndividuals(this.policy) ? this.state.room : this.options.memory.group.room;
  }

  private reduce(event: RoomEvent) {
    if (this.recording) record(this.recording, event);
    this.state = reduce(this.state, event, this.room);
    if (!maySpeakOfIndividuals(this.policy)) {
      const { memory } = this.options;
      memory.group = regroup(memory.group, this.state.room, this.settings.groupLeast);
    }
    this.log = logged(this.log, this.told);
  }

  /** Of several people in one tile nobody can be left out of the picture alone, so the tile is. */
  setExcluded(id: string, excluded: boolean) {
    const tile = this.people.find((person) => person.id === id)?.tile ?? { id, name: '' };
    this.options.memory.exclusions.set(tile, excluded);
    this.sweep();
  }

  private get policy(): Policy {
    const { ids, awaited } = this.options.memory.exclusions;
    return { mode: this.settings.mode, excluded: ids, awaited, leftOut: this.leftOut };
  }

  private end(error: string | null) {
    if (this.abort.signal.aborted) return;
    // First, while the report can be handed over.
    this.options.onEnd(error);
    this.abort.abort();
  }

  private sweep() {
    const { platform } = this.options;
    const { inCall, tiles } = platform.find(this.options.page());
    this.sweepsWithoutCall = inCall ? 0 : this.sweepsWithoutCall + 1;
    if (this.sweepsWithoutCall >= CALL_OVER_SWEEPS) return this.end(null);
    const { mode } = this.policy;
    this.tiles = tiles.filter((tile) => !tile.isShare && (mode !== 'self' || tile.isSelf));
    this.options.memory.exclusions.see(this.tiles, this.leftOut.size > 0, Date.now());
    closeTaps(false);
    this.populate();
    this.changed();
  }

  /** Tells the room who is there: one a tile, or several where a tile shows several. */
  private populate() {
    this.people = this.tiles.flatMap((tile) =>
      this.looker.people(tile.id).map(({ id, number }) => ({ id, tile, number })),
    );
    const tiles = this.people.map(({ id, tile, number }) => ({
      id,
      name: number === null ? tile.name : this.numbered(tile.name, number),
      isSelf: tile.isSelf,
      isCameraOff: tile.isCameraOff,
      excludedBecause: mayRead(tile, this.policy) ? null : ('asked' as const),
    }));
    this.reduce({ kind: 'tiles', at: Date.now(), tiles });
  }

  /** '' stays '': the pages have words of their own for people without a name. */
  private numbered(name: string, number: number): string {
    return name && this.speech.t('personOfTile', [name, number]);
  }

  /** @param anew may badges get other places? */
  private changed(anew = true) {
    if (maySpeakOfIndividuals(this.policy))
      this.overlay.show(this.people, this.state.room.participants, this.looker.faces, anew);
    else this.overlay.show([], [], new Map());
    this.options.onChange();
  }

  /** The tick loop. Ticks are timed by setTimeout: it goes on, once a second, while the tab is hidden. */
  private async run(signal: AbortSignal) {
    try {
      const onProgress = (step: NonNullable<Snapshot['progress']>['step'], done: number) => {
        this.progress = { step, done };
        this.options.onChange();
      };
      this.engine = await connectEngine(this.asked, onProgress, signal);
      while (!signal.aborted) {
        const start = performance.now();
        if (this.asked !== this.settings.backend) {
          this.asked = this.settings.backend;
          await this.engine.use(this.asked);
          this.reading = null;
          this.options.onChange();
        }
        await this.tick(this.engine, signal);
        const rest = this.pace.periodMs - (performance.now() - start);
        await new Promise((next) => setTimeout(next, Math.max(0, rest)));
      }
    } catch (error) {
      if (signal.aborted) return;
      console.error('Roomtone:', error);
      this.end(error instanceof EngineUnavailable ? error.key : 'errorEngineLost');
    }
  }

  private async tick(engine: EngineClient, signal: AbortSignal) {
    const { meter } = this;
    const tooSmall = ({ source }: { source: Source }) => {
      const part = source.part();
      return part !== null && Math.min(part.width, part.height) < DEFAULTS.minFacePx;
    };
    const [small, readable] = meter.run(() => {
      const subjects = this.tiles.flatMap((tile) =>
        tile.source && mayRead(tile, this.policy) ? [{ id: tile.id, source: tile.source }] : [],
      );
      return [subjects.filter(tooSmall), subjects.filter((s) => !tooSmall(s))] as const;
    });
    const looks: { id: string; look: Observation }[] = small.map(({ id }) => ({ id, look: 'too-small' as const }));

    const before = this.forbidden;
    const drawn = await this.looker.draw(readable, meter, signal);
    // The page had its turn meanwhile: whoever was left out then is in no picture that goes on.
    if (this.forbidden !== before) return;
    if (drawn) {
      // Sending it is ours, waiting for it is not.
      const reply = await meter.run(() => engine.read(drawn.atlas));
      signal.throwIfAborted();
      this.reading = reply.backend;
      const there = this.whoIsThere();
      looks.push(...meter.run(() => this.looker.digest(drawn, reply)));
      const besides = await this.survey(engine, this.forbidden === before ? readable : [], signal);
      this.pace.note({ at: performance.now(), ms: reply.ms, besides, page: meter.take(), rest: this.rest.take() });
      if (this.whoIsThere() !== there) meter.run(() => this.populate());
    }
    if (looks.length === 0) return;
    meter.run(() => {
      // Who asked not to be read while the frame was under way is left out by the room.
      const rounder = looks.map(({ id, look }) => ({ id, observation: rounded(look) }));
      this.reduce({ kind: 'observations', at: Date.now(), observations: rounder });
      if (this.firstReadingMs === null && this.state.room.summary.seen > 0)
        this.firstReadingMs = Math.round(performance.now() - this.startedAt);
      this.changed(false);
    });
  }

  /** Who is in which tile, as a text that is another one when that changes. */
  private whoIsThere(): string {
    return this.tiles.flatMap(({ id }) => this.looker.people(id).map((one) => `${one.id} ${one.number}`)).join();
  }

  /** Changes when somebody may be read who might not before, or the other way round. */
  private get forbidden(): string {
    const { mode, excluded, awaited, leftOut } = this.policy;
    return JSON.stringify([mode, [...excluded], [...awaited], [...leftOut]]);
  }

  /** Goes on looking for faces that nobody knows of yet. @returns milliseconds that it took the engine. */
  private async survey(engine: EngineClient, subjects: Subject[], signal: AbortSignal): Promise<number> {
    // Apart from the tick's own drawing, so that the page gets its turn between them.
    const survey = this.meter.run(() => this.looker.drawSurvey(subjects));
    if (!survey) return 0;
    const start = performance.now();
    const sightings = await this.meter.run(() => engine.survey(survey.data));
    signal.throwIfAborted();
    this.meter.run(() => this.looker.digestSurvey(survey, sightings));
    return performance.now() - start;
  }
}
