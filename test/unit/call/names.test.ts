// Names as a means of recognition.
import { expect, it } from 'vitest';
import { isSameName, shortName } from '../../../src/call/consent/names.ts';
import { cleanName } from '../../../src/page/sites/names.ts';

const LONG = `${'𝓐né ﬁ '.repeat(30)}Example (Guest)`;

it('a long name is the same name in full and as tiles show it', () => {
  for (const blocked of [
    LONG,
    cleanName(LONG),
    LONG.normalize('NFD').toUpperCase(),
    `\u2068${LONG}\u2069`,
    ` ${LONG}\n`,
  ])
    expect(isSameName(cleanName(LONG), blocked)).toBe(true);
  expect(isSameName(cleanName(LONG), `Bo ${LONG}`)).toBe(false);
});

it('a name is cut to eighty characters, none of them halved, and no further', () => {
  expect([...shortName('𝓐'.repeat(200))]).toEqual([...'𝓐'.repeat(79), '…']);
  expect(shortName('𝓐'.repeat(80))).toBe('𝓐'.repeat(80));
  expect(shortName(shortName(LONG))).toBe(shortName(LONG));
});
