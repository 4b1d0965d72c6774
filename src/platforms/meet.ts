// Google Meet: what is known of its page.
import { asSeen, hasPicture, type Platform, type Tile } from './platform.ts';

/**
 * Selectors and where each comes from. Meet's classes are obfuscated and rotate; the data attributes and jsnames here
 * stood unchanged in captures from March to September 2026.
 */
const SELECTORS = {
  /** Captures of 2026-03-17 and 2026-05. */
  tile: '[data-participant-id][data-tile-media-id]',
  /** jsname and icon text, captures of 2026-05. */
  leave: 'button[jsname="CQylAd"]',
  /** "You left" screen: google-meet-attendance-extension 1.4.1, 2026-08-16. */
  ended: '[data-call-ended="true"], [data-mdc-dialog-action="returnToHomePage"], button[jsname="EszDse"]',
  caption: 'span.notranslate',
  /** Copies of the name, and texts that are none (capture 2026-05). */
  notCaption: 'button, [role="menu"], [role="menuitem"], [role="tooltip"], [aria-hidden="true"], i.google-symbols',
  /** "Reframe" and "Backgrounds and effects" exist on one's own tile alone (captures 2026-05). */
  self: '[jsname="nsKqzb"], [jsname="Ac69Jc"]',
  /** The capture of 2026-05 and MeetSwitcher: buttons whose label holds the name. */
  named: 'button[aria-label]',
  meter: '[jsname="QgSmzd"]',
} as const;

/** Material's icon names that stand as text on one's own tile's controls. */
const SELF_ICONS = /frame_person|visual_effects/;
/** "More options for Ada" and the Pin button's label, in the languages seen so far. */
const LABEL_WITH_NAME = [/^More options for (.+)$/, /^Pin (.+) to your main screen$/, /^Fixar (.+) na tela principal$/];
const MAX_NAME = 80;

export const meet: Platform = {
  name: 'Google Meet',
  matches: (url) => url.hostname === 'meet.google.com',
  // The lobby of 2026 has a leave button too, but its preview is no tile.
  inCall: (document) =>
    document.querySelector(SELECTORS.leave) !== null &&
    document.querySelector(SELECTORS.ended) === null &&
    tileElements(document).length > 0,
  tiles: (document) => {
    const tiles = new Map<string, Tile>();
    for (const element of tileElements(document)) {
      const tile = readTile(element);
      // Spotlight layouts may show somebody twice; the larger tile is the one to read.
      const known = tiles.get(tile.id);
      if (!known || area(known.element) < area(element)) tiles.set(tile.id, tile);
    }
    return asSeen([...tiles.values()]);
  },
};

/** Rows of the participants panel carry the same attributes. */
function tileElements(document: Document): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(SELECTORS.tile)].filter((e) => !e.closest('[role="listitem"]'));
}

function readTile(element: HTMLElement): Tile {
  const participant = element.dataset.participantId ?? '';
  const media = element.dataset.tileMediaId ?? '';
  // The presentation of somebody is a second tile of the same participant with another media id.
  const isShare = media !== participant;
  const videos = [...element.querySelectorAll('video')].filter(hasPicture);
  // A camera that was switched off leaves its old video behind, without a stream; the newest one counts.
  const source = videos.at(-1) ?? null;
  const caption = captionOf(element);
  return {
    id: isShare ? `${participant} ${media}` : participant,
    element,
    source,
    name: caption?.textContent?.trim() || nameFromLabels(element),
    isSelf: element.querySelector(SELECTORS.self) !== null || hasSelfIcon(element),
    isShare,
    isCameraOff: source === null,
    keepClear: [caption, element.querySelector(SELECTORS.meter)].filter((e) => e !== null),
  };
}

function captionOf(tile: Element): Element | null {
  const captions = [...tile.querySelectorAll(SELECTORS.caption)];
  return captions.find((c) => !c.closest(SELECTORS.notCaption) && isName(c.textContent?.trim() ?? '')) ?? null;
}

/** Icon ligatures hold underscores; markup and essays are no names. */
function isName(text: string): boolean {
  return text.length > 0 && text.length <= MAX_NAME && !/^[a-z]+(_[a-z]+)+/.test(text);
}

function nameFromLabels(tile: Element): string {
  for (const button of tile.querySelectorAll(SELECTORS.named)) {
    const label = button.getAttribute('aria-label') ?? '';
    for (const pattern of LABEL_WITH_NAME) {
      const name = pattern.exec(label)?.[1];
      if (name) return name;
    }
  }
  return '';
}

function hasSelfIcon(tile: Element): boolean {
  return [...tile.querySelectorAll('button i')].some((icon) => SELF_ICONS.test(icon.textContent ?? ''));
}

function area(element: Element): number {
  const { width, height } = element.getBoundingClientRect();
  return width * height;
}
