// A video as a whole: the room's mix over its time, when it changed, and what faces did.
import { useMemo } from 'preact/hooks';
import type { LookReport } from '../../../call/report/log.ts';
import { countActs } from '../../../call/room/acts.ts';
import { isActing } from '../../../call/room/room.ts';
import { callSentence } from '../../../i18n/call-words.ts';
import { useT } from '../common/context.ts';
import { TimesProvider } from '../common/times.ts';
import type { VideoMoment } from '../common/trial-link.ts';
import { Course } from '../report/Course.tsx';
import { ActCourse } from '../room/Acts.tsx';
import { Moments } from '../room/Moments.tsx';
import { clock, STEP_MS } from './Timelines.tsx';

/** Times of a video count from its beginning. */
const OF_VIDEO = {
  time: (at: number) => clock(at / 1000),
  iso: (at: number) => `PT${at / 1000}S`,
};

interface Props {
  report: LookReport;
  moments: readonly VideoMoment[];
  /** Shows a moment of the video, seconds. */
  seek: (at: number) => void;
}

/** Drawn once, and not whenever the video shows another moment. */
export function Clip({ report, moments, seek }: Props) {
  return useMemo(() => <Whole report={report} moments={moments} seek={seek} />, [report, moments, seek]);
}

function Whole({ report, moments, seek }: Props) {
  const t = useT();
  const acts = moments.map(({ at, faces }) => {
    const people = faces.map(({ person }) => person);
    return { at: 1000 * at + STEP_MS, acts: countActs(people), seen: people.filter(isActing).length };
  });
  const toMoment = (at: number) => {
    seek(at / 1000);
    document.getElementById('stage')?.scrollIntoView({ block: 'nearest' });
  };
  const hasActs = acts.some((point) => Object.values(point.acts).some((count) => count > 0));
  return (
    <TimesProvider value={OF_VIDEO}>
      <section class="clip" aria-labelledby="clip-title">
        <p class="sentence" id="clip-title">
          {callSentence(report.totals, t)}
        </p>
        <Course report={report} label="tryBandText" />
        <Moments moments={report.moments} all show={toMoment} />
        {hasActs && (
          <section class="course movements" aria-labelledby="acts-title">
            <h2 id="acts-title">{t('actsTotals')}</h2>
            <ActCourse
              points={acts.filter(({ seen }) => seen > 0)}
              from={report.startedAt}
              to={report.endedAt}
              stepMs={STEP_MS}
            />
            <p class="note">{t('actsCourseHint')}</p>
          </section>
        )}
      </section>
    </TimesProvider>
  );
}
