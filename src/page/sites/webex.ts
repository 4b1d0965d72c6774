// Webex: its call lies in a frame of its own origin. Little is known of its page, so the reader of any page stands close behind.
import { known } from './known.ts';
import { firstName, labelText, NO_NAME } from './names.ts';
import { all, isShown, type SeenTile, within } from './platform.ts';
import { wordsOf } from './share.ts';
import { videoOf } from './tiles.ts';

const FROM = 'AWS Live Meeting Assistant, undated';
const SELECTORS = {
  tile: { css: '.participants-video-tile', from: FROM, expects: { webex: 4, 'webex-frame': 4 } },
  name: {
    css: '[data-test="participant-name"], [class*="full-name"]',
    from: FROM,
    expects: { webex: 3, 'webex-frame': 3 },
  },
  halo: { css: '.active-speaker-halo', from: FROM, expects: { webex: 1, 'webex-frame': 1 } },
} as const;

/** Nothing is known of how Webex marks a shared screen; whatever says so is believed, buttons for sharing aside. */
const MARKS = ['class', 'data-test', 'aria-label'];
const SHARE = MARKS.map((name) => `[${name}*="shar" i]`).join(', ');
const SHARED = /^(?:screen)?shar(?:e|ed|es|ing)$/;

function isMarked(element: Element | null | undefined): boolean {
  const words = MARKS.flatMap((name) => wordsOf(element?.getAttribute(name) ?? ''));
  return words.some((word) => SHARED.test(word));
}

function isShare(tile: Element): boolean {
  const inside = [...tile.querySelectorAll(SHARE)].filter((one) => !one.closest(NO_NAME));
  if (inside.some(isMarked)) return true;
  for (let up: Element | null = tile; up; up = up.parentElement) if (isMarked(up)) return true;
  return false;
}

export const webex = known({
  name: 'Webex',
  hosts: ['*.webex.com'],
  selectors: SELECTORS,
  tiles: (page) => all(page, SELECTORS.tile).filter(isShown),
  read: (tile) => {
    const label = within(tile, SELECTORS.name);
    return {
      element: tile,
      siteId: null,
      name: firstName(labelText(label), tile.getAttribute('aria-label')),
      isMarkedSelf: false,
      isShare: isShare(tile),
      picture: () => videoOf(tile),
      keepClear: [label],
    } satisfies SeenTile;
  },
});
