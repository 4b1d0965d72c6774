// The languages that Roomtone speaks: one folder of _locales each, by its folder's name.
export const LANGUAGES = ['en', 'de', 'it', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, so that whoever landed in a foreign one finds the way back. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch', it: 'Italiano', ja: '日本語' };

/** As HTML and Intl name it: folders are named pt_BR, languages pt-BR. */
export const tagOf = (language: Language): string => language.replace('_', '-');

/** Whose messages the browser takes for one of its own languages: that very one's, its language's without a region, else English. */
export function catalogueFor(uiLanguage: string): Language {
  const [base = '', region] = uiLanguage.split('-');
  const wanted = [region ? `${base}_${region}` : base, base];
  return LANGUAGES.find((one) => one === wanted[0]) ?? LANGUAGES.find((one) => one === wanted[1]) ?? 'en';
}
