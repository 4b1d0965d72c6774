// Pictures of what was measured.
import * as Plot from '@observablehq/plot';
import { EXPRESSIONS, type Expression } from '../../../src/engine/types.ts';
import { EXPRESSION_STYLES } from '../../../src/theme/expressions.ts';
import { glyphSvg } from '../../../src/theme/glyph.ts';
import { SURFACES } from '../../../src/theme/surfaces.ts';
import type { Figures } from '../../evaluate.ts';
import { FACE_WIDTH } from '../evaluation/robustness.ts';
import { isStep, percent, whole } from './format.ts';
import { type CardReport, inUse } from './inputs.ts';
import { around, drawSheet, GRID, INK, type Panel, SMALL, shares } from './svg.ts';

export const hue = (expression: Expression) => EXPRESSION_STYLES[expression].light;
/** Of what is measured against FER2013's labels. */
const LABELS = INK.accent;
/** Of what is measured against FER+'s votes. */
const VOTES = hue('fear');
/** Of what is read as users see it. */
const SHOWN = hue('angry');

const identity = <T>(value: T) => value;

/** What was said of faces with each label: shares of the label's faces, and counts. */
export function confusionChart(report: CardReport): string {
  return drawSheet({
    title: 'What is said of faces with each label',
    subtitle: `${report.dataset}: percent of the faces in a row, and how many. A row is FER2013’s label, a column what the net says.`,
    rows: [
      {
        panels: [
          confusionPanel('labels: the label that FER2013 would give', report.confusion),
          confusionPanel('the word that users see, were it never withheld', report.shown.confusion),
        ],
      },
    ],
  });
}

function confusionPanel(heading: string, confusion: number[][]): Panel {
  const cells = confusion.flatMap((row, i) => {
    const n = row.reduce((a, b) => a + b, 0);
    return row.map((count, j) => ({ truth: EXPRESSIONS[i], said: EXPRESSIONS[j], count, share: n && count / n }));
  });
  const at = { x: 'said', y: 'truth', fill: INK.text } as const;
  const side = EXPRESSIONS.length;
  const ROW = 42;
  const [left, top] = [74, 42];
  return {
    heading,
    plot: {
      height: side * ROW + top,
      marginLeft: left,
      marginTop: top,
      marginRight: 0,
      marginBottom: 0,
      padding: 0.05,
      x: { domain: EXPRESSIONS, axis: null, round: false },
      y: { domain: EXPRESSIONS, axis: null, round: false },
      // The lighter accent keeps dark text readable up to a full cell.
      color: { type: 'linear', domain: [0, 1], range: [INK.raised, SURFACES.dark.accent] },
      marks: [
        Plot.cell(cells, { x: 'said', y: 'truth', fill: 'share', rx: 4 }),
        Plot.text(cells, { ...at, text: ({ share }) => (100 * share).toFixed(0), dy: -6, fontSize: 14 }),
        Plot.text(cells, { ...at, text: ({ count }) => whole(count), dy: 10, fontSize: 11, fillOpacity: 0.75 }),
        Plot.text(EXPRESSIONS, { x: identity, frameAnchor: 'top', dy: -10, fontSize: 11, text: identity }),
        Plot.text(EXPRESSIONS, { y: identity, frameAnchor: 'left', dx: -24, textAnchor: 'end', text: identity }),
        (_index, { x, y }, _values, { width }, { document }) => {
          const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
          const middle = { x: (width - left) / side / 2, y: ROW / 2 - 1 };
          const glyph = (expression: Expression, dx: number, dy: number) =>
            `<g transform="translate(${dx - 8},${dy - 8})">${glyphSvg(expression, { size: 16, theme: 'light' })}</g>`;
          group.innerHTML = EXPRESSIONS.flatMap((expression) => [
            glyph(expression, x?.(expression) + middle.x, top - 27),
            glyph(expression, left - 12, y?.(expression) + middle.y),
          ]).join('');
          return group;
        },
      ],
    },
  };
}

/** Reliability diagrams of both heads. */
export function calibrationChart(report: CardReport): string {
  const { labels, votes } = report.calibration;
  const panels = [calibrationPanel('labels: how often the top answer is right', labels, 'right', LABELS)];
  if (votes) panels.push(calibrationPanel('votes: share of voters who chose the top answer', votes, 'agreed', VOTES));
  return drawSheet({
    title: 'How far a stated share can be believed',
    subtitle: `${report.dataset}. On the line, what is said comes true. A dot is a bin of faces, its area and the bar below how many they are.`,
    rows: [{ panels }],
  });
}

type Bins = Figures['calibration']['labels'];

function calibrationPanel(heading: string, bins: Bins, came: string, colour: string): Panel {
  const filled = bins.filter(({ n }) => n > 0);
  const faces = filled.reduce((sum, { n }) => sum + n, 0);
  const most = Math.max(...filled.map(({ n }) => n));
  // The bars have the lowest quarter of the panel to themselves as long as what is said comes true.
  const height = ({ n }: Bins[number]) => (0.22 * n) / most;
  // The smallest bins are dots still, not specks.
  const visible = ({ n }: Bins[number]) => Math.max(n, most / 12);
  return {
    heading,
    plot: {
      height: 340,
      marginLeft: 50,
      marginRight: 12,
      marginTop: 10,
      marginBottom: 40,
      x: { ...shares('said'), domain: [0, 1], ticks: 5 },
      y: { ...shares(null), domain: [0, 1], ticks: 5 },
      r: { domain: [0, most], range: [0, 11] },
      marks: [
        Plot.gridY({ ...GRID, ticks: 5 }),
        Plot.rectY(filled, { x1: 'low', x2: 'high', y: height, fill: colour, fillOpacity: 0.18, inset: 1 }),
        Plot.text(
          filled.filter(({ n }) => n === most),
          { x: ({ low, high }) => (low + high) / 2, y: height, text: ({ n }) => whole(n), dy: -8, ...SMALL },
        ),
        Plot.line([0, 1], { x: identity, y: identity, stroke: INK.edge, strokeDasharray: '4 4' }),
        Plot.dot(filled, { x: 'confidence', y: 'agreement', r: visible, fill: colour, stroke: INK.page }),
        Plot.text([`${came}, of ${whole(faces)} faces`], { frameAnchor: 'top-left', dx: 8, dy: 10, ...SMALL }),
      ],
    },
  };
}

