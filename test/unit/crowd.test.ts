// Several people before one camera: who is followed, who is new, who has gone.
import { describe, expect, test } from 'vitest';
import { type FollowedFace, MOST_PEOPLE, withCloseLooks, withSightings } from '../../src/engine/geometry/crowd.ts';
import { freeSpot, spotBox } from '../../src/page/overlay/corner.ts';

const face = (x: number, width = 60) => ({ x, y: 100, width, height: width });
const person = (number: number, x: number, more: Partial<FollowedFace> = {}): FollowedFace => ({
  number,
  face: face(x),
  isConfirmed: true,
  misses: 0,
  ...more,
});
const numbers = (people: FollowedFace[]) => people.map((p) => p.number);

describe('a survey', () => {
  test('makes people of faces that nobody knows, from left to right, to be confirmed', () => {
    const people = withSightings([person(1, 300)], [face(505), face(300), face(100)]);
    expect(people.map((p) => [p.number, p.face.x, p.isConfirmed])).toEqual([
      [1, 300, true],
      [2, 100, false],
      [3, 505, false],
    ]);
  });

  test('takes a known face that has moved a little for what it is, wherever it saw it', () => {
    const known = [person(1, 300)];
    expect(withSightings(known, [face(330)])).toEqual(known);
  });

  test('leaves out posters: faces far smaller than the largest', () => {
    expect(withSightings([], [face(0, 200), face(400, 50)]).map((p) => p.face.width)).toEqual([200]);
  });

  test('gives the number of somebody who has gone to the next who comes', () => {
    expect(numbers(withSightings([person(1, 0), person(3, 400)], [face(200)]))).toEqual([1, 3, 2]);
  });

  test('keeps the largest when there are too many', () => {
    const faces = Array.from({ length: 12 }, (_, i) => face(i * 100, 40 + i));
    const people = withSightings([], faces);
    expect(people.length).toBe(MOST_PEOPLE);
    expect(Math.min(...people.map((p) => p.face.width))).toBe(44);
  });
});

describe('close looks', () => {
  test('confirm a newcomer and follow everybody', () => {
    const before = [person(1, 0), person(2, 200, { isConfirmed: false })];
    const found = new Map([
      [1, face(10)],
      [2, face(205)],
    ]);
    expect(withCloseLooks(before, found)).toEqual([person(1, 10), person(2, 205)]);
  });

  test('let a single face go at the first miss, since the search begins at once', () => {
    expect(withCloseLooks([person(1, 0)], new Map([[1, null]]))).toEqual([]);
  });

  test('let one of several go after five misses, an unconfirmed one after two', () => {
    let people = [person(1, 0), person(2, 200), person(3, 400, { isConfirmed: false })];
    const none = new Map([
      [1, face(0)],
      [2, null],
      [3, null],
    ]);
    const left = Array.from({ length: 5 }, () => {
      people = withCloseLooks(people, none);
      return numbers(people);
    });
    expect(left).toEqual([[1, 2, 3], [1, 2], [1, 2], [1, 2], [1]]);
  });

  test("do not take a neighbour's face for one's own", () => {
    const found = new Map([
      [1, face(120)],
      [2, face(120)],
    ]);
    const people = withCloseLooks([person(1, 0), person(2, 120)], found);
    expect(people).toEqual([person(1, 0, { misses: 1 }), person(2, 120)]);
  });

  test('make one of two who have come to follow the same face: the one who has it', () => {
    const people = withCloseLooks(
      [person(1, 90, { misses: 2 }), person(2, 100)],
      new Map([
        [1, null],
        [2, face(100)],
      ]),
    );
    expect(numbers(people)).toEqual([2]);
  });

  test('leave alone whom nobody looked at', () => {
    const people = [person(1, 0), person(2, 200)];
    expect(withCloseLooks(people, new Map([[2, face(200)]]))).toEqual(people);
  });
});

describe('the badge of one of several', () => {
  const tile = { x: 10, y: 20, width: 400, height: 300 };
  const badge = { width: 40, height: 24 };
  const own = { x: 100, y: 100, width: 60, height: 60 };
  const box = (clear: (typeof own)[]) => {
    const { x, y } = spotBox(tile, badge, freeSpot(tile, badge, own, [own, ...clear]));
    return [Math.round(x), Math.round(y)];
  };

  test('stands under its face, else over it, else beside it', () => {
    expect(box([])).toEqual([110, 166]);
    const under = { x: 90, y: 160, width: 80, height: 60 };
    expect(box([under])).toEqual([110, 70]);
    const over = { x: 90, y: 40, width: 80, height: 55 };
    expect(box([under, over])).toEqual([166, 118]);
  });

  test('stays in its tile, and where it was when the tile grows', () => {
    const low = { x: 100, y: 290, width: 60, height: 30 };
    const spot = freeSpot(tile, badge, low, [low]);
    const { y } = spotBox(tile, badge, spot);
    expect(y + badge.height).toBeLessThanOrEqual(low.y);
    const twice = { ...tile, width: 800, height: 600 };
    expect(spotBox(twice, badge, freeSpot(tile, badge, own, [own])).x + 20).toBe(10 + 2 * (110 + 20 - 10));
  });
});
