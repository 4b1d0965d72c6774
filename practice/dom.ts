// Builds elements without markup strings, which the page's Trusted Types policy would refuse.

export type Attributes = Record<string, string | boolean>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) continue;
    element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Strokes on a 24 px grid, drawn by us. */
const STROKES = {
  mic: 'M12 3.5a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0V6A2.5 2.5 0 0 1 12 3.5zM6 11a6 6 0 0 0 12 0M12 17v3.5',
  mic_off: 'M9.5 8V6a2.5 2.5 0 0 1 5 0v5M6 11a6 6 0 0 0 9.5 4.9M18 11a6 6 0 0 1-.5 2.4M12 17v3.5M4 4l16 16',
  videocam: 'M4 7h10.5v10H4zM14.5 11l5.5-3.5v9L14.5 13',
  present_to_all: 'M3.5 5.5h17v13h-17zM12 15.5v-6M9 12l3-3 3 3',
  mood: 'M12 3.5a8.5 8.5 0 1 0 .01 0zM8.5 14a4 4 0 0 0 7 0M9 9.500v.5M15 9.500v.5',
  closed_caption: 'M3.5 6h17v12h-17zM10.5 10.500a2 2 0 1 0 0 3M16.5 10.500a2 2 0 1 0 0 3',
  more_vert: 'M12 5v.01M12 12v.01M12 19v.01',
  call_end: 'M3.5 14.500c5-5 12-5 17 0l-2.5 2.5-3-1.800v-2.700a12 12 0 0 0-6 0v2.700L6 17z',
  people: 'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19a6 6 0 0 1 12 0M16 11a3 3 0 0 0 0-6M17.5 13.500A6 6 0 0 1 21 19',
  chat: 'M4 5h16v11H9l-5 4z',
  info: 'M12 3.500a8.5 8.5 0 1 0 .01 0zM12 11v5.500M12 7.500v.01',
  frame_person:
    'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M12 11.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8.5 16.500a3.5 3.5 0 0 1 7 0',
  visual_effects: 'M12 4l1.6 5L19 10.500l-5.4 1.600L12 17.500l-1.6-5.400L5 10.5 10.4 9zM19 16v4M17 18h4',
  keep_outline: 'M9 4h6v6l2 3H7l2-3zM12 13v7',
} as const;
export type Icon = keyof typeof STROKES;

export function icon(name: Icon): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', STROKES[name]);
  svg.append(path);
  return svg;
}

export function button(label: string, name: Icon, attributes: Attributes = {}): HTMLButtonElement {
  return el('button', { type: 'button', 'aria-label': label, title: label, ...attributes }, icon(name));
}

/** One element around another, outermost first: what the sites' pages consist of. */
export function nest(inner: HTMLElement, ...around: Attributes[]): HTMLElement {
  return around.reduceRight<HTMLElement>((child, attributes) => el('div', attributes, child), inner);
}

/** A class as build tools make them: another one each time, so that nothing can rely on it. */
export function churn(prefix = ''): string {
  return prefix + crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36).padStart(7, '0');
}

/** A video that plays what it gets; `attributes` as in its page. */
export function videoOf(attributes: Attributes = {}, isMuted = true): HTMLVideoElement {
  const video = el('video', { autoplay: true, playsinline: true, ...attributes });
  video.muted = isMuted;
  return video;
}

/** The first letters of a name, as avatars show them. */
export function initials(name: string): string {
  const words = name.replace(/<[^>]*>/g, '').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? ['?'];
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase())
    .join('');
}
