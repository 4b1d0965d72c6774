// Pictures of the way to the shipped model: training runs, and the nets that came before.
import * as Plot from '@observablehq/plot';
import { hue } from './charts.ts';
import { claimed, percent } from './format.ts';
import { type Ablation, CardError, type Compared, type Epoch, type Predecessor, type Run } from './inputs.ts';
import { around, drawSheet, GRID, INK, type LegendEntry, type Panel, type Row, SMALL, shares } from './svg.ts';

const HUES = [INK.accent, ...(['happy', 'fear', 'surprise', 'angry', 'neutral', 'disgust', 'sad'] as const).map(hue)];
type Measure = Exclude<keyof Epoch, 'epoch'>;
const MEASURES: Record<Measure, string> = {
  labels: 'FER2013’s labels: accuracy',
  votes: 'FER+’s votes: accuracy',
  labels_recall: 'FER2013’s labels: mean of the classes',
  votes_recall: 'FER+’s votes: mean of the classes',
};

/** How training went, run by run; the nets that came before in a panel of their own. */
export function curvesChart(runs: Run[], predecessors: Predecessor[]): string {
  const titles = new Map(predecessors.map(({ name, title }) => [name, title]));
  const own = runs.filter(({ name }) => !titles.has(name));
  const earlier = runs.filter(({ name }) => titles.has(name));
  const rows: Row[] = [];
  if (own.length > 0) {
    rows.push({
      legend: legendOf(own.map(({ name }) => name.replaceAll('-', ' '))),
      panels: [curves(own, 'labels'), curves(own, 'votes')],
    });
    rows.push({ panels: [curves(own, 'labels_recall'), curves(own, 'votes_recall')] });
  }
  if (earlier.length > 0) {
    const heading = 'The nets that this project grew from: accuracy on the labels of their classes';
    rows.push({
      legend: legendOf(earlier.map(({ name }) => titles.get(name) ?? name)),
      panels: [{ ...curves(earlier, 'labels'), heading }],
    });
  }
  return drawSheet({ title: 'How training went', subtitle: 'FER2013 PublicTest after each epoch.', rows });
}

/** @throws CardError for more runs than there are colours. */
function legendOf(names: string[]): LegendEntry[] {
  return names.map((name, i) => {
    const colour = HUES[i];
    if (!colour) throw new CardError(`One picture cannot tell ${names.length} runs apart, only ${HUES.length}.`);
    return { name, colour, mark: 'line' };
  });
}

function curves(runs: Run[], measure: Measure): Panel {
  const points = runs.flatMap(({ epochs }, i) =>
    epochs.flatMap(({ epoch, [measure]: share }) => (share === undefined ? [] : [{ epoch, share, colour: HUES[i] }])),
  );
  const last = points.filter(({ colour }, i) => points[i + 1]?.colour !== colour);
  const at = { x: 'epoch', y: 'share' } as const;
  return {
    heading: MEASURES[measure],
    plot: {
      height: 230,
      marginLeft: 50,
      marginRight: 12,
      marginTop: 10,
      marginBottom: 40,
      x: { label: 'epoch', labelAnchor: 'center', labelArrow: 'none', ticks: 6, zero: true },
      y: { ...shares(null), domain: around(points.map(({ share }) => share)), ticks: 5 },
      marks: [
        Plot.gridY({ ...GRID, ticks: 5 }),
        Plot.line(points, { ...at, z: 'colour', stroke: 'colour', strokeWidth: 1.75 }),
        Plot.dot(last, { ...at, r: 3.5, fill: 'colour', stroke: INK.page }),
      ],
    },
  };
}

/** What was aimed at on PrivateTest. */
const AIM = 0.74;

