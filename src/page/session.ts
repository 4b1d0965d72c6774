// Reads a call while reading is on: sweeps the page for tiles, takes their pixels, asks the engine, draws badges. Decides nothing: what it sees
// goes to the call as events, and the call says who may be read. Lives until its signal aborts.
import {
  badgedParticipants,
  blockedNamesOf,
  type Call,
  callReport,
  modeOf,
  participantId,
  placedParticipants,
  readableTiles,
  settingsOf,
} from '../call/call.ts';
import { maySpeakOfIndividuals, readIn } from '../call/consent/policy.ts';
import { GRACE_MS } from '../call/identity.ts';
import type { CallReport } from '../call/report/log.ts';
import { DEFAULTS, type Observation, type UnreadTile } from '../call/room/participant.ts';
import type { ObservedTile } from '../call/tiles.ts';
import type { Asked } from '../engine/types.ts';
import type { PersonAction } from '../i18n/person-actions.ts';
import type { Speech } from '../i18n/t.ts';
import { connectEngine, type EngineClient, EngineUnavailable } from '../messaging/engine-client.ts';
import { extensionHost } from '../messaging/extension-host.ts';
import { askBackground } from '../messaging/messages.ts';
import { nameOf, noteProblem } from '../messaging/problems.ts';
import { setBlocked } from '../storage/blocked-names.ts';
import { afterFrame } from './after-frame.ts';
import { Capturer, type Subject } from './capture/capturer.ts';
import { engineShare, Meter, Pace } from './capture/pace.ts';
import { closeTaps } from './capture/source.ts';
import { showMark } from './overlay/mark.ts';
import { Overlay } from './overlay/overlay.ts';
import { attempt, type Page, type Platform, type Tile } from './sites/platform.ts';
import type { CallEventNow, CallStore } from './store.ts';
import { TileWatch } from './tile-watch.ts';
import { Clips } from './view/clip.ts';
import { CoveredTiles } from './view/cover.ts';

export interface SessionOptions {
  store: CallStore;
  platform: Platform;
  /** The documents that the call is drawn in, anew each time: windows open and frames load. */
  page: () => Page;
  speech: Speech;
  signal: AbortSignal;
  /** Is it the practice call? Its report goes nowhere and is kept nowhere. */
  isPractice?: boolean;
}

/**
 * How often the page is swept for tiles, milliseconds; less often where a sweep takes more of the page's thread than a part of it. Two sweeps further
 * apart than GRACE_MS would forget everybody.
 */
const SWEEP_MS = { least: 500, most: GRACE_MS / 1.5 };
const SWEEP_SHARE = 0.0035;
/** How often it is told what looks cost, milliseconds. */
const TOLD_MS = 1000;
/** How often the report so far is left with the extension, milliseconds: a page that is closed loses at most so much of it. */
const REPORT_MS = 5000;
/** An answer that takes longer than this, milliseconds, and than so many usual ones, is late. */
const LATE_MS = 1200;
const LATE_TICKS = 5;
/** Tiles that have left the view are noticed within this, milliseconds. */
const VIEW_MS = 400;
/** What is said of people is drawn so often at most, milliseconds, and so seldom that it takes less than this part of the page's thread. */
const DRAW_MS = { least: 400, most: 2000 };
const DRAW_SHARE = 0.003;

export class Session {
  private readonly capturer = new Capturer(DEFAULTS.minFacePx);
  private readonly pace: Pace;
  /** What the page's thread is used for: by ticks, and by all else. */
  private readonly meter = new Meter();
  private readonly rest = new Meter();
  private readonly overlay: Overlay;
  private readonly watch: TileWatch;
  private engine: EngineClient | null = null;
  /** The tiles of the last sweep, by element. */
  private tiles: ReadonlyMap<number, Tile> = new Map();
  private readonly covered = new CoveredTiles();
  /** The next time that badges are drawn: a timer, and whether they may get other places then. */
  private drawing = 0;
  private isDrawnAnew = false;
  private drawnAt = Number.NEGATIVE_INFINITY;
  /** What the last two draws and sweeps took, milliseconds: the first ones take longer, and so does one that is held up. */
  private drawCosts: [number, number] = [0, 0];
  private sweepCosts: [number, number] = [0, 0];
  private toldAt = Number.NEGATIVE_INFINITY;
  private reportedAt = Number.NEGATIVE_INFINITY;
  /** Tiles of which nothing is shown on the page, and when that was seen. */
  private outOfView: { at: number; elements: Set<Element> } = { at: Number.NEGATIVE_INFINITY, elements: new Set() };

