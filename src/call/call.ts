// A call is one value. step() takes in what happened, view() says what the pages see; nothing else decides what is kept, told or forgotten.
//
// Events are plain data with their time, so a list of events is a call: tests and recordings play them again and get the same value.
import type { BackendName, EngineTiming } from '../engine/types.ts';
import type { Answers } from './consent/answers.ts';
import { isSameName } from './consent/names.ts';
import { type Mode, mayRead, maySpeakOfIndividuals, readIn, type Subject } from './consent/policy.ts';
import { isNarrower, modeFor, offeredModes } from './consent/rules.ts';
import {
  type Identity,
  NOBODY,
  objections,
  type Person,
  selfCandidates,
  selfOf,
  withExclusion,
  withoutVouching,
  withSelf,
  withTiles,
} from './identity.ts';
import { type CallLog, type CallReport, emptyLog, logged, reportOf } from './report/log.ts';
import { type Recording, record, rounded, startRecording } from './report/recording.ts';
import { emptyGroup, type GroupState, readAnew, regroup } from './room/group.ts';
import { newcomer, type Observation, type RoomOptions, type TileInfo } from './room/participant.ts';
import { emptyRoom, type RoomEvent, type RoomState, reduce } from './room/room.ts';
import type { Participant, Room } from './room/types.ts';
import { DEFAULT_SETTINGS, type Loaded, roomOptions, type Settings } from './settings.ts';
import type { Snapshot } from './snapshot.ts';
import type { ObservedTile } from './tiles.ts';

/** Times are epoch milliseconds. */
export type CallEvent = { readonly at: number } & (
  | { readonly kind: 'settings'; readonly loaded: Loaded }
  | { readonly kind: 'consent'; readonly answers: Answers | null }
  /** Names that are never to be read, as the user has written them. */
  | { readonly kind: 'blocked'; readonly names: readonly string[] }
  /** What is stored is not known: nobody may be read until it is told again. */
  | { readonly kind: 'unreadable'; readonly store: Store }
  /** `personOfTile`: "$1, person $2" in the user's language. */
  | { readonly kind: 'words'; readonly personOfTile: string }
  /** The page turns out to be drawn by known software. */
  | { readonly kind: 'platform'; readonly name: string }
  /** While reading is off: is there a call on the page? `language`: the page's own, BCP 47. */
  | { readonly kind: 'page'; readonly inCall: boolean; readonly language: string }
  /** While reading is on: all tiles of the page, in its order. */
  | { readonly kind: 'tiles'; readonly inCall: boolean; readonly tiles: readonly ObservedTile[] }
  /** Several faces in one tile: whose tile, and the numbers of those who are there, from 1. */
  | { readonly kind: 'faces'; readonly people: Readonly<Record<string, readonly number[]>> }
  /** What was found in the tiles that were looked at, by participant. */
  | { readonly kind: 'observations'; readonly observations: readonly { id: string; observation: Observation }[] }
  | { readonly kind: 'reading'; readonly on: boolean }
  | { readonly kind: 'exclude'; readonly id: string; readonly excluded: boolean }
  | { readonly kind: 'self'; readonly id: string | null }
  | { readonly kind: 'record'; readonly on: boolean }
  | { readonly kind: 'engine'; readonly engine: Partial<EngineState> }
  /** The engine, the browser or storage makes reading impossible; `error` is a key of the messages file. */
  | { readonly kind: 'failed'; readonly error: string }
);

/** Stores of which a call must know what they hold. */
export type Store = 'settings' | 'answers' | 'blocked';

/** What the shell knows of the engine. */
export interface EngineState {
  isReady: boolean;
  progress: Snapshot['progress'];
  backend: BackendName | null;
  replaced: BackendName | null;
  isLate: boolean;
  backends: readonly EngineTiming[];
  tickMs: Snapshot['tickMs'];
  paceMs: number;
  looksPerSecond: Snapshot['looksPerSecond'];
  pageShare: Snapshot['pageShare'];
}

const NO_ENGINE: EngineState = {
  isReady: false,
  progress: { step: 'engine', done: 0 },
  backend: null,
  replaced: null,
  isLate: false,
  backends: [],
  tickMs: null,
  paceMs: 0,
  looksPerSecond: null,
  pageShare: null,
};

