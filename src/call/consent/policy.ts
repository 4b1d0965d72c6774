// What a mode allows: of whom pixels are taken, and whether anybody is spoken of alone. Pure, so that it is read and tested like a table.
import type { ExclusionReason, Reads } from '../room/types.ts';

/** `movements` is of the room as a whole, `movements-each` of each person: what faces do, and nothing of how they look. */
export type Mode = 'individual' | 'group' | 'movements-each' | 'movements' | 'self';

/** What is read. Where it is movements, nothing that names an expression is computed, kept or said. */
export const readIn = (mode: Mode): Reads =>
  mode === 'movements' || mode === 'movements-each' ? 'movements' : 'expressions';

export interface Subject {
  isShare: boolean;
  /** The one participant who is known to be the user. */
  isSelf: boolean;
  /** Null for whoever is not excluded. */
  because: ExclusionReason | null;
}

/** May this tile's pixels be taken? A shared screen's never, whatever faces it shows. */
export function mayRead({ isShare, isSelf, because }: Subject, mode: Mode): boolean {
  return !isShare && because === null && (mode !== 'self' || isSelf);
}

/** May a single person be spoken of: in badges, rows, reports and recordings? In a group only the room is. */
export function maySpeakOfIndividuals(mode: Mode): boolean {
  return mode !== 'group' && mode !== 'movements';
}

/** What the others are to be told: a key of the messages file; null where nobody else is read. */
export function noticeKey(mode: Mode): (typeof NOTICES)[Mode] {
  return NOTICES[mode];
}

const NOTICES = {
  individual: 'noticeIndividual',
  group: 'noticeGroup',
  'movements-each': 'noticeMovementsEach',
  movements: 'noticeMovements',
  self: null,
} as const satisfies Record<Mode, string | null>;
