// Which text on a page is the name of whoever a picture shows: the nearest one that people see, in or around the picture's tile.
import { isVisible } from '../capture/source.ts';
import { cleanName, controlTexts, isNameField, isOfControl, labelText, NO_NAME } from './names.ts';
import { allWithin, closestOf, isWithin, parentOf } from './roots.ts';
import { type Reach, type ShareMark, saysShare } from './share.ts';

export type Media = HTMLVideoElement | HTMLCanvasElement;

export interface Found {
  text: string;
  /** The label; null where an attribute tells. */
  element: Element | null;
  /** The smallest element that holds both the picture and its name; null without a name. */
  box: HTMLElement | null;
}

export const NOBODY: Found = { text: '', element: null, box: null };

/** Where labels stand, by the words that pages have for them. */
const NAMED = '[class*="name" i], [data-name], [class*="label" i], figcaption';
/** What pages keep unseen that is no label: tooltips, menus, texts for screen readers. */
const UNSEEN_NO_NAME =
  '[class*="tooltip" i], [class*="menu" i], [class*="sr-only" i], [class*="visually-hidden" i], [class*="visuallyhidden" i], [class*="screen-reader" i], [aria-live], dialog, label';
/** A name stands near: what is this much larger than the picture holds other things, and a page's texts are many. */
const NEAR = 4;
const MOST_TEXTS = 200;

/** The labels of one sweep's pictures. */
export class Labels {
  /** How many pictures lie in each element. */
  private readonly inside = new Map<Element, number>();
  private readonly nearby = new Map<Media, HTMLElement[]>();
  private readonly marks = new Map<Element, Map<Reach, ShareMark | null>>();

  constructor(private readonly media: readonly Media[]) {
    for (const one of media)
      for (let up = parentOf(one); up; up = parentOf(up)) this.inside.set(up, (this.inside.get(up) ?? 0) + 1);
  }

  holds(element: Element): boolean {
    return (this.inside.get(element) ?? 0) > 0;
  }

  /** What lies around a picture and around no other one, near it, from the inside out. */
  around(media: Media): HTMLElement[] {
    let around = this.nearby.get(media);
    if (!around) {
      around = this.aroundOf(media);
      this.nearby.set(media, around);
    }
    return around;
  }

  private aroundOf(media: Media): HTMLElement[] {
    const most = area(media) * NEAR;
    const around: HTMLElement[] = [];
    for (let up = parentOf(media); up && up !== media.ownerDocument.documentElement; up = parentOf(up)) {
      if (this.inside.get(up) !== 1 || area(up) > most) break;
      around.push(up);
    }
    return around;
  }

  /** Everything around a picture that may mark it, and how much of the page each surrounds. */
  reaches(media: Media): [Element, Reach][] {
    const near = this.around(media);
    const { body } = media.ownerDocument;
    const reaches: [Element, Reach][] = [media, ...near].map((one) => [one, one === body ? 'wide' : 'tile']);
    for (let up = parentOf(near.at(-1) ?? media); up && up !== body; up = parentOf(up)) {
      const count = this.inside.get(up) ?? 0;
      if (count > 1 && count === this.media.length) break;
      reaches.push([up, count > 1 ? 'several' : 'wide']);
    }
    return reaches;
  }

  /** What `look` says of an element, worked out once a sweep: many pictures lie in it. */
  once(element: Element, reach: Reach, look: () => ShareMark | null): ShareMark | null {
    const known = this.marks.get(element) ?? new Map<Reach, ShareMark | null>();
    this.marks.set(element, known);
    if (!known.has(reach)) known.set(reach, look());
    return known.get(reach) ?? null;
  }

  /** The text that stands nearest to a picture. One that nobody sees counts where nothing else is there. */
  of(media: Media): Found {
    const around = this.around(media);
    const sure = sureLabel(media, around);
    if (sure) return found(sure, around);
    const texts: Element[] = [];
    for (const up of [media, ...around]) {
      const inside = up === media ? [] : textsOf(up);
      const label = labelAmong(media, inside);
      if (label) return found(label, around);
      const text = attributeOf(up);
      if (text) return { text, element: null, box: up === media ? (around[0] ?? null) : (up as HTMLElement) };
      texts.push(...inside);
    }
    const labels = texts.filter((text) => !closestOf(text, UNSEEN_NO_NAME));
    // Hidden before anybody has looked: what says that this is a screen is believed, other words may be anything.
    const unseen =
      labels.find((text) => text.matches(NAMED)) ?? labels.find((text) => saysShare(labelText(text)) !== null);
    return unseen ? found(unseen, around) : NOBODY;
  }
}

function found(label: Element, around: readonly HTMLElement[]): Found {
  return {
    text: labelText(label),
    element: label,
    box: around.find((up) => isWithin(label, up) && area(up) > 0) ?? null,
  };
}

function area(element: Element): number {
  const { width, height } = element.getBoundingClientRect();
  return width * height;
}

/** Elements with a short text of their own, those first that are called after names. */
export function textsOf(element: Element): Element[] {
  const all = [...allWithin(element, NAMED), ...allWithin(element, '*')].slice(0, MOST_TEXTS);
  const controls = controlTexts(allWithin(element, 'button, [role="button"]'));
  return [...new Set(all)].filter((one) => isLabel(one) && !isOfControl(one, controls));
}

export function isLabel(element: Element): boolean {
  if (isNameField(element)) return cleanName(element.value) !== '';
  const own = [...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim());
  return own && cleanName(labelText(element)) !== '' && !closestOf(element, NO_NAME);
}

interface Remembered {
  /** A picture's label when it was last seen. */
  label: Element;
  /** The texts that were seen with it. */
  beside: WeakSet<Element>;
  /** Until when it is not compared with other texts, on performance.now()'s clock. */
  until: number;
}
const remembered = new WeakMap<Media, Remembered>();
/** Reading every text around every picture twice a second would be felt by the page. */
const SURE_MS = 2000;

/** The label that was found not long ago, if it is still one and still seen. */
function sureLabel(media: Media, around: readonly Element[]): Element | null {
  const { label, until } = remembered.get(media) ?? {};
  if (!label || until === undefined || performance.now() > until) return null;
  return around.some((up) => isWithin(label, up)) && isLabel(label) && isSeen(label) ? label : null;
}

/**
 * The first text that people see. Pages hide their labels while the pointer rests: a label that was seen and is hidden now stays the label, unless a
 * text has come that was not seen beside it.
 */
function labelAmong(media: Media, texts: readonly Element[]): Element | null {
  const seen = texts.filter(isSeen);
  const known = remembered.get(media);
  const isHidden = known && texts.includes(known.label) && !seen.includes(known.label);
  const label = isHidden ? seen.find((text) => !known.beside.has(text)) : seen[0];
  if (label) remembered.set(media, { label, beside: new WeakSet(seen), until: performance.now() + SURE_MS });
  return label ?? (isHidden ? known.label : null);
}

export function isSeen(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && isVisible(element) && !closestOf(element, '[aria-hidden="true"]');
}

export function attributeOf(element: Element): string {
  const label = element.getAttribute('aria-label') ?? element.getAttribute('title') ?? '';
  return cleanName(label) && label;
}
