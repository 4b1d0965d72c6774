// One participant: smooths readings over time and decides what may be said of them.
import { EXPRESSIONS, type Expression, type FaceMovements, type Votes } from '../../engine/types.ts';
import { withBaseline } from './baseline.ts';
import { type Face, gesturesOf, UNSEEN, withMovements } from './gestures.ts';
import { type Head, STILL, withPose } from './movements.ts';
import { evenOf, expected, type Prior, UNREAD, underPrior, withLook } from './prior.ts';
import { type Resting, UNKNOWN, withReading } from './resting.ts';
import { CLOSED, type Mouth, weightOf, withMouth } from './talking.ts';
import type { ExclusionReason, Participant, ParticipantState, Reads } from './types.ts';
import { each, mix, normalised, zeros } from './votes.ts';
import { detour, type Wavering, withLook as withWaver } from './wavering.ts';
import { CLEAR_DOTS, nextWord } from './words.ts';

/** What the page tells of a person's tile. */
export interface TileInfo {
  id: string;
  name: string;
  isSelf: boolean;
  isCameraOff: boolean;
  /** Null for whoever may be read. */
  excludedBecause: ExclusionReason | null;
}

/**
 * What reading a tile once found; null for no face, 'too-small' for a video in which no face can be large enough, 'still' where its picture
 * does not change any more, 'hidden' where the page does not show the tile, 'unreadable' where the page does not give the pixels, 'black' where
 * there is nothing in the picture: what a sender shows whose camera is switched off.
 */
export type Observation = ObservedFace | ObservedMovements | UnreadTile | null;
export type UnreadTile = 'too-small' | 'still' | 'hidden' | 'unreadable' | 'black';

/** What a face does, where nothing else was asked for. */
export interface ObservedMovements {
  /** Width of the face in the video's own pixels. */
  facePx: number;
  /** Sideways turn of the head in radians, 0 to the front. */
  yaw: number;
  /** Up and down turn of the head in radians, 0 level. */
  pitch: number;
  /** Pitch by a measure that talking does not move, radians; only its changes mean something. */
  nod: number;
  /** What the face does, as the engine gives it. */
  movements: FaceMovements;
}

export interface ObservedFace extends ObservedMovements {
  votes: Votes;
  /** The engine's prior-free probabilities. */
  balanced: Votes;
  /** 0..1 */
  doubt: number;
}

export interface RoomOptions {
  reads: Reads;
  /** Time constant of the smoothing, milliseconds: a change shows to 63 % after this long. */
  smoothingMs: number;
  /** A word needs so many of the ten dots, 1..10. */
  clearDots: number;
  /** A word gives way to one that has dots enough, too, and leads by this much in `balanced`, 0..1. */
  switchMargin: number;
  /** Only these are named; voters for another one count as voters for none. */
  classes: readonly Expression[];
  /** A label stays at least this long, milliseconds, unless its dots fall two behind another's or below what it needs. */
  minLabelMs: number;
  /** Narrower faces are not read, pixels. */
  minFacePx: number;
  /** Heads turned further to the side than this are not read, radians. */
  maxYaw: number;
  /** … or further up or down than this, radians. */
  maxPitch: number;
  /** A face counts as gone after this long without one, milliseconds. */
  lostAfterMs: number;
}

/**
 * With these a still face changes its word at most twice a minute (none at all in a minute of six practice faces and of a clip; people who talk,
 * up to 12 times), and a real change shows within three seconds: test/e2e/stability.test.ts, test/unit/room.test.ts.
 */
export const DEFAULTS: RoomOptions = {
  reads: 'expressions',
  smoothingMs: 900,
  clearDots: CLEAR_DOTS,
  switchMargin: 0.1,
  classes: EXPRESSIONS,
  minLabelMs: 2000,
  // Tian 2004 (CVPR workshop): expressions stay readable down to a head region of about 36×48 pixels.
  minFacePx: 36,
  // A three-quarter view still shows both eyes and the whole mouth; FER2013 has next to nothing beyond.
  maxYaw: (42 * Math.PI) / 180,
  // Of FER2013's frontal faces fewer than 1 % are further; beyond, mouth or brows are foreshortened away.
  maxPitch: (36 * Math.PI) / 180,
  lostAfterMs: 1500,
};

/** For every whole vote by which a face has gone back and forth in six seconds it is smoothed for so many times longer. */
const SMOOTHING_GAIN = 8;
const MOST_SMOOTHING_MS = 5000;
/** Somebody who talks is smoothed for so many times longer. */
const TALKING = 2;

