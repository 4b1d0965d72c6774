// Who may be read, for every combination of answers, written by hand from RESPONSIBLE_USE.md and not from the code.
import type { People, Place, Purpose, Statement } from '../../src/call/consent/answers.ts';
import type { Mode } from '../../src/call/consent/policy.ts';

/** What a cell allows at most, and what has to be stated before it does. */
export const CELLS: Record<string, { atMost: Mode; provided: Statement | null }> = {
  self: { atMost: 'self', provided: null },
  'group, told': { atMost: 'group', provided: 'informed' },
  'group, agreed': { atMost: 'group', provided: 'agreed' },
  'each, told': { atMost: 'individual', provided: 'informed' },
  'each, agreed': { atMost: 'individual', provided: 'agreed' },
};

/** Tables with a row for each purpose and a column for who is on screen. */
export const EXPECTED: Record<Place, string> = {
  eu: `
                 alone | private      | participants | audience    | colleagues | students | children
  rehearse     | self  | self         | self         | self        | self       | self     | self
  understand   | self  | each, told   | each, told   | group, told | self       | self     | self
  accessibility| self  | each, told   | each, told   | group, told | self       | self     | self
  research     | self  | each, agreed | each, agreed | self        | self       | self     | self
  class        | self  | self         | self         | self        | self       | self     | self
  meeting      | self  | self         | self         | self        | self       | self     | self
`,
  uk: `
                 alone | private      | participants | audience    | colleagues    | students      | children
  rehearse     | self  | self         | self         | self        | self          | self          | self
  understand   | self  | each, told   | each, told   | group, told | group, told   | group, told   | self
  accessibility| self  | each, told   | each, told   | group, told | group, told   | group, told   | self
  research     | self  | each, agreed | each, agreed | self        | group, agreed | group, agreed | self
  class        | self  | group, told  | group, told  | group, told | group, told   | group, told   | self
  meeting      | self  | group, told  | group, told  | group, told | group, told   | group, told   | self
`,
  elsewhere: `
                 alone | private      | participants | audience    | colleagues    | students      | children
  rehearse     | self  | self         | self         | self        | self          | self          | self
  understand   | self  | each, told   | each, told   | group, told | group, told   | group, told   | self
  accessibility| self  | each, told   | each, told   | group, told | group, told   | group, told   | self
  research     | self  | each, agreed | each, agreed | self        | group, agreed | group, agreed | self
  class        | self  | group, told  | group, told  | group, told | group, told   | group, told   | self
  meeting      | self  | group, told  | group, told  | group, told | group, told   | group, told   | self
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
