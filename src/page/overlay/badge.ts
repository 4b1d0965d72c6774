// One badge: a pill with a glyph, ten dots and a word, and the card that opens from it.

import { actsOf } from '../../call/room/acts.ts';
import type { Participant } from '../../call/room/types.ts';
import type { BadgeStyle } from '../../call/settings.ts';
import type { PixelBox } from '../../engine/types.ts';
import { displayName, isolated } from '../../i18n/isolate.ts';
import { directionOf } from '../../i18n/languages.ts';
import { offerFor, type PersonAction } from '../../i18n/person-actions.ts';
import type { Speech } from '../../i18n/t.ts';
import {
  actsBeside,
  actWord,
  besidesWords,
  dotsWords,
  isOfMovements,
  looksToTen,
  personWords,
  wordFor,
} from '../../i18n/words.ts';
import { type Dot, dotsSvg } from '../../theme/dots.ts';
import { actSvg, glyphSvg, stateSvg } from '../../theme/glyph.ts';
import { BADGE, SURFACES } from '../../theme/surfaces.ts';
import { now } from '../clock.ts';
import type { Size } from './corner.ts';
import type { Scale } from './host.ts';

export type Form = 'full' | 'dots' | 'none';

const dark = SURFACES.dark;

/** The pill lies on a video, so it brings its own dark ground whatever the page's theme is. */
export const BADGE_STYLE = `
:host { color-scheme: dark; }
.badge { position: absolute; left: 0; top: 0; font: 500 12px/16px system-ui, sans-serif; color: ${BADGE.text};
  will-change: transform; }
.badge[data-form="none"] { display: none; }
.badge[data-hidden] { visibility: hidden; }
.pill { all: unset; box-sizing: border-box; display: flex; align-items: center; gap: 8px; height: 24px;
  padding-block: 0; padding-inline: 4px 10px; border-radius: 12px; white-space: nowrap; }
.pill::before { content: ''; position: absolute; inset: 0; z-index: -1; border-radius: 12px;
  background: ${BADGE.background}; opacity: ${BADGE.opacity}; }
.pill:focus-visible { outline: 2px solid ${dark.accent}; outline-offset: 2px; }
.part { display: flex; }
.badge[dir="rtl"] .dots svg, .badge[dir="rtl"] .card > .part svg { transform: scaleX(-1); }
.badge[data-form="dots"] .pill { padding: 0 8px; }
.badge[data-form="dots"][data-read] :is(.glyph, .word) { display: none; }
.badge[data-form="dots"]:not([data-read]) .word { display: none; }
.badge[data-style="emoji"][data-read] :is(.dots, .word), .badge[data-style="dots"][data-read] :is(.glyph, .word) { display: none; }
.badge[data-style="emoji"][data-read] .pill { padding: 0 4px; }
.badge[data-style="dots"][data-read] .pill { padding: 0 8px; }
.badge:not([data-read]) { color: ${BADGE.muted}; font-weight: 400; }
.badge:not([data-read]) .dots { display: none; }
.part:empty { display: none; }
.badge:is([data-style="emoji"], [data-style="dots"])[data-read] .beside { display: none; }
.badge[data-moving] { color: ${BADGE.text}; font-weight: 500; }
.badge[data-form="dots"][data-moving] .word { display: none; }
.badge[data-form="dots"][data-moving] .pill { padding: 0 4px; }
.badge[data-quiet] .word { display: none; }
.badge[data-quiet] .pill { padding: 0 4px; }
.fade { animation: fade 300ms ease; }
@keyframes fade { from { opacity: 0.2; } }
.card { position: absolute; box-sizing: border-box; width: 224px; padding: 12px; border-radius: 8px; display: none;
  background: ${dark.page}; color: ${dark.text}; border: 1px solid ${dark.line}; pointer-events: auto;
  font-weight: 400; box-shadow: 0 4px 16px rgb(0 0 0 / 40%); }
.badge[data-corner="0"] .card { left: 0; top: 24px; }
.badge[data-corner="1"] .card { right: 0; top: 24px; }
.badge[data-corner="2"] .card { right: 0; bottom: 24px; }
.badge[data-corner="3"] .card { left: 0; bottom: 24px; }
.badge:is([data-open], :focus-within) { z-index: 1; }
.badge:is([data-open], :focus-within) .card { display: grid; gap: 8px; }
.card > :empty { display: none; }
.name { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.muted { color: ${dark.muted}; }
.act { all: unset; justify-self: start; padding: 4px 12px; border-radius: 8px; border: 1px solid ${dark.edge};
  cursor: pointer; }
.act:hover { background: ${dark.raised}; }
.act:focus-visible { outline: 2px solid ${dark.accent}; outline-offset: 2px; }
@media (prefers-reduced-motion: reduce) { .fade { animation: none; } }
`;

