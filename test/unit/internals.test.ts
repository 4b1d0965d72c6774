// INTERNALS.md leads by file and line: every reference is where it says. Its table of faults is what their tests measured.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { internals } from '../../scripts/faults.ts';
import { withLineNumbers } from '../../scripts/line-numbers.ts';

const FILE = new URL('../../INTERNALS.md', import.meta.url);

it('every file and line in INTERNALS.md is where it says; npm run lines mends them', () => {
  const text = readFileSync(FILE, 'utf8');
  expect(text.match(/`[\w./-]+\.tsx?:\d+`/g)?.length).toBeGreaterThan(40);
  expect(text.split('\n')).toEqual(withLineNumbers(text).split('\n'));
});

it('the table of faults is what was measured, by tests that are there; npm run faults writes it', async () => {
  const text = readFileSync(FILE, 'utf8');
  expect(text).toBe(await internals());
  const tests = readFileSync(new URL('../e2e/faults.test.ts', import.meta.url), 'utf8');
  const titles = [...tests.matchAll(/\bit\('([^']+)'/g)].map(([, title]) => title);
  const table = text.slice(text.indexOf('| fault |'), text.indexOf('<!-- Up to here the faults'));
  for (const title of titles) expect(table).toContain(`| ${title} |`);
  const [, , ...rows] = table.trim().split('\n');
  for (const row of rows)
    expect(
      titles.some((title) => row.endsWith(`| ${title} |`)),
      row,
    ).toBe(true);
});
