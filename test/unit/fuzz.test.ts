// Whatever comes from outside, a message, a file or a store, is rebuilt or refused, and nothing is thrown that nobody expects. The seed stands in the
// title; FUZZ_SEED=… plays it again, FUZZ_RUNS=… goes on for longer.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expressionDir } from '../../harness/models.ts';
import { inPackage } from '../../harness/packages.ts';
import { readTflite, TfliteError } from '../../scripts/tflite.ts';
import { continued, keptOf } from '../../src/call/call.ts';
import { answersFrom } from '../../src/call/consent/answers.ts';
import { parseRecording, record, recordingText, replay, startRecording } from '../../src/call/report/recording.ts';
import { DEFAULTS } from '../../src/call/room/participant.ts';
import { guard } from '../../src/call/schemas/base.ts';
import { keptCall } from '../../src/call/schemas/kept.ts';
import { callReport as reportSchema } from '../../src/call/schemas/report.ts';
import { snapshot as snapshotSchema } from '../../src/call/schemas/snapshot.ts';
import { DEFAULT_SETTINGS, FIELDS, SETTING_KEYS, settle } from '../../src/call/settings.ts';
import { EngineError } from '../../src/engine/errors.ts';
import { readGraph } from '../../src/engine/nets/graph.ts';
import { engineAnswer, engineQuestion, packed } from '../../src/messaging/engine-port.ts';
import { damaged, mutated } from '../support/mutated.ts';
import { Play, tile } from './call/calls.ts';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.FUZZ_RUNS ?? 2000);
/** Not fc.assert(), which prints the example: some of them cannot be printed. */
function check<T>(values: fc.Arbitrary<T>, holds: (value: T) => void, runs = numRuns) {
  const found = fc.check(fc.property(values, holds), { seed, numRuns: runs });
  if (found.failed) throw new Error(`seed ${seed}, path ${found.counterexamplePath}`, { cause: found.errorInstance });
}

const zeros = (keys: string) => Object.fromEntries(keys.split(' ').map((key) => [key, 0]));
const states = zeros('read unclear too-small turned-away camera-off no-face still hidden unreadable excluded');
const labels = zeros('neutral happy surprise sad angry disgust fear');
const totals = { labels, states, votes: labels, doubt: 0.1, clearDots: 5 };
const about = { version: 1, platform: 'Google Meet', startedAt: 1, endedAt: 2, stepMs: 5000 };
const LOOKS = {
  ...about,
  timeline: [{ at: 1, votes: labels, doubt: 0, seen: 1, people: 1, valence: 0.5, liveliness: null }],
  moments: [{ at: 1, expression: 'happy', rose: true, people: 2, of: 3, isAtLeast: true }],
  totals,
  people: [{ name: 'Ada', isSelf: false, totals }],
};
const picture = (width: number, height: number) => ({
  place: { x: 0, y: 0, width: 1, height: 1 },
  width,
  height,
  colours: 'rgba' as const,
  data: new Uint8Array(4 * width * height),
});

const callReport = guard(reportSchema);
const tiles = [tile(1, 'Ada'), tile(2, 'Bo')];
const SNAPSHOT = new Play().on().read(11_000, tiles).snapshot;
const KEPT = keptOf(
  new Play({ mode: 'group' }).on().read(11_000, [...tiles, tile(3, 'Cy'), tile(4, 'Di'), tile(5, 'Ed')]).call,
);
const ANSWER = {
  kind: 'faces',
  id: 1,
  reply: {
    backend: 'wasm',
    faces: [
      null,
      {
        ...{ votes: labels, doubt: 0, labels, balanced: labels, voters: new Float32Array(10) },
        movements: zeros('smile mouthOpen browsRaised browsDrawn eyesOpen'),
        score: 1,
        box: { x: 0, y: 0, width: 1, height: 1 },
        keypoints: Object.fromEntries(
          ['rightEye', 'leftEye', 'nose', 'mouth', 'rightEar', 'leftEar'].map((name) => [name, { x: 0, y: 0 }]),
        ),
      },
    ],
    ms: 1,
    survey: { sightings: [[{ score: 1, box: { x: 0, y: 0, width: 1, height: 1 } }]], ms: 1 },
  },
};