/** In these states the tile itself shows why there is no reading, so there is no badge. */
const SILENT: readonly Participant['state'][] = ['camera-off', 'no-face'];

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  parent: Element,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}

/** Drawings that were parsed before: ten dots have few kinds, and change often. */
const parsed = new Map<string, Element>();
const MOST_PARSED = 500;

/** Parses our own SVG source as XML: pages with Trusted Types forbid innerHTML to their scripts. */
function setSvg(parent: Element, source: string) {
  let svg = parsed.get(source);
  if (!svg) {
    svg = new DOMParser().parseFromString(source, 'image/svg+xml').documentElement;
    if (parsed.size >= MOST_PARSED) parsed.clear();
    parsed.set(source, svg);
  }
  parent.replaceChildren(document.importNode(svg, true));
}

export class Badge {
  readonly element = document.createElement('div');
  /** Layout size of the pill, pixels; 0×0 while it is hidden. */
  size: Size = { width: 0, height: 0 };
  private readonly glyph: HTMLElement;
  private readonly dots: HTMLElement;
  private readonly word: HTMLElement;
  /** What the person does beside how it looks. */
  private readonly beside: HTMLElement;
  private readonly card: Record<'name' | 'dots' | 'looks' | 'beside' | 'all' | 'sure' | 'act', HTMLElement>;
  private form: Form = 'none';
  private shown = '';
  /** The part of what is shown on which the badge's size depends. */
  private kind = '';
  private silent = true;
  private measured = false;
  private last: { person: Participant; dots: Dot[] | null } | null = null;
  private position = '';
  private isHidden = false;
  private box: PixelBox = { x: 0, y: 0, width: 0, height: 0 };

  /** @param isAlone false for one of several people in a tile, who can only be left out together. */
  constructor(
    private readonly speech: Speech,
    private readonly isAlone: boolean,
    onAction: (action: PersonAction) => void,
  ) {
    this.element.className = 'badge';
    this.element.lang = speech.locale;
    this.element.dir = directionOf(speech.locale);
    this.element.dataset.form = 'none';
    const pill = make('button', 'pill', this.element);
    this.glyph = make('span', 'part glyph', pill);
    this.dots = make('span', 'part dots', pill);
    this.word = make('span', 'word', pill);
    this.beside = make('span', 'part beside', pill);
    const card = make('div', 'card', this.element);
    this.card = {
      name: make('bdi', 'name', card),
      dots: make('div', 'part', card),
      looks: make('div', '', card),
      beside: make('div', '', card),
      all: make('div', 'muted', card),
      sure: make('div', 'muted', card),
      act: make('button', 'act', card),
    };
    this.element.addEventListener('focusin', this.updateCard);
    this.card.act.addEventListener('click', () => {
      if (this.last) onAction(offerFor(this.last.person).action);
    });
  }

  /** @param dots null when the person has no votes. @returns whether the badge may be of another size than before */
  update(person: Participant, dots: Dot[] | null): boolean {
    const { t } = this.speech;
    const moving = isOfMovements(person) ? actsOf(person) : null;
    const [beside] = actsBeside(person);
    const kind = [person.state, person.because, person.label, dots === null, moving, beside].join('|');
    const shown = [person.name, kind, dots?.join()].join('|');
    const isOther = kind !== this.kind;
    if (shown !== this.shown) {
      this.silent = SILENT.includes(person.state);
      const size = { size: 16, theme: BADGE.theme, muted: BADGE.muted };
      const { state } = person;
      if (isOther)
        setSvg(
          this.glyph,
          moving
            ? actSvg(moving[0] ?? null, size.size, BADGE.text)
            : state === 'read' || state === 'unclear'
              ? glyphSvg(person.label, size)
              : stateSvg(state, size),
        );
      if (isOther) {
        if (beside) setSvg(this.beside, actSvg(beside, 14, BADGE.muted));
        else this.beside.replaceChildren();
        this.measured = false;
      }
      if (dots) setSvg(this.dots, dotsSvg(dots, { rows: 2, width: 20, theme: BADGE.theme, hollow: BADGE.muted }));
      const word = person.state === 'read' && !moving ? wordFor(person.label, t) : personWords(person, t);
      if (this.word.textContent !== word) {
        this.word.textContent = word;
        this.measured = false;
        // Cross-fades the new word in: the animation starts anew on a fresh class.
        this.word.classList.remove('fade');
        requestAnimationFrame(() => this.word.classList.add('fade'));
      }
      this.element.toggleAttribute('data-read', dots !== null);
      this.element.toggleAttribute('data-moving', moving !== null);
      // The sign alone: the card says why.
      this.element.toggleAttribute('data-quiet', state === 'excluded');
    }
    this.last = { person, dots };
    if (this.element.matches('[data-open], :focus-within')) this.updateCard();
    else if (shown !== this.shown) this.updateLabel();
    this.kind = kind;
    this.shown = shown;
    return isOther;
  }

