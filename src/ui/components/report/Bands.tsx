// Ten people's words over time as a stack of quiet bands; what was unclear is left empty, as hollow dots are.

import { each } from '../../../call/room/votes.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../../../engine/types.ts';

/** The two that fill most calls lie at the bottom, where a level is easiest to follow. */
export const LAYERS: readonly Expression[] = ['happy', 'neutral', 'surprise', 'sad', 'fear', 'angry', 'disgust'];

/** Of the drawing; it is stretched to whatever there is. */
export const WIDTH = 600;
/** Two missing points are a gap. */
const GAP_STEPS = 3;
/** More points than this cannot be told apart; they are drawn together. */
const MOST_DRAWN = 240;

interface BandPoint {
  /** Epoch milliseconds. */
  at: number;
  /** Null when nobody was seen. */
  votes: Votes | null;
  doubt: number;
}
type Seen<P> = P & { votes: Votes };

export interface Span {
  from: number;
  to: number;
  /** Milliseconds between two points. */
  stepMs: number;
}

const isSeen = <P extends { votes: Votes | null }>(point: P): point is Seen<P> => point.votes !== null;

/** Runs of points without a gap between them. */
export function runsOf<P extends { at: number }>(points: readonly P[], stepMs: number): P[][] {
  const runs: P[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && point.at - last.at <= GAP_STEPS * stepMs) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

/** A run in as few points as can be told apart, each the mean of its neighbours at the time of the last of them. */
export function coarse<P>(run: readonly P[], all: number, mean: (points: readonly P[]) => P): P[] {
  const together = Math.ceil(all / MOST_DRAWN);
  if (together === 1) return [...run];
  const parts = Array.from({ length: Math.ceil(run.length / together) }, (_, i) =>
    run.slice(i * together, (i + 1) * together),
  );
  return parts.map(mean);
}

function meanOf(points: readonly Seen<BandPoint>[]): Seen<BandPoint> {
  const mean = (value: (point: Seen<BandPoint>) => number) =>
    points.reduce((sum, point) => sum + value(point), 0) / points.length;
  return {
    at: points.at(-1)?.at ?? 0,
    votes: each((e) => mean(({ votes }) => votes[e])),
    doubt: mean(({ doubt }) => doubt),
  };
}

/** Pixels of the drawing, never before its start. */
export const xOf = (at: number, { from, to }: Span) => Math.max(0, (WIDTH * (at - from)) / Math.max(1, to - from));

const heightOf = ({ votes, doubt }: Seen<BandPoint>, layers: readonly Expression[]) =>
  layers.reduce((sum, expression) => sum + votes[expression], 0) * (1 - doubt);

/** The upper edge of so many layers; the first point tells of the step before it. */
function edge(run: readonly Seen<BandPoint>[], layers: number, start: number, span: Span, height: number): string[] {
  const y = (point: Seen<BandPoint>) => (height * (1 - heightOf(point, LAYERS.slice(0, layers)))).toFixed(1);
  return run.flatMap((point, i) => {
    const here = `${xOf(point.at, span).toFixed(1)} ${y(point)}`;
    return i === 0 ? [`${xOf(start - span.stepMs, span).toFixed(1)} ${y(point)}`, here] : [here];
  });
}

interface Props {
  points: readonly BandPoint[];
  span: Span;
  height: number;
}

/** To be put into an svg of WIDTH by `height`. */
export function Bands({ points, span, height }: Props) {
  const seen = points.filter(isSeen);
  return (
    <>
      {runsOf(seen, span.stepMs).map((run) => {
        const start = run[0]?.at ?? 0;
        const drawn = coarse(run, seen.length, meanOf);
        const x = xOf(start - span.stepMs, span);
        return (
          <g key={start}>
            <rect class="ground" x={x} width={xOf(run.at(-1)?.at ?? start, span) - x} height={height} />
            {LAYERS.map((expression, i) => (
              <path
                key={expression}
                class={`say-${expression}`}
                d={`M${edge(drawn, i + 1, start, span, height).join('L')}L${edge(drawn, i, start, span, height).reverse().join('L')}z`}
                vector-effect="non-scaling-stroke"
              />
            ))}
          </g>
        );
      })}
    </>
  );
}

/** What ten people would have said of all of it, the most frequent first; null for unclear. */
export function sharesOf(points: readonly BandPoint[]): { dot: Expression | null; share: number }[] {
  const seen = points.filter(isSeen);
  const mean = (value: (point: Seen<BandPoint>) => number) =>
    seen.reduce((sum, point) => sum + value(point), 0) / Math.max(1, seen.length);
  const named = EXPRESSIONS.map((dot) => ({ dot, share: mean(({ votes, doubt }) => votes[dot] * (1 - doubt)) }));
  return [...named.sort((a, b) => b.share - a.share), { dot: null, share: mean(({ doubt }) => doubt) }];
}
