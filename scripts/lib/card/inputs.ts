// What the model card is made of, read from the repository and held together.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UNCLEAR_BELOW } from '../../../src/engine/types.ts';
import type { Figures, Report } from '../../evaluate.ts';
import type { PageReport } from '../bench/call-page.ts';
import type { BenchReport } from '../bench/report.ts';
import { oneLine, SPLITS } from '../dataset.ts';
import { FOUR } from '../evaluation/figures.ts';
import type { Share } from '../metrics.ts';

/** Something that keeps the card from being made, with a sentence for people. */
export class CardError extends Error {
  override name = 'CardError';
}

/** A whole report of FER2013. */
export type CardReport = Report & { [part in (typeof PARTS)[number]]: NonNullable<Report[part]> };
const PARTS = ['ferplus', 'refusal', 'robustness', 'withoutDuplicates', 'withoutNearDuplicates'] as const;

/** `userDefinedMetadata` of model.json, as training/export.py writes it. */
export interface Metadata {
  version: string;
  multiplyAdds: number;
  /** Whatever training/train.py kept about its run. */
  training: Record<string, unknown>;
  calibration: {
    temperature: { votes: number; labels: number };
    /** `shown` = softmax(votes · first seven of votes + labels · labels + offset), of calibrated logits. */
    shown: { votes: number; labels: number; offset: number[] };
  };
}

/** One epoch of a training run, measured on PublicTest; shares in 0..1. Nets with one head know labels only. */
export interface Epoch {
  epoch: number;
  labels: number;
  labels_recall?: number;
  votes?: number;
  votes_recall?: number;
}

export interface Run {
  name: string;
  epochs: Epoch[];
}

/** One of the nets that the project grew from; null where something is unknown. */
export interface Predecessor {
  /** Of its training run, too. */
  name: string;
  title: string;
  /** Its accuracy as its author published it, a share in 0..1 or in words, and what it was measured on. */
  claim: number | string | null;
  claimOf: string | null;
  classes: number | null;
  parameters: number | null;
  epochs: number | null;
  publicTest: Share;
  privateTest: Share;
  note: string | null;
}

/** With the shipped model's figure on the same faces of PrivateTest and classes; null where that was not measured. */
export type Compared = Predecessor & { shipped: Share };

/** One thing tried in training, measured on PublicTest. */
export interface Ablation {
  title: string;
  parameters: number;
  multiplyAdds: number;
  epochs: number;
  /** Training faces, where this is one of the runs that differ in nothing else. */
  faces?: number;
  publicTest: Share;
  publicTestVotes: Share;
  note: string | null;
}

/** What training/others.py found: the net with and without copies of test faces in its training, one pass and ten crops. */
export interface Others {
  /** The part of the test faces of which training has a copy, 0..1. */
  copied: number;
  nets: { copies: boolean; crops: number; labels: number; votes: number }[];
}

export interface Inputs {
  metadata: Metadata;
  /** How the weights are stored, such as "float16". */
  weights: string[];
  report: CardReport;
  /** The same faces found by the detector first; null where that was not measured. */
  detected: Report | null;
  runs: Run[];
  predecessors: Compared[];
  ablations: Ablation[];
  /** Null where it was not run. */
  others: Others | null;
  /** What `npm run bench -- --json bench/results.json` wrote; null where it was not run. */
  bench: BenchReport | null;
  /** What `npm run bench -- --page --json bench/page.json` wrote; null where it was not run. */
  page: PageReport | null;
}

