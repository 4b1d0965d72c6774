// The engine in Node, on real faces: what it finds, how it fails, that it keeps nothing.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTfjsWasm } from '../../harness/tfjs-wasm.ts';
import { FACES } from '../../practice/people.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { ANCHORS, anchorOffsets, REGRESSORS } from '../../src/engine/geometry/anchors.ts';
import {
  boxInPicture,
  type CropWindow,
  closeWindows,
  faceWindow,
  searchWindows,
  wholeWindow,
} from '../../src/engine/geometry/crop-window.ts';
import { blankAtlas, gridSide } from '../../src/engine/geometry/grid.ts';
import { headPitch, headYaw } from '../../src/engine/geometry/pose.ts';
import { loadModel } from '../../src/engine/tfjs/load-model.ts';
import { cellsOf } from '../../src/engine/tfjs/pixels.ts';
import { type Atlas, CELL, EXPRESSIONS } from '../../src/engine/types.ts';
import { drawAtlas, type Picture, picture } from '../support/atlas.ts';
import { kernelFile, shippedModels } from '../support/models.ts';

const models = await shippedModels();

describe('engine on WASM', () => {
  let engine: Engine;
  /** A laughing woman's head and shoulders. */
  let group: Picture;
  const laughing: CropWindow = { x: 1370, y: 140, side: 460 };

  beforeAll(async () => {
    engine = await createEngine({ backend: 'wasm', models, kernels: kernelFile });
    await startTfjsWasm();
    group = await picture('sample1.jpg');
  });
  afterAll(() => engine?.dispose());

  const read = async (looks: { picture: Picture; look: CropWindow }[]) => engine.read(await drawAtlas(looks));

  it('finds a face where it is and reads it', async () => {
    const [face] = (await read([{ picture: group, look: laughing }])).faces;
    expect(face).not.toBeNull();
    if (!face) return;
    const box = boxInPicture(face.box, laughing);
    // The face's middle in the picture, measured by eye.
    expect(Math.abs(box.x + box.width / 2 - 1580)).toBeLessThan(45);
    expect(Math.abs(box.y + box.height / 2 - 330)).toBeLessThan(45);
    expect(face.keypoints.rightEye.x).toBeLessThan(face.keypoints.leftEye.x);
    expect(EXPRESSIONS.reduce((sum, e) => sum + face.votes[e], 0)).toBeCloseTo(1, 4);
    expect(EXPRESSIONS.reduce((sum, e) => sum + face.labels[e], 0)).toBeCloseTo(1, 3);
    expect(face.doubt).toBeGreaterThanOrEqual(0);
    const most = EXPRESSIONS.reduce((a, b) => (face.votes[b] > face.votes[a] ? b : a));
    expect(most).toBe('happy');
  });

  it('gives the same face whichever cell it stands in', async () => {
    const blank: CropWindow = { x: 0, y: 1100, side: 128 };
    const alone = (await read([{ picture: group, look: laughing }])).faces[0];
    const looks = [blank, blank, blank, blank, laughing].map((look) => ({ picture: group, look }));
    const { faces } = await read(looks);
    expect(faces.slice(0, 4)).toEqual([null, null, null, null]);
    for (const e of EXPRESSIONS) expect(faces[4]?.votes[e]).toBeCloseTo(alone?.votes[e] ?? -1, 4);
    expect(faces[4]?.box.x).toBeCloseTo(alone?.box.x ?? -1, 4);
  });

  it('decodes the detector as a plain loop over its anchors does', async () => {
    const other = await picture('sample6.jpg');
    const looks = [
      { picture: other, look: { x: 1330, y: 120, side: 520 } },
      { picture: group, look: { x: 1160, y: 40, side: 760 } },
      { picture: other, look: { x: 600, y: 250, side: 420 } },
      { picture: other, look: { x: 40, y: 420, side: 700 } },
    ];
    const atlas = await drawAtlas(looks);
    const { faces } = await engine.read(atlas);
    const expected = await plainDetections(atlas);
    for (const [i, [score, cx, cy, width, height, ...points]] of expected.entries()) {
      const face = faces[i];
      expect(face, `cell ${i}`).not.toBeNull();
      if (!face) continue;
      const { x, y } = face.box;
      const said = [face.score, x + face.box.width / 2, y + face.box.height / 2, face.box.width, face.box.height];
      for (const [k, value] of [score, cx, cy, width, height].entries()) expect(said[k]).toBeCloseTo(value ?? -1, 4);
      const { rightEye, leftEye, nose, mouth, rightEar, leftEar } = face.keypoints;
      const flat = [rightEye, leftEye, nose, mouth, rightEar, leftEar].flatMap((p) => [p.x, p.y]);
      for (const [k, value] of points.entries()) expect(flat[k]).toBeCloseTo(value, 4);
    }
  });

  it('takes the face in the middle where several are in sight', async () => {
    const pictures = new Map<string, Picture>();
    for (const { picture: name } of FACES) if (!pictures.has(name)) pictures.set(name, await picture(name));
    const looks = FACES.map(({ picture: name, face: [x, y, width, height] }) => {
      const side = 4.5 * Math.max(width, 0.8 * height);
      const look = { x: x + width / 2 - side / 2, y: y + 0.55 * height - side / 2, side };
      return { picture: pictures.get(name) as Picture, look };
    });
    const { faces } = await read(looks);
    const inTheMiddle = faces.filter(
      (face) =>
        face && Math.hypot(face.box.x + face.box.width / 2 - 0.5, face.box.y + face.box.height / 2 - 0.5) < 0.15,
    );
    // The surest face is another in five of the 22.
    expect(inTheMiddle.length).toBeGreaterThanOrEqual(21);
  });

  it('looks closer at what it found, and finds it again', async () => {
    const whole: CropWindow = { x: 1160, y: 40, side: 760 };
    const first = (await read([{ picture: group, look: whole }])).faces[0];
    expect(first).not.toBeNull();
    if (!first) return;
    const box = boxInPicture(first.box, whole);
    const again = (await read([{ picture: group, look: faceWindow(box) }])).faces[0];
    expect(again).not.toBeNull();
    const box2 = boxInPicture(again?.box ?? box, faceWindow(box));
    expect(Math.abs(box2.x - box.x)).toBeLessThan(box.width * 0.2);
    expect(Math.abs(box2.width - box.width)).toBeLessThan(box.width * 0.25);
  });

  it('says null for gray, black and noise', async () => {
    const atlas = blankAtlas(3);
    const side = gridSide(3) * CELL;
    let seed = 1;
    for (let y = 0; y < CELL; y++)
      for (let x = 0; x < CELL; x++)
        for (let c = 0; c < 3; c++) {
          seed = (seed * 16807) % 2147483647;
          atlas.data[4 * (y * side + x + CELL) + c] = 0;
          atlas.data[4 * ((y + CELL) * side + x) + c] = seed & 255;
        }
    expect((await engine.read(atlas)).faces).toEqual([null, null, null]);
  });

  it('keeps no tensor after a hundred reads', async () => {
    const atlas = blankAtlas(4);
    await engine.read(atlas);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 100; i++) await engine.read(atlas);
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);

  it('answers in order when asked twice at once', async () => {
    const [one, two] = await Promise.all([engine.read(blankAtlas(1)), engine.read(blankAtlas(4))]);
    expect([one.faces.length, two.faces.length]).toEqual([1, 4]);
  });

  it('says so when memory cannot grow, and starts anew with the next read', async () => {
    const other = await createEngine({ backend: 'wasm', models, kernels: kernelFile, warmUp: false });
    const looks = Array.from({ length: 16 }, () => ({ picture: group, look: laughing }));
    const atlas = await drawAtlas(looks);
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementationOnce(() => {
      throw new RangeError('Unable to grow the memory.');
    });
    // Node has no other backend.
    await expect(other.read(atlas)).rejects.toMatchObject({ code: 'errorNoBackend' });
    grow.mockRestore();
    const { faces } = await other.read(atlas);
    expect(faces.map((face) => face?.votes)).toEqual((await engine.read(atlas)).faces.map((face) => face?.votes));
    expect(faces[0]).not.toBeNull();
    other.dispose();
  });

  it('lives beside another engine', async () => {
    const other = await createEngine({ backend: 'wasm', models, kernels: kernelFile, warmUp: false });
    const atlas = await drawAtlas([{ picture: group, look: laughing }]);
    const [a, b] = await Promise.all([engine.read(atlas), other.read(atlas)]);
    expect(a.faces[0]?.votes).toEqual(b.faces[0]?.votes);
    other.dispose();
    expect((await engine.read(atlas)).faces[0]?.votes).toEqual(a.faces[0]?.votes);
  });
});