/** Plain data but for the recording, which grows in place. */
export interface Call {
  readonly platform: string;
  readonly pageLanguage: string;
  /** Null until it has been loaded. */
  readonly loaded: Loaded | null;
  /** Undefined until they have been loaded, null while the questions have not been answered. */
  readonly answers: Answers | null | undefined;
  /** Undefined until they have been loaded. */
  readonly blocked: readonly string[] | undefined;
  readonly unreadable: readonly Store[];
  readonly personOfTile: string;

  readonly inCall: boolean;
  /** Since when the page shows no call while it is read; null while it does. */
  readonly outSince: number | null;
  readonly isOn: boolean;
  readonly onSince: number;
  readonly error: string | null;
  readonly engine: EngineState;
  readonly firstReadingMs: number | null;

  /** Lives as long as the page: whoever was left out stays so in the next call. */
  readonly identity: Identity;
  readonly faces: Readonly<Record<string, readonly number[]>>;
  readonly room: RoomState;
  /** Lives as long as the page: what has been told of a group could be subtracted from what is told next. */
  readonly group: GroupState;
  /** Of whom was spoken last in this call; null before anybody was. */
  readonly spokenOf: Mode | null;
  readonly log: CallLog | null;
  readonly recording: Recording | null;
  /** Of the last call in this page. */
  readonly report: CallReport | null;
}

/** A call is over when the page shows none for this long, milliseconds: sites take their tiles away while they change the layout or connect anew. */
const OVER_MS = 5000;

export function newCall(platform: string, at: number): Call {
  return {
    platform,
    pageLanguage: '',
    loaded: null,
    answers: undefined,
    blocked: undefined,
    unreadable: [],
    personOfTile: '$1 ($2)',
    inCall: false,
    outSince: null,
    isOn: false,
    onSince: at,
    error: null,
    engine: NO_ENGINE,
    firstReadingMs: null,
    identity: NOBODY,
    faces: {},
    room: emptyRoom(at),
    group: emptyGroup(at),
    spokenOf: null,
    log: null,
    recording: null,
    report: null,
  };
}

/** What one copy of the content script leaves to the next: plain data. */
export type KeptCall = Pick<Call, 'isOn' | 'identity' | 'spokenOf' | 'log' | 'report'> & {
  version: 2;
  group: Omit<GroupState, 'changes' | 'acting'>;
};

export function keptOf(call: Call): KeptCall {
  const { isOn, identity, spokenOf, log } = call;
  const { changes, acting, ...group } = call.group;
  return { version: 2, isOn, identity, group, spokenOf, log, report: callReport(call) ?? call.report };
}

/** A new call with what was kept of one. */
export function continued(call: Call, { identity, group, spokenOf, log, report }: KeptCall): Call {
  return { ...call, identity, group: { ...call.group, ...group }, spokenOf, log, report };
}

/** The call after the event; the call before stays as it was. */
export function step(call: Call, event: CallEvent): Call {
  switch (event.kind) {
    case 'settings':
      return permitted({ ...legible(call, 'settings'), loaded: event.loaded }, event.at, call);
    case 'consent':
      return permitted({ ...legible(call, 'answers'), answers: event.answers }, event.at, call);
    case 'blocked':
      return permitted(withBlocked(legible(call, 'blocked'), event.names), event.at, call);
    case 'unreadable':
      return permitted(
        { ...call, unreadable: [...legible(call, event.store).unreadable, event.store] },
        event.at,
        call,
      );
    case 'words':
      return populated({ ...call, personOfTile: event.personOfTile }, event.at);
    case 'platform':
      return { ...call, platform: event.name };
    case 'page':
      return withPage(call, event);
    case 'tiles':
      return withSweep(call, event);
    case 'faces':
      return populated({ ...call, faces: event.people }, event.at);
    case 'observations':
      return observed(call, event);
    case 'reading':
      return event.on ? switchedOn(call, event.at) : switchedOff({ ...call, error: null });
    case 'exclude':
      return populated({ ...call, identity: excluded(call, event) }, event.at);
    case 'self':
      return populated({ ...call, identity: withSelf(call.identity, tileOf(event.id)) }, event.at);
    case 'record':
      return recorded(call, event.on);
    case 'engine':
      return call.isOn ? { ...call, engine: { ...call.engine, ...event.engine } } : call;
    case 'failed':
      return switchedOff({ ...call, error: event.error });
  }
}

