// Who may be read: the one place that decides it, pure, so that it can be read and tested like a table.

export type Mode = 'individual' | 'group' | 'self';

export interface Policy {
  mode: Mode;
  /** Ids of tiles that are not to be read in this call. */
  excluded: ReadonlySet<string>;
}

export interface Subject {
  id: string;
  isSelf: boolean;
  isShare: boolean;
}

/** May this tile's pixels be looked at? A shared screen never, whatever faces it shows. */
export function mayRead(subject: Subject, policy: Policy): boolean {
  if (subject.isShare || policy.excluded.has(subject.id)) return false;
  return policy.mode !== 'self' || subject.isSelf;
}

/** May a badge stand on a single person? In a group only the room is spoken of. */
export function mayBadge(policy: Policy): boolean {
  return policy.mode !== 'group';
}
