// One participant: smooths readings over time and decides what may be said of them.
import { EXPRESSIONS, type Expression, UNCLEAR_BELOW, type Votes } from '../../engine/types.ts';
import { type Head, STILL, withPose } from './movements.ts';
import { type Resting, UNKNOWN, withReading } from './resting.ts';
import type { ExclusionReason, Participant, ParticipantState } from './types.ts';
import { each, mix, normalised, zeros } from './votes.ts';

/** What the page tells of a person's tile. */
export interface TileInfo {
  id: string;
  name: string;
  isSelf: boolean;
  isCameraOff: boolean;
  /** Null for whoever may be read. */
  excludedBecause: ExclusionReason | null;
}

/** What one look at a tile found; null for no face, 'too-small' for a video in which no face could be large enough, 'unreadable' where
 * the pixels cannot be taken. */
export type Observation = ObservedFace | 'too-small' | 'unreadable' | null;

export interface ObservedFace {
  /** Width of the face in the video's own pixels. */
  facePx: number;
  /** Sideways turn of the head in radians, 0 to the front. */
  yaw: number;
  /** Up and down turn of the head in radians, 0 level. */
  pitch: number;
  /** The same by a measure that talking does not move, for how it changes. */
  nod: number;
  votes: Votes;
  /** The engine's `shown`. */
  balanced: Votes;
  /** 0..1 */
  doubt: number;
}

export interface RoomOptions {
  /** Time constant of the smoothing, milliseconds: a change shows to 63 % after this long. */
  smoothingMs: number;
  /** A label is given when its part in `shown`, less doubt, is at least this … */
  clearShare: number;
  /** … and kept until it is less than this. */
  keepShare: number;
  /** … and until another one is ahead by this much. */
  switchMargin: number;
  /** Only these are spoken of; voters who would name another one count as such who would name none. */
  classes: readonly Expression[];
  /** A label also needs at least this share of the ten voters: what next to nobody would say is not said. */
  voicedShare: number;
  /** A label stays at least this long, milliseconds. */
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
 * With these a still face changes its word at most twice a minute (none at all in a minute and a half of six practice faces and of a clip; people
 * who talk, 6 to 25 times), and a real change shows within three seconds: test/e2e/stability.test.ts, test/unit/room.test.ts.
 */
export const DEFAULTS: RoomOptions = {
  smoothingMs: 900,
  clearShare: UNCLEAR_BELOW,
  keepShare: 0.8 * UNCLEAR_BELOW,
  switchMargin: 0.1,
  classes: EXPRESSIONS,
  voicedShare: 0.15,
  minLabelMs: 2000,
  // Tian 2004 (CVPR workshop): expressions stay readable down to a head region of about 36×48 pixels.
  minFacePx: 36,
  // A three-quarter view still shows both eyes and the whole mouth; FER2013 has next to nothing beyond.
  maxYaw: (42 * Math.PI) / 180,
  // Of FER2013's frontal faces fewer than 1 % are further; beyond, mouth or brows are foreshortened away.
  maxPitch: (36 * Math.PI) / 180,
  lostAfterMs: 1500,
};

/** A participant with what smoothing has to remember. */
export interface Tracked {
  participant: Participant;
  /** When a usable face was last seen, epoch milliseconds; null when it has been lost. */
  seenAt: number | null;
  /** The smoothed `shown`, for the label; null as long as there are no votes. */
  balanced: Votes | null;
  /** How the head was turned lately, whether the face could be read or not. */
  head: Head;
  resting: Resting;
  /** When the last look that found no usable face differed from the state shown, and what it found. */
  missing: { state: ParticipantState; since: number } | null;
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
      marks: [],
    },
    seenAt: null,
    balanced: null,
    head: STILL,
    resting: UNKNOWN,
    missing: null,
  };
}

/** The state that a tile has without any look at it, if it has one. */
function stateOfTile(tile: TileInfo): ParticipantState | null {
  if (tile.excludedBecause) return 'excluded';
  return tile.isCameraOff ? 'camera-off' : null;
}

/** Takes in what the page tells. */
export function withTile(tracked: Tracked, tile: TileInfo, at: number): Tracked {
  const { participant } = tracked;
  const named = {
    ...tracked,
    participant: { ...participant, name: tile.name, isSelf: tile.isSelf, because: tile.excludedBecause },
  };
  const state = stateOfTile(tile);
  // Whoever is not to be read is forgotten, too.
  if (state === 'excluded' && participant.state !== 'excluded') return newcomer(tile, at);
  if (state) return lost(named, state, at);
  const wasTileState = participant.state === 'excluded' || participant.state === 'camera-off';
  return wasTileState ? lost(named, 'no-face', at) : named;
}

