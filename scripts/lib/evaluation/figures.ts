// The figures over a set of faces: what the heads and the word said against labels and votes.
import { dotsFor } from '../../../src/call/room/dots.ts';
import { wordOf } from '../../../src/call/room/words.ts';
import {
  type Classification,
  EXPRESSIONS,
  type Expression,
  NOT_A_FACE_ABOVE,
  UNCLEAR_BELOW,
  VOTERS,
} from '../../../src/engine/types.ts';
import type { Sample } from '../dataset.ts';
import {
  type Answer,
  accuracy,
  among,
  argmax,
  authorsMajority,
  type Bin,
  type CoveragePoint,
  calibrationBins,
  calibrationError,
  confusionMatrix,
  coverage,
  macroF1,
  macroRecall,
  majority,
  mean,
  recalls,
  type Share,
  share,
  topBins,
} from '../metrics.ts';

/** Figures over some of the faces; shares in 0..1, null where nothing could be counted. */
export interface Figures {
  /** Faces whose picture could be read. */
  n: number;
  /** Those of them in which a face was found; all of them without --detect. */
  found: number;
  /** Of the faces found. */
  accuracy: Share;
  /** Of all n: a face that was not found counts as wrong. */
  accuracyOfAll: Share;
  macroF1: Share;
  macroRecall: Share;
  recall: Record<Expression, Share>;
  classes: readonly Expression[];
  /** Counts in the order of `classes`; rows are the truth. */
  confusion: number[][];
  ece: Share;
  /** Faces labelled with one of FOUR, the labels head asked among these only. */
  fourClasses: { n: number; accuracy: Share };
  /** The bins behind `ece` and behind `ferplus.eceOfVotes`. */
  calibration: { labels: Bin[]; votes: Bin[] | null };
  /** The votes head asked for the same labels. */
  votesHead: { accuracy: Share; macroRecall: Share };
  shown: Shown;
  /** The net's third output, all seven expressions weighted alike: mean recall against the labels, and against FER+'s majority among the seven. */
  even: { macroRecall: Share; ferplusMacroRecall: Share };
  /** Null where there are no votes to compare with. */
  ferplus: FerPlus | null;
  /** Null where there are no votes to compare with, and with --detect: the engine gives no reading of a refused crop. */
  refusal: Refusal | null;
}

/** The word that users see, from a single look: of the expressions whose dots allow it, the one that stands out. */
export interface Shown {
  /** These four were it never withheld, beside however few dots. */
  accuracy: Share;
  macroRecall: Share;
  recall: Record<Expression, Share>;
  confusion: number[][];
  /** The same against FER+'s clear majority where it is one of the seven expressions. */
  ferplus: { n: number; accuracy: Share; macroRecall: Share; recall: Record<Expression, Share> } | null;
  /** Withholding it where no expression has the share of ten people that the threshold asks for; against FER2013's labels. */
  coverage: WordPoint[];
  /** The same against FER+'s majority. */
  coverageFerplus: WordPoint[] | null;
  /** The threshold in use; one of those in `coverage`. */
  unclearBelow: number;
  /** As it is said at the threshold in use. */
  inUse: { labels: Said; ferplus: Said | null };
}

export interface WordPoint extends CoveragePoint {
  /** Of the neutral faces those with another word than neutral. */
  falseAmongNeutral: Share;
}

/** Words against a truth. */
export interface Said {
  n: number;
  /** Of faces with each truth how many get their word; "unclear" finds nothing. */
  recall: Record<Expression, Share>;
  macroRecall: Share;
  /** Of the faces that get each word how many have it as their truth. */
  precision: Record<Expression, Share>;
}

export interface FerPlus {
  /** Faces with one clear majority among FER+'s eight emotions. */
  n: number;
  accuracy: Share;
  macroRecall: Share;
  recall: Record<string, Share>;
  /** Contempt left out, as truth and as answer. */
  sevenMacroRecall: Share;
  /** The eight against the majority of FER+'s own protocol. */
  authors: { n: number; accuracy: Share };
  /** Confidence in the top one of the eight, their shares summing to 1, against whether the majority chose it. */
  ece: Share;
  /** The share said for the top one of all ten choices against the share of voters who chose it, over all faces with votes. */
  eceOfVotes: Share;
}

/** Crops that the vote head takes for no face, by NOT_A_FACE_ABOVE. */
export interface Refusal {
  /** Crops whose clear majority is "not a face". */
  notFaces: number;
  refused: Share;
  /** Crops whose clear majority is one of the eight emotions. */
  faces: number;
  wronglyRefused: Share;
}

