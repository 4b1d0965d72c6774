// What a user can do about one participant, by why that participant is read or not, and what the button says.
import type { ExclusionReason, Participant } from '../call/room/types.ts';
import type { MessageKey } from './t.ts';

/**
 * `exclude` and `include` hold for this call; to include somebody `unsure` or `nameless` means that the user vouches for them. `unblock` takes
 * the name off the list of people who are never read. `pick-self` says that this is oneself.
 */
export type PersonAction = 'exclude' | 'include' | 'unblock' | 'pick-self';

interface PersonOffer {
  action: PersonAction;
  /** Says it where the button stands on the person's tile or in the row. */
  key: MessageKey;
  /** Says it with the name, $1. */
  namedKey: MessageKey;
}

const EXCLUDE: PersonOffer = { action: 'exclude', key: 'doNotReadThisPerson', namedKey: 'doNotRead' };
const VOUCH: PersonOffer = { action: 'include', key: 'readPerson', namedKey: 'readPersonName' };
const OFFERS: Record<ExclusionReason, PersonOffer> = {
  asked: { action: 'include', key: 'readAgain', namedKey: 'readAgainName' },
  blocked: { action: 'unblock', key: 'blockedRemove', namedKey: 'blockedRemoveName' },
  unsure: VOUCH,
  nameless: VOUCH,
  'not-self': { action: 'pick-self', key: 'selfThis', namedKey: 'selfThisName' },
};

export const offerFor = ({ because }: Pick<Participant, 'because'>): PersonOffer =>
  because === null ? EXCLUDE : OFFERS[because];