/** Score, centre, size and keypoints of each cell's best face, by MediaPipe's description and without any tensor. */
async function plainDetections(atlas: Atlas): Promise<number[][]> {
  const model = loadModel('detector', models.detector, ['cells'], ['scores', 'boxes']);
  const cells = cellsOf(atlas);
  const [scores, boxes] = model.execute({ cells }, ['scores', 'boxes']) as [tf.Tensor, tf.Tensor];
  const [logits, raw] = [await scores.data(), await boxes.data()];
  for (const t of [cells, scores, boxes]) t.dispose();
  model.dispose();
  // Two anchors on each point of a 16×16 grid, then six on each of 8×8.
  const centres = [
    ...Array.from({ length: 512 }, (_, i) => [((i >> 1) % 16) + 0.5, Math.floor(i / 32) + 0.5].map((v) => v / 16)),
    ...Array.from({ length: 384 }, (_, i) =>
      [(Math.floor(i / 6) % 8) + 0.5, Math.floor(i / 48) + 0.5].map((v) => v / 8),
    ),
  ];
  return Array.from({ length: atlas.cells }, (_, cell) => {
    const found = centres.map(([x = 0, y = 0], a) => {
      const numbers = Array.from({ length: 16 }, (_, r) => {
        const value = (raw[(cell * 896 + a) * 16 + r] as number) / 128;
        return r === 2 || r === 3 ? value : value + (r % 2 ? y : x);
      });
      return { score: 1 / (1 + Math.exp(-(logits[cell * 896 + a] as number))), numbers };
    });
    const best = found.reduce((a, b) => (b.score > a.score ? b : a));
    const same = found.filter((f) => f.score >= 0.3 && overlap(f.numbers, best.numbers) > 0.3);
    const whole = same.reduce((sum, f) => sum + f.score, 0);
    const mean = best.numbers.map((_, r) => same.reduce((sum, f) => sum + f.score * (f.numbers[r] ?? 0), 0) / whole);
    return [best.score, ...mean];
  });
}

