// The people on screen in the page's own order: nobody is ranked.
import { tenDots } from '../look/dots.ts';
import { personWords } from '../look/words.ts';
import type { Participant } from '../room/types.ts';
import { useT } from './context.ts';
import { Glyph, StateGlyph } from './Glyph.tsx';
import { useSettled } from './settled.ts';
import { TenDots } from './TenDots.tsx';

interface Props {
  participants: readonly Participant[];
  setExcluded: (id: string, excluded: boolean) => void;
}

function Person({ person, place, setExcluded }: { person: Participant; place: number } & Pick<Props, 'setExcluded'>) {
  const t = useT();
  const name = person.name || t('participant', [place]);
  const excluded = person.state === 'excluded';
  const action = t(excluded ? 'readAgainName' : 'doNotRead', [name]);
  // The eye settles before the words and the face change again.
  const words = useSettled(personWords(person, t), 2000);
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
        <span class="words">{words}</span>
      </span>
      <button
        type="button"
        class={excluded ? 'plain' : 'plain quiet'}
        aria-label={action}
        title={action}
        onClick={() => setExcluded(person.id, !excluded)}
      >
        {excluded ? t('readAgain') : <StateGlyph state="excluded" size={16} />}
      </button>
    </li>
  );
}

export function PeopleList({ participants, setExcluded }: Props) {
  const t = useT();
  return (
    <section class="people" aria-labelledby="people-title">
      <h2 id="people-title">
        {t('people')}
        <span class="count">{t('peopleCount', [participants.length])}</span>
      </h2>
      <ul>
        {participants.map((person, i) => (
          <Person key={person.id} person={person} place={i + 1} setExcluded={setExcluded} />
        ))}
      </ul>
    </section>
  );
}
