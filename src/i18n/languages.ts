// The languages' own names and tags, and which one serves whom.
import { LANGUAGES, type Language } from '../call/settings.ts';

/** Each in its own words, so that whoever landed in a foreign one finds the way back. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: 'English',
  de: 'Deutsch',
  it: 'Italiano',
  ja: '日本語',
  fr: 'Français',
  es: 'Español',
  pt_BR: 'Português (Brasil)',
  hi: 'हिन्दी',
  ar: 'العربية',
};

/** As HTML and Intl name it: folders are named pt_BR, languages pt-BR. */
export const tagOf = (language: Language): string => language.replace('_', '-');

const RIGHT_TO_LEFT = /^(?:ar|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/;

/** Which way a language is written; `tag` as HTML names it. Firefox' Intl cannot be asked. */
export const directionOf = (tag: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.test(tag) ? 'rtl' : 'ltr');

/** Whose messages the browser itself takes for one of its languages: that very one's, its language's without a region, else English. */
export function takenFor(uiLanguage: string): Language {
  const [base = '', region] = uiLanguage.split('-');
  return LANGUAGES.find((one) => one === `${base}_${region}`) ?? LANGUAGES.find((one) => one === base) ?? 'en';
}

/** Are there words for somebody who asks for this language? */
export const speaks = (language: string): boolean => /^en\b/.test(language) || catalogueFor(language) !== 'en';

/** Who is best spoken to how: as the browser would, or as in the one other region whose words there are: Lisbon as São Paulo. */
export function catalogueFor(language: string): Language {
  const [base = ''] = language.split('-');
  const regions = LANGUAGES.filter((one) => one.startsWith(`${base}_`));
  const taken = takenFor(language);
  return taken === 'en' && base !== 'en' && regions.length === 1 ? (regions[0] ?? taken) : taken;
}