describe(`what comes from outside (seed ${seed})`, () => {
  it.each([
    ['reports', callReport, LOOKS],
    ['snapshots', guard(snapshotSchema), SNAPSHOT],
    ['answers of the engine', engineAnswer, ANSWER],
  ])(
    '%s: refused, or rebuilt from known fields alone, so that rebuilding changes nothing more',
    (_, rebuild, valid) => {
      expect(rebuild(valid)).toEqual(valid);
      const keysIn = (value: unknown) => JSON.stringify(value).match(/"\w[\w-]*":/g) ?? [];
      const known = new Set(keysIn(valid));
      check(mutated(valid), (raw) => {
        const built = rebuild(raw);
        if (built === undefined) return;
        expect(rebuild(built)).toEqual(built);
        expect(keysIn(built).filter((key) => !known.has(key))).toEqual([]);
      });
      check(fc.anything(), (raw) => void expect(rebuild(raw)).toBeUndefined());
    },
  );

  it('calls that another copy of the script has left: refused, or they go on', () => {
    expect(keptCall(KEPT)).toEqual(KEPT);
    check(mutated(KEPT), (raw) => {
      const kept = keptCall(raw);
      if (!kept) return;
      expect(keptCall(kept)).toEqual(kept);
      const play = new Play();
      play.call = continued(play.call, kept);
      play.on().sweep(...tiles);
      expect(guard(snapshotSchema)(play.snapshot)).toBeDefined();
    });
    check(fc.anything(), (raw) => void expect(keptCall(raw)).toBeUndefined());
  });

  it('objects with getters, prototypes, iterators or constructors of their own: refused, and nothing of theirs runs', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const bad = () => {
      throw new Error('ran');
    };
    const hostile = [
      proxy,
      Object.create(LOOKS),
      {
        ...LOOKS,
        get platform() {
          return bad();
        },
      },
      {
        ...LOOKS,
        platform: {
          get constructor() {
            return bad();
          },
        },
      },
      {
        ...LOOKS,
        platform: Object.create({
          get constructor() {
            return bad();
          },
        }),
      },
      { ...LOOKS, timeline: new Proxy([], { get: bad }) },
      { ...LOOKS, moments: Object.create([]) },
      { ...LOOKS, people: new Array(2 ** 32 - 1) },
    ];
    for (const raw of hostile) expect(callReport(raw)).toBeUndefined();
    const own = Object.assign([], { constructor: bad, [Symbol.iterator]: bad, map: bad });
    expect(callReport({ ...LOOKS, moments: own })).toEqual({ ...LOOKS, moments: [] });
  });

  it('faces of the engine with a number that is none: not found, while the others are', () => {
    const [none, good] = ANSWER.reply.faces;
    const faces = [good, { ...good, score: Number.NaN }, { ...good, votes: { ...labels, sad: Number.NaN } }, none];
    const answer = engineAnswer({ ...ANSWER, reply: { ...ANSWER.reply, faces } });
    expect(answer).toMatchObject({ kind: 'faces', reply: { faces: [good, null, null, null] } });
  });

  it('questions to the engine: refused, or with just the bytes that they speak of', () => {
    const look = packed(1, { cells: [picture(8, 4)], survey: [picture(16, 9)], asked: 'all' });
    expect(engineQuestion(look)).toMatchObject({ kind: 'look', id: 1 });
    check(mutated(look), (raw) => {
      const question = engineQuestion(raw);
      if (question?.kind !== 'look') return;
      for (const { data, width, height, colours } of [...question.cells, ...question.survey]) {
        expect(Math.max(width, height)).toBeLessThan(1000);
        if (colours === 'rgba') expect(data.length).toBe(4 * width * height);
      }
    });
    check(mutated({ kind: 'report', report: LOOKS }), (raw) => void engineQuestion(raw));
    check(fc.anything(), (raw) => void [engineQuestion(raw), engineAnswer(raw)]);
  });

  it('settings and answers: always valid, whatever is stored', () => {
    const isValid = (raw: unknown) => {
      const stored = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
      for (const { settings } of [settle(stored, {}), settle({}, stored), settle(stored, stored)])
        for (const key of SETTING_KEYS)
          expect(guard<unknown>(FIELDS[key].schema)(settings[key]), key).toBe(settings[key]);
      const answers = answersFrom(raw);
      if (answers) expect(answersFrom(answers)).toEqual(answers);
    };
    check(mutated(DEFAULT_SETTINGS), isValid);
    check(mutated({ version: 1, purpose: 'meeting', place: 'eu', people: 'colleagues', told: 'informed' }), isValid);
  });

  it('recordings: no recording, or one that can be played to its end', () => {
    const recording = startRecording(DEFAULTS);
    const tile = { name: '', isSelf: false, isCameraOff: false, excludedBecause: null };
    record(recording, {
      kind: 'tiles',
      at: 1000,
      tiles: [
        { ...tile, id: 'a' },
        { ...tile, id: 'b' },
      ],
    });
    record(recording, { kind: 'observations', at: 1200, observations: [{ id: 'a', observation: null }] });
    const text = [...recordingText(recording)].join('');
    expect(parseRecording(text)).not.toBeNull();
    const played = (one: string) => {
      const read = parseRecording(one);
      if (read) replay(read);
    };
    check(mutated(JSON.parse(text)), (raw) => {
      const other = safeJson(raw);
      if (other !== null) played(other);
    });
    check(damaged(new TextEncoder().encode(text)), (bytes) => played(new TextDecoder().decode(bytes)));
  });

  it('.tflite files: read, or refused with a sentence', () => {
    const file = new Uint8Array(
      readFileSync(inPackage('@mediapipe/face_detection', 'face_detection_short_range.tflite')),
    );
    expect(readTflite(file).operators.length).toBeGreaterThan(50);
    check(
      damaged(file),
      (bytes) => {
        try {
          readTflite(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(TfliteError);
        }
      },
      numRuns / 4,
    );
  });

  it('models: read, or refused as broken', () => {
    const json = JSON.parse(readFileSync(`${expressionDir}/model.json`, 'utf8'));
    const weights = new Uint8Array(readFileSync(`${expressionDir}/weights.bin`)).buffer;
    expect(readGraph('expression', { json, weights }).nodes.length).toBeGreaterThan(10);
    check(
      fc.tuple(mutated(json), fc.constantFrom(weights, weights.slice(0, 1000))),
      ([other, bytes]) => {
        try {
          readGraph('expression', { json: other, weights: bytes });
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
        }
      },
      numRuns / 20,
    );
  });
});

/** Null for what cannot be written. */
function safeJson(raw: unknown): string | null {
  try {
    return JSON.stringify(raw) ?? null;
  } catch {
    return null;
  }
}
