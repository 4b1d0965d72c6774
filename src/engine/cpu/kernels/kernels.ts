// The engine's arithmetic in WebAssembly SIMD, written in AssemblyScript: one image at a time or a few, never the graph.
//
// Tensors are float32, [image, row, column, channel] without gaps, their channels padded with zeros to a multiple of 4.
// Sizes count numbers, pointers and offsets count bytes. Two modules are made of this file: with RELAXED a multiply-add is one
// instruction, rounded once; without, for browsers that lack it, two.

/** Numbers in a vector; every tensor has a multiple of these as channels. */
const LANES: i32 = 4;
/** Output channels and pixels of one pass of the inner loop: 12 sums, 2 weights and 1 input in the 16 registers of x86. */
const CHANNELS: i32 = 8;
const PIXELS: i32 = 6;
const FLOAT: usize = 4;
const VECTOR: usize = 16;

/** Below this lie the compiler's own tables, those of the exponential. */
export function heapBase(): usize {
  return __heap_base;
}

// @ts-ignore: a decorator of AssemblyScript, here and below
@inline
function madd(a: v128, b: v128, sum: v128): v128 {
  if (RELAXED) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(f32x4.mul(a, b), sum);
}

/**
 * A convolution: the sum over taps and channels, plus bias, plus what lies at `residual` if anything, then a ReLU if `relu`.
 *
 * weights: [outC / CHANNELS rounded up, taps, inC, CHANNELS], bias: [outC rounded up to CHANNELS], both padded with zeros.
 * places: [pixels rounded up to PIXELS, taps], offsets from the image to the first of the inC numbers that a tap reads;
 * below 0 where it reads nothing but zeros, of which `zeros` has inC. residual: [pixels, residualC] for each image, or 0.
 */
