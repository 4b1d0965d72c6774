// The evaluation's report: what it holds, and how it reads.
import { EXPRESSIONS, type Expression, FACE_MOVEMENTS, VOTERS } from '../../../src/engine/types.ts';
import { BINS, type Share, share } from '../metrics.ts';
import { type Figures, FOUR, type Shown, type WordPoint } from './figures.ts';
import type { Mix } from './mix.ts';
import type { ModelFigures, Speed } from './model.ts';
import type { MovementFigures } from './movements.ts';
import type { Robustness } from './robustness.ts';

export interface Report extends Figures {
  dataset: string;
  detect: boolean;
  /** Files that could not be decoded; they are in no other figure. */
  unreadable: number;
  /** Null where no face was found. */
  mix: Mix | null;
  /** Null where no face was found. */
  movements: MovementFigures | null;
  /** The same without faces whose very pixels are among the training faces; null where that cannot be known. */
  withoutDuplicates: Figures | null;
  /** The same without exact and near copies of training faces, mirrored ones too; null where that cannot be known. */
  withoutNearDuplicates: Figures | null;
  /** Changed faces, every fourth of FER2013's; null for other pictures and with --quick. */
  robustness: Robustness[] | null;
  speed: Speed;
  model: ModelFigures;
}

/** The report in words. */
export function describe(report: Report): string {
  const { dataset, detect, unreadable, n, found } = report;
  const way = detect ? 'found by the detector' : 'framed as they are';
  const lines = [`${dataset}, faces ${way}`, line('faces', n)];
  if (unreadable > 0) lines.push(line('unreadable', `${unreadable}, left out`));
  if (detect) lines.push(line('not found', `${n - found} (${percent(share(n - found, n))})`));
  const parts = [labels, shownFigures, mixFigures, movements, votes, refusal, calibration, copies, robustness, model];
  return [...lines, ...parts.flatMap((part) => part(report))].join('\n');
}

function labels(f: Report): string[] {
  const { detect, fourClasses } = f;
  return [
    ...heading("Labels head, against the folder's labels"),
    line('accuracy', `${percent(f.accuracy)}${detect ? ' of the faces found' : ''}`),
    ...(detect ? [line('of all', `${percent(f.accuracyOfAll)}, faces not found counted as wrong`)] : []),
    line('macro F1', percent(f.macroF1)),
    line('macro recall', percent(f.macroRecall)),
    line('recall', named(EXPRESSIONS, f.recall)),
    line('four classes', `${percent(fourClasses.accuracy)} of ${fourClasses.n}, asked among ${FOUR.join(', ')} only`),
    line('ECE', `${percent(f.ece)} (top-1 confidence, ${BINS} bins of equal width)`),
    line(
      'even prior',
      `macro recall ${percent(f.even.macroRecall)}${f.even.ferplusMacroRecall === null ? '' : `; ${percent(f.even.ferplusMacroRecall)} of FER+'s seven`}`,
    ),
    line('vote head', `accuracy ${percent(f.votesHead.accuracy)}, macro recall ${percent(f.votesHead.macroRecall)}`),
    ...confusion(f.confusion),
  ];
}

function shownFigures({ shown }: Report): string[] {
  const { ferplus, inUse } = shown;
  const said = [{ name: 'labels', ...inUse.labels }, ...(inUse.ferplus ? [{ name: 'FER+', ...inUse.ferplus }] : [])];
  return [
    ...heading('The word that users see, were it never withheld'),
    line('accuracy', `${percent(shown.accuracy)} on the same labels`),
    line('macro recall', percent(shown.macroRecall)),
    line('recall', named(EXPRESSIONS, shown.recall)),
    ...(ferplus
      ? [
          line('FER+ majority', `accuracy ${percent(ferplus.accuracy)} of ${ferplus.n} among the seven expressions`),
          line('macro recall', percent(ferplus.macroRecall)),
          line('recall', named(EXPRESSIONS, ferplus.recall)),
        ]
      : []),
    ...confusion(shown.confusion),
    ...heading(
      `The word as it is said, from ${percent(shown.unclearBelow, 0)} of ten people on; "unclear" finds nothing`,
    ),
    ...said.flatMap(({ name, macroRecall, recall, precision }) => [
      line(name, `macro recall ${percent(macroRecall)}`),
      line('recall', named(EXPRESSIONS, recall)),
      line('right', named(EXPRESSIONS, precision)),
    ]),
    '',
    ...coverageTable(shown),
  ];
}