/** The mode that settings and answers leave; null while nobody may be read. */
export function modeOf({ loaded, answers, blocked, unreadable }: Call): Mode | null {
  // Where it is not known who must not be read, nobody is.
  if (unreadable.length > 0 || !loaded || loaded.disabled || answers === undefined || !blocked) return null;
  return modeFor(loaded.settings.mode, answers);
}

/** The settings that hold, with the mode that the answers leave. */
export function settingsOf(call: Call): Settings {
  const settings = call.loaded?.settings ?? DEFAULT_SETTINGS;
  return { ...settings, mode: modeOf(call) ?? settings.mode };
}

/** A tile whose pixels may be taken now. */
export interface ReadableTile {
  /** The participant's, of the first where a tile shows several. */
  id: string;
  elementId: number;
}

export function readableTiles(call: Call): ReadableTile[] {
  const mode = modeOf(call);
  if (!call.isOn || mode === null) return [];
  const subjectOf = subjectsOf(call);
  return call.identity.people.flatMap((p) =>
    p.goneAt === null && mayRead(subjectOf(p), mode) ? [{ id: p.id, elementId: p.elementId }] : [],
  );
}

/** Somebody whose badge stands on a tile. */
export interface PlacedParticipant extends ReadableTile {
  /** Among several people in the tile, from 1; else null. */
  number: number | null;
}

/** Everybody who has a badge: of whom may be spoken and whose tile is on the page, or among whom the user is asked. */
export function placedParticipants(call: Call): PlacedParticipant[] {
  const mode = modeOf(call);
  if (!call.isOn || mode === null || !maySpeakOfIndividuals(mode)) return [];
  if (isAsking(call))
    return selfCandidates(call.identity).map(({ id, elementId }) => ({ id, elementId, number: null }));
  return spokenOf(call, mode).flatMap((p) =>
    p.goneAt === null ? numbersOf(p, call).map((n) => ({ id: idOf(p, n), elementId: p.elementId, number: n })) : [],
  );
}

/** What badges say of each; candidates for oneself are no part of the room. */
export function badgedParticipants(call: Call): readonly Participant[] {
  if (!isAsking(call)) return toldRoom(call).participants;
  return selfCandidates(call.identity).map(({ id, name, isCameraOff, cameAt }) => {
    const tile: TileInfo = { id, name, isSelf: false, isCameraOff, excludedBecause: 'not-self' };
    return newcomer(tile, cameAt).participant;
  });
}

/** Is it not known who oneself is, while nobody else may be read? */
const isAsking = (call: Call) => call.isOn && modeOf(call) === 'self' && selfOf(call.identity) === null;

/** The names on the list of people who are never read for which a participant is left out. */
export function blockedNamesOf({ identity, blocked }: Call, id: string): string[] {
  const person = identity.people.find((p) => p.id === tileOf(id));
  return (blocked ?? []).filter((name) => person?.names.some((known) => isSameName(known, name)));
}

/** What the pages see. */
export function view(call: Call): Snapshot {
  const { isOn, engine, recording } = call;
  const self = selfOf(call.identity);
  return {
    phase: phaseOf(call),
    platform: call.platform,
    progress: isOn && !engine.isReady ? engine.progress : null,
    error: call.unreadable.length > 0 ? 'errorStorage' : call.error,
    backend: engine.backend,
    replaced: engine.replaced,
    isLate: isOn && engine.isLate,
    backends: [...engine.backends],
    tickMs: engine.tickMs,
    paceMs: engine.paceMs,
    looksPerSecond: engine.looksPerSecond,
    pageShare: engine.pageShare,
    firstReadingMs: call.firstReadingMs,
    room: toldRoom(call),
    selfCandidates: isAsking(call)
      ? selfCandidates(call.identity).map((p) => ({ id: p.id, name: p.name, isHinted: p.self !== null }))
      : null,
    selfPicked: isOn && self !== null && self.self !== 'marked',
    settings: settingsOf(call),
    forced: call.loaded?.forced ?? [],
    offered: offeredModes(call.answers ?? null),
    recording: recording && {
      since: recording.startedAt ?? 0,
      events: recording.events,
      isFull: recording.isFull,
    },
    hasReport: isOn ? hasBeenRead(call.log) : call.report !== null,
    blockedNames: call.blocked ?? [],
    pageLanguage: call.pageLanguage,
  };
}