export function conv(
  images: i32,
  input: usize,
  inSize: i32,
  inC: i32,
  weights: usize,
  bias: usize,
  places: usize,
  taps: i32,
  zeros: usize,
  residual: usize,
  residualC: i32,
  relu: bool,
  output: usize,
  pixels: i32,
  outC: i32,
): void {
  const inBytes = <usize>inC * FLOAT;
  const outBytes = <usize>outC * FLOAT;
  const residualBytes = <usize>residualC * FLOAT;
  const stripBytes = <usize>(taps * inC * CHANNELS) * FLOAT;
  const rowBytes = <usize>taps * 4;
  const floor = f32x4.splat(relu ? 0 : -f32.MAX_VALUE);
  for (let image = 0; image < images; image++) {
    const from = input + <usize>(image * inSize) * FLOAT;
    const to = output + <usize>(image * pixels) * outBytes;
    const add = residual + <usize>(image * pixels) * residualBytes;
    for (let channel = 0; channel < outC; channel += CHANNELS) {
      const strip = weights + <usize>(channel / CHANNELS) * stripBytes;
      const biasAt = bias + <usize>channel * FLOAT;
      const wide = channel + LANES < outC;
      const addA = channel < residualC;
      const addB = channel + LANES < residualC;
      for (let pixel = 0; pixel < pixels; pixel += PIXELS) {
        let a0 = v128.load(biasAt);
        let b0 = v128.load(biasAt, VECTOR);
        let a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
        let b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0;
        let weight = strip;
        let place = places + <usize>pixel * rowBytes;
        for (let tap = 0; tap < taps; tap++) {
          let p0 = at(from, place, zeros);
          let p1 = at(from, place + rowBytes, zeros);
          let p2 = at(from, place + 2 * rowBytes, zeros);
          let p3 = at(from, place + 3 * rowBytes, zeros);
          let p4 = at(from, place + 4 * rowBytes, zeros);
          let p5 = at(from, place + 5 * rowBytes, zeros);
          const end = p0 + inBytes;
          for (const fours = p0 + (inBytes & ~15); p0 < fours; ) {
            let wa = v128.load(weight, 0 * VECTOR);
            let wb = v128.load(weight, 1 * VECTOR);
            let x = v128.load32_splat(p0, 0 * FLOAT);
            a0 = madd(x, wa, a0);
            b0 = madd(x, wb, b0);
            x = v128.load32_splat(p1, 0 * FLOAT);
            a1 = madd(x, wa, a1);
            b1 = madd(x, wb, b1);
            x = v128.load32_splat(p2, 0 * FLOAT);
            a2 = madd(x, wa, a2);
            b2 = madd(x, wb, b2);
            x = v128.load32_splat(p3, 0 * FLOAT);
            a3 = madd(x, wa, a3);
            b3 = madd(x, wb, b3);
            x = v128.load32_splat(p4, 0 * FLOAT);
            a4 = madd(x, wa, a4);
            b4 = madd(x, wb, b4);
            x = v128.load32_splat(p5, 0 * FLOAT);
            a5 = madd(x, wa, a5);
            b5 = madd(x, wb, b5);
            wa = v128.load(weight, 2 * VECTOR);
            wb = v128.load(weight, 3 * VECTOR);
            x = v128.load32_splat(p0, 1 * FLOAT);
            a0 = madd(x, wa, a0);
            b0 = madd(x, wb, b0);
            x = v128.load32_splat(p1, 1 * FLOAT);
            a1 = madd(x, wa, a1);
            b1 = madd(x, wb, b1);
            x = v128.load32_splat(p2, 1 * FLOAT);
            a2 = madd(x, wa, a2);
            b2 = madd(x, wb, b2);
            x = v128.load32_splat(p3, 1 * FLOAT);
            a3 = madd(x, wa, a3);
            b3 = madd(x, wb, b3);
            x = v128.load32_splat(p4, 1 * FLOAT);
            a4 = madd(x, wa, a4);
            b4 = madd(x, wb, b4);
            x = v128.load32_splat(p5, 1 * FLOAT);
            a5 = madd(x, wa, a5);
            b5 = madd(x, wb, b5);
            wa = v128.load(weight, 4 * VECTOR);
            wb = v128.load(weight, 5 * VECTOR);
            x = v128.load32_splat(p0, 2 * FLOAT);
            a0 = madd(x, wa, a0);
            b0 = madd(x, wb, b0);
            x = v128.load32_splat(p1, 2 * FLOAT);
            a1 = madd(x, wa, a1);
            b1 = madd(x, wb, b1);
            x = v128.load32_splat(p2, 2 * FLOAT);
            a2 = madd(x, wa, a2);
            b2 = madd(x, wb, b2);
            x = v128.load32_splat(p3, 2 * FLOAT);
            a3 = madd(x, wa, a3);
            b3 = madd(x, wb, b3);
            x = v128.load32_splat(p4, 2 * FLOAT);
            a4 = madd(x, wa, a4);
            b4 = madd(x, wb, b4);
            x = v128.load32_splat(p5, 2 * FLOAT);
            a5 = madd(x, wa, a5);
            b5 = madd(x, wb, b5);
            wa = v128.load(weight, 6 * VECTOR);
            wb = v128.load(weight, 7 * VECTOR);
            x = v128.load32_splat(p0, 3 * FLOAT);
            a0 = madd(x, wa, a0);
            b0 = madd(x, wb, b0);
            x = v128.load32_splat(p1, 3 * FLOAT);
            a1 = madd(x, wa, a1);
            b1 = madd(x, wb, b1);
            x = v128.load32_splat(p2, 3 * FLOAT);
            a2 = madd(x, wa, a2);
            b2 = madd(x, wb, b2);
            x = v128.load32_splat(p3, 3 * FLOAT);
            a3 = madd(x, wa, a3);
            b3 = madd(x, wb, b3);
            x = v128.load32_splat(p4, 3 * FLOAT);
            a4 = madd(x, wa, a4);
            b4 = madd(x, wb, b4);
            x = v128.load32_splat(p5, 3 * FLOAT);
            a5 = madd(x, wa, a5);
            b5 = madd(x, wb, b5);
            weight += 8 * VECTOR;
            p0 += 4 * FLOAT;
            p1 += 4 * FLOAT;
            p2 += 4 * FLOAT;
            p3 += 4 * FLOAT;
            p4 += 4 * FLOAT;
            p5 += 4 * FLOAT;
          }
          while (p0 < end) {
            let wa = v128.load(weight, 0 * VECTOR);
            let wb = v128.load(weight, 1 * VECTOR);
            let x = v128.load32_splat(p0, 0 * FLOAT);
            a0 = madd(x, wa, a0);
            b0 = madd(x, wb, b0);
            x = v128.load32_splat(p1, 0 * FLOAT);
            a1 = madd(x, wa, a1);
            b1 = madd(x, wb, b1);
            x = v128.load32_splat(p2, 0 * FLOAT);
            a2 = madd(x, wa, a2);
            b2 = madd(x, wb, b2);
            x = v128.load32_splat(p3, 0 * FLOAT);
            a3 = madd(x, wa, a3);
            b3 = madd(x, wb, b3);
            x = v128.load32_splat(p4, 0 * FLOAT);
            a4 = madd(x, wa, a4);
            b4 = madd(x, wb, b4);
            x = v128.load32_splat(p5, 0 * FLOAT);
            a5 = madd(x, wa, a5);
            b5 = madd(x, wb, b5);
            weight += 2 * VECTOR;
            p0 += 1 * FLOAT;
            p1 += 1 * FLOAT;
            p2 += 1 * FLOAT;
            p3 += 1 * FLOAT;
            p4 += 1 * FLOAT;
            p5 += 1 * FLOAT;
          }
          place += 4;
        }
        const rows = pixels - pixel;
        let out = to + <usize>pixel * outBytes + <usize>channel * FLOAT;
        let more = add + <usize>pixel * residualBytes + <usize>channel * FLOAT;
        if (addA) a0 = f32x4.add(a0, v128.load(more));
        v128.store(out, f32x4.max(a0, floor));
        if (addB) b0 = f32x4.add(b0, v128.load(more, VECTOR));
        if (wide) v128.store(out, f32x4.max(b0, floor), VECTOR);
        if (rows > 1) {
          out += outBytes;
          more += residualBytes;
          if (addA) a1 = f32x4.add(a1, v128.load(more));
          v128.store(out, f32x4.max(a1, floor));
          if (addB) b1 = f32x4.add(b1, v128.load(more, VECTOR));
          if (wide) v128.store(out, f32x4.max(b1, floor), VECTOR);
        }
        if (rows > 2) {
          out += outBytes;
          more += residualBytes;
          if (addA) a2 = f32x4.add(a2, v128.load(more));
          v128.store(out, f32x4.max(a2, floor));
          if (addB) b2 = f32x4.add(b2, v128.load(more, VECTOR));
          if (wide) v128.store(out, f32x4.max(b2, floor), VECTOR);
        }
        if (rows > 3) {
          out += outBytes;
          more += residualBytes;
          if (addA) a3 = f32x4.add(a3, v128.load(more));
          v128.store(out, f32x4.max(a3, floor));
          if (addB) b3 = f32x4.add(b3, v128.load(more, VECTOR));
          if (wide) v128.store(out, f32x4.max(b3, floor), VECTOR);
        }
        if (rows > 4) {
          out += outBytes;
          more += residualBytes;
          if (addA) a4 = f32x4.add(a4, v128.load(more));
          v128.store(out, f32x4.max(a4, floor));
          if (addB) b4 = f32x4.add(b4, v128.load(more, VECTOR));
          if (wide) v128.store(out, f32x4.max(b4, floor), VECTOR);
        }
        if (rows > 5) {
          out += outBytes;
          more += residualBytes;
          if (addA) a5 = f32x4.add(a5, v128.load(more));
          v128.store(out, f32x4.max(a5, floor));
          if (addB) b5 = f32x4.add(b5, v128.load(more, VECTOR));
          if (wide) v128.store(out, f32x4.max(b5, floor), VECTOR);
        }
      }
    }
  }
}