  /** What the pill is called, and what can be done about the person. */
  private updateLabel() {
    if (!this.last) return;
    const { t } = this.speech;
    const { person, dots } = this.last;
    this.card.looks.textContent = person.label && dots ? looksToTen(person.label, dots, t) : personWords(person, t);
    const said = [this.card.looks.textContent, ...actsBeside(person).map((act) => actWord(act, t))].join(
      t('listSeparator'),
    );
    const label = [isolated(person.name), said].filter(Boolean).join(': ');
    this.element.firstElementChild?.setAttribute('aria-label', label);
    const { action, key } = offerFor(person);
    this.card.act.textContent = t(action === 'exclude' && !this.isAlone ? 'doNotReadAnybodyHere' : key);
  }

  /** Draws the card when it opens: it says since when, which nobody sees while it is closed. */
  private readonly updateCard = () => {
    if (!this.last) return;
    const { card } = this;
    const { t } = this.speech;
    const { person, dots } = this.last;
    card.name.textContent = displayName(person.name);
    if (dots) setSvg(card.dots, dotsSvg(dots, { rows: 1, width: 136, theme: 'dark' }));
    else card.dots.replaceChildren();
    card.beside.textContent = besidesWords(person, t).join(t('listSeparator'));
    card.all.textContent = dots ? dotsWords(dots, t) : '';
    const seconds = Math.round((now() - person.since) / 1000);
    const since = seconds < 60 ? t('sinceSeconds', [seconds]) : t('sinceMinutes', [Math.round(seconds / 60)]);
    const sure = dots ? [t(surenessKey(dots)), since].join(t('listSeparator')) : since;
    // Roomtone does not watch for how long an excluded person has been one.
    card.sure.textContent = person.state === 'excluded' ? '' : sure;
    this.updateLabel();
  };

  setStyle(style: BadgeStyle) {
    this.element.dataset.style = style;
    this.measured = false;
  }

  setForm(form: Form) {
    const next = this.silent ? 'none' : form;
    if (next !== this.form) {
      this.form = next;
      this.element.dataset.form = next;
      this.measured = false;
    }
  }

  /** Has the page laid out, where anything that its size depends on is new. */
  measure() {
    if (this.measured) return;
    const pill = this.element.firstElementChild as HTMLElement;
    this.size = { width: pill.offsetWidth, height: pill.offsetHeight };
    this.measured = true;
  }

  /** Covered by the page, or cut off with its tile. */
  setHidden(isHidden: boolean): boolean {
    if (isHidden === this.isHidden) return false;
    this.isHidden = isHidden;
    this.element.toggleAttribute('data-hidden', isHidden);
    if (isHidden) this.setOpen(false);
    return true;
  }

  /** @param box of the pill, pixels of the page. @returns whether that is another place than before */
  moveTo(box: PixelBox, corner: number, { x, y, factor }: Scale): boolean {
    this.box = box;
    const position = `translate(${(box.x - x) / factor}px, ${(box.y - y) / factor}px)`;
    if (this.position === `${position} ${corner}`) return false;
    this.position = `${position} ${corner}`;
    this.element.style.transform = position;
    this.element.dataset.corner = String(corner);
    return true;
  }

  get isOpen(): boolean {
    return this.element.hasAttribute('data-open');
  }

  setOpen(isOpen: boolean) {
    if (isOpen === this.isOpen) return;
    this.element.toggleAttribute('data-open', isOpen);
    if (isOpen) this.updateCard();
  }

  /** Does it lie at this point of the page, with its card while that is open? */
  covers(x: number, y: number): boolean {
    if (this.isHidden || this.form === 'none') return false;
    const boxes: PixelBox[] = this.isOpen
      ? [this.box, this.card.act.parentElement?.getBoundingClientRect() ?? this.box]
      : [this.box];
    return boxes.some((box) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height);
  }
}

/** How far ten people would agree. */
function surenessKey(dots: Dot[]): 'sureMost' | 'sureSome' | 'sureFew' {
  const most = dots.filter((dot) => dot === dots[0] && dot !== null).length;
  return most >= 8 ? 'sureMost' : most >= 5 ? 'sureSome' : 'sureFew';
}
