// Between the two nets, as passes of a GPU: cells out of the atlas, the best face of each, its crop, standardised.
import { LAYERS } from '../geometry/anchors.ts';
import { FIRST, MIDDLE, MIN_BLEND_SCORE, RAW_FACE, SAME_FACE } from '../geometry/best-face.ts';
import { FACE, FRAMING, LUMA, VARIANCE_FLOOR } from '../geometry/framing.ts';
import { CELL } from '../types.ts';
import type { Passes, Sheet } from './passes.ts';

/** Where an image's cell begins in the atlas. */
const CORNER = `ivec2 corner = ${CELL} * ivec2(image % columns, image / columns);`;
const PIXELS = [0, 1, 2, 3].map((layer) => ({ i: layer & 1, j: layer >> 1, layer }));

/** Every cell's colours, -1..1. */
export function addCells(passes: Passes, cells: Sheet): void {
  const lines = PIXELS.map(
    ({ i, j, layer }) =>
      `y${layer} = vec4(texelFetch(atlas, corner + 2 * at + ivec2(${i}, ${j}), 0).rgb * 2.0 - 1.0, 0);`,
  );
  passes.add({ body: [CORNER, ...lines].join('\n'), reads: { atlas: null }, y: cells });
}

/**
 * The best face of every cell as best-face.ts blends it: the first texel begins with the score, the other four are the regressors in
 * units of the cell.
 * @param scores of each of LAYERS, before the sigmoid. @param boxes in pixels, relative to the anchors.
 */
export function addBestFace(passes: Passes, scores: Sheet[], boxes: Sheet[]): Sheet {
  const detection: Sheet = { width: 5, height: 1, layers: 1 };
  /** Goes through a layer's anchors: `inner` sees raw (score before the sigmoid), offset, the anchor a at (x, y) and its number. */
  const scan = (l: number, inner: string) => {
    const { side, anchors } = LAYERS[l] as (typeof LAYERS)[number];
    const offset = LAYERS.slice(0, l).reduce((sum, layer) => sum + layer.side ** 2 * layer.anchors, 0);
    return `for (int y = 0; y < ${side}; y++) {
  for (int x = 0; x < ${side}; x++) {
    vec2 offset = (vec2(ivec2(x, y)) + 0.5) / ${side}.0;
    for (int block = 0; block < ${Math.ceil(anchors / 4)}; block++) {
      vec4 four = texelFetch(scores${l}, ivec3(block * ${side / 2} + x / 2, image * ${side / 2} + y / 2, 2 * (y & 1) + (x & 1)), 0);
      for (int i = 0; i < min(4, ${anchors} - 4 * block); i++) {
        float raw = four[i];
        int a = 4 * block + i;
        int number = ${offset} + (y * ${side} + x) * ${anchors} + a;
${inner}
      }
    }
  }
}`;
  };
  /** Four of an anchor's regressors, in units of the cell: none of the first four's last two is a place. */
  const part = (l: number) => {
    const { side } = LAYERS[l] as (typeof LAYERS)[number];
    return `vec4 part${l}(int image, int x, int y, int a, int k) {
  vec4 raw = texelFetch(boxes${l}, ivec3((4 * a + k) * ${side / 2} + x / 2, image * ${side / 2} + y / 2, 2 * (y & 1) + (x & 1)), 0);
  vec2 offset = (vec2(ivec2(x, y)) + 0.5) / ${side}.0;
  return raw / ${CELL}.0 + vec4(offset, offset * float(k > 0));
}`;
  };
  const functions = `${LAYERS.map((_, l) => part(l)).join('\n')}
float sigmoid(float x) {
  return 1.0 / (1.0 + exp(-x));
}
float overlapOf(vec4 a, vec4 b) {
  vec2 extent = max(min(a.xy + a.zw / 2.0, b.xy + b.zw / 2.0) - max(a.xy - a.zw / 2.0, b.xy - b.zw / 2.0), vec2(0));
  float both = extent.x * extent.y;
  return both / max(a.z * a.w + b.z * b.w - both, 1e-6);
}`;
  const choose = (l: number) =>
    scan(
      l,
      `        vec2 away = offset - 0.5;
        float rank = raw;
        if (raw >= ${RAW_FACE}.0) {
          rank = ${FIRST}.0 + raw - ${MIDDLE}.0 * dot(away, away);
        }
        if (rank > most) {
          most = rank;
          bestRaw = raw;
          best = number;
          box = part${l}(image, x, y, a, 0);
        }`,
    );
  const blend = (l: number) =>
    scan(
      l,
      `        if (number == best || raw >= least) {
          if (number == best || overlapOf(part${l}(image, x, y, a, 0), box) > ${SAME_FACE}) {
            float weight = sigmoid(raw);
            sum += weight;
            blended += weight * part${l}(image, x, y, a, k);
          }
        }`,
    );
  const body = `float most = -1e30;
float bestRaw = 0.0;
int best = -1;
vec4 box = vec4(0);
${LAYERS.map((_, l) => choose(l)).join('\n')}
if (at.x == 0) {
  y0 = vec4(sigmoid(bestRaw), 0, 0, 0);
  return;
}
int k = at.x - 1;
float least = min(bestRaw, ${Math.log(MIN_BLEND_SCORE / (1 - MIN_BLEND_SCORE))});
float sum = 1e-9;
vec4 blended = vec4(0);
${LAYERS.map((_, l) => blend(l)).join('\n')}
y0 = blended / sum;`;
  const reads = Object.fromEntries(
    LAYERS.flatMap((_, l) => [
      [`scores${l}`, scores[l] as Sheet],
      [`boxes${l}`, boxes[l] as Sheet],
    ]),
  );
  passes.add({ body, functions, reads, y: detection });
  return detection;
}