/** Takes in one look. */
export function withObservation(tracked: Tracked, look: Observation, at: number, options: RoomOptions): Tracked {
  const { participant } = tracked;
  if (participant.state === 'excluded' || participant.state === 'camera-off') return tracked;
  // A look that finds nothing is a gap among the others; whoever is lost starts anew.
  const head =
    look !== null && typeof look === 'object'
      ? withPose(tracked.head, { at, yaw: look.yaw, nod: look.nod })
      : tracked.head;
  const obstacle = obstacleOf(look, options);
  if (obstacle) {
    // A single miss (a blink of the detector, a hand) changes nothing; one that lasts does.
    const since = tracked.missing?.state === obstacle ? tracked.missing.since : at;
    if (participant.votes === null || at - since >= options.lostAfterMs)
      return { ...lost(tracked, obstacle, at), head: obstacle === 'turned-away' ? head : STILL };
    return { ...tracked, head, missing: { state: obstacle, since } };
  }
  const seen = among(options.classes, look as ObservedFace);
  const weight = tracked.seenAt === null ? 1 : 1 - Math.exp(-(at - tracked.seenAt) / options.smoothingMs);
  const votes = mix(participant.votes ?? seen.votes, seen.votes, weight);
  const shown = mix(tracked.balanced ?? seen.balanced, seen.balanced, weight);
  const doubt = participant.doubt + weight * (seen.doubt - participant.doubt);
  const label = nextLabel(participant, { votes, balanced: shown, doubt }, at, options);
  const changed = label !== participant.label || participant.votes === null;
  const resting = withReading(tracked.resting, seen.votes, at);
  return {
    participant: {
      ...participant,
      state: label ? 'read' : 'unclear',
      label,
      votes,
      doubt,
      since: changed ? at : participant.since,
      readAt: at,
      resting: resting.face,
      movement: head.movement,
    },
    seenAt: at,
    balanced: shown,
    head,
    resting,
    missing: null,
  };
}

function obstacleOf(look: Observation, options: RoomOptions): ParticipantState | null {
  if (look === null) return 'no-face';
  if (typeof look === 'string') return look;
  if (look.facePx < options.minFacePx) return 'too-small';
  const away = Math.abs(look.yaw) > options.maxYaw || Math.abs(look.pitch) > options.maxPitch;
  return away ? 'turned-away' : null;
}

function lost(tracked: Tracked, state: ParticipantState, at: number): Tracked {
  const { participant } = tracked;
  if (participant.state === state) return { ...tracked, missing: null };
  return {
    participant: { ...participant, state, label: null, votes: null, doubt: 0, since: at, movement: null },
    seenAt: null,
    balanced: null,
    head: STILL,
    resting: tracked.resting,
    missing: null,
  };
}

/** The face as those see it who know only these classes. */
function among(classes: readonly Expression[], face: ObservedFace): ObservedFace {
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

/**
 * The label: what stands out most in `shown` among the expressions that voters would name at all. It may differ from what
 * most would say: rare expressions are named by few even when they are plain.
 */
function nextLabel(
  p: Participant,
  { votes, balanced: shown, doubt }: Pick<ObservedFace, 'votes' | 'balanced' | 'doubt'>,
  at: number,
  o: RoomOptions,
): Expression | null {
  const clear = (e: Expression, least: number) =>
    shown[e] * (1 - doubt) >= least && votes[e] * (1 - doubt) >= o.voicedShare;
  const standsOut = EXPRESSIONS.filter((e) => clear(e, o.clearShare)).sort((a, b) => shown[b] - shown[a]);
  const candidate = standsOut[0] ?? null;
  if (p.votes === null) return candidate;
  if (candidate === p.label) return candidate;
  if (at - p.since < o.minLabelMs) return p.label;
  // What is nearly as plain as another keeps its word, and so does what is nearly plain enough: labels do not flicker.
  const ahead = candidate ? shown[candidate] - o.switchMargin : 0;
  if (p.label && clear(p.label, o.keepShare) && shown[p.label] > ahead) return p.label;
  return candidate;
}
