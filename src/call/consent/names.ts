// Names as a means of recognition: when two labels may be the same person's.

/** The part in brackets at the end of "Ana (Guest)"; sites add and drop it. */
const SUFFIX = /\s*[([（【][^()[\]（）【】]*[)\]）】]\s*$/u;

const LONGEST = 80;

/** White space in one, and longer names cut: everywhere alike, so that the list of names finds them. */
export function shortName(name: string): string {
  const text = name.replace(/\s+/gu, ' ').trim();
  const points = [...text];
  return points.length <= LONGEST
    ? text
    : `${points
        .slice(0, LONGEST - 1)
        .join('')
        .trimEnd()}…`;
}

/** One spelling for all ways in which sites write a name: case, spaces, width, and characters that nobody sees. '' for no name. */
export function nameKey(name: string): string {
  return shortName(name)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
}

/** May both be one person's name? Two different notes in brackets tell people apart, a missing one does not. */
export function isSameName(one: string, other: string): boolean {
  const [a, b] = [nameKey(one), nameKey(other)];
  if (a === '' || b === '') return false;
  return a === b || a.replace(SUFFIX, '') === b || a === b.replace(SUFFIX, '') || isSameCut(a, b);
}

/** Names of this length may be cut at different places: sites write one letter as two characters, or add some that nobody sees. */
const LEAST_CUT = 40;
const CUT = /\.\.\.$/;

/** Is one, as a key, the other one cut? */
function isSameCut(a: string, b: string): boolean {
  if (!CUT.test(a) && !CUT.test(b)) return false;
  const [one, other] = [a.replace(CUT, ''), b.replace(CUT, '')];
  const length = Math.min(one.length, other.length);
  return length >= LEAST_CUT && one.slice(0, length) === other.slice(0, length);
}
