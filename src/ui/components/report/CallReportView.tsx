// The report of one call, all that is shown of it; what stands in here is also what is saved as a page.
import type { ComponentChildren, Ref } from 'preact';
import { type CallReport, isOfMovements, type LookReport } from '../../../call/report/log.ts';
import { zeros } from '../../../call/room/votes.ts';
import { callSentence, minutesWords } from '../../../i18n/call-words.ts';
import { dotsWords } from '../../../i18n/words.ts';
import { tenDots } from '../../../theme/dots.ts';
import { useT } from '../common/context.ts';
import { TenDots } from '../common/TenDots.tsx';
import { useTimes } from '../common/times.ts';
import { Moments } from '../room/Moments.tsx';
import { CallPeople } from './CallPeople.tsx';
import { Course } from './Course.tsx';
import { Movements } from './Movements.tsx';
import { Totals } from './Totals.tsx';

interface Props {
  report: CallReport;
  names: boolean;
  setNames: (names: boolean) => void;
  /** The article, for whoever saves it. */
  article: Ref<HTMLElement>;
  /** Buttons below the title; not part of what is saved. */
  children?: ComponentChildren;
}

export function useCallTitle(): (report: Pick<CallReport, 'startedAt' | 'endedAt'>) => string {
  const t = useT();
  const { date, range } = useTimes();
  return ({ startedAt, endedAt }) => t('callTitle', [date(startedAt), range(startedAt, endedAt)]);
}

export function CallReportView({ report, names, setNames, article, children }: Props) {
  const t = useT();
  const title = useCallTitle()(report);
  const { platform, startedAt, endedAt } = report;
  const about = { names, setNames };
  return (
    <article class="call" ref={article}>
      <div class="call-title">
        <h1>{title}</h1>
        <p>{[platform, minutesWords(endedAt - startedAt, t)].filter(Boolean).join(' · ')}</p>
      </div>
      {children && (
        <div class="call-actions" data-screen>
          {children}
        </div>
      )}
      {isOfMovements(report) ? <Movements report={report} {...about} /> : <Looks report={report} {...about} />}
    </article>
  );
}

function Looks({ report, names, setNames }: Pick<Props, 'names' | 'setNames'> & { report: LookReport }) {
  const t = useT();
  const { totals, moments, people } = report;
  const dots = tenDots(totals.votes ?? zeros(), totals.doubt);
  return (
    <>
      <section class="on-the-whole">
        <TenDots dots={dots} width="full" spoken={false} />
        <p class="sentence">{callSentence(totals, t)}</p>
        <p class="hint">{dotsWords(dots, t)}</p>
      </section>
      <Course report={report} />
      <Moments moments={moments} all />
      <Totals totals={totals} />
      {people && people.length > 0 && <CallPeople people={people} names={names} setNames={setNames} />}
      <p class="caveat">{t('tryCaveat')}</p>
    </>
  );
}
