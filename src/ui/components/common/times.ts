// Dates and times as the page's language writes them.
import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import { useLocale } from './context.ts';

export interface Times {
  /** "10:30" */
  time(at: number): string;
  /** "10:30 – 11:15" */
  range(from: number, to: number): string;
  /** "March 3, 2026" */
  date(at: number): string;
  /** "Mar 3, 2026, 10:30" */
  dateTime(at: number): string;
  /** For machines, as HTML's time element has it. */
  iso(at: number): string;
}

const Given = createContext<Partial<Times>>({});
/** Times of something that has a clock of its own. */
export const TimesProvider = Given.Provider;

/** In a title a date is one word. */
const unbroken = (text: string) => text.replace(/\s/g, '\u00a0');

export function useTimes(): Times {
  const locale = useLocale();
  const given = useContext(Given);
  return useMemo(() => {
    const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
    const time = format({ timeStyle: 'short' });
    const date = format({ dateStyle: 'long' });
    const dateTime = format({ dateStyle: 'medium', timeStyle: 'short' });
    return {
      time: (at) => time.format(at),
      range: (from, to) => unbroken(time.formatRange(from, to)),
      date: (at) => unbroken(date.format(at)),
      dateTime: (at) => dateTime.format(at),
      iso: (at) => new Date(at).toISOString(),
      ...given,
    };
  }, [locale, given]);
}
