// The model card as Markdown, in the order of Mitchell et al. 2019. Every figure in it comes from the inputs.

import { dotsFor } from '../../../src/call/room/dots.ts';
import { DEFAULTS } from '../../../src/call/room/participant.ts';
import { CALL, LEARNT, START } from '../../../src/call/room/prior.ts';
import { EXPRESSIONS, FACE_MOVEMENTS, NOT_A_FACE_ABOVE, VOTERS } from '../../../src/engine/types.ts';
import type { Figures, Report } from '../../evaluate.ts';
import { BINS, type Share } from '../metrics.ts';
import { claimed, interval, millions, percent, table, whole } from './format.ts';
import { type CardReport, type Inputs, inUse, type Metadata } from './inputs.ts';
import { trainingData } from './training.ts';

export function modelCard(inputs: Inputs): string {
  const { metadata, report } = inputs;
  const sections = [
    opening(metadata, report),
    modelDetails(inputs),
    intendedUse,
    factors,
    metrics,
    evaluationData(report),
    trainingData(metadata),
    calibration(metadata),
    quantitative(inputs),
    earlierNets(inputs),
    ethics,
    caveats(report),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function opening({ version }: Metadata, { dataset }: CardReport): string {
  const standing =
    dataset === 'FER2013 PrivateTest'
      ? 'They were read once, when nothing was left to choose.'
      : 'They are not for comparing with other nets: that is what PrivateTest is for.';
  return `<!-- Made by \`npm run card\`; changes by hand are lost. -->
# Model card: roomtone-expression ${version}

A small convolutional net that looks at a gray picture of a face and says how its expression would read to ten people. It says
nothing about what the person feels. The card follows Mitchell et al. 2019 ([arXiv 1810.03993](https://arxiv.org/abs/1810.03993)).

**Its figures are of ${dataset}.** ${standing}`;
}

function modelDetails({ metadata, report, weights }: Inputs): string {
  const { parameters, bytes } = report.model;
  const { msPerFace, min, max, batch, runs } = report.speed;
  const { smoothingMs, clearDots } = DEFAULTS;
  return `## Model details

${table(
  ['', ''],
  [
    [
      'files',
      `\`expression/model.json\`, \`expression/weights.bin\`: a TensorFlow.js graph model, weights in ${weights.join(' and ')}`,
    ],
    [
      'size',
      `${whole(parameters)} parameters, ${whole(bytes)} bytes, ${millions(metadata.multiplyAdds)} multiply-adds a face`,
    ],
    [
      'speed',
      `${msPerFace.toFixed(1)} ms a face, ${batch} at once, on one WASM thread of the machine that measured this (median of ${runs} runs, ${min.toFixed(1)} to ${max.toFixed(1)})`,
    ],
    ['in', '`face` [N, 48, 48, 1]: gray, 0..1, upright, framed as FER2013 frames faces; standardised inside the graph'],
    ['out', `\`votes\` [N, ${VOTERS.length}]: shares of voters for ${VOTERS.join(', ')}`],
    ['out', `\`labels\` [N, ${EXPRESSIONS.length}]: FER2013's label as probabilities, for ${EXPRESSIONS.join(', ')}`],
    [
      'out',
      `\`shown\` [N, ${EXPRESSIONS.length}]: both heads joined, with the expressions' frequencies on the web taken out, so that rare ones count as much as common ones; in the same order. It decides between words that the dots leave open`,
    ],
    [
      'out',
      `\`movements\` [N, ${FACE_MOVEMENTS.length}]: ${FACE_MOVEMENTS.join(', ')}, as a face mesh measures them, over the distance of the eyes. Each output can be asked for alone; of the others nothing is computed then`,
    ],
    ['licence', 'MIT, as all of this repository; what it learnt from is told under “Training data”'],
  ],
)}

