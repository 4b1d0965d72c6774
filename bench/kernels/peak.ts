// How many multiply-adds a second one thread of WASM SIMD can do, in AssemblyScript: chains that do not wait for each other and
// touch no memory. They tend to 1, so that no number becomes slow to work with.

export function multiplyAdd(rounds: i32): f32 {
  const x = f32x4.splat(0.999);
  const y = f32x4.splat(0.001);
  let a = y, b = y, c = y, d = y, e = y, f = y;
  let g = y, h = y, i = y, j = y, k = y, l = y;
  for (let n = 0; n < rounds; n++) {
    a = f32x4.add(f32x4.mul(a, x), y);
    b = f32x4.add(f32x4.mul(b, x), y);
    c = f32x4.add(f32x4.mul(c, x), y);
    d = f32x4.add(f32x4.mul(d, x), y);
    e = f32x4.add(f32x4.mul(e, x), y);
    f = f32x4.add(f32x4.mul(f, x), y);
    g = f32x4.add(f32x4.mul(g, x), y);
    h = f32x4.add(f32x4.mul(h, x), y);
    i = f32x4.add(f32x4.mul(i, x), y);
    j = f32x4.add(f32x4.mul(j, x), y);
    k = f32x4.add(f32x4.mul(k, x), y);
    l = f32x4.add(f32x4.mul(l, x), y);
  }
  const abc = f32x4.add(a, f32x4.add(b, c));
  const def = f32x4.add(d, f32x4.add(e, f));
  const ghi = f32x4.add(g, f32x4.add(h, i));
  const jkl = f32x4.add(j, f32x4.add(k, l));
  return f32x4.extract_lane(f32x4.add(f32x4.add(abc, def), f32x4.add(ghi, jkl)), 0);
}

export function relaxed(rounds: i32): f32 {
  const x = f32x4.splat(0.999);
  const y = f32x4.splat(0.001);
  let a = y, b = y, c = y, d = y, e = y, f = y;
  let g = y, h = y, i = y, j = y, k = y, l = y;
  for (let n = 0; n < rounds; n++) {
    a = f32x4.relaxed_madd(a, x, y);
    b = f32x4.relaxed_madd(b, x, y);
    c = f32x4.relaxed_madd(c, x, y);
    d = f32x4.relaxed_madd(d, x, y);
    e = f32x4.relaxed_madd(e, x, y);
    f = f32x4.relaxed_madd(f, x, y);
    g = f32x4.relaxed_madd(g, x, y);
    h = f32x4.relaxed_madd(h, x, y);
    i = f32x4.relaxed_madd(i, x, y);
    j = f32x4.relaxed_madd(j, x, y);
    k = f32x4.relaxed_madd(k, x, y);
    l = f32x4.relaxed_madd(l, x, y);
  }
  const abc = f32x4.add(a, f32x4.add(b, c));
  const def = f32x4.add(d, f32x4.add(e, f));
  const ghi = f32x4.add(g, f32x4.add(h, i));
  const jkl = f32x4.add(j, f32x4.add(k, l));
  return f32x4.extract_lane(f32x4.add(f32x4.add(abc, def), f32x4.add(ghi, jkl)), 0);
}