/** Of the call under way, else of the last one in this page; null when nobody has been read. */
export function callReport(call: Call): CallReport | null {
  if (!call.isOn) return call.report;
  const mode = modeOf(call);
  if (!call.log || !mode || !hasBeenRead(call.log)) return null;
  return reportOf(call.log, call.platform, maySpeakOfIndividuals(mode));
}

function phaseOf({ loaded, answers, unreadable, error, inCall, isOn, engine }: Call): Snapshot['phase'] {
  if (isOn) return engine.isReady ? 'on' : 'starting';
  if (loaded?.disabled) return 'disabled';
  if (unreadable.length > 0) return 'error';
  if (!answers) return 'setup';
  if (error) return 'error';
  return inCall ? 'off' : 'no-call';
}

/** What may be told of the room. */
function toldRoom(call: Call): Room {
  const mode = modeOf(call);
  if (!call.isOn || mode === null) return emptyRoom(call.room.room.at).room;
  return maySpeakOfIndividuals(mode) ? call.room.room : call.group.room;
}

const hasBeenRead = (log: CallLog | null) =>
  log !== null && [...log.timeline, ...log.course].some(({ seen }) => seen > 0);

/** After a change of settings, answers or blocked names: whoever may no longer be read or spoken of is let go of at once. */
function permitted(call: Call, at: number, before: Call): Call {
  const mode = modeOf(call);
  if (mode === null) return call.isOn ? switchedOff(call) : call;
  if (!call.isOn) return call;
  const wasOptions = JSON.stringify(roomOptions(settingsOf(before)));
  // What was kept under other options would not play as it was.
  const isOther = JSON.stringify(roomOptions(settingsOf(call))) !== wasOptions;
  return populated(narrowed(isOther ? { ...call, recording: null } : call, mode, at), at);
}

const legible = (call: Call, store: Store): Call => ({
  ...call,
  unreadable: call.unreadable.filter((one) => one !== store),
});

function withBlocked(call: Call, names: readonly string[]): Call {
  const isNew = names.some((name) => !call.blocked?.includes(name));
  return { ...call, blocked: names, identity: isNew ? withoutVouching(call.identity) : call.identity };
}

/** Speaking of fewer people than before takes along what was kept of the others; reading something else takes along all. */
function narrowed(call: Call, mode: Mode, at: number): Call {
  const before = call.spokenOf;
  const isOther = before !== null && readIn(mode) !== readIn(before);
  if (before === null || (!isOther && !isNarrower(mode, before))) return { ...call, spokenOf: mode };
  const group = isOther ? readAnew(call.group, at) : call.group;
  return { ...call, spokenOf: mode, room: emptyRoom(at), group, log: emptyLog(at, readIn(mode)), recording: null };
}

function withPage(call: Call, { inCall, language }: CallEvent & { kind: 'page' }): Call {
  const next = { ...call, pageLanguage: language };
  if (call.isOn || inCall === call.inCall) return next;
  return inCall ? { ...next, inCall, error: null } : { ...forgotten(next), inCall, error: null };
}

/** The next call is another one. Exclusions stay, and so does what was told of a group: to err on this side is safer. */
function forgotten(call: Call): Call {
  return { ...call, log: null, spokenOf: null };
}

function switchedOn(call: Call, at: number): Call {
  const mode = modeOf(call);
  if (call.isOn || !call.inCall || mode === null) return call;
  const fresh = {
    ...call,
    isOn: true,
    onSince: at,
    outSince: null,
    error: null,
    engine: NO_ENGINE,
    firstReadingMs: null,
    faces: {},
    room: emptyRoom(at),
    recording: null,
    // Nothing was seen while reading was off.
    log: call.log ? { ...call.log, at } : emptyLog(at),
  };
  return narrowed(fresh, mode, at);
}

function switchedOff(call: Call): Call {
  if (!call.isOn) return call;
  const { report } = call;
  return {
    ...call,
    isOn: false,
    engine: NO_ENGINE,
    report: callReport(call) ?? report,
    recording: null,
    faces: {},
    room: emptyRoom(call.room.room.at),
  };
}

function withSweep(call: Call, { at, inCall, tiles }: CallEvent & { kind: 'tiles' }): Call {
  if (!call.isOn) return call;
  const outSince = inCall ? null : (call.outSince ?? at);
  if (outSince !== null && at - outSince >= OVER_MS) return { ...forgotten(switchedOff(call)), inCall: false };
  const identity = withTiles(call.identity, tiles, at, call.blocked ?? []);
  return populated({ ...call, outSince, identity }, at);
}

