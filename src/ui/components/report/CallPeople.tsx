// The people of a call in the order in which they came: how each mostly looked, never when or how long somebody was there.

import { coverageOf, type MovingPerson, type ReportPerson } from '../../../call/report/log.ts';
import { coverageWords, personActsWords, personCallWords } from '../../../i18n/call-words.ts';
import { tenDots } from '../../../theme/dots.ts';
import { useT } from '../common/context.ts';
import { Name } from '../common/Name.tsx';
import { Switch } from '../common/Switch.tsx';
import { TenDots } from '../common/TenDots.tsx';

interface Props {
  people: readonly (ReportPerson | MovingPerson)[];
  /** Shown by name? */
  names: boolean;
  setNames: (names: boolean) => void;
}

function Person({ person, place, names }: { person: ReportPerson | MovingPerson; place: number; names: boolean }) {
  const t = useT();
  const { totals } = person;
  const { readMs, ofMs } = coverageOf(totals);
  const said = 'acts' in totals ? personActsWords(totals, t) : personCallWords(totals, t);
  return (
    <li>
      <span class="who">
        <Name class="name" of={(names && person.name) || t('participant', [place])} />
        {names && person.isSelf && <span class="you">{t('you')}</span>}
      </span>
      {'votes' in totals && totals.votes ? (
        <TenDots dots={tenDots(totals.votes, totals.doubt)} width={108} />
      ) : (
        <span />
      )}
      <span class="words">{[said, coverageWords(readMs, ofMs, t)].filter(Boolean).join(t('listSeparator'))}</span>
    </li>
  );
}

export function CallPeople({ people, names, setNames }: Props) {
  const t = useT();
  return (
    <section class="call-people" aria-labelledby="call-people-title">
      <h2 id="call-people-title">{t('callPeople')}</h2>
      <p class="note">{t('callPeopleHint')}</p>
      {people.some(({ name }) => name !== '') && (
        <div class="choice" data-screen>
          <span aria-hidden="true">
            {t('showNames')}
            <small>{t('showNamesHint')}</small>
          </span>
          <Switch small label={t('showNames')} checked={names} onChange={setNames} />
        </div>
      )}
      <ol>
        {people.map((person, i) => (
          <Person key={i} person={person} place={i + 1} names={names} />
        ))}
      </ol>
    </section>
  );
}
