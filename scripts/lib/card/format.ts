// How figures are written.
import type { Share } from '../metrics.ts';

/** "68.6", of a hundred; "–" for what was not measured. */
export function percent(share: Share | undefined, digits = 1): string {
  return share === null || share === undefined ? '–' : (100 * share).toFixed(digits);
}

/** "3,589" */
export function whole(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** "0.96 million" */
export function millions(count: number): string {
  const value = count / 1e6;
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} million`;
}

/** Whether a threshold is a whole number of steps, whatever floating point did to it. */
export function isStep(threshold: number, step: number): boolean {
  return Math.abs(threshold / step - Math.round(threshold / step)) < 1e-6;
}

/** What a net's author says of its accuracy, a share in 0..1 or in words. */
export function claimed(claim: number | string): string {
  return typeof claim === 'number' ? `${+(100 * claim).toFixed(2)} %` : claim;
}

/** Wilson's interval around a share of n, 95 %. @returns [low, high] in 0..1 */
export function interval(share: number, n: number): [number, number] {
  const z = 1.959964;
  const middle = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return [middle - half, middle + half];
}

/** A table of Markdown; columns of nothing but numbers are aligned to the right. */
export function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const rules = header.map((_, i) => (rows.every((row) => /^(\*\*)?[−–\d]/.test(row[i] ?? '')) ? '---:' : '---'));
  return [line(header), line(rules), ...rows.map(line)].join('\n');
}