function mixFigures({ mix }: Report): string[] {
  if (!mix) return [];
  const { name, truth, n, coverage, falseAmongNeutral, words } = mix;
  const by = truth === 'ferplus' ? "FER+'s majority" : 'label';
  const cells = ({ said, precision, recall }: Mix['words'][Expression]) =>
    [said, precision, recall].map((one) => percent(one));
  return [
    ...heading(`The word at the first look, faces weighted to be a ${name}'s by their ${by}`),
    line('faces', n),
    line('a word', `${percent(coverage)} of all`),
    line('false', `${percent(falseAmongNeutral)} of the neutral ones get another word`),
    '',
    ...table(
      ['  word', 'said', 'right', 'found'],
      EXPRESSIONS.map((e) => [`  ${e}`, ...cells(words[e])]),
    ),
  ];
}

function movements({ movements }: Report): string[] {
  if (!movements) return [];
  const { mesh, expressions } = movements;
  const decimals = (value: number | null) => (value === null ? '–' : value.toFixed(2));
  return [
    ...heading('Movements'),
    ...(mesh
      ? [
          line('face mesh', `correlation over ${mesh.n} faces that it is sure of`),
          line('', FACE_MOVEMENTS.map((name) => `${name} ${decimals(mesh.correlation[name])}`).join(', ')),
        ]
      : []),
    line('expressions', 'area under the curve, the expression against all others'),
    line('', expressions.map((one) => `${one.movement} for ${one.expression} ${decimals(one.area)}`).join(', ')),
  ];
}

/** How often a word is said at each threshold, how often that is right, and how many neutral faces get another word. */
function coverageTable({ coverage, coverageFerplus, unclearBelow }: Shown): string[] {
  const cells = (point: WordPoint | undefined) =>
    [point?.coverage, point?.accuracy, point?.falseAmongNeutral].map((value) => percent(value ?? null));
  const names = ['  threshold', 'labels: said', 'right', 'neutral: false'];
  return table(
    coverageFerplus ? [...names, 'FER+: said', 'right', 'neutral: false'] : names,
    coverage.map((point, i) => [
      `  ${point.threshold.toFixed(1)}${point.threshold === unclearBelow ? ' (in use)' : ''}`,
      ...cells(point),
      ...(coverageFerplus ? cells(coverageFerplus[i]) : []),
    ]),
  );
}

function votes({ ferplus }: Report): string[] {
  if (!ferplus) return [];
  const { n, accuracy, ece, eceOfVotes, macroRecall, sevenMacroRecall, recall, authors } = ferplus;
  const eight = VOTERS.slice(0, Object.keys(recall).length);
  return [
    ...heading("Vote head, against FER+'s votes"),
    line(
      'majority',
      `accuracy ${percent(accuracy)} of ${n} faces with one clear majority among eight, ECE ${percent(ece)}`,
    ),
    line('macro recall', `${percent(macroRecall)}; ${percent(sevenMacroRecall)} among the seven expressions`),
    line('recall', named(eight, recall)),
    line('authors', `accuracy ${percent(authors.accuracy)} of ${authors.n} by the protocol of FER+'s authors`),
    line('shares', `ECE ${percent(eceOfVotes)}: the share said against the share of voters who agreed`),
  ];
}

function refusal({ refusal }: Report): string[] {
  if (!refusal) return [];
  const { notFaces, refused, faces, wronglyRefused } = refusal;
  return [
    ...heading('Crops refused as no face'),
    line('not faces', `${percent(refused)} refused of ${notFaces} that voters call no face`),
    line('faces', `${percent(wronglyRefused)} refused of ${faces} with a clear majority among eight`),
  ];
}

