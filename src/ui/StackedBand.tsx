// The last ten minutes of the room as a quiet stacked band; what was unclear is left empty, as hollow dots are.
import { EXPRESSIONS, type Expression } from '../engine/types.ts';
import { wordFor } from '../look/words.ts';
import type { TimelinePoint } from '../room/types.ts';
import { useT } from './context.ts';

const SPAN_MS = 10 * 60_000;
/** Points come every five seconds while somebody is seen; two missing ones are a gap. */
const GAP_MS = 15_000;
const STEP_MS = 5_000;
const WIDTH = 600;

/** The two that fill most calls lie at the bottom, where a level is easiest to follow. */
const LAYERS: readonly Expression[] = ['happy', 'neutral', 'surprise', 'sad', 'fear', 'angry', 'disgust'];

/** Runs of points without a gap between them. */
export function runsOf(timeline: readonly TimelinePoint[]): TimelinePoint[][] {
  const runs: TimelinePoint[][] = [];
  for (const point of timeline) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && point.at - last.at <= GAP_MS) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

const heightOf = (point: TimelinePoint, layers: readonly Expression[]) =>
  layers.reduce((sum, expression) => sum + point.votes[expression], 0) * (1 - point.doubt);

function layerPath(run: readonly TimelinePoint[], layer: number, now: number, height: number): string {
  const x = (at: number) => Math.max(0, WIDTH * (1 - (now - at) / SPAN_MS)).toFixed(1);
  const edge = (layers: readonly Expression[]) =>
    run.flatMap((point, i) => {
      const y = (height * (1 - heightOf(point, layers))).toFixed(1);
      // The first point tells of the five seconds before it.
      return i === 0 ? [`${x(point.at - STEP_MS)} ${y}`, `${x(point.at)} ${y}`] : [`${x(point.at)} ${y}`];
    });
  return `M${edge(LAYERS.slice(0, layer + 1)).join('L')}L${edge(LAYERS.slice(0, layer)).reverse().join('L')}z`;
}

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
  const share = (expression: Expression) =>
    recent.reduce((sum, point) => sum + point.votes[expression] * (1 - point.doubt), 0) / Math.max(1, recent.length);
  const mostly = EXPRESSIONS.filter((expression) => share(expression) >= 0.1).sort((a, b) => share(b) - share(a));
  const label = t('bandText', [mostly.map((expression) => wordFor(expression, t)).join(t('listSeparator'))]);
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
        {runsOf(recent).flatMap((run) =>
          LAYERS.map((expression, i) => (
            <path
              key={`${expression} ${run[0]?.at}`}
              class={`say-${expression}`}
              d={layerPath(run, i, now, height)}
              vector-effect="non-scaling-stroke"
            />
          )),
        )}
      </svg>
      <p class="axis" aria-hidden="true">
        <span>{t('bandStart')}</span>
        {recent.length === 0 && <span>{t('bandEmpty')}</span>}
        <span>{t('bandNow')}</span>
      </p>
    </section>
  );
}
