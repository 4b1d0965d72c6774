// What the bench measured, and how it reads.
import type { BackendName } from '../../../src/engine/types.ts';

/** One engine on one backend with so many tiles. */
export interface Row {
  engine: string;
  backend: BackendName;
  tiles: number;
  /** Median, least and most milliseconds of a tick, in which every tile is looked at. */
  msPerTick: number;
  min: number;
  max: number;
  facesPerSecond: number;
  /** From asking for the engine's first byte to the first reading. */
  firstResultMs: number;
  /** Scripts, WebAssembly and models that were asked for until then. */
  bytes: number;
  /** Faces found and read in a tick. */
  found: number;
  /** The part of a tick that has to happen in the call's own page, milliseconds. */
  inCallMs: number;
  /** The most tensors alive at once, up to this size. */
  peakTensors: number;
}

export interface BenchReport {
  machine: { cpu: string; cores: number; browser: string; gpu: string };
  rows: Row[];
  /**
   * Multiply-adds a second with nothing else to do: one thread of WASM SIMD, the same with relaxed SIMD's single instruction, WebGL;
   * null where there is none.
   */
  peak: { wasm: number | null; relaxed: number | null; webgl: number | null };
  /** What our kernels make of it, multiply-adds a second on one WASM thread, see bench/share.ts; `of` the peak of the same instructions. */
  reached: { convolutions: number; nets: number; of: number } | null;
}

export const OURS = 'roomtone';

/** The median of an odd number of values, the upper one of the two in the middle for an even number. */
export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

export function describe({ machine, rows, peak, reached }: BenchReport): string {
  const lines = [
    `${machine.cpu}, ${machine.cores} cores; ${machine.browser}; ${machine.gpu}`,
    `multiply-adds a second: ${giga(peak.wasm)} on one WASM SIMD thread, ${giga(peak.relaxed)} with relaxed SIMD, ${giga(peak.webgl)} on WebGL`,
  ];
  if (reached) {
    const { convolutions, nets, of } = reached;
    lines.push(
      `our convolutions do ${giga(convolutions)} on one WASM thread, ${share(convolutions, of)} of the peak; both nets as a whole ${giga(nets)}, counting 3×3 convolutions in full, ${share(nets, of)}`,
    );
  }
  for (const backend of new Set(rows.map((row) => row.backend))) {
    const here = rows.filter((row) => row.backend === backend);
    const table = here.map((row) => {
      const ours = here.find(({ engine, tiles }) => engine === OURS && tiles === row.tiles);
      return [
        String(row.tiles),
        row.engine,
        ms(row.msPerTick),
        `${ms(row.min)}–${ms(row.max)}`,
        row.facesPerSecond.toFixed(1),
        `${row.found}/${row.tiles}`,
        ours && ours !== row ? `${(row.msPerTick / ours.msPerTick).toFixed(1)} ×` : '',
        ms(row.inCallMs),
        ms(row.firstResultMs),
        `${(row.bytes / 1e6).toFixed(2)} MB`,
        String(row.peakTensors),
      ];
    });
    const header = [
      'tiles',
      'engine',
      'ms a tick',
      'range',
      'faces/s',
      'found',
      'ours is faster',
      'in the page',
      'first result',
      'bytes',
      'tensors',
    ];
    lines.push('', backend, ...aligned([header, ...table]));
  }
  return lines.join('\n');
}

function aligned(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 1 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(0)} %`;
}

function giga(value: number | null): string {
  return value === null ? 'none' : `${(value / 1e9).toFixed(1)} G`;
}
