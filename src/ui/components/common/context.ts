// What every view needs from around it, handed down so that views also render in an ordinary page with fixtures.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { speak, type T } from '../../../i18n/t.ts';

const Translation = createContext<T>(speak((key) => key, 'en'));
const Locale = createContext('en');

export const TranslationProvider = Translation.Provider;
export const useT = (): T => useContext(Translation);

export const LocaleProvider = Locale.Provider;
/** For Intl. */
export const useLocale = (): string => useContext(Locale);
