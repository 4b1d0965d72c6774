// What is said of a count follows the plural rules of the language that is spoken, and every language has the forms that its rules ask for.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LANGUAGES, type Language, LIMITS, RETENTIONS } from '../../src/call/settings.ts';
import { tagOf } from '../../src/i18n/languages.ts';
import { type CountedKey, fromCatalogue } from '../../src/i18n/t.ts';
import { CATALOGUES, stemOf } from '../support/catalogues.ts';

const browser = vi.hoisted(() => ({ language: 'en' }));
vi.mock('webextension-polyfill', async () => {
  const { takenFor } = await import('../../src/i18n/languages.ts');
  const { CATALOGUES: files } = await import('../support/catalogues.ts');
  // As Chromium looks a message up: in its own language, then in English.
  const getMessage = (key: string, subs: string[] = []) => {
    const found = files[takenFor(browser.language)][key] ?? files.en[key];
    return (found?.message ?? '').replace(/\$(\d)/g, (_, n: string) => subs[Number(n) - 1] ?? '');
  };
  return { default: { i18n: { getUILanguage: () => browser.language, getMessage } } };
});

const from = (least: number, most = 1000, step = 1): number[] =>
  Array.from({ length: Math.round((most - least) / step) + 1 }, (_, i) => least + i * step);

/** The counts that can come. Where one or two have sentences of their own, a form for them would never be said. */
const COUNTS: Partial<Record<CountedKey, number[]>> = {
  peopleCount: from(0),
  roomAll: from(3),
  roomAllUnclear: from(3),
  roomMixed: from(2),
  roomTogether: from(2),
  // One unclear face of several is never more than those with a word.
  roomUnclear: from(2),
  // Seconds between two looks, more than one: fractions, too.
  paceEvery: from(1.1, LIMITS.paceMs[1] / 1000, 0.1),
};
const KEYS = Object.keys(CATALOGUES.en)
  .filter((key) => key.endsWith('_other'))
  .map(stemOf) as CountedKey[];
const countsOf = (key: CountedKey) => COUNTS[key] ?? from(1);
const rulesOf = (language: Language) => new Intl.PluralRules(tagOf(language), { maximumFractionDigits: 2 });
const speakerOf = (language: Language) => fromCatalogue(CATALOGUES[language], tagOf(language));

describe.each(LANGUAGES)('the plural forms of %s', (language) => {
  const catalogue = CATALOGUES[language];
  const rules = rulesOf(language);

  it('are as many as the rules can ask for, and none besides', () => {
    const asked = KEYS.flatMap((key) =>
      [...new Set([...countsOf(key).map((count) => rules.select(count)), 'other'])].map((form) => `${key}_${form}`),
    );
    const there = Object.keys(catalogue).filter((key) => key !== stemOf(key));
    expect({
      missing: asked.filter((key) => !there.includes(key)),
      left: there.filter((key) => !asked.includes(key)),
    }).toEqual({ missing: [], left: [] });
  });

  it('leave the number to a word only where a form is of one number', () => {
    for (const key of KEYS) {
      const open = new Set([...(catalogue[`${key}_other`]?.message ?? '').matchAll(/\$\d/g)].map(String));
      for (const category of rules.resolvedOptions().pluralCategories) {
        const form = catalogue[`${key}_${category}`]?.message;
        const isOfOne = countsOf(key).filter((count) => rules.select(count) === category).length === 1;
        if (form !== undefined && !isOfOne)
          for (const place of open) expect(form, `${key}_${category}`).toContain(place);
      }
    }
  });
});

it('no form stands without the one for all other numbers', () => {
  const forms = Object.keys(CATALOGUES.en).filter((key) => /_(zero|one|two|few|many)$/.test(key));
  expect(forms.filter((key) => !KEYS.includes(stemOf(key) as CountedKey))).toEqual([]);
});