How readings come about (\`src/engine\`, \`src/call/room\`):

- **No face.** A crop is refused when at least ${percent(NOT_A_FACE_ABOVE, 0)} % of voters would say "not a face".
- **Dots.** Ten dots are \`votes\`: the seven expressions, and hollow ones for the doubt, which is contempt, "unknown" and "not a face" together.
- **The word.** An expression with at least ${clearDots} of the ten dots, and at most one dot fewer than any other; where that leaves several, the one that
  leads in \`shown\`. Where none has so many the reading is "unclear".
- **In a call.** \`votes\` and \`shown\` are moved from the prior that they were learnt under to that of a call by Bayes' rule, before anything is said: half-way, in
  logarithms, between the voters of the training faces (${percent(LEARNT.neutral, 0)} % neutral, ${percent(LEARNT.happy, 0)} % happy) and a call (${percent(CALL.neutral, 0)} and ${percent(CALL.happy, 0)} %), which is
  ${EXPRESSIONS.map((e) => `${e} ${percent(START[e], 0)}`).join(', ')} %. Whoever is seldom neutral is soon taken for neutral less easily (label shift from their own readings,
  Saerens et al. 2002). What a face mostly shows in this call, more than neutral faces do, is expected of it less once that has been seen for half a
  minute, but never less than a third as much. Then both are smoothed (time constant ${smoothingMs / 1000} s; twice that while the mouth opens and closes as of somebody who talks,
  looks with a closed mouth counting more; up to 5 s while a face goes back and forth), and a word that stands is kept down to ${clearDots - 1} dots.

The figures below are of the net itself, without the prior of a call, but for those that say so.`;
}

const intendedUse = `## Intended use

For seeing how expressions in a call might read to others: rehearsing before one's own camera, groups large enough to hide in,
accessibility in private calls, research with consent.

Not for deciding anything about a person: hiring, grading, work, insurance, credit, policing, health, lie detection, scores of attention
or engagement. Not at work or in education within the European Union, where inferring emotions is prohibited (AI Act, article 5(1)(f)).`;

const factors = `## Factors

How a face is framed, how wide it is in pixels, how far the head is rolled, what covers it, how it is lit and how strongly the picture is compressed: each was
changed on its own and is measured below. Lenses, beards and heads turned sideways or down were not. Age, sex, skin and culture were not
either, since the data does not name them.`;

const metrics = `## Metrics

- **Accuracy**: share of faces whose top answer is right, of one forward pass a face: no flips, no crops, no ensemble. Intervals are Wilson's, 95 %.
- **Mean recall**: mean of the classes' shares found, so that rare classes count as much as common ones.
- **Four classes**: faces labelled happy, sad, angry or neutral, \`labels\` asked among these only.
- **FER+ majority**: what most voters chose among eight emotions; faces whose top vote is tied, "unknown" or "not a face", or whose votes belong to
  another picture, do not count. Beside it the protocol of FER+'s authors: single votes are dropped, and the top class needs more than
  half of what is left. The word is asked among the seven, without contempt.
- **The word, never withheld**: what would be said from the first dot on. **The word as said** is withheld below the threshold, and "unclear" finds nothing.
- **Calibration error**: distance between what was said and what came true, ${BINS} bins weighted by faces. For \`votes\`, between the top class's
  share and the share of voters who chose it; the error of the top of eight asks instead whether the majority chose it, which is not what shares state.
- **Coverage**: share of faces that get a word rather than "unclear".

People reach about 65 ± 5 % on FER2013's labels (arXiv 1307.0414): these are noisy, and 100 % is out of reach for anybody.`;

function evaluationData({ dataset, n, withoutDuplicates, withoutNearDuplicates }: CardReport): string {
  return `## Evaluation data

${dataset}: ${whole(n)} faces, read by the engine that ships. ${whole(n - withoutDuplicates.n)} of them are exact copies of faces in FER2013's training split and
${whole(withoutDuplicates.n - withoutNearDuplicates.n)} more are near copies. This net has seen neither in training, other nets may have, so figures are also given without them.

PublicTest picks the epoch and fits the calibration, so its own figures flatter a little. PrivateTest is read once, at the very end; nothing is
chosen by it.

    npm run evaluate -- --data DATA --json models/expression/evaluation.json                   # PrivateTest; --split V for PublicTest
    npm run evaluate -- --data DATA --detect --json models/expression/evaluation-detect.json
    npm run card`;
}