function calibration({ calibration: { labels, votes } }: Report): string[] {
  const cells = (bins: typeof labels, i: number) => {
    const bin = bins[i];
    return bin ? [bin.n, percent(bin.confidence), percent(bin.agreement)] : [];
  };
  const rows = labels.flatMap(({ low, high, n }, i) => {
    if (n === 0 && !votes?.[i]?.n) return [];
    return [[`  ${percent(low)} to ${percent(high)}`, ...cells(labels, i), ...(votes ? cells(votes, i) : [])]];
  });
  const names = ['  said', 'labels: faces', 'said', 'right'];
  return [...heading('Calibration'), ...table(votes ? [...names, 'votes: faces', 'said', 'agreed'] : names, rows)];
}

function copies(report: Report): string[] {
  const { withoutDuplicates, withoutNearDuplicates } = report;
  if (!withoutDuplicates || !withoutNearDuplicates) return [];
  const columns = [report, withoutDuplicates, withoutNearDuplicates];
  const row = (name: string, of: (f: Figures) => Share) => [`  ${name}`, ...columns.map((f) => percent(of(f)))];
  return [
    ...heading('Without copies of training faces'),
    ...table(
      ['', 'all faces', 'no exact copies', 'nor near ones'],
      [
        ['  faces', ...columns.map(({ n }) => n)],
        row('labels head: accuracy', (f) => f.accuracy),
        row('labels head: macro recall', (f) => f.macroRecall),
        row('word: accuracy', (f) => f.shown.accuracy),
        row('word: macro recall', (f) => f.shown.macroRecall),
        row("word: of FER+'s majority", (f) => f.shown.ferplus?.accuracy ?? null),
        row("vote head: of FER+'s majority", (f) => f.ferplus?.accuracy ?? null),
      ],
    ),
  ];
}

function robustness({ robustness }: Report): string[] {
  if (!robustness) return [];
  const rows = robustness.map(({ way, change, amount, n, found, accuracy, macroRecall, words }) => [
    `  ${way.padEnd(9)}${change} ${amount}`,
    n,
    found,
    percent(accuracy),
    percent(macroRecall),
    percent(words.said),
    percent(words.wrong),
  ]);
  return [
    ...heading('Changed faces: straight to the classifier (cropped) or through the detector too (whole)'),
    ...table(['', 'faces', 'found', 'right of all', 'word: macro recall', 'first word: said', 'wrong'], rows),
  ];
}

function model({ model, speed }: Report): string[] {
  const { version, parameters, bytes, multiplyAdds } = model;
  const { msPerFace, min, max, batch, runs } = speed;
  const work = multiplyAdds === null ? '' : `, ${Math.round(multiplyAdds / 1e6)} million multiply-adds a face`;
  return [
    ...heading(`Model ${version}`),
    line('size', `${parameters} parameters, ${(bytes / 1e6).toFixed(2)} MB${work}`),
    line(
      'speed',
      `${msPerFace.toFixed(1)} ms a face (${min.toFixed(1)} to ${max.toFixed(1)}), ${batch} at once, ${runs} runs, WASM on one thread`,
    ),
  ];
}

function heading(text: string): string[] {
  return ['', text];
}

function line(name: string, value: string | number): string {
  return `  ${name.padEnd(15)}${value}`;
}

function named(names: readonly string[], shares: Record<string, Share>): string {
  return names.map((name) => `${name} ${percent(shares[name] ?? null)}`).join(', ');
}

function confusion(counts: number[][]): string[] {
  const rows = counts.map((row, i) => [`  ${EXPRESSIONS[i]}`, ...row]);
  return ['', ...table(['  truth ↓ answer →', ...EXPRESSIONS], rows)];
}

/** Columns as wide as their widest cell, the first one to the left, the others to the right. */
function table(head: string[], rows: (string | number)[][]): string[] {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return all.map((row) => row.map(pad).join('  ').trimEnd());
}

function percent(value: Share, digits = 1): string {
  return value === null ? '–' : `${(100 * value).toFixed(digits)} %`;
}