// @ts-ignore
@inline
function at(image: usize, place: usize, zeros: usize): usize {
  const offset = load<i32>(place);
  return offset < 0 ? zeros : image + <usize>offset;
}

/**
 * A 3x3 convolution of each channel by itself, plus bias; size inH x inW to outH x outW, padded with zeros. weights: [9, channels].
 * zeros: inW · channels of them.
 */
export function depthwise(
  input: usize,
  inH: i32,
  inW: i32,
  channels: i32,
  weights: usize,
  bias: usize,
  stride: i32,
  top: i32,
  left: i32,
  zeros: usize,
  output: usize,
  outH: i32,
  outW: i32,
): void {
  const pixelBytes = <usize>channels * FLOAT;
  const rowBytes = <usize>inW * pixelBytes;
  for (let y = 0; y < outH; y++) {
    const first = y * stride - top;
    const r0 = row(input, first, inH, rowBytes, zeros);
    const r1 = row(input, first + 1, inH, rowBytes, zeros);
    const r2 = row(input, first + 2, inH, rowBytes, zeros);
    const out = output + <usize>(y * outW) * pixelBytes;
    for (let c: usize = 0; c < pixelBytes; c += VECTOR) {
      const w = weights + c;
      const w0 = v128.load(w);
      const w1 = v128.load(w + pixelBytes);
      const w2 = v128.load(w + 2 * pixelBytes);
      const w3 = v128.load(w + 3 * pixelBytes);
      const w4 = v128.load(w + 4 * pixelBytes);
      const w5 = v128.load(w + 5 * pixelBytes);
      const w6 = v128.load(w + 6 * pixelBytes);
      const w7 = v128.load(w + 7 * pixelBytes);
      const w8 = v128.load(w + 8 * pixelBytes);
      const start = v128.load(bias + c);
      let to = out + c;
      for (let x = 0; x < outW; x++) {
        const column = x * stride - left;
        let from = c + <usize>(column * channels) * FLOAT;
        // Four pixels away from the edges at once: they share what they read.
        if (stride === 1 && column >= 0 && column + 6 <= inW) {
          let v: v128;
          let s0 = start, s1 = start, s2 = start, s3 = start;
          v = v128.load(r0 + from);
          s0 = madd(v, w0, s0);
          v = v128.load(r0 + from + pixelBytes);
          s0 = madd(v, w1, s0);
          s1 = madd(v, w0, s1);
          v = v128.load(r0 + from + 2 * pixelBytes);
          s0 = madd(v, w2, s0);
          s1 = madd(v, w1, s1);
          s2 = madd(v, w0, s2);
          v = v128.load(r0 + from + 3 * pixelBytes);
          s1 = madd(v, w2, s1);
          s2 = madd(v, w1, s2);
          s3 = madd(v, w0, s3);
          v = v128.load(r0 + from + 4 * pixelBytes);
          s2 = madd(v, w2, s2);
          s3 = madd(v, w1, s3);
          v = v128.load(r0 + from + 5 * pixelBytes);
          s3 = madd(v, w2, s3);
          v = v128.load(r1 + from);
          s0 = madd(v, w3, s0);
          v = v128.load(r1 + from + pixelBytes);
          s0 = madd(v, w4, s0);
          s1 = madd(v, w3, s1);
          v = v128.load(r1 + from + 2 * pixelBytes);
          s0 = madd(v, w5, s0);
          s1 = madd(v, w4, s1);
          s2 = madd(v, w3, s2);
          v = v128.load(r1 + from + 3 * pixelBytes);
          s1 = madd(v, w5, s1);
          s2 = madd(v, w4, s2);
          s3 = madd(v, w3, s3);
          v = v128.load(r1 + from + 4 * pixelBytes);
          s2 = madd(v, w5, s2);
          s3 = madd(v, w4, s3);
          v = v128.load(r1 + from + 5 * pixelBytes);
          s3 = madd(v, w5, s3);
          v = v128.load(r2 + from);
          s0 = madd(v, w6, s0);
          v = v128.load(r2 + from + pixelBytes);
          s0 = madd(v, w7, s0);
          s1 = madd(v, w6, s1);
          v = v128.load(r2 + from + 2 * pixelBytes);
          s0 = madd(v, w8, s0);
          s1 = madd(v, w7, s1);
          s2 = madd(v, w6, s2);
          v = v128.load(r2 + from + 3 * pixelBytes);
          s1 = madd(v, w8, s1);
          s2 = madd(v, w7, s2);
          s3 = madd(v, w6, s3);
          v = v128.load(r2 + from + 4 * pixelBytes);
          s2 = madd(v, w8, s2);
          s3 = madd(v, w7, s3);
          v = v128.load(r2 + from + 5 * pixelBytes);
          s3 = madd(v, w8, s3);
          v128.store(to, s0);
          v128.store(to + pixelBytes, s1);
          v128.store(to + 2 * pixelBytes, s2);
          v128.store(to + 3 * pixelBytes, s3);
          to += 4 * pixelBytes;
          x += 3;
          continue;
        }
        let sum = start;
        if (column >= 0) {
          sum = madd(v128.load(r0 + from), w0, sum);
          sum = madd(v128.load(r1 + from), w3, sum);
          sum = madd(v128.load(r2 + from), w6, sum);
        }
        from += pixelBytes;
        sum = madd(v128.load(r0 + from), w1, sum);
        sum = madd(v128.load(r1 + from), w4, sum);
        sum = madd(v128.load(r2 + from), w7, sum);
        if (column + 2 < inW) {
          from += pixelBytes;
          sum = madd(v128.load(r0 + from), w2, sum);
          sum = madd(v128.load(r1 + from), w5, sum);
          sum = madd(v128.load(r2 + from), w8, sum);
        }
        v128.store(to, sum);
        to += pixelBytes;
      }
    }
  }
}

