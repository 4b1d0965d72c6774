// Names as a means of recognition: when two labels may be the same person's.

/** The part in brackets at the end of "Ana (Guest)"; sites add and drop it. */
const SUFFIX = /\s*[([（【][^()[\]（）【】]*[)\]）】]\s*$/u;

/** One spelling for all ways in which sites write a name: case, spaces, width, and characters that nobody sees. '' for no name. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** May both be one person's name? Two different notes in brackets tell people apart, a missing one does not. */
export function isSameName(one: string, other: string): boolean {
  const [a, b] = [nameKey(one), nameKey(other)];
  if (a === '' || b === '') return false;
  return a === b || a.replace(SUFFIX, '') === b || a === b.replace(SUFFIX, '');
}