  constructor(private readonly options: SessionOptions) {
    const { store, speech, signal } = options;
    const { share, paceMs } = settingsOf(store.call);
    this.watch = new TileWatch(signal);
    this.pace = new Pace(share, paceMs);
    this.overlay = new Overlay({
      speech,
      onAction: (id, action) => this.act(id, action),
      meter: this.rest,
      signal,
    });
    store.subscribe((call, before, event) => this.onEvent(call, before, event), signal);
    showMark(document, speech, () => store.dispatch({ kind: 'reading', on: false }), signal);
    this.applySettings(store.call);
    this.sweep();
    this.covered.look([...this.tiles.values()]);
    let timer = 0;
    const sweepOn = () => {
      const start = performance.now();
      try {
        this.rest.run(() => this.sweep());
        // What covers them is looked for in a turn of its own.
        setTimeout(() => this.rest.run(() => this.covered.look([...this.tiles.values()])));
      } finally {
        this.sweepCosts = [this.sweepCosts[1], performance.now() - start];
        const wait = Math.min(...this.sweepCosts) / SWEEP_SHARE;
        sweepAfter(Math.min(SWEEP_MS.most, Math.max(SWEEP_MS.least, wait)));
      }
    };
    const sweepAfter = (ms: number) => {
      timer = window.setTimeout(() => afterFrame(window, sweepOn, signal), ms);
    };
    sweepAfter(SWEEP_MS.least);
    const leave = () => {
      clearTimeout(timer);
      closeTaps(true);
    };
    signal.addEventListener('abort', leave, { once: true });
    void this.run(signal);
  }

  /** Takes effect at once. */
  speak(speech: Speech) {
    this.overlay.speak(speech);
    this.draw(this.options.store.call, true);
  }

  /**
   * Leaves the report of a call that is over with the extension, in two ways: a page that is closed cannot wake the service worker, and there may be
   * no engine any more. Null where nothing may be told of the call.
   */
  handOver(report: CallReport | null) {
    this.leaveReport(report);
    if (report) void askBackground('callEnded', { report }).catch(() => {});
  }

  /** Leaves what there is to tell so far with the engine's host. */
  private leaveReport(report: CallReport | null) {
    this.reportedAt = performance.now();
    if (!this.options.isPractice) this.engine?.leaveReport(report);
  }

  private act(id: string, action: PersonAction) {
    const { store } = this.options;
    if (action === 'unblock') for (const name of blockedNamesOf(store.call, id)) void setBlocked(name, false);
    else if (action === 'pick-self') store.dispatch({ kind: 'self', id });
    else store.dispatch({ kind: 'exclude', id, excluded: action === 'exclude' });
  }

  private onEvent(call: Call, before: Call, event: CallEventNow) {
    if (!call.isOn) return;
    // At once where there is less to tell than before.
    const mayLeaveOut = event.kind !== 'observations' && event.kind !== 'engine';
    if (call.spokenOf !== before.spokenOf || (mayLeaveOut && leftOut(call) !== leftOut(before)))
      this.leaveReport(callReport(call));
    if (call.loaded !== before.loaded || call.answers !== before.answers) this.applySettings(call);
    if (event.kind === 'engine') return;
    // Observations come too often for looking for better places.
    if (event.kind === 'observations') this.drawSoon(false, this.drawnAt + this.drawEveryMs - performance.now());
    // In a turn of their own: a sweep of many tiles holds the page up long enough.
    else if (event.kind === 'tiles') this.drawSoon(true, 0);
    else this.draw(this.options.store.call, true);
  }

  private drawSoon(isAnew: boolean, ms: number) {
    this.isDrawnAnew ||= isAnew;
    if (this.drawing && !isAnew) return;
    clearTimeout(this.drawing);
    const draw = () => this.drawing && this.rest.run(() => this.draw(this.options.store.call, this.isDrawnAnew));
    this.drawing = window.setTimeout(() => afterFrame(window, draw, this.options.signal), Math.max(0, ms));
  }

  private get drawEveryMs(): number {
    return Math.min(DRAW_MS.most, Math.max(DRAW_MS.least, Math.min(...this.drawCosts) / DRAW_SHARE));
  }

  private applySettings(call: Call) {
    const { badges, badgeStyle } = settingsOf(call);
    const mode = modeOf(call);
    this.configurePace(call);
    this.overlay.setStyle(badgeStyle);
    this.overlay.setShown(badges && mode !== null && maySpeakOfIndividuals(mode));
  }

  /** What the engine runs on can change at any time. */
  private configurePace(call: Call) {
    const { share, paceMs } = settingsOf(call);
    const running = { backend: call.engine.backend, backends: this.engine?.backends ?? [] };
    this.pace.configure(engineShare(share, running, navigator.hardwareConcurrency), paceMs);
  }

