// A band for each face of a video, over the video's time; a click shows the moment.
import { wordFor } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import type { TrialFile } from '../common/trial-link.ts';
import { Bands, sharesOf, WIDTH } from '../report/Bands.tsx';
import { peopleIn } from './FileList.tsx';

const HEIGHT = 24;
/** Milliseconds between two looks. */
export const STEP_MS = 200;

/** 1:05 */
export const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;

interface Props {
  file: TrialFile;
  /** Seconds. */
  at: number;
  seek: (at: number) => void;
}

export function Timelines({ file, at, seek }: Props) {
  const t = useT();
  const { duration, moments } = file;
  const span = { from: 0, to: 1000 * duration, stepMs: STEP_MS };
  const place = `${(100 * Math.min(1, at / Math.max(duration, 0.001))).toFixed(2)}%`;
  const toMoment = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    seek(Math.min(duration, Math.max(0, (duration * (event.clientX - left)) / width)));
  };
  return (
    <section class="timelines" aria-labelledby="timelines-title">
      <h2 id="timelines-title">{t('tryTimelines')}</h2>
      <ol class="timeline-rows">
        {peopleIn(file).map((number) => {
          const points = moments.map((moment) => {
            const person = moment.faces.find((face) => face.number === number)?.person;
            return { at: 1000 * (moment.at + STEP_MS / 1000), votes: person?.votes ?? null, doubt: person?.doubt ?? 0 };
          });
          const mostly = sharesOf(points).filter(({ dot, share }) => dot !== null && share >= 0.1);
          const words = mostly.map(({ dot }) => wordFor(dot, t)).join(t('listSeparator')) || wordFor(null, t);
          return (
            <li class="timeline" key={number}>
              <span class="timeline-number" aria-hidden="true">
                {number}
              </span>
              {/* The slider below does the same by keyboard. */}
              <svg
                class="timeline-band"
                role="img"
                aria-label={t('tryTimeline', [number, words])}
                viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
                preserveAspectRatio="none"
                height={HEIGHT}
                onPointerDown={toMoment}
              >
                <Bands points={points} span={span} height={HEIGHT} />
                <line class="hair" x1={place} x2={place} y1={0} y2={HEIGHT} vector-effect="non-scaling-stroke" />
              </svg>
            </li>
          );
        })}
      </ol>
      <div class="timeline-time">
        <input
          type="range"
          min={0}
          max={duration}
          step={STEP_MS / 1000}
          value={at}
          aria-label={t('tryMoment', [clock(at)])}
          onInput={(event) => seek(Number(event.currentTarget.value))}
        />
        <p class="axis" aria-hidden="true">
          <span>{clock(at)}</span>
          <span>{clock(duration)}</span>
        </p>
      </div>
      <p class="trial-note">{t('tryTimelinesHint')}</p>
    </section>
  );
}
