// How a whole call went: the stacked band over clock times, with signs where the room changed, and beneath it mood and liveliness.

import type { LookReport, ReportPoint } from '../../../call/report/log.ts';
import type { Moment } from '../../../call/room/types.ts';
import type { MessageKey } from '../../../i18n/t.ts';
import { momentSentence, type Scale, scaleKeys, wordFor } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import { Legend } from '../common/Legend.tsx';
import { type Times, useTimes } from '../common/times.ts';
import { Bands, coarse, runsOf, type Span, sharesOf, WIDTH, xOf } from './Bands.tsx';

const MINUTE_MS = 60_000;
const BAND_HEIGHT = 144;
const TREND_HEIGHT = 48;
/** Steps of the axis, minutes. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480];
const MOST_TICKS = 6;
/** Signs nearer to each other than this share of the width become one. */
const SIGN_SHARE = 0.05;
/** Ends of the small charts; liveliness beyond a half is rare. */
const ENDS: Record<Scale, readonly [number, number]> = { mood: [-1, 1], liveliness: [0, 0.5] };
const VALUE = { mood: 'valence', liveliness: 'liveliness' } as const satisfies Record<Scale, keyof ReportPoint>;

/** Round clock times within, or start and end of a call too short for two of them. */
export function ticksOf({ from, to }: Pick<Span, 'from' | 'to'>): number[] {
  // Whole hours of the clock on the wall, also where it is half an hour off.
  const offset = new Date(from).getTimezoneOffset() * MINUTE_MS;
  for (const step of STEPS.map((minutes) => minutes * MINUTE_MS)) {
    const first = Math.ceil((from - offset) / step) * step + offset;
    const count = Math.floor((to - first) / step) + 1;
    if (count <= MOST_TICKS) return count < 2 ? [from, to] : Array.from({ length: count }, (_, i) => first + i * step);
  }
  return [from, to];
}

interface Sign {
  /** Share of the width. */
  x: number;
  /** Numbers of the moments, from 1. */
  first: number;
  moments: Moment[];
}

export function signsOf(moments: readonly Moment[], span: Span): Sign[] {
  const signs: Sign[] = [];
  for (const [i, moment] of moments.entries()) {
    const x = Math.min(1, xOf(moment.at, span) / WIDTH);
    const last = signs.at(-1);
    if (last && x - last.x < SIGN_SHARE) last.moments.push(moment);
    else signs.push({ x, first: i + 1, moments: [moment] });
  }
  return signs;
}

const percent = (share: number) => `${(100 * share).toFixed(2)}%`;

function SignRow({ signs, times }: { signs: readonly Sign[]; times: Times }) {
  const t = useT();
  return (
    <ol class="signs" aria-label={t('moments')}>
      {signs.map(({ x, first, moments }) => {
        const said = moments.map((moment, i) =>
          t('momentLabel', [first + i, times.time(moment.at), momentSentence(moment, t)]),
        );
        // A name begins with what is seen.
        const text = moments.length === 1 ? String(first) : `${first}–${first + moments.length - 1}`;
        const name = [...(moments.length === 1 ? [] : [text]), ...said].join(t('sentenceSeparator'));
        return (
          <li key={first} style={{ left: percent(x) }}>
            <a href={`#moment-${first}`} aria-label={name} title={said.join('\n')}>
              <span>{text}</span>
            </a>
          </li>
        );
      })}
    </ol>
  );
}

/** Hairlines where the signs stand, to be put into a stretched drawing. */
function Hairlines({ signs, height }: { signs: readonly Sign[]; height: number }) {
  return (
    <>
      {signs.map(({ x, first }) => (
        <line
          key={first}
          class="hair"
          x1={WIDTH * x}
          x2={WIDTH * x}
          y1={0}
          y2={height}
          vector-effect="non-scaling-stroke"
        />
      ))}
    </>
  );
}

