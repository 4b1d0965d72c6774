// The last ten minutes of the room as a quiet stacked band.

import type { TimelinePoint } from '../../../call/room/types.ts';
import { wordFor } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import { Bands, sharesOf, WIDTH } from '../report/Bands.tsx';

export const SPAN_MS = 10 * 60_000;
/** Points come every five seconds while somebody is seen. */
export const STEP_MS = 5_000;

export function StackedBand({
  timeline,
  now,
  height,
}: {
  timeline: readonly TimelinePoint[];
  now: number;
  height: number;
}) {
  const t = useT();
  const recent = timeline.filter((point) => now - point.at <= SPAN_MS);
  const mostly = sharesOf(recent).filter(({ dot, share }) => dot !== null && share >= 0.1);
  const label = t('bandText', [mostly.map(({ dot }) => wordFor(dot, t)).join(t('listSeparator'))]);
  return (
    <section class="band" aria-labelledby="band-title">
      <h2 id="band-title">{t('band')}</h2>
      <svg
        role="img"
        aria-label={recent.length > 0 ? label : t('bandEmpty')}
        viewBox={`0 0 ${WIDTH} ${height}`}
        preserveAspectRatio="none"
        height={height}
      >
        <Bands points={recent} span={{ from: now - SPAN_MS, to: now, stepMs: STEP_MS }} height={height} />
      </svg>
      <p class="axis" aria-hidden="true">
        <span>{t('bandStart')}</span>
        {recent.length === 0 && <span>{t('bandEmpty')}</span>}
        <span>{t('bandNow')}</span>
      </p>
    </section>
  );
}