// @ts-ignore
@inline
function row(input: usize, y: i32, height: i32, bytes: usize, zeros: usize): usize {
  return y >= 0 && y < height ? input + <usize>y * bytes : zeros;
}

/** The largest of each square of 2x2: height x width to half of both. */
export function maxPool(input: usize, height: i32, width: i32, channels: i32, output: usize): void {
  const pixelBytes = <usize>channels * FLOAT;
  const rowBytes = <usize>width * pixelBytes;
  let to = output;
  for (let y = 0; y < height; y += 2) {
    let from = input + <usize>y * rowBytes;
    for (let x = 0; x < width; x += 2) {
      for (const end = from + pixelBytes; from < end; from += VECTOR) {
        const upper = f32x4.max(v128.load(from), v128.load(from + pixelBytes));
        const lower = f32x4.max(v128.load(from + rowBytes), v128.load(from + rowBytes + pixelBytes));
        v128.store(to, f32x4.max(upper, lower));
        to += VECTOR;
      }
      from += pixelBytes;
    }
  }
}

/**
 * Twice as high and wide, between the pixels' middles, plus `residual`: [images, height, width, channels] to
 * [images, 2 · height, 2 · width, channels].
 */
export function upsample(
  images: i32,
  input: usize,
  height: i32,
  width: i32,
  channels: i32,
  residual: usize,
  output: usize,
): void {
  const pixelBytes = <usize>channels * FLOAT;
  const rowBytes = <usize>width * pixelBytes;
  const near = f32x4.splat(0.5625);
  const side = f32x4.splat(0.1875);
  const far = f32x4.splat(0.0625);
  let from = residual;
  let to = output;
  for (let image = 0; image < images; image++) {
    const first = input + <usize>(image * height) * rowBytes;
    for (let y = 0; y < 2 * height; y++) {
      const row = first + <usize>(y >> 1) * rowBytes;
      const other = first + <usize>neighbour(y, height) * rowBytes;
      for (let x = 0; x < 2 * width; x++) {
        const column = <usize>(x >> 1) * pixelBytes;
        const beyond = <usize>neighbour(x, width) * pixelBytes;
        for (let c: usize = 0; c < pixelBytes; c += VECTOR) {
          let sum = madd(v128.load(row + column + c), near, v128.load(from));
          sum = madd(f32x4.add(v128.load(row + beyond + c), v128.load(other + column + c)), side, sum);
          v128.store(to, madd(v128.load(other + beyond + c), far, sum));
          from += VECTOR;
          to += VECTOR;
        }
      }
    }
  }
}