/** What more parameters, more faces and more training bring, and how far that is from what was aimed at. */
export function reachChart(ablations: Ablation[], predecessors: Predecessor[]): string {
  const whole = ablations.filter(({ faces }) => !faces || faces === most(ablations));
  const earlier = predecessors.filter(({ classes }) => classes !== 4);
  const y = 'publicTest';
  const panel = (heading: string, x: Plot.ScaleOptions, marks: Plot.Markish[]): Panel => ({
    heading,
    plot: {
      height: 250,
      marginLeft: 46,
      marginRight: 16,
      marginTop: 14,
      marginBottom: 40,
      x: { inset: 10, ...x, labelAnchor: 'center', labelArrow: 'none' },
      y: { ...shares(null), domain: [0.5, 0.76], ticks: 5 },
      marks: [
        Plot.gridY({ ...GRID, ticks: 5 }),
        Plot.ruleY([AIM], { stroke: INK.muted, strokeDasharray: '4 3' }),
        ...marks,
      ],
    },
  });
  const dots = { y, r: 4.5, fill: INK.accent, stroke: INK.page } as const;
  const byFaces = ablations.filter(({ faces }) => faces).sort((a, b) => (a.faces ?? 0) - (b.faces ?? 0));
  const log = (ticks: number[]) => ({ type: 'log', tickFormat: '~s', ticks }) as const;
  return drawSheet({
    title: 'What more of anything brings',
    subtitle: 'FER2013 PublicTest, labels. Dashed: the 74 % that was aimed at.',
    rows: [
      {
        legend: [
          { name: 'nets of ours', colour: INK.accent },
          { name: 'the nets that this project grew from', colour: INK.muted, mark: 'ring' },
        ],
        panels: [
          panel('parameters', { ...log([1e6, 3e6, 1e7, 3e7]), label: 'parameters, logarithmic' }, [
            Plot.dot(earlier, { x: 'parameters', y, r: 4.5, stroke: INK.muted, strokeWidth: 1.5, fill: INK.page }),
            Plot.dot(whole, { ...dots, x: 'parameters' }),
          ]),
          panel('training faces, all else alike', { ...log([7000, 14000, 28000]), label: 'faces, logarithmic' }, [
            Plot.line(byFaces, { x: 'faces', y, stroke: INK.accent }),
            Plot.dot(byFaces, { ...dots, x: 'faces' }),
            Plot.text(byFaces, { x: 'faces', y, text: (d: Ablation) => percent(d.publicTest), dy: -14, ...SMALL }),
          ]),
          panel('epochs of training', { label: 'epochs', ticks: 5, zero: true }, [
            Plot.dot(whole, { ...dots, x: 'epochs' }),
          ]),
        ],
      },
    ],
  });
}

/** As many faces as any run had. */
function most(ablations: Ablation[]): number {
  return Math.max(0, ...ablations.map(({ faces }) => faces ?? 0));
}

const TITLES = 300;

/** The nets that the project grew from beside the one that ships. @throws CardError when none was measured. */
export function comparisonChart(predecessors: Compared[]): string {
  const was = { of: 'privateTest', colour: INK.muted } as const;
  const is = { of: 'shipped', colour: INK.accent } as const;
  const values = predecessors.flatMap((net) => [net[was.of], net[is.of]]).filter((share) => share !== null);
  if (predecessors.every(({ privateTest }) => privateTest === null))
    throw new CardError('training/results/predecessors.json has no figure of PrivateTest.');
  const y = ({ title }: Compared) => title;
  const pairs = predecessors.filter((net) => net[was.of] !== null && net[is.of] !== null);
  const beside = (dy: number, text: (net: Compared) => string, style: Plot.TextOptions) =>
    Plot.text(predecessors, { y, text, frameAnchor: 'left', dx: -TITLES, dy, textAnchor: 'start', ...style });
  // Each value stands on the outer side of its dot, so that a pair's never meet.
  const value = ({ of, colour }: typeof was | typeof is, other: keyof Compared, right: boolean) =>
    Plot.text(
      predecessors.filter((net) => net[of] !== null && net[of] >= Number(net[other]) === right),
      {
        x: of,
        y,
        text: (net: Compared) => percent(net[of]),
        dx: right ? 11 : -11,
        textAnchor: right ? 'start' : 'end',
        fill: colour,
        fontWeight: 600,
      },
    );
  return drawSheet({
    title: 'The nets that this project grew from, and the one that ships',
    subtitle: 'FER2013 PrivateTest: percent right, each pair on the same faces and classes.',
    rows: [
      {
        legend: [
          { name: 'the net as it was', colour: was.colour, mark: 'ring' },
          { name: 'the net that ships', colour: is.colour },
        ],
        panels: [
          {
            plot: {
              height: predecessors.length * 64 + 36,
              marginLeft: TITLES,
              marginRight: 30,
              marginTop: 4,
              marginBottom: 32,
              x: { domain: around(values), insetLeft: 36, insetRight: 24 },
              y: { type: 'band', domain: predecessors.map(y), axis: null },
              marks: [
                Plot.gridX({ ...GRID, ticks: 6 }),
                Plot.axisX({ ticks: 6, tickFormat: (share: number) => `${Math.round(100 * share)} %`, label: null }),
                beside(-16, y, { fontWeight: 600, fill: INK.text }),
                beside(-6, describe, { ...SMALL, lineAnchor: 'top', lineWidth: 25, lineHeight: 1.3 }),
                Plot.link(pairs, { x1: was.of, x2: is.of, y, stroke: INK.line, strokeWidth: 4 }),
                Plot.dot(predecessors, { x: was.of, y, r: 5, stroke: was.colour, strokeWidth: 1.5, fill: INK.page }),
                Plot.dot(predecessors, { x: is.of, y, r: 6, fill: is.colour, stroke: INK.page }),
                ...[true, false].flatMap((right) => [value(was, is.of, right), value(is, was.of, right)]),
              ],
            },
          },
        ],
      },
    ],
  });
}

/** "7 classes; published: 66 %, validation" */
function describe({ classes, claim, claimOf }: Predecessor): string {
  const published = claim === null ? 'nothing' : [claimed(claim), claimOf].filter(Boolean).join(', ');
  return `${classes === null ? '' : `${classes} classes; `}published: ${published}`;
}
