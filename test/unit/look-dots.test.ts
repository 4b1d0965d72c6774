// Ten dots must say what the votes say, for whatever votes: checked on many random ones and on the awkward few.
import { describe, expect, it } from 'vitest';
import { EXPRESSIONS, type Expression, type Votes } from '../../src/engine/types.ts';
import { countDots, type Dot, dotsSvg, layoutDots, tenDots } from '../../src/theme/dots.ts';

const votesOf = (parts: Partial<Votes>): Votes =>
  Object.fromEntries(EXPRESSIONS.map((e) => [e, parts[e] ?? 0])) as Votes;

/** Mulberry32: the same cases on every run. */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function* cases(count: number) {
  const next = random(7);
  for (let i = 0; i < count; i++) {
    // Powers make some votes lopsided, as real ones are.
    const raw = EXPRESSIONS.map(() => next() ** (1 + 6 * next()));
    const sum = raw.reduce((a, b) => a + b);
    const votes = votesOf(Object.fromEntries(EXPRESSIONS.map((e, j) => [e, (raw[j] ?? 0) / sum])));
    yield { votes, doubt: next() < 0.2 ? 0 : next() ** 2 };
  }
}

const countOf = (dots: Dot[], dot: Dot) => dots.filter((d) => d === dot).length;

describe('tenDots', () => {
  it('gives everyone their share to within one, most frequent first, hollow last', () => {
    for (const { votes, doubt } of cases(3000)) {
      const dots = tenDots(votes, doubt);
      expect(dots).toHaveLength(10);
      for (const e of EXPRESSIONS)
        expect(Math.abs(countOf(dots, e) - 10 * votes[e] * (1 - doubt))).toBeLessThan(1 + 1e-9);
      expect(Math.abs(countOf(dots, null) - 10 * doubt)).toBeLessThan(1 + 1e-9);

      const counts = countDots(dots);
      const named = counts.filter(({ dot }) => dot !== null).map(({ count }) => count);
      expect(named).toEqual([...named].sort((a, b) => b - a));
      expect(counts.slice(0, -1).some(({ dot }) => dot === null)).toBe(false);
      // Each kind lies together.
      expect(new Set(counts.map(({ dot }) => dot)).size).toBe(counts.length);
      expect(dots).toEqual(counts.flatMap(({ dot, count }) => Array<Dot>(count).fill(dot)));
    }
  });
  it('never shows fewer dots to whoever has more votes', () => {
    for (const { votes, doubt } of cases(1000)) {
      const dots = tenDots(votes, doubt);
      for (const a of EXPRESSIONS)
        for (const b of EXPRESSIONS)
          if (votes[a] > votes[b]) expect(countOf(dots, a)).toBeGreaterThanOrEqual(countOf(dots, b));
    }
  });
  it('says the same of the same votes, whatever order they come in', () => {
    for (const { votes, doubt } of cases(200)) {
      const turned = Object.fromEntries(Object.entries(votes).reverse()) as Votes;
      expect(tenDots(turned, doubt)).toEqual(tenDots(votes, doubt));
    }
  });
  it('keeps whole shares whole in spite of floating point', () => {
    const votes = votesOf({ happy: 0.7, neutral: 0.1 + 0.2 });
    expect(tenDots(votes, 0)).toEqual([...Array(7).fill('happy'), ...Array(3).fill('neutral')]);
  });
  it('breaks ties in the order of the expressions', () => {
    expect(tenDots(votesOf({ sad: 0.5, happy: 0.5 }), 0).slice(0, 5)).toEqual(Array(5).fill('happy'));
    const dots = tenDots(votesOf({ neutral: 1 / 3, happy: 1 / 3, fear: 1 / 3 }), 0);
    expect(countDots(dots)).toEqual([
      { dot: 'neutral', count: 4 },
      { dot: 'happy', count: 3 },
      { dot: 'fear', count: 3 },
    ]);
  });
  it('is all hollow when nobody can say', () => {
    const hollow = Array(10).fill(null);
    expect(tenDots(votesOf({ happy: 1 }), 1)).toEqual(hollow);
    expect(tenDots(votesOf({}), 0)).toEqual(hollow);
    expect(tenDots(votesOf({ happy: Number.NaN }), 0)).toEqual(hollow);
  });
  it('puts up with votes that are not quite shares', () => {
    expect(tenDots(votesOf({ happy: 14, sad: -3 }), -0.5)).toEqual(Array(10).fill('happy'));
    expect(tenDots(votesOf({ happy: 0.2, sad: 0.2 }), Number.NaN)).toEqual([
      ...Array(5).fill('happy'),
      ...Array(5).fill('sad'),
    ]);
  });
});

describe('the drawing', () => {
  const dots: Dot[] = [...Array<Expression>(7).fill('happy'), 'sad', null, null];
  it.each([
    [1, 108],
    [1, 312],
    [2, 20],
  ] as const)('%i row(s) of %i px stay within it and never touch', (rows, width) => {
    const { centres, radius, height } = layoutDots(rows, width);
    expect(centres).toHaveLength(10);
    for (const [i, a] of centres.entries()) {
      expect(a.x - radius).toBeGreaterThanOrEqual(-1e-9);
      expect(a.x + radius).toBeLessThanOrEqual(width + 1e-9);
      expect(a.y + radius).toBeLessThanOrEqual(height + 1e-9);
      for (const b of centres.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(2 * radius);
    }
  });
  it('is 20 × 8 px on a badge', () => {
    expect(layoutDots(2, 20).height).toBe(8);
  });
  it('has ten circles, hollow ones without a fill, and keeps out of a screen reader’s way', () => {
    const svg = dotsSvg(dots, { rows: 2, width: 20, theme: 'dark', hollow: '#c3c5c8' });
    expect(svg.match(/<circle/g)).toHaveLength(10);
    expect(svg.match(/fill="none" stroke="#c3c5c8"/g)).toHaveLength(2);
    expect(svg).toContain('aria-hidden="true"');
    expect(svg).not.toMatch(/NaN|undefined|style=/);
  });
});
