// INTERNALS.md leads by file and line: every reference is where it says.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withLineNumbers } from '../../scripts/line-numbers.ts';

it('every file and line in INTERNALS.md is where it says; npm run lines mends them', () => {
  const text = readFileSync(new URL('../../INTERNALS.md', import.meta.url), 'utf8');
  expect(text.match(/`[\w./-]+\.tsx?:\d+`/g)?.length).toBeGreaterThan(40);
  expect(text.split('\n')).toEqual(withLineNumbers(text).split('\n'));
});