/** The pixel on the other side of a place of the upsampled picture; at the edge the pixel itself. */
function neighbour(place: i32, size: i32): i32 {
  const pixel = place >> 1;
  return place & 1 ? min(pixel + 1, size - 1) : max(pixel - 1, 0);
}

/** Each channel's mean over an image's pixels: [images, pixels, channels] to [images, channels]. */
export function mean(images: i32, input: usize, pixels: i32, channels: i32, output: usize): void {
  const pixelBytes = <usize>channels * FLOAT;
  const part = f32x4.splat(1 / <f32>pixels);
  for (let image = 0; image < images; image++) {
    for (let c: usize = 0; c < pixelBytes; c += VECTOR) {
      let from = input + <usize>(image * pixels) * pixelBytes + c;
      let sum = f32x4.splat(0);
      for (let p = 0; p < pixels; p++, from += pixelBytes) sum = f32x4.add(sum, v128.load(from));
      v128.store(output + <usize>image * pixelBytes + c, f32x4.mul(sum, part));
    }
  }
}

/** Into `input` itself: max(0, residual + input · sigmoid(gate)), gate [images, channels], the others [images, pixels, channels]. */
export function gate(images: i32, input: usize, pixels: i32, channels: i32, gates: usize, residual: usize): void {
  const count = images * channels;
  for (let i = 0; i < count; i++) {
    const to = gates + <usize>i * FLOAT;
    store<f32>(to, <f32>(1 / (1 + Math.exp(-load<f32>(to)))));
  }
  const pixelBytes = <usize>channels * FLOAT;
  const none = f32x4.splat(0);
  let x = input;
  let y = residual;
  for (let image = 0; image < images; image++) {
    const g = gates + <usize>image * pixelBytes;
    for (let p = 0; p < pixels; p++) {
      for (let c: usize = 0; c < pixelBytes; c += VECTOR) {
        v128.store(x, f32x4.max(none, madd(v128.load(x), v128.load(g + c), v128.load(y))));
        x += VECTOR;
        y += VECTOR;
      }
    }
  }
}