function Clock({ span, times }: { span: Span; times: Times }) {
  const ticks = ticksOf(span);
  return (
    <svg class="clock" height={24} aria-hidden="true">
      {ticks.map((at, i) => {
        const x = xOf(at, span) / WIDTH;
        const anchor = x < 0.05 ? 'start' : x > 0.95 ? 'end' : 'middle';
        return (
          <g key={at} class={i % 2 === 1 && ticks.length > 2 ? 'between' : undefined}>
            <line x1={percent(x)} x2={percent(x)} y1={0} y2={4} />
            <text x={percent(x)} y={18} text-anchor={anchor}>
              {times.time(at)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

interface Value {
  at: number;
  value: number;
}

const meanOf = (values: readonly Value[]): Value => ({
  at: values.at(-1)?.at ?? 0,
  value: values.reduce((sum, { value }) => sum + value, 0) / values.length,
});

function Trend({ scale, report, span, signs }: { scale: Scale; report: LookReport; span: Span; signs: Sign[] }) {
  const t = useT();
  const times = useTimes();
  const values = report.timeline.flatMap((point): Value[] => {
    const value = point[VALUE[scale]];
    return value === null ? [] : [{ at: point.at, value }];
  });
  const [first] = values;
  if (!first) return null;
  const [low, high] = ENDS[scale];
  const y = (value: number) => TREND_HEIGHT * (1 - Math.min(1, Math.max(0, (value - low) / (high - low))));
  const runs = runsOf(values, span.stepMs).map((run) => {
    const drawn = coarse(run, values.length, meanOf);
    const start = xOf((run[0]?.at ?? 0) - span.stepMs, span);
    const places = drawn.map(({ at, value }) => `${xOf(at, span).toFixed(1)} ${y(value).toFixed(1)}`);
    const line = `M${start.toFixed(1)} ${y(drawn[0]?.value ?? 0).toFixed(1)}L${places.join('L')}`;
    return { start, width: xOf(run.at(-1)?.at ?? 0, span) - start, line };
  });
  const { title, low: lowKey, high: highKey } = scaleKeys(scale);
  const highest = values.reduce((a, b) => (b.value > a.value ? b : a), first);
  const lowest = values.reduce((a, b) => (b.value < a.value ? b : a), first);
  const label = t('callScaleText', [t(title), t(lowKey), t(highKey), times.time(highest.at), times.time(lowest.at)]);
  return (
    <div class="plot trend">
      <h3>{t(title)}</h3>
      <span class="high">{t(highKey)}</span>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${WIDTH} ${TREND_HEIGHT}`}
        preserveAspectRatio="none"
        height={TREND_HEIGHT}
      >
        {runs.map(({ start, width }) => (
          <rect key={start} class="ground" x={start} width={width} height={TREND_HEIGHT} />
        ))}
        {scale === 'mood' && (
          <line
            class="middle"
            x2={WIDTH}
            y1={TREND_HEIGHT / 2}
            y2={TREND_HEIGHT / 2}
            vector-effect="non-scaling-stroke"
          />
        )}
        <Hairlines signs={signs} height={TREND_HEIGHT} />
        {runs.map(({ start, line }) => (
          <path key={start} d={line} vector-effect="non-scaling-stroke" />
        ))}
      </svg>
      <span class="low">{t(lowKey)}</span>
    </div>
  );
}

interface Props {
  report: LookReport;
  /** What says in words what the band shows. */
  label?: MessageKey;
}

export function Course({ report, label: key = 'callBandText' }: Props) {
  const t = useT();
  const times = useTimes();
  const { timeline, moments } = report;
  const span: Span = { from: report.startedAt, to: report.endedAt, stepMs: report.stepMs };
  const signs = signsOf(moments, span);
  const shares = sharesOf(timeline);
  const mostly = shares.filter(({ dot, share }) => dot !== null && share >= 0.1);
  const label = t(key, [mostly.map(({ dot }) => wordFor(dot, t)).join(t('listSeparator'))]);
  const hasLiveliness = timeline.some(({ liveliness }) => liveliness !== null);
  return (
    <section class="course" aria-labelledby="course-title">
      <h2 id="course-title">{t('callCourse')}</h2>
      {signs.length > 0 && <SignRow signs={signs} times={times} />}
      <div class="plot whole">
        <h3>{t('tenPeople')}</h3>
        <span class="high">{t('tenAll')}</span>
        <svg
          role="img"
          aria-label={label}
          viewBox={`0 0 ${WIDTH} ${BAND_HEIGHT}`}
          preserveAspectRatio="none"
          height={BAND_HEIGHT}
        >
          <Bands points={timeline} span={span} height={BAND_HEIGHT} />
          <Hairlines signs={signs} height={BAND_HEIGHT} />
        </svg>
        <span class="low">{t('tenNone')}</span>
      </div>
      <Clock span={span} times={times} />
      <Legend dots={shares.filter(({ share }) => share >= 0.02).map(({ dot }) => dot)} />
      <p class="note">{t('callBandHint')}</p>
      <Trend scale="mood" report={report} span={span} signs={signs} />
      {hasLiveliness && <Trend scale="liveliness" report={report} span={span} signs={signs} />}
      <p class="note">
        {t('callMoodHint')} {hasLiveliness && t('callLivelinessHint')}
      </p>
    </section>
  );
}
