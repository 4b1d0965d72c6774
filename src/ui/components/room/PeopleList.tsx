// The people on screen in the page's own order: nobody is ranked.
import { nameKey } from '../../../call/consent/names.ts';
import { actsOf } from '../../../call/room/acts.ts';
import { isActing } from '../../../call/room/room.ts';
import type { Participant, Reads } from '../../../call/room/types.ts';
import { offerFor } from '../../../i18n/person-actions.ts';
import { besidesWords, lastReadWords, personWords } from '../../../i18n/words.ts';
import { tenDots } from '../../../theme/dots.ts';
import { useT } from '../common/context.ts';
import { ActGlyph, Glyph, StateGlyph } from '../common/Glyph.tsx';
import type { Commands } from '../common/link.ts';
import { Name } from '../common/Name.tsx';
import { useSettled } from '../common/settled.ts';
import { TenDots } from '../common/TenDots.tsx';
import { Marks } from './Marks.tsx';

/** What the user may decide about people. */
export interface Deciding extends Pick<Commands, 'setExcluded' | 'setBlocked' | 'setSelf'> {
  /** Names of people who are not read in any call. */
  blockedNames: readonly string[];
  /** Has the user said who is oneself? */
  selfPicked: boolean;
}

interface Props {
  participants: readonly Participant[];
  /** When the room was like this, epoch milliseconds. */
  now: number;
  reads: Reads;
  /** Absent where nothing can be decided any more, as in a recording. */
  deciding?: Deciding | undefined;
}

interface PersonProps extends Omit<Props, 'participants'> {
  person: Participant;
  /** From 1. */
  place: number;
}

function Actions({ person, name, deciding }: { person: Participant; name: string; deciding: Deciding }) {
  const t = useT();
  const { setExcluded, setBlocked, setSelf, blockedNames, selfPicked } = deciding;
  const { action, key, namedKey } = offerFor(person);
  const act = () => {
    if (action === 'unblock') setBlocked(person.name, false);
    else if (action === 'pick-self') setSelf(person.id);
    else setExcluded(person.id, action === 'exclude');
  };
  const isBlocked = blockedNames.some((blocked) => nameKey(blocked) === nameKey(person.name));
  const isUnwanted = person.because === 'asked' || person.because === 'unsure';
  const mayBlock = isUnwanted && person.name !== '' && !isBlocked;
  const isPicked = person.isSelf && selfPicked;
  if (action === 'exclude' && !isPicked) return null;
  return (
    <span class="person-actions">
      {action !== 'exclude' && (
        <button type="button" class="plain beside" aria-label={t(namedKey, [name])} onClick={act}>
          {t(key)}
        </button>
      )}
      {mayBlock && (
        <button
          type="button"
          class="plain beside"
          aria-label={t('neverReadName', [name])}
          onClick={() => setBlocked(person.name, true)}
        >
          {t('neverRead')}
        </button>
      )}
      {isPicked && (
        <button type="button" class="plain beside" onClick={() => setSelf(null)}>
          {t('selfNot')}
        </button>
      )}
    </span>
  );
}

function Person({ person, place, now, reads, deciding }: PersonProps) {
  const t = useT();
  const { state } = person;
  const name = person.name || t('participant', [place]);
  // The words change at most every two seconds, so that they can be read.
  const words = useSettled([personWords(person, t), ...besidesWords(person, t)].join(t('listSeparator')), 2000);
  // A head that is turned away is seen, where movements are read.
  const isMoving = reads === 'movements' && isActing(person);
  const lastRead = isMoving ? '' : lastReadWords(person, now, t);
  const exclude = t('doNotRead', [name]);
  return (
    <li class={person.votes || isMoving ? 'person' : 'person unread'}>
      <span class="face">
        {isMoving ? (
          <ActGlyph act={actsOf(person)[0] ?? null} size={24} />
        ) : state === 'read' || state === 'unclear' ? (
          <Glyph dot={person.label} size={32} />
        ) : (
          <StateGlyph state={state} size={20} />
        )}
      </span>
      <span class="who">
        <Name class="name" of={name} />
        {person.isSelf && <span class="you">{t('you')}</span>}
      </span>
      <span class="says">
        {person.votes && <TenDots dots={tenDots(person.votes, person.doubt)} width={108} />}
        <span class="words">{[words, lastRead].filter(Boolean).join(' · ')}</span>
        {person.marks.some((mark) => mark !== null) && <Marks marks={person.marks} />}
        {deciding && <Actions person={person} name={name} deciding={deciding} />}
      </span>
      {deciding && state !== 'excluded' && (
        <button
          type="button"
          class="plain quiet"
          aria-label={exclude}
          title={exclude}
          onClick={() => deciding.setExcluded(person.id, true)}
        >
          <StateGlyph state="excluded" size={16} />
        </button>
      )}
    </li>
  );
}

export function PeopleList({ participants, now, reads, deciding }: Props) {
  const t = useT();
  return (
    <section class="people" aria-labelledby="people-title">
      <h2 id="people-title">
        {t('people')}
        <span class="count">{t.counted('peopleCount', participants.length)}</span>
      </h2>
      <ul>
        {participants.map((person, i) => (
          <Person key={person.id} person={person} place={i + 1} now={now} reads={reads} deciding={deciding} />
        ))}
      </ul>
    </section>
  );
}