/** Squares of SIDE pixels of output that Winograd's convolution makes at once, and what it reads for each. */
const SIDE: i32 = 4;
const PATCH: i32 = 6;

/**
 * The first half of a 3x3 convolution by Winograd's F(4x4, 3x3) (Lavin & Gray 2015, arXiv 1509.09308): every patch of 6x6 input
 * pixels, four pixels apart and padded by one zero all around, is brought to where products replace the convolution.
 *
 * output: [36, images · tiles, channels]; tiles that reach over the edge read zeros there.
 */
export function winogradIn(
  images: i32,
  input: usize,
  height: i32,
  width: i32,
  channels: i32,
  scratch: usize,
  output: usize,
): void {
  const pixelBytes = <usize>channels * FLOAT;
  const tilesY = tiles(height);
  const tilesX = tiles(width);
  const pointBytes = <usize>(images * tilesY * tilesX) * pixelBytes;
  let tileAt = output;
  for (let image = 0; image < images; image++) {
    const from = input + <usize>(image * height * width) * pixelBytes;
    for (let ty = 0; ty < tilesY; ty++) {
      for (let tx = 0; tx < tilesX; tx++) {
        const y0 = ty * SIDE - 1;
        const x0 = tx * SIDE - 1;
        for (let c: usize = 0; c < pixelBytes; c += VECTOR) {
          for (let i = 0; i < PATCH; i++) {
            // One column of the patch, top to bottom.
            const x = x0 + i;
            const rows = x < 0 || x >= width ? 0 : height;
            const column = from + <usize>((y0 * width + x) * channels) * FLOAT + c;
            const next = <usize>width * pixelBytes;
            const d0 = take(column, y0, rows);
            const d1 = take(column + next, y0 + 1, rows);
            const d2 = take(column + 2 * next, y0 + 2, rows);
            const d3 = take(column + 3 * next, y0 + 3, rows);
            const d4 = take(column + 4 * next, y0 + 4, rows);
            const d5 = take(column + 5 * next, y0 + 5, rows);
            spread(scratch + <usize>i * VECTOR, <usize>PATCH * VECTOR, d0, d1, d2, d3, d4, d5);
          }
          for (let i = 0; i < PATCH; i++) {
            const line = scratch + <usize>(i * PATCH) * VECTOR;
            spread(
              tileAt + c + <usize>(i * PATCH) * pointBytes,
              pointBytes,
              v128.load(line),
              v128.load(line, VECTOR),
              v128.load(line, 2 * VECTOR),
              v128.load(line, 3 * VECTOR),
              v128.load(line, 4 * VECTOR),
              v128.load(line, 5 * VECTOR),
            );
          }
        }
        tileAt += pixelBytes;
      }
    }
  }
}

// @ts-ignore
@inline
function tiles(size: i32): i32 {
  return (size + SIDE - 1) / SIDE;
}

/** What lies at `from` in row y, or zeros beyond the rows. */
// @ts-ignore
@inline
function take(from: usize, y: i32, rows: i32): v128 {
  return y >= 0 && y < rows ? v128.load(from) : f32x4.splat(0);
}