function calibration({ calibration: { temperature, shown } }: Metadata): string {
  const offsets = EXPRESSIONS.map((name, i) => `${name} ${signed(shown.offset[i] ?? 0)}`);
  return `### Calibration

Fitted on PublicTest and folded into the graph. \`votes\` and \`labels\` are divided by one temperature each (${temperature.votes.toFixed(2)} and
${temperature.labels.toFixed(2)}). With v and l for the logits of both after that (of \`votes\` the first seven), \`shown\` is the softmax of ${shown.votes.toFixed(2)} v + ${shown.labels.toFixed(2)} l + offset, fitted with all
seven expressions weighted alike; the offsets are ${offsets.join(', ')}.`;
}

function quantitative({ report, detected }: Inputs): string {
  const { refusal, dataset } = report;
  return `## Quantitative analyses

In percent; ${dataset}.

### Against FER2013's labels

${againstLabels(report, detected)}

${byClass(report)}

![Confusion matrices of both readings](card/confusion.svg)

### Against FER+'s votes

${againstVotes(report, detected)}

### Calibration of what is said

![Reliability of the shares that the heads state](card/calibration.svg)

### How often it says "unclear"

On single faces, without the smoothing of a call. The threshold is the share of ten people that a word needs, in dots. It was chosen on PublicTest: the
lowest at which fewer than one in ten neutral faces gets another word.

${coverageTable(report)}

![Accuracy against coverage](card/coverage.svg)

${mixTable(report)}

${movementTable(report)}

### What is no face

${table(
  ['of crops that voters see as', 'crops', 'refused'],
  [
    ['no face, by a clear majority', whole(refusal.notFaces), percent(refusal.refused, 2)],
    ['one of eight emotions, by a clear majority', whole(refusal.faces), percent(refusal.wronglyRefused, 2)],
  ],
)}

### Changed faces

Each face of a sample was changed and read again: as a crop that goes straight to the net, or as a picture in which the detector finds the face
first, framed and turned upright as in a call. There a face that is not found counts as wrong. ${chance(report)}

${robustnessTable(report)}

![What changes to the picture cost](card/robustness.svg)`;
}

interface Column {
  title: string;
  figures: Figures;
}

function columnsOf(report: CardReport, detected: Report | null): Column[] {
  const columns = [
    { title: 'all faces', figures: report },
    { title: 'no exact copies', figures: report.withoutDuplicates },
    { title: 'nor near ones', figures: report.withoutNearDuplicates },
  ];
  return detected ? [...columns, { title: 'found by the detector', figures: detected }] : columns;
}

function figureTable(columns: Column[], rows: [string, (figures: Figures) => string][]): string {
  return table(
    ['', ...columns.map(({ title }) => title)],
    rows.map(([name, cell]) => [name, ...columns.map(({ figures }) => cell(figures))]),
  );
}

function againstLabels(report: CardReport, detected: Report | null): string {
  const ofAll: [string, (f: Figures) => string][] = [
    ['faces found', (f) => whole(f.found)],
    ['`labels`: accuracy, not found counted as wrong', (f) => percent(f.accuracyOfAll, 2)],
  ];
  return figureTable(columnsOf(report, detected), [
    ['faces', (f) => whole(f.n)],
    ...(detected ? ofAll : []),
    ['**`labels`: accuracy**', (f) => `**${percent(f.accuracy, 2)}**`],
    ['… 95 % interval', (f) => within(f.accuracy, f.found)],
    ['`labels`: mean recall', (f) => percent(f.macroRecall, 2)],
    ['`labels`: macro F1', (f) => percent(f.macroF1, 2)],
    ['`labels`: four classes', (f) => percent(f.fourClasses.accuracy, 2)],
    ['`labels`: calibration error', (f) => percent(f.ece, 2)],
    ['the word, never withheld: accuracy', (f) => percent(f.shown.accuracy, 2)],
    ['the word, never withheld: mean recall', (f) => percent(f.shown.macroRecall, 2)],
    ['**the word as said: mean recall**', (f) => `**${percent(f.shown.inUse.labels.macroRecall, 2)}**`],
    ['`shown`: mean recall', (f) => percent(f.even.macroRecall, 2)],
    ['`votes`: accuracy', (f) => percent(f.votesHead.accuracy, 2)],
  ]);
}

