// Which words are spoken: those that the browser takes, or those of a language that somebody has chosen in the settings.
import browser from 'webextension-polyfill';
import type { Language, Settings } from '../call/settings.ts';
import { catalogueFor, tagOf, takenFor } from './languages.ts';
import { type Catalogue, lookUpIn, type Speech, speak } from './t.ts';

/** Rejects, or resolves to null, where the language's words cannot be had. */
export type LoadCatalogue = (language: Language) => Promise<Catalogue | null>;

const browserWords = (key: string, filled: string[]) => browser.i18n.getMessage(key, filled);

/** The words are written with the digits 0 to 9 in every language, so numbers and dates beside them are, too. */
function withTheirDigits(tag: string): string {
  const { numberingSystem } = new Intl.NumberFormat(tag).resolvedOptions();
  return numberingSystem === 'latn' ? tag : new Intl.Locale(tag, { numberingSystem: 'latn' }).toString();
}

export function browserSpeech(): Speech {
  const here = browser.i18n.getUILanguage();
  const tag = tagOf(takenFor(here));
  // The words are English for a British browser and a Polish one; dates and numbers are British for the first.
  const isSpoken = new Intl.Locale(here).language === new Intl.Locale(tag).language;
  const locale = withTheirDigits(isSpoken ? here : tag);
  return { t: speak(browserWords, tag, locale), locale };
}

export async function speechIn(language: Settings['language'], load: LoadCatalogue): Promise<Speech> {
  const fallback = browserSpeech();
  const here = browser.i18n.getUILanguage();
  // The browser never takes another region's words, which still are nearer than English.
  const wanted = language === 'auto' ? catalogueFor(here) : language;
  // Seen in one of twenty starts on a busy machine: Chromium has no word for an extension that it has just started. The files have them.
  const hasWords = fallback.t('extName') !== '';
  if (language === 'auto' && wanted === takenFor(here) && hasWords) return fallback;
  const catalogue = await load(wanted).catch(() => null);
  if (!catalogue) return fallback;
  // The file may be of another version than this code. Of a message with plurals it has all that it needs, or none.
  const has = (key: string) => Object.hasOwn(catalogue, key.replace(/_.*/, '_other'));
  const lookUp = (key: string, filled: string[]) =>
    has(key) ? lookUpIn(catalogue, key, filled) : browserWords(key, filled);
  const locale = withTheirDigits(tagOf(wanted));
  return { t: speak(lookUp, tagOf(wanted), locale), locale };
}

/** For pages of the extension and its background; a call page has to ask the latter. */
export const readCatalogue: LoadCatalogue = async (language) => {
  const file = await fetch(browser.runtime.getURL(`_locales/${language}/messages.json`));
  return file.json();
};