/** B' of F(4, 3): six inputs to six, written `step` apart. */
// @ts-ignore
@inline
function spread(to: usize, step: usize, d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128): void {
  const four = f32x4.splat(4);
  const five = f32x4.splat(-5);
  const two = f32x4.splat(2);
  v128.store(to, madd(four, d0, madd(five, d2, d4)));
  const s = madd(f32x4.splat(-4), d2, d4);
  const t = madd(f32x4.splat(-4), d1, d3);
  v128.store(to + step, f32x4.add(s, t));
  v128.store(to + 2 * step, f32x4.sub(s, t));
  const u = f32x4.sub(d4, d2);
  const v = f32x4.mul(two, f32x4.sub(d3, d1));
  v128.store(to + 3 * step, f32x4.add(u, v));
  v128.store(to + 4 * step, f32x4.sub(u, v));
  v128.store(to + 5 * step, madd(four, d1, madd(five, d3, d5)));
}

/** The second half, after the products: [36, images · tiles, channels] to pixels, plus bias, then a ReLU if `relu`. */
export function winogradOut(
  images: i32,
  input: usize,
  height: i32,
  width: i32,
  channels: i32,
  bias: usize,
  relu: bool,
  scratch: usize,
  output: usize,
): void {
  const pixelBytes = <usize>channels * FLOAT;
  const tilesY = tiles(height);
  const tilesX = tiles(width);
  const pointBytes = <usize>(images * tilesY * tilesX) * pixelBytes;
  const floor = f32x4.splat(relu ? 0 : -f32.MAX_VALUE);
  let tileAt = input;
  for (let image = 0; image < images; image++) {
    const to = output + <usize>(image * height * width) * pixelBytes;
    for (let ty = 0; ty < tilesY; ty++) {
      for (let tx = 0; tx < tilesX; tx++) {
        const corner = to + <usize>((ty * SIDE * width + tx * SIDE) * channels) * FLOAT;
        for (let c: usize = 0; c < pixelBytes; c += VECTOR) {
          for (let i = 0; i < PATCH; i++) {
            const m = tileAt + c + <usize>i * pointBytes;
            gather(
              scratch + <usize>(i * SIDE) * VECTOR,
              VECTOR,
              v128.load(m),
              v128.load(m + <usize>PATCH * pointBytes),
              v128.load(m + <usize>(2 * PATCH) * pointBytes),
              v128.load(m + <usize>(3 * PATCH) * pointBytes),
              v128.load(m + <usize>(4 * PATCH) * pointBytes),
              v128.load(m + <usize>(5 * PATCH) * pointBytes),
              f32x4.splat(0),
              f32x4.splat(-f32.MAX_VALUE),
            );
          }
          const start = v128.load(bias + c);
          const rows = min(SIDE, height - ty * SIDE);
          const columns = min(SIDE, width - tx * SIDE);
          for (let i = 0; i < rows; i++) {
            const line = scratch + <usize>i * VECTOR;
            // A tile over the right edge is computed whole in scratch and then cut.
            const whole = columns == SIDE;
            const place = corner + c + <usize>(i * width) * pixelBytes;
            const aside = scratch + <usize>(PATCH * SIDE) * VECTOR;
            gather(
              whole ? place : aside,
              whole ? pixelBytes : VECTOR,
              v128.load(line),
              v128.load(line, 4 * VECTOR),
              v128.load(line, 8 * VECTOR),
              v128.load(line, 12 * VECTOR),
              v128.load(line, 16 * VECTOR),
              v128.load(line, 20 * VECTOR),
              start,
              floor,
            );
            if (!whole) {
              for (let x = 0; x < columns; x++) {
                v128.store(place + <usize>x * pixelBytes, v128.load(aside + <usize>x * VECTOR));
              }
            }
          }
        }
        tileAt += pixelBytes;
      }
    }
  }
}

/** A' of F(4, 3): six products to four sums, plus `start`, no less than `floor`, written `step` apart. */
// @ts-ignore
@inline
function gather(
  to: usize,
  step: usize,
  m0: v128,
  m1: v128,
  m2: v128,
  m3: v128,
  m4: v128,
  m5: v128,
  start: v128,
  floor: v128,
): void {
  const s = f32x4.add(m1, m2);
  const d = f32x4.sub(m1, m2);
  const t = f32x4.add(m3, m4);
  const e = f32x4.sub(m3, m4);
  v128.store(to, f32x4.max(floor, f32x4.add(start, f32x4.add(m0, f32x4.add(s, t)))));
  v128.store(to + step, f32x4.max(floor, f32x4.add(start, madd(f32x4.splat(2), e, d))));
  v128.store(to + 2 * step, f32x4.max(floor, f32x4.add(start, madd(f32x4.splat(4), t, s))));
  v128.store(to + 3 * step, f32x4.max(floor, f32x4.add(start, f32x4.add(m5, madd(f32x4.splat(8), e, d)))));
}

