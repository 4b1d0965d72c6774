// What README.md says of the bench's figures: one table, one picture.
import * as Plot from '@observablehq/plot';
import type { BackendName } from '../../../src/engine/types.ts';
import { hue } from '../card/charts.ts';
import { table } from '../card/format.ts';
import { drawSheet, GRID, INK, type Panel, SMALL } from '../card/svg.ts';
import { type BenchReport, OURS, type Row } from './report.ts';

const TITLES: Record<BackendName, string> = { wasm: 'WASM', webgl: 'WebGL', webgpu: 'WebGPU', tfjs: 'TensorFlow.js' };
const COLOURS: Record<string, string> = {
  [OURS]: INK.accent,
  human: hue('fear'),
  'human, trick': hue('fear'),
  'face-api': hue('angry'),
  'face-api, trick': hue('angry'),
};
const IS_TRICK = /, trick$/;
/** Of which the table speaks. */
const TILES = 9;

/** Milliseconds for each tile against how many there are. */
export function benchChart({ machine, rows }: BenchReport): string {
  const backends = [...new Set(rows.map((row) => row.backend))];
  const each = rows.map((row) => ({ ...row, ms: row.msPerTick / row.tiles, dashed: IS_TRICK.test(row.engine) }));
  const values = each.map(({ ms }) => ms);
  const domain = [Math.min(...values) * 0.55, Math.max(...values) * 1.25];
  const decades = [1, 10, 100, 1000, 10_000].filter((ms) => ms > (domain[0] ?? 0) && ms < (domain[1] ?? 0));
  const at = { x: 'tiles', y: 'ms' } as const;
  const panel = (backend: BackendName): Panel => {
    const here = each.filter((row) => row.backend === backend);
    const line = { ...at, z: 'engine', stroke: ({ engine }: Row) => COLOURS[engine], strokeWidth: 1.75 };
    return {
      heading: TITLES[backend],
      plot: {
        height: 280,
        marginLeft: 40,
        marginRight: 10,
        marginTop: 10,
        marginBottom: 40,
        x: {
          type: 'point',
          domain: [...new Set(each.map(({ tiles }) => tiles))],
          label: 'tiles',
          labelAnchor: 'center',
          labelArrow: 'none',
        },
        y: { type: 'log', domain, label: null, tickFormat: (ms: number) => String(ms), ticks: decades },
        marks: [
          Plot.gridY({ ...GRID, ticks: decades }),
          Plot.line(
            here.filter(({ dashed }) => !dashed),
            line,
          ),
          Plot.line(
            here.filter(({ dashed }) => dashed),
            { ...line, strokeDasharray: '4 3' },
          ),
          Plot.dot(
            here.filter(({ dashed }) => !dashed),
            { ...at, r: 3.5, fill: ({ engine }) => COLOURS[engine], stroke: INK.page },
          ),
          Plot.text(
            here.filter(({ engine }) => engine === OURS),
            { ...at, text: ({ ms }) => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0)), dy: 14, ...SMALL },
          ),
        ],
      },
    };
  };
  const names = [...new Set(rows.map(({ engine }) => engine))].filter((engine) => !IS_TRICK.test(engine));
  return drawSheet({
    title: 'Milliseconds a tile, every tile found and read anew',
    subtitle: `${machine.cpu}, ${machine.cores} cores, ${machine.browser}. Dashed: the best trick of each. Logarithmic.`,
    rows: [
      {
        legend: names.map((name) => ({ name, colour: COLOURS[name] ?? INK.text, mark: 'line' })),
        panels: backends.map(panel),
      },
    ],
  });
}

/** The table and what has to be said of it. */
export function benchFigures({ machine, rows, peak, reached }: BenchReport): string {
  const backends = [...new Set(rows.map((row) => row.backend))];
  const lines = backends.flatMap((backend) => {
    const of = (engine: string) =>
      rows.find((row) => row.backend === backend && row.tiles === TILES && row.engine === engine);
    const ours = of(OURS);
    if (!ours) return [];
    const times = (engine: string) => {
      const row = of(engine);
      return row ? `${(row.msPerTick / ours.msPerTick).toFixed(1)} ×` : '–';
    };
    return [
      [
        TITLES[backend],
        `**${ours.msPerTick.toFixed(0)} ms**`,
        ...['human', 'face-api', 'human, trick', 'face-api, trick'].map(times),
        `${(ours.firstResultMs / 1000).toFixed(1)} s`,
      ],
    ];
  });
  const header = [`${TILES} tiles`, 'ours', 'human', 'face-api', 'human’s trick', 'face-api’s trick', 'first result'];
  const giga = (value: number | null) => (value === null ? 'none' : `${(value / 1e9).toFixed(1)} billion`);
  const convolutions = reached
    ? ` Our convolutions do ${giga(reached.convolutions)} multiply-adds a second on one thread, ${((100 * reached.convolutions) / reached.of).toFixed(0)} % of what this processor can do in WASM SIMD with nothing else to do (${giga(reached.of)}).`
    : '';
  return `${table(header, lines)}

How many times slower than ours, one tick for all tiles, medians in one run, in turns; ${machine.cpu}, ${machine.cores} cores, ${machine.browser}, ${machine.gpu.includes('SwiftShader') ? 'no GPU: WebGL and WebGPU are drawn by the processor (SwiftShader)' : machine.gpu}.${convolutions}
WebGL here does ${giga(peak.webgl)}.

![Milliseconds a tile against the number of tiles](docs/bench.svg)`;
}
