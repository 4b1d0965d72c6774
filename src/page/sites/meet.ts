// Google Meet: what is known of its page.
import { known } from './known.ts';
import { cleanName, controlTexts, firstName, isOfControl, labelText, looksLikeIcon } from './names.ts';
import { all, has, type SeenTile, within } from './platform.ts';
import { videoOf } from './tiles.ts';

/** Meet's classes are obfuscated and rotate; the data attributes and jsnames here stood unchanged from March to September 2026. */
const SELECTORS = {
  tile: {
    css: '[data-participant-id][data-tile-media-id]',
    from: 'captures of 2026-03-17 and 2026-05',
    expects: { meet: 6 },
  },
  leave: { css: 'button[jsname="CQylAd"]', from: 'captures of 2026-05', expects: { meet: 1, 'meet-left': 1 } },
  ended: {
    css: '[data-call-ended="true"], [data-mdc-dialog-action="returnToHomePage"], button[jsname="EszDse"]',
    from: 'google-meet-attendance-extension 1.4.1, 2026-08-16',
    expects: { 'meet-left': 1 },
  },
  caption: { css: 'span.notranslate', from: 'capture of 2026-05', expects: { meet: 10 } },
  /** "Reframe" and "Backgrounds and effects" exist on one's own tile alone. */
  self: { css: '[jsname="nsKqzb"], [jsname="Ac69Jc"]', from: 'captures of 2026-05', expects: { meet: 2 } },
  /** Buttons whose label holds the name. */
  named: { css: 'button[aria-label]', from: 'capture of 2026-05, MeetSwitcher', expects: { meet: 3 } },
  meter: { css: '[jsname="QgSmzd"]', from: 'captures of 2026-05', expects: { meet: 1 } },
} as const;

/** Copies of the name, and texts that are none (capture of 2026-05). */
const NOT_CAPTION = 'button, [role="menu"], [role="menuitem"], [role="tooltip"], i.google-symbols';
/** Icons' ligatures are hidden so, and so is a caption while the page hides its controls: a choice only where there is no other. */
const HIDDEN = '[aria-hidden="true"]';
/** Material's icon names that stand as text on one's own tile's controls. */
const SELF_ICONS = ['frame_person', 'visual_effects'];
/** "More options for Ada" and the Pin button's label, in the languages seen so far. */
const LABEL_WITH_NAME = [/^More options for (.+)$/, /^Pin (.+) to your main screen$/, /^Fixar (.+) na tela principal$/];

export const meet = known({
  name: 'Google Meet',
  hosts: ['meet.google.com'],
  selectors: SELECTORS,
  // The lobby of 2026 has a leave button too, but its preview is no tile.
  isCall: (page) => has(page, SELECTORS.leave) && !has(page, SELECTORS.ended),
  isOver: (page) => has(page, SELECTORS.ended),
  // Rows of the participants panel carry the same attributes.
  tiles: (page) => all(page, SELECTORS.tile).filter((element) => !element.closest('[role="listitem"]')),
  read: (tile) => {
    const participant = tile.dataset.participantId ?? '';
    const media = tile.dataset.tileMediaId ?? '';
    // The presentation of somebody is a second tile of the same participant with another media id.
    const isShare = media !== participant;
    const caption = captionOf(tile);
    return {
      element: tile,
      siteId: isShare ? `${participant} ${media}` : participant,
      name: firstName(labelText(caption), ...namesInLabels(tile)),
      isMarkedSelf: within(tile, SELECTORS.self) !== null || hasSelfIcon(tile),
      isShare,
      picture: () => videoOf(tile),
      keepClear: [caption, within(tile, SELECTORS.meter)],
    } satisfies SeenTile;
  },
});

function captionOf(tile: Element): Element | null {
  const controls = controlTexts([...tile.querySelectorAll('button')]);
  const captions = [...tile.querySelectorAll(SELECTORS.caption.css)].filter(
    (one) => !one.closest(NOT_CAPTION) && !isOfControl(one, controls) && cleanName(labelText(one)),
  );
  // The icon is hidden by itself, a caption mostly by what lies around it.
  const doubt = (one: Element) => [one.closest(HIDDEN), one.matches(HIDDEN), looksLikeIcon(one)].filter(Boolean).length;
  return captions.sort((a, b) => doubt(a) - doubt(b))[0] ?? null;
}

function namesInLabels(tile: Element): (string | undefined)[] {
  const labels = [...tile.querySelectorAll(SELECTORS.named.css)].map((one) => one.getAttribute('aria-label') ?? '');
  return labels.flatMap((label) => LABEL_WITH_NAME.map((pattern) => pattern.exec(label)?.[1]));
}

function hasSelfIcon(tile: Element): boolean {
  return [...tile.querySelectorAll('button i')].some(({ textContent }) =>
    SELF_ICONS.includes(textContent?.trim() ?? ''),
  );
}
