// What a long call showed: whether memory grows, a line a minute, and a picture of it.
import * as Plot from '@observablehq/plot';
import { hue } from '../card/charts.ts';
import { drawSheet, GRID, INK, type Panel } from '../card/svg.ts';

export interface Minute {
  minute: number;
  people: number;
  /** Of those who are there, whom the call knows. */
  known: number;
  read: number;
  looksPerSecond: number;
  /** The part of the page's main thread that is ours by our own meter, 0..1. */
  pageShare: number;
  tickMs: number;
  /** After a collection of garbage, MiB: JavaScript of the page and of the extension's own pages. */
  pageHeap: number;
  extensionHeap: number;
  /** All memory of the two processes, MiB. */
  pageMemory: number;
  extensionMemory: number;
  /** Nodes that are not in the page and that scripts, the page's or ours, still hold. The page's own count of nodes grows until the browser tidies up. */
  detached: number;
  /** The part of all cores that the extension's process takes, 0..1. */
  processor: number;
  /** What was done to it in this minute. */
  fault: string | null;
}

export interface SoakReport {
  machine: string;
  asked: { minutes: number; people: number };
  minutes: Minute[];
  /** Frames that the page draws a second, before reading is on and at the end. */
  framesPerSecond: { off: number; on: number };
  errors: string[];
}

export const MEASURES = ['pageHeap', 'extensionHeap', 'pageMemory', 'extensionMemory', 'detached'] as const;
/** What fills up at the beginning (caches, compiled code, the last ten minutes of everybody) is no leak. */
const SETTLE_MINUTES = 10;
/** Standard errors: a slope within so many is noise. */
const NOISE = 3;

export interface Slope {
  /** A minute. */
  slope: number;
  /** Its standard error. */
  error: number;
}

/** By least squares; null of fewer than four points. */
export function slopeOf(points: readonly (readonly [number, number])[]): Slope | null {
  const n = points.length;
  if (n < 4) return null;
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / n;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  const slope = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / spread;
  const residual = points.reduce((sum, [a, b]) => sum + (b - y - slope * (a - x)) ** 2, 0);
  return { slope, error: Math.sqrt(residual / (n - 2) / spread) };
}

/** Those measures that grow by more than noise and by more than one in a hundred an hour. */
export function growing(minutes: readonly Minute[]): string[] {
  const late = minutes.filter(({ minute }) => minute > SETTLE_MINUTES);
  return MEASURES.filter((measure) => {
    const found = slopeOf(late.map((one) => [one.minute, one[measure]] as const));
    const last = late.at(-1)?.[measure] ?? 0;
    return found !== null && found.slope > NOISE * found.error && 60 * found.slope > 0.01 * last;
  });
}

const whole = (value: number) => String(Math.round(value));

export function lineOf(m: Minute): string {
  const parts = [
    `${whole(m.minute)} min`,
    `${m.read} of ${m.people} read${m.known < m.people ? `, ${m.people - m.known} not known` : ''}`,
    `${m.looksPerSecond.toFixed(1)} looks/s`,
    `tick ${whole(m.tickMs)} ms`,
    `page ${(100 * m.pageShare).toFixed(1)} %`,
    `processor ${whole(100 * m.processor)} %`,
    `heap ${m.pageHeap.toFixed(1)} + ${m.extensionHeap.toFixed(1)} MiB`,
    `memory ${whole(m.pageMemory)} + ${whole(m.extensionMemory)} MiB`,
    `${whole(m.detached)} nodes held`,
  ];
  return parts.join(', ') + (m.fault ? ` (${m.fault})` : '');
}

export function soakChart({ machine, asked, minutes }: SoakReport): string {
  const panel = (heading: string, lines: [keyof Minute, string][], scale = 1): Panel => ({
    heading,
    plot: {
      height: 200,
      marginLeft: 48,
      marginRight: 10,
      marginTop: 10,
      marginBottom: 36,
      x: { label: 'minutes', labelAnchor: 'center', labelArrow: 'none' },
      y: { label: null, zero: true },
      marks: [
        Plot.gridY(GRID),
        ...lines.map(([key, stroke]) =>
          Plot.line(minutes, { x: 'minute', y: (one: Minute) => scale * Number(one[key]), stroke, strokeWidth: 1.5 }),
        ),
      ],
    },
  });
  const [page, own] = [hue('fear'), INK.accent];
  return drawSheet({
    title: `A call of ${asked.people} for ${asked.minutes} minutes`,
    subtitle: `People come and go, a chat grows; every five minutes something is broken. ${machine}`,
    rows: [
      {
        legend: [
          { name: 'the call’s page, ours in it', colour: page, mark: 'line' },
          { name: 'the extension’s own process', colour: own, mark: 'line' },
        ],
        panels: [
          panel('JavaScript heap, MiB', [
            ['pageHeap', page],
            ['extensionHeap', own],
          ]),
          panel('All memory, MiB', [
            ['pageMemory', page],
            ['extensionMemory', own],
          ]),
        ],
      },
      {
        panels: [
          panel('Looks a second at each person', [['looksPerSecond', own]]),
          panel(
            'The page’s thread and the processor, %',
            [
              ['pageShare', page],
              ['processor', own],
            ],
            100,
          ),
        ],
      },
    ],
  });
}