describe('Arabic', () => {
  const t = speakerOf('ar');
  it.each<[number, string, string, string]>([
    [0, 'لا أحد على الشاشة', '0 يوم', 'حذف 0 تقرير؟ لا يمكن استرجاعها.'],
    [1, 'شخص واحد على الشاشة', 'يوم واحد', 'حذف التقرير الوحيد؟ لا يمكن استرجاعه.'],
    [2, 'شخصان على الشاشة', 'يومان', 'حذف التقريرين؟ لا يمكن استرجاعهما.'],
    [3, '3 أشخاص على الشاشة', '3 أيام', 'حذف 3 تقارير؟ لا يمكن استرجاعها.'],
    [10, '10 أشخاص على الشاشة', '10 أيام', 'حذف 10 تقارير؟ لا يمكن استرجاعها.'],
    [11, '11 شخصًا على الشاشة', '11 يومًا', 'حذف 11 تقريرًا؟ لا يمكن استرجاعها.'],
    [99, '99 شخصًا على الشاشة', '99 يومًا', 'حذف 99 تقريرًا؟ لا يمكن استرجاعها.'],
    [100, '100 شخص على الشاشة', '100 يوم', 'حذف 100 تقرير؟ لا يمكن استرجاعها.'],
    [103, '103 أشخاص على الشاشة', '103 أيام', 'حذف 103 تقارير؟ لا يمكن استرجاعها.'],
    [365, '365 شخصًا على الشاشة', '365 يومًا', 'حذف 365 تقريرًا؟ لا يمكن استرجاعها.'],
  ])('counts %i', (count, people, days, reports) => {
    expect(t.counted('peopleCount', count)).toBe(people);
    expect(t.counted('keepDays', count)).toBe(days);
    expect(t.counted('keptDeleteSure', count)).toBe(reports);
  });

  it('counts minutes, paces, faces and what people would say', () => {
    expect([1, 2, 5, 40, 100].map((of) => t.counted('callCoverageRead', of, [1, of]))).toEqual([
      'أمكنت قراءة 1 من دقيقة واحدة من الوجوه على الشاشة.',
      'أمكنت قراءة 1 من دقيقتين من الوجوه على الشاشة.',
      'أمكنت قراءة 1 من 5 دقائق من الوجوه على الشاشة.',
      'أمكنت قراءة 1 من 40 دقيقة من الوجوه على الشاشة.',
      'أمكنت قراءة 1 من 100 دقيقة من الوجوه على الشاشة.',
    ]);
    expect([1, 2, 6].map((times) => t.counted('paceTimes', times))).toEqual([
      'مرة واحدة في الثانية',
      'مرتين في الثانية',
      '6 مرات في الثانية',
    ]);
    expect([1.5, 2, 3].map((seconds) => t.counted('paceEvery', seconds))).toEqual([
      'كل 1.5 ثانية',
      'كل ثانيتين',
      'كل 3 ثوانٍ',
    ]);
    expect([2, 5, 12, 100].map((faces) => t.counted('roomMixed', faces))).toEqual([
      'متنوعة: لا تعبير يتقدم بين وجهين',
      'متنوعة: لا تعبير يتقدم بين 5 وجوه',
      'متنوعة: لا تعبير يتقدم بين 12 وجهًا',
      'متنوعة: لا تعبير يتقدم بين 100 وجه',
    ]);
    expect([1, 2, 7].map((people) => t.counted('wouldSay', people, [people, 'سعيد']))).toEqual([
      '1 يقول سعيد',
      '2 يقولان سعيد',
      '7 يقولون سعيد',
    ]);
  });
});

