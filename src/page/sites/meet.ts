// Google Meet: what is known of its page.
import { isHost, known } from './known.ts';
import { all, cleanName, has, type Tile, tileOf, videoOf, within } from './platform.ts';

/** Meet's classes are obfuscated and rotate; the data attributes and jsnames here stood unchanged from March to September 2026. */
const SELECTORS = {
  tile: { css: '[data-participant-id][data-tile-media-id]', from: 'captures of 2026-03-17 and 2026-05' },
  leave: { css: 'button[jsname="CQylAd"]', from: 'captures of 2026-05' },
  ended: {
    css: '[data-call-ended="true"], [data-mdc-dialog-action="returnToHomePage"], button[jsname="EszDse"]',
    from: 'google-meet-attendance-extension 1.4.1, 2026-08-16',
  },
  caption: { css: 'span.notranslate', from: 'capture of 2026-05' },
  /** "Reframe" and "Backgrounds and effects" exist on one's own tile alone. */
  self: { css: '[jsname="nsKqzb"], [jsname="Ac69Jc"]', from: 'captures of 2026-05' },
  /** Buttons whose label holds the name. */
  named: { css: 'button[aria-label]', from: 'capture of 2026-05, MeetSwitcher' },
  meter: { css: '[jsname="QgSmzd"]', from: 'captures of 2026-05' },
} as const;

/** Copies of the name, and texts that are none (capture of 2026-05). */
const NOT_CAPTION =
  'button, [role="menu"], [role="menuitem"], [role="tooltip"], [aria-hidden="true"], i.google-symbols';
/** Material's icon names that stand as text on one's own tile's controls. */
const SELF_ICONS = /frame_person|visual_effects/;
/** "More options for Ada" and the Pin button's label, in the languages seen so far. */
const LABEL_WITH_NAME = [/^More options for (.+)$/, /^Pin (.+) to your main screen$/, /^Fixar (.+) na tela principal$/];

export const meet = known({
  name: 'Google Meet',
  matches: (url) => isHost(url, 'meet.google.com'),
  selectors: SELECTORS,
  // The lobby of 2026 has a leave button too, but its preview is no tile.
  isCall: (page) => has(page, SELECTORS.leave) && !has(page, SELECTORS.ended),
  isOver: (page) => has(page, SELECTORS.ended),
  // Rows of the participants panel carry the same attributes.
  tiles: (page) =>
    all(page, SELECTORS.tile)
      .filter((element) => !element.closest('[role="listitem"]'))
      .map(readTile),
});

function readTile(element: HTMLElement): Tile {
  const participant = element.dataset.participantId ?? '';
  const media = element.dataset.tileMediaId ?? '';
  // The presentation of somebody is a second tile of the same participant with another media id.
  const isShare = media !== participant;
  const caption = captionOf(element);
  return tileOf(element, videoOf(element), [caption, within(element, SELECTORS.meter)], {
    id: isShare ? `${participant} ${media}` : participant,
    name: caption ? cleanName(caption.textContent) : nameFromLabels(element),
    isSelf: within(element, SELECTORS.self) !== null || hasSelfIcon(element),
    isShare,
  });
}

function captionOf(tile: Element): Element | null {
  const captions = [...tile.querySelectorAll(SELECTORS.caption.css)];
  return captions.find((c) => !c.closest(NOT_CAPTION) && cleanName(c.textContent)) ?? null;
}

function nameFromLabels(tile: Element): string {
  for (const button of tile.querySelectorAll(SELECTORS.named.css)) {
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