/** Tells the room who is there: one a tile, or several where a tile shows several. */
function populated(call: Call, at: number): Call {
  const mode = modeOf(call);
  if (!call.isOn || mode === null) return call;
  const subjectOf = subjectsOf(call);
  const tiles = spokenOf(call, mode).flatMap((p) => {
    const { because, isSelf } = subjectOf(p);
    return numbersOf(p, call).map(
      (n): TileInfo => ({
        id: idOf(p, n),
        name: n === null ? p.name : numbered(p.name, n, call.personOfTile),
        isSelf,
        isCameraOff: p.isCameraOff,
        excludedBecause: because,
      }),
    );
  });
  return reduced(call, { kind: 'tiles', at, tiles });
}

function observed(call: Call, { at, observations }: CallEvent & { kind: 'observations' }): Call {
  if (!call.isOn) return call;
  // Whoever was left out while the picture was under way takes it along.
  const may = new Set(readableTiles(call).map(({ id }) => id));
  const allowed = observations
    .filter(({ id }) => may.has(tileOf(id)))
    .map(({ id, observation }) => ({ id, observation: rounded(observation) }));
  if (allowed.length === 0) return call;
  const next = reduced(call, { kind: 'observations', at, observations: allowed });
  const isFirst = next.firstReadingMs === null && next.room.room.summary.seen > 0;
  return isFirst ? { ...next, firstReadingMs: Math.max(0, at - next.onSince) } : next;
}

function reduced(call: Call, event: RoomEvent): Call {
  const room = reduce(call.room, event, optionsOf(call));
  const mode = modeOf(call);
  const isGroup = mode !== null && !maySpeakOfIndividuals(mode);
  const group = isGroup ? regroup(call.group, room.room, settingsOf(call).groupLeast) : call.group;
  const log = logged(call.log ?? emptyLog(event.at), isGroup ? group.room : room.room);
  if (call.recording) record(call.recording, event);
  return { ...call, room, group, log };
}

/** In a group single people are not kept, and a recording is of votes. */
export const mayRecord = (mode: Mode): boolean => maySpeakOfIndividuals(mode) && readIn(mode) === 'expressions';

function recorded(call: Call, on: boolean): Call {
  const mode = modeOf(call);
  const may = call.isOn && mode !== null && mayRecord(mode);
  if (!on || !may) return { ...call, recording: null };
  return { ...call, recording: startRecording(optionsOf(call)) };
}

const optionsOf = (call: Call): RoomOptions => roomOptions(settingsOf(call));

/** Of several people in one tile nobody can be left out of the picture alone, so the tile is. */
function excluded({ identity, blocked }: Call, { id, excluded: isOut, at }: CallEvent & { kind: 'exclude' }): Identity {
  return withExclusion(identity, tileOf(id) as string, isOut, at, blocked ?? []);
}

/** Everybody who has a place in the room: shares never, in mode `self` the user alone. */
function spokenOf(call: Call, mode: Mode): Person[] {
  const people = call.identity.people.filter((p) => !p.share);
  const self = selfOf(call.identity);
  return mode === 'self' ? people.filter((p) => p.id === self?.id) : people;
}

/** Everybody on the page as the policy sees them. */
function subjectsOf({ identity, blocked }: Call) {
  const because = objections(identity, blocked ?? []);
  const self = selfOf(identity);
  return (p: Person): Subject => ({
    isShare: p.share !== null,
    isSelf: p.id === self?.id,
    because: because.get(p.id) ?? null,
  });
}

function numbersOf(p: Person, { faces }: Call): (number | null)[] {
  const numbers = faces[p.id] ?? [];
  return numbers.length > 1 ? [...numbers] : [null];
}

const idOf = (p: Person, n: number | null) => participantId(p.id, n ?? 1);

/** The first person in a tile goes by the tile's own id, so that nothing starts anew when a second one sits down. */
export const participantId = (tile: string, number: number) => (number === 1 ? tile : `${tile}#${number}`);

const tileOf = <Id extends string | null>(id: Id): Id => (id === null ? id : (id.replace(/#\d+$/, '') as Id));

/** '' stays '': the pages have words of their own for people without a name. */
function numbered(name: string, n: number, template: string): string {
  return name && template.replace(/\$([12])/g, (_, i) => (i === '1' ? name : String(n)));
}
