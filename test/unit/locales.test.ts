// Every language says everything that English says, and the extension knows of every language that there is.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/call/settings.ts';
import { catalogueFor, directionOf, LANGUAGE_NAMES, speaks, tagOf, takenFor } from '../../src/i18n/languages.ts';
import { type Catalogue, fromCatalogue } from '../../src/i18n/t.ts';
import { stemOf } from '../support/catalogues.ts';
import { root } from '../support/models.ts';

const folder = path.join(root, '_locales');
const read = async (language: string): Promise<Catalogue> =>
  JSON.parse(await readFile(path.join(folder, language, 'messages.json'), 'utf8'));
const placeholders = (message: string) => [...message.matchAll(/\$\d/g)].map(String).sort();

const english = await read('en');
/** What English says in a message's place: of a plural form that it lacks, what it says of all others. */
const englishOf = (key: string) => (english[key] ?? english[`${stemOf(key)}_other`])?.message ?? '';

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

/** The code without what is quoted and is no message: attributes, kinds, types and what is compared. */
const asking = code
  .replace(/\b(?:class|id|name|type|role|state|surface)="[^"]*"/g, '')
  .replace(/(?:\bkind:|[!=]==|\|) '[^']*'|(?:Omit|Pick)<[^<>]*>/g, '');
const used = new Set([...asking.matchAll(/['"`](?:__MSG_)?(\w+?)(?:__)?['"`]/g)].map(([, key = '']) => key));
const unused = (catalogue: Catalogue) => Object.keys(catalogue).filter((key) => !used.has(stemOf(key)));

/** What a button says, which has one line: those of the source whose words stand between its tags. */
const ON_BUTTONS = new Set(
  [...code.matchAll(/<button\b[\s\S]*?<\/button>/g)].flatMap(([button]) =>
    [...button.slice(button.indexOf('>\n')).matchAll(/\bt\([^()]*\)/g)].flatMap(([call]) =>
      [...call.matchAll(/'(\w+)'/g)].map(([, key = '']) => key),
    ),
  ),
);
/** Letters. A badge is as wide as a small tile: beside its face and its dots there is room for so many. */
const LONGEST_BADGE = 14;
/** Letters of 9 pixels in the 328 that the popup's margins leave, less the button's own. */
const LONGEST_BUTTON = 34;

function tooLong(catalogue: Catalogue): string[] {
  return Object.entries(catalogue).flatMap(([key, { message }]) => {
    // A surface was drawn around English. A sentence of two words may grow by some, a long one to little more than twice its lines.
    const most = Math.min(
      2.2 * widthOf(englishOf(key)) + 16,
      /^word[A-Z]/.test(key) ? LONGEST_BADGE : Number.POSITIVE_INFINITY,
      ON_BUTTONS.has(key) ? LONGEST_BUTTON : Number.POSITIVE_INFINITY,
    );
    return widthOf(message) > most ? [key] : [];
  });
}

it('every word is used', () => {
  expect(unused(english)).toEqual([]);
  // A name of a class or of a kind is no use.
  expect(unused({ ...english, choice: { message: 'x' }, gone_one: { message: 'x' } })).toEqual(['choice', 'gone_one']);
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

  it('are written the way that Intl says', () => {
    const direction = (tag: string) =>
      (new Intl.Locale(tag) as { textInfo?: { direction: string } }).textInfo?.direction;
    const tags = [
      ...LANGUAGES.map(tagOf),
      'ar-EG',
      'arn',
      'ckb',
      'de-AT',
      'fa',
      'he',
      'ks',
      'pl',
      'ps',
      'sd',
      'ug',
      'ur-PK',
      'yi',
    ];
    expect(tags.map((tag) => `${tag} ${directionOf(tag)}`)).toEqual(tags.map((tag) => `${tag} ${direction(tag)}`));
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
    const t = fromCatalogue({ participant: { message: '$1 von $2, $1' } }, 'de');
    expect(t('participant', ['Ada', 3])).toBe('Ada von 3, Ada');
    expect(t('unclear')).toBe('');
  });
});

describe.each(await readdir(folder))('the words of %s', (language) => {
  // Which plural forms a language has is told by plurals.test.ts.
  it('are all there, and none besides', async () => {
    const stems = (catalogue: Catalogue) => [...new Set(Object.keys(catalogue).map(stemOf))].sort();
    expect(stems(await read(language))).toEqual(stems(english));
  });

  it('leave open what the English ones leave open', async () => {
    for (const [key, { message }] of Object.entries(await read(language))) {
      expect(message.trim(), key).not.toBe('');
      // A form for one or two may say the number in a word.
      const isForm = key !== stemOf(key) && !key.endsWith('_other');
      const open = placeholders(englishOf(key));
      if (isForm) expect(open, key).toEqual(expect.arrayContaining(placeholders(message)));
      else expect(placeholders(message), key).toEqual(open);
    }
  });

  it('are about as long as the English ones, short on a badge and on a button', async () => {
    const words = await read(language);
    expect(tooLong(words)).toEqual([]);
    const long = (key: string, letters: number) => ({ [key]: { message: 'x'.repeat(letters) } });
    const longer = { ...long('wordHappy', 15), ...long('resetSettings', 35), ...long('roomEmpty', 70) };
    expect(tooLong({ ...words, ...longer }).sort()).toEqual(['resetSettings', 'roomEmpty', 'wordHappy']);
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