/** @param root the repository's folder. @throws CardError when a file is missing, broken or of another model. */
export async function readInputs(root: string): Promise<Inputs> {
  const model = 'models/expression/model.json';
  const { userDefinedMetadata: metadata, weightsManifest } = await need<ModelJson>(root, model);
  if (!metadata?.calibration?.shown || !weightsManifest) {
    throw new CardError(`${model} is not what training/export.py writes.`);
  }
  const file = 'models/expression/evaluation.json';
  const report = ofThisModel(await need<Report>(root, file), file, metadata);
  requireWhole(report, file);
  const beside = 'models/expression/evaluation-detect.json';
  const other = await json<Report>(root, beside);
  const detected = other && ofThisModel(other, beside, metadata);
  if (detected && !(detected.detect && detected.dataset === report.dataset)) {
    throw new CardError(`${beside} is to be made with --detect, and of ${report.dataset} as ${file} is.`);
  }
  const earlier = (await json<Predecessor[]>(root, 'training/results/predecessors.json')) ?? [];
  return {
    metadata,
    weights: storedAs(weightsManifest),
    report,
    detected,
    runs: await readRuns(root, 'training/results/curves'),
    predecessors: earlier.map((net) => ({ ...net, shipped: shippedAmong(net.classes, report) })),
    ablations: (await json<Ablation[]>(root, 'training/results/ablations.json')) ?? [],
    others: await json<Others>(root, 'training/results/others.json'),
    bench: await json<BenchReport>(root, 'bench/results.json'),
    page: await json<PageReport>(root, 'bench/page.json'),
  };
}

/** @param classes FOUR's number, or else all that there are. */
function shippedAmong(classes: number | null, { dataset, accuracy, fourClasses }: Report): Share {
  if (dataset !== `FER2013 ${SPLITS.P}`) return null;
  return classes === FOUR.length ? fourClasses.accuracy : accuracy;
}

interface ModelJson {
  userDefinedMetadata?: Metadata;
  weightsManifest?: { weights: { quantization?: { dtype: string } }[] }[];
}

function storedAs(manifest: NonNullable<ModelJson['weightsManifest']>): string[] {
  const kinds = manifest.flatMap(({ weights }) => weights.flatMap(({ quantization }) => quantization?.dtype ?? []));
  return [...new Set(kinds)].sort();
}

function ofThisModel(report: Report, file: string, { version }: Metadata): Report {
  if (!report.model || !report.shown) throw new CardError(`${file} is not what npm run evaluate writes.`);
  const { model, shown } = report;
  if (model.version !== version || shown.unclearBelow !== UNCLEAR_BELOW) {
    throw new CardError(
      `${file} is of model ${model.version} with readings unclear below ${shown.unclearBelow}; ` +
        `what ships is ${version} and ${UNCLEAR_BELOW}. Run npm run evaluate again.`,
    );
  }
  return report;
}

function requireWhole(report: Report, file: string): asserts report is CardReport {
  const missing = PARTS.filter((part) => !report[part]);
  if (report.detect || missing.length > 0) {
    const lack = missing.length > 0 ? ` It lacks ${missing.join(', ')}.` : '';
    throw new CardError(`${file} is to be made on FER2013 without --detect and --quick.${lack}`);
  }
}

/** The point of the coverage curve at the threshold in use. */
export function inUse(shown: Figures['shown'], curve = shown.coverage) {
  const point = curve.find(({ threshold }) => Math.abs(threshold - shown.unclearBelow) < 1e-9);
  if (!point) throw new CardError(`The evaluation has no coverage at the threshold in use, ${shown.unclearBelow}.`);
  return point;
}

async function readRuns(root: string, folder: string): Promise<Run[]> {
  const names = await readdir(path.join(root, folder)).catch(() => []);
  const files = names.filter((name) => name.endsWith('.jsonl'));
  const runs = await Promise.all(
    files.map(async (name) => {
      const file = `${folder}/${name}`;
      const lines = (await readFile(path.join(root, file), 'utf8')).trim().split('\n');
      return { name: name.slice(0, -'.jsonl'.length), epochs: lines.map((line) => parse<Epoch>(line, file)) };
    }),
  );
  return runs.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function need<T>(root: string, file: string): Promise<T> {
  const value = await json<T>(root, file);
  if (value === null) throw new CardError(`${file} is missing.`);
  return value;
}

/** Null where there is no such file. */
async function json<T>(root: string, file: string): Promise<T | null> {
  const text = await readFile(path.join(root, file), 'utf8').catch(() => null);
  return text === null ? null : parse<T>(text, file);
}

function parse<T>(text: string, file: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new CardError(`${file} is not JSON: ${oneLine(error)}`);
  }
}