function againstVotes(report: CardReport, detected: Report | null): string {
  return figureTable(columnsOf(report, detected), [
    ['faces with a clear majority', (f) => whole(f.ferplus?.n ?? 0)],
    ['**`votes`: accuracy of eight**', (f) => `**${percent(f.ferplus?.accuracy, 2)}**`],
    ['… 95 % interval', (f) => within(f.ferplus?.accuracy, f.ferplus?.n ?? 0)],
    ['`votes`: mean recall of eight', (f) => percent(f.ferplus?.macroRecall, 2)],
    ['`votes`: mean recall of seven', (f) => percent(f.ferplus?.sevenMacroRecall, 2)],
    ['`votes`: accuracy by the authors’ protocol', (f) => percent(f.ferplus?.authors.accuracy, 2)],
    ['… of so many faces', (f) => whole(f.ferplus?.authors.n ?? 0)],
    ['`votes`: calibration error of the top of eight', (f) => percent(f.ferplus?.ece, 2)],
    ['`votes`: calibration error of the shares', (f) => percent(f.ferplus?.eceOfVotes, 2)],
    ['`shown`: mean recall of seven', (f) => percent(f.even.ferplusMacroRecall, 2)],
    ['the word, never withheld: accuracy of seven', (f) => percent(f.shown.ferplus?.accuracy, 2)],
    ['the word, never withheld: mean recall of seven', (f) => percent(f.shown.ferplus?.macroRecall, 2)],
    ['**the word as said: mean recall of seven**', (f) => `**${percent(f.shown.inUse.ferplus?.macroRecall, 2)}**`],
  ]);
}

function byClass({ confusion, recall, shown, ferplus, withoutNearDuplicates: fresh }: CardReport): string {
  const { inUse } = shown;
  const freshWord = fresh.shown.inUse.labels;
  const columns = [recall, inUse.labels.recall, fresh.recall, freshWord.recall, ferplus.recall, inUse.ferplus?.recall];
  const labelled = EXPRESSIONS.map((name, i) => [
    name,
    whole(confusion[i]?.reduce((a, b) => a + b, 0) ?? 0),
    ...columns.map((shares) => percent(shares?.[name])),
  ]);
  const contempt = ['contempt', '–', '–', '–', '–', '–', percent(ferplus.recall.contempt), '–'];
  const right = EXPRESSIONS.map((name) => [
    name,
    ...[inUse.labels.precision, freshWord.precision, inUse.ferplus?.precision].map((shares) => percent(shares?.[name])),
  ]);
  return `Recall by class, against the labels and, in the last two columns, against FER+'s majority. "No copies" leaves out exact and near ones.

${table(
  [
    '',
    'faces',
    '`labels`',
    'the word',
    '`labels`, no copies',
    'the word, no copies',
    '`votes`, FER+',
    'the word, FER+',
  ],
  [...labelled, contempt],
)}

Of the faces that get a word, how many it is right for:

${table(['the word says', 'by the label', 'by the label, no copies', 'by FER+’s majority'], right)}`;
}

function coverageTable({ shown }: CardReport): string {
  const used = inUse(shown);
  return table(
    [
      'dots needed',
      'get a word',
      'right by FER2013’s label',
      'get a word, of FER+’s',
      'right by FER+’s majority',
      'neutral by FER+, but another word',
    ],
    shown.coverage.map((point, i) => {
      const ferplus = shown.coverageFerplus?.[i];
      const { coverage, accuracy } = point;
      const cells = [coverage, accuracy, ferplus?.coverage, ferplus?.accuracy, ferplus?.falseAmongNeutral].map(
        (share) => percent(share),
      );
      const row = [String(dotsFor(point.threshold)), ...cells];
      return point === used ? row.map((cell) => `**${cell}**`) : row;
    }),
  );
}

