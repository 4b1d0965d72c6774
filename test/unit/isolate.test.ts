// Names in letters that are written from right to left, or with characters that turn text around, keep to themselves in every sentence.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import english from '../../_locales/en/messages.json';
import type { Language } from '../../src/call/settings.ts';
import { displayName, isolated } from '../../src/i18n/isolate.ts';
import { tagOf } from '../../src/i18n/languages.ts';
import { type Catalogue, fromCatalogue, type MessageKey, WITH_NAME } from '../../src/i18n/t.ts';
import { root } from '../support/models.ts';

const NAMES = ['דנה 2 (Guest)', 'سارة (ضيف) 2', 'Ana 2 (Guest)'];
const TURNING = ['Ana\u202e', '\u202eevil', 'a\u2069b', '\u2066open', '\u202bx\u202c\u2069\u2069', '\u2067\u202d'];

/** A text of which every isolate is closed, and nothing is closed that was not opened. */
function depthsOf(text: string): { isBalanced: boolean; deepest: number } {
  let depth = 0;
  let [isBalanced, deepest] = [true, 0];
  for (const c of text) {
    if (/[\u2066-\u2068]/.test(c)) deepest = Math.max(deepest, ++depth);
    if (c === '\u2069' && --depth < 0) isBalanced = false;
  }
  return { isBalanced: isBalanced && depth === 0, deepest };
}

describe.each(readdirSync(path.join(root, '_locales')))('the sentences with names of %s', (language) => {
  const t = fromCatalogue(
    JSON.parse(readFileSync(path.join(root, '_locales', language, 'messages.json'), 'utf8')) as Catalogue,
    tagOf(language as Language),
  );
  it.each(WITH_NAME)('%s', (key) => {
    for (const name of NAMES) expect(t(key, [name, 1])).toContain(`\u2068${name}\u2069`);
    for (const name of TURNING) {
      const sentence = t(key, [name, 1]);
      expect(sentence).not.toMatch(/[\u202a-\u202e\u2066\u2067]/u);
      expect(depthsOf(sentence)).toEqual({ isBalanced: true, deepest: 1 });
    }
  });
});

it('every message that says that it holds a name isolates it', () => {
  const described = Object.entries(english as Catalogue & Record<string, { description?: string }>)
    .filter(
      ([key, { description = '' }]) => /\$1: a (file )?name|\$1: a site/.test(description) && key !== 'personOfTile',
    )
    .map(([key]) => key as MessageKey);
  expect(described.filter((key) => !WITH_NAME.includes(key))).toEqual([]);
  const offers = Object.keys(english).filter((key) => key.endsWith('Name') && key !== 'extName') as MessageKey[];
  expect(offers.filter((key) => !WITH_NAME.includes(key))).toEqual([]);
});

it('numbers and words beside a name are left as they are', () => {
  const t = fromCatalogue({ participant: { message: 'Participant $1' }, doNotRead: { message: '$1 $2' } }, 'en');
  expect(t('participant', [3])).toBe('Participant 3');
  expect(t('doNotRead', ['Ana', 'x'])).toBe('\u2068Ana\u2069 x');
});

it('a name of its own has nothing that turns what follows, and is the same else', () => {
  for (const name of TURNING) expect(displayName(name)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
  for (const name of NAMES) expect(displayName(name)).toBe(name);
  expect(isolated('')).toBe('');
});
