// Makes models/MODEL_CARD.md, its pictures and README.md's figures from what was measured. `npm run card`, `npm run card -- --check`
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { benchChart } from './lib/bench/readme.ts';
import { calibrationChart, confusionChart, coverageChart, robustnessChart } from './lib/card/charts.ts';
import { CardError, readInputs } from './lib/card/inputs.ts';
import { withFigures } from './lib/card/readme.ts';
import { modelCard } from './lib/card/text.ts';
import { comparisonChart, curvesChart, reachChart } from './lib/card/training-charts.ts';

const USAGE = `Usage: npm run card [-- --check]

Makes models/MODEL_CARD.md, its pictures and README.md's figures from what was measured.

--check  writes nothing, and ends with 1 where a file is not what the measurements give`;

const ROOT = path.resolve(import.meta.dirname, '..');

/** The card's files by their paths from `root`; null for one that has nothing to show. @throws CardError */
export async function makeCard(root = ROOT): Promise<Map<string, string | null>> {
  const inputs = await readInputs(root);
  const { report, runs, predecessors, ablations, bench } = inputs;
  const readme = await readFile(path.join(root, 'README.md'), 'utf8').catch(() => '');
  return new Map([
    ['README.md', withFigures(readme, inputs)],
    ['docs/bench.svg', bench && benchChart(bench)],
    ['models/MODEL_CARD.md', modelCard(inputs)],
    ['models/card/confusion.svg', confusionChart(report)],
    ['models/card/calibration.svg', calibrationChart(report)],
    ['models/card/coverage.svg', coverageChart(report)],
    ['models/card/robustness.svg', robustnessChart(report)],
    ['training/results/curves.svg', runs.length > 0 ? curvesChart(runs, predecessors) : null],
    [
      'training/results/reach.svg',
      ablations.filter(({ faces }) => faces).length > 1 ? reachChart(ablations, predecessors) : null,
    ],
    ['training/results/comparison.svg', predecessors.length > 0 ? comparisonChart(predecessors) : null],
  ]);
}

/** Those of the card's files that differ on disk from what the inputs give. @throws CardError */
export async function staleFiles(root = ROOT): Promise<string[]> {
  const stale: string[] = [];
  for (const [file, content] of await makeCard(root)) {
    if ((await readFile(path.join(root, file), 'utf8').catch(() => null)) !== content) stale.push(file);
  }
  return stale;
}

/** @returns the exit code. */
export async function main(argv: string[], root = ROOT): Promise<number> {
  if (argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  try {
    const { check } = parseArgs({ args: argv, options: { check: { type: 'boolean' } } }).values;
    if (check) {
      const stale = await staleFiles(root);
      for (const file of stale) console.error(`${file} is not what its inputs give: run npm run card.`);
      return stale.length > 0 ? 1 : 0;
    }
    for (const [file, content] of await makeCard(root)) {
      const whole = path.join(root, file);
      if (content === null) {
        await rm(whole, { force: true });
        continue;
      }
      await mkdir(path.dirname(whole), { recursive: true });
      await writeFile(whole, content);
      console.log(file);
    }
    return 0;
  } catch (error) {
    const known = error instanceof CardError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
    if (!known) throw error;
    console.error((error as Error).message);
    return 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.argv.slice(2));
