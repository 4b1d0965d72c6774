// What training measured in FER2013's test faces with a face mesh, kept with the curves of training.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FACE_MOVEMENTS, type FaceMovements, movementsOf } from '../../src/engine/types.ts';

const FILE = path.resolve(import.meta.dirname, '../../training/results/movements.bin');
/** The rows in the file, one split after the other. */
const KEPT = ['V', 'P'];
const NOT_MEASURED = -(2 ** 15);

/**
 * @param splits of all rows of the data. @param split whose rows are wanted.
 * @returns by row of the split; empty where nothing was measured, or where the data are not all of FER2013.
 */
export async function measuredMovements(splits: readonly string[], split: string): Promise<(FaceMovements | null)[]> {
  const bytes = await readFile(FILE).catch(() => null);
  const count = (wanted: string) => splits.filter((one) => one === wanted).length;
  const rows = KEPT.reduce((sum, one) => sum + count(one), 0);
  const width = FACE_MOVEMENTS.length;
  if (!bytes || bytes.length !== 2 * rows * width || !KEPT.includes(split)) return [];
  const first = KEPT.slice(0, KEPT.indexOf(split)).reduce((sum, one) => sum + count(one), 0);
  return Array.from({ length: count(split) }, (_, i) => {
    const at = (k: number) => bytes.readInt16LE(2 * ((first + i) * width + k));
    if (at(0) === NOT_MEASURED) return null;
    return movementsOf((k) => at(k) / 1000);
  });
}
