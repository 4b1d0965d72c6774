// The words of every language, as their files have them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES, type Language } from '../../src/call/settings.ts';
import type { Catalogue } from '../../src/i18n/t.ts';
import { root } from './models.ts';

export const catalogueOf = (language: Language): Catalogue =>
  JSON.parse(readFileSync(path.join(root, '_locales', language, 'messages.json'), 'utf8'));

export const CATALOGUES = Object.fromEntries(LANGUAGES.map((language) => [language, catalogueOf(language)])) as Record<
  Language,
  Catalogue
>;

/** `keepDays` of `keepDays_few`: what a message is called in the code. */
export const stemOf = (key: string): string => key.replace(/_(?:zero|one|two|few|many|other)$/, '');