/** A participant with what smoothing has to remember. */
export interface Tracked {
  participant: Participant;
  /** Does the page say that the camera is off? Nothing is observed then. */
  isOff: boolean;
  /** When a usable face was last seen, epoch milliseconds; null once it is lost. */
  seenAt: number | null;
  /** The other answer of the engine under the same prior as the votes, smoothed; null while there are no votes. */
  balanced: Votes | null;
  /** How the head was turned lately; kept for faces that are too far turned to read, too. */
  head: Head;
  mouth: Mouth;
  gestures: Face;
  resting: Resting;
  prior: Prior;
  /** How the votes went lately. */
  wavering: Wavering;
  /** Since when there has been no usable face, whatever was found instead, epoch milliseconds; null after a usable one. */
  missing: number | null;
}

export function newcomer(tile: TileInfo, at: number): Tracked {
  const state = stateOfTile(tile) ?? 'no-face';
  return {
    participant: {
      id: tile.id,
      name: tile.name,
      isSelf: tile.isSelf,
      state,
      because: tile.excludedBecause,
      label: null,
      votes: null,
      doubt: 0,
      since: at,
      readAt: null,
      resting: null,
      movement: null,
      isTalking: false,
      gestures: [],
      marks: [],
    },
    isOff: tile.isCameraOff,
    seenAt: null,
    balanced: null,
    head: STILL,
    mouth: CLOSED,
    gestures: UNSEEN,
    resting: UNKNOWN,
    prior: UNREAD,
    wavering: [],
    missing: null,
  };
}

/** The state of a tile that is not observed at all; null for one that is. */
function stateOfTile(tile: TileInfo): ParticipantState | null {
  if (tile.excludedBecause) return 'excluded';
  return tile.isCameraOff ? 'camera-off' : null;
}

/** Takes in what the page tells of the tile. */
export function withTile(tracked: Tracked, tile: TileInfo, at: number): Tracked {
  const { participant } = tracked;
  const named = {
    ...tracked,
    isOff: tile.isCameraOff,
    participant: { ...participant, name: tile.name, isSelf: tile.isSelf, because: tile.excludedBecause },
  };
  const state = stateOfTile(tile);
  // An excluded participant is forgotten.
  if (state === 'excluded' && participant.state !== 'excluded') return newcomer(tile, at);
  if (state) return lost(named, state, at);
  const wasTileState = participant.state === 'excluded' || tracked.isOff;
  return wasTileState ? lost(named, 'no-face', at) : named;
}

/** Takes in one observation. */
export function withObservation(tracked: Tracked, observation: Observation, at: number, options: RoomOptions): Tracked {
  const { participant } = tracked;
  if (participant.state === 'excluded' || tracked.isOff) return tracked;
  // Without a face there is no pose: a gap among the others. A lost participant starts anew.
  const head =
    observation !== null && typeof observation === 'object'
      ? withPose(tracked.head, { at, yaw: observation.yaw, nod: observation.nod })
      : tracked.head;
  const obstacle = obstacleOf(observation, options);
  if (obstacle) {
    // A short miss (the detector blinks, a hand passes) changes nothing; one that lasts does.
    const since = tracked.missing ?? at;
    if (!isRead(participant) || at - since >= options.lostAfterMs)
      return { ...lost(tracked, obstacle, at), head: obstacle === 'turned-away' ? head : STILL };
    return { ...tracked, head, missing: since };
  }
  const face = observation as ObservedFace | ObservedMovements;
  if (options.reads === 'movements') return withActs(tracked, face, head, at);
  // Nothing is known of its looks: it was asked for when other settings held.
  if (!('votes' in face)) return tracked;
  const resting = withReading(tracked.resting, face.votes, at);
  const expectation = withBaseline(expected(tracked.prior), resting);
  const moved = { ...face, ...underPrior(face, expectation) };
  const prior = withLook(tracked.prior, moved.votes, at - (tracked.seenAt ?? at));
  const seen = among(options.classes, moved);
  const wavering = withWaver(tracked.wavering, seen.votes, at);
  const mouth = withMouth(tracked.mouth, face.movements.mouthOpen, at);
  const gestures = withMovements(tracked.gestures, face.movements, at);
  const smoothingMs = smoothingFor(detour(wavering), mouth, options);
  const passed = Math.max(0, at - (tracked.seenAt ?? at));
  const weight = tracked.seenAt === null ? 1 : 1 - Math.exp((-weightOf(mouth) * passed) / smoothingMs);
  const votes = mix(participant.votes ?? seen.votes, seen.votes, weight);
  const balanced = mix(tracked.balanced ?? seen.balanced, seen.balanced, weight);
  const doubt = participant.doubt + weight * (seen.doubt - participant.doubt);
  const label = nextWord(
    participant.label,
    { votes, balanced, doubt },
    { clearDots: options.clearDots, margin: options.switchMargin, isNew: at - participant.since < options.minLabelMs },
  );
  const changed = label !== participant.label || participant.votes === null;
  const usual =
    resting.face && underPrior({ votes: resting.face, balanced: evenOf(resting.face), doubt: 0 }, expectation);
  return {
    participant: {
      ...participant,
      state: label ? 'read' : 'unclear',
      label,
      votes,
      doubt,
      since: changed ? at : participant.since,
      readAt: at,
      resting: usual && among(options.classes, usual).votes,
      movement: head.movement,
      isTalking: mouth.isTalking,
      gestures: gesturesOf(gestures, mouth.isTalking),
    },
    isOff: false,
    seenAt: at,
    balanced,
    head,
    mouth,
    gestures,
    resting,
    prior,
    wavering,
    missing: null,
  };
}