  private sweep() {
    const { store, platform, page } = this.options;
    const { inCall, tiles } = platform.find(page());
    this.tiles = new Map(tiles.map((tile) => [tile.elementId, tile]));
    this.watch.watch(tiles);
    if (this.watch.takeStirred()) {
      this.covered.stir();
      this.overlay.stir();
    }
    closeTaps(false);
    store.dispatch({ kind: 'tiles', inCall, tiles: tiles.map(observedOf) });
  }

  /** @param isAnew may badges get other places? */
  private draw(call: Call, isAnew: boolean) {
    clearTimeout(this.drawing);
    this.drawing = 0;
    this.isDrawnAnew = false;
    this.drawnAt = performance.now();
    const targets = placedParticipants(call).flatMap(({ id, elementId, number }) => {
      const tile = this.tiles.get(elementId);
      return tile ? [{ id, tile, number }] : [];
    });
    this.overlay.show(targets, badgedParticipants(call), this.capturer.faces, isAnew);
    this.drawCosts = [this.drawCosts[1], performance.now() - this.drawnAt];
  }

  /** The tick loop. Ticks are timed by setTimeout: it goes on, once a second, while the tab is hidden. */
  private async run(signal: AbortSignal) {
    const { store } = this.options;
    let wanted = settingsOf(store.call).backend;
    try {
      const onProgress = (step: NonNullable<Call['engine']['progress']>['step'], done: number) =>
        store.dispatch({ kind: 'engine', engine: { progress: { step, done } } });
      const engine = await connectEngine(extensionHost, wanted, onProgress, signal);
      this.engine = engine;
      store.dispatch({ kind: 'engine', engine: { isReady: true, ...this.measured(null) } });
      while (!signal.aborted) {
        const start = performance.now();
        const { backend } = settingsOf(store.call);
        if (wanted !== backend) {
          wanted = backend;
          const told = () => signal.aborted || store.dispatch({ kind: 'engine', engine: this.measured(null) });
          // Reading goes on meanwhile; what stands in the way of it is told by the next look.
          void engine.use(backend).then(told, () => {});
        }
        await this.tick(engine, signal);
        if (performance.now() - this.reportedAt >= REPORT_MS)
          this.rest.run(() => this.leaveReport(callReport(store.call)));
        this.configurePace(store.call);
        const rest = this.pace.periodMs - (performance.now() - start);
        await new Promise((next) => setTimeout(next, Math.max(0, rest)));
      }
    } catch (error) {
      if (signal.aborted) return;
      const isKnown = error instanceof EngineUnavailable;
      noteProblem(isKnown ? `${error.key}: ${error.message}` : `reading ended: ${nameOf(error)}`, error);
      store.dispatch({ kind: 'failed', error: isKnown ? error.key : 'errorUnknown' });
    }
  }

  private async tick(engine: EngineClient, signal: AbortSignal) {
    const { meter, capturer } = this;
    const { store } = this.options;
    const subjects = meter.run(() => this.subjects());
    const { call } = store;
    const unread = meter.run(() => this.unread(subjects));
    const capture = await capturer.capture(
      subjects.filter(({ id }) => !unread.has(id)),
      askedIn(store.call),
      meter,
      signal,
    );
    // The page had its turn meanwhile: a picture with somebody who may no longer be read goes nowhere.
    const isAsBefore = () => (store.call === call && !this.watch.isStale) || idsOf(this.subjects()) === idsOf(subjects);
    if (!meter.run(isAsBefore)) return;
    const observations: { id: string; observation: Observation }[] = [];
    if (capture) {
      const { backends } = engine;
      // Sending it is ours, waiting for it is not.
      const reply = await this.inTime(meter.run(() => engine.look(capture.look)));
      signal.throwIfAborted();
      // This look has no answer; the next one will.
      if (!reply) return;
      observations.push(...meter.run(() => capturer.digest(capture, reply)));
      this.pace.note({
        at: performance.now(),
        ms: reply.ms,
        besides: reply.survey?.ms ?? 0,
        page: meter.take(),
        rest: this.rest.take(),
        looked: capture.cells.map(({ id, number }) => participantId(id, number ?? 1)),
      });
      meter.run(() => this.tellCrowds());
      // Who has answered says nothing once another has been chosen meanwhile.
      if (engine.backends === backends) meter.run(() => this.tellEngine(reply.backend));
    }
    for (const { id } of [...subjects.filter((one) => capturer.isUnreadable(one.id)), ...this.withoutPicture()])
      unread.set(id, 'unreadable');
    for (const [id, observation] of unread)
      observations.push(...everybodyIn(store.call, id).map((one) => ({ id: one, observation })));
    if (observations.length > 0) meter.run(() => store.dispatch({ kind: 'observations', observations }));
  }