/** One face, and what the engine said of it; null when it was not found. */
export interface Result {
  sample: Sample;
  said: Classification | null;
}
interface Read {
  sample: Sample;
  said: Classification;
}

/** How many of VOTERS are emotions: contempt is the eighth; "unknown" and "not-a-face" follow. */
const EMOTIONS = VOTERS.indexOf('contempt') + 1;
const NOT_A_FACE = VOTERS.indexOf('not-a-face');
/** The expressions that meetings mostly show, and that most tools tell apart. */
export const FOUR: Expression[] = ['happy', 'sad', 'angry', 'neutral'];
/** One to ten dots. */
const THRESHOLDS = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);

/** @param detect whether the faces went through the detector. */
export function figures(results: Result[], detect: boolean): Figures {
  const found = results.flatMap(({ sample, said }) => (said ? [{ sample, said }] : []));
  const labels = answers(found, 'labels', labelled);
  const bins = topBins(labels);
  const voteBins = binsOfVotes(found);
  const confusion = confusionMatrix(labels, EXPRESSIONS.length);
  const votesConfusion = confusionMatrix(answers(found, 'votes', labelled), EXPRESSIONS.length);
  const right = confusion.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  const four = among(
    labels,
    FOUR.map((name) => EXPRESSIONS.indexOf(name)),
  );
  return {
    n: results.length,
    found: found.length,
    accuracy: accuracy(confusion),
    accuracyOfAll: share(right, results.length),
    macroF1: macroF1(confusion),
    macroRecall: macroRecall(confusion),
    recall: named(EXPRESSIONS, recalls(confusion)),
    classes: EXPRESSIONS,
    confusion,
    ece: calibrationError(bins),
    fourClasses: { n: four.length, accuracy: accuracy(confusionMatrix(four, FOUR.length)) },
    calibration: { labels: bins, votes: voteBins },
    votesHead: { accuracy: accuracy(votesConfusion), macroRecall: macroRecall(votesConfusion) },
    shown: shown(found),
    even: {
      macroRecall: macroRecall(confusionMatrix(answers(found, 'balanced', labelled), EXPRESSIONS.length)),
      ferplusMacroRecall: voteBins
        ? macroRecall(confusionMatrix(answers(found, 'balanced', voted(EXPRESSIONS.length)), EXPRESSIONS.length))
        : null,
    },
    ferplus: voteBins && ferplus(found, voteBins),
    refusal: voteBins && !detect ? refusal(found) : null,
  };
}

/** One answer of a head for each face that has a truth. */
function answers(
  found: Read[],
  head: 'labels' | 'votes' | 'balanced',
  truthOf: (sample: Sample) => number | null,
): Answer[] {
  return found.flatMap(({ sample, said }) => {
    const truth = truthOf(sample);
    return truth === null ? [] : [{ truth, shares: EXPRESSIONS.map((expression) => said[head][expression]) }];
  });
}

/** The word for each face that has a truth; null where it is withheld. */
function words(found: Read[], truthOf: (sample: Sample) => number | null, threshold: number) {
  return found.flatMap(({ sample, said }) => {
    const truth = truthOf(sample);
    return truth === null ? [] : [{ truth: EXPRESSIONS[truth] as Expression, word: wordOf(said, dotsFor(threshold)) }];
  });
}

function labelled({ truth }: Sample): number {
  return EXPRESSIONS.indexOf(truth);
}

/** FER+'s clear majority where it is one of VOTERS' first `classes`. */
const voted =
  (classes: number, most: (votes: number[]) => number | null = majority) =>
  ({ votes }: Sample): number | null => {
    const truth = votes && most(votes);
    return truth !== null && truth < classes ? truth : null;
  };

function shown(found: Read[]): Shown {
  const byVotes = found.some(({ sample }) => sample.votes) ? voted(EXPRESSIONS.length) : null;
  const confusion = confusionOfWords(found, labelled);
  const seven = byVotes && confusionOfWords(found, byVotes);
  return {
    accuracy: accuracy(confusion),
    macroRecall: macroRecall(confusion),
    recall: named(EXPRESSIONS, recalls(confusion)),
    confusion,
    ferplus: seven && {
      n: seven.flat().reduce((sum, count) => sum + count, 0),
      accuracy: accuracy(seven),
      macroRecall: macroRecall(seven),
      recall: named(EXPRESSIONS, recalls(seven)),
    },
    coverage: abstaining(found, labelled),
    coverageFerplus: byVotes && abstaining(found, byVotes),
    unclearBelow: UNCLEAR_BELOW,
    inUse: { labels: saidOf(found, labelled), ferplus: byVotes && saidOf(found, byVotes) },
  };
}