/** Of movements nothing but them is kept, whatever else was observed. */
function withActs(tracked: Tracked, { movements }: ObservedMovements, head: Head, at: number): Tracked {
  const { participant } = tracked;
  const mouth = withMouth(tracked.mouth, movements.mouthOpen, at);
  const gestures = withMovements(tracked.gestures, movements, at);
  const acts = gesturesOf(gestures, mouth.isTalking);
  const isSame =
    isRead(participant) &&
    participant.movement === head.movement &&
    participant.isTalking === mouth.isTalking &&
    acts.join() === participant.gestures.join();
  return {
    ...tracked,
    participant: {
      ...participant,
      state: 'read',
      since: isSame ? participant.since : at,
      readAt: at,
      movement: head.movement,
      isTalking: mouth.isTalking,
      gestures: acts,
    },
    isOff: false,
    seenAt: at,
    head,
    mouth,
    gestures,
    missing: null,
  };
}

export const isRead = ({ state }: Pick<Participant, 'state'>): boolean => state === 'read' || state === 'unclear';

/** A face that goes back and forth is smoothed for longer, and so is one that is seen to talk. */
function smoothingFor(wavering: number, { isTalking }: Mouth, { smoothingMs }: RoomOptions): number {
  const longer = smoothingMs * Math.max(isTalking ? TALKING : 1, 1 + SMOOTHING_GAIN * wavering);
  return Math.max(smoothingMs, Math.min(MOST_SMOOTHING_MS, longer));
}

function obstacleOf(observation: Observation, options: RoomOptions): ParticipantState | null {
  if (observation === null) return 'no-face';
  if (typeof observation === 'string') return observation === 'black' ? 'camera-off' : observation;
  if (observation.facePx < options.minFacePx) return 'too-small';
  const away = Math.abs(observation.yaw) > options.maxYaw || Math.abs(observation.pitch) > options.maxPitch;
  return away ? 'turned-away' : null;
}

function lost(tracked: Tracked, state: ParticipantState, at: number): Tracked {
  const { participant } = tracked;
  if (participant.state === state) return { ...tracked, missing: null };
  return {
    participant: {
      ...participant,
      state,
      label: null,
      votes: null,
      doubt: 0,
      since: at,
      movement: null,
      isTalking: false,
      gestures: [],
    },
    isOff: tracked.isOff,
    seenAt: null,
    balanced: null,
    head: STILL,
    mouth: CLOSED,
    // How the face is at rest is still known.
    gestures: { ...tracked.gestures, at: null },
    resting: tracked.resting,
    prior: tracked.prior,
    wavering: [],
    missing: null,
  };
}

/** The face as voters see it who can name only these classes. */
function among<T extends Pick<ObservedFace, 'votes' | 'balanced' | 'doubt'>>(
  classes: readonly Expression[],
  face: T,
): T {
  if (classes.length === EXPRESSIONS.length) return face;
  const only = (votes: Votes) => each((e) => (classes.includes(e) ? votes[e] : 0));
  const votes = only(face.votes);
  const kept = classes.reduce((sum, e) => sum + votes[e], 0);
  return {
    ...face,
    votes: normalised(votes) ?? face.votes,
    balanced: normalised(only(face.balanced)) ?? zeros(),
    doubt: 1 - (1 - face.doubt) * kept,
  };
}
