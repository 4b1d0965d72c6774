// Every language says everything that English says, and the extension knows of every language that there is.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/call/settings.ts';
import { catalogueFor, directionOf, LANGUAGE_NAMES, speaks, tagOf, takenFor } from '../../src/i18n/languages.ts';
import { type Catalogue, fromCatalogue } from '../../src/i18n/t.ts';
import { root } from '../support/models.ts';

const folder = path.join(root, '_locales');
const read = async (language: string): Promise<Catalogue> =>
  JSON.parse(await readFile(path.join(folder, language, 'messages.json'), 'utf8'));
const placeholders = (message: string) => [...message.matchAll(/\$\d/g)].map(String).sort();

const english = await read('en');

/** In letters: marks above and below take no room, and Chinese characters take that of two. */
const widthOf = (message: string) =>
  [...message.replace(/[\p{M}\p{Cf}]/gu, '')].reduce(
    (sum, letter) => sum + (/[\u3000-\u9fff\uff00-\uff60]/.test(letter) ? 2 : 1),
    0,
  );

const SOURCES = (await readdir(path.join(root, 'src'), { recursive: true })).filter((file) => /\.tsx?$/.test(file));
const code = (
  await Promise.all(
    [...SOURCES.map((file) => `src/${file}`), 'manifest.json'].map((file) => readFile(path.join(root, file), 'utf8')),
  )
).join('\n');

it('every word is used', () => {
  const quoted = [...code.matchAll(/['"`](?:__MSG_)?(\w+?)(?:__)?['"`]/g)];
  const used = new Set(quoted.map(([, key]) => key));
  expect(Object.keys(english).filter((key) => !used.has(key))).toEqual([]);
});

describe('the languages', () => {
  it('are those that have a folder', async () => {
    expect([...LANGUAGES].sort()).toEqual((await readdir(folder)).sort());
    expect(Object.keys(LANGUAGE_NAMES).sort()).toEqual([...LANGUAGES].sort());
  });

  it('are such as Intl knows', () => {
    for (const language of LANGUAGES)
      expect(Intl.DateTimeFormat.supportedLocalesOf(tagOf(language)), language).toEqual([tagOf(language)]);
  });

  it('are written from left to right, but for Arabic', () => {
    expect(LANGUAGES.filter((one) => directionOf(tagOf(one)) === 'rtl')).toEqual(['ar']);
    expect(['ar-EG', 'arn', 'de-AT'].map(directionOf)).toEqual(['rtl', 'ltr', 'ltr']);
  });

  it('are taken as the browser takes them', () => {
    expect(catalogueFor('de')).toBe('de');
    expect(catalogueFor('de-AT')).toBe('de');
    expect(catalogueFor('en-GB')).toBe('en');
    expect(catalogueFor('tlh')).toBe('en');
    expect(['en', 'en-GB', 'de-AT', 'pt-PT'].every(speaks)).toBe(true);
    expect(['tlh', '', 'zh-TW', 'enm', 'arn'].some(speaks)).toBe(false);
    expect(catalogueFor('')).toBe('en');
    expect(catalogueFor('fr-CA')).toBe('fr');
    expect(catalogueFor('es-419')).toBe('es');
    expect(catalogueFor('pt-BR')).toBe('pt_BR');
  });

  it('are taken from the only region there is, where the browser would take English', () => {
    for (const language of ['pt', 'pt-PT', 'pt-AO']) {
      expect(catalogueFor(language), language).toBe('pt_BR');
      expect(takenFor(language), language).toBe('en');
    }
    expect(takenFor('pt-BR')).toBe('pt_BR');
  });

  it('fill in what is left open, and say nothing for what they do not know', () => {
    const t = fromCatalogue({ participant: { message: '$1 von $2, $1' } });
    expect(t('participant', ['Ada', 3])).toBe('Ada von 3, Ada');
    expect(t('unclear')).toBe('');
  });
});

describe.each(await readdir(folder))('the words of %s', (language) => {
  it('are all there, and none besides', async () => {
    expect(Object.keys(await read(language)).sort()).toEqual(Object.keys(english).sort());
  });

  it('leave open what the English ones leave open', async () => {
    for (const [key, { message }] of Object.entries(await read(language))) {
      expect(message.trim(), key).not.toBe('');
      expect(placeholders(message), key).toEqual(placeholders(english[key]?.message ?? ''));
    }
  });

  it('are about as long as the English ones, and short on a badge', async () => {
    for (const [key, { message }] of Object.entries(await read(language))) {
      expect(widthOf(message), key).toBeLessThanOrEqual(2.2 * widthOf(english[key]?.message ?? '') + 16);
      if (/^word[A-Z]/.test(key)) expect(widthOf(message), key).toBeLessThanOrEqual(14);
    }
  });

  it('name a control by what it shows and more, for those who speak to their machine', async () => {
    const words = await read(language);
    for (const [shown, name] of [
      ['readAgain', 'readAgainName'],
      ['neverRead', 'neverReadName'],
      ['blockedRemove', 'blockedRemoveName'],
      ['readPerson', 'readPersonName'],
      ['selfThis', 'selfThisName'],
    ] as const)
      expect(words[name]?.message).toContain(words[shown]?.message);
  });

  it('quote the title of the list of blocked names as it is written', async () => {
    const { blockedTitle, excludedBlocked, countBlocked } = await read(language);
    for (const quoting of [excludedBlocked, countBlocked]) expect(quoting?.message).toContain(blockedTitle?.message);
  });

  it('fit the store', async () => {
    const { extDescription, extName } = await read(language);
    expect(extDescription?.message.length).toBeLessThanOrEqual(132);
    expect(extName?.message).toBe('Roomtone');
  });
});
