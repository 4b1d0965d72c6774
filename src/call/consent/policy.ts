// What a mode allows: of whom pixels are taken, and whether anybody is spoken of alone. Pure, so that it is read and tested like a table.
import type { ExclusionReason } from '../room/types.ts';

export type Mode = 'individual' | 'group' | 'self';

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
  return mode !== 'group';
}

/** What the others are to be told: a key of the messages file; null where nobody else is read. */
export function noticeKey(mode: Mode): 'noticeIndividual' | 'noticeGroup' | null {
  return { individual: 'noticeIndividual', group: 'noticeGroup', self: null }[mode] as ReturnType<typeof noticeKey>;
}
