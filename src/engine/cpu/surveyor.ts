// Finds every face of a picture, small ones too: BlazeFace full range, on the processor whatever backend reads the cells.
import { SAME_FACE } from '../geometry/best-face.ts';
import { overlap } from '../geometry/overlap.ts';
import { readGraph } from '../nets/graph.ts';
import type { ModelFiles } from '../nets/model-files.ts';
import { type Sighting, SURVEY, type UnitBox } from '../types.ts';
import { Memory } from './wasm-memory.ts';
import { BEFORE, BORDER, makeNet, type Net } from './wasm-net.ts';

/** Anchors lie in one grid of so many a side, one at each point (mediapipe, face_detection_full_range.pbtxt). */
const GRID = 48;
/** Sightings less sure than this are none; mediapipe's own limit for this net is 0.6. */
const MIN_SCORE = 0.6;

export class Surveyor {
  private readonly memory: Memory;
  private readonly net: Net;

  /** @throws EngineError errorModelBroken */
  constructor(module: WebAssembly.Module, detector: ModelFiles) {
    this.memory = new Memory(module);
    const input = { node: 'cells', side: SURVEY, channels: 3 };
    this.net = makeNet(this.memory, readGraph('full-range detector', detector), 1, input, ['scores', 'boxes']);
  }

  /**
   * @param picture RGBA, 4·SURVEY·SURVEY bytes.
   * @returns each face once, the surest first.
   */
  survey(picture: Uint8ClampedArray): Sighting[] {
    this.put(picture);
    this.net.run(1);
    const [scores, boxes] = ['scores', 'boxes'].map((name) => {
      const { at, channels } = this.net.output(name);
      return { values: this.memory.floats(at, GRID * GRID * channels), channels };
    }) as [Numbers, Numbers];
    const threshold = Math.log(MIN_SCORE / (1 - MIN_SCORE));
    const found: Sighting[] = [];
    for (let i = 0; i < GRID * GRID; i++) {
      const logit = scores.values[i * scores.channels] as number;
      // Written so that NaN counts as no face.
      if (logit >= threshold) found.push({ score: 1 / (1 + Math.exp(-logit)), box: boxAt(boxes, i) });
    }
    return blended(found);
  }

  private put(picture: Uint8ClampedArray): void {
    const outer = SURVEY + BORDER;
    const input = this.memory.floats(this.net.input.at, outer * outer * 3);
    let from = 0;
    for (let y = 0; y < SURVEY; y++) {
      let to = ((y + BEFORE) * outer + BEFORE) * 3;
      for (let x = 0; x < SURVEY; x++, from += 4)
        for (let c = 0; c < 3; c++) input[to++] = (picture[from + c] as number) / 127.5 - 1;
    }
  }
}

interface Numbers {
  values: Float32Array;
  /** Numbers from one anchor to the next. */
  channels: number;
}

/** Centre and size, in pixels and relative to the anchor, as a box of the picture. */
function boxAt({ values, channels }: Numbers, anchor: number): UnitBox {
  const at = (i: 0 | 1 | 2 | 3) => (values[anchor * channels + i] as number) / SURVEY;
  const [x, y] = [at(0) + ((anchor % GRID) + 0.5) / GRID, at(1) + (Math.floor(anchor / GRID) + 0.5) / GRID];
  const [width, height] = [at(2), at(3)];
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** Each face's boxes as one, their mean weighted by score, as BlazeFace's paper has it (arXiv 1907.05047). */
function blended(found: Sighting[]): Sighting[] {
  const faces: Sighting[] = [];
  let rest = found.sort((a, b) => b.score - a.score);
  for (let best = rest[0]; best; best = rest[0]) {
    const { score, box } = best;
    const same = rest.filter((one) => one === best || overlap(one.box, box) > SAME_FACE);
    rest = rest.filter((one) => !same.includes(one));
    const whole = same.reduce((sum, one) => sum + one.score, 0);
    const mean = (of: (box: UnitBox) => number) => same.reduce((sum, one) => sum + one.score * of(one.box), 0) / whole;
    const [width, height] = [mean((b) => b.width), mean((b) => b.height)];
    faces.push({ score, box: { x: mean((b) => b.x), y: mean((b) => b.y), width, height } });
  }
  return faces;
}