/** Accuracy of what is said against how much is said, as the threshold of "unclear" moves. */
export function coverageChart(report: CardReport): string {
  const { shown } = report;
  const curves = [{ name: 'right by FER2013’s label', colour: LABELS, points: shown.coverage }];
  if (shown.coverageFerplus) {
    curves.push({ name: 'right by FER+’s majority', colour: VOTES, points: shown.coverageFerplus });
  }
  const points = curves.flatMap(({ points, colour }) =>
    points.flatMap(({ coverage, accuracy, threshold }) =>
      coverage !== null && accuracy !== null ? [{ coverage, accuracy, threshold, colour }] : [],
    ),
  );
  const used = curves.map(({ points, name, colour }) => ({ ...inUse(shown, points), name, colour }));
  const fifths = points.filter(
    // Where nearly all get an answer the dots lie on one another.
    ({ threshold, coverage }) => coverage < 0.97 && isStep(threshold, 0.2),
  );
  const at = { x: 'coverage', y: 'accuracy' } as const;
  return drawSheet({
    title: 'How often it answers, and how often that is right',
    subtitle: `${report.dataset}: the word that users see, for thresholds from 0.1 at the right. The large dots are the one in use, ${shown.unclearBelow}.`,
    rows: [
      {
        legend: used.map(({ name, colour, coverage, accuracy }) => {
          const said = `at ${shown.unclearBelow} it answers ${percent(coverage)} %, ${percent(accuracy)} % of them`;
          return { name: `${said} ${name}`, colour, mark: 'line' };
        }),
        panels: [
          {
            plot: {
              height: 340,
              marginLeft: 50,
              marginRight: 28,
              marginTop: 16,
              marginBottom: 40,
              x: { ...shares('faces that get an answer'), domain: [0, 1] },
              y: { ...shares(null), domain: around(points.map(({ accuracy }) => accuracy)), ticks: 6, insetBottom: 16 },
              marks: [
                Plot.gridY({ ...GRID, ticks: 6 }),
                Plot.line(points, { ...at, z: 'colour', stroke: 'colour', strokeWidth: 2 }),
                Plot.dot(points, { ...at, r: 2.5, fill: 'colour' }),
                Plot.text(fifths, { ...at, text: ({ threshold }) => String(threshold), dy: 14, ...SMALL }),
                Plot.dot(used, { ...at, r: 7, fill: 'colour', stroke: INK.page, strokeWidth: 2 }),
              ],
            },
          },
        ],
      },
    ],
  });
}

type Change = CardReport['robustness'][number];
const WAYS = { cropped: 'The crop itself changed', whole: 'The picture changed, the face found in it' } as const;

/** What changes to the picture cost. */
export function robustnessChart(report: CardReport): string {
  const changes = report.robustness;
  const measured = changes.flatMap(({ accuracy, macroRecall }) => [accuracy, macroRecall].filter((x) => x !== null));
  const domain = around(measured);
  const name = ({ change, amount }: Change) => `${change} ${amount}`.trim();
  const heads = [
    { of: 'accuracy', stroke: LABELS },
    { of: 'macroRecall', stroke: SHOWN },
  ] as const;
  const panel = (way: Change['way']): Panel => {
    const rows = changes.filter((change) => change.way === way);
    const base = rows.filter(({ change, amount }) => change === 'as it is' || amount === `${FACE_WIDTH} px`);
    return {
      heading: WAYS[way],
      plot: {
        height: rows.length * 22 + 32,
        marginLeft: 158,
        marginRight: 12,
        marginTop: 4,
        marginBottom: 28,
        x: { ...shares(null), domain, ticks: 4 },
        y: { type: 'band', domain: rows.map(name), label: null, tickSize: 0, round: false },
        marks: [
          Plot.gridX({ ...GRID, ticks: 4 }),
          ...heads.map(({ of, stroke }) => Plot.ruleX(base, { x: of, stroke, strokeDasharray: '3 3' })),
          Plot.dot(rows, { x: 'macroRecall', y: name, r: 4.25, stroke: SHOWN, strokeWidth: 1.5, fill: INK.page }),
          Plot.dot(rows, { x: 'accuracy', y: name, r: 5, fill: LABELS, stroke: INK.page }),
        ],
      },
    };
  };
  return drawSheet({
    title: 'What changes to the picture cost',
    subtitle: `${report.dataset}, ${whole(changes[0]?.n ?? 0)} faces. The dashed lines are the faces as they are.`,
    rows: [
      {
        legend: [
          { name: 'labels: accuracy, a face not found counted as wrong', colour: LABELS },
          { name: 'the word, never withheld: mean recall, of the faces found', colour: SHOWN, mark: 'ring' },
        ],
        panels: (['cropped', 'whole'] as const).map(panel),
      },
    ],
  });
}