/** Every detection's face, gray, 0..1, upright and framed as crop.ts does; beyond a cell its edge repeats. */
export function addCrop(passes: Passes, detection: Sheet, face: Sheet): void {
  const { eyes, belowEyes, belowBox, side } = FRAMING;
  const samples = 2 * FACE;
  const functions = `float gray(ivec2 corner, ivec2 at) {
  return dot(texelFetch(atlas, corner + at, 0).rgb, vec3(${LUMA}));
}
float between(ivec2 corner, vec2 at) {
  vec2 inside = clamp(at, vec2(0), vec2(${CELL - 1}));
  ivec2 a = ivec2(inside);
  ivec2 b = min(a + 1, ivec2(${CELL - 1}));
  vec2 part = inside - vec2(a);
  float upper = mix(gray(corner, a), gray(corner, ivec2(b.x, a.y)), part.x);
  float lower = mix(gray(corner, ivec2(a.x, b.y)), gray(corner, b), part.x);
  return mix(upper, lower, part.y);
}`;
  const body = `${CORNER}
vec4 box = texelFetch(detection, ivec3(1, image, 0), 0);
vec4 eyes = texelFetch(detection, ivec3(2, image, 0), 0);
float size = (box.z + box.w) / 2.0;
vec2 apart = eyes.zw - eyes.xy;
vec2 across = apart / (length(apart) + 1e-6);
vec2 down = vec2(-across.y, across.x);
vec2 middle = mix(box.xy, (eyes.xy + eyes.zw) / 2.0, ${eyes.toFixed(6)});
vec2 centre = middle + down * size * ${(eyes * belowEyes + (1 - eyes) * belowBox).toFixed(6)};
float pace = size * ${((side * CELL) / samples).toFixed(6)};
vec2 right = across * pace;
vec2 below = down * pace;
vec2 first = centre * ${CELL}.0 - 0.5 - (right + below) * ${(samples - 1) / 2};
${PIXELS.map(
  ({ i, j, layer }) => `{
  float sum = 0.0;
  for (int part = 0; part < 4; part++) {
    vec2 place = vec2(4 * at + 2 * ivec2(${i}, ${j}) + ivec2(part & 1, part >> 1));
    sum += between(corner, first + place.x * right + place.y * below);
  }
  y${layer} = vec4(sum / 4.0, 0, 0, 0);
}`,
).join('\n')}`;
  passes.add({ body, functions, reads: { atlas: null, detection }, y: face });
}

/** Faces minus their mean over their deviation. */
export function addStandardised(passes: Passes, face: Sheet, standardised: Sheet): void {
  // Around the middle of all grays, so that little is lost when the square of the mean goes off the mean of squares.
  const sums: Sheet = { width: 1, height: face.height, layers: 1 };
  passes.add({
    body: `vec4 sum = vec4(0);
for (int column = 0; column < ${face.width}; column++) {
  for (int layer = 0; layer < 4; layer++) {
    float gray = texelFetch(face, ivec3(column, texel.y, layer), 0).x - 0.5;
    sum += vec4(gray, gray * gray, 0, 0);
  }
}
y0 = sum;`,
    reads: { face },
    y: sums,
  });
  const lines = PIXELS.map(
    ({ layer }) => `y${layer} = vec4((texelFetch(face, ivec3(texel, ${layer}), 0).x - 0.5 - mean) * scale, 0, 0, 0);`,
  );
  passes.add({
    body: `vec2 sum = vec2(0);
for (int row = 0; row < ${sums.height}; row++) {
  sum += texelFetch(sums, ivec3(0, image * ${sums.height} + row, 0), 0).xy;
}
float mean = sum.x / ${FACE * FACE}.0;
float scale = inversesqrt(max(sum.y / ${FACE * FACE}.0 - mean * mean, 0.0) + ${VARIANCE_FLOOR});
${lines.join('\n')}`,
    reads: { face, sums },
    y: standardised,
  });
}

/** All that is read back, side by side: the texels of each sheet after the other. */
export function addRow(passes: Passes, parts: Sheet[]): Sheet {
  const row: Sheet = { width: parts.reduce((sum, { width }) => sum + width, 0), height: 1, layers: 1 };
  let end = 0;
  const lines = parts.map(({ width }, i) => {
    const start = end;
    end += width;
    return `if (at.x < ${end}) {
  y0 = texelFetch(part${i}, ivec3(at.x - ${start}, image, 0), 0);
  return;
}`;
  });
  const reads = Object.fromEntries(parts.map((part, i) => [`part${i}`, part]));
  passes.add({ body: lines.join('\n'), reads, y: row });
  return row;
}
