// The room's types: what is known of each participant and of all of them together.
import type { Expression, Votes } from '../../engine/types.ts';

export const STATES = [
  'read',
  'unclear',
  'too-small',
  'turned-away',
  'camera-off',
  'no-face',
  'still',
  'hidden',
  'unreadable',
  'excluded',
] as const;
/** `read` has a label, or only movements are read; `unclear` has votes but no label; the others say why there is no reading. */
export type ParticipantState = (typeof STATES)[number];

/**
 * Why somebody is `excluded`: `asked` by a click in this call; `blocked`: the name is on the list of people who are never read; `unsure`: it
 * cannot be told from somebody who is excluded; `nameless`: the name is not known yet while names are blocked; `not-self`: only oneself is
 * read, and it is not known who that is.
 */
export const EXCLUSION_REASONS = ['asked', 'blocked', 'unsure', 'nameless', 'not-self'] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

export interface Participant {
  id: string;
  /** '' when the page does not tell. */
  name: string;
  isSelf: boolean;
  state: ParticipantState;
  /** Set in state `excluded` alone. */
  because: ExclusionReason | null;
  /** The word that the dots of `votes` and `doubt` allow (words.ts); set only in state `read`. */
  label: Expression | null;
  /** Smoothed shares over the seven, together 1; set in `read` and `unclear`. */
  votes: Votes | null;
  /** Smoothed share of voters who would name none of the seven, 0..1. */
  doubt: number;
  /** Epoch milliseconds since when state and label are as they are. */
  since: number;
  /** Epoch milliseconds of the last reading, null before the first. */
  readAt: number | null;
  /** How this face mostly is in this call, shares that are together 1; null until it is known. */
  resting: Votes | null;
  /** What the head does, as a movement and not as a meaning; null for none, or while observations are too far apart to tell. */
  movement: Movement | null;
  /** Do the lips part and close again and again? False, too, while observations are too far apart to tell. */
  isTalking: boolean;
  /** What the face does, whatever it looks like to others; none while it is not read. */
  gestures: readonly Gesture[];
  /** How the face looked every MARK_MS, the newest last, at most MOST_MARKS. */
  marks: readonly Mark[];
}

export type Movement = 'nodding' | 'shaking';

/** What a face does, told against how the same face is at rest. */
export type Gesture = 'smiling' | 'brows-raised' | 'mouth-open';

/** What is seen of people where nothing is said of expressions. */
export const ACTS = ['smiling', 'brows-raised', 'mouth-open', 'talking', 'nodding', 'shaking', 'turned-away'] as const;
export type Act = (typeof ACTS)[number];

/** What is read of faces: how they look to others, or what they do and nothing else. */
export type Reads = 'expressions' | 'movements';

/** A label, 'unclear', or null for not read. */
export type Mark = Expression | 'unclear' | null;
export const MARK_MS = 10_000;
export const MOST_MARKS = 30;

/** How a figure is spread over people. */
export interface Spread {
  median: number;
  /** Lower and upper quartile; half of the people lie between. */
  low: number;
  high: number;
  /** How many people. */
  of: number;
}

export interface RoomSummary {
  /** Mean votes of the people with votes, together 1; null when there are none. */
  votes: Votes | null;
  /** Mean doubt of the same people, 0..1. */
  doubt: number;
  /** How many people are on screen, shares left out. */
  people: number;
  /** How many of them have votes (`read` or `unclear`); of movements: are `read` or `turned-away`. */
  seen: number;
  reads: Reads;
  /** How many are in each state. */
  states: Record<ParticipantState, number>;
  /** How many are `excluded` for each reason; together `states.excluded`. */
  because: Record<ExclusionReason, number>;
  /** How many carry each label; null where movements are read. */
  labels: Record<Expression, number> | null;
  /** How many do what. */
  acts: Record<Act, number>;
  /** As many of ten dots make a word, 1..10. */
  clearDots: number;
  /** From -1, everybody looks sad, angry, disgusted or afraid, to 1, everybody looks happy; null when nobody is seen. */
  valence: Spread | null;
  /** How far faces are from their resting faces, 0..1; null while no resting face is known. */
  liveliness: Spread | null;
  /** How many heads move how; null while observations are too far apart to tell. */
  movements: Record<Movement, number> | null;
  /**
   * Set where no single person is spoken of (room/group.ts): counts are then "at least so many", and `withheld` says why nothing is said, if
   * so: too few can be read, or the right ones are waited for.
   */
  group: { withheld: 'too-few' | 'settling' | null } | null;
}

/** Many people did the same at once. */
export interface ActMoment {
  /** Epoch milliseconds. */
  at: number;
  act: Act;
  /** How many most, of how many that were seen. */
  people: number;
  of: number;
  /** At least so many did. */
  isAtLeast?: true;
}

/** The room's mix has changed by more than chance. */
export interface LookMoment {
  /** Epoch milliseconds. */
  at: number;
  /** What more, or fewer, look like than before. */
  expression: Expression;
  rose: boolean;
  /** How many look like this now, or no longer, of how many that were read for long enough. */
  people: number;
  of: number;
  /** At least so many do. */
  isAtLeast?: true;
}

export type Moment = LookMoment | ActMoment;

/** How many did what. */
export interface ActPoint {
  /** Epoch milliseconds. */
  at: number;
  acts: Record<Act, number>;
  seen: number;
}

export interface TimelinePoint {
  /** Epoch milliseconds. */
  at: number;
  votes: Votes;
  doubt: number;
  seen: number;
}

export interface Room {
  /** Epoch milliseconds of the last change. */
  at: number;
  participants: Participant[];
  summary: RoomSummary;
  /** One point every five seconds in which somebody was seen, the last ten minutes. */
  timeline: TimelinePoint[];
  /** The same of movements, where those are read. */
  course: ActPoint[];
  /** The newest last, at most MOST_MOMENTS. */
  moments: Moment[];
}

export const MOST_MOMENTS = 50;
