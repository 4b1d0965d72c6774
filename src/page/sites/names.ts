// Names as pages write them.

/** How a page marks one's own name, in the languages seen so far: "Ana (me)", "Ana (Host, me)". Anybody may be called so, too. */
const OWN =
  /\s*\((?:[^()]*,\s*)?(?:me|you|ich|du|sie|moi|vous|yo|tú|eu|você|io|tu|ik|jij|自分|あなた|私|我|你|나)\)\s*$/iu;
const LONGEST_NAME = 80;

/** Does a name end in a mark of one's own? */
export function hasOwnMark(name: string): boolean {
  return OWN.test(name);
}

/** For the tile that is known to be one's own: anybody else's mark is part of the name. */
export function withoutOwnMark(name: string): string {
  return name.replace(OWN, '').trim();
}

/** A label's text as a name: white space in one, else as it is written. '' for what is no name: icons' ligatures, times, essays. */
export function cleanName(text: string | null | undefined): string {
  const name = (text ?? '').replaceAll(/\s+/gu, ' ').trim();
  const isIcon = /^[a-z]+(_[a-z]+)+/.test(name);
  return name.length <= LONGEST_NAME && /[\p{L}\p{N}]/u.test(name) && !/^[\d:.,%\s]+$/.test(name) && !isIcon
    ? name
    : '';
}

/** The first text that is a name. */
export function firstName(...texts: readonly (string | null | undefined)[]): string {
  return texts.map(cleanName).find(Boolean) ?? '';
}
