// Which words are spoken: those that the browser takes, or those of a language that somebody has chosen in the settings.
import browser from 'webextension-polyfill';
import type { Language, Settings } from '../call/settings.ts';
import { catalogueFor, tagOf, takenFor } from './languages.ts';
import { type Catalogue, fillings, fromCatalogue, type Speech, type T } from './t.ts';

/** Rejects, or resolves to null, where the language's words cannot be had. */
export type LoadCatalogue = (language: Language) => Promise<Catalogue | null>;

const browserT: T = (key, subs = []) => browser.i18n.getMessage(key, fillings(key, subs));

export function browserSpeech(): Speech {
  const here = browser.i18n.getUILanguage();
  const tag = tagOf(takenFor(here));
  // The words are English for a British browser and a Polish one; dates and numbers are British for the first.
  const isSpoken = new Intl.Locale(here).language === new Intl.Locale(tag).language;
  return { t: browserT, locale: isSpoken ? here : tag };
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
  const chosen = fromCatalogue(catalogue);
  const t: T = (key, subs) => (Object.hasOwn(catalogue, key) ? chosen(key, subs) : fallback.t(key, subs));
  return { t, locale: tagOf(wanted) };
}

/** For pages of the extension and its background; a call page has to ask the latter. */
export const readCatalogue: LoadCatalogue = async (language) => {
  const file = await fetch(browser.runtime.getURL(`_locales/${language}/messages.json`));
  return file.json();
};
