// The word as it would be right in a call, where two faces in three are neutral and half of the rest and more smile: the same faces, weighted.
import { dotsFor } from '../../../src/call/room/dots.ts';
import { START, underPrior } from '../../../src/call/room/prior.ts';
import { wordOf } from '../../../src/call/room/words.ts';
import { type Classification, EXPRESSIONS, type Expression, UNCLEAR_BELOW, VOTERS } from '../../../src/engine/types.ts';
import type { Sample } from '../dataset.ts';
import { majority, type Share, share } from '../metrics.ts';
import type { Result } from './figures.ts';

/** What a call's faces are by FER+'s majority; the rest keep the frequencies among themselves that the data gives them. */
export const MIXES = { call: { neutral: 0.65, happy: 0.25 } } as const;
export type MixName = keyof typeof MIXES;

/** Words from single looks at faces that are weighted to be a call's; what is said of somebody of whom nothing is known yet. */
export interface Mix {
  name: MixName;
  /** What counts as the truth: FER+'s clear majority among the eight emotions or, where there are no votes, the label. */
  truth: 'ferplus' | 'labels';
  /** Faces that have one. */
  n: number;
  /** Faces that get a word. */
  coverage: Share;
  /** Neutral faces that get another word. */
  falseAmongNeutral: Share;
  /** Of all faces how many are said to look so, of those how many do, and of those who do how many are found. */
  words: Record<Expression, { said: Share; precision: Share; recall: Share }>;
}

const EMOTIONS = VOTERS.indexOf('contempt') + 1;

/** Words at the first look, faces as they come. */
export function firstWords(results: readonly Result[]): { said: Share; wrong: Share } {
  const faces = withTruth(results).faces;
  const part = (is: (face: (typeof faces)[number]) => boolean) => share(faces.filter(is).length, faces.length);
  return {
    said: part(({ word }) => word !== null),
    wrong: part(({ word, truth }) => word !== null && word !== truth),
  };
}

/** Those that have been found and have a truth, which is FER+'s clear majority or, where there are no votes at all, the label. */
function withTruth(results: readonly Result[]) {
  const by: Mix['truth'] = results.some(({ sample }) => sample.votes) ? 'ferplus' : 'labels';
  const truthOf = ({ votes, truth: label }: Sample): string | null => {
    if (by === 'labels') return label;
    const most = votes ? majority(votes) : null;
    return most === null || most >= EMOTIONS ? null : (VOTERS[most] ?? null);
  };
  const faces = results.flatMap(({ sample, said }) => {
    const truth = truthOf(sample);
    return said === null || truth === null ? [] : [{ truth, word: wordInCall(said) }];
  });
  return { by, faces };
}

/** Null where no face was found that has a truth. @param name of the mix */
export function mix(results: readonly Result[], name: MixName): Mix | null {
  const common: Partial<Record<Expression, number>> = MIXES[name];
  const { by: truth, faces } = withTruth(results);
  if (faces.length === 0) return null;
  const isCommon = (truth: string) => truth in common;
  const weightOf = (truth: string) => {
    const alike = faces.filter((face) => (isCommon(truth) ? face.truth === truth : !isCommon(face.truth))).length;
    const rest = 1 - Object.values(common).reduce((sum, part) => sum + part, 0);
    return (common[truth as Expression] ?? rest) / alike;
  };
  const weights = new Map(faces.map(({ truth }) => [truth, weightOf(truth)]));
  type Face = (typeof faces)[number];
  const sum = (is: (face: Face) => boolean) =>
    faces.reduce((total, face) => total + (is(face) ? (weights.get(face.truth) as number) : 0), 0);
  const part = (of: (face: Face) => boolean, is: (face: Face) => boolean): Share => {
    const whole = sum(of);
    return whole > 0 ? sum((face) => of(face) && is(face)) / whole : null;
  };
  const words = EXPRESSIONS.map((e) => {
    const [isSaid, isSo] = [({ word }: Face) => word === e, ({ truth }: Face) => truth === e];
    return [e, { said: part(() => true, isSaid), precision: part(isSaid, isSo), recall: part(isSo, isSaid) }] as const;
  });
  return {
    name,
    truth,
    n: faces.length,
    coverage: part(
      () => true,
      ({ word }) => word !== null,
    ),
    falseAmongNeutral: part(
      ({ truth }) => truth === 'neutral',
      ({ word }) => word !== null && word !== 'neutral',
    ),
    words: Object.fromEntries(words) as Mix['words'],
  };
}

/** The word at the first look. */
function wordInCall(said: Classification): Expression | null {
  return wordOf(underPrior(said, START), dotsFor(UNCLEAR_BELOW));
}
