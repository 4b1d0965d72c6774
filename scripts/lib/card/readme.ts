// The README's own figures: the few of the card's that a reader wants first.

import { dotsFor } from '../../../src/call/room/dots.ts';
import { EXPRESSIONS } from '../../../src/engine/types.ts';
import { pageFigures } from '../bench/call-page.ts';
import { benchFigures } from '../bench/readme.ts';
import type { Mix } from '../evaluation/mix.ts';
import { percent, table, whole } from './format.ts';
import { CardError, type Inputs, inUse } from './inputs.ts';

/** Where the model's figures stand, and the bench's. */
const PLACES = {
  model: ['<!-- From here on written by `npm run card`. -->', '<!-- Up to here. -->'],
  page: ['<!-- What a call’s page gives, written by `npm run card`. -->', '<!-- Up to here the page’s. -->'],
  bench: ['<!-- The bench’s figures, written by `npm run card`. -->', '<!-- Up to here the bench’s. -->'],
} as const;
/** What browsers ran before, measured on the faces of PrivateTest with their own crops; and people, as published with the data. */
const OTHERS = [
  ['@vladmandic/human, the same faces', '66.6'],
  ['@vladmandic/face-api, the same faces', '60.0'],
  ['people, as published with the data', '65 ± 5'],
];

/** @param readme the whole file. @returns it with its figures replaced. @throws CardError where it has no place for them. */
export function withFigures(readme: string, inputs: Inputs): string {
  const { bench, page } = inputs;
  const withModel = replaced(readme, PLACES.model, figures(inputs));
  const withBench = replaced(
    withModel,
    PLACES.bench,
    bench ? benchFigures(bench) : 'Not measured yet: `npm run bench`.',
  );
  return replaced(withBench, PLACES.page, page ? pageFigures(page) : 'Not measured yet: `npm run bench -- --page`.');
}

function replaced(readme: string, [begin, finish]: readonly [string, string], content: string): string {
  const [start, end] = [readme.indexOf(begin), readme.indexOf(finish)];
  if (start < 0 || end < start) throw new CardError(`README.md has no place for figures: "${begin}" … "${finish}".`);
  return `${readme.slice(0, start)}${begin}\n\n${content}\n\n${readme.slice(end)}`;
}

function figures({ metadata, report, detected }: Inputs): string {
  const { dataset, n, accuracy, withoutNearDuplicates, ferplus, shown } = report;
  const { parameters, bytes } = report.model;
  const { msPerFace, batch } = report.speed;
  const used = inUse(shown);
  const usedFerplus = inUse(shown, shown.coverageFerplus ?? []);
  const said = shown.inUse.ferplus;
  const way = detected
    ? [
        [
          `… found by its own detector first (${detected.n - detected.found} not found, counted as wrong)`,
          percent(detected.accuracyOfAll),
        ],
      ]
    : [];
  const rows = [
    [`Roomtone ${metadata.version}, FER2013’s label`, `**${percent(accuracy)}**`],
    ...way,
    ['… without the faces that nearly copy a training face', percent(withoutNearDuplicates.accuracy)],
    [`… FER+’s majority among eight, ${whole(ferplus.n)} faces`, percent(ferplus.accuracy)],
    ...(dataset.endsWith('PrivateTest') ? OTHERS : []),
  ];
  const recall = (of: Record<string, number | null>) =>
    EXPRESSIONS.map((name) => `${name} ${percent(of[name], 0)}`).join(', ');
  return `${millions(parameters)} million parameters, ${millions(bytes)} MB, ${msPerFace.toFixed(1)} ms a face (${batch} at once, one WASM thread, no GPU). Measured through the
engine that ships, one forward pass a face, on faces that it had not seen:

${table([`${dataset}, ${whole(n)} faces`, 'right, %'], rows)}

A badge says the expression that at least ${dotsFor(shown.unclearBelow)} of the ten dots name. On these pictures, from the web, that finds ${percent(said?.macroRecall, 0)} % of the seven classes of FER+'s majority on average (${recall(said?.recall ?? {})})
and ${percent(shown.inUse.labels.macroRecall, 0)} % of FER2013's labels. Where no expression has so many, the badge says "unclear": ${percent(usedFerplus.coverage, 0)} % of the faces with a majority get a word, ${percent(usedFerplus.accuracy, 0)} % of those words are
the majority's and ${percent(used.accuracy, 0)} % FER2013's label; ${percent(usedFerplus.falseAmongNeutral, 0)} of 100 neutral faces get another word.
${inCall(report.mix)}
The ten dots are off by ${percent(ferplus.eceOfVotes)} points on average. Everything else, with what it must not be used for, is in the
[model card](models/MODEL_CARD.md).`;
}

/** @param mix undefined in evaluations that are older than it */
function inCall(mix: Mix | null | undefined): string {
  const weighed =
    'In a call, where two faces in three are neutral, readings are weighed half-way towards that before anything is said.';
  if (!mix) return weighed;
  const { coverage, falseAmongNeutral } = mix;
  return `${weighed} In a call’s mix ${percent(coverage, 0)} % of the faces get a word at the first look and ${percent(falseAmongNeutral, 0)} of 100 neutral faces another one.`;
}

/** "1.01" */
function millions(count: number): string {
  return (count / 1e6).toFixed(2);
}
