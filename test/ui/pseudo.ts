// English in foreign letters and half as long again: what does not fit, and what is written in the code instead of a messages file, shows.
import type { Catalogue } from '../../src/i18n/t.ts';

/** Stands at the start and the end of every message. */
export const MARK = '†';

const FOREIGN: Record<string, string> = {
  a: 'á',
  e: 'ë',
  i: 'î',
  o: 'ö',
  u: 'ü',
  c: 'ç',
  n: 'ñ',
  s: 'š',
  y: 'ÿ',
  z: 'ž',
};

export const pseudo = (catalogue: Catalogue): Catalogue =>
  Object.fromEntries(
    Object.entries(catalogue).map(([key, { message }]) => {
      const foreign = message.replace(/[a-z]/g, (letter) => FOREIGN[letter] ?? letter);
      const longer = ' ·'.repeat(Math.ceil(message.length / 4));
      // Between the parts of a sentence there is nothing to translate but signs.
      return [
        key,
        { message: /\p{L}/u.test(message.replace(/\$\d/g, '')) ? `${MARK}${foreign}${longer}${MARK}` : message },
      ];
    }),
  );