function mixTable({ mix }: CardReport): string {
  if (!mix) return '';
  const { n, coverage, falseAmongNeutral, words } = mix;
  const rows = EXPRESSIONS.map((e) => {
    const { said, precision, recall } = words[e];
    return [e, percent(said), percent(precision), percent(recall)];
  });
  return `### In a call's mix

The same ${whole(n)} faces, weighted so that 65 % are neutral by ${mix.truth === 'ferplus' ? "FER+'s majority" : 'their label'}, 25 % happy and 10 % the rest; single looks, under the prior of a call at its
beginning. ${percent(coverage)} % of all get a word; ${percent(falseAmongNeutral)} % of the neutral faces get another word than "neutral".

${table(['word', 'said of', 'right', 'found'], rows)}`;
}

function movementTable({ movements }: CardReport): string {
  if (!movements) return '';
  const { mesh, expressions } = movements;
  const decimals = (value: number | null) => (value === null ? '–' : value.toFixed(2));
  const told = expressions.map(
    ({ movement, expression, area }) => `${movement} ${expression} from the rest ${decimals(area)}`,
  );
  const against = mesh
    ? `Against the face mesh (MediaPipe's, Apache-2.0) on ${whole(mesh.n)} of these faces, correlation: ${FACE_MOVEMENTS.map((name) => `${name} ${decimals(mesh.correlation[name])}`).join(', ')}.
`
    : '';
  return `### Movements

${against}Against expressions, area under the curve: ${told.join(', ')}.`;
}

function robustnessTable({ robustness }: CardReport): string {
  const rows = robustness.map(({ way, change, amount, n, found, accuracy, macroRecall, words }) => [
    `${change} ${amount}`.trim(),
    way === 'cropped' ? 'crop' : 'picture',
    whole(n),
    whole(found),
    percent(accuracy),
    percent(macroRecall),
    percent(words.said),
    percent(words.wrong),
  ]);
  return table(
    [
      'change',
      'to the',
      'faces',
      'found',
      '`labels`: accuracy',
      'the word, never withheld: mean recall',
      'the word at the first look: said',
      'wrong',
    ],
    rows,
  );
}

function chance({ robustness }: CardReport): string {
  const [base] = robustness;
  if (!base || base.accuracy === null) return '';
  const [low, high] = interval(base.accuracy, base.n);
  return `By the number of faces alone an accuracy here is
uncertain by ${percent((high - low) / 2)} points either way (95 %), and mean recall by more, since few faces stand for a rare class.`;
}