/** Words that are never withheld. Where all ten would name none there is none to say: such a face counts as neutral. */
function confusionOfWords(found: Read[], truthOf: (sample: Sample) => number | null): number[][] {
  const said = words(found, truthOf, 0).map(({ truth, word }) => ({
    truth: EXPRESSIONS.indexOf(truth),
    shares: EXPRESSIONS.map((e) => (e === (word ?? 'neutral') ? 1 : 0)),
  }));
  return confusionMatrix(said, EXPRESSIONS.length);
}

function abstaining(found: Read[], truthOf: (sample: Sample) => number | null): WordPoint[] {
  const points = coverage(THRESHOLDS, (threshold) =>
    words(found, truthOf, threshold).map(({ truth, word }) => (word === null ? null : word === truth)),
  );
  return points.map((point) => ({
    ...point,
    falseAmongNeutral: falseAmongNeutral(words(found, truthOf, point.threshold)),
  }));
}

type Word = ReturnType<typeof words>[number];

const part = (all: Word[], is: (one: Word) => boolean) => share(all.filter(is).length, all.length);

function falseAmongNeutral(all: Word[]): Share {
  const neutral = all.filter(({ truth }) => truth === 'neutral');
  return part(neutral, ({ word }) => word !== null && word !== 'neutral');
}

function saidOf(found: Read[], truthOf: (sample: Sample) => number | null): Said {
  const all = words(found, truthOf, UNCLEAR_BELOW);
  const right = ({ truth, word }: Word) => truth === word;
  const recall = EXPRESSIONS.map((e) =>
    part(
      all.filter(({ truth }) => truth === e),
      right,
    ),
  );
  const precision = EXPRESSIONS.map((e) =>
    part(
      all.filter(({ word }) => word === e),
      right,
    ),
  );
  return {
    n: all.length,
    recall: named(EXPRESSIONS, recall),
    macroRecall: mean(recall),
    precision: named(EXPRESSIONS, precision),
  };
}

/** Null when no face has votes. */
function binsOfVotes(found: Read[]): Bin[] | null {
  const pairs = found.flatMap(({ sample: { votes }, said: { voters } }) => (votes ? [{ votes, voters }] : []));
  if (pairs.length === 0) return null;
  return calibrationBins(
    pairs.map(({ voters }) => Math.min(1, voters[argmax(voters)] ?? 0)),
    pairs.map(({ votes, voters }) => (votes[argmax(voters)] ?? 0) / votes.reduce((sum, count) => sum + count, 0)),
  );
}

function ferplus(found: Read[], voteBins: Bin[]): FerPlus {
  const eight = (most: typeof majority): Answer[] =>
    found.flatMap(({ sample, said }) => {
      const truth = voted(EMOTIONS, most)(sample);
      if (truth === null) return [];
      const shares = Array.from(said.voters).slice(0, EMOTIONS);
      const whole = shares.reduce((sum, value) => sum + value, 0);
      return [{ truth, shares: shares.map((value) => value / whole) }];
    });
  const clear = eight(majority);
  const authors = eight(authorsMajority);
  const confusion = confusionMatrix(clear, EMOTIONS);
  const seven = confusionMatrix(answers(found, 'votes', voted(EXPRESSIONS.length)), EXPRESSIONS.length);
  return {
    n: clear.length,
    accuracy: accuracy(confusion),
    macroRecall: macroRecall(confusion),
    recall: named(VOTERS.slice(0, EMOTIONS), recalls(confusion)),
    sevenMacroRecall: macroRecall(seven),
    authors: { n: authors.length, accuracy: accuracy(confusionMatrix(authors, EMOTIONS)) },
    ece: calibrationError(topBins(clear)),
    eceOfVotes: calibrationError(voteBins),
  };
}

function refusal(found: Read[]): Refusal {
  const refused = (crops: Read[]): Share =>
    share(crops.filter(({ said }) => (said.voters[NOT_A_FACE] ?? 0) >= NOT_A_FACE_ABOVE).length, crops.length);
  const notFaces = found.filter(({ sample }) => sample.votes && majority(sample.votes) === NOT_A_FACE);
  const faces = found.filter(({ sample }) => voted(EMOTIONS)(sample) !== null);
  return {
    notFaces: notFaces.length,
    refused: refused(notFaces),
    faces: faces.length,
    wronglyRefused: refused(faces),
  };
}

function named<Name extends string>(names: readonly Name[], shares: Share[]): Record<Name, Share> {
  return Object.fromEntries(names.map((name, i) => [name, shares[i] ?? null])) as Record<Name, Share>;
}