  /** Tells the call while an answer is long overdue; the engine is replaced by itself. */
  private async inTime<T>(answer: Promise<T>): Promise<T> {
    const { store } = this.options;
    const tell = (isLate: boolean) => {
      if (store.call.isOn && isLate !== store.call.engine.isLate)
        store.dispatch({ kind: 'engine', engine: { isLate } });
    };
    const usual = this.pace.tickMs?.median ?? 0;
    const timer = setTimeout(() => tell(true), Math.max(LATE_MS, LATE_TICKS * usual));
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      tell(false);
    }
  }

  /** Tiles with a picture that may be read now, as the page is now. */
  private subjects(): (Subject & Pick<Tile, 'element'>)[] {
    // Between two sweeps a tile may have become somebody's who must not be read.
    if (this.watch.isStale) this.sweep();
    return readableTiles(this.options.store.call).flatMap(({ id, elementId }) => {
      const tile = this.tiles.get(elementId);
      return tile?.source ? [{ id, source: tile.source, element: tile.element }] : [];
    });
  }

  /** Tiles of which the adapter could not find the picture, because the page threw. */
  private withoutPicture(): { id: string }[] {
    return readableTiles(this.options.store.call).filter(({ elementId }) => {
      const tile = this.tiles.get(elementId);
      return tile?.isUnreadable && !tile.source;
    });
  }

  /** Whose pictures are not worth taking, and why. */
  private unread(subjects: readonly (Subject & Pick<Tile, 'element'>)[]): Map<string, UnreadTile> {
    const { capturer } = this;
    capturer.keep(subjects);
    this.lookAround(subjects.map(({ element }) => element));
    const reasonOf = (subject: (typeof subjects)[number]): UnreadTile | null => {
      const { element } = subject;
      if (this.covered.has(element) || this.outOfView.elements.has(element)) return 'hidden';
      if (capturer.isStill(subject)) return 'still';
      const part = capturer.partOf(subject);
      return part && Math.min(part.width, part.height) < DEFAULTS.minFacePx ? 'too-small' : null;
    };
    return new Map(
      subjects.flatMap((subject) => {
        const reason = attempt(() => reasonOf(subject), null);
        return reason ? [[subject.id, reason] as const] : [];
      }),
    );
  }

  /** Has the page laid out, so it is not for every look. */
  private lookAround(elements: readonly Element[]) {
    const now = performance.now();
    if (now - this.outOfView.at < VIEW_MS) return;
    const clips = new Clips();
    const isOut = (element: Element) => attempt(() => clips.shown(element) === null, false);
    this.outOfView = { at: now, elements: new Set(elements.filter(isOut)) };
  }

  /** Tells the call when other people are before one camera than before. */
  private tellCrowds() {
    const { store } = this.options;
    const people = this.capturer.crowds;
    if (JSON.stringify(people) !== JSON.stringify(store.call.faces)) store.dispatch({ kind: 'faces', people });
  }

  /** Now and then, and when something else reads than before. */
  private tellEngine(reading: Call['engine']['backend']) {
    const { store } = this.options;
    const now = performance.now();
    if (now - this.toldAt < TOLD_MS && reading === store.call.engine.backend) return;
    this.toldAt = now;
    store.dispatch({ kind: 'engine', engine: this.measured(reading) });
  }

  /** @param reading who read last; null before the first answer of a backend */
  private measured(reading: Call['engine']['backend']): Partial<Call['engine']> {
    const { engine } = this;
    if (!engine) return {};
    return {
      backend: reading ?? engine.backend,
      replaced: reading && reading !== engine.backend ? engine.backend : null,
      backends: engine.backends,
      tickMs: this.pace.tickMs,
      paceMs: this.pace.periodMs,
      looksPerSecond: this.pace.looksPerSecond,
      pageShare: this.pace.pageShare,
    };
  }
}

/** A tile's person, or all of them where it shows several. */
function everybodyIn({ faces }: Call, id: string): string[] {
  const numbers = faces[id] ?? [];
  return numbers.length > 1 ? numbers.map((n) => participantId(id, n)) : [id];
}

/** What the engine computes: where movements are read, nothing else. */
function askedIn(call: Call): Asked {
  const mode = modeOf(call);
  return mode !== null && readIn(mode) === 'movements' ? 'movements' : 'all';
}

const leftOut = ({ room }: Call) =>
  room.room.participants.flatMap(({ id, state }) => (state === 'excluded' ? [id] : [])).join('\n');

const idsOf = (subjects: readonly Subject[]) => subjects.map(({ id }) => id).join('\n');

/** What the call needs to know of a tile, without anything of the page's. */
function observedOf({
  elementId,
  siteId,
  track,
  name,
  self,
  isShare,
  isShareForNow = false,
  isCameraOff,
}: Tile): ObservedTile {
  return { elementId, siteId, track, name, self, isShare, isShareForNow, isCameraOff };
}
