// The people on screen in the page's own order: nobody is ranked.

import { nameKey } from '../../../call/consent/names.ts';
import type { Participant } from '../../../call/room/types.ts';
import { besidesWords, lastReadWords, personWords } from '../../../i18n/words.ts';
import { tenDots } from '../../../theme/dots.ts';
import { useT } from '../common/context.ts';
import { Glyph, StateGlyph } from '../common/Glyph.tsx';
import { useSettled } from '../common/settled.ts';
import { TenDots } from '../common/TenDots.tsx';
import { Marks } from './Marks.tsx';

interface Props {
  participants: readonly Participant[];
  /** When the room was like this, epoch milliseconds. */
  now: number;
  /** Absent where nobody can be left out, as in a recording. */
  exclusion?: Exclusion | undefined;
}

export interface Exclusion {
  /** Names that are not to be read in any call. */
  leftOut: readonly string[];
  /** For this call. */
  setExcluded: (id: string, excluded: boolean) => void;
  /** For every call. */
  setLeftOut: (name: string, leftOut: boolean) => void;
}

interface PersonProps extends Omit<Props, 'participants'> {
  person: Participant;
  place: number;
}

function Person({ person, place, now, exclusion }: PersonProps) {
  const t = useT();
  const name = person.name || t('participant', [place]);
  const excluded = person.state === 'excluded';
  const action = t(excluded ? 'readAgainName' : 'doNotRead', [name]);
  const isLeftOut = exclusion?.leftOut.some((one) => nameKey(one) === nameKey(person.name)) ?? false;
  const toggle = () => {
    exclusion?.setExcluded(person.id, !excluded);
    if (isLeftOut) exclusion?.setLeftOut(person.name, false);
  };
  // The eye settles before the words and the face change again.
  const said = isLeftOut && excluded ? t('isLeftOut') : personWords(person, t);
  const words = useSettled([said, ...besidesWords(person, t)].join(t('listSeparator')), 2000);
  const lastRead = lastReadWords(person, now, t);
  const { state } = person;
  return (
    <li class={person.votes ? 'person' : 'person unread'}>
      <span class="face">
        {state === 'read' || state === 'unclear' ? (
          <Glyph dot={person.label} size={32} />
        ) : (
          <StateGlyph state={state} size={20} />
        )}
      </span>
      <span class="who">
        <span class="name">{name}</span>
        {person.isSelf && <span class="you">{t('you')}</span>}
      </span>
      <span class="says">
        {person.votes && <TenDots dots={tenDots(person.votes, person.doubt)} width={108} />}
        <span class="words">{[words, lastRead].filter(Boolean).join(' · ')}</span>
        {person.marks.some((mark) => mark !== null) && <Marks marks={person.marks} />}
        {exclusion && excluded && person.name && !isLeftOut && (
          <button
            type="button"
            class="plain beside"
            aria-label={t('neverReadName', [name])}
            onClick={() => exclusion.setLeftOut(person.name, true)}
          >
            {t('neverRead')}
          </button>
        )}
      </span>
      {exclusion && (
        <button
          type="button"
          class={excluded ? 'plain' : 'plain quiet'}
          aria-label={action}
          title={action}
          onClick={toggle}
        >
          {excluded ? t('readAgain') : <StateGlyph state="excluded" size={16} />}
        </button>
      )}
    </li>
  );
}

export function PeopleList({ participants, now, exclusion }: Props) {
  const t = useT();
  return (
    <section class="people" aria-labelledby="people-title">
      <h2 id="people-title">
        {t('people')}
        <span class="count">{t('peopleCount', [participants.length])}</span>
      </h2>
      <ul>
        {participants.map((person, i) => (
          <Person key={person.id} person={person} place={i + 1} now={now} exclusion={exclusion} />
        ))}
      </ul>
    </section>
  );
}
