// Who may be read: the one place that decides it, pure, so that it can be read and tested like a table.

export type Mode = 'individual' | 'group' | 'self';

export interface Policy {
  mode: Mode;
  /** Ids of tiles that are not to be read in this call. */
  excluded: ReadonlySet<string>;
  /** Ids of tiles of which it is not yet known whose they are, while there are people who are left out by name. */
  awaited: ReadonlySet<string>;
  /** Names that are not to be read in any call, as `nameKey` gives them. */
  leftOut: ReadonlySet<string>;
}

export interface Subject {
  id: string;
  /** '' when the page does not tell. */
  name: string;
  isSelf: boolean;
  isShare: boolean;
}

/** May this tile's pixels be looked at? A shared screen never, whatever faces it shows. */
export function mayRead({ id, name, isSelf, isShare }: Subject, { mode, excluded, awaited, leftOut }: Policy): boolean {
  if (isShare || excluded.has(id) || awaited.has(id) || (name && leftOut.has(nameKey(name)))) return false;
  return mode !== 'self' || isSelf;
}

/** May a badge stand on a single person? In a group only the room is spoken of. */
export function maySpeakOfIndividuals(policy: Policy): boolean {
  return policy.mode !== 'group';
}

/** By what a name is known again: sites write the same one with other spaces and capitals. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

/** What the others are to be told: a key of the messages file; null where nobody else is read. */
export function noticeKey(mode: Mode): 'noticeIndividual' | 'noticeGroup' | null {
  return { individual: 'noticeIndividual', group: 'noticeGroup', self: null }[mode] as ReturnType<typeof noticeKey>;
}
