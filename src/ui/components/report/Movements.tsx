// The report of a call in which movements alone were read.
import type { MovementReport } from '../../../call/report/log.ts';
import { mostFirst } from '../../../call/room/acts.ts';
import { actsCallSentence } from '../../../i18n/call-words.ts';
import { actWord } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import { ActGlyph } from '../common/Glyph.tsx';
import { useTimes } from '../common/times.ts';
import { ActCourse } from '../room/Acts.tsx';
import { Moments } from '../room/Moments.tsx';
import { CallPeople } from './CallPeople.tsx';
import { Coverage, Row } from './Totals.tsx';

interface Props {
  report: MovementReport;
  names: boolean;
  setNames: (names: boolean) => void;
}

export function Movements({ report, names, setNames }: Props) {
  const t = useT();
  const { time } = useTimes();
  const { totals, moments, people, timeline, startedAt, endedAt, stepMs } = report;
  const done = mostFirst(totals.acts);
  return (
    <>
      <section class="on-the-whole">
        <p class="sentence">{actsCallSentence(totals, t)}</p>
      </section>
      <section class="course movements" aria-labelledby="course-title">
        <h2 id="course-title">{t('callCourse')}</h2>
        <ActCourse points={timeline} from={startedAt} to={endedAt} stepMs={stepMs} />
        <p class="axis" aria-hidden="true">
          <span>{time(startedAt)}</span>
          <span>{time(endedAt)}</span>
        </p>
        <p class="note">{t('actsCourseHint')}</p>
      </section>
      <Moments moments={moments} all reads="movements" />
      <div class="totals">
        <section aria-labelledby="totals-title">
          <h2 id="totals-title">{t('actsTotals')}</h2>
          <p class="note">{t('actsTotalsHint')}</p>
          <ul class="bars">
            {done.map((act) => (
              <Row
                key={act}
                sign={<ActGlyph act={act} size={20} />}
                word={actWord(act, t)}
                ms={totals.acts[act]}
                of={Math.max(...done.map((one) => totals.acts[one]))}
                colour="act-total"
              />
            ))}
          </ul>
        </section>
        <Coverage totals={totals} />
      </div>
      {people && people.length > 0 && <CallPeople people={people} names={names} setNames={setNames} />}
      <p class="caveat">{t('actsCaveat')}</p>
    </>
  );
}
