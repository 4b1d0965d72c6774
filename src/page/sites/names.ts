// Names as pages write them.
import { shortName } from '../../call/consent/names.ts';
import { wordsOf } from './share.ts';

/** How a page marks one's own name, in the languages seen so far: "Ana (me)", "Ana (Host, me)". Anybody may be called so, too. */
const OWN =
  /\s*\((?:[^()]*,\s*)?(?:me|you|ich|du|sie|moi|vous|yo|tú|eu|você|io|tu|ik|jij|自分|あなた|私|我|你|나)\)\s*$/iu;
/** Texts are no names from this length on. */
const ESSAY = 400;

/** Does a name end in a mark of one's own? */
export function hasOwnMark(name: string): boolean {
  return OWN.test(name);
}

/** For the tile that is known to be one's own: anybody else's mark is part of the name. */
export function withoutOwnMark(name: string): string {
  return name.replace(OWN, '').trim();
}

/** Numbers, times, "640×480", "83 kbit/s", "1080p", "30 fps": pages write them over pictures. */
const MEASURE =
  /^[\d:.,%\s]+(?:[x×*]\s*\d+(?:\s*px)?|[kmg]?b(?:it|yte)?s?(?:\s*\/\s*s(?:ec)?)?|[kmg]?bps|fps|hz|m?s|px|[pi]|db)?$/i;
/** "Remote video #2": what stands over anybody's picture, and over a place where nobody is. */
const PLACE = /^remote[\s-]?(?:video|camera|view|stream|feed|peer)s?\s*#?\d*$/i;
/** A camera as its maker calls it: words of this kind alone, a camera among them. People are called Cam, and "Ana (webcam)" is a person. */
const DEVICE =
  /^(?=.*\b(?:web ?cam|camera))(?:(?:integrated|built-?in|hp|u?hd|usb[\d.]*|uvc|facetime|obs|virtual|true ?vision|pro|front|back|rear|web ?cam|camera|c?\d+\w?|[\da-f]{4}:[\da-f]{4}|[-_.,()\s])\s*)+$/i;
/** "Local video", "My camera": what stands over one's own picture on pages that show no name there. */
const OWN_PICTURE = /^(?:local|my|your|own|self)[\s-]?(?:video|camera|cam|webcam|view|stream|preview|picture)$/i;

/** A label's text as a name: short, white space in one, else as it is written. '' for what is no name: measures, places, devices, essays. */
export function cleanName(text: string | null | undefined): string {
  const name = text && text.length < ESSAY ? shortName(text) : '';
  return /[\p{L}\p{N}]/u.test(name) && ![MEASURE, PLACE, DEVICE].some((one) => one.test(name)) ? name : '';
}

/** Does it stand in place of a name over one's own picture? Anybody may be called so, too. */
export function isOwnPicture(name: string): boolean {
  return OWN_PICTURE.test(name);
}

/** The first text that is a name. */
export function firstName(...texts: readonly (string | null | undefined)[]): string {
  return texts.map(cleanName).find(Boolean) ?? '';
}

/** Elements whose text is no name. */
export const NO_NAME =
  'button, [role="button"], [role="menu"], [role="menuitem"], [role="tooltip"], select, input, textarea, script, style, time, svg, template';
/** What a label may hold besides the name. */
const NOT_OF_NAME = `${NO_NAME}, [class*="tooltip" i]:not([class*="trigger" i], [class*="wrap" i]), i[translate="no"], i[aria-hidden="true"]`;

/** A field in which somebody writes their own name: its text is the name, though fields hold none otherwise. */
export function isNameField(element: Element): element is HTMLInputElement {
  if (element.tagName !== 'INPUT' || !['text', ''].includes(element.getAttribute('type') ?? '')) return false;
  return FIELD_MARKS.some((mark) => wordsOf(element.getAttribute(mark) ?? '').some((word) => NAMING.has(word)));
}
const FIELD_MARKS = ['class', 'name', 'id', 'autocomplete'];
const NAMING = new Set('name nickname nick displayname username alias'.split(' '));

/** What a label says without the icons, buttons and tooltips in it; what it hides only where there is nothing else. */
export function labelText(label: Element | null | undefined): string {
  if (label && isNameField(label)) return label.value;
  if (!label || isIcon(label) || (label.parentElement && isIcon(label.parentElement))) return '';
  if (label.childElementCount === 0) return label.textContent ?? '';
  return textIn(label, true).trim() || textIn(label, false);
}

function textIn(node: Node, isWithoutHidden: boolean): string {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? '';
  return [...node.childNodes]
    .map((child) => (isOfName(child, isWithoutHidden) ? textIn(child, isWithoutHidden) : ''))
    .join('');
}

function isOfName(node: Node, isWithoutHidden: boolean): boolean {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeType === Node.TEXT_NODE;
  const element = node as Element;
  return (
    !element.matches(NOT_OF_NAME) && !isIcon(element) && !(isWithoutHidden && element.matches('[aria-hidden="true"]'))
  );
}

/** Texts of buttons with their icons' words: tooltips repeat them. */
export function controlTexts(buttons: readonly Element[]): ReadonlySet<string> {
  const texts = buttons.map((button) => [trimmed(button.textContent), trimmed(labelText(button))]);
  return new Set(texts.flatMap(([text = '', words]) => (text === words ? [] : [text])));
}

/** Does a text repeat a button? */
export function isOfControl(element: Element, controls: ReadonlySet<string>): boolean {
  return controls.has(trimmed(element.textContent));
}

const trimmed = (text: string | null) => (text ?? '').replaceAll(/\s+/gu, ' ').trim();

/** Icons of fonts are words: "mic_off" is drawn as one. People are called jo_b, so only the place tells. */
const LIGATURE = /^\s*[a-z][a-z0-9_]*\s*$/;
const ICON_WORDS = new Set('icon icons symbol symbols glyph glyphicon fa mdi ligature'.split(' '));
const NAME_WORDS = new Set('name label title text user'.split(' '));
const ICON_FONT = /icon|symbol|glyph|awesome/i;

/** Might a font draw this text as an icon? */
export function looksLikeIcon(element: Element): boolean {
  return LIGATURE.test(element.textContent ?? '');
}

export function isIcon(element: Element): boolean {
  if (!looksLikeIcon(element)) return false;
  if (element.matches('i[translate="no"], i[aria-hidden="true"]')) return true;
  const words = wordsOf(element.getAttribute('class') ?? '');
  if (words.some((word) => ICON_WORDS.has(word)) && !words.some((word) => NAME_WORDS.has(word))) return true;
  return ICON_FONT.test(fontOf(element));
}

/** The first of its fonts: icons' stand behind in many a list. */
function fontOf(element: Element): string {
  return getComputedStyle(element).fontFamily.split(',')[0] ?? '';
}