/** Side of a cell and of a face, pixels, and how wide the zeros are that the nets' first layers read around them. */
const CELL: i32 = 128;
const FACE: i32 = 48;
const BEFORE: i32 = 1;
const BORDER: i32 = 3;

/**
 * A cell of an RGBA picture, whose rows are `width` pixels, as the detector reads it: [CELL + BORDER, CELL + BORDER, 3], -1..1, where the
 * border is left as it is; and as gray, 0..1, [CELL, CELL].
 */
export function readCell(from: usize, width: i32, colour: usize, gray: usize): void {
  const scale: f32 = 1 / 127.5;
  for (let y = 0; y < CELL; y++) {
    let pixel = from + <usize>(y * width) * 4;
    let to = colour + <usize>(((y + BEFORE) * (CELL + BORDER) + BEFORE) * 3) * FLOAT;
    for (let x = 0; x < CELL; x++) {
      const r = <f32>load<u8>(pixel);
      const g = <f32>load<u8>(pixel, 1);
      const b = <f32>load<u8>(pixel, 2);
      store<f32>(to, r * scale - 1);
      store<f32>(to, g * scale - 1, FLOAT);
      store<f32>(to, b * scale - 1, 2 * FLOAT);
      store<f32>(gray, (<f32>0.299 * r + <f32>0.587 * g + <f32>0.114 * b) * (1 / <f32>255));
      pixel += 4;
      to += 3 * FLOAT;
      gray += FLOAT;
    }
  }
}

/**
 * A face out of a gray cell: each of FACE x FACE pixels is the mean of four points between which a step of (ax, bx) lies across
 * and (ay, by) down, the first at (x0, y0) in indices of pixels; the cell's edge repeats beyond it.
 */
export function crop(gray: usize, x0: f32, y0: f32, ax: f32, bx: f32, ay: f32, by: f32, face: usize): void {
  for (let row = 0; row < 2 * FACE; row += 2) {
    for (let column = 0; column < 2 * FACE; column += 2) {
      let sum: f32 = 0;
      for (let part = 0; part < 4; part++) {
        const i = <f32>(column + (part & 1));
        const j = <f32>(row + (part >> 1));
        sum += sample(gray, x0 + i * ax + j * ay, y0 + i * bx + j * by);
      }
      store<f32>(face, sum * 0.25);
      face += FLOAT;
    }
  }
}

/** Between the four pixels around a point. */
function sample(gray: usize, x: f32, y: f32): f32 {
  const last = <f32>(CELL - 1);
  x = min(max(x, 0), last);
  y = min(max(y, 0), last);
  const left = <i32>x;
  const top = <i32>y;
  const right = min(left + 1, CELL - 1) - left;
  const below = (min(top + 1, CELL - 1) - top) * CELL;
  const at = gray + <usize>(top * CELL + left) * FLOAT;
  const u = x - <f32>left;
  const v = y - <f32>top;
  const upper = load<f32>(at) * (1 - u) + load<f32>(at + <usize>right * FLOAT) * u;
  const lower = load<f32>(at + <usize>below * FLOAT) * (1 - u) + load<f32>(at + <usize>(below + right) * FLOAT) * u;
  return upper * (1 - v) + lower * v;
}

/** [FACE, FACE] minus its mean over its deviation (plus `floor` under the root), into [FACE + BORDER, FACE + BORDER] with its border left. */
export function standardise(face: usize, floor: f32, output: usize): void {
  const count = FACE * FACE;
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += <f64>load<f32>(face + <usize>i * FLOAT);
  const middle = <f32>(sum / count);
  sum = 0;
  for (let i = 0; i < count; i++) {
    const d = load<f32>(face + <usize>i * FLOAT) - middle;
    sum += <f64>(d * d);
  }
  const scale: f32 = <f32>1 / Mathf.sqrt(<f32>(sum / count) + floor);
  for (let y = 0; y < FACE; y++) {
    const to = output + <usize>((y + BEFORE) * (FACE + BORDER) + BEFORE) * FLOAT;
    for (let x = 0; x < FACE; x++) {
      store<f32>(to + <usize>x * FLOAT, (load<f32>(face + <usize>(y * FACE + x) * FLOAT) - middle) * scale);
    }
  }
}