describe('other languages', () => {
  const said = (language: Language, key: CountedKey, ...counts: number[]) =>
    counts.map((count) => speakerOf(language).counted(key, count));

  it('Hindi has one form up to one', () => {
    expect(said('hi', 'peopleCount', 0, 1, 2)).toEqual(['स्क्रीन पर 0 व्यक्ति', 'स्क्रीन पर 1 व्यक्ति', 'स्क्रीन पर 2 लोग']);
    expect([1, 7].map((count) => speakerOf('hi').counted('wouldSay', count, [count, 'खुश']))).toEqual([
      '1 कहेगा खुश',
      '7 कहेंगे खुश',
    ]);
    expect(said('hi', 'looksHappy', 1, 2)).toEqual(['चेहरा खुश दिखता है', 'चेहरे खुश दिखते हैं']);
  });

  it('French and Brazilian Portuguese have it below two', () => {
    expect(said('fr', 'keepDays', 0, 1, 2)).toEqual(['0 jour', '1 jour', '2 jours']);
    expect(said('fr', 'paceEvery', 1.5, 2)).toEqual(['toutes les 1,5 seconde', 'toutes les 2 secondes']);
    expect(said('pt_BR', 'paceEvery', 1.5, 2)).toEqual(['a cada 1,5 segundo', 'a cada 2 segundos']);
  });

  it('English, German, Spanish and Italian have it for one alone', () => {
    expect(said('en', 'keepDays', 0, 1, 2)).toEqual(['0 days', '1 day', '2 days']);
    expect(said('de', 'keepDays', 0, 1, 2)).toEqual(['0 Tage', '1 Tag', '2 Tage']);
    expect(said('es', 'paceTimes', 1, 6)).toEqual(['1 vez por segundo', '6 veces por segundo']);
    expect(said('it', 'paceTimes', 1, 6)).toEqual(['1 volta al secondo', '6 volte al secondo']);
    expect(said('de', 'paceEvery', 1.5)).toEqual(['alle 1,5 Sekunden']);
  });

  it('Japanese has one form', () => {
    expect(said('ja', 'keepDays', 0, 1, 365)).toEqual(['0日間', '1日間', '365日間']);
  });

  it('a form that is not there falls back to the one for all others', () => {
    expect(rulesOf('fr').select(1e6)).toBe('many');
    expect(said('fr', 'keepDays', 1e6)).toEqual([`${new Intl.NumberFormat('fr').format(1e6)} jours`]);
  });

  it('every retention is said in every language', () => {
    for (const language of LANGUAGES)
      for (const days of RETENTIONS) expect(said(language, 'keepDays', days)[0]).toMatch(/\S/);
  });
});

describe('the words of a browser', () => {
  const load = async (language: Language) => CATALOGUES[language];
  let speechIn: typeof import('../../src/i18n/translate.ts')['speechIn'];
  beforeAll(async () => {
    // Files share what one of them has loaded, and another may have loaded it with a browser of its own.
    vi.resetModules();
    ({ speechIn } = await import('../../src/i18n/translate.ts'));
  });
  afterAll(() => vi.resetModules());
  beforeEach(() => {
    browser.language = 'en';
  });
  const spoken = async (language: string, chosen: Language | 'auto' = 'auto') => {
    browser.language = language;
    return speechIn(chosen, load);
  };

  it('follow the rules of the language that they are in, not of the browser’s', async () => {
    // Filipino counts two as one, and is spoken to in English.
    expect((await spoken('fil')).t.counted('keepDays', 2)).toBe('2 days');
    expect((await spoken('ar')).t.counted('keepDays', 2)).toBe('يومان');
    expect((await spoken('de', 'ar')).t.counted('keepDays', 2)).toBe('يومان');
    // A Japanese one asks for no form for one, which English would have.
    expect((await spoken('ja')).t.counted('keepDays', 1)).toBe('1日間');
    expect((await spoken('ar', 'fr')).t.counted('keepDays', 1e6)).toContain('jours');
  });

  it('write numbers as the browser’s region does, with the digits of the words', async () => {
    expect((await spoken('de')).t('smoothingValue', [0.9])).toBe('in etwa 0,9 s');
    expect((await spoken('en-IN')).t('keptSize', [123456])).toBe('1,23,456 KB in all');
    const egypt = await spoken('ar-EG');
    expect(egypt.t('keptSize', [12])).toBe('12 KB في المجموع');
    expect(new Intl.DateTimeFormat(egypt.locale, { dateStyle: 'long' }).format(0)).toContain('1970');
    expect(new Intl.Locale(egypt.locale).region).toBe('EG');
  });
});
