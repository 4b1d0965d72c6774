// Whose turn it is to be tested for what lies over it, of many.
import { expect, it } from 'vitest';
import { Turns } from '../../src/page/view/cover.ts';

const all = Array.from({ length: 20 }, (_, i) => i);
const LEAST = 2;

it('takes all in turn after the page has changed, and then the least at a time, everybody still', () => {
  const turns = new Turns();
  const round = [turns.take(all), turns.take(all), turns.take(all), turns.take(all)];
  expect(new Set(round.flat())).toEqual(new Set(all));
  const after = Array.from({ length: all.length / LEAST }, () => turns.take(all));
  expect(after.map(({ length }) => length)).toEqual(after.map(() => LEAST));
  expect(new Set(after.flat())).toEqual(new Set(all));
  turns.stir();
  expect(turns.take(all).length).toBeGreaterThan(LEAST);
});

it('takes fewer where tests are slow, more again where they are quick, and all where there are few', () => {
  const turns = new Turns();
  const slow = Array.from({ length: 8 }, () => {
    turns.stir();
    const { length } = turns.take(all);
    turns.took(length * 5);
    return length;
  });
  expect(slow.at(-1)).toBe(LEAST);
  const quick = Array.from({ length: 8 }, () => {
    turns.stir();
    const { length } = turns.take(all);
    turns.took(length * 0.01);
    return length;
  });
  expect(quick.at(-1)).toBeGreaterThan(LEAST);
  turns.stir();
  expect(turns.take([1, 2, 3])).toEqual([1, 2, 3]);
});

it('spends nothing on a page without tiles, and takes all in sixteen turns however many there are', () => {
  const turns = new Turns();
  for (let i = 0; i < 5; i++) {
    expect(turns.take([])).toEqual([]);
    turns.took(1);
  }
  expect(turns.take(all).length).toBeGreaterThan(LEAST);
  const many = Array.from({ length: 49 }, (_, i) => i);
  const quiet = new Turns();
  for (let i = 0; i < 20; i++) quiet.take(many);
  expect(new Set(Array.from({ length: 16 }, () => quiet.take(many)).flat())).toEqual(new Set(many));
});