function earlierNets({ predecessors, ablations, others, runs }: Inputs): string {
  const parts: string[] = [];
  if (others)
    parts.push(`### As others count

Published figures of PrivateTest are often means over ten crops of each face, of nets that saw copies of test faces in training: ${percent(others.copied, 0)} % of the
faces have one there. Counted like that, in percent, by PyTorch; the second net is the first, trained on with the copies left in, and never ships.

${table(
  ['copies in training', 'passes a face', '`labels`', '`votes`, majority among eight'],
  others.nets.map(({ copies, crops, labels, votes }) => [
    copies ? 'yes' : 'no',
    String(crops),
    percent(labels, 1),
    percent(votes, 1),
  ]),
)}`);
  if (predecessors.length > 0) {
    parts.push(`### The nets that this project grew from

Each was built and trained again from what its author published and measured by the protocol of this card, in percent. "This net" is asked among the
same classes, on the same faces of PrivateTest.

${table(
  ['net', 'published', 'for', 'classes', 'parameters', 'epochs', 'PublicTest', 'PrivateTest', 'this net', 'note'],
  predecessors.map((net) => [
    net.title,
    net.claim === null ? '–' : claimed(net.claim),
    net.claimOf ?? '–',
    String(net.classes ?? '–'),
    net.parameters === null ? '–' : whole(net.parameters),
    String(net.epochs ?? '–'),
    percent(net.publicTest, 2),
    percent(net.privateTest, 2),
    percent(net.shipped, 2),
    net.note ?? '',
  ]),
)}

![The nets that this project grew from beside the one that ships](../training/results/comparison.svg)`);
  }
  if (ablations.length > 0) {
    parts.push(`### What was tried

PublicTest, in percent: \`labels\` against FER2013's labels, \`votes\` against FER+'s majority among eight.

${table(
  ['', 'parameters', 'multiply-adds', 'epochs', '`labels`', '`votes`', 'note'],
  ablations.map((tried) => [
    tried.title,
    whole(tried.parameters),
    millions(tried.multiplyAdds),
    String(tried.epochs),
    percent(tried.publicTest, 2),
    percent(tried.publicTestVotes, 2),
    tried.note ?? '',
  ]),
)}`);
  }
  const byFaces = ablations.filter(({ faces }) => faces).sort((a, b) => (a.faces ?? 0) - (b.faces ?? 0));
  const accuracies = byFaces.map(({ publicTest }) => publicTest ?? 0);
  const gains = accuracies.slice(1).map((accuracy, i) => accuracy - (accuracies[i] as number));
  const gain = gains.at(-1);
  if (gain) {
    const best = Math.max(...ablations.map(({ publicTest }) => publicTest ?? 0));
    const doublings = (0.74 - best) / gain;
    parts.push(`### What more of anything would bring

![Accuracy against parameters, training faces and epochs](../training/results/reach.svg)

74 % of FER2013's labels was aimed at, and is out of reach by these means: half as many parameters again and a third teacher change nothing, and longer
training ends level. Twice the faces, all else alike, bring ${gains.map((one) => percent(one)).join(', then ')} points (${byFaces.map(({ faces }) => whole(faces ?? 0)).join(', ')} faces):
did that not go on falling, the ${percent(0.74 - best)} points that are missing would take ${(2 ** doublings).toFixed(0)} times as many faces, or labels with fewer errors.
People agree with FER2013's in 65 ± 5 %.`);
  }
  if (runs.length > 0) {
    parts.push('### How training went\n\n![Training runs, epoch by epoch](../training/results/curves.svg)');
  }
  return parts.join('\n\n');
}

const ethics = `## Ethical considerations

- Facial movements do not map one to one to feelings (Barrett et al. 2019, [doi 10.1177/1529100619832930](https://doi.org/10.1177/1529100619832930)).
  A reading is what onlookers would say, and onlookers err.
- The people in the data were not asked. Their photographs are not shipped, but the net was made with them.
- The voters' habits are in the votes: how they read faces of either sex, any age and any skin is what the net repeats.
- Watching faces changes how people behave. Tell those in the call, and ask first.`;

function caveats({ dataset, n, accuracy, recall, shown }: CardReport): string {
  const weakest = (shares: Record<string, Share>) =>
    Object.entries(shares)
      .sort(([, a], [, b]) => (a ?? 0) - (b ?? 0))
      .slice(0, 2)
      .map(([name, share]) => `${name} (${percent(share, 0)} %)`)
      .join(' and ');
  return `## Caveats and recommendations

- **Some expressions are found less often than others.** Least of all, in \`labels\`: ${weakest(recall)}; by the word: ${weakest(shown.inUse.labels.recall)}.
  Rare ones rest on few faces, in training and here. Treat such readings as hints.
- **Stills from a web search**, posed and candid, often with open mouths and strong expressions. A call's long, calm, half-lit minutes look
  different; on video of calls nothing was measured.
- **Demographic skew is unknown.** The data names neither age, sex, skin nor culture, so nobody can say for whom it works less well. Assume
  that it does for some.
- **Ten votes are ten crowd workers**, not a panel of experts and not the people in the call.
- **A near copy can hide.** One that is shifted or cropped otherwise may have stayed in training. Some faces of PrivateTest copy one of PublicTest,
  which picked the epoch.
- **One run.** Another seed would land elsewhere. By the number of faces in ${dataset} alone, ${whole(n)}, an accuracy of ${percent(accuracy)} % stands for
  anything from ${within(accuracy, n)} % (95 %).`;
}

function within(share: Share | undefined, n: number): string {
  if (share === null || share === undefined) return '–';
  return interval(share, n)
    .map((limit) => percent(limit))
    .join(' to ');
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
