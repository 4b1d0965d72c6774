// Who may be read, for every combination of answers, written by hand from RESPONSIBLE_USE.md and not from the code.
import type { People, Place, Purpose, Statement } from '../../src/call/consent/answers.ts';
import type { Mode } from '../../src/call/consent/policy.ts';

/** What a cell allows, "moves" for movements alone, and what has to be stated before it does. */
const MOVES: Mode[] = ['self', 'movements'];
const MOVES_EACH: Mode[] = [...MOVES, 'movements-each'];
export const CELLS: Record<string, { modes: Mode[]; provided: Statement | null }> = {
  self: { modes: ['self'], provided: null },
  'moves, told': { modes: MOVES, provided: 'informed' },
  'moves, agreed': { modes: MOVES, provided: 'agreed' },
  'moves each, told': { modes: MOVES_EACH, provided: 'informed' },
  'group, told': { modes: [...MOVES, 'group'], provided: 'informed' },
  'group, agreed': { modes: [...MOVES, 'group'], provided: 'agreed' },
  'group + moves each, told': { modes: [...MOVES_EACH, 'group'], provided: 'informed' },
  'each, told': { modes: [...MOVES_EACH, 'group', 'individual'], provided: 'informed' },
  'each, agreed': { modes: [...MOVES_EACH, 'group', 'individual'], provided: 'agreed' },
};

/** Tables with a row for each purpose and a column for who is on screen. */
export const EXPECTED: Record<Place, string> = {
  eu: `
                 alone | private          | participants     | audience    | colleagues    | students      | children
  rehearse     | self  | self             | self             | self        | self          | self          | self
  understand   | self  | each, told       | each, told       | group, told | moves, told   | moves, told   | self
  accessibility| self  | each, told       | each, told       | group, told | moves, told   | moves, told   | self
  research     | self  | each, agreed     | each, agreed     | self        | moves, agreed | moves, agreed | self
  class        | self  | moves, told      | moves, told      | self        | moves, told   | moves, told   | self
  meeting      | self  | moves each, told | moves each, told | self        | moves, told   | moves, told   | self
`,
  uk: `
                 alone | private                  | participants             | audience    | colleagues    | students      | children
  rehearse     | self  | self                     | self                     | self        | self          | self          | self
  understand   | self  | each, told               | each, told               | group, told | group, told   | group, told   | self
  accessibility| self  | each, told               | each, told               | group, told | group, told   | group, told   | self
  research     | self  | each, agreed             | each, agreed             | self        | group, agreed | group, agreed | self
  class        | self  | group, told              | group, told              | group, told | group, told   | group, told   | self
  meeting      | self  | group + moves each, told | group + moves each, told | group, told | group, told   | group, told   | self
`,
  elsewhere: `
                 alone | private                  | participants             | audience    | colleagues    | students      | children
  rehearse     | self  | self                     | self                     | self        | self          | self          | self
  understand   | self  | each, told               | each, told               | group, told | group, told   | group, told   | self
  accessibility| self  | each, told               | each, told               | group, told | group, told   | group, told   | self
  research     | self  | each, agreed             | each, agreed             | self        | group, agreed | group, agreed | self
  class        | self  | group, told              | group, told              | group, told | group, told   | group, told   | self
  meeting      | self  | group + moves each, told | group + moves each, told | group, told | group, told   | group, told   | self
`,
};

export interface Expectation {
  place: Place;
  purpose: Purpose;
  people: People;
  cell: string;
}

/** Every cell of every table. */
export function expectations(): Expectation[] {
  return Object.entries(EXPECTED).flatMap(([place, table]) => {
    const [head = '', ...rows] = table.split('\n').filter((line) => line.trim() !== '');
    const columns = head.split('|').map((word) => word.trim());
    return rows.flatMap((row) => {
      const [purpose = '', ...cells] = row.split('|').map((word) => word.trim());
      return cells.map((cell, i) => ({ place, purpose, people: columns[i] ?? '', cell }) as Expectation);
    });
  });
}