/** Intersection over union of two boxes given by centre and size. */
function overlap([ax = 0, ay = 0, aw = 0, ah = 0]: number[], [bx = 0, by = 0, bw = 0, bh = 0]: number[]): number {
  const side = (a: number, as: number, b: number, bs: number) =>
    Math.max(0, Math.min(a + as / 2, b + bs / 2) - Math.max(a - as / 2, b - bs / 2));
  const shared = side(ax, aw, bx, bw) * side(ay, ah, by, bh);
  return shared / (aw * ah + bw * bh - shared);
}

describe('a model that is none', () => {
  const start = (changed: object) =>
    createEngine({ backend: 'wasm', models: { ...models, ...changed }, kernels: kernelFile, warmUp: false });
  const { expression } = models;

  it.each([
    ['nothing', { json: null, weights: expression.weights }],
    ['another format', { json: { format: 'layers-model' }, weights: expression.weights }],
    ['cut weights', { json: expression.json, weights: expression.weights.slice(0, 1000) }],
    [
      'a broken graph',
      {
        json: { ...(expression.json as object), modelTopology: { node: [{ name: 'x', op: 'NoSuchOp' }] } },
        weights: expression.weights,
      },
    ],
    ['the detector in its place', models.detector],
  ])('is refused with a sentence: %s', async (_, broken) => {
    const before = tf.memory().numTensors;
    await expect(start({ expression: broken })).rejects.toMatchObject({
      name: 'EngineError',
      code: 'errorModelBroken',
      message: expect.stringMatching(/^The expression model cannot be read: .+\.$/),
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes another where the one that is named does not start', async () => {
    // Node has no WebGL.
    const engine = await createEngine({ backend: 'webgl', models, kernels: kernelFile });
    expect(engine.backend).toBe('wasm');
    expect(engine.backends).toContainEqual(
      expect.objectContaining({ backend: 'webgl', tickMs: null, error: expect.any(String) }),
    );
    await engine.dispose();
  });

  it('says so when no backend starts', async () => {
    const broken = async () => new ArrayBuffer(8);
    await expect(createEngine({ backend: 'auto', models, kernels: broken })).rejects.toMatchObject({
      code: 'errorNoBackend',
      message: expect.stringMatching(/^No backend starts here \(wasm: .+webgl: .+webgpu: .+tfjs: .+\)\.$/),
    });
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(createEngine({ backend: 'wasm', models, kernels: kernelFile, signal: abort.signal })).rejects.toThrow(
      'enough',
    );
  });
});

describe('geometry', () => {
  it('lays out 896 anchors, centred in their grid points', () => {
    const offsets = anchorOffsets();
    expect(offsets.length).toBe(ANCHORS * REGRESSORS);
    expect(ANCHORS).toBe(896);
    expect([...offsets.subarray(0, 6)]).toEqual([1 / 32, 1 / 32, 0, 0, 1 / 32, 1 / 32]);
    expect([...offsets.subarray(895 * REGRESSORS, 895 * REGRESSORS + 4)]).toEqual([15 / 16, 15 / 16, 0, 0]);
  });

  it('letterboxes the whole and then tries windows inside', () => {
    expect(wholeWindow(640, 360)).toEqual({ x: 0, y: -140, side: 640 });
    const looks = searchWindows(640, 360);
    expect(looks.slice(0, 2)).toEqual([wholeWindow(640, 360), { x: 140, y: 0, side: 360 }]);
    // A face that fills the picture needs room around it.
    expect(looks.at(-1)).toEqual({ x: -240, y: -380, side: 1120 });
    const inside = [...looks.slice(1, -1), ...closeWindows(640, 360)];
    for (const { x, y, side } of inside) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + side).toBeLessThanOrEqual(640 + 1e-9);
      expect(y + side).toBeLessThanOrEqual(360 + 1e-9);
    }
    // Wherever a face of a quarter of the height is, one of the windows holds all of it.
    for (let y = 0; y <= 270; y += 15)
      for (let x = 0; x <= 550; x += 11)
        expect(inside.some((l) => l.x <= x && l.y <= y && x + 90 <= l.x + l.side && y + 90 <= l.y + l.side)).toBe(true);
  });

  it('leaves a face room to move in its closer look', () => {
    const { x, y, side } = faceWindow({ x: 100, y: 200, width: 50, height: 60 });
    expect([x + side / 2, y + side / 2]).toEqual([125, 230]);
    expect(side).toBeGreaterThanOrEqual(120);
    expect(side).toBeLessThanOrEqual(180);
  });

  it('refuses an atlas of more than 49 cells', () => {
    expect(gridSide(5)).toBe(3);
    expect(gridSide(49)).toBe(7);
    expect(() => gridSide(50)).toThrow(RangeError);
  });

  it('tells a head that is turned from one that is not, at any roll', () => {
    const front = {
      rightEye: { x: 0.4, y: 0.4 },
      leftEye: { x: 0.6, y: 0.4 },
      nose: { x: 0.5, y: 0.5 },
      mouth: { x: 0.5, y: 0.6 },
      rightEar: { x: 0.3, y: 0.45 },
      leftEar: { x: 0.7, y: 0.45 },
    };
    expect(headYaw(front)).toBeCloseTo(0, 6);
    expect(headYaw({ ...front, nose: { x: 0.68, y: 0.5 } })).toBeGreaterThan(0.5);
    const roll = (a: number) =>
      Object.fromEntries(
        Object.entries({ ...front, nose: { x: 0.6, y: 0.5 } }).map(([k, p]) => [
          k,
          { x: Math.cos(a) * p.x - Math.sin(a) * p.y, y: Math.sin(a) * p.x + Math.cos(a) * p.y },
        ]),
      ) as unknown as typeof front;
    expect(headYaw(roll(0.5))).toBeCloseTo(headYaw(roll(0)), 6);
  });

  it('tells a head that looks down from one that looks up, within ten degrees, at any roll and size', () => {
    // A mean head, centimetres, from its middle: right, down, towards the camera.
    const head = {
      rightEye: [-3.2, -2.7, 4],
      leftEye: [3.2, -2.7, 4],
      nose: [0, 1.1, 7.2],
      mouth: [0, 4.2, 5.2],
      rightEar: [-7.5, 0, -4],
      leftEar: [7.5, 0, -4],
    } as const;
    const degrees = Math.PI / 180;
    for (const pitch of [-35, -20, 0, 20, 35])
      for (const roll of [0, 25]) {
        const [p, r] = [pitch * degrees, roll * degrees];
        const points = Object.entries(head).map(([name, [x, y, z]]) => {
          const down = y * Math.cos(p) + z * Math.sin(p);
          const [px, py] = [x * Math.cos(r) - down * Math.sin(r), x * Math.sin(r) + down * Math.cos(r)];
          return [name, { x: 0.5 + px / 50, y: 0.5 + py / 50 }];
        });
        const found = headPitch(Object.fromEntries(points)) / degrees;
        expect(Math.abs(found - pitch), `${pitch}° at roll ${roll}°: ${found}°`).toBeLessThan(10);
      }
  });
});
